#include "replay/money/count_starts.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace covenant {
namespace {

struct CountRule {
  std::string reset;
  std::optional<Date> year_start;
  friend bool operator==(const CountRule&, const CountRule&) = default;
};

CountRule RuleOf(const ClauseState& state, ResetRule reset) {
  CountRule rule{reset(state), std::nullopt};
  if (rule.reset != "year") return rule;
  if (const auto* start = state.As<Date>("year_start"))
    rule.year_start = *start;
  return rule;
}

// Whether the terms of `state` count two periods together.
bool Together(const CountRule& rule, const ClauseState& state,
              const ClausePeriod& a, const ClausePeriod& b) {
  if (rule.reset == "never") return true;
  return rule.reset == "year" &&
         YearStart(state, a.stops) == YearStart(state, b.stops);
}

}  // namespace

CountStarts CountStartsOf(const std::vector<ClausePeriod>& periods,
                          ResetRule reset) {
  CountStarts starts;
  starts.reserve(periods.size());
  // As the counts run from period to period, and by the terms of the period.
  std::vector<std::size_t> runs;
  std::size_t by_terms = 0;
  CountRule before;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const ClauseState& state = *periods[i].last;
    const CountRule rule = RuleOf(state, reset);
    const auto together = [&](std::size_t earlier) {
      return Together(rule, state, periods[earlier], periods[i]);
    };
    if (i == 0) {
      runs = {0};
    } else if (rule == before) {
      if (!together(i - 1)) {
        runs = {i};
        by_terms = i;
      }
    } else {
      const bool goes_on = together(i - 1);
      const bool went_on =
          Together(before, *periods[i - 1].last, periods[i - 1], periods[i]);
      std::vector<std::size_t> next;
      if (goes_on || went_on) next = runs;
      if (!goes_on || !went_on) next.push_back(i);
      runs = std::move(next);
      by_terms = i;
      while (by_terms > 0 && together(by_terms - 1)) --by_terms;
    }
    before = rule;
    starts.push_back(runs);
    starts.back().push_back(by_terms);
    std::sort(starts.back().begin(), starts.back().end());
    starts.back().erase(std::unique(starts.back().begin(), starts.back().end()),
                        starts.back().end());
  }
  return starts;
}

std::string TierResetOf(const ClauseState& state) {
  const std::string reset = SymbolOf(state, "tier_reset");
  if (SymbolOf(state, "tier_mode") == "ordinal") {
    return reset == "year" ? reset : "never";
  }
  return reset.empty() ? "period" : reset;
}

Trace BetweenCounts(const std::string& label, std::vector<Trace> readings) {
  const bool agree = std::all_of(
      readings.begin() + 1, readings.end(),
      [&](const Trace& one) { return one->value == readings.front()->value; });
  if (agree) return std::move(readings.front());
  const std::string unit = readings.front()->unit;
  return HullOf(label, unit, std::move(readings),
                std::string(finding::kAmbiguousReading));
}

TierCounts::TierCounts(const std::vector<ClausePeriod>& periods)
    : periods_(periods),
      starts_(CountStartsOf(periods, TierResetOf)),
      entries_(periods.size()),
      runs_(periods.size()) {}

void TierCounts::State(StatedStart base, StatedStart charge) {
  base_ = std::move(base);
  charge_ = std::move(charge);
}

const std::vector<Trace>& TierCounts::Entry::ChargesBy(
    const Reading& reading) const {
  const auto own = by_reading.find(reading);
  return own == by_reading.end() ? charges : own->second;
}

void TierCounts::Advance(std::size_t start, std::size_t index) {
  Run& run = runs_[start];
  const auto add = [](const char* label, Trace& sum,
                      const std::vector<Trace>& parts) {
    for (const Trace& part : parts) sum = SumWith(label, sum, part);
  };
  for (run.until = std::max(run.until, start);; ++run.until) {
    // What is stated of the periods before it takes the place of what they gave.
    if (run.until == base_.closed() && base_.Holds(start, index)) {
      run.counted = base_.figure();
    }
    if (run.until == charge_.closed() && charge_.Holds(start, index)) {
      run.charged = charge_.figure();
    }
    if (run.until >= index) return;
    const Entry& entry = entries_[run.until];
    add("counted before", run.counted, entry.bases);
    add("charged before", run.charged, entry.ChargesBy({start, false}));
    if (!entry.whole) {
      run.by_others = true;
      run.since = run.charged_since = nullptr;
    } else if (run.by_others) {
      add("counted since", run.since, entry.bases);
      add("charged since", run.charged_since, entry.ChargesBy({start, true}));
    }
  }
}

std::vector<TierCounts::Before> TierCounts::BeforePeriod(std::size_t index) {
  const ClauseState& state = *periods_[index].last;
  std::vector<Before> result;
  for (const std::size_t start : starts_[index]) {
    Advance(start, index);
    const Run& run = runs_[start];
    // Without a reset the number is that of all periods.
    const std::size_t first = TierResetOf(state) == "never" ? 0 : start;
    const int ordinal = static_cast<int>(index - first) + 1;
    result.push_back(
        {run.counted, run.counted, run.charged, ordinal, start, false});
    if (run.by_others && SymbolOf(state, "tier_mode") == "whole-amount") {
      result.push_back(
          {run.counted, run.since, run.charged_since, ordinal, start, true});
    }
  }
  return result;
}

void TierCounts::ChargeBy(const Before& reading, std::size_t index,
                          const Trace& amount) {
  entries_[index].by_reading[{reading.start, reading.since}].push_back(amount);
}

void TierCounts::Count(std::size_t index, const Trace& base) {
  entries_[index].bases.push_back(base);
}

void TierCounts::Charge(std::size_t index, const Trace& accrued) {
  Entry& entry = entries_[index];
  entry.charges.push_back(accrued);
  for (const Slice& slice : periods_[index].slices) {
    entry.whole =
        entry.whole && (!slice.Active() ||
                        SymbolOf(*slice.state, "tier_mode") == "whole-amount");
  }
}

}  // namespace covenant
