// Schedule: the periods of a clause and the days on which sums fall due. Pure.
#ifndef REPLAY_MONEY_SCHEDULE_H_
#define REPLAY_MONEY_SCHEDULE_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/event/value.h"
#include "ledger/value/calendar.h"
#include "ledger/value/date.h"
#include "ledger/value/duration.h"
#include "ledger/value/interval.h"
#include "ledger/value/rational.h"

namespace covenant {

struct NominalPeriod {
  Interval days;     // both ends present
  std::string name;  // 2024-Q2, 2024-H1, 2024-06, 2024, else its first day
  // Of a first or last period of another length: how many regular ones it is.
  std::optional<Rational> length = {};
};

// How the periods of a clause are counted.
struct PeriodRule {
  Duration every;
  std::optional<Date> anchor;
  MonthEndRule month_end = MonthEndRule::kClamp;
  std::optional<Date> first_until;  // the first period ends before this day
  std::optional<Interval> last;     // the last period, both ends present

  friend bool operator==(const PeriodRule&, const PeriodRule&) = default;
};

// The most periods that one clause can have; more are not computed.
inline constexpr int kMaxPeriods = 20000;

// The periods that hold a day of [first, last], in order. They are counted from
// `anchor` without drift; without one, months and years follow the calendar, if
// a whole number of them makes a year, and otherwise start on `first`. `rule`
// says which day takes the place of one that a month lacks. `from`: those that
// end on or before it are left out.
std::vector<NominalPeriod> PeriodsOver(const Duration& every,
                                       std::optional<Date> anchor, Date first,
                                       Date last,
                                       MonthEndRule rule = MonthEndRule::kClamp,
                                       std::optional<Date> from = std::nullopt);

// The same by the rule, with its first and last period; `first` is the clause's
// first day. A regular period that the last one cuts short has another length
// too, and so do none whose length is that of a regular one.
std::vector<NominalPeriod> PeriodsBy(const PeriodRule& rule, Date first,
                                     Date last);

// The days that due rules count from; absent ones are not known.
struct DueAnchors {
  std::optional<Date> period_start;
  std::optional<Date> period_end;  // the last day
  std::optional<Date> milestone;
  std::optional<Date> execution;
  std::optional<Date> effective;
  std::optional<Date> invoice;  // the invoice was sent
  std::optional<Date> receipt;  // the invoice, or the sum itself, was received
  std::optional<Date> notice;   // a notice about the duty counts
};

// How a clause counts business days and rolls due days off closed ones.
struct DueCalendar {
  const Calendar* calendar = nullptr;  // null: none is known
  Roll roll = Roll::kNone;
};

struct DueAnswer {
  std::optional<Date> day;
  // Without a day: whether it is for want of a calendar that covers it, and not
  // because the rule is undisclosed or what it counts from has not happened.
  bool uncovered = false;
};

// The due day by the rule, rolled. Of rules of which the earliest counts, those
// wait whose anchor has not happened: what has not happened comes later.
DueAnswer FindDueDay(const DueRule& rule, const DueAnchors& anchors,
                     const DueCalendar& calendar = {});

// The day alone.
std::optional<Date> DueDay(const DueRule& rule, const DueAnchors& anchors,
                           const DueCalendar& calendar = {});

// Whether an invoice decides the day; false of no rule.
bool UsesInvoice(const DueRule* rule);

// So long after the day, business days by the calendar; nothing where it does
// not cover them.
std::optional<Date> DayAfter(Date day, const Duration& span,
                             const Calendar* calendar);

}  // namespace covenant

#endif  // REPLAY_MONEY_SCHEDULE_H_
