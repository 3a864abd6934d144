// Business days and rolled days of ledger/value/calendar.h; the calendars are
// small enough to be looked up.
#include "ledger/value/calendar.h"

#include "gtest/gtest.h"

namespace covenant::calendar_test {
namespace {

Date D(const char* text) { return *Date::Parse(text); }

// Easter 2024 at a place that keeps Good Friday and Easter Monday, for 2024.
Calendar Easter2024() {
  Calendar calendar;
  calendar.Publish({Interval(D("2024-01-01"), D("2025-01-01")),
                    {Weekday::kSaturday, Weekday::kSunday},
                    {D("2024-03-29"), D("2024-04-01")}});
  return calendar;
}

TEST(CalendarTest, WeekendsAndHolidaysAreClosed) {
  const Calendar calendar = Easter2024();
  EXPECT_EQ(calendar.IsOpen(D("2024-03-28")), true);   // Thursday
  EXPECT_EQ(calendar.IsOpen(D("2024-03-29")), false);  // Good Friday
  EXPECT_EQ(calendar.IsOpen(D("2024-03-30")), false);  // Saturday
  EXPECT_EQ(calendar.IsOpen(D("2024-04-02")), true);   // Tuesday
}

TEST(CalendarTest, ADayThatIsNotCoveredIsNeitherOpenNorClosed) {
  const Calendar calendar = Easter2024();
  EXPECT_EQ(calendar.IsOpen(D("2025-01-01")), std::nullopt);
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-12-31"), 1), std::nullopt);
  EXPECT_EQ(calendar.Rolled(D("2025-01-04"), Roll::kFollowing), std::nullopt);
  EXPECT_EQ(calendar.Rolled(D("2025-01-04"), Roll::kNone), D("2025-01-04"));
  EXPECT_EQ(Calendar().IsOpen(D("2024-01-02")), std::nullopt);
}

TEST(CalendarTest, BusinessDaysPassOverClosedOnes) {
  const Calendar calendar = Easter2024();
  // Thursday; then Friday to Monday are closed.
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-03-28"), 1), D("2024-04-02"));
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-03-28"), 4), D("2024-04-05"));
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-03-28"), 5), D("2024-04-08"));
  // From a closed day the first open one is the first.
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-03-30"), 1), D("2024-04-02"));
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-03-30"), 0), D("2024-03-30"));
}

TEST(CalendarTest, RollsByEachRule) {
  const Calendar calendar = Easter2024();
  // Easter Sunday is the last day of March.
  const Date easter = D("2024-03-31");
  EXPECT_EQ(calendar.Rolled(easter, Roll::kNone), easter);
  EXPECT_EQ(calendar.Rolled(easter, Roll::kFollowing), D("2024-04-02"));
  EXPECT_EQ(calendar.Rolled(easter, Roll::kModifiedFollowing), D("2024-03-28"));
  EXPECT_EQ(calendar.Rolled(easter, Roll::kPreceding), D("2024-03-28"));
  EXPECT_EQ(calendar.Rolled(easter, Roll::kModifiedPreceding), D("2024-03-28"));
  // Easter Monday is the first of April.
  const Date monday = D("2024-04-01");
  EXPECT_EQ(calendar.Rolled(monday, Roll::kPreceding), D("2024-03-28"));
  EXPECT_EQ(calendar.Rolled(monday, Roll::kModifiedPreceding), D("2024-04-02"));
  EXPECT_EQ(calendar.Rolled(D("2024-04-03"), Roll::kPreceding),
            D("2024-04-03"));
}

TEST(CalendarTest, ALaterEditionPrevailsOnItsDays) {
  Calendar calendar = Easter2024();
  // 2024-05-08 is declared a holiday in May.
  calendar.Publish({Interval(D("2024-05-01"), D("2024-06-01")),
                    {Weekday::kSaturday, Weekday::kSunday},
                    {D("2024-05-08")}});
  EXPECT_EQ(calendar.IsOpen(D("2024-05-08")), false);
  EXPECT_EQ(calendar.IsOpen(D("2024-03-29")), false);
  EXPECT_EQ(calendar.IsOpen(D("2024-06-03")), true);
}

TEST(CalendarTest, WeekendsCoverAllDays) {
  const Calendar calendar = Calendar::Weekends();
  EXPECT_EQ(calendar.IsOpen(D("0001-01-01")), true);  // a Monday
  EXPECT_EQ(calendar.IsOpen(D("9999-12-31")), true);  // a Friday
  EXPECT_EQ(calendar.Rolled(D("2024-06-30"), Roll::kFollowing),
            D("2024-07-01"));
  EXPECT_EQ(calendar.AddBusinessDays(D("9999-12-31"), 1), std::nullopt);
}

TEST(CalendarTest, ACalendarWithoutAnOpenDayGivesNothing) {
  Calendar calendar;
  calendar.Publish({Interval::All(),
                    {Weekday::kMonday, Weekday::kTuesday, Weekday::kWednesday,
                     Weekday::kThursday, Weekday::kFriday, Weekday::kSaturday,
                     Weekday::kSunday},
                    {}});
  EXPECT_EQ(calendar.Rolled(D("2024-06-30"), Roll::kFollowing), std::nullopt);
  EXPECT_EQ(calendar.AddBusinessDays(D("2024-06-30"), 1), std::nullopt);
}

TEST(CalendarTest, RollsHaveNames) {
  for (const Roll roll :
       {Roll::kNone, Roll::kFollowing, Roll::kModifiedFollowing,
        Roll::kPreceding, Roll::kModifiedPreceding}) {
    EXPECT_EQ(ParseRoll(RollName(roll)), roll);
  }
  EXPECT_EQ(ParseRoll("backwards"), std::nullopt);
}

}  // namespace
}  // namespace covenant::calendar_test
