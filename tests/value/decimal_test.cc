#include "ledger/value/decimal.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "ledger/value/rational.h"
#include "tests/value/parse_table.h"

namespace covenant::decimal_test {
namespace {

TEST(Decimal, KeepsWhatIsWritten) {
  ExpectGood<Decimal>({{"0", ""},
                       {"0.00", ""},
                       {"7", ""},
                       {"-7", ""},
                       {"45000.00", ""},
                       {"-0.5", ""},
                       {"-0.05", ""},
                       {"0.000000000000000001", ""},
                       {"100", ""},
                       {"9223372036854775807", ""},
                       {"-9223372036854775808", ""},
                       {"9223372036854775808", ""},
                       {"1234567890123456789012345678901234567890", ""},
                       {"-1234567890123456789012.345678901234567890", ""}});
}

TEST(Decimal, RefusesOtherForms) {
  constexpr absl::StatusCode kRange = absl::StatusCode::kOutOfRange;
  ExpectBad<Decimal>(
      {{"", "a number is missing"},
       {"45,000.00",
        "thousands separators are not allowed in `45,000.00`; "
        "write `45000.00`"},
       {"1,234", "write `1234`"},
       {"1 234 567", "write `1234567`"},
       {"1'234.5", "write `1234.5`"},
       {"1_000", "write `1000`"},
       {"1.234.567", "write `1234567`"},
       {"-1,234,567", "write `-1234567`"},
       {"12,34,567.00", "write `1234567.00`"},
       {"45.000,00", "write `45000.00`"},
       {"12,5", "write `12.5`"},
       {"+5", "no leading '+'"},
       {"1e6", "no exponent"},
       {"1.5E3", "no exponent"},
       {".5", "write `0.5`"},
       {"-.5", "write `-0.5`"},
       {"5.", "write `5`"},
       {"007", "needless leading zeros in `007`; write `7`"},
       {"-00.50", "write `-0.50`"},
       {"00", "write `0`"},
       {"-0", "zero has no sign"},
       {"-0.00", "write `0.00`"},
       {"-", "not a number"},
       {".", "not a number"},
       {",", "not a number"},
       {"......", "not a number"},
       {"--5", "not a number"},
       {"5-", "not a number"},
       {" 5", "not a number"},
       {"5 ", "not a number"},
       {"1.2.3", "not a number"},
       {"twelve", "not a number: `twelve`"},
       {"0x10", "not a number"},
       {"NaN", "not a number"},
       {"５", "not a number"},
       {std::string("1\0", 2), "not a number: `1\\x00`"},
       {"\xff", "not a number: `\\xff`"},
       {"0.0000000000000000001", "has 19 decimal places; at most 18", kRange},
       {"12345678901234567890123456789012345678901",
        "has 41 digits; at most 40", kRange}});
}

TEST(Decimal, ComparesNumbersNotForms) {
  EXPECT_EQ(Must<Decimal>("1.0"), Must<Decimal>("1.00"));
  EXPECT_EQ(Must<Decimal>("0"), Must<Decimal>("0.000"));
  EXPECT_FALSE(Decimal::SameForm(Must<Decimal>("1.0"), Must<Decimal>("1.00")));
  EXPECT_TRUE(Decimal::SameForm(Must<Decimal>("1.0"), Must<Decimal>("1.0")));
  EXPECT_LT(Must<Decimal>("1.09"), Must<Decimal>("1.1"));
  EXPECT_LT(Must<Decimal>("-1.1"), Must<Decimal>("-1.09"));
  EXPECT_LT(Must<Decimal>("-1"), Must<Decimal>("0.1"));
  EXPECT_GT(Must<Decimal>("9223372036854775808"),
            Must<Decimal>("9223372036854775807.5"));
}

TEST(Decimal, GivesUnitsAndScale) {
  const Decimal value = Must<Decimal>("-450.00");
  EXPECT_EQ(value.Units(), -45000);
  EXPECT_EQ(value.UnitsText(), "-45000");
  EXPECT_EQ(value.Scale(), 2);
  EXPECT_EQ(value.Sign(), -1);
  EXPECT_EQ(value.Negated().ToString(), "450.00");
  EXPECT_EQ(Decimal::FromUnits(-45000, 2)->ToString(), "-450.00");
  EXPECT_EQ(Decimal::FromUnitsText("-45000", 2)->ToString(), "-450.00");
  EXPECT_EQ(Decimal().ToString(), "0");
  EXPECT_EQ(Decimal::FromInt(-3).ToString(), "-3");

  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const Decimal least = *Decimal::FromUnits(kLeast, 18);
  EXPECT_EQ(least.Units(), kLeast);
  EXPECT_EQ(least.ToString(), "-9.223372036854775808");
  EXPECT_EQ(least.Negated().ToString(), "9.223372036854775808");
  EXPECT_EQ(least.Negated().Units(), std::nullopt);
  EXPECT_EQ(least.Negated().Negated(), least);
}

TEST(Decimal, RefusesUnitsOutOfBounds) {
  EXPECT_EQ(Decimal::FromUnits(1, 19).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal::FromUnits(1, -1).status().code(),
            absl::StatusCode::kOutOfRange);
  for (const std::string text : {"", "-", "01", "-0", "1.5", "+1", "00"}) {
    EXPECT_EQ(Decimal::FromUnitsText(text, 0).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  // 2^576 - 1 is the largest coefficient.
  const std::string largest =
      "247330401473104534060502521019647190035131349101211839914063056092897225"
      "106531867170316401061243044989597671426016139339351365034306751209967546"
      "155101893167916606772148699135";
  const absl::StatusOr<Decimal> value = Decimal::FromUnitsText(largest, 18);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->UnitsText(), largest);
  std::string above = largest;
  above.back() = '6';
  EXPECT_EQ(Decimal::FromUnitsText(above, 18).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Decimal::FromUnitsText(largest + "0", 18).status().code(),
            absl::StatusCode::kOutOfRange);
  // Not a bounded rational: latched, not wrong.
  EXPECT_EQ(value->ToRational().error(), Rational::Error::kOverflow);
}

TEST(Decimal, Rescales) {
  EXPECT_EQ(Must<Decimal>("1.5").Rescaled(3)->ToString(), "1.500");
  EXPECT_EQ(Must<Decimal>("1.500").Rescaled(1)->ToString(), "1.5");
  EXPECT_EQ(Must<Decimal>("1.55").Rescaled(1).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Must<Decimal>("1").Rescaled(19).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(Decimal, ConvertsToAndFromRationals) {
  EXPECT_EQ(Must<Decimal>("0.375").ToRational().ToString(), "3/8");
  EXPECT_EQ(Must<Decimal>("-2.50").ToRational().ToString(), "-5/2");
  EXPECT_EQ(Must<Decimal>("0.00").ToRational().ToString(), "0");
  EXPECT_EQ(Decimal::FromRational(Rational::Fraction(3, 8))->ToString(),
            "0.375");
  EXPECT_EQ(Decimal::FromRational(Rational::FromInt(-12))->ToString(), "-12");
  const absl::Status third =
      Decimal::FromRational(Rational::Fraction(1, 3)).status();
  EXPECT_EQ(third.code(), absl::StatusCode::kOutOfRange);
  EXPECT_NE(MessageOf(third).find("`1/3` has no exact decimal"),
            std::string::npos);
  EXPECT_FALSE(
      Decimal::FromRational(Rational::Latched(Rational::Error::kDivideByZero))
          .ok());
}

TEST(Decimal, MovedFromStaysUsable) {
  Decimal big = Must<Decimal>("1234567890123456789012345678901234567890");
  const Decimal copy = big;
  Decimal moved = std::move(big);
  EXPECT_EQ(moved, copy);
  big = moved;  // NOLINT(bugprone-use-after-move): assigning is allowed
  EXPECT_EQ(big, copy);
}

}  // namespace
}  // namespace covenant::decimal_test
