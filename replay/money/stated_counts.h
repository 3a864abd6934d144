// Stated counts: what an opening says that a clause had counted by the last
// closed day. It takes the place of what the closed periods come to; what no
// opening states is computed (doc/decisions.md 230). Pure.
#ifndef REPLAY_MONEY_STATED_COUNTS_H_
#define REPLAY_MONEY_STATED_COUNTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event/opening.h"
#include "replay/money/facts.h"
#include "replay/money/periodic.h"

namespace covenant {

// Whether the opening closes the past of the clause.
bool Closes(const Opening& opening, const std::string& clause);

// Whether what happened on the day, for the clause or, where that is empty, for
// none, belongs to what an opening of a day up to `as_of` closed.
bool InClosedPast(const Facts& facts, Date day, const std::string& clause,
                  Date as_of);

struct StatedCount {
  Date through;  // the last closed day
  Trace figure;
  std::optional<Date> expires;
};

// What is stated of the clause by the last opening that closes days up to
// `as_of` and states it: of make-up credits each one, in order; of others one.
std::vector<StatedCount> StatedCountsOf(const Facts& facts,
                                        const std::string& clause,
                                        Counted counted, Date as_of);

// How the count of a clause begins anew: `period`, `year` or `never`.
using ResetRule = std::string (*)(const ClauseState& state);

// A stated count, of a clause that counts by periods, which are named by their
// place. Without one nothing holds.
class StatedStart {
 public:
  StatedStart() = default;
  StatedStart(const Facts& facts, const std::string& clause, Counted counted,
              Date as_of, const std::vector<ClausePeriod>& periods,
              ResetRule reset);

  // Whether what counts from the period `start` on, for the period `place` or
  // one behind it, goes on from what is stated.
  bool Holds(std::size_t start, std::size_t place) const {
    return count_ && place >= closed_ &&
           (start < closed_ || (start == 0 && with_first_));
  }
  // The first period that counts beside it.
  std::size_t closed() const { return closed_; }
  // These only where it holds.
  const Trace& figure() const { return count_->figure; }
  Date through() const { return count_->through; }
  // The place of the period, or of the first open one before it.
  std::size_t PlaceOf(const ClausePeriod& period) const;

 private:
  std::optional<StatedCount> count_;
  std::size_t closed_ = 0;
  bool with_first_ = false;  // none is closed, and the first one goes on from it
};

}  // namespace covenant

#endif  // REPLAY_MONEY_STATED_COUNTS_H_
