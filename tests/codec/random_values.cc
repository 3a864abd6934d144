// Values of random events: dates, amounts, words, and what clauses hold.
#include "tests/codec/random_event.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/proof/sha256.h"

namespace covenant {
namespace {

Value Symbols(std::vector<std::string> words) {
  Value::List list;
  for (std::string& word : words) list.push_back(Value{std::move(word)});
  return Value{std::move(list)};
}

}  // namespace

Date RandomEvents::SomeDate() {
  return *Date::FromDays(static_cast<std::int64_t>(Below(40000)) - 10000);
}

Decimal RandomEvents::SomeNumber(bool negative) {
  // Now and then one that does not fit 64 bits.
  std::string digits = std::to_string(random_());
  if (Maybe()) digits = digits.substr(0, 1 + Below(8));
  if (Below(8) == 0) digits += std::to_string(random_()).substr(0, 10);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  const int scale = static_cast<int>(Below(7));
  if (negative && Maybe() && digits != "0") digits.insert(0, "-");
  return *Decimal::FromUnitsText(digits, scale);
}

Amount RandomEvents::SomeAmount(bool negative) {
  const Unit unit = *Unit::Parse(
      Pick(std::vector<std::string>{"EUR", "USD", "JPY", "KWD", "shares"}));
  const Decimal low = SomeNumber(negative);
  const Decimal high = SomeNumber(negative);
  switch (Below(8)) {
    case 0:
      return Amount::Undisclosed(unit);
    case 1:
      return Amount::AtLeast(low, unit);
    case 2:
      return Amount::AtMost(low, unit);
    case 3:
      if (low < high) return *Amount::Between(low, high, unit);
      [[fallthrough]];
    default:
      return Amount::Exact(low, unit);
  }
}

Amount RandomEvents::SomeMoney(const std::string& unit) {
  return Amount::Exact(SomeNumber(false), *Unit::Parse(unit));
}

Rate RandomEvents::SomeRate() {
  return *Rate::Parse(Pick(std::vector<std::string>{
      "6.5 %", "6.50 %", "25 bps", "3/8", "-1 %", "undisclosed", "at least 2 %",
      "between 2 % and 4 %", "0 %"}));
}

Duration RandomEvents::SomeDuration() {
  return *Duration::Create(
      static_cast<std::int64_t>(Below(100)),
      Pick(std::vector<DurationUnit>{
          DurationUnit::kDays, DurationUnit::kWeeks, DurationUnit::kMonths,
          DurationUnit::kYears, DurationUnit::kBusinessDays}));
}

Duration RandomEvents::SomeRegular() {
  return *Duration::Create(
      1 + static_cast<std::int64_t>(Below(12)),
      Maybe() ? DurationUnit::kMonths : DurationUnit::kYears);
}

std::string RandomEvents::Id() {
  std::string id = Pick(std::vector<std::string>{"a", "no", "7", "x-y", "net"});
  return id + std::to_string(Below(1000));
}

std::string RandomEvents::Symbol() {
  return Pick(std::vector<std::string>{"§3.2(a)",
                                       "2",
                                       "no",
                                       "yes",
                                       "null",
                                       "~",
                                       "a: b",
                                       "# x",
                                       "- x",
                                       "'q'",
                                       "\"q\"",
                                       "a\\b",
                                       "{x}",
                                       "[x]",
                                       "&x",
                                       "*x",
                                       "!x",
                                       "%x",
                                       "@x",
                                       "`x",
                                       "|",
                                       ">",
                                       "Töchter & Söhne",
                                       "日本",
                                       "😀",
                                       "y",
                                       "1e5",
                                       "0x1F",
                                       "2024-01-01",
                                       "<<",
                                       "trailing ",
                                       " leading",
                                       "a #b",
                                       "=",
                                       "?",
                                       "? x",
                                       ":",
                                       "\xC2\x85nel",
                                       "\xE2\x80\xA8ls",
                                       "\xEF\xBB\xBF"
                                       "bom",
                                       "\xC2\xA0nbsp",
                                       "x,y",
                                       "true"});
}

std::string RandomEvents::Words() {
  std::string words = Symbol();
  if (Below(3) == 0) words += "\n" + Symbol() + "\n\n\t" + Symbol();
  if (Below(30) == 0) words += std::string(5000, 'x');
  return words;
}

Text RandomEvents::SomeText() {
  Text text;
  text.sealed = Below(4) == 0;
  if (text.sealed && macs_) {
    text.mac = std::string(31, 'm') + static_cast<char>(Below(256));
  } else {
    text.words = Words();
  }
  return text;
}

Endpoint RandomEvents::SomeEndpoint(bool disclosed, bool at_end) {
  Endpoint end;
  switch (Below(disclosed ? 2 : 3)) {
    case 0:
      end.date = SomeDate();
      break;
    case 1:
      // A clause's own term, which may be undisclosed, depends on milestones.
      if (disclosed && Maybe()) {
        end.paid = SomeAmount(false);
        end.towards = "royalty";
      } else {
        end.condition = Id();
      }
      if (Maybe()) end.long_stop = SomeDate();
      end.void_if_met = at_end && Maybe();
      if (!end.void_if_met && Maybe()) end.after = SomeRegular();
      break;
    default:
      end.undisclosed = true;
      if (Maybe()) end.not_before = SomeDate();
      if (Maybe()) end.not_after = SomeDate();
      if (end.not_before && end.not_after && *end.not_after < *end.not_before) {
        std::swap(end.not_before, end.not_after);
      }
  }
  return end;
}

DueRule RandomEvents::SomeDue(const std::vector<DueAnchor>& from, bool plain) {
  DueRule due;
  if (!plain && Below(4) == 0) {
    due.undisclosed = true;
  } else if (Below(3) == 0) {
    due.date = SomeDate();
  } else if (!plain && Below(3) == 0) {
    auto& parts = Maybe() ? due.later_of : due.earlier_of;
    parts = {SomeDue(from, true), SomeDue(from, true)};
  } else {
    if (Maybe()) {
      due.after = SomeDuration();
    } else if (Maybe()) {
      due.day_of_month = static_cast<int>(1 + Below(31));
    }
    due.anchor = Pick(from);
  }
  return due;
}

PathSet RandomEvents::SomePaths() {
  PathSet paths;
  const auto path = [&] { return Maybe() ? Id() : Id() + "/" + Id(); };
  if (Below(6) == 0) {
    paths.undisclosed = true;
    return paths;
  }
  if (Below(4) != 0) paths.include = Several(path);
  if (paths.include.empty() || Maybe()) paths.exclude = Several(path);
  return paths;
}

Interval RandomEvents::SomePeriod() {
  const Date from = SomeDate();
  if (Maybe()) {
    const Date first = from.FirstOfMonth();
    return Interval(first,
                    *first.AddMonths(Pick(std::vector<int>{1, 3, 6, 12})));
  }
  return Interval(from, *from.AddDays(1 + static_cast<int>(Below(500))));
}

Fields RandomEvents::SomeScope(const std::string& prefix) {
  Fields scope;
  for (const char* dimension : {"activity", "product", "channel", "territory",
                                "field", "counterparty"}) {
    if (Below(3) == 0) scope[prefix + dimension] = Value{SomePaths()};
  }
  return scope;
}

Value RandomEvents::SomeOf(const std::string& sort) {
  using Words = std::vector<std::string>;
  if (sort == "debtor") return Value{std::string("acme")};
  if (sort == "creditor") return Value{std::string("nova")};
  if (sort == "amount") return Value{SomeAmount(false)};
  if (sort == "euros") return Value{SomeMoney("EUR")};
  if (sort == "rate") return Value{SomeRate()};
  if (sort == "duration") return Value{SomeDuration()};
  if (sort == "regular") return Value{SomeRegular()};
  if (sort == "date") return Value{SomeDate()};
  if (sort == "first") return Value{*Date::Parse("2000-01-31")};
  if (sort == "last") return Value{*Date::Parse("2039-12-31")};
  if (sort == "bullet") return Value{std::string("principal-at-maturity")};
  if (sort == "day_count") return Value{Pick(Words{"30e-360", "actual-360"})};
  if (sort == "tax") return Value{*Rate::Parse("15 %")};
  if (sort == "tax_mode") return Value{Pick(Words{"gross-up", "net"})};
  std::vector<DueAnchor> days = {DueAnchor::kExecution, DueAnchor::kEffective,
                                 DueAnchor::kInvoice, DueAnchor::kReceipt};
  if (sort == "due-once") return Value{SomeDue(days)};
  if (sort == "due") {
    days.push_back(DueAnchor::kPeriodStart);
    days.push_back(DueAnchor::kPeriodEnd);
    return Value{SomeDue(days)};
  }
  if (sort == "text") return Value{SomeText()};
  if (sort == "start") return Value{SomeEndpoint(false, false)};
  if (sort == "end") return Value{SomeEndpoint(false, true)};
  if (sort == "true") return Value{true};
  if (sort == "id") return Value{Id()};
  if (sort == "unit") return Value{std::string("shares")};
  if (sort == "EUR") return Value{std::string("EUR")};
  if (sort == "places") return Value{static_cast<std::int64_t>(Below(19))};
  if (sort == "mode") return Value{Pick(Words{"half-even", "floor", "up"})};
  if (sort == "partial") return Value{Pick(Words{"pro-rata-days", "whole"})};
  if (sort == "licence") return Value{Pick(Words{"sole", "non-exclusive"})};
  if (sort == "rate_change") return Value{Pick(Words{"period-end"})};
  if (sort == "USD") return Value{std::string("USD")};
  if (sort == "month-day") return Value{std::string("10-01")};
  if (sort == "expression") {
    return Value{Pick(Words{"5 % of (sales - costs)",
                            "marginal(ytd(sales); to 5 USD: 5 %; above: 3 %)",
                            "if sales > costs then 5 USD else ytd(self)"})};
  }
  if (sort == "names") return Symbols({"a" + Id(), "b" + Id()});
  if (sort == "instalments") {
    Value::List list;
    for (int i = 0; i < 3; ++i) {
      Value::Map map{{"amount", Value{SomeAmount(false)}}};
      if (Maybe()) map["id"] = Value{"I" + std::to_string(i)};
      if (Maybe()) {
        map["condition"] = Value{Id()};
        map["due"] = Value{SomeDue({DueAnchor::kMilestone})};
      } else if (Maybe()) {
        map["due"] = Value{SomeDue(days)};
      }
      list.push_back(Value{std::move(map)});
    }
    return Value{std::move(list)};
  }
  if (sort == "carve_outs") {
    Value::Map map{{"name", Value{Symbol()}}};
    const Fields scope = SomeScope("");
    if (!scope.empty()) {
      map["scope"] = Value{Value::Map(scope.begin(), scope.end())};
    }
    if (Maybe()) {
      map["in_total"] = Value{SomeAmount(false)};
      if (Maybe()) {
        map["every"] = Value{*Duration::Parse("1 year")};
        map["anchor"] = Value{SomeDate()};
      }
    }
    return Value{Value::List{Value{std::move(map)}}};
  }
  if (sort == "orders") {
    return Value{std::string(Maybe() ? "yield" : "prevail")};
  }
  return Value{Symbol()};
}

}  // namespace covenant
