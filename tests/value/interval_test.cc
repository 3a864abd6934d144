#include "ledger/value/interval.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/value/parse_table.h"

namespace covenant::interval_test {
namespace {

Date D(const std::string& text) { return Must<Date>(text); }

TEST(Interval, IsHalfOpen) {
  const Interval year(D("2024-01-01"), D("2025-01-01"));
  EXPECT_FALSE(year.Contains(D("2023-12-31")));
  EXPECT_TRUE(year.Contains(D("2024-01-01")));
  EXPECT_TRUE(year.Contains(D("2024-12-31")));
  EXPECT_FALSE(year.Contains(D("2025-01-01")));
  EXPECT_EQ(year.Days(), 366);
  EXPECT_EQ(year.LastDay(), D("2024-12-31"));
  EXPECT_EQ(year.ToString(), "[2024-01-01, 2025-01-01)");
  EXPECT_EQ(Interval::Closed(D("2024-01-01"), D("2024-12-31")), year);
}

TEST(Interval, HasOpenEnds) {
  EXPECT_TRUE(Interval::All().Contains(D("0001-01-01")));
  EXPECT_TRUE(Interval::All().Contains(D("9999-12-31")));
  EXPECT_EQ(Interval::All().ToString(), "(.., ..)");
  EXPECT_EQ(Interval::From(D("2024-01-01")).ToString(), "[2024-01-01, ..)");
  EXPECT_EQ(Interval::Until(D("2024-01-01")).ToString(), "(.., 2024-01-01)");
  EXPECT_FALSE(Interval::Until(D("2024-01-01")).Contains(D("2024-01-01")));
  EXPECT_EQ(Interval::From(D("2024-01-01")).Days(), std::nullopt);
  EXPECT_EQ(Interval::From(D("2024-01-01")).LastDay(), std::nullopt);
  // The last day of the calendar has no day after it.
  EXPECT_TRUE(Interval::Day(D("9999-12-31")).Contains(D("9999-12-31")));
  EXPECT_EQ(Interval::Day(D("2024-02-29")).Days(), 1);
}

TEST(Interval, MayEndBeforeItStarts) {
  const Interval backwards(D("2024-02-01"), D("2024-01-01"));
  const Interval nothing(D("2024-02-01"), D("2024-02-01"));
  for (const Interval& empty : {backwards, nothing}) {
    EXPECT_TRUE(empty.Empty());
    EXPECT_EQ(empty.Days(), 0);
    EXPECT_EQ(empty.LastDay(), std::nullopt);
    EXPECT_FALSE(empty.Overlaps(Interval::All()));
    EXPECT_FALSE(Interval::All().Overlaps(empty));
    EXPECT_TRUE(Interval::Day(D("2020-01-01")).Covers(empty));
    EXPECT_FALSE(empty.Contains(D("2024-02-01")));
    EXPECT_FALSE(empty.Contains(D("2024-01-15")));
  }
  EXPECT_NE(backwards, nothing);
}

// All pairs of small intervals against a day by day count.
TEST(Interval, SetOperationsAgreeWithCounting) {
  const Date origin = D("2024-02-26");
  std::vector<std::optional<Date>> ends = {std::nullopt};
  for (int i = 1; i <= 5; ++i) ends.push_back(*origin.AddDays(i));
  std::vector<Interval> all;
  for (const auto& from : ends) {
    for (const auto& until : ends) all.emplace_back(from, until);
  }
  for (const Interval& a : all) {
    for (const Interval& b : all) {
      SCOPED_TRACE(a.ToString() + " " + b.ToString());
      const Interval both = a.Intersect(b);
      bool overlap = false;
      bool covers = true;
      for (int i = 0; i <= 7; ++i) {
        const Date day = *origin.AddDays(i);
        const bool inside = a.Contains(day) && b.Contains(day);
        EXPECT_EQ(both.Contains(day), inside);
        overlap = overlap || inside;
        covers = covers && (!b.Contains(day) || a.Contains(day));
      }
      EXPECT_EQ(a.Overlaps(b), overlap);
      EXPECT_EQ(both.Empty(), !overlap);
      EXPECT_EQ(a.Covers(b), covers);
    }
  }
}

}  // namespace
}  // namespace covenant::interval_test
