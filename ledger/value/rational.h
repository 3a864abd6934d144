// Rational: an exact rational number of bounded size, for intermediate results.
//
// Always in lowest terms, denominator positive, numerator and denominator of at
// most 512 bits each. A result beyond that, and a division by zero, latch an
// error: the value is then not ok(), every operation on it gives the same
// error, and nothing else may be asked of it. An evaluator checks once, at the
// end. Numbers whose numerator and denominator fit in 64 bits need no
// allocation. Refuses (aborts on) comparing, rounding or printing digits of an
// error. Immutable apart from assignment; const use is safe from any thread.
#ifndef LEDGER_VALUE_RATIONAL_H_
#define LEDGER_VALUE_RATIONAL_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/value/decimal.h"
#include "ledger/value/rounding.h"

namespace covenant {

struct BigFraction;  // ledger/value/big_int.h, for the sources of this folder
struct BigFractionDelete {
  void operator()(const BigFraction* big) const;
};

class Rational {
 public:
  static constexpr int kMaxBits = 512;

  enum class Error { kNone, kOverflow, kDivideByZero };

  // Zero.
  Rational() = default;
  Rational(const Rational& other);
  Rational& operator=(const Rational& other);
  Rational(Rational&& other) noexcept = default;
  Rational& operator=(Rational&& other) noexcept = default;
  ~Rational() = default;

  static Rational FromInt(std::int64_t value);
  static Rational FromDecimal(const Decimal& value) {
    return value.ToRational();
  }
  // numerator / denominator; a zero denominator latches kDivideByZero.
  static Rational Fraction(std::int64_t numerator, std::int64_t denominator);
  // Text "15", "-15", "3/8" or "-3/8", digits without leading zeros, need not
  // be in lowest terms. InvalidArgument, or OutOfRange above 512 bits.
  static absl::StatusOr<Rational> Parse(std::string_view text);
  // A value that is not ok(); kNone is not an error and aborts.
  static Rational Latched(Error error);

  bool ok() const { return error_ == Error::kNone; }
  Error error() const { return error_; }
  // OK, OutOfRange (overflow) or InvalidArgument (division by zero).
  absl::Status status() const;

  Rational operator-() const;
  friend Rational operator+(const Rational& a, const Rational& b);
  friend Rational operator-(const Rational& a, const Rational& b);
  friend Rational operator*(const Rational& a, const Rational& b);
  friend Rational operator/(const Rational& a, const Rational& b);
  Rational& operator+=(const Rational& b) { return *this = *this + b; }
  Rational& operator-=(const Rational& b) { return *this = *this - b; }
  Rational& operator*=(const Rational& b) { return *this = *this * b; }
  Rational& operator/=(const Rational& b) { return *this = *this / b; }

  // Exact integer power, exponent of either sign; 0^0 = 1, 0^-1 divides by
  // zero.
  Rational Pow(int exponent) const;

  // Both sides must be ok().
  friend bool operator==(const Rational& a, const Rational& b);
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

  // -1, 0 or 1. Must be ok(), as for all that follows up to ToString.
  int Sign() const;
  bool IsZero() const { return Sign() == 0; }
  bool IsInteger() const;

  // An error stays the same error in these four.
  Rational Abs() const;
  Rational Floor() const;     // largest integer <= value
  Rational Ceil() const;      // smallest integer >= value
  Rational Truncate() const;  // integer part, toward zero

  // The value when it is an integer that fits.
  std::optional<std::int64_t> ToInt64() const;

  // The nearest number with that many decimal places, in the given mode.
  // decimal_places -18..18: a negative number rounds to tens, hundreds ... and
  // gives scale 0; otherwise the result's scale is decimal_places. Total.
  Decimal Round(int decimal_places,
                RoundingMode mode = RoundingMode::kHalfAway) const;

  // Decimal digits of the numerator (with '-') and of the denominator.
  std::string NumeratorText() const;
  std::string DenominatorText() const;

  // "3/8", "-3/8" or "15"; "overflow" or "divide-by-zero" when not ok().
  std::string ToString() const;

 private:
  friend class Decimal;

  // Any numerator and a denominator other than zero; reduces, checks the bound.
  static Rational FromBig(BigInt numerator, BigInt denominator);
  static Rational FromReduced(__int128 numerator, __int128 denominator);
  BigInt Num() const;
  BigInt Den() const;

  std::int64_t num_ = 0;  // valid while big_ is null; never the least int64
  std::int64_t den_ = 1;
  std::unique_ptr<const BigFraction, BigFractionDelete> big_;  // if too large
  Error error_ = Error::kNone;
};

// The smaller and the larger; an error in either is the result.
Rational Min(const Rational& a, const Rational& b);
Rational Max(const Rational& a, const Rational& b);

}  // namespace covenant

#endif  // LEDGER_VALUE_RATIONAL_H_
