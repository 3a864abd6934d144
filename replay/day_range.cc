#include "replay/day_range.h"

#include <algorithm>
#include <cstdint>

namespace covenant {
namespace {

Date Following(Date day) {
  const auto next = day.AddDays(1);
  return next.ok() ? *next : day;
}

bool MayBeOpen(const Calendar* calendar, Date day) {
  return calendar == nullptr || calendar->IsOpen(day).value_or(true);
}

// The n-th day after the day if every day that is not covered is open.
Date SoonestAfter(Date day, std::int64_t n, const Calendar* calendar) {
  while (n > 0) {
    const Date next = Following(day);
    if (next == day) break;
    day = next;
    if (MayBeOpen(calendar, day)) --n;
  }
  return day;
}

Date SoonestOf(Date day, const Duration& span, const Calendar* calendar) {
  if (span.unit() == DurationUnit::kBusinessDays) {
    return SoonestAfter(day, span.count(), calendar);
  }
  const auto after = span.AddTo(day);
  return after.ok() ? *after : *Date::FromYmd(9999, 12, 31);
}

std::optional<Date> DayCounted(Date day, const Duration& span,
                            const Calendar* calendar) {
  if (span.unit() != DurationUnit::kBusinessDays) {
    return SoonestOf(day, span, calendar);
  }
  if (calendar == nullptr) return std::nullopt;
  return calendar->AddBusinessDays(day, span.count());
}

}  // namespace

std::string DayRange::ToString() const {
  return known() ? earliest.ToString()
                 : earliest.ToString() + " at the earliest";
}

InTime NotAfter(const DayRange& a, const DayRange& b) {
  if (a.latest && *a.latest <= b.earliest) return InTime::kYes;
  if (b.latest && a.earliest > *b.latest) return InTime::kNo;
  return InTime::kPerhaps;
}

InTime Both(InTime a, InTime b) { return std::min(a, b); }

DayRange FirstOf(const DayRange& a, const DayRange& b) {
  DayRange first{std::min(a.earliest, b.earliest), a.latest};
  if (b.latest && (!first.latest || *b.latest < *first.latest)) {
    first.latest = b.latest;
  }
  return first;
}

DayRange DayAfter(const DayRange& day) {
  DayRange after{Following(day.earliest), day.latest};
  if (after.latest) after.latest = Following(*after.latest);
  return after;
}

DayRange SpanAfter(const DayRange& day, const Duration& span,
                   const Calendar* calendar, Roll roll) {
  DayRange after{SoonestOf(day.earliest, span, calendar), std::nullopt};
  if (day.latest) after.latest = DayCounted(*day.latest, span, calendar);
  // Where its days are covered the count is the same as the soonest.
  if (roll == Roll::kNone) return after;
  if (after.latest) {
    after.latest = calendar == nullptr ? std::nullopt
                                       : calendar->Rolled(*after.latest, roll);
  }
  const std::optional<Date> rolled =
      calendar == nullptr ? std::nullopt
                          : calendar->Rolled(after.earliest, roll);
  if (rolled) {
    after.earliest = *rolled;
  } else if (roll == Roll::kFollowing) {
    while (!MayBeOpen(calendar, after.earliest)) {
      const Date next = Following(after.earliest);
      if (next == after.earliest) break;
      after.earliest = next;
    }
  } else {
    after.earliest = day.earliest;  // it may be rolled back, no further
  }
  return after;
}

}  // namespace covenant
