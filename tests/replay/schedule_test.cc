// Schedules against the table that tools/calendars wrote from QuantLib
// (tests/golden/schedules.tsv), with the calendars of examples/calendars.
#include "replay/money/schedule.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "replay/shared.h"
#include "tests/replay/acme_nova.h"

namespace covenant::schedule_test {
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

// First and last periods of another length: the boundaries are QuantLib's, with
// its first and next-to-last dates. Backward its first period starts with the
// schedule, ours is in force from then on.
TEST(Schedules, OddPeriodsAreThoseOfQuantLib) {
  std::ifstream in(std::string(COVENANT_SOURCE_DIR) +
                   "/tests/golden/odd-periods.tsv");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    SCOPED_TRACE(line);
    const std::vector<std::string> columns = Split(line, '\t');
    ASSERT_EQ(columns.size(), 8u);
    const Date start = D(columns[0]), end = D(columns[1]);
    PeriodRule rule;
    rule.every = *Duration::Create(std::stoi(columns[2]), DurationUnit::kMonths);
    rule.month_end =
        columns[3] == "yes" ? MonthEndRule::kEndOfMonth : MonthEndRule::kClamp;
    if (columns[4] == "-") {
      rule.anchor = columns[6] == "backward" ? end : start;
    } else {
      rule.first_until = D(columns[4]);
    }
    if (columns[5] != "-") rule.last = Interval(D(columns[5]), end);
    const std::vector<std::string> days = Split(columns[7], ',');
    const auto periods = PeriodsBy(rule, start, *end.AddDays(-1));
    ASSERT_EQ(periods.size(), days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
      EXPECT_EQ(std::max(*periods[i].days.from(), start), D(days[i])) << i;
      if (i > 0) {
        EXPECT_EQ(periods[i - 1].days.until(), periods[i].days.from());
      }
    }
    ++rows;
  }
  EXPECT_GE(rows, 230);
}

// By quasi-periods: 46 of the 91 days of January to March 2024; a quarter and 46
// of the 92 days of the next; nine months of 2024 counted back from its end are
// 15 February to 1 April, then two quarters.
TEST(Schedules, TheLengthOfOddPeriods) {
  PeriodRule rule;
  rule.every = *Duration::Parse("3 months");
  rule.first_until = D("2024-04-01");
  rule.last = Interval(D("2024-07-01"), D("2024-11-16"));
  const auto periods = PeriodsBy(rule, D("2024-02-15"), D("2025-01-01"));
  ASSERT_EQ(periods.size(), 4u);
  EXPECT_EQ(periods[0].name, "2024-02-15");
  EXPECT_EQ(periods[0].length, Rational::Fraction(46, 91));
  EXPECT_EQ(periods[1].name, "2024-Q2");
  EXPECT_EQ(periods[1].length, std::nullopt);
  EXPECT_EQ(periods[2].name, "2024-07-01");
  EXPECT_EQ(periods[2].length, Rational::Fraction(3, 2));
  // What comes after is counted from the end of the last one.
  EXPECT_EQ(periods[3].days, Interval(D("2024-11-16"), D("2025-02-16")));
  rule.first_until = D("2024-10-01");
  rule.last.reset();
  const auto longer = PeriodsBy(rule, D("2024-02-15"), D("2024-09-30"));
  ASSERT_EQ(longer.size(), 1u);
  EXPECT_EQ(longer[0].length,
            Rational::FromInt(2) + Rational::Fraction(46, 91));
  // A last period that begins inside a regular one cuts it short: 45 of the 92
  // days of the quarter.
  PeriodRule cut;
  cut.every = rule.every;
  cut.last = Interval(D("2024-11-15"), D("2025-02-15"));
  const auto short_one = PeriodsBy(cut, D("2024-07-01"), D("2025-02-14"));
  ASSERT_EQ(short_one.size(), 3u);
  EXPECT_EQ(short_one[1].days, Interval(D("2024-10-01"), D("2024-11-15")));
  EXPECT_EQ(short_one[1].length, Rational::Fraction(45, 92));
  EXPECT_EQ(short_one[2].length, std::nullopt);  // three months
}

// 9,000 a quarter; without a rule a long last period is anything up to one and a
// half of it, `whole` takes it once, `none` not at all.
TEST(Schedules, WhatAnOddPeriodCountsIsStatedOrUnknown) {
  const auto rent = [](const std::string& rule) {
    const Obligations owed = OwedOn(
        Agreement("  - { id: rent, kind: recurring-payment, debtor: acme, "
                  "creditor: nova, amount: 9000.00 EUR, every: 3 months, "
                  "until: 2024-11-16, last_period: { from: 2024-07-01, until: "
                  "2024-11-16 }" +
                  rule + " }\n"),
        "2024-11-30");
    return Has(owed, "rent/2024-07-01")
               ? Find(owed, "rent/2024-07-01").owed.ToString()
               : std::string("nothing");
  };
  EXPECT_EQ(rent(""), "between 0.00 and 13500.00 EUR");
  EXPECT_EQ(rent(", partial_period: pro-rata-days"), "13500.00 EUR");
  EXPECT_EQ(rent(", partial_period: whole"), "9000.00 EUR");
  EXPECT_EQ(rent(", partial_period: none"), "nothing");
}

// The minimum of a quarter for a first period of 46 of 91 days: 910 * 46 / 91.
TEST(Schedules, AMinimumOfAnOddPeriod) {
  const auto share = [](const std::string& rule) {
    return OwedOf(
        Agreement("  - { id: royalty, kind: revenue-share, debtor: acme, "
                  "creditor: nova, rate: 10 %, metrics: [sales], currency: "
                  "EUR, every: 3 months, first_period_until: 2024-04-01, "
                  "minimum: { amount: 910.00 EUR" +
                      rule + " } }\n",
                  "2024-02-15") +
            Reported("R1", "2024-04-02",
                     "{ from: 2024-02-15, until: 2024-04-01 }",
                     "sales: 1000.00 EUR"),
        "royalty/2024-02-15", "2024-04-30");
  };
  EXPECT_EQ(share(", partial_period: pro-rata-days"), "460.00 EUR");
  EXPECT_EQ(share(", partial_period: whole"), "910.00 EUR");
  EXPECT_EQ(share(", partial_period: none"), "100.00 EUR");
  EXPECT_EQ(share(""), "between 100.00 and 910.00 EUR");
}

// A formula counts over the days of the period that it has.
TEST(Schedules, AFormulaOverOddPeriods) {
  const Obligations owed = OwedOn(
      Agreement("  - { id: fee, kind: formula, debtor: acme, creditor: nova, "
                "amount: 1 EUR/days * days-in-period, currency: EUR, every: 3 "
                "months, from: 2024-02-15, until: 2024-11-16, "
                "first_period_until: 2024-04-01, last_period: { from: "
                "2024-07-01, until: 2024-11-16 } }\n"),
      "2024-11-30");
  EXPECT_EQ(Find(owed, "fee/2024-02-15").owed.ToString(), "46.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-Q2").owed.ToString(), "91.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-07-01").owed.ToString(), "138.00 EUR");
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
}  // namespace covenant::schedule_test
