#include "replay/money/year_parts.h"

#include <cstdint>
#include <utility>

#include "replay/money/evaluate.h"

namespace covenant {

std::vector<YearPart> PartsBetween(DayCount day_count, Date start, Date from,
                                   Date to) {
  // Each day belongs to its own year.
  if (day_count == DayCount::kActualActualIsda) {
    return YearParts(day_count, from, to);
  }
  std::int64_t days = 0;
  int base = 365;
  for (const YearPart& part : YearParts(day_count, start, to)) {
    days += part.days;
    base = part.base;
  }
  for (const YearPart& part : YearParts(day_count, start, from)) {
    days -= part.days;
  }
  if (days == 0) return {};
  return {{days, base}};
}

Trace YearFractionTrace(const std::vector<YearPart>& parts,
                        DayCount day_count) {
  std::vector<Trace> quotients;
  for (const YearPart& part : parts) {
    const std::string days = std::to_string(part.days);
    const std::string base = std::to_string(part.base);
    quotients.push_back(Quotient(
        days + "/" + base + " of a year", "",
        ConstantLeaf("days, " + std::string(DayCountName(day_count)),
                     RationalRange::FromInt(part.days), "days"),
        ConstantLeaf("days of a year", RationalRange::FromInt(part.base),
                     "days")));
  }
  if (quotients.size() == 1) return quotients.front();
  return Sum("part of a year", "", std::move(quotients));
}

std::string DaysText(Date first, Date last) {
  return first == last ? first.ToString()
                       : first.ToString() + " to " + last.ToString();
}

std::string DaysText(const Interval& days) {
  return days.from()->ToString() + ".." + days.LastDay()->ToString();
}

}  // namespace covenant
