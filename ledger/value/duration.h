// Duration: a length of time as a contract writes it: "45 days", "3 months",
// "2 years", "2 weeks", "10 business-days".
//
// Count 0..100000. Refuses signs, fractions, other units and bare numbers.
// Durations are equal only when written alike (2 weeks is not 14 days) and have
// no order: a month has no fixed length.
// A trivially copyable value; safe from any thread.
#ifndef LEDGER_VALUE_DURATION_H_
#define LEDGER_VALUE_DURATION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/value/date.h"

namespace covenant {

enum class DurationUnit { kDays, kWeeks, kMonths, kYears, kBusinessDays };

class Duration {
 public:
  static constexpr std::int32_t kMaxCount = 100000;

  // "0 days".
  constexpr Duration() = default;

  // COUNT UNIT with one space; the singular ("1 day") is accepted for any
  // count. InvalidArgument or OutOfRange with what to write instead.
  static absl::StatusOr<Duration> Parse(std::string_view text);
  // OutOfRange unless count is 0..100000.
  static absl::StatusOr<Duration> Create(std::int64_t count, DurationUnit unit);

  std::int32_t count() const { return count_; }
  DurationUnit unit() const { return unit_; }
  bool IsZero() const { return count_ == 0; }

  // The date `times` durations after the start (before it, when negative),
  // always counted from the start, so month ends do not drift. OutOfRange when
  // it leaves years 1..9999; FailedPrecondition for business days, which need a
  // calendar.
  absl::StatusOr<Date> AddTo(Date start, std::int64_t times = 1,
                             MonthEndRule rule = MonthEndRule::kClamp) const;

  // Singular for a count of 1: "1 day", "45 days", "1 business-day".
  std::string ToString() const;

  friend constexpr bool operator==(Duration a, Duration b) = default;

 private:
  constexpr Duration(std::int32_t count, DurationUnit unit)
      : count_(count), unit_(unit) {}

  std::int32_t count_ = 0;
  DurationUnit unit_ = DurationUnit::kDays;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_DURATION_H_
