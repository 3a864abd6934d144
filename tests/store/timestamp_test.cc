#include "ledger/value/timestamp.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "tests/store/store_testing.h"

namespace covenant::timestamp_test {
namespace {

TEST(TimestampTest, WritesAndReadsTheSameForm) {
  for (const char* text :
       {"1970-01-01T00:00:00Z", "2024-09-01T08:00:00Z",
        "2024-02-29T23:59:59.999999Z", "1969-12-31T23:59:59.5Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.000001Z"}) {
    auto parsed = Timestamp::Parse(text);
    ASSERT_OK(parsed.status());
    EXPECT_EQ(parsed->ToString(), text);
  }
  EXPECT_EQ(At("2024-09-01T08:00:00Z").micros(), 1'725'177'600'000'000);
  EXPECT_EQ(At("2024-09-01T08:00:00.100Z"), At("2024-09-01T08:00:00.1Z"));
  EXPECT_EQ(At("1969-12-31T23:59:59.999999Z").micros(), -1);
}

TEST(TimestampTest, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "2024-09-01",
                           "2024-09-01T08:00:00",
                           "2024-09-01T08:00:00+00:00",
                           "2024-09-01 08:00:00Z",
                           "2024-9-01T08:00:00Z",
                           "2024-09-01T08:00:00.Z",
                           "2024-09-01T08:00:00.1234567Z",
                           "2024-09-01T08:00:00,5Z",
                           "2024-02-30T00:00:00Z",
                           "2023-02-29T00:00:00Z",
                           "1900-02-29T00:00:00Z",
                           "2024-13-01T00:00:00Z",
                           "2024-00-01T00:00:00Z",
                           "2024-01-00T00:00:00Z",
                           "2024-01-01T24:00:00Z",
                           "2024-01-01T00:60:00Z",
                           "2016-12-31T23:59:60Z",
                           "0000-01-01T00:00:00Z",
                           "-024-01-01T00:00:00Z",
                           "2024-01-01T00:00:0xZ",
                           "2024-01-01T00:00:00.-1Z"}) {
    EXPECT_EQ(Timestamp::Parse(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  EXPECT_STATUS(Timestamp::Parse("2023-02-29T00:00:00Z").status(),
                kInvalidArgument,
                "not a time: `2023-02-29T00:00:00Z`; there is no such day");
}

TEST(TimestampTest, KnowsItsDay) {
  EXPECT_EQ(At("1970-01-01T23:59:59.999999Z").UtcDay(), 0);
  EXPECT_EQ(At("1970-01-02T00:00:00Z").UtcDay(), 1);
  EXPECT_EQ(At("1969-12-31T23:59:59.999999Z").UtcDay(), -1);
  EXPECT_EQ(At("1969-12-31T00:00:00Z").UtcDay(), -1);
  EXPECT_EQ(At("2000-03-01T00:00:00Z").UtcDay(), 11'017);
  EXPECT_EQ(Timestamp::EndOfDay(11'017), At("2000-03-01T23:59:59.999999Z"));
  EXPECT_EQ(Timestamp::StartOfDay(-1), At("1969-12-31T00:00:00Z"));
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
  EXPECT_EQ(Timestamp::EndOfDay(kMax).micros(),
            std::numeric_limits<int64_t>::max());
  EXPECT_EQ(Timestamp::EndOfDay(kMin).micros(),
            std::numeric_limits<int64_t>::min());
  EXPECT_LT(Timestamp::StartOfDay(-106'751'990),
            Timestamp::EndOfDay(-106'751'990));
}

TEST(TimestampTest, EveryNumberCanBeWritten) {
  EXPECT_EQ(
      Timestamp::FromMicros(std::numeric_limits<int64_t>::max()).ToString(),
      "9223372036854775807us");
  EXPECT_EQ(
      Timestamp::FromMicros(std::numeric_limits<int64_t>::min()).ToString(),
      "-9223372036854775808us");
  std::mt19937_64 random(7);
  const int64_t low = At("0001-01-01T00:00:00Z").micros();
  const int64_t high = At("9999-12-31T23:59:59.999999Z").micros();
  std::uniform_int_distribution<int64_t> any(low, high);
  for (int i = 0; i < 20'000; ++i) {
    const Timestamp time = Timestamp::FromMicros(any(random));
    EXPECT_EQ(*Timestamp::Parse(time.ToString()), time);
    EXPECT_LE(Timestamp::StartOfDay(time.UtcDay()), time);
    EXPECT_GE(Timestamp::EndOfDay(time.UtcDay()), time);
  }
}

}  // namespace
}  // namespace covenant::timestamp_test
