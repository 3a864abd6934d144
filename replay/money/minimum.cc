#include "replay/money/minimum.h"

#include <algorithm>
#include <utility>

#include "replay/money/advances.h"
#include "replay/money/periodic.h"

namespace covenant {

bool HasMinimum(const std::vector<Slice>& slices, const std::string& per) {
  return std::any_of(slices.begin(), slices.end(), [&](const Slice& slice) {
    return slice.Active() && slice.state->fields.contains("minimum.amount") &&
           (SymbolOf(*slice.state, "minimum.per") == "year") ==
               (per == "year");
  });
}

Trace MinimumOver(const ClauseState& state, const std::string& currency,
                  const std::string& change, const std::vector<Slice>& slices,
                  std::int32_t days, std::int32_t all,
                  const std::optional<Rational>& length) {
  Trace least = TermOver(
      "minimum", currency, change, slices, [&](const ClauseState& terms) {
        return OrNothing(terms, "minimum.amount", "minimum", currency);
      });
  if (days == all && !length) return least;
  const std::string rule = SymbolOf(state, "minimum.partial_period");
  if (rule == "whole") return least;
  if (rule == "none") return Nothing(currency);
  if (rule == "pro-rata-days") {
    return Product(
        "minimum for the days in force", currency,
        {std::move(least), PartOfPeriod(days, all, length)});
  }
  return WithoutRule(
      length ? "no rule for the minimum of a period of another length "
               "(minimum.partial_period)"
             : "no rule for a minimum in force only in part "
               "(minimum.partial_period)",
      std::move(least), length);
}

std::vector<Date> EndsForYears(const ClauseRuns& runs, Date as_of) {
  const bool yearly = std::any_of(runs.begin(), runs.end(), [](const Run& run) {
    return run.state != nullptr &&
           SymbolOf(*run.state, "minimum.per") == "year";
  });
  std::vector<Date> ends;
  if (!yearly) return ends;
  const Date until = as_of.AddDays(366).value_or(as_of);
  for (const ClausePeriod& period : ClausePeriodsOf(runs, until)) {
    ends.push_back(period.stops);
  }
  std::sort(ends.begin(), ends.end());
  return ends;
}

YearMinimum YearMinimumOf(const ClauseState& state, const std::string& change,
                          const ClauseRuns& runs, const std::vector<Date>& ends,
                          Date last) {
  YearMinimum result;
  const Duration one = *Duration::Parse("1 year");
  result.start = YearStart(state, last);
  const auto next = std::upper_bound(ends.begin(), ends.end(), last);
  if (ends.empty() ||
      (next != ends.end() && *next < *one.AddTo(result.start))) {
    return result;
  }
  // The first of the years behind the one in which the period before ended.
  const auto first = std::lower_bound(ends.begin(), ends.end(), result.start);
  Date year = result.start;
  if (first != ends.begin()) {
    year = *one.AddTo(YearStart(state, *std::prev(first)));
  } else if (runs.front().days.from()) {
    year = YearStart(state, *runs.front().days.from());
  }
  const std::string currency = SymbolOf(state, "currency");
  std::vector<Trace> minimums;
  for (; year <= result.start; year = *one.AddTo(year)) {
    const Interval days(year, *one.AddTo(year));
    std::vector<Slice> slices = SlicesOf(runs, days);
    if (!HasMinimum(slices, "year")) continue;
    std::int32_t in_force = 0;
    for (const Slice& slice : slices) {
      if (slice.Active()) in_force += *slice.days.Days();
    }
    minimums.push_back(
        MinimumOver(state, currency, change, slices, in_force, *days.Days()));
    result.slices.insert(result.slices.end(), slices.begin(), slices.end());
  }
  if (minimums.empty()) return result;
  std::optional<Date> from, until;
  for (const Slice& slice : result.slices) {
    if (!slice.Active()) continue;
    if (!from) from = slice.days.from();
    until = slice.days.until();
  }
  result.days = Interval(from, until);
  result.least = minimums.size() == 1 ? std::move(minimums.front())
                                      : Sum("minimums of the years", currency,
                                            std::move(minimums));
  return result;
}

bool MinimumCountsPaid(const ClauseState& state) {
  return SymbolOf(state, "minimum.counts") == "paid";
}

Trace AtLeast(const ClauseState& state, std::vector<Trace> not_paid,
              Trace share, Trace least) {
  const std::string currency = share->unit;
  if (MinimumCountsPaid(state) && !not_paid.empty()) {
    // What is credited or waived is no payment towards the minimum.
    least = Sum("minimum and what is not paid", currency,
                {std::move(least),
                 Sum("credited or waived", currency, std::move(not_paid))});
  }
  return MaxOf("at least the minimum", currency,
               {std::move(share), std::move(least)});
}

Trace LackingTo(Trace least, const Trace& share) {
  const std::string currency = least->unit;
  return MaxOf("what lacks to the minimum", currency,
               {Difference("minimum less what accrued", currency,
                           {std::move(least), share}),
                Nothing(currency)});
}

Trace OrNothing(const ClauseState& state, const std::string& path,
               const std::string& label, const std::string& unit) {
  return state.fields.contains(path) ? AmountLeaf(state, path, label, unit)
                                     : Nothing(unit);
}

}  // namespace covenant
