// Count starts: which earlier periods of a clause count together with a period,
// for tiers, caps and minimums that are counted by the year or for life, also
// where an amendment changes when the counts begin anew. Pure.
#ifndef REPLAY_MONEY_COUNT_STARTS_H_
#define REPLAY_MONEY_COUNT_STARTS_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "replay/money/periodic.h"
#include "replay/money/stated_counts.h"

namespace covenant {

// By periods: the first period that counts with it, by each reading of the
// terms, in order. One, unless terms that changed do not agree on when the
// count began: then a count that ran on is begun anew by the old terms and not
// by the new, or by what the new terms say of all days, and no rule says which.
using CountStarts = std::vector<std::vector<std::size_t>>;

CountStarts CountStartsOf(const std::vector<ClausePeriod>& periods,
                          ResetRule reset);

// What is counted and charged against the bounds of tiers.
class TierCounts {
 public:
  explicit TierCounts(const std::vector<ClausePeriod>& periods);

  // What an opening states of them; before anything is counted.
  void State(StatedStart base, StatedStart charge);

  // Before a period, by one reading of the terms.
  struct Before {
    Trace counted;  // null: nothing
    // Tiers of a whole amount charge `whole` again, less what was `charged` of
    // it: all that is counted or, where some of it was charged by tiers of
    // another kind, what is counted since; no rule says which.
    Trace whole, charged;
    // The number of the period among those that count together, from 1.
    int ordinal = 1;
    std::size_t start = 0;  // the first of them
    bool since = false;     // `whole` is what is counted since
  };
  // By each reading, at least one.
  std::vector<Before> BeforePeriod(std::size_t index);

  // Of a period with tiers, in order; charged by one reading of several, or by
  // all.
  void Count(std::size_t index, const Trace& base);
  void Charge(std::size_t index, const Trace& accrued);
  void ChargeBy(const Before& reading, std::size_t index, const Trace& amount);

 private:
  using Reading = std::pair<std::size_t, bool>;  // start, since
  struct Entry {
    std::vector<Trace> bases, charges;
    std::map<Reading, std::vector<Trace>> by_reading;
    bool whole = true;  // by tiers of a whole amount
    const std::vector<Trace>& ChargesBy(const Reading& reading) const;
  };
  // What counts from one period on, up to another.
  struct Run {
    std::size_t until = 0;
    Trace counted, charged, since, charged_since;
    bool by_others = false;
  };
  void Advance(std::size_t start, std::size_t index);

  const std::vector<ClausePeriod>& periods_;
  const CountStarts starts_;
  StatedStart base_, charge_;
  std::vector<Entry> entries_;
  std::vector<Run> runs_;  // by the first period
};

// How the tiers of a clause begin anew; ordinal ones never do unless it says
// so.
std::string TierResetOf(const ClauseState& state);

// Figures of which no rule says which is right; the first where there is one.
Trace BetweenCounts(const std::string& label, std::vector<Trace> readings);

}  // namespace covenant

#endif  // REPLAY_MONEY_COUNT_STARTS_H_
