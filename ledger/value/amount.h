// Amount: a number of a Unit as a contract or a report states it: exact, or
// known only to lie in a range, or undisclosed.
//
//   45000.00 EUR            8750000 shares          undisclosed USD
//   at least 5000.00 USD    at most 7 tonnes        between 10.00 and 50.00 USD
//
// Refuses bare numbers, unknown currencies, symbols ($, €), thousands
// separators and a range whose lower end is not below its upper end. Decimal
// places are kept as written, up to 18, also beyond the currency's minor unit
// (unit prices). Negative amounts are amounts; who may not take one must check
// Sign. Immutable apart from assignment; const use is safe from any thread.
#ifndef LEDGER_VALUE_AMOUNT_H_
#define LEDGER_VALUE_AMOUNT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/value/decimal.h"
#include "ledger/value/range.h"
#include "ledger/value/rounding.h"
#include "ledger/value/unit.h"

namespace covenant {

class Amount {
 public:
  // Exactly "0 units".
  Amount() : lo_(Decimal()), hi_(Decimal()) {}

  // The grammar above, single spaces. InvalidArgument or OutOfRange with what
  // to write instead.
  static absl::StatusOr<Amount> Parse(std::string_view text);

  static Amount Exact(Decimal value, Unit unit);
  static Amount Undisclosed(Unit unit);
  static Amount AtLeast(Decimal at_least, Unit unit);
  static Amount AtMost(Decimal at_most, Unit unit);
  // InvalidArgument unless at_least < at_most.
  static absl::StatusOr<Amount> Between(Decimal at_least, Decimal at_most,
                                        Unit unit);
  // Either end absent means open; equal ends mean exact. InvalidArgument when
  // the lower end is above the upper end.
  static absl::StatusOr<Amount> Of(std::optional<Decimal> at_least,
                                   std::optional<Decimal> at_most, Unit unit);

  // A computed range, each end rounded as Rational::Round. The range's status
  // when it is not ok().
  static absl::StatusOr<Amount> FromRange(const RationalRange& range, Unit unit,
                                          int decimal_places,
                                          RoundingMode mode);

  const Unit& unit() const { return unit_; }
  // One known number.
  bool IsExact() const {
    return lo_.has_value() && hi_.has_value() && *lo_ == *hi_;
  }
  // Nothing known but the unit.
  bool IsUndisclosed() const { return !lo_.has_value() && !hi_.has_value(); }
  // The number; must be IsExact().
  const Decimal& value() const;
  // The ends; nothing for an open one.
  const std::optional<Decimal>& at_least() const { return lo_; }
  const std::optional<Decimal>& at_most() const { return hi_; }
  // Whether some possible value is below zero.
  bool MayBeNegative() const;

  RationalRange Range() const;

  // The grammar above; Parse gives the same amount back (for ends of at most 40
  // digits).
  std::string ToString() const;

  // Same unit and numerically equal ends: 1.0 EUR == 1.00 EUR.
  friend bool operator==(const Amount& a, const Amount& b) = default;

 private:
  Amount(std::optional<Decimal> at_least, std::optional<Decimal> at_most,
         Unit unit);

  std::optional<Decimal> lo_;
  std::optional<Decimal> hi_;
  Unit unit_;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_AMOUNT_H_
