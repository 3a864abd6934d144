// Set-off: whether the contract lets a party count what it is owed, or has paid
// too much, on a debt of its own. Pure.
#ifndef REPLAY_MONEY_SET_OFF_H_
#define REPLAY_MONEY_SET_OFF_H_

#include <string>
#include <vector>

#include "replay/instruments.h"
#include "replay/money/clause_runs.h"
#include "replay/parties.h"
#include "replay/timeline.h"

namespace covenant {

class SetOffTerms {
 public:
  // The timeline and the changes of parties must outlive it.
  SetOffTerms(const Timeline& timeline, const Milestones& milestones,
              const std::vector<PartyChange>& stand_ins);

  // Whether `party`, also in the place of another, may not set off against sums
  // of `clause` on that day. A clause that is in force on undisclosed days
  // excludes set-off on them.
  bool Excluded(Date day, const std::string& clause,
                const std::string& party) const;

 private:
  std::vector<ClauseRuns> runs_;  // of the clauses that exclude set-off
  const std::vector<PartyChange>* stand_ins_;
};

}  // namespace covenant

#endif  // REPLAY_MONEY_SET_OFF_H_
