#include "replay/money/schedule.h"

#include <algorithm>
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
                                       Date last, MonthEndRule rule,
                                       std::optional<Date> from_day) {
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
  if (from_day) first = std::max(first, *from_day);
  for (std::int64_t k = IndexBelow(every, start, first);
       periods.size() < static_cast<std::size_t>(kMaxPeriods); ++k) {
    const auto from = every.AddTo(start, k, rule);
    const auto until = every.AddTo(start, k + 1, rule);
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

namespace {

// How many regular periods the days are, counted from their first day on or
// back from their end; nothing where they are exactly one.
std::optional<Rational> LengthOf(const Interval& days, const PeriodRule& rule,
                                 bool back) {
  const Date start = back ? *days.until() : *days.from();
  const auto bound = [&](std::int64_t k) {
    return rule.every.AddTo(start, back ? -k : k, rule.month_end);
  };
  const auto inside = [&](Date day) {
    return back ? day >= *days.from() : day <= *days.until();
  };
  std::int64_t whole = 0;
  while (whole < kMaxPeriods) {
    const auto next = bound(whole + 1);
    if (!next.ok() || !inside(*next)) break;
    ++whole;
  }
  const auto from = bound(whole), until = bound(whole + 1);
  Rational length = Rational::FromInt(whole);
  if (from.ok() && until.ok()) {
    const Date end = back ? *days.from() : *days.until();
    const std::int64_t part = back ? *from - end : end - *from;
    const std::int64_t all = back ? *from - *until : *until - *from;
    if (part > 0 && all > 0) {
      length = Rational::FromInt(whole) + Rational::Fraction(part, all);
    }
  }
  if (length == Rational::FromInt(1)) return std::nullopt;
  return length;
}

NominalPeriod OddPeriod(Date from, Date until, const PeriodRule& rule,
                        bool back) {
  NominalPeriod period{Interval(from, until), from.ToString()};
  period.length = LengthOf(period.days, rule, back);
  return period;
}

// Regular periods from a day on which one begins: those of the calendar if one
// of them does, else counted from the day.
std::vector<NominalPeriod> PeriodsFrom(const PeriodRule& rule, Date from,
                                       Date last) {
  auto periods = PeriodsOver(rule.every, std::nullopt, from, last,
                             rule.month_end);
  if (!periods.empty() && *periods.front().days.from() != from) {
    periods = PeriodsOver(rule.every, from, from, last, rule.month_end);
  }
  return periods;
}

}  // namespace

std::vector<NominalPeriod> PeriodsBy(const PeriodRule& rule, Date first,
                                     Date last) {
  std::vector<NominalPeriod> result;
  const auto add = [&](const std::vector<NominalPeriod>& more) {
    result.insert(result.end(), more.begin(), more.end());
  };
  const bool starts = rule.first_until && *rule.first_until > first;
  if (starts) {
    result.push_back(OddPeriod(first, *rule.first_until, rule, true));
  }
  const Date regular = starts ? *rule.first_until : first;
  const auto regular_through = [&](Date day) {
    return starts ? PeriodsFrom(rule, regular, day)
                  : PeriodsOver(rule.every, rule.anchor, regular, day,
                                rule.month_end);
  };
  if (!rule.last || *rule.last->until() <= regular) {
    add(regular_through(last));
    return result;
  }
  const Date odd = std::max(*rule.last->from(), regular);
  if (const auto before = odd.AddDays(-1); odd > regular && before.ok()) {
    add(regular_through(std::min(last, *before)));
    if (!result.empty() && *result.back().days.until() > odd) {
      result.back() = OddPeriod(*result.back().days.from(), odd, rule, false);
    }
  }
  // Where the clause begins inside it, it is in force in a part of it.
  const Date from = starts ? odd : *rule.last->from();
  if (from <= last) {
    result.push_back(OddPeriod(from, *rule.last->until(), rule, false));
  }
  if (*rule.last->until() <= last) {
    add(PeriodsFrom(rule, *rule.last->until(), last));
  }
  return result;
}

namespace {

std::optional<Date> AnchorDay(DueAnchor anchor, const DueAnchors& anchors) {
  switch (anchor) {
    case DueAnchor::kPeriodEnd: return anchors.period_end;
    case DueAnchor::kPeriodStart: return anchors.period_start;
    case DueAnchor::kMilestone: return anchors.milestone;
    case DueAnchor::kExecution: return anchors.execution;
    case DueAnchor::kEffective: return anchors.effective;
    case DueAnchor::kInvoice: return anchors.invoice;
    case DueAnchor::kReceipt: return anchors.receipt;
    case DueAnchor::kNotice: return anchors.notice;
  }
  return std::nullopt;
}

// That day of the month after the one that holds `from`.
std::optional<Date> DayOfNextMonth(Date from, int day) {
  const auto first = from.FirstOfMonth().AddMonths(1);
  if (!first.ok()) return std::nullopt;
  const int most = Date::DaysInMonth(first->year(), first->month());
  const auto result =
      Date::FromYmd(first->year(), first->month(), day < most ? day : most);
  if (!result.ok()) return std::nullopt;
  return *result;
}

// Before rolling.
DueAnswer PlainDueDay(const DueRule& rule, const DueAnchors& anchors,
                      const DueCalendar& calendar) {
  if (rule.undisclosed) return {};
  if (rule.date) return {rule.date, false};
  const auto from = AnchorDay(rule.anchor, anchors);
  if (!from) return {};
  if (rule.day_of_month != 0) {
    return {DayOfNextMonth(*from, rule.day_of_month), false};
  }
  if (!rule.after) return {from, false};
  const auto day = DayAfter(*from, *rule.after, calendar.calendar);
  return {day, !day && rule.after->unit() == DurationUnit::kBusinessDays};
}

DueAnswer Unrolled(const DueRule& rule, const DueAnchors& anchors,
                   const DueCalendar& calendar) {
  const bool latest = !rule.later_of.empty();
  if (!latest && rule.earlier_of.empty()) {
    return PlainDueDay(rule, anchors, calendar);
  }
  DueAnswer result;
  for (const DueRule& part : latest ? rule.later_of : rule.earlier_of) {
    const DueAnswer one = PlainDueDay(part, anchors, calendar);
    if (one.uncovered) return one;
    if (!one.day) {
      if (latest) return one;
      continue;
    }
    if (!result.day || (latest ? *result.day < *one.day
                               : *one.day < *result.day)) {
      result.day = one.day;
    }
  }
  return result;
}

}  // namespace

bool UsesInvoice(const DueRule* rule) {
  if (rule == nullptr) return false;
  const auto uses = [](const DueRule& part) {
    return part.anchor == DueAnchor::kInvoice ||
           part.anchor == DueAnchor::kReceipt;
  };
  return uses(*rule) ||
         std::any_of(rule->later_of.begin(), rule->later_of.end(), uses) ||
         std::any_of(rule->earlier_of.begin(), rule->earlier_of.end(), uses);
}

std::optional<Date> DayAfter(Date day, const Duration& span,
                             const Calendar* calendar) {
  if (span.unit() == DurationUnit::kBusinessDays) {
    if (calendar == nullptr) return std::nullopt;
    return calendar->AddBusinessDays(day, span.count());
  }
  const auto after = span.AddTo(day);
  if (!after.ok()) return std::nullopt;
  return *after;
}

DueAnswer FindDueDay(const DueRule& rule, const DueAnchors& anchors,
                     const DueCalendar& calendar) {
  const DueAnswer plain = Unrolled(rule, anchors, calendar);
  if (!plain.day || calendar.roll == Roll::kNone) return plain;
  if (calendar.calendar == nullptr) return {std::nullopt, true};
  const auto rolled = calendar.calendar->Rolled(*plain.day, calendar.roll);
  return {rolled, !rolled};
}

std::optional<Date> DueDay(const DueRule& rule, const DueAnchors& anchors,
                           const DueCalendar& calendar) {
  return FindDueDay(rule, anchors, calendar).day;
}

}  // namespace covenant
