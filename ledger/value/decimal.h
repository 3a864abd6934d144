// Decimal: an exact decimal number that remembers how many decimal places it
// was written with: "45000.00" has scale 2 and is equal to "45000".
//
// Value = coefficient / 10^scale, with scale 0..18 and a coefficient of at most
// 576 bits: enough to hold any Rational rounded to 18 places. Text is limited
// to 40 digits.
// Refuses exponents, a leading '+', needless leading zeros, minus zero,
// thousands separators and a bare '.'.
// Immutable apart from assignment; const use is safe from any thread.
#ifndef LEDGER_VALUE_DECIMAL_H_
#define LEDGER_VALUE_DECIMAL_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace covenant {

struct BigInt;  // ledger/value/big_int.h, for the sources of this folder only
struct BigIntDelete {
  void operator()(const BigInt* big) const;
};
class Rational;

class Decimal {
 public:
  static constexpr int kMaxScale = 18;
  static constexpr int kMaxTextDigits = 40;
  static constexpr int kMaxCoefficientBits = 576;

  // Zero, scale 0.
  Decimal() = default;
  Decimal(const Decimal& other);
  Decimal& operator=(const Decimal& other);
  Decimal(Decimal&& other) noexcept = default;
  Decimal& operator=(Decimal&& other) noexcept = default;
  ~Decimal() = default;

  // Text: optional '-', digits, optionally '.' and 1..18 digits; at most 40
  // digits in all. InvalidArgument (what is wrong and how to write it),
  // OutOfRange (too many digits or decimal places).
  static absl::StatusOr<Decimal> Parse(std::string_view text);

  // units / 10^scale: FromUnits(4500000, 2) is 45000.00. OutOfRange unless
  // scale is 0..18.
  static absl::StatusOr<Decimal> FromUnits(std::int64_t units, int scale);

  // The same, from an optional '-' and digits without leading zeros, as
  // UnitsText() gives them; any coefficient of at most 576 bits.
  static absl::StatusOr<Decimal> FromUnitsText(std::string_view digits,
                                               int scale);

  // An integer, scale 0.
  static Decimal FromInt(std::int64_t value);

  // The exact decimal of a rational with the smallest scale that holds it;
  // OutOfRange when none of 18 places does (1/3) or the rational is not ok().
  static absl::StatusOr<Decimal> FromRational(const Rational& value);

  // The coefficient when it fits, else nothing.
  std::optional<std::int64_t> Units() const;
  // The coefficient as an optional '-' and digits.
  std::string UnitsText() const;
  // Decimal places, 0..18.
  int Scale() const { return scale_; }

  // Exact. Always ok() for parsed text; overflow() when the reduced numerator
  // has more than 512 bits.
  Rational ToRational() const;

  // -1, 0 or 1.
  int Sign() const;
  bool IsZero() const { return Sign() == 0; }
  Decimal Negated() const;

  // The same number with another scale. OutOfRange when digits other than zero
  // would be lost, the scale is not 0..18, or the coefficient grows too large.
  absl::StatusOr<Decimal> Rescaled(int scale) const;

  // With exactly Scale() decimal places: "45000.00", "-0.5", "7".
  std::string ToString() const;

  // Numerical: 1.0 == 1.00.
  friend bool operator==(const Decimal& a, const Decimal& b);
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

  // Equal, and written with the same scale.
  static bool SameForm(const Decimal& a, const Decimal& b);

 private:
  friend class Rational;

  // Takes a coefficient known to be within bounds; normalises to the small
  // form.
  static Decimal FromBig(const BigInt& coefficient, int scale);
  static Decimal FromSmall(std::int64_t coefficient, int scale);
  BigInt Coefficient() const;

  std::int64_t small_ = 0;  // the coefficient while big_ is null
  std::unique_ptr<const BigInt, BigIntDelete> big_;  // only if it does not fit
  int scale_ = 0;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_DECIMAL_H_
