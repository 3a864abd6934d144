// Rates: what a published series is worth to a clause: its value on a day by
// the clause's rule, its mean over days, and reference rates with their resets
// (doc/decisions.md, "Rates"). What is not on record is unknown, with the code
// `missing-rate` and a label that says which value is wanting. Pure.
#ifndef REPLAY_MONEY_RATES_H_
#define REPLAY_MONEY_RATES_H_

#include <optional>
#include <string>

#include "ledger/event/event.h"
#include "ledger/value/calendar.h"
#include "ledger/value/date.h"
#include "ledger/value/duration.h"
#include "ledger/value/interval.h"
#include "replay/shared.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// The calendar that the clause names; null where none of that name is known.
const KnownCalendar* CalendarOf(const Shared& shared, const ClauseState& clause);

// Which series a clause reads, and which of its values counts for a day.
struct RateRule {
  std::string series;
  std::optional<Duration> lag;     // the value of so long before
  // By which the business days of a lag are counted; null: none is known.
  const KnownCalendar* calendar = nullptr;
  bool previous = false;           // without one for that day: the last before
  std::optional<Duration> within;  // which is so old at most

  friend bool operator==(const RateRule&, const RateRule&) = default;
};

// The rule that stands in `rate`, `lag`, `fallback` and `within` under the path
// (`reference`, `convert`); nothing where it names no series.
std::optional<RateRule> RateRuleOf(const Shared& shared,
                                   const ClauseState& clause,
                                   const std::string& path);

// The value of the series on the day: a leaf with the event that published it.
// Days after `as_of` have no value yet. A series that measures something else
// than `measures` gives an unknown (`currency-mismatch`), and so do business
// days that no calendar covers (`missing-calendar`).
Trace RateOn(const Shared& shared, const RateRule& rule, RateMeasure measures,
             Date day, Date as_of);

// The mean of the values that are for days of the interval, whose last day must
// have come. With a calendar each of its business days must have a value.
Trace RateAverage(const Shared& shared, const RateRule& rule,
                  RateMeasure measures, const Interval& days, Date as_of,
                  const Calendar* calendar);

// From when a reference rate counts for one sum.
struct ReferenceStart {
  Date due;    // for `on-due-date`
  Date first;  // the first day of interest, for `fixed`
};

// The day of the reset that governs the day. The resets stand under the path.
Date ResetDay(const ClauseState& clause, const std::string& path, Date day,
              const ReferenceStart& start);

// The first day after `day` on which the reference rate is looked up again;
// nothing where it stays.
std::optional<Date> NextReset(const ClauseState& clause,
                              const std::string& path, Date day);

// The reference rate that governs the day, between its floor and its cap,
// without any margin.
Trace ReferenceRateOn(const Shared& shared, const ClauseState& clause,
                      const std::string& path, Date day,
                      const ReferenceStart& start, Date as_of);

}  // namespace covenant

#endif  // REPLAY_MONEY_RATES_H_
