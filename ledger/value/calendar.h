// Calendar: the days on which business is done in a place: all but the days of
// the weekend and the holidays that were published for a range of days.
//
// A day outside the published range is neither open nor closed: whoever counts
// business days over it gets nothing, never a guess. Refuses nothing.
// A value, thread-compatible; safe to read from several threads.
#ifndef LEDGER_VALUE_CALENDAR_H_
#define LEDGER_VALUE_CALENDAR_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "ledger/value/date.h"
#include "ledger/value/interval.h"

namespace covenant {

// Where a day lands on which no business is done.
enum class Roll {
  kNone,               // it stays
  kFollowing,          // the next open day
  kModifiedFollowing,  // as kFollowing; in another month, kPreceding
  kPreceding,          // the last open day before
  kModifiedPreceding,  // as kPreceding; in another month, kFollowing
};
// "none", "following", "modified-following" ...
std::string_view RollName(Roll roll);
// kNone, and nothing for a text that is no name.
std::optional<Roll> ParseRoll(std::string_view name);

class Calendar {
 public:
  // One publication: the holidays in `days`, and the days of the week on which
  // no business is done.
  struct Edition {
    Interval days;
    std::set<Weekday> weekend;
    std::set<Date> holidays;
    friend bool operator==(const Edition&, const Edition&) = default;
  };

  // Covers no day.
  Calendar() = default;
  // Saturdays and Sundays closed, without holidays, for all time.
  static Calendar Weekends();

  // From here on the edition speaks for its days, instead of earlier ones.
  void Publish(Edition edition);

  // Whether business is done on the day; nothing where no edition covers it.
  std::optional<bool> IsOpen(Date day) const;

  // The day, moved to an open one by the rule. Nothing where the calendar does
  // not cover the days that decide it.
  std::optional<Date> Rolled(Date day, Roll roll) const;

  // The n-th open day after the day, or with n below zero before it; 0: the day
  // itself.
  std::optional<Date> AddBusinessDays(Date day, std::int64_t n) const;

  friend bool operator==(const Calendar&, const Calendar&) = default;

 private:
  // The next open day on or after (step 1), or on or before (step -1), `day`.
  std::optional<Date> NextOpen(Date day, int step) const;

  std::vector<Edition> editions_;  // the later one prevails
};

}  // namespace covenant

#endif  // LEDGER_VALUE_CALENDAR_H_
