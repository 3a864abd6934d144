#include "ledger/value/day_count.h"

#include <string>

#include "gtest/gtest.h"

namespace covenant::day_count_test {
namespace {

Date D(const std::string& text) { return *Date::Parse(text); }

std::int64_t Days(DayCount day_count, const std::string& from,
                  const std::string& to) {
  const auto parts = YearParts(day_count, D(from), D(to));
  return parts.empty() ? 0 : parts.at(0).days;
}

TEST(DayCount, NamesAreReadBack) {
  for (const DayCount day_count :
       {DayCount::kActual365Fixed, DayCount::kActual360,
        DayCount::kActualActualIsda, DayCount::k30360, DayCount::k30E360}) {
    EXPECT_EQ(*ParseDayCount(DayCountName(day_count)), day_count);
  }
  EXPECT_FALSE(ParseDayCount("actual-365").ok());
}

TEST(DayCount, NoDaysHaveNoParts) {
  EXPECT_TRUE(YearParts(DayCount::kActual360, D("2024-01-31"), D("2024-01-31"))
                  .empty());
  EXPECT_TRUE(
      YearParts(DayCount::k30E360, D("2024-01-30"), D("2024-01-31")).empty());
}

TEST(DayCount, ActualDaysOverAFixedBase) {
  EXPECT_EQ(
      YearFraction(DayCount::kActual365Fixed, D("1999-09-30"), D("2000-03-31")),
      Rational::Fraction(183, 365));
  EXPECT_EQ(
      YearFraction(DayCount::kActual360, D("1999-09-30"), D("2000-03-31")),
      Rational::Fraction(183, 360));
}

// The examples of ISDA, "EMU and market conventions: recent developments"
// (1998), for Actual/Actual (ISDA): each as days of common and of leap years.
TEST(DayCount, ActualActualByTheExamplesOfIsda) {
  const struct {
    const char* from;
    const char* to;
    int common, leap;
  } examples[] = {
      {"2003-11-01", "2004-05-01", 61, 121},  // 0.49772438
      {"1999-02-01", "1999-07-01", 150, 0},   // 0.41095890
      {"1999-07-01", "2000-07-01", 184, 182}, // 1.00137735
      {"2002-08-15", "2003-07-15", 334, 0},   // 0.91506849
      {"2003-07-15", "2004-01-15", 170, 14},  // 0.50400479
      {"1999-07-30", "2000-01-30", 155, 29},  // 0.50389251
      {"2000-01-30", "2000-06-30", 0, 152},   // 0.41530055
  };
  for (const auto& e : examples) {
    EXPECT_EQ(
        YearFraction(DayCount::kActualActualIsda, D(e.from), D(e.to)),
        Rational::Fraction(e.common, 365) + Rational::Fraction(e.leap, 366))
        << e.from << " " << e.to;
  }
  EXPECT_EQ(YearFraction(DayCount::kActualActualIsda, D("2003-11-01"),
                         D("2004-05-01"))
                .Round(8)
                .ToString(),
            "0.49772438");
  // A whole leap year is one year, and so are three years with one in them.
  EXPECT_EQ(YearFraction(DayCount::kActualActualIsda, D("2023-01-01"),
                         D("2026-01-01")),
            Rational::FromInt(3));
}

// By the formula of section 4.16(f); the dates are those of ISDA's worked table
// of the 30/360 conventions.
TEST(DayCount, BondBasis) {
  EXPECT_EQ(Days(DayCount::k30360, "2006-08-20", "2007-02-20"), 180);
  EXPECT_EQ(Days(DayCount::k30360, "2006-08-31", "2007-02-28"), 178);
  EXPECT_EQ(Days(DayCount::k30360, "2007-02-28", "2007-08-31"), 183);
  EXPECT_EQ(Days(DayCount::k30360, "2007-08-31", "2008-02-29"), 179);
  EXPECT_EQ(Days(DayCount::k30360, "2008-02-29", "2008-08-31"), 182);
  EXPECT_EQ(Days(DayCount::k30360, "2006-01-31", "2006-02-28"), 28);
  EXPECT_EQ(Days(DayCount::k30360, "2006-02-28", "2006-03-31"), 33);
  EXPECT_EQ(Days(DayCount::k30360, "1999-07-19", "1999-08-18"), 29);
}

TEST(DayCount, EurobondBasis) {
  EXPECT_EQ(Days(DayCount::k30E360, "2006-08-31", "2007-02-28"), 178);
  EXPECT_EQ(Days(DayCount::k30E360, "2007-02-28", "2007-08-31"), 182);
  EXPECT_EQ(Days(DayCount::k30E360, "2008-02-29", "2008-08-31"), 181);
  EXPECT_EQ(Days(DayCount::k30E360, "2006-02-28", "2006-03-31"), 32);
}

}  // namespace
}  // namespace covenant::day_count_test
