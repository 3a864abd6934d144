// What number a text that Decimal refuses probably means, for the error
// messages of this folder's sources: "45,000.00", "45.000,00", "12,5", ".5" and
// "5.". Refuses nothing; pure functions, safe from any thread.
#ifndef LEDGER_VALUE_NUMBER_TEXT_H_
#define LEDGER_VALUE_NUMBER_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace covenant {

struct NumberFix {
  std::string_view problem;  // "thousands separators are not allowed in"
  std::string plain;         // a text that Decimal::Parse accepts
};

// Nothing when there is no good guess. The text itself must not be a number.
std::optional<NumberFix> FixNumber(std::string_view text);

}  // namespace covenant

#endif  // LEDGER_VALUE_NUMBER_TEXT_H_
