// The currency codes of ISO 4217 and their minor units.
//
// The table is the standard's list one (active codes), with the codes that it
// dropped since 2021 kept, because contracts in them still run; see
// currency.cc. XTS (testing) and XXX (no currency) are not currencies here.
// Refuses nothing; pure functions, safe from any thread.
#ifndef LEDGER_VALUE_CURRENCY_H_
#define LEDGER_VALUE_CURRENCY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace covenant {

// Three upper-case letters in the table.
bool IsCurrencyCode(std::string_view code);

// Decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.
// 2 for the codes to which the standard gives none (XDR, XAU ...). Nothing when
// not a code of the table.
std::optional<int> MinorUnits(std::string_view code);

// All codes, sorted.
std::vector<std::string> AllCurrencyCodes();

// The code that was probably meant: for lower case ("eur"), symbols ("$", "€"),
// common names ("euros", "RMB"), withdrawn codes that have a successor ("DEM")
// and, last, slips of the keyboard ("UDS"). Nothing when there is no good
// guess.
std::optional<std::string> SuggestCurrency(std::string_view wrong);

}  // namespace covenant

#endif  // LEDGER_VALUE_CURRENCY_H_
