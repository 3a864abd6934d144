// Last days: the end of a time in which somebody can or must act. Pure.
#ifndef REPLAY_LAST_DAYS_H_
#define REPLAY_LAST_DAYS_H_

#include "ledger/value/duration.h"
#include "replay/day_range.h"
#include "replay/terms.h"

namespace covenant {

struct Facts;

// The last day of a time of so long after the day: business days by the clause's
// calendar, and moved by its `roll` where it is not one, as due days are.
DayRange LastDayAfter(const ClauseState& clause, const Facts& facts,
                      const DayRange& day, const Duration& span);

}  // namespace covenant

#endif  // REPLAY_LAST_DAYS_H_
