// Maintaining conditions: on which days a right is lost because what it depends
// on does not hold (doc/decisions.md 63). Pure.
#ifndef REPLAY_RIGHTS_MAINTAINING_H_
#define REPLAY_RIGHTS_MAINTAINING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "replay/record.h"
#include "replay/rights/norms.h"
#include "replay/terms.h"

namespace covenant {

// Whether the clause depends on anything.
bool HasMaintainingCondition(const ClauseState& clause);

// By the facts up to `point.as_of`. `record` is what counts of `events`.
absl::StatusOr<std::vector<LostDays>> LostDaysOf(
    const std::string& contract, const ClauseState& clause,
    const std::vector<Recorded>& record, const std::vector<Event>& events,
    const std::vector<Event>& shared, const RightsPoint& point);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_MAINTAINING_H_
