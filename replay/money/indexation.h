// Indexation: the factor by which an amount follows a published index. Pure.
#ifndef REPLAY_MONEY_INDEXATION_H_
#define REPLAY_MONEY_INDEXATION_H_

#include <string>

#include "ledger/value/date.h"
#include "replay/money/evaluate.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// What the adjustments up to the day make of an amount of the clause `id`, whose
// terms are `clause`; null where it follows no index or before the first
// adjustment. Each adjustment is made by the terms of its day. An amount that was
// set later than its base, and is multiplied by what the index did before, is the
// finding `indexed-from-older-base`.
Trace IndexFactor(const EvaluationContext& context, const std::string& id,
                  const ClauseState& clause, Date day);

// The amount times the factor; the amount alone where that is null.
Trace Indexed(const Trace& amount, const Trace& factor);

}  // namespace covenant

#endif  // REPLAY_MONEY_INDEXATION_H_
