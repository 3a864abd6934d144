#include "ledger/value/amount.h"

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "ledger/value/check.h"
#include "ledger/value/currency.h"
#include "ledger/value/number_text.h"
#include "ledger/value/range_words.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

absl::Status NotAnAmount(std::string_view text) {
  return InvalidText({"not an amount: ", Quoted(text),
                      "; write for example `45000.00 EUR`, `at least 5000.00 "
                      "USD`, `between 10.00 and 50.00 USD` or `undisclosed "
                      "USD`"});
}

// The number at the start of a text such as "$45,000.00" or "45000.00EUR", and
// what stands around it.
struct Split {
  std::string_view before;
  std::string_view number;
  std::string_view after;
};

Split SplitAtNumber(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size() && !IsDigit(text[begin])) ++begin;
  std::size_t end = text.size();
  while (end > begin && !IsDigit(text[end - 1])) --end;
  if (begin > 0 && begin < text.size() && text[begin - 1] == '-') --begin;
  const auto trimmed = [](std::string_view part) {
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    return part;
  };
  return {trimmed(text.substr(0, begin)), text.substr(begin, end - begin),
          trimmed(text.substr(end))};
}

// The number as Decimal takes it, separators put right; nothing when the text
// gives no number.
std::optional<std::string> Plain(std::string_view sign,
                                 std::string_view number) {
  const std::string text = Concat({sign, number});
  if (Decimal::Parse(text).ok()) return text;
  std::optional<NumberFix> fix = FixNumber(text);
  if (!fix) return std::nullopt;
  return std::move(fix->plain);
}

// A text without the plain form NUMBER UNIT.
absl::Status ExplainBadAmount(std::string_view text) {
  if (text.empty()) {
    return InvalidText(
        {"an amount is missing; write for example `45000.00 "
         "EUR` or `undisclosed USD`"});
  }
  if (Decimal::Parse(text).ok()) {
    return InvalidText({"found a bare number; write `", text,
                        " EUR` (the amount needs its currency or unit)"});
  }
  const Split split = SplitAtNumber(text);
  if (split.number.empty()) return NotAnAmount(text);
  std::string_view sign = split.before == "-" ? "-" : "";
  std::string_view before = split.before;
  if (!before.empty() && before.front() == '-') {  // "-$5.00"
    sign = "-";
    before.remove_prefix(1);
  }
  const std::optional<std::string> number = Plain(sign, split.number);
  if (before.empty() && split.after.empty()) {
    const absl::Status status = Decimal::Parse(text).status();
    return absl::Status(
        status.code(),
        Concat(
            {std::string_view(status.message().data(), status.message().size()),
             "; and add the currency or unit, as in `45000.00 EUR`"}));
  }
  if (!number || (!before.empty() && !split.after.empty())) {
    return NotAnAmount(text);
  }
  const bool in_front = !before.empty();
  const std::string_view word = in_front ? before : split.after;
  const std::optional<std::string> code = SuggestCurrency(word);
  const bool letters = IsLower(word.front()) || IsUpper(word.front());
  if (in_front && code && IsCurrencyCode(word)) {
    return InvalidText({"the currency stands after the number: ", Quoted(text),
                        "; write `", *number, " ", *code, "`"});
  }
  if (code && (in_front || !letters)) {
    return InvalidText({"currency symbols are ambiguous: ", Quoted(text),
                        "; write the ISO 4217 code after the number, such as `",
                        *number, " ", *code, "`"});
  }
  if (!in_front && Unit::Parse(word).ok()) {
    return InvalidText({"an amount is a number, one space and a unit: ",
                        Quoted(text), "; write `", *number, " ", word, "`"});
  }
  return NotAnAmount(text);
}

// "NUMBER UNIT", with the unit behind the last space.
struct NumberAndUnit {
  Decimal number;
  Unit unit;
};

absl::StatusOr<NumberAndUnit> ParseNumberAndUnit(std::string_view text) {
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos) return ExplainBadAmount(text);
  const std::string_view digits = text.substr(0, space);
  const std::string_view word = text.substr(space + 1);
  const Split split = SplitAtNumber(text);
  if (!split.before.empty() || word.empty() || split.after.empty() ||
      digits.empty() || digits.back() == ' ') {
    return ExplainBadAmount(text);
  }
  if (split.after.front() < 'A' ||
      static_cast<unsigned char>(split.after.front()) >= 0x80) {
    return ExplainBadAmount(text);  // "45 $", "45 €"
  }
  absl::StatusOr<Decimal> number = Decimal::Parse(digits);
  if (!number.ok() && split.after == word) return number.status();
  absl::StatusOr<Unit> unit = Unit::Parse(number.ok() ? word : split.after);
  if (!unit.ok()) return unit.status();
  if (!number.ok()) return ExplainBadAmount(text);
  return NumberAndUnit{*std::move(number), *std::move(unit)};
}

}  // namespace

Amount::Amount(std::optional<Decimal> at_least, std::optional<Decimal> at_most,
               Unit unit)
    : lo_(std::move(at_least)),
      hi_(std::move(at_most)),
      unit_(std::move(unit)) {}

absl::StatusOr<Amount> Amount::Parse(std::string_view text) {
  std::string_view rest = text;
  if (TakePrefix(&rest, kUndisclosed)) {
    if (rest.empty()) {
      return InvalidText(
          {"an undisclosed amount needs its currency or unit: "
           "write `undisclosed USD`"});
    }
    if (!TakePrefix(&rest, " ")) return NotAnAmount(text);
    absl::StatusOr<Unit> unit = Unit::Parse(rest);
    if (!unit.ok()) return unit.status();
    return Undisclosed(*std::move(unit));
  }
  if (TakePrefix(&rest, kBetween)) {
    const std::size_t middle = rest.find(kAnd);
    if (middle == std::string_view::npos) return NotAnAmount(text);
    const std::string_view low_text = rest.substr(0, middle);
    absl::StatusOr<NumberAndUnit> high =
        ParseNumberAndUnit(rest.substr(middle + kAnd.size()));
    if (!high.ok()) return high.status();
    absl::StatusOr<Decimal> low = Decimal::Parse(low_text);
    if (!low.ok()) {
      if (ParseNumberAndUnit(low_text).ok()) {
        return InvalidText(
            {"the unit is written once, at the end: ", Quoted(text),
             "; write for example `between 10.00 and 50.00 "
             "USD`"});
      }
      return low.status();
    }
    return Between(*std::move(low), std::move(high->number),
                   std::move(high->unit));
  }
  const bool at_least = TakePrefix(&rest, kAtLeast);
  const bool at_most = !at_least && TakePrefix(&rest, kAtMost);
  absl::StatusOr<NumberAndUnit> parsed = ParseNumberAndUnit(rest);
  if (!parsed.ok()) return parsed.status();
  if (at_least) return AtLeast(std::move(parsed->number), parsed->unit);
  if (at_most) return AtMost(std::move(parsed->number), parsed->unit);
  return Exact(std::move(parsed->number), parsed->unit);
}

Amount Amount::Exact(Decimal value, Unit unit) {
  std::optional<Decimal> low = value;
  return Amount(std::move(low), std::move(value), std::move(unit));
}

Amount Amount::Undisclosed(Unit unit) {
  return Amount(std::nullopt, std::nullopt, std::move(unit));
}

Amount Amount::AtLeast(Decimal at_least, Unit unit) {
  return Amount(std::move(at_least), std::nullopt, std::move(unit));
}

Amount Amount::AtMost(Decimal at_most, Unit unit) {
  return Amount(std::nullopt, std::move(at_most), std::move(unit));
}

absl::StatusOr<Amount> Amount::Between(Decimal at_least, Decimal at_most,
                                       Unit unit) {
  if (at_least == at_most) {
    return InvalidText({"both ends of the range are equal; write `",
                        at_least.ToString(), " ", unit.text(), "`"});
  }
  return Of(std::move(at_least), std::move(at_most), std::move(unit));
}

absl::StatusOr<Amount> Amount::Of(std::optional<Decimal> at_least,
                                  std::optional<Decimal> at_most, Unit unit) {
  if (at_least && at_most) {
    if (*at_most < *at_least) {
      return InvalidText(
          {"the lower end of the range is above its upper end; "
           "write `between ",
           at_most->ToString(), " and ", at_least->ToString(), " ", unit.text(),
           "`"});
    }
    // One written form for an exact amount: that of the lower end.
    if (*at_least == *at_most) return Exact(*std::move(at_least), unit);
  }
  return Amount(std::move(at_least), std::move(at_most), std::move(unit));
}

absl::StatusOr<Amount> Amount::FromRange(const RationalRange& range, Unit unit,
                                         int decimal_places,
                                         RoundingMode mode) {
  if (!range.ok()) return range.status();
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  if (range.at_least()) low = range.at_least()->Round(decimal_places, mode);
  if (range.at_most()) high = range.at_most()->Round(decimal_places, mode);
  return Of(std::move(low), std::move(high), std::move(unit));
}

const Decimal& Amount::value() const {
  COVENANT_CHECK(IsExact());
  return *lo_;
}

bool Amount::MayBeNegative() const { return !lo_ || lo_->Sign() < 0; }

RationalRange Amount::Range() const {
  std::optional<Rational> low;
  std::optional<Rational> high;
  if (lo_) low = lo_->ToRational();
  if (hi_) high = hi_->ToRational();
  return RationalRange::Of(std::move(low), std::move(high));
}

std::string Amount::ToString() const {
  if (IsUndisclosed()) return Concat({kUndisclosed, " ", unit_.text()});
  if (IsExact()) return Concat({lo_->ToString(), " ", unit_.text()});
  if (!hi_) return Concat({kAtLeast, lo_->ToString(), " ", unit_.text()});
  if (!lo_) return Concat({kAtMost, hi_->ToString(), " ", unit_.text()});
  return Concat(
      {kBetween, lo_->ToString(), kAnd, hi_->ToString(), " ", unit_.text()});
}

}  // namespace covenant
