#include "replay/last_days.h"

#include <algorithm>

#include "replay/life.h"
#include "replay/money/facts.h"
#include "replay/timeline.h"

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

std::optional<DayRange> TimeFrom(const Timeline& timeline,
                                 const ClauseState& clause,
                                 const std::string& field, const Facts& facts,
                                 const DayRange& from) {
  std::optional<DayRange> time;
  // The earliest day with which it may have passed by the text of that day.
  std::optional<Date> perhaps;
  for (const Segment& segment : timeline.segments()) {
    const Interval& days = segment.days;
    if (days.until() && *days.until() <= from.earliest) continue;
    const auto text = segment.terms->clauses.find(clause.id);
    if (text == segment.terms->clauses.end() ||
        text->second.kind != clause.kind) {
      if (time) break;  // it stays as the last text had it
      continue;
    }
    const auto* span = text->second.As<Duration>(field);
    if (span == nullptr) break;
    DayRange last = LastDayAfter(text->second, facts, from, *span);
    if (time && days.from()) {
      // It cannot have passed before the text by which it is shorter.
      const Date before = days.from()->AddDays(-1).value_or(*days.from());
      last.earliest = std::max(last.earliest, before);
      if (last.latest) last.latest = std::max(*last.latest, before);
    }
    if (perhaps) last.earliest = std::min(last.earliest, *perhaps);
    time = last;
    if (!days.until()) break;
    if (last.latest && *last.latest < *days.until()) break;
    if (last.earliest < *days.until()) perhaps = last.earliest;
  }
  return time;
}

}  // namespace covenant
