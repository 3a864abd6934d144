// What is refused of the clauses that give powers: terms and termination rights
// that could not be computed. Pure.
#ifndef REPLAY_POWER_REJECTIONS_H_
#define REPLAY_POWER_REJECTIONS_H_

#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide_checks.h"

namespace covenant {

// A term has one length; time for cure goes with a breach. `path` is that of
// the clause.
void CheckPower(const std::string& path, const Clause& clause,
                EventChecks& checks);

// Refuses to waive a part of what is no sum. `kind`: of the clause; `path`: where the
// event says the part.
void CheckPart(const std::string& path, const Change& change,
               const std::string& kind, EventChecks& checks);

// Refuses a succession by which a party would come in its own place, on one day
// through others too. `parties`: the events of the streams of parties so far.
void CheckSuccession(const Event& event, const std::vector<Event>& parties,
                     EventChecks& checks);

}  // namespace covenant

#endif  // REPLAY_POWER_REJECTIONS_H_
