#include "ledger/value/date.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/value/parse_table.h"

namespace covenant::date_test {
namespace {

Date D(const std::string& text) { return Must<Date>(text); }

TEST(Date, Parses) {
  ExpectGood<Date>({{"0001-01-01", ""},
                    {"1970-01-01", ""},
                    {"1999-12-31", ""},
                    {"2000-02-29", ""},
                    {"2024-02-29", ""},
                    {"9999-12-31", ""}});
  EXPECT_EQ(Date().ToString(), "1970-01-01");
  EXPECT_EQ(D("0001-01-01").DaysSince1970(), -719162);
  EXPECT_EQ(D("9999-12-31").DaysSince1970(), 2932896);
}

TEST(Date, RefusesOtherText) {
  ExpectBad<Date>(
      {{"2024-02-30", "impossible date: 2024-02-30; February 2024 has 29 days"},
       {"2023-02-29", "February 2023 has 28 days"},
       {"1900-02-29", "February 1900 has 28 days"},
       {"2024-04-31", "April 2024 has 30 days"},
       {"2024-13-01", "there is no month 13"},
       {"2024-00-10", "there is no month 00"},
       {"2024-01-00", "January 2024 has 31 days"},
       {"2024-01-32", "January 2024 has 31 days"},
       {"0000-01-01", "years 0001 to 9999", absl::StatusCode::kOutOfRange},
       {"", "a date is missing"},
       {"2024-9-5", "write `2024-09-05`"},
       {"2024/09/05", "write `2024-09-05`"},
       {"2024.09.05", "write `2024-09-05`"},
       {"20240905", "write `2024-09-05`"},
       {"31/12/2024", "write `2024-12-31`"},
       {"12/31/2024", "write `2024-12-31`"},
       {"31.12.2024", "write `2024-12-31`"},
       {"3/4/2024", "is ambiguous; write `2024-04-03` or `2024-03-04`"},
       {"4/4/2024", "write `2024-04-04`"},
       {"5 March 2024", "write `2024-03-05`"},
       {"March 5, 2024", "write `2024-03-05`"},
       {"5th of Sept. 2024", "write `2024-09-05`"},
       {"1-Jan-2024", "write `2024-01-01`"},
       {"30 February 2024", "not a date"},
       {"2024-02", "not a date"},
       {"2024", "not a date"},
       {"tomorrow", "not a date: `tomorrow`"},
       {"2024-12-31T00:00", "not a date"},
       {" 2024-12-31", "write `2024-12-31`"},
       {"-2024-12-31", "write `2024-12-31`"},
       {"12024-12-31", "not a date"},
       {"31/12/24", "not a date"},
       {"２０２４-12-31", "not a date"}});
}

TEST(Date, FromYmdRefusesWhatDoesNotExist) {
  EXPECT_EQ(Date::FromYmd(2024, 2, 29)->ToString(), "2024-02-29");
  EXPECT_EQ(Date::FromYmd(2023, 2, 29).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Date::FromYmd(10000, 1, 1).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_FALSE(Date::FromYmd(2024, -1, 1).ok());
  EXPECT_FALSE(Date::FromYmd(2024, 1, -1).ok());
  EXPECT_FALSE(Date::FromYmd(std::numeric_limits<int>::min(), 1, 1).ok());
  EXPECT_FALSE(Date::FromDays(-719163).ok());
  EXPECT_FALSE(Date::FromDays(2932897).ok());
  EXPECT_FALSE(Date::FromDays(std::numeric_limits<std::int64_t>::max()).ok());
  EXPECT_EQ(Date::FromDays(0)->ToString(), "1970-01-01");
}

// Walks the calendar day by day with nothing but the leap year rule, and checks
// the day number also with Richards' Julian day formula (Explanatory Supplement
// to the Astronomical Almanac, 3rd edition, section 15.11).
TEST(Date, AgreesWithTwoOtherAlgorithmsFrom1600To2400) {
  int year = 1600;
  int month = 1;
  int day = 1;
  int day_of_year = 1;
  int weekday = 6;  // 1600-01-01 was a Saturday
  Date date = *Date::FromYmd(1600, 1, 1);
  while (year <= 2400) {
    ASSERT_EQ(date.year(), year);
    ASSERT_EQ(date.month(), month);
    ASSERT_EQ(date.day(), day);
    ASSERT_EQ(date.DayOfYear(), day_of_year);
    ASSERT_EQ(static_cast<int>(date.weekday()), weekday);
    const int t = (month - 14) / 12;
    const int julian = (1461 * (year + 4800 + t)) / 4 +
                       (367 * (month - 2 - 12 * t)) / 12 -
                       (3 * ((year + 4900 + t) / 100)) / 4 + day - 32075;
    ASSERT_EQ(date.DaysSince1970(), julian - 2440588);
    ASSERT_EQ(*Date::FromYmd(year, month, day), date);
    ASSERT_EQ(*Date::Parse(date.ToString()), date);

    const bool leap = year % 400 == 0   ? true
                      : year % 100 == 0 ? false
                                        : year % 4 == 0;
    int length = 31;
    if (month == 4 || month == 6 || month == 9 || month == 11) length = 30;
    if (month == 2) length = leap ? 29 : 28;
    ASSERT_EQ(Date::DaysInMonth(year, month), length);
    ASSERT_EQ(date.IsLastOfMonth(), day == length);
    weekday = weekday % 7 + 1;
    ++day;
    ++day_of_year;
    if (day > length) {
      day = 1;
      if (++month > 12) {
        month = 1;
        ++year;
        day_of_year = 1;
      }
    }
    const absl::StatusOr<Date> next = date.AddDays(1);
    ASSERT_TRUE(next.ok());
    ASSERT_EQ(*next - date, 1);
    ASSERT_LT(date, *next);
    date = *next;
  }
}

TEST(Date, CoversAllYears) {
  // Every day of all 9999 years goes to its text's number and back.
  Date date = D("0001-01-01");
  int days = 1;
  while (true) {
    ASSERT_EQ(*Date::FromYmd(date.year(), date.month(), date.day()), date);
    const absl::StatusOr<Date> next = date.AddDays(1);
    if (!next.ok()) break;
    date = *next;
    ++days;
  }
  EXPECT_EQ(date, D("9999-12-31"));
  EXPECT_EQ(days, 3652059);
}

TEST(Date, Weekdays) {
  EXPECT_EQ(WeekdayName(D("1970-01-01").weekday()), "thursday");
  EXPECT_EQ(D("2000-01-01").weekday(), Weekday::kSaturday);
  EXPECT_EQ(D("0001-01-01").weekday(), Weekday::kMonday);
  EXPECT_EQ(D("9999-12-31").weekday(), Weekday::kFriday);
}

TEST(Date, AddsMonthsByRule) {
  struct Row {
    std::string start;
    std::int64_t months;
    std::string clamp, overflow, end_of_month;
  };
  const std::vector<Row> table = {
      {"2023-01-31", 1, "2023-02-28", "2023-03-01", "2023-02-28"},
      {"2024-01-31", 1, "2024-02-29", "2024-03-01", "2024-02-29"},
      {"2024-01-15", 1, "2024-02-15", "2024-02-15", "2024-02-15"},
      {"2023-02-28", 1, "2023-03-28", "2023-03-28", "2023-03-31"},
      {"2024-02-28", 1, "2024-03-28", "2024-03-28", "2024-03-28"},
      {"2024-02-29", 12, "2025-02-28", "2025-03-01", "2025-02-28"},
      {"2024-04-30", 1, "2024-05-30", "2024-05-30", "2024-05-31"},
      {"2024-03-31", -1, "2024-02-29", "2024-03-01", "2024-02-29"},
      {"2024-01-31", -2, "2023-11-30", "2023-12-01", "2023-11-30"},
      {"2024-01-31", 0, "2024-01-31", "2024-01-31", "2024-01-31"},
      {"2024-12-31", 1, "2025-01-31", "2025-01-31", "2025-01-31"},
      {"2024-01-01", -13, "2022-12-01", "2022-12-01", "2022-12-01"}};
  for (const Row& row : table) {
    SCOPED_TRACE(row.start + " + " + std::to_string(row.months));
    const Date start = D(row.start);
    EXPECT_EQ(start.AddMonths(row.months)->ToString(), row.clamp);
    EXPECT_EQ(start.AddMonths(row.months, MonthEndRule::kOverflow)->ToString(),
              row.overflow);
    EXPECT_EQ(
        start.AddMonths(row.months, MonthEndRule::kEndOfMonth)->ToString(),
        row.end_of_month);
  }
}

TEST(Date, RefusesToLeaveTheCalendar) {
  const Date last = D("9999-12-31");
  EXPECT_EQ(last.AddDays(1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_NE(MessageOf(last.AddDays(1).status())
                .find("9999-12-31 plus 1 days lies outside"),
            std::string::npos);
  EXPECT_NE(
      MessageOf(D("0001-01-01").AddDays(-5).status()).find("minus 5 days"),
      std::string::npos);
  EXPECT_FALSE(last.AddMonths(1).ok());
  EXPECT_FALSE(D("0001-01-31").AddMonths(-1).ok());
  for (const std::int64_t n : {std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_FALSE(last.AddDays(n).ok());
    EXPECT_FALSE(last.AddMonths(n).ok());
  }
  EXPECT_TRUE(D("0001-01-01").AddDays(3652058).ok());
  EXPECT_EQ(*D("0001-01-01").AddMonths(9998 * 12 + 11), D("9999-12-01"));
}

TEST(MonthEndRule, Names) {
  for (const MonthEndRule rule : {MonthEndRule::kClamp, MonthEndRule::kOverflow,
                                  MonthEndRule::kEndOfMonth}) {
    EXPECT_EQ(*ParseMonthEndRule(MonthEndRuleName(rule)), rule);
  }
  EXPECT_NE(MessageOf(ParseMonthEndRule("clmap").status())
                .find("did you mean `clamp`?"),
            std::string::npos);
}

// The vectors of Catala's dates-calc, from the copy beside this test.
std::vector<std::vector<std::string>> Vectors(const std::string& name) {
  const std::string root = COVENANT_SOURCE_DIR;
  std::ifstream file(root + "/tests/value/vectors/dates-calc/" + name);
  if (!file) file.open(root + "/../shared/vectors/dates-calc/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);  // headings
  while (std::getline(file, line)) {
    if (line.empty()) continue;
    std::vector<std::string> row;
    std::stringstream fields(line);
    std::string field;
    while (std::getline(fields, field, ';')) row.push_back(field);
    rows.push_back(row);
  }
  return rows;
}

struct Period {
  int years = 0;
  int months = 0;
  int days = 0;
};

// "[0 years, 1 months, 0 days]"
Period PeriodOf(const std::string& text) {
  Period period;
  std::istringstream in(text.substr(1));
  std::string word;
  in >> period.years >> word >> period.months >> word >> period.days;
  return period;
}

Date Plus(Date date, const Period& period, MonthEndRule rule) {
  return *date.AddMonths(period.years * 12 + period.months, rule)
              ->AddDays(period.days);
}

TEST(DateVectors, Exact) {
  const auto rows = Vectors("exact_computations.csv");
  EXPECT_EQ(rows.size(), 19u);
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 3u);
    SCOPED_TRACE(row[0] + " " + row[1]);
    for (const MonthEndRule rule :
         {MonthEndRule::kClamp, MonthEndRule::kOverflow}) {
      EXPECT_EQ(Plus(D(row[0]), PeriodOf(row[1]), rule).ToString(), row[2]);
    }
  }
}

TEST(DateVectors, Ambiguous) {
  const auto rows = Vectors("ambiguous_computations.csv");
  EXPECT_EQ(rows.size(), 11u);
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 4u);
    SCOPED_TRACE(row[0] + " " + row[1]);
    const Period period = PeriodOf(row[1]);
    EXPECT_EQ(Plus(D(row[0]), period, MonthEndRule::kOverflow).ToString(),
              row[2]);
    EXPECT_EQ(Plus(D(row[0]), period, MonthEndRule::kClamp).ToString(), row[3]);
  }
}

TEST(DateVectors, EndsOfMonths) {
  const auto rows = Vectors("first_last_day_of_month.csv");
  EXPECT_EQ(rows.size(), 2u);
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 3u);
    EXPECT_EQ(D(row[0]).FirstOfMonth().ToString(), row[1]);
    EXPECT_EQ(D(row[0]).LastOfMonth().ToString(), row[2]);
  }
}

}  // namespace
}  // namespace covenant::date_test
