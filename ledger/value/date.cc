#include "ledger/value/date.h"

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {
namespace {

constexpr std::int32_t kFirstDay = -719162;  // 0001-01-01
constexpr std::int32_t kLastDay = 2932896;   // 9999-12-31

constexpr std::array<std::string_view, 12> kMonthNames = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct Ymd {
  int year;
  int month;
  int day;
};

// days_from_civil and civil_from_days of Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms", for years 1..9999, where all terms are positive
// once counted from 0000-03-01.
constexpr std::int32_t kDaysTo1970 = 719468;

std::int32_t ToDays(Ymd civil) {
  const int year = civil.month <= 2 ? civil.year - 1 : civil.year;
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int shifted_month = (civil.month + 9) % 12;  // March is 0
  const int day_of_year = (153 * shifted_month + 2) / 5 + civil.day - 1;
  const int day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - kDaysTo1970;
}

Ymd FromDayNumber(std::int32_t days) {
  const int shifted = days + kDaysTo1970;
  const int era = shifted / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / 146096) /
                          365;
  const int day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const int year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

std::string Padded(int number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

std::string Format(Ymd civil) {
  return Padded(civil.year, 4) + "-" + Padded(civil.month, 2) + "-" +
         Padded(civil.day, 2);
}

bool Exists(Ymd civil) {
  return civil.year >= Date::kMinYear && civil.year <= Date::kMaxYear &&
         civil.month >= 1 && civil.month <= 12 && civil.day >= 1 &&
         civil.day <= Date::DaysInMonth(civil.year, civil.month);
}

absl::Status Impossible(Ymd civil) {
  const std::string text = Format(civil);
  if (civil.year < Date::kMinYear || civil.year > Date::kMaxYear) {
    return OutOfRangeText(
        {"impossible date: ", text, "; years 0001 to 9999 are allowed"});
  }
  if (civil.month < 1 || civil.month > 12) {
    return InvalidText({"impossible date: ", text, "; there is no month ",
                        Padded(civil.month, 2),
                        " (dates are written YYYY-MM-DD)"});
  }
  const std::string_view month =
      kMonthNames[static_cast<std::size_t>(civil.month - 1)];
  return InvalidText(
      {"impossible date: ", text, "; ", month, " ", std::to_string(civil.year),
       " has ", std::to_string(Date::DaysInMonth(civil.year, civil.month)),
       " days"});
}

// One run of digits or letters of a text in some other form.
struct Token {
  std::string_view text;
  int number = -1;  // when it is 1..4 digits
  int month = 0;    // when it names a month
};

int MonthOfName(std::string_view word) {
  if (word.size() < 3) return 0;
  const std::string lower = AsciiLower(word);
  for (std::size_t i = 0; i < kMonthNames.size(); ++i) {
    const std::string name = AsciiLower(kMonthNames[i]);
    if (name.substr(0, lower.size()) == lower) return static_cast<int>(i) + 1;
  }
  return lower == "sept" ? 9 : 0;
}

std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  const auto is_letter = [](char c) { return IsLower(c) || IsUpper(c); };
  std::size_t i = 0;
  while (i < text.size() && tokens.size() < 8) {
    std::size_t end = i;
    if (IsDigit(text[i])) {
      while (end < text.size() && IsDigit(text[end])) ++end;
    } else if (is_letter(text[i])) {
      while (end < text.size() && is_letter(text[end])) ++end;
    } else {
      ++i;
      continue;
    }
    Token token{text.substr(i, end - i)};
    i = end;
    if (IsDigit(token.text.front())) {
      if (token.text.size() <= 4) {
        token.number = 0;
        for (const char c : token.text) {
          token.number = token.number * 10 + (c - '0');
        }
      }
    } else {
      token.month = MonthOfName(token.text);
    }
    tokens.push_back(token);
  }
  return tokens;
}

// The day that a text of another form means: 2024-9-5, 2024/09/05, 31/12/2024,
// 31.12.2024, 5 March 2024, March 5, 2024, 20241231. `second` is set when day
// and month could be the other way round.
std::optional<Ymd> Guess(std::string_view text, std::optional<Ymd>* second) {
  if (text.size() == 8 && AllDigits(text)) {
    std::string split(text);
    split.insert(6, "-").insert(4, "-");
    return Guess(split, second);
  }
  std::vector<Token> all = Tokenize(text);
  std::vector<Token> parts;
  for (const Token& token : all) {
    if (token.number >= 0 || token.month > 0) {
      parts.push_back(token);
    } else if (token.text != "st" && token.text != "nd" && token.text != "rd" &&
               token.text != "th" && token.text != "of") {
      return std::nullopt;
    }
  }
  if (parts.size() != 3) return std::nullopt;
  const Token& a = parts[0];
  const Token& b = parts[1];
  const Token& c = parts[2];
  std::optional<Ymd> first;
  if (a.month > 0 && b.number >= 0 && c.text.size() == 4) {
    first = Ymd{c.number, a.month, b.number};
  } else if (b.month > 0 && a.number >= 0 && c.text.size() == 4) {
    first = Ymd{c.number, b.month, a.number};
  } else if (a.number < 0 || b.number < 0 || c.number < 0) {
    return std::nullopt;
  } else if (a.text.size() == 4) {
    first = Ymd{a.number, b.number, c.number};
  } else if (c.text.size() == 4) {
    first = Ymd{c.number, b.number, a.number};
    const Ymd swapped{c.number, a.number, b.number};
    if (Exists(swapped) && a.number != b.number) {
      if (Exists(*first)) {
        *second = swapped;
      } else {
        first = swapped;
      }
    }
  }
  if (first && !Exists(*first)) return std::nullopt;
  return first;
}

absl::Status ExplainBadDate(std::string_view text) {
  if (text.empty()) {
    return InvalidText({"a date is missing; write it as `2024-12-31`"});
  }
  std::optional<Ymd> second;
  const std::optional<Ymd> guess = Guess(text, &second);
  if (guess && second) {
    return InvalidText({"a date is written YYYY-MM-DD: ", Quoted(text),
                        " is ambiguous; write `", Format(*guess), "` or `",
                        Format(*second), "`"});
  }
  if (guess) {
    return InvalidText({"a date is written YYYY-MM-DD: ", Quoted(text),
                        "; write `", Format(*guess), "`"});
  }
  return InvalidText({"not a date: ", Quoted(text),
                      "; write YYYY-MM-DD, such as `2024-12-31`"});
}

absl::Status LeavesCalendar(Date start, std::int64_t n, std::string_view what) {
  return OutOfRangeText(
      {"the date ", start.ToString(), n < 0 ? " minus " : " plus ",
       n < 0 ? std::to_string(n).substr(1) : std::to_string(n), " ", what,
       " lies outside the years 0001 to 9999"});
}

}  // namespace

std::string_view MonthEndRuleName(MonthEndRule rule) {
  switch (rule) {
    case MonthEndRule::kClamp:
      return "clamp";
    case MonthEndRule::kOverflow:
      return "overflow";
    case MonthEndRule::kEndOfMonth:
      return "end-of-month";
  }
  COVENANT_CHECK(false);
}

absl::StatusOr<MonthEndRule> ParseMonthEndRule(std::string_view name) {
  for (const MonthEndRule rule : {MonthEndRule::kClamp, MonthEndRule::kOverflow,
                                  MonthEndRule::kEndOfMonth}) {
    if (MonthEndRuleName(rule) == name) return rule;
  }
  const std::optional<std::string> near =
      Closest(name, {"clamp", "overflow", "end-of-month"});
  return InvalidText({"unknown month-end rule ", Quoted(name),
                      near ? "; did you mean `" + *near + "`?" : std::string(),
                      "; the rules are clamp, overflow and end-of-month"});
}

std::string_view WeekdayName(Weekday weekday) {
  constexpr std::array<std::string_view, 7> kNames = {
      "monday", "tuesday",  "wednesday", "thursday",
      "friday", "saturday", "sunday"};
  const std::size_t index = static_cast<std::size_t>(weekday) - 1;
  COVENANT_CHECK(index < kNames.size());
  return kNames[index];
}

absl::StatusOr<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
      !AllDigits(text.substr(0, 4)) || !AllDigits(text.substr(5, 2)) ||
      !AllDigits(text.substr(8, 2))) {
    return ExplainBadDate(text);
  }
  const auto digit = [text](std::size_t i) { return text[i] - '0'; };
  return FromYmd(digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3),
                 digit(5) * 10 + digit(6), digit(8) * 10 + digit(9));
}

absl::StatusOr<Date> Date::FromYmd(int year, int month, int day) {
  const Ymd civil{year, month, day};
  if (!Exists(civil)) return Impossible(civil);
  return Date(ToDays(civil));
}

absl::StatusOr<Date> Date::FromDays(std::int64_t days_since_1970) {
  if (days_since_1970 < kFirstDay || days_since_1970 > kLastDay) {
    return OutOfRangeText({"day number ", std::to_string(days_since_1970),
                           " lies outside the years 0001 to 9999"});
  }
  return Date(static_cast<std::int32_t>(days_since_1970));
}

int Date::year() const { return FromDayNumber(days_).year; }
int Date::month() const { return FromDayNumber(days_).month; }
int Date::day() const { return FromDayNumber(days_).day; }

Weekday Date::weekday() const {
  // 0001-01-01 was a Monday.
  return static_cast<Weekday>((days_ - kFirstDay) % 7 + 1);
}

int Date::DayOfYear() const { return days_ - ToDays({year(), 1, 1}) + 1; }

absl::StatusOr<Date> Date::AddDays(std::int64_t n) const {
  if (n < kFirstDay - days_ || n > kLastDay - days_) {
    return LeavesCalendar(*this, n, "days");
  }
  return Date(static_cast<std::int32_t>(days_ + n));
}

absl::StatusOr<Date> Date::AddMonths(std::int64_t n, MonthEndRule rule) const {
  constexpr std::int64_t kMonths = std::int64_t{12} * kMaxYear;
  if (n < -kMonths || n > kMonths) return LeavesCalendar(*this, n, "months");
  const Ymd civil = FromDayNumber(days_);
  const std::int64_t months = civil.year * 12 + (civil.month - 1) + n;
  if (months < std::int64_t{kMinYear} * 12 ||
      months >= (std::int64_t{kMaxYear} + 1) * 12) {
    return LeavesCalendar(*this, n, "months");
  }
  const int year = static_cast<int>(months / 12);
  const int month = static_cast<int>(months % 12) + 1;
  const int length = DaysInMonth(year, month);
  int day = civil.day;
  if (rule == MonthEndRule::kEndOfMonth && IsLastOfMonth()) day = length;
  if (day <= length) return Date(ToDays({year, month, day}));
  const Date last(ToDays({year, month, length}));
  return rule == MonthEndRule::kOverflow ? last.AddDays(1) : last;
}

Date Date::FirstOfMonth() const {
  const Ymd civil = FromDayNumber(days_);
  return Date(days_ - civil.day + 1);
}

Date Date::LastOfMonth() const {
  const Ymd civil = FromDayNumber(days_);
  return Date(days_ - civil.day + DaysInMonth(civil.year, civil.month));
}

bool Date::IsLeapYear(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int Date::DaysInMonth(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30,
                                         31, 31, 30, 31, 30, 31};
  COVENANT_CHECK(year >= kMinYear && year <= kMaxYear);
  COVENANT_CHECK(month >= 1 && month <= 12);
  if (month == 2 && IsLeapYear(year)) return 29;
  return kDays[static_cast<std::size_t>(month - 1)];
}

std::string Date::ToString() const { return Format(FromDayNumber(days_)); }

}  // namespace covenant
