#include "ledger/value/rate.h"

#include "gtest/gtest.h"
#include "tests/value/parse_table.h"

namespace covenant::rate_test {
namespace {

TEST(Rate, Parses) {
  ExpectGood<Rate>({{"6.5 %", ""},
                    {"6.50 %", ""},
                    {"6.5%", "6.5 %"},
                    {"0 %", ""},
                    {"-0.5 %", ""},
                    {"25 bps", ""},
                    {"12.5 bps", ""},
                    {"3/8", ""},
                    {"6/16", ""},
                    {"undisclosed", ""},
                    {"at least 2 %", ""},
                    {"at most 4 %", ""},
                    {"at most 4%", "at most 4 %"},
                    {"between 2 % and 4 %", ""},
                    {"between 10 bps and 1/3", ""}});
  EXPECT_EQ(Must<Rate>("6.5 %").value().ToString(), "13/200");
  EXPECT_EQ(Must<Rate>("25 bps").value().ToString(), "1/400");
  EXPECT_EQ(Must<Rate>("6/16").value().ToString(), "3/8");
  EXPECT_EQ(Must<Rate>("25 bps"), Must<Rate>("0.25 %"));
  EXPECT_FALSE(Must<Rate>("25 bps") == Must<Rate>("at least 25 bps"));
  EXPECT_TRUE(Must<Rate>("undisclosed").IsUndisclosed());
  EXPECT_FALSE(Must<Rate>("undisclosed").IsExact());
  EXPECT_TRUE(Must<Rate>("3/8").IsExact());
  EXPECT_EQ(Must<Rate>("at least 2 %").Range().ToString(), "at least 1/50");
  EXPECT_EQ(Must<Rate>("between 2 % and 4 %").at_most()->ToString(), "1/25");
  EXPECT_EQ(Rate().ToString(), "0 %");
  EXPECT_EQ(Rate(), Must<Rate>("0 %"));
}

TEST(Rate, RefusesOtherText) {
  ExpectBad<Rate>({{"", "a rate is missing"},
                   {"1.5", "rate needs its unit: write `1.5 %`"},
                   {"at least 2", "rate needs its unit: write `2 %`"},
                   {"6.5 percent", "write `6.5 %`"},
                   {"6.5 per cent", "write `6.5 %`"},
                   {"25bps", "write `25 bps`"},
                   {"25 basis points", "write `25 bps`"},
                   {"6,5 %", "write `6.5`"},
                   {"6.5  %", "not a number"},
                   {"% 6.5", "not a rate"},
                   {"%", "a number is missing"},
                   {"1/0", "divides by zero"},
                   {"1/-2", "not an exact number"},
                   {"1.5/2", "not an exact number"},
                   {"between 2 and 4 %", "each end of a rate needs its unit"},
                   {"between 2 %", "not a rate"},
                   {"between 4 % and 2 %", "write `between 2 % and 4 %`"},
                   {"between 1/4 and 25 %", "both ends of the range are equal"},
                   {"undisclosed %", "not a number"},
                   {"five", "not a rate: `five`"},
                   {"6.5 EUR", "not a rate"},
                   {"1/" + std::string(41, '9'), "at most 40 digits",
                    absl::StatusCode::kOutOfRange}});
}

TEST(Rate, WritesComputedRates) {
  EXPECT_EQ(Rate::Exact(Rational::Fraction(13, 200))->ToString(), "6.5 %");
  EXPECT_EQ(Rate::Exact(Rational::Fraction(1, 3))->ToString(), "1/3");
  EXPECT_EQ(Rate::Exact(Rational::FromInt(1))->ToString(), "100 %");
  EXPECT_EQ(Rate::Exact(Rational::FromInt(-1))->ToString(), "-100 %");
  EXPECT_FALSE(Rate::Exact(Rational::FromInt(10).Pow(60)).ok());
  EXPECT_FALSE(Rate::Exact(Rational::Latched(Rational::Error::kOverflow)).ok());
}

}  // namespace
}  // namespace covenant::rate_test
