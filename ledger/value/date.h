// Date: a civil date of the proleptic Gregorian calendar, 0001-01-01 to
// 9999-12-31, without a time or a time zone.
//
// Refuses days that do not exist (2024-02-30) and every form but YYYY-MM-DD.
// There is no "end of time" date: an Interval has open ends instead.
// A trivially copyable value; safe from any thread.
#ifndef LEDGER_VALUE_DATE_H_
#define LEDGER_VALUE_DATE_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace covenant {

// Where a date lands that is some months later and whose day of the month does
// not exist there. 31 January 2023 + 1 month is
enum class MonthEndRule {
  kClamp,       // 28 February: the last day of that month. The default.
  kOverflow,    // 1 March: the first day of the month after it
  kEndOfMonth,  // as kClamp; and the last day of a month always goes to the
                // last day of the other: 28 February + 1 month = 31 March
};

// "clamp", "overflow" or "end-of-month".
std::string_view MonthEndRuleName(MonthEndRule rule);
// InvalidArgument, with the names, for any other text.
absl::StatusOr<MonthEndRule> ParseMonthEndRule(std::string_view name);

// Numbers of ISO 8601.
enum class Weekday {
  kMonday = 1,
  kTuesday,
  kWednesday,
  kThursday,
  kFriday,
  kSaturday,
  kSunday,
};

// "monday" ... "sunday".
std::string_view WeekdayName(Weekday weekday);

class Date {
 public:
  static constexpr int kMinYear = 1;
  static constexpr int kMaxYear = 9999;

  // 1970-01-01.
  constexpr Date() = default;

  // Exactly YYYY-MM-DD. InvalidArgument says what is wrong and, where the text
  // is a date in another form, how to write it.
  static absl::StatusOr<Date> Parse(std::string_view text);
  // InvalidArgument for a day that does not exist, OutOfRange for the year.
  static absl::StatusOr<Date> FromYmd(int year, int month, int day);
  // Days since 1970-01-01; OutOfRange outside years 1..9999.
  static absl::StatusOr<Date> FromDays(std::int64_t days_since_1970);

  int year() const;
  int month() const;  // 1..12
  int day() const;    // 1..31
  Weekday weekday() const;
  std::int32_t DaysSince1970() const { return days_; }
  // 1..366.
  int DayOfYear() const;

  // n may be negative; OutOfRange when the result leaves years 1..9999.
  absl::StatusOr<Date> AddDays(std::int64_t n) const;
  // n may be negative; a year is 12 months. OutOfRange as above. Monett et al.,
  // "Formalizing Date Arithmetic and Statically Detecting Ambiguities for the
  // Law", ESOP 2024: kClamp rounds down, kOverflow rounds up.
  absl::StatusOr<Date> AddMonths(
      std::int64_t n, MonthEndRule rule = MonthEndRule::kClamp) const;

  Date FirstOfMonth() const;
  Date LastOfMonth() const;
  bool IsLastOfMonth() const { return *this == LastOfMonth(); }

  static bool IsLeapYear(int year);
  // 28..31; year 1..9999 and month 1..12, or it aborts.
  static int DaysInMonth(int year, int month);

  // YYYY-MM-DD.
  std::string ToString() const;

  friend constexpr bool operator==(Date a, Date b) = default;
  friend constexpr std::strong_ordering operator<=>(Date a, Date b) = default;

  // Days from b to a: 2024-03-01 - 2024-02-01 is 29.
  friend constexpr std::int32_t operator-(Date a, Date b) {
    return a.days_ - b.days_;
  }

 private:
  explicit constexpr Date(std::int32_t days) : days_(days) {}

  std::int32_t days_ = 0;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_DATE_H_
