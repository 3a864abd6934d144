// What is refused of facts: days to come, parties and clauses that the contract
// does not have. Pure.
#ifndef REPLAY_FACT_REJECTIONS_H_
#define REPLAY_FACT_REJECTIONS_H_

#include "ledger/event/event.h"
#include "replay/decide_checks.h"

namespace covenant {

// Of other events than facts: nothing.
void CheckFact(EventChecks& checks, const Event& event);

}  // namespace covenant

#endif  // REPLAY_FACT_REJECTIONS_H_
