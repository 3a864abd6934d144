#include "ledger/value/timestamp.h"

#include <algorithm>

#include "absl/status/status.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

struct Civil {
  int64_t year;
  int month;
  int day;
};

// Days since 1970-01-01 to a civil day and back, after Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms". std::chrono's own calendar
// narrows to int years, so its range would be another one than int64_t's.
Civil CivilFromDays(int64_t days) {
  days += 719'468;
  const int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int64_t doe = days - era * 146'097;
  const int64_t yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int64_t mp = (5 * doy + 2) / 153;
  const int day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  const int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  return {yoe + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

int64_t DaysFromCivil(int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t yoe = year - era * 400;
  const int64_t doy =
      (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146'097 + doe - 719'468;
}

int DaysInMonth(int64_t year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

void AppendPadded(int64_t value, int width, std::string& out) {
  const std::string digits = std::to_string(value);
  if (digits.size() < static_cast<size_t>(width)) {
    out.append(static_cast<size_t>(width) - digits.size(), '0');
  }
  out += digits;
}

// The digits text[at, at+count) as a number; -1 if one of them is not a digit.
int Digits(std::string_view text, size_t at, size_t count) {
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

absl::Status Bad(std::string_view text, const char* why) {
  return InvalidText({"not a time: ", Quoted(text), "; ", why});
}

}  // namespace

absl::StatusOr<Timestamp> Timestamp::Parse(std::string_view text) {
  static constexpr const char* kForm =
      "write it as 2024-09-01T08:00:00Z, with up to six "
      "fraction digits after the seconds";
  if (text.size() < 20 || text.size() > 27 || text.back() != 'Z' ||
      text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':') {
    return Bad(text, kForm);
  }
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  if (std::min({year, month, day, hour, minute, second}) < 0)
    return Bad(text, kForm);
  int64_t fraction = 0;
  if (text.size() > 20) {
    const size_t count = text.size() - 21;
    if (text[19] != '.' || count == 0) return Bad(text, kForm);
    fraction = Digits(text, 20, count);
    if (fraction < 0) return Bad(text, kForm);
    for (size_t i = count; i < 6; ++i) fraction *= 10;
  }
  if (year < 1) return Bad(text, "the year must be 0001 to 9999");
  if (month < 1 || month > 12) return Bad(text, "there is no such month");
  if (day < 1 || day > DaysInMonth(year, month))
    return Bad(text, "there is no such day");
  if (hour > 23 || minute > 59 || second > 59) {
    return Bad(text, "the time of day must be 00:00:00 to 23:59:59");
  }
  const int64_t seconds =
      ((DaysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60 +
      second;
  return FromMicros(seconds * kMicrosPerSecond + fraction);
}

int32_t Timestamp::UtcDay() const {
  int64_t day = micros_ / kMicrosPerDay;
  if (micros_ % kMicrosPerDay < 0) --day;
  // int64_t microseconds reach 106,751,991 days: well inside int32_t.
  return static_cast<int32_t>(day);
}

std::string Timestamp::ToString() const {
  const int64_t day = UtcDay();
  const Civil civil = CivilFromDays(day);
  if (civil.year < 1 || civil.year > 9999)
    return std::to_string(micros_) + "us";
  int64_t in_day = micros_ % kMicrosPerDay;
  if (in_day < 0) in_day += kMicrosPerDay;
  const int64_t seconds = in_day / kMicrosPerSecond;
  std::string out;
  AppendPadded(civil.year, 4, out);
  out += '-';
  AppendPadded(civil.month, 2, out);
  out += '-';
  AppendPadded(civil.day, 2, out);
  out += 'T';
  AppendPadded(seconds / 3600, 2, out);
  out += ':';
  AppendPadded(seconds / 60 % 60, 2, out);
  out += ':';
  AppendPadded(seconds % 60, 2, out);
  if (const int64_t fraction = in_day % kMicrosPerSecond; fraction != 0) {
    out += '.';
    AppendPadded(fraction, 6, out);
    out.erase(out.find_last_not_of('0') + 1);
  }
  out += 'Z';
  return out;
}

}  // namespace covenant
