#include "replay/last_days.h"

#include "replay/life.h"
#include "replay/money/facts.h"

namespace covenant {

DayRange LastDayAfter(const ClauseState& clause, const Facts& facts,
                      const DayRange& day, const Duration& span) {
  const auto& calendars = facts.shared.calendars;
  const auto found = calendars.find(WordOf(clause, "calendar"));
  return SpanAfter(
      day, span,
      found == calendars.end() ? nullptr : &found->second.calendar,
      ParseRoll(WordOf(clause, "roll")).value_or(Roll::kNone));
}

}  // namespace covenant
