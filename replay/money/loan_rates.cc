#include "replay/money/loan_rates.h"

#include <algorithm>
#include <iterator>

#include "replay/money/evaluate.h"
#include "replay/money/rates.h"

namespace covenant {

Trace LoanRates::On(const LoanTerms& terms, Date day) {
  const auto after =
      std::upper_bound(terms.resets.begin(), terms.resets.end(), day);
  if (after == terms.resets.begin()) {
    return RateLeaf(*terms.state, "nominal_interest_rate", "rate for a year");
  }
  const Date reset = *std::prev(after);
  Trace& known = known_[{reset, terms.state}];
  if (known == nullptr) {
    // The one before may be added to the map meanwhile.
    Trace rate = AtReset(terms, reset);
    known_[{reset, terms.state}] = rate;
    return rate;
  }
  return known;
}

Trace LoanRates::AtReset(const LoanTerms& terms, Date reset) {
  const ClauseState& state = *terms.state;
  RateRule rule;
  rule.series = SymbolOf(state, "market_object_code_of_rate_reset");
  if (rule.series.empty()) {
    const auto& field = state.fields.at("market_object_code_of_rate_reset");
    return Unknown("the published rate", "",
                   std::string(field.conflicting
                                   ? finding::kConflictingAmendments
                                   : finding::kUndisclosedTerms),
                   {}, field.set_by);
  }
  if (const auto* lag = state.As<Duration>("fixing_period")) rule.lag = *lag;
  rule.calendar = CalendarOf(shared_, state);
  rule.previous = SymbolOf(state, "fallback") == "previous";
  if (const auto* most = state.As<Duration>("within")) rule.within = *most;
  Trace rate = RateOn(shared_, rule, RateMeasure::kPercent, reset, as_of_);
  if (state.fields.contains("rate_multiplier")) {
    rate = Product("multiplied", "",
                   {RateLeaf(state, "rate_multiplier", "multiplier"),
                    std::move(rate)});
  }
  if (state.fields.contains("rate_spread")) {
    rate = Sum("with the spread", "",
               {std::move(rate), RateLeaf(state, "rate_spread", "spread")});
  }
  rate = WithinStep(terms, reset, std::move(rate));
  if (state.fields.contains("life_floor")) {
    rate = MaxOf("at least the floor", "",
                 {std::move(rate), RateLeaf(state, "life_floor", "floor")});
  }
  if (state.fields.contains("life_cap")) {
    rate = MinOf("at most the cap", "",
                 {std::move(rate), RateLeaf(state, "life_cap", "cap")});
  }
  return Sum("rate for a year from " + reset.ToString(), "", {std::move(rate)});
}

// The step from the rate of the day before, by the terms of that day. Before the
// first day of the loan it is the nominal rate, if there is one.
Trace LoanRates::WithinStep(const LoanTerms& terms, Date reset, Trace rate) {
  const ClauseState& state = *terms.state;
  const bool cap = state.fields.contains("period_cap");
  const bool floor = state.fields.contains("period_floor");
  if (!cap && !floor) return rate;
  Trace before;
  const auto day = reset.AddDays(-1);
  for (const LoanRun& one : life_) {
    if (day.ok() && *day >= one.terms.initial && one.run->days.Contains(*day)) {
      before = On(one.terms, *day);
    }
  }
  if (before == nullptr && state.fields.contains("nominal_interest_rate")) {
    before = RateLeaf(state, "nominal_interest_rate", "rate before");
  }
  if (before == nullptr) return rate;
  if (floor) {
    rate = MaxOf("falls by the step at most", "",
                 {std::move(rate),
                  Difference("lowest after the step", "",
                             {before, RateLeaf(state, "period_floor",
                                               "step down")})});
  }
  if (cap) {
    rate = MinOf("rises by the step at most", "",
                 {std::move(rate),
                  Sum("highest after the step", "",
                      {before, RateLeaf(state, "period_cap", "step up")})});
  }
  return rate;
}

}  // namespace covenant
