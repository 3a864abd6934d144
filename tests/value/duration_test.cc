#include "ledger/value/duration.h"

#include <limits>

#include "gtest/gtest.h"
#include "tests/value/parse_table.h"

namespace covenant::duration_test {
namespace {

TEST(Duration, Parses) {
  ExpectGood<Duration>({{"45 days", ""},
                        {"3 months", ""},
                        {"2 years", ""},
                        {"2 weeks", ""},
                        {"10 business-days", ""},
                        {"1 day", ""},
                        {"1 business-day", ""},
                        {"1 days", "1 day"},
                        {"2 month", "2 months"},
                        {"0 days", ""},
                        {"100000 days", ""}});
  EXPECT_EQ(Duration().ToString(), "0 days");
  EXPECT_EQ(Must<Duration>("3 months").unit(), DurationUnit::kMonths);
  EXPECT_EQ(Must<Duration>("3 months").count(), 3);
  EXPECT_FALSE(Must<Duration>("2 weeks") == Must<Duration>("14 days"));
}

TEST(Duration, RefusesOtherText) {
  ExpectBad<Duration>(
      {{"", "write a count and a unit"},
       {"days", "write a count and a unit"},
       {"45", "needs its unit: write for example `45 days`"},
       {"45days", "a space is missing in `45days`; write `45 days`"},
       {"45  days", "not a duration"},
       {"45 dyas", "did you mean `45 days`?"},
       {"3 mnths", "did you mean `3 months`?"},
       {"10 business days", "did you mean `10 business-days`?"},
       {"10 working days", "did you mean `10 business-days`?"},
       {"3 Months", "did you mean `3 months`?"},
       {"2 fortnights", "counted in days"},
       {"-3 days", "write a count and a unit"},
       {"1.5 years", "not a duration"},
       {"007 days", "needless leading zeros"},
       {"100001 days", "0 to 100000", absl::StatusCode::kOutOfRange},
       {"99999999999999999999 days", "0 to 100000",
        absl::StatusCode::kOutOfRange}});
  EXPECT_FALSE(Duration::Create(-1, DurationUnit::kDays).ok());
  EXPECT_FALSE(Duration::Create(100001, DurationUnit::kYears).ok());
}

TEST(Duration, AddsToDatesWithoutDrift) {
  const Date start = Must<Date>("2024-01-31");
  const auto after = [&](const std::string& duration, std::int64_t times) {
    const absl::StatusOr<Date> date =
        Must<Duration>(duration).AddTo(start, times);
    return date.ok() ? date->ToString() : MessageOf(date.status());
  };
  EXPECT_EQ(after("1 day", 1), "2024-02-01");
  EXPECT_EQ(after("2 weeks", 1), "2024-02-14");
  EXPECT_EQ(after("1 month", 1), "2024-02-29");
  EXPECT_EQ(after("1 month", 2), "2024-03-31");
  EXPECT_EQ(after("1 month", -2), "2023-11-30");
  EXPECT_EQ(after("1 year", 1), "2025-01-31");
  EXPECT_EQ(after("0 days", std::numeric_limits<std::int64_t>::max()),
            "2024-01-31");
  EXPECT_EQ(after("10 business-days", 0), "2024-01-31");
  EXPECT_NE(after("10 business-days", 1).find("holiday calendar"),
            std::string::npos);
  for (const std::int64_t times :
       {std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max(), std::int64_t{4000000}}) {
    EXPECT_NE(after("100000 years", times).find("outside the years"),
              std::string::npos);
  }
  EXPECT_EQ(Must<Duration>("1 month")
                .AddTo(start, 1, MonthEndRule::kOverflow)
                ->ToString(),
            "2024-03-01");
}

}  // namespace
}  // namespace covenant::duration_test
