// Schedules against the table that tools/calendars wrote from QuantLib
// (tests/golden/schedules.tsv), with the calendars of examples/calendars.
#include "replay/money/schedule.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "replay/shared.h"
#include "tests/replay/acme_nova.h"

namespace covenant {
namespace {

std::vector<std::string> Split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

Shared Published() {
  const Ledger ledger = Ledger::OfExample("calendars");
  std::vector<Event> events;
  for (const auto& [stream, own] : ledger.events()) {
    events.insert(events.end(), own.begin(), own.end());
  }
  return SharedAt(events, ledger.Known("now"));
}

TEST(Schedules, AreThoseOfQuantLib) {
  const Shared shared = Published();
  std::ifstream in(std::string(COVENANT_SOURCE_DIR) +
                   "/tests/golden/schedules.tsv");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    SCOPED_TRACE(line);
    const std::vector<std::string> columns = Split(line, '\t');
    ASSERT_EQ(columns.size(), 6u);
    const Date start = D(columns[0]);
    const auto every =
        Duration::Create(std::stoi(columns[1]), DurationUnit::kMonths);
    const MonthEndRule rule =
        columns[2] == "yes" ? MonthEndRule::kEndOfMonth : MonthEndRule::kClamp;
    const auto roll = ParseRoll(columns[4]);
    ASSERT_TRUE(every.ok() && roll);
    const std::vector<std::string> days = Split(columns[5], ',');
    const auto periods =
        PeriodsOver(*every, start, start, *every->AddTo(start, 8), rule);
    ASSERT_GE(periods.size(), days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
      DueRule on_start;
      on_start.anchor = DueAnchor::kPeriodStart;
      DueAnchors anchors;
      anchors.period_start = periods[i].days.from();
      DueCalendar calendar{nullptr, *roll};
      if (columns[3] != "-") {
        calendar.calendar = &shared.calendars.at(columns[3]).calendar;
      }
      EXPECT_EQ(DueDay(on_start, anchors, calendar), D(days[i])) << i;
    }
    ++rows;
  }
  EXPECT_GE(rows, 350);
}

// Days that anybody can look up.
TEST(Calendars, OfTheExamplesKnowTheirHolidays) {
  const Shared shared = Published();
  const auto open = [&](const char* calendar, const char* day) {
    return shared.calendars.at(calendar).calendar.IsOpen(D(day));
  };
  EXPECT_EQ(open("us", "2026-06-19"), false);      // Juneteenth, a Friday
  EXPECT_EQ(open("us", "2019-06-19"), true);       // before it was a holiday
  EXPECT_EQ(open("us", "2026-11-26"), false);      // Thanksgiving
  EXPECT_EQ(open("uk", "2011-04-29"), false);      // the royal wedding
  EXPECT_EQ(open("uk", "2022-09-19"), false);      // the Queen's funeral
  EXPECT_EQ(open("uk", "2026-05-25"), false);      // spring bank holiday
  EXPECT_EQ(open("target", "2026-04-03"), false);  // Good Friday
  EXPECT_EQ(open("target", "2026-05-01"), false);
  EXPECT_EQ(open("target", "2026-07-14"), true);
  EXPECT_EQ(open("us", "1989-12-29"), std::nullopt);
  EXPECT_EQ(open("us", "2051-01-03"), std::nullopt);
}

TEST(Schedules, EndsOfMonthsStayEndsOfMonths) {
  const auto periods = [](const std::string& more) {
    const Ledger ledger = Ledger::Of(
        "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2023-02-28\n"
        "executed: 2023-02-28\nparties: [{ id: acme }, { id: nova }]\n"
        "clauses:\n  - id: rent\n    kind: recurring-payment\n"
        "    debtor: acme\n    creditor: nova\n    amount: 10.00 EUR\n"
        "    every: 1 month\n    anchor: 2023-02-28\n"
        "    due: on period-start\n" +
        more);
    return ledger.OwedAt("acme-nova", "2023-04-30");
  };
  // From 28 February the periods start on 28 March and 28 April, or with the
  // rule on 31 March and 30 April.
  const Obligations plain = periods("");
  EXPECT_EQ(Find(plain, "rent/2023-03-28").due, D("2023-03-28"));
  EXPECT_EQ(Find(plain, "rent/2023-04-28").due, D("2023-04-28"));
  const Obligations ends = periods("    end_of_month: true\n");
  EXPECT_EQ(Find(ends, "rent/2023-03-31").due, D("2023-03-31"));
  EXPECT_EQ(Find(ends, "rent/2023-04-30").due, D("2023-04-30"));
}

TEST(Schedules, AFirstPeriodHasALengthOfItsOwn) {
  const auto owed = [](const std::string& every, const std::string& until,
                       const std::string& reports) {
    return OwedOn(Agreement("  - id: royalty\n    kind: revenue-share\n"
                            "    debtor: acme\n    creditor: nova\n"
                            "    rate: 10 %\n    metrics: [sales]\n"
                            "    currency: EUR\n    every: " +
                                every + "\n    first_period_until: " + until +
                                "\n",
                            "2024-11-15") +
                      reports,
                  "2027-01-31");
  };
  // A long first year, to the end of 2025, then calendar years: 10 % of 1300
  // and of 1000.
  const Obligations years =
      owed("1 year", "2026-01-01",
           Reported("R1", "2026-01-10", "{ from: 2024-11-15, until: 2026-01-01 }",
                    "sales: 1300.00 EUR") +
               Reported("R2", "2027-01-10", "2026", "sales: 1000.00 EUR"));
  EXPECT_EQ(Find(years, "royalty/2024-11-15").owed.ToString(), "130.00 EUR");
  EXPECT_EQ(Find(years, "royalty/2024-11-15").due, D("2025-12-31"));
  EXPECT_EQ(Find(years, "royalty/2026").owed.ToString(), "100.00 EUR");
  EXPECT_FALSE(Has(years, "royalty/2025"));
  // A short one; the others are counted from its end, off the calendar.
  const Obligations quarters =
      owed("3 months", "2024-12-10",
           Reported("R1", "2026-01-10", "{ from: 2024-11-15, until: 2024-12-10 }",
                    "sales: 50.00 EUR") +
               Reported("R2", "2026-01-10",
                        "{ from: 2024-12-10, until: 2025-03-10 }",
                        "sales: 70.00 EUR"));
  EXPECT_EQ(Find(quarters, "royalty/2024-11-15").owed.ToString(), "5.00 EUR");
  EXPECT_EQ(Find(quarters, "royalty/2024-12-10").owed.ToString(), "7.00 EUR");
  EXPECT_EQ(Find(quarters, "royalty/2025-03-10").due, D("2025-06-09"));
}

}  // namespace
}  // namespace covenant
