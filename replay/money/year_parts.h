// Year parts: a stretch of days as a part of a year in a trace, for interest.
// Pure.
#ifndef REPLAY_MONEY_YEAR_PARTS_H_
#define REPLAY_MONEY_YEAR_PARTS_H_

#include <string>
#include <vector>

#include "ledger/event/value.h"
#include "ledger/value/date.h"
#include "ledger/value/day_count.h"
#include "replay/trace.h"

namespace covenant {

// The days from `from`, which counts, to `to`, which does not. Months of 30 days
// are counted from `start`, so that stretches of one period add up.
std::vector<YearPart> PartsBetween(DayCount day_count, Date start, Date from,
                                   Date to);

// The same as a figure: "91/360 of a year".
Trace YearFractionTrace(const std::vector<YearPart>& parts, DayCount day_count);

// "2024-01-01 to 2024-03-31", or one day.
std::string DaysText(Date first, Date last);
// "2024-01-01..2024-03-31", of days with a beginning and an end.
std::string DaysText(const Interval& days);

}  // namespace covenant

#endif  // REPLAY_MONEY_YEAR_PARTS_H_
