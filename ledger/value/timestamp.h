// A point of known time: microseconds since 1970-01-01T00:00:00 UTC, without
// leap seconds, on the proleptic Gregorian calendar.
//
// Refuses: text that is not exactly YYYY-MM-DDTHH:MM:SS[.f..f]Z (1 to 6
// fraction digits), days that do not exist, second 60, years outside 0001 to
// 9999. It has no clock: whoever needs the present passes it in.
// Thread safety: a plain value.
#ifndef LEDGER_VALUE_TIMESTAMP_H_
#define LEDGER_VALUE_TIMESTAMP_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace covenant {

class Timestamp {
 public:
  static constexpr int64_t kMicrosPerSecond = 1'000'000;
  static constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

  // 1970-01-01T00:00:00Z.
  constexpr Timestamp() = default;

  // Any number of microseconds is a Timestamp, since stored bytes may hold any;
  // ToString writes those outside the years 0001 to 9999 as a plain number.
  static constexpr Timestamp FromMicros(int64_t micros) {
    return Timestamp(micros);
  }

  // The first and the last microsecond of the UTC day `day` (days since
  // 1970-01-01); the last is what a known-date means. Days beyond the range of
  // int64_t microseconds (year 294,000) give its ends.
  static constexpr Timestamp StartOfDay(int32_t day) {
    if (day > kMaxDay) return Timestamp(INT64_MAX);
    if (day < -kMaxDay) return Timestamp(INT64_MIN);
    return Timestamp(int64_t{day} * kMicrosPerDay);
  }
  static constexpr Timestamp EndOfDay(int32_t day) {
    if (day >= kMaxDay) return Timestamp(INT64_MAX);
    return Timestamp(StartOfDay(day + 1).micros_ -
                     (day + 1 < -kMaxDay ? 0 : 1));
  }

  // Reads the form that ToString writes. InvalidArgument names the text and
  // what is wrong with it.
  static absl::StatusOr<Timestamp> Parse(std::string_view text);

  constexpr int64_t micros() const { return micros_; }

  // The UTC day that holds this point, in days since 1970-01-01.
  int32_t UtcDay() const;

  // 2024-09-01T08:00:00Z; a fraction, without trailing zeros, only when it is
  // not zero.
  std::string ToString() const;

  friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
  friend constexpr bool operator==(Timestamp, Timestamp) = default;

 private:
  static constexpr int32_t kMaxDay = 106'751'990;

  explicit constexpr Timestamp(int64_t micros) : micros_(micros) {}

  int64_t micros_ = 0;
};

}  // namespace covenant

#endif  // LEDGER_VALUE_TIMESTAMP_H_
