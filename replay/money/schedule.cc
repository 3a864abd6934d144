#include "replay/money/schedule.h"

#include <cstdio>

namespace covenant {
namespace {

// Months of a duration, or 0 for one that is counted in days.
int MonthsOf(const Duration& every) {
  if (every.unit() == DurationUnit::kMonths) return every.count();
  if (every.unit() == DurationUnit::kYears) return every.count() * 12;
  return 0;
}

std::int64_t FloorDiv(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

// A number that is not above the index of the period holding `day`, close to it.
std::int64_t IndexBelow(const Duration& every, Date start, Date day) {
  if (const int months = MonthsOf(every); months > 0) {
    const std::int64_t apart =
        (day.year() - start.year()) * 12 + (day.month() - start.month());
    return FloorDiv(apart, months) - 2;
  }
  const int length =
      every.unit() == DurationUnit::kWeeks ? every.count() * 7 : every.count();
  return FloorDiv(day - start, length) - 1;
}

std::string NameOf(Date from, int months) {
  const bool first = from.day() == 1;
  char text[32];
  const int y = from.year(), m = from.month();
  if (first && months == 12 && m == 1) {
    std::snprintf(text, sizeof text, "%04d", y);
  } else if (first && months == 6 && m % 6 == 1) {
    std::snprintf(text, sizeof text, "%04d-H%d", y, (m - 1) / 6 + 1);
  } else if (first && months == 3 && m % 3 == 1) {
    std::snprintf(text, sizeof text, "%04d-Q%d", y, (m - 1) / 3 + 1);
  } else if (first && months == 1) {
    std::snprintf(text, sizeof text, "%04d-%02d", y, m);
  } else {
    return from.ToString();
  }
  return text;
}

}  // namespace

std::vector<NominalPeriod> PeriodsOver(const Duration& every,
                                       std::optional<Date> anchor, Date first,
                                       Date last) {
  std::vector<NominalPeriod> periods;
  if (every.IsZero() || every.unit() == DurationUnit::kBusinessDays ||
      last < first) {
    return periods;
  }
  const int months = MonthsOf(every);
  Date start = first;
  if (anchor) {
    start = *anchor;
  } else if (months > 0 && (12 % months == 0 || months % 12 == 0)) {
    start = *Date::FromYmd(first.year(), 1, 1);
  }
  for (std::int64_t k = IndexBelow(every, start, first);
       periods.size() < static_cast<std::size_t>(kMaxPeriods); ++k) {
    const auto from = every.AddTo(start, k);
    const auto until = every.AddTo(start, k + 1);
    if (!from.ok()) {
      if (k < 0) continue;  // before year 1
      break;
    }
    if (*from > last || !until.ok()) break;
    if (*until <= first) continue;
    periods.push_back({Interval(*from, *until), NameOf(*from, months)});
  }
  return periods;
}

std::optional<Date> DueDay(const DueRule& rule, const DueAnchors& anchors) {
  if (rule.undisclosed) return std::nullopt;
  if (rule.date) return rule.date;
  std::optional<Date> from;
  switch (rule.anchor) {
    case DueAnchor::kPeriodEnd: from = anchors.period_end; break;
    case DueAnchor::kPeriodStart: from = anchors.period_start; break;
    case DueAnchor::kMilestone: from = anchors.milestone; break;
    case DueAnchor::kExecution: from = anchors.execution; break;
    case DueAnchor::kEffective: from = anchors.effective; break;
  }
  if (!from || !rule.after) return from;
  const auto due = rule.after->AddTo(*from);
  if (!due.ok()) return std::nullopt;
  return *due;
}

}  // namespace covenant
