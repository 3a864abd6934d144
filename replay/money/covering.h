// Covering: which clauses of one kind speak of a sum most closely, by the terms
// of its due day: withholding, early payment. Pure.
#ifndef REPLAY_MONEY_COVERING_H_
#define REPLAY_MONEY_COVERING_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "replay/instruments.h"
#include "replay/money/evaluate.h"
#include "replay/timeline.h"

namespace covenant {

// The clauses of one kind of one contract over time.
class CoveringClauses {
 public:
  // The timeline must outlive it.
  CoveringClauses(std::string_view kind, const Timeline& timeline,
                  const Milestones& milestones);
  // From the runs of all clauses, which must outlive it.
  CoveringClauses(std::string_view kind,
                  const std::map<std::string, ClauseRuns>& runs);

  bool any() const { return !runs_.empty(); }

  // The clauses in force that speak of the sum most closely; of several it is
  // not known which counts. None of what was lent, and of sums that are no
  // money. `day` stands in for a due day that is not known.
  std::vector<const Run*> Of(const Occurrence& occurrence, Date day) const;

 private:
  void Take(const std::map<std::string, ClauseRuns>& runs);

  std::string_view kind_;
  std::map<std::string, ClauseRuns> runs_;  // of the clauses of the kind
};

// Whether the duties of the clause rest, as a whole or by a limited suspension.
bool Rests(const ClauseState& clause, bool limited);

}  // namespace covenant

#endif  // REPLAY_MONEY_COVERING_H_
