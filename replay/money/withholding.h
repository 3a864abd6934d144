// Withholding: tax that a debtor keeps back from a sum for an authority. A
// gross-up raises the sum; in either mode the clause says how much of a sum tax
// that was withheld can discharge (doc/decisions.md, "Withholding"). Pure.
#ifndef REPLAY_MONEY_WITHHOLDING_H_
#define REPLAY_MONEY_WITHHOLDING_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/instruments.h"
#include "replay/money/covering.h"
#include "replay/money/evaluate.h"
#include "replay/timeline.h"

namespace covenant {

// Whether the figure is one of those that a gross-up is made of, over sums that
// are rounded each for itself.
bool IsOfGrossUp(const Trace& trace);

// The withholding clauses of one contract over time.
class WithholdingTerms {
 public:
  // The timeline must outlive it.
  WithholdingTerms(const Timeline& timeline, const Milestones& milestones);
  // From the runs of all clauses, which must outlive it.
  explicit WithholdingTerms(const std::map<std::string, ClauseRuns>& runs);

  bool any() const { return clauses_.any(); }

  // The most that tax can discharge of a sum of `base` that an occurrence comes
  // to; nothing where no clause covers it. `day` stands in for a due day that
  // is not known.
  std::optional<RationalRange> MostOf(const Occurrence& occurrence, Date day,
                                      const Trace& base) const;

  // Raises what accrued where the debtor bears the tax.
  void GrossUp(Occurrence& occurrence, Date day) const;

 private:
  CoveringClauses clauses_;
};

// What is wrong with the terms of such a clause, as one sentence, or nothing.
std::string WithholdingProblem(const ClauseState& clause);

}  // namespace covenant

#endif  // REPLAY_MONEY_WITHHOLDING_H_
