// What openings state that clauses had counted, and how these go on from it; the
// arithmetic is worked in the comments. More in tests/golden/worked.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::opening_test {
namespace {

// Signed in 2020: the past of the clauses is closed.
std::string Taken(const std::string& clauses) {
  return Agreement(clauses, "2020-01-01");
}

std::string Opening_(const std::string& counts,
                     const std::string& through = "2024-06-30",
                     const std::string& id = "O1") {
  return "---\ncontract: acme-nova\nevent: opening\nid: " + id +
         "\nknown: 2025-01-01\nthrough: " + through + "\ncounts:\n" + counts;
}

std::string Count(const std::string& clause, const std::string& counted,
                  const std::string& amount) {
  return "  - { clause: " + clause + ", counted: " + counted +
         ", amount: " + amount + " }\n";
}

std::string Royalty(const std::string& rest) {
  return "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
         "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
         "    every: 3 months\n    rate: 10 %\n" +
         rest;
}

std::string Sales(const std::string& period, const std::string& amount) {
  return Reported("R" + period, "2030-01-01", period, "sales: " + amount);
}

const char kAdvance[] =
    "  - { id: advance, kind: payment, debtor: acme, creditor: nova, amount: "
    "100.00 EUR, due: 2020-02-01 }\n";

TEST(Opening, WhatIsNotStatedIsNotKnownWithoutReports) {
  const std::string terms =
      Taken(kAdvance +
            Royalty("    recoup: { advances: [advance] }\n"
                    "    lifetime_cap: { amount: 500.00 EUR }\n"));
  const std::string past = terms + Sales("2024-Q3", "1000.00 EUR");
  // Of the two only the advance is stated: 100 less 30 is 70; what is left under
  // the cap is anything to 500.
  const Obligations some = OwedOn(
      past + Opening_(Count("royalty", "advances", "30.00 EUR")), "2024-09-30");
  const Obligation third = Find(some, "royalty/2024-Q3");
  EXPECT_EQ(third.credited.Range().at_most(), Rational::FromInt(30));
  EXPECT_EQ(third.unknown_because,
            std::vector<std::string>{std::string(finding::kMissingReport)});
  const Obligations both =
      OwedOn(past + Opening_(Count("royalty", "advances", "30.00 EUR") +
                             Count("royalty", "accrued-in-all", "420.00 EUR")),
             "2024-09-30");
  // At most 500 - 420 = 80, of which 30 are credited.
  EXPECT_EQ(Find(both, "royalty/2024-Q3").owed.ToString(), "50.00 EUR");
  CheckBalances(both);
  CheckTrace(Find(both, "royalty/2024-Q3").trace);
}

TEST(Opening, StatedCountsPrevailOverLateReportsOfTheClosedTime) {
  const std::string story =
      Taken(Royalty("    year_cap: { amount: 500.00 EUR }\n")) +
      Sales("2024-Q1", "1000.00 EUR") + Sales("2024-Q2", "1000.00 EUR") +
      Sales("2024-Q3", "4000.00 EUR") +
      Opening_(Count("royalty", "accrued-in-year", "350.00 EUR"));
  // 500 - 350, not 500 - 200.
  EXPECT_EQ(Find(OwedOn(story, "2024-09-30"), "royalty/2024-Q3")
                .owed.ToString(),
            "150.00 EUR");
  // As of a day before the opening nothing is closed.
  EXPECT_EQ(Find(OwedOn(story, "2024-06-29"), "royalty/2024-Q1")
                .owed.ToString(),
            "100.00 EUR");
}

TEST(Opening, TheLastOneThatStatesTheCountPrevails) {
  const std::string story =
      Taken(Royalty("    lifetime_cap: { amount: 500.00 EUR }\n")) +
      Opening_(Count("royalty", "accrued-in-all", "400.00 EUR")) +
      Sales("2024-Q3", "300.00 EUR") + Sales("2024-Q4", "4000.00 EUR");
  // 500 - 400 - 30.
  EXPECT_EQ(
      Find(OwedOn(story, "2024-12-31"), "royalty/2024-Q4").owed.ToString(),
      "70.00 EUR");
  const std::string later =
      story + Opening_(Count("royalty", "accrued-in-all", "490.00 EUR"),
                       "2024-09-30", "O2");
  EXPECT_EQ(
      Find(OwedOn(later, "2024-12-31"), "royalty/2024-Q4").owed.ToString(),
      "10.00 EUR");
  // One that states nothing of it closes more and leaves it as it was.
  const std::string silent =
      story +
      "---\ncontract: acme-nova\nevent: opening\nid: O2\nknown: 2025-01-02\n"
      "through: 2024-09-30\n";
  EXPECT_EQ(
      Find(OwedOn(silent, "2024-12-31"), "royalty/2024-Q4").owed.ToString(),
      "70.00 EUR");
}

TEST(Opening, CountsThatBeginAnewLeaveWhatIsStatedBehind) {
  const std::string story =
      Taken("  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
            "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
            "    every: 3 months\n    tier_mode: marginal\n"
            "    tier_reset: year\n    tiers:\n"
            "      - { to: 1000.00 EUR, rate: 10 % }\n"
            "      - { over: 1000.00 EUR, rate: 20 % }\n") +
      Opening_(Count("royalty", "tier-base", "900.00 EUR")) +
      Sales("2024-Q3", "200.00 EUR") + Sales("2024-Q4", "100.00 EUR") +
      Sales("2025-Q1", "200.00 EUR");
  const Obligations owed = OwedOn(story, "2025-03-31");
  // 100 * 10 % + 100 * 20 %; 100 * 20 %; 200 * 10 %.
  EXPECT_EQ(Find(owed, "royalty/2024-Q3").owed.ToString(), "30.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q4").owed.ToString(), "20.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2025-Q1").owed.ToString(), "20.00 EUR");
}

TEST(Opening, AnUndisclosedCountIsARange) {
  const std::string story =
      Taken(Royalty("    lifetime_cap: { amount: 500.00 EUR }\n")) +
      Opening_(Count("royalty", "accrued-in-all",
                     "between 400.00 and 450.00 EUR")) +
      Sales("2024-Q3", "4000.00 EUR");
  const Obligation third =
      Find(OwedOn(story, "2024-09-30"), "royalty/2024-Q3");
  EXPECT_EQ(third.owed.Range().at_least(), Rational::FromInt(50));
  EXPECT_EQ(third.owed.Range().at_most(), Rational::FromInt(100));
  EXPECT_EQ(third.unknown_because,
            std::vector<std::string>{
                std::string(finding::kUndisclosedAmount)});
}

TEST(Opening, ATrailingCapDoesNotKnowWhenAStatedSumAccrued) {
  const std::string story =
      Taken("  - { id: damages, kind: payment, debtor: nova, creditor: acme, "
            "amount: 300.00 EUR, condition: delay }\n"
            "  - { id: liability, kind: liability-cap, debtor: nova, amount: "
            "500.00 EUR, currency: EUR, trailing: 12 months }\n") +
      Opening_(Count("liability", "accrued-in-all", "400.00 EUR")) +
      "---\ncontract: acme-nova\nevent: milestone\nid: M1\nknown: 2030-01-01\n"
      "milestone: delay\ndate: ";
  // From 500 - 400 to all 300.
  const Obligation soon = Find(OwedOn(story + "2024-09-30\n", "2024-09-30"),
                               "damages/1");
  EXPECT_EQ(soon.owed.Range().at_least(), Rational::FromInt(100));
  EXPECT_EQ(soon.owed.Range().at_most(), Rational::FromInt(300));
  // A year after the opening nothing of it counts any more.
  EXPECT_EQ(Find(OwedOn(story + "2025-06-30\n", "2025-06-30"), "damages/1")
                .owed.ToString(),
            "300.00 EUR");
}

TEST(Opening, OneFigureForListsThatOverlapSaysNothingOfEach) {
  const std::string bonus =
      "  - { id: bonus, kind: payment, debtor: acme, creditor: nova, amount: "
      "50.00 EUR, due: 2020-03-01 }\n"
      "  - { id: other, kind: revenue-share, debtor: acme, creditor: nova, "
      "metrics: [sales], currency: EUR, every: 3 months, rate: 1 %, recoup: { "
      "advances: [bonus] } }\n";
  const Obligations owed =
      OwedOn(Taken(kAdvance + bonus +
                   Royalty("    recoup: { advances: [advance, bonus] }\n")) +
                 Opening_(Count("royalty", "advances", "30.00 EUR")) +
                 Sales("2024-Q3", "1000.00 EUR"),
             "2024-09-30");
  const Obligation third = Find(owed, "royalty/2024-Q3");
  EXPECT_FALSE(third.owed.IsExact());
  EXPECT_EQ(third.owed.Range().at_most(), Rational::FromInt(100));
}

TEST(Opening, FormulasGoOnFromWhatIsStated) {
  const std::string story =
      Taken(Royalty("") +
            "  - { id: bonus, kind: formula, debtor: acme, creditor: nova, "
            "amount: \"10 % of ytd(owed(royalty)) - ytd(self)\", currency: "
            "EUR, every: 3 months }\n"
            "  - { id: all, kind: formula, debtor: acme, creditor: nova, "
            "amount: \"cumulative(self) + 1 EUR\", currency: EUR, every: 3 "
            "months }\n") +
      Opening_(Count("royalty", "accrued-in-year", "600.00 EUR") +
               Count("bonus", "accrued-in-year", "55.00 EUR") +
               Count("all", "accrued-in-all", "1000.00 EUR")) +
      Sales("2024-Q3", "1000.00 EUR") + Sales("2024-Q4", "0.00 EUR") +
      Sales("2025-Q1", "10.00 EUR");
  const Obligations owed = OwedOn(story, "2025-03-31");
  // 10 % * (600 + 100) - 55; 10 % * 700 - 55 - 15; 10 % * 1.
  EXPECT_EQ(Find(owed, "bonus/2024-Q3").owed.ToString(), "15.00 EUR");
  EXPECT_EQ(Find(owed, "bonus/2024-Q4").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(owed, "bonus/2025-Q1").owed.ToString(), "0.10 EUR");
  // 1000 + 1; 1000 + 1001 + 1.
  EXPECT_EQ(Find(owed, "all/2024-Q3").owed.ToString(), "1001.00 EUR");
  EXPECT_EQ(Find(owed, "all/2024-Q4").owed.ToString(), "2002.00 EUR");
}

}  // namespace
}  // namespace covenant::opening_test
