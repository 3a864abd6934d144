// Indexation: the factor by which an amount follows a published index. Pure.
#ifndef REPLAY_MONEY_INDEXATION_H_
#define REPLAY_MONEY_INDEXATION_H_

#include <string>

#include "ledger/value/date.h"
#include "replay/shared.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// What the adjustments up to the day make of an amount of the clause; null
// where it follows no index or before the first adjustment.
Trace IndexFactor(const Shared& shared, const ClauseState& clause, Date day,
                  Date as_of);

// The amount times the factor; the amount alone where that is null.
Trace Indexed(const Trace& amount, const Trace& factor);

}  // namespace covenant

#endif  // REPLAY_MONEY_INDEXATION_H_
