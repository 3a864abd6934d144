#include "ledger/value/rational.h"

#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/value/parse_table.h"

namespace covenant::rational_test {
namespace {

using Error = Rational::Error;

Rational R(const std::string& text) { return Must<Rational>(text); }

TEST(Rational, ParsesAndReduces) {
  ExpectGood<Rational>({{"0", ""},
                        {"15", ""},
                        {"-15", ""},
                        {"3/8", ""},
                        {"-3/8", ""},
                        {"6/16", "3/8"},
                        {"-4/2", "-2"},
                        {"0/7", "0"},
                        {"9223372036854775808", ""},
                        {"-1/9223372036854775808", ""}});
  ExpectBad<Rational>(
      {{"", "not an exact number"},
       {"-", "not an exact number"},
       {"1/", "not an exact number"},
       {"/2", "not an exact number"},
       {"1/-2", "not an exact number"},
       {"1/0", "divides by zero"},
       {"1.5", "not an exact number: `1.5`"},
       {"01", "not an exact number"},
       {"-0", "not an exact number"},
       {"1/2/3", "not an exact number"},
       {std::string(156, '9'), "too large", absl::StatusCode::kOutOfRange},
       {"1" + std::string(155, '0') + "/3", "too large",
        absl::StatusCode::kOutOfRange}});
}

TEST(Rational, Computes) {
  EXPECT_EQ((R("1/3") + R("1/6")).ToString(), "1/2");
  EXPECT_EQ((R("1/3") - R("1/3")).ToString(), "0");
  EXPECT_EQ((R("-2/3") * R("9/4")).ToString(), "-3/2");
  EXPECT_EQ((R("-2/3") / R("-4/9")).ToString(), "3/2");
  EXPECT_EQ((R("0") / R("-5")).ToString(), "0");
  EXPECT_EQ((-R("3/8")).ToString(), "-3/8");
  EXPECT_EQ(Rational::Fraction(6, -4).ToString(), "-3/2");
  Rational sum;
  sum += R("1/2");
  sum *= R("4");
  sum -= R("1");
  sum /= R("3");
  EXPECT_EQ(sum, R("1/3"));
}

TEST(Rational, CrossesTheSizeOfMachineWords) {
  const Rational most =
      Rational::FromInt(std::numeric_limits<std::int64_t>::max());
  const Rational least =
      Rational::FromInt(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ((most + R("1")).ToString(), "9223372036854775808");
  EXPECT_EQ((most + R("1") - R("1")), most);
  EXPECT_EQ(least.ToString(), "-9223372036854775808");
  EXPECT_EQ((-least).ToString(), "9223372036854775808");
  EXPECT_EQ(least.ToInt64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ((-least).ToInt64(), std::nullopt);
  EXPECT_EQ((least - R("1")).ToInt64(), std::nullopt);
  EXPECT_EQ((most * most / most), most);
  EXPECT_EQ((R("1") / most * most), R("1"));
  EXPECT_LT(least, most);
  EXPECT_LT(least - R("1"), least);
  EXPECT_EQ(Rational::Fraction(std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::min()),
            R("1"));
}

TEST(Rational, LatchesOverflow) {
  Rational power = Rational::FromInt(2).Pow(511);
  EXPECT_TRUE((power + (power - R("1"))).ok());  // 2^512 - 1
  const Rational above = power + power;
  EXPECT_FALSE(above.ok());
  EXPECT_EQ(above.error(), Error::kOverflow);
  EXPECT_EQ(above.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(above.ToString(), "overflow");
  EXPECT_TRUE((R("1") / power).ok());
  EXPECT_EQ((R("1") / power / R("2")).error(), Error::kOverflow);
  // Sticky, whatever follows.
  EXPECT_EQ((above * R("0")).error(), Error::kOverflow);
  EXPECT_EQ((R("1") - above).error(), Error::kOverflow);
  EXPECT_EQ((R("1") / above).error(), Error::kOverflow);
  EXPECT_EQ((above / R("0")).error(), Error::kOverflow);
  EXPECT_EQ((-above).error(), Error::kOverflow);
  EXPECT_EQ(above.Abs().error(), Error::kOverflow);
  EXPECT_EQ(above.Floor().error(), Error::kOverflow);
  EXPECT_EQ(above.Pow(0).error(), Error::kOverflow);
  EXPECT_EQ(Min(R("1"), above).error(), Error::kOverflow);
  EXPECT_EQ(Max(above, R("1")).error(), Error::kOverflow);
  EXPECT_EQ(Rational::FromInt(2).Pow(512).error(), Error::kOverflow);
  EXPECT_EQ(Rational::FromInt(10).Pow(2147483647).error(), Error::kOverflow);
  EXPECT_EQ(Rational::FromInt(10).Pow(std::numeric_limits<int>::min()).error(),
            Error::kOverflow);
}

TEST(Rational, LatchesDivisionByZero) {
  const Rational none = R("1") / R("0");
  EXPECT_EQ(none.error(), Error::kDivideByZero);
  EXPECT_EQ(none.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(none.ToString(), "divide-by-zero");
  EXPECT_EQ((none + R("1")).error(), Error::kDivideByZero);
  EXPECT_EQ(Rational::Fraction(1, 0).error(), Error::kDivideByZero);
  EXPECT_EQ(R("0").Pow(-1).error(), Error::kDivideByZero);
}

TEST(RationalDeathTest, AbortsOnQuestionsToAnError) {
  const Rational none = R("1") / R("0");
  EXPECT_DEATH((void)(none == R("1")), "ok");
  EXPECT_DEATH((void)(none < R("1")), "ok");
  EXPECT_DEATH((void)none.Sign(), "ok");
  EXPECT_DEATH((void)none.Round(2), "ok");
  EXPECT_DEATH((void)R("1").Round(19), "decimal_places");
}

TEST(Rational, Powers) {
  EXPECT_EQ(R("2/3").Pow(3), R("8/27"));
  EXPECT_EQ(R("2/3").Pow(-3), R("27/8"));
  EXPECT_EQ(R("-2").Pow(5), R("-32"));
  EXPECT_EQ(R("0").Pow(0), R("1"));
  EXPECT_EQ(R("-1").Pow(2147483647), R("-1"));
  EXPECT_EQ(R("10").Pow(20).ToString(), "100000000000000000000");
}

TEST(Rational, SplitsOffIntegers) {
  struct Row {
    std::string value, floor, ceil, truncate;
  };
  const std::vector<Row> table = {
      {"7/2", "3", "4", "3"},
      {"-7/2", "-4", "-3", "-3"},
      {"4", "4", "4", "4"},
      {"-4", "-4", "-4", "-4"},
      {"1/3", "0", "1", "0"},
      {"-1/3", "-1", "0", "0"},
      {"0", "0", "0", "0"},
      {"100000000000000000001/2", "50000000000000000000",
       "50000000000000000001", "50000000000000000000"}};
  for (const Row& row : table) {
    SCOPED_TRACE(row.value);
    EXPECT_EQ(R(row.value).Floor().ToString(), row.floor);
    EXPECT_EQ(R(row.value).Ceil().ToString(), row.ceil);
    EXPECT_EQ(R(row.value).Truncate().ToString(), row.truncate);
  }
  EXPECT_EQ(R("-3/8").Abs(), R("3/8"));
  EXPECT_EQ(R("12").ToInt64(), 12);
  EXPECT_EQ(R("1/2").ToInt64(), std::nullopt);
  EXPECT_TRUE(R("12").IsInteger());
  EXPECT_FALSE(R("1/2").IsInteger());
}

TEST(Rational, Orders) {
  const std::vector<std::string> ascending = {"-100000000000000000000",
                                              "-2",
                                              "-3/2",
                                              "-1/3",
                                              "0",
                                              "1/100000000000000000000",
                                              "1/3",
                                              "1/2",
                                              "2",
                                              "100000000000000000000"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      const Rational a = R(ascending[i]);
      const Rational b = R(ascending[k]);
      EXPECT_EQ(a < b, i < k);
      EXPECT_EQ(a == b, i == k);
      EXPECT_EQ(a >= b, i >= k);
      EXPECT_EQ(Min(a, b), R(ascending[std::min(i, k)]));
      EXPECT_EQ(Max(a, b), R(ascending[std::max(i, k)]));
    }
  }
}

TEST(Rational, RoundsInAllModes) {
  // Columns in the order of kAllRoundingModes: half-away, half-even, half-up,
  // half-down, up, down, floor, ceiling.
  struct Row {
    std::string value;
    int places;
    std::vector<std::string> rounded;
  };
  const std::vector<Row> table = {
      {"5/2", 0, {"3", "2", "3", "2", "3", "2", "2", "3"}},
      {"-5/2", 0, {"-3", "-2", "-2", "-2", "-3", "-2", "-3", "-2"}},
      {"7/2", 0, {"4", "4", "4", "3", "4", "3", "3", "4"}},
      {"-7/2", 0, {"-4", "-4", "-3", "-3", "-4", "-3", "-4", "-3"}},
      {"1/2", 0, {"1", "0", "1", "0", "1", "0", "0", "1"}},
      {"-1/2", 0, {"-1", "0", "0", "0", "-1", "0", "-1", "0"}},
      {"21/10", 0, {"2", "2", "2", "2", "3", "2", "2", "3"}},
      {"-21/10", 0, {"-2", "-2", "-2", "-2", "-3", "-2", "-3", "-2"}},
      {"29/10", 0, {"3", "3", "3", "3", "3", "2", "2", "3"}},
      {"-29/10", 0, {"-3", "-3", "-3", "-3", "-3", "-2", "-3", "-2"}},
      {"3", 0, {"3", "3", "3", "3", "3", "3", "3", "3"}},
      {"0",
       2,
       {"0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"}},
      {"1/200",
       2,
       {"0.01", "0.00", "0.01", "0.00", "0.01", "0.00", "0.00", "0.01"}},
      {"-1/200",
       2,
       {"-0.01", "0.00", "0.00", "0.00", "-0.01", "0.00", "-0.01", "0.00"}},
      {"2/3",
       4,
       {"0.6667", "0.6667", "0.6667", "0.6667", "0.6667", "0.6666", "0.6666",
        "0.6667"}},
      {"-2/3",
       4,
       {"-0.6667", "-0.6667", "-0.6667", "-0.6667", "-0.6667", "-0.6666",
        "-0.6667", "-0.6666"}},
      {"1250",
       -2,
       {"1300", "1200", "1300", "1200", "1300", "1200", "1200", "1300"}},
      {"-1250",
       -2,
       {"-1300", "-1200", "-1200", "-1200", "-1300", "-1200", "-1300",
        "-1200"}},
      {"200000000000000000001/2",
       0,
       {"100000000000000000001", "100000000000000000000",
        "100000000000000000001", "100000000000000000000",
        "100000000000000000001", "100000000000000000000",
        "100000000000000000000", "100000000000000000001"}},
      {"9223372036854775807", 18,
       std::vector<std::string>(8, "9223372036854775807.000000000000000000")}};
  for (const Row& row : table) {
    ASSERT_EQ(row.rounded.size(), kAllRoundingModes.size());
    for (std::size_t i = 0; i < kAllRoundingModes.size(); ++i) {
      SCOPED_TRACE(row.value + " " +
                   std::string(RoundingModeName(kAllRoundingModes[i])));
      EXPECT_EQ(R(row.value).Round(row.places, kAllRoundingModes[i]).ToString(),
                row.rounded[i]);
    }
  }
  EXPECT_EQ(R("1/200").Round(2).ToString(), "0.01");  // half-away by default
}

TEST(Rational, RoundsTheLargest) {
  const Rational most =
      Rational::FromInt(2).Pow(511) + (Rational::FromInt(2).Pow(511) - R("1"));
  ASSERT_TRUE(most.ok());
  const Decimal rounded = most.Round(18, RoundingMode::kUp);
  EXPECT_EQ(rounded.ToRational(), most);
  EXPECT_EQ(rounded.Scale(), 18);
  EXPECT_TRUE((-most).Round(-18, RoundingMode::kUp).Sign() < 0);
  EXPECT_EQ((R("1") / most).Round(18, RoundingMode::kUp).ToString(),
            "0.000000000000000001");
}

TEST(RoundingMode, Names) {
  const std::vector<std::string> names = {"half-away", "half-even", "half-up",
                                          "half-down", "up",        "down",
                                          "floor",     "ceiling"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(RoundingModeName(kAllRoundingModes[i]), names[i]);
    ASSERT_TRUE(ParseRoundingMode(names[i]).ok());
    EXPECT_EQ(*ParseRoundingMode(names[i]), kAllRoundingModes[i]);
  }
  EXPECT_NE(MessageOf(ParseRoundingMode("half-evn").status())
                .find("did you mean `half-even`?"),
            std::string::npos);
  EXPECT_FALSE(ParseRoundingMode("").ok());
  EXPECT_FALSE(ParseRoundingMode("Up").ok());
}

}  // namespace
}  // namespace covenant::rational_test
