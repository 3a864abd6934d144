#include "ledger/value/unit.h"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "ledger/value/check.h"
#include "ledger/value/currency.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {
namespace {

constexpr std::size_t kMaxNameBytes = 32;

struct Reserved {
  std::string_view word;
  std::string_view why;
};

constexpr std::string_view kIsDuration =
    "is a length of time, not a unit of an amount";
constexpr std::string_view kIsRate =
    "makes a rate, not a unit of an amount; write rates as `6.5 %`";
constexpr std::string_view kIsGrammar = "is a word of the amount grammar";

constexpr std::array<Reserved, 22> kReserved = {{
    {"day", kIsDuration},
    {"days", kIsDuration},
    {"week", kIsDuration},
    {"weeks", kIsDuration},
    {"month", kIsDuration},
    {"months", kIsDuration},
    {"year", kIsDuration},
    {"years", kIsDuration},
    {"business-day", kIsDuration},
    {"business-days", kIsDuration},
    {"percent", kIsRate},
    {"per-cent", kIsRate},
    {"pct", kIsRate},
    {"bps", kIsRate},
    {"basis-points", kIsRate},
    {"undisclosed", kIsGrammar},
    {"at", kIsGrammar},
    {"least", kIsGrammar},
    {"most", kIsGrammar},
    {"between", kIsGrammar},
    {"and", kIsGrammar},
    {"unknown", kIsGrammar},
}};

// In lower case these are taken for the currency, never for a unit. Others,
// such as "kgs", may well be units.
constexpr std::array<std::string_view, 20> kNeverUnits = {
    "usd", "eur", "jpy", "gbp", "cny", "aud", "cad", "chf", "hkd", "sgd",
    "sek", "krw", "nok", "nzd", "inr", "mxn", "brl", "zar", "dkk", "pln"};

bool IsName(std::string_view text) {
  if (text.empty() || text.size() > kMaxNameBytes || !IsLower(text.front())) {
    return false;
  }
  for (const char c : text) {
    if (!IsLower(c) && !IsDigit(c) && c != '-') return false;
  }
  return true;
}

bool LooksLikeCurrency(std::string_view text) {
  if (text.size() < 2 || text.size() > 4) return false;
  for (const char c : text) {
    if (!IsUpper(c)) return false;
  }
  return true;
}

// What the unit would be with the letters and the '-' that a name may have.
std::string ProposeName(std::string_view text) {
  std::string name;
  for (const char c : AsciiLower(text)) {
    if (IsLower(c) || (IsDigit(c) && !name.empty())) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  if (name.size() > kMaxNameBytes) name.resize(kMaxNameBytes);
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name;
}

// Whether a word of small and capital letters, such as `MWh`, is like the code
// by chance only: it is a symbol of a unit, and that currency no help.
bool IsLikeByChance(std::string_view text, const std::string& code) {
  const std::string upper = AsciiUpper(text);
  return text != upper && EditDistance(upper, code) == 1 &&
         !upper.starts_with(code);
}

absl::Status BadUnit(std::string_view text) {
  if (text.empty()) {
    return InvalidText(
        {"a unit is missing; write a currency code such as "
         "`EUR` or a unit name such as `shares`"});
  }
  if (text == "%") return InvalidText({"`%` ", kIsRate});
  const std::optional<std::string> currency = SuggestCurrency(text);
  if (LooksLikeCurrency(text)) {
    return InvalidText(
        {"unknown currency ", Quoted(text),
         currency ? "; did you mean `" + *currency + "`?"
                  : std::string("; write the three-letter ISO 4217 code, such "
                                "as `EUR`")});
  }
  if (currency && !IsLower(text.front()) && !IsLikeByChance(text, *currency)) {
    const std::string name = ProposeName(text);
    const bool other = name != ProposeName(*currency);
    return InvalidText(
        {Quoted(text),
         " is not a currency code; write the ISO 4217 code, such as `",
         *currency, "`",
         other && !name.empty() && Unit::Parse(name).ok()
             ? ", or another unit in small letters, `" + name + "`"
             : std::string()});
  }
  if (text.size() > kMaxNameBytes) {
    return InvalidText({"the unit ", Quoted(text),
                        " is too long; a unit name has at most 32 characters"});
  }
  const std::string name = ProposeName(text);
  const bool useful = !name.empty() && Unit::Parse(name).ok();
  return InvalidText(
      {"not a unit: ", Quoted(text),
       "; write a currency code such as `EUR` or a lower-case unit name such "
       "as `",
       useful ? name : "shares", "`"});
}

}  // namespace

Unit::Unit() : Unit("units", false) {}

Unit::Unit(std::string text, bool is_currency)
    : text_(std::move(text)), is_currency_(is_currency) {}

absl::StatusOr<Unit> Unit::Parse(std::string_view text) {
  if (IsCurrencyCode(text)) return Unit(std::string(text), true);
  if (!IsName(text)) return BadUnit(text);
  for (const Reserved& reserved : kReserved) {
    if (reserved.word == text) {
      return InvalidText({Quoted(text), " ", reserved.why});
    }
  }
  for (const std::string_view code : kNeverUnits) {
    if (code == text) {
      return InvalidText({"a currency is written in capitals: ", Quoted(text),
                          "; write `", AsciiUpper(text), "`"});
    }
  }
  return Unit(std::string(text), false);
}

int Unit::DecimalPlaces() const {
  if (!is_currency_) return 0;
  const std::optional<int> places = MinorUnits(text_);
  COVENANT_CHECK(places.has_value());
  return *places;
}

}  // namespace covenant
