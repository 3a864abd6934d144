// Unit: what an amount is counted in: a currency (ISO 4217 code) or a named
// unit
// ("shares", "tonnes", "seats", "mwh").
//
// Refuses unknown currency codes, names that are not [a-z][a-z0-9-]{0,31}, the
// words of durations, rates and ranges ("days", "percent", "between" ...) and
// major currencies in lower case ("eur").
// Immutable apart from assignment; const use is safe from any thread.
#ifndef LEDGER_VALUE_UNIT_H_
#define LEDGER_VALUE_UNIT_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace covenant {

class Unit {
 public:
  // The named unit "units".
  Unit();

  // InvalidArgument with what to write instead.
  static absl::StatusOr<Unit> Parse(std::string_view text);

  bool IsCurrency() const { return is_currency_; }

  // Decimal places to which an amount is rounded where the contract is silent:
  // the minor unit of a currency, 0 for a named unit.
  int DecimalPlaces() const;

  // "EUR", "shares".
  const std::string& text() const { return text_; }
  std::string ToString() const { return text_; }

  friend bool operator==(const Unit& a, const Unit& b) = default;
  // By text, bytewise: currencies before named units.
  friend std::strong_ordering operator<=>(const Unit& a, const Unit& b) {
    return a.text_ <=> b.text_;
  }

 private:
  Unit(std::string text, bool is_currency);

  std::string text_;
  bool is_currency_ = false;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_UNIT_H_
