// Ceilings: a limit over what may be ordered or drawn; never owed.
#include "replay/money/evaluate.h"

namespace covenant {

void EvaluateCeiling(EvaluationContext& context, const std::string& clause,
                     const ClauseRuns& runs) {
  const Run* run = RunOn(runs, context.as_of);
  if (run == nullptr || run->state == nullptr) return;
  const ClauseState& state = *run->state;
  Trace limit = AmountLeaf(state, "amount", "ceiling", "");
  if (run->in_force == InForce::kUnknown) {
    limit = Maybe("whether it still runs is not disclosed", std::move(limit),
                  std::string(finding::kUndisclosedAmount));
    context.Find(finding::kUndisclosedAmount, context.Subject(clause),
                 "the day on which the ceiling begins or ends is not "
                 "disclosed; whether it counts on this day is unknown",
                 state.created_by);
  }
  ClauseBalance balance;
  balance.clause = context.Subject(clause);
  balance.name = "ceiling";
  balance.debtor = SymbolOf(state, "debtor");
  balance.creditor = SymbolOf(state, "creditor");
  balance.unit = limit->unit;
  balance.trace = std::move(limit);
  context.out.balances.push_back(std::move(balance));
}

}  // namespace covenant
