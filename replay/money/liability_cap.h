// Liability caps: the most that a party is liable for under several clauses
// together. What exceeds a cap does not accrue (doc/decisions.md 53). Pure.
#ifndef REPLAY_MONEY_LIABILITY_CAP_H_
#define REPLAY_MONEY_LIABILITY_CAP_H_

#include <map>

#include "replay/money/evaluate.h"

namespace covenant {

// Limits the occurrences that the other clauses gave, one cap after the other
// by id, and adds the balances "liability cap left". Returns what the limited
// sums count now.
std::map<OccurrenceKey, CountedSum> ApplyLiabilityCaps(
    EvaluationContext& context);

}  // namespace covenant

#endif  // REPLAY_MONEY_LIABILITY_CAP_H_
