// Calendar rules: which terms of a clause cannot be counted without a holiday
// calendar. Pure.
#ifndef REPLAY_CALENDAR_RULES_H_
#define REPLAY_CALENDAR_RULES_H_

#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"

namespace covenant {

// A term that needs a calendar where there is none, and what to say of it.
struct CalendarGap {
  std::string path;  // in the clause
  std::string message;
  std::string help;
  std::string label = "needs a calendar";
};

// Of a clause as it is written.
std::vector<CalendarGap> CalendarGapsOf(const Fields& fields);

// Of one field that is set; `calendar`: whether the clause has one.
std::vector<CalendarGap> CalendarGapsOf(const std::string& path,
                                        const Value& value, bool calendar);

// Whether the instrument gives the clause a calendar.
bool BringsCalendar(const Instrument& body, std::string_view clause);

}  // namespace covenant

#endif  // REPLAY_CALENDAR_RULES_H_
