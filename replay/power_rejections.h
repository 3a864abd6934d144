// What is refused of the clauses that give powers: terms and termination rights
// that could not be computed. Pure.
#ifndef REPLAY_POWER_REJECTIONS_H_
#define REPLAY_POWER_REJECTIONS_H_

#include <string>

#include "ledger/event/event.h"
#include "replay/decide_checks.h"

namespace covenant {

// A term has one length; time for cure goes with a breach. `path` is that of
// the clause.
void CheckPower(const std::string& path, const Clause& clause,
                EventChecks& checks);

}  // namespace covenant

#endif  // REPLAY_POWER_REJECTIONS_H_
