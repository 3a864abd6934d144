// Last days: the end of a time in which somebody can or must act. Pure.
#ifndef REPLAY_LAST_DAYS_H_
#define REPLAY_LAST_DAYS_H_

#include <optional>
#include <string>

#include "ledger/value/duration.h"
#include "replay/day_range.h"
#include "replay/terms.h"

namespace covenant {

struct Facts;
class Timeline;

// The last day of a time of so long after the day: business days by the clause's
// calendar, and moved by its `roll` where it is not one, as due days are.
DayRange LastDayAfter(const ClauseState& clause, const Facts& facts,
                      const DayRange& day, const Duration& span);

// The last day of the time that the field of the clause gives from the day on,
// as the texts of its days have it: while it runs each day's text counts, and
// what had passed by the text of its day has passed (doc/decisions.md 218).
// Nothing where the text gives no time.
std::optional<DayRange> TimeFrom(const Timeline& timeline,
                                 const ClauseState& clause,
                                 const std::string& field, const Facts& facts,
                                 const DayRange& from);

}  // namespace covenant

#endif  // REPLAY_LAST_DAYS_H_
