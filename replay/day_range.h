// Day range: a day that is counted in business days, of which it may not be known
// which one it is, because the calendar does not cover them all. Pure.
#ifndef REPLAY_DAY_RANGE_H_
#define REPLAY_DAY_RANGE_H_

#include <optional>
#include <string>

#include "ledger/value/calendar.h"
#include "ledger/value/date.h"
#include "ledger/value/duration.h"

namespace covenant {

// One day of those from `earliest` to `latest`, both inside.
struct DayRange {
  Date earliest;
  std::optional<Date> latest;  // absent: it is not known how late it can be

  static DayRange On(Date day) { return {day, day}; }
  bool known() const { return latest && *latest == earliest; }
  // "2024-05-01", or "2024-05-01 at the earliest".
  std::string ToString() const;

  friend bool operator==(const DayRange&, const DayRange&) = default;
};

// Whether it is in time, as far as the days are known.
enum class InTime { kNo, kPerhaps, kYes };
// Whether `a` is on `b` or before it.
InTime NotAfter(const DayRange& a, const DayRange& b);
// Whether both are so.
InTime Both(InTime a, InTime b);

// The one that comes first.
DayRange FirstOf(const DayRange& a, const DayRange& b);
// The day after it; the last day that there is stays.
DayRange DayAfter(const DayRange& day);

// So long after the day, business days by the calendar (null: none is known), and
// rolled by it. Days that it does not cover may be open or closed.
DayRange SpanAfter(const DayRange& day, const Duration& span,
                   const Calendar* calendar, Roll roll);

}  // namespace covenant

#endif  // REPLAY_DAY_RANGE_H_
