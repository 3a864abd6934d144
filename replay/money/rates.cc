#include "replay/money/rates.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"

namespace covenant {
namespace {

std::string_view MeasureText(RateMeasure measures) {
  switch (measures) {
    case RateMeasure::kPercent:
      return "a rate for a year";
    case RateMeasure::kIndex:
      return "an index";
    case RateMeasure::kExchange:
      return "an exchange rate";
    case RateMeasure::kPrice:
      return "a price";
  }
  return "";
}

Trace Missing(std::string label, std::vector<EventRef> events = {}) {
  return Unknown(std::move(label), "", std::string(finding::kMissingRate), {},
                 std::move(events));
}

std::string FixingDays(const Interval& days) {
  const Date last = *days.LastDay();
  return *days.from() == last ? last.ToString() : PeriodText(days);
}

Trace LeafOf(const RateRule& rule, const SeriesValue& value) {
  std::vector<EventRef> refs = value.refs;
  if (rule.lag && rule.lag->unit() == DurationUnit::kBusinessDays) {
    refs.insert(refs.end(), rule.calendar->refs.begin(),
                rule.calendar->refs.end());
  }
  return Leaf(rule.series + " " + FixingDays(value.days), value.value,
              value.unit, value.basis, std::move(refs), value.place,
              std::string(finding::kMissingRate));
}

// The day whose value counts for `day`; `why` says why there is none.
std::optional<Date> Lagged(const RateRule& rule, Date day, Trace& why) {
  if (!rule.lag) return day;
  if (rule.lag->unit() == DurationUnit::kBusinessDays) {
    const auto before =
        rule.calendar == nullptr
            ? std::nullopt
            : rule.calendar->calendar.AddBusinessDays(day, -rule.lag->count());
    if (before) return before;
    why = Unknown("no calendar covers the " + rule.lag->ToString() +
                      " before " + day.ToString(),
                  "", std::string(finding::kMissingCalendar), {}, {});
    return std::nullopt;
  }
  const auto before = rule.lag->AddTo(day, -1);
  if (before.ok()) return *before;
  why = Missing(rule.series + " before the first day");
  return std::nullopt;
}

// The series, if it is on record and measures that; else why not.
const KnownSeries* SeriesFor(const Shared& shared, const std::string& name,
                             RateMeasure measures, Trace& why) {
  const auto found = shared.rates.find(name);
  if (found == shared.rates.end()) {
    why = Missing("the rate " + name + " is not on record");
    return nullptr;
  }
  if (found->second.measures() == measures) return &found->second;
  why = Unknown(name + " is " +
                    std::string(MeasureText(found->second.measures())) +
                    ", not " + std::string(MeasureText(measures)),
                "", std::string(finding::kCurrencyMismatch), {}, {});
  return nullptr;
}

bool Flag(const ClauseState& clause, const std::string& path) {
  const auto* flag = clause.As<bool>(path);
  return flag != nullptr && *flag;
}

// Months from one reset to the next; 0: every day.
int MonthsOfResets(const std::string& resets) {
  if (resets == "monthly") return 1;
  if (resets == "quarterly") return 3;
  if (resets == "half-yearly") return 6;
  if (resets == "yearly") return 12;
  return 0;
}

}  // namespace

const KnownCalendar* CalendarOf(const Shared& shared,
                                const ClauseState& clause) {
  const auto found = shared.calendars.find(SymbolOf(clause, "calendar"));
  return found == shared.calendars.end() ? nullptr : &found->second;
}

std::optional<RateRule> RateRuleOf(const Shared& shared,
                                   const ClauseState& clause,
                                   const std::string& path) {
  RateRule rule;
  rule.series = SymbolOf(clause, path + ".rate");
  if (rule.series.empty()) return std::nullopt;
  if (const auto* lag = clause.As<Duration>(path + ".lag")) rule.lag = *lag;
  rule.calendar = CalendarOf(shared, clause);
  rule.previous = SymbolOf(clause, path + ".fallback") == "previous";
  if (const auto* most = clause.As<Duration>(path + ".within")) {
    rule.within = *most;
  }
  return rule;
}

Trace RateOn(const Shared& shared, const RateRule& rule, RateMeasure measures,
             Date day, Date as_of) {
  Trace why;
  const KnownSeries* series = SeriesFor(shared, rule.series, measures, why);
  if (series == nullptr) return why;
  const auto lagged = Lagged(rule, day, why);
  if (!lagged) return why;
  day = *lagged;
  if (day > as_of) {
    return Missing(rule.series + " of " + day.ToString() +
                   ", a day that is still to come");
  }
  if (const SeriesValue* value = series->On(day)) {
    return LeafOf(rule, *value);
  }
  const std::string none =
      "no value of " + rule.series + " for " + day.ToString() + " on record";
  if (!rule.previous) return Missing(none);
  const KnownSeries::Earlier earlier = series->OnOrBefore(day);
  if (earlier.value == nullptr) return Missing(none + ", nor before");
  if (rule.within) {
    const auto latest = rule.within->AddTo(earlier.last);
    if (latest.ok() && *latest < day) {
      return Missing(
          none + ", nor in the " + rule.within->ToString() + " before",
          earlier.value->refs);
    }
  }
  return LeafOf(rule, *earlier.value);
}

Trace RateAverage(const Shared& shared, const RateRule& rule,
                  RateMeasure measures, const Interval& days, Date as_of,
                  const Calendar* calendar) {
  Trace why;
  const KnownSeries* series = SeriesFor(shared, rule.series, measures, why);
  if (series == nullptr) return why;
  Interval window = days;
  const auto from = Lagged(rule, *days.from(), why);
  const auto until = Lagged(rule, *days.until(), why);
  if (!from || !until) return why;
  window = Interval(*from, *until);
  const std::string over = rule.series + " over " + PeriodText(window);
  const auto last = window.LastDay();
  if (!last || *last > as_of) {
    return Missing(over + ", days that are still to come");
  }
  const std::vector<const SeriesValue*> values = series->Within(window);
  if (values.empty()) return Missing("no value of " + over + " on record");
  if (calendar != nullptr) {
    for (Date day = *window.from(); day <= *last; day = *day.AddDays(1)) {
      const auto open = calendar->IsOpen(day);
      if (!open) {
        return Unknown("the calendar does not cover " + day.ToString(), "",
                       std::string(finding::kMissingCalendar), {}, {});
      }
      if (*open && series->On(day) == nullptr) {
        return Missing("no value of " + rule.series + " for " + day.ToString() +
                       " on record");
      }
    }
  }
  std::vector<Trace> leaves;
  leaves.reserve(values.size());
  for (const SeriesValue* value : values) {
    leaves.push_back(LeafOf(rule, *value));
  }
  const std::string unit = leaves.front()->unit;
  const auto count = static_cast<std::int64_t>(leaves.size());
  return Quotient("mean of " + over, unit,
                  Sum("sum of the values", unit, std::move(leaves)),
                  ConstantLeaf("values", RationalRange::FromInt(count)));
}

Date ResetDay(const ClauseState& clause, const std::string& path, Date day,
              const ReferenceStart& start) {
  const std::string resets = SymbolOf(clause, path + ".resets");
  if (resets == "on-due-date") return start.due;
  if (Flag(clause, path + ".fixed")) day = start.first;
  const int months = MonthsOfResets(resets);
  if (months == 0) return day;
  const int month = (day.month() - 1) / months * months + 1;
  return *Date::FromYmd(day.year(), month, 1);
}

std::optional<Date> NextReset(const ClauseState& clause,
                              const std::string& path, Date day) {
  const std::string resets = SymbolOf(clause, path + ".resets");
  if (resets == "on-due-date" || Flag(clause, path + ".fixed")) {
    return std::nullopt;
  }
  const int months = MonthsOfResets(resets);
  const auto next =
      months == 0 ? day.AddDays(1)
                  : ResetDay(clause, path, day, {day, day}).AddMonths(months);
  return next.ok() ? std::optional<Date>(*next) : std::nullopt;
}

Trace ReferenceRateOn(const Shared& shared, const ClauseState& clause,
                      const std::string& path, Date day,
                      const ReferenceStart& start, Date as_of) {
  const auto rule = RateRuleOf(shared, clause, path);
  if (!rule) {
    // Of the rule or the series two instruments of equal rank may differ.
    const auto field = clause.fields.find(path + ".rate");
    const bool conflicting =
        field != clause.fields.end() && field->second.conflicting;
    return Unknown("reference rate", "",
                   std::string(conflicting ? finding::kConflictingAmendments
                                           : finding::kUndisclosedTerms),
                   {}, clause.created_by);
  }
  Trace rate = RateOn(shared, *rule, RateMeasure::kPercent,
                      ResetDay(clause, path, day, start), as_of);
  if (clause.fields.contains(path + ".floor")) {
    rate = MaxOf("at least the floor", "",
                 {std::move(rate), RateLeaf(clause, path + ".floor", "floor")});
  }
  if (clause.fields.contains(path + ".cap")) {
    rate = MinOf("at most the cap", "",
                 {std::move(rate), RateLeaf(clause, path + ".cap", "cap")});
  }
  return rate;
}

}  // namespace covenant
