// Revenue shares and unit prices: tiers, deductions, caps, minimums and single
// items; the arithmetic is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/share_clauses.h"

namespace covenant::shares_test {
namespace {

constexpr char kTiers[] =
    "    tiers:\n"
    "      - { to: 1000.00 EUR, rate: 10 % }\n"
    "      - { to: 5000.00 EUR, rate: 8 % }\n"
    "      - { over: 5000.00 EUR, rate: 5 % }\n";

TEST(Tiers, MarginalRatesEachPartByItsTier) {
  const std::string clause = Agreement(Share(
      "    every: 3 months\n    tier_mode: marginal\n" + std::string(kTiers)));
  // 10 % × 1000 + 8 % × 4000 + 5 % × 2000 = 100 + 320 + 100 = 520.
  EXPECT_EQ(OwedOf(clause + Sales("2024-Q1", "7000.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "520.00 EUR");
  // On a bound: 10 % × 1000.
  EXPECT_EQ(OwedOf(clause + Sales("2024-Q1", "1000.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "100.00 EUR");
  // Returns above sales: the lowest tier, owed the other way round.
  const Ledger ledger = Ledger::Of(clause + Sales("2024-Q1", "-50.00 EUR"));
  const Obligation back =
      Find(ledger.OwedAt(kAcmeNova, "2024-06-01"), "royalty/2024-Q1");
  EXPECT_EQ(back.debtor, "nova");
  EXPECT_EQ(back.owed.ToString(), "5.00 EUR");
}

TEST(Tiers, NothingReportedOfWhatIsWaivedIsNothing) {
  const std::string yaml =
      Agreement(Share("    every: 3 months\n    tier_mode: marginal\n" +
                      std::string(kTiers))) +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\nclause: royalty\nshare: 50 %\n"
      "measured_by: accrual\n" +
      Sales("2024-Q1", "0.00 EUR");
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-Q1", "2024-06-01"), "0.00 EUR");
}

TEST(Tiers, WholeAmountTakesTheTierOfTheTotal) {
  const std::string clause =
      Agreement(Share("    every: 3 months\n    tier_mode: whole-amount\n" +
                      std::string(kTiers)));
  // 7000 lies in the third tier: 5 % × 7000 = 350; 1000 still in the first.
  EXPECT_EQ(OwedOf(clause + Sales("2024-Q1", "7000.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "350.00 EUR");
  EXPECT_EQ(OwedOf(clause + Sales("2024-Q1", "1000.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "100.00 EUR");
  EXPECT_EQ(OwedOf(clause + Sales("2024-Q1", "1000.01 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "80.00 EUR");
}

TEST(Tiers, AllOrNothingAboveAThreshold) {
  // monsanto-scotts 3.8(e): above 10 million, 7 % of all of it.
  const std::string clause = Agreement(
      Share("    every: 1 year\n    tier_mode: whole-amount\n    tiers:\n"
            "      - { to: 10.00 EUR, rate: 0 % }\n"
            "      - { over: 10.00 EUR, rate: 7 % }\n"
            "    rounding: { places: 4 }\n"));
  EXPECT_EQ(
      OwedOf(clause + Sales("2024", "10.00 EUR"), "royalty/2024", "2025-06-01"),
      "0.00 EUR");
  EXPECT_EQ(
      OwedOf(clause + Sales("2024", "10.01 EUR"), "royalty/2024", "2025-06-01"),
      "0.7007 EUR");
}

TEST(Tiers, ABoundThatNoTierHasIsUnknown) {
  const std::string clause = Agreement(
      Share("    every: 1 year\n    tier_mode: whole-amount\n    tiers:\n"
            "      - { below: 10.00 EUR, rate: 1 % }\n"
            "      - { over: 10.00 EUR, rate: 7 % }\n"));
  const Ledger ledger = Ledger::Of(clause + Sales("2024", "10.00 EUR"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2025-06-01");
  EXPECT_EQ(Find(owed, "royalty/2024").state, ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, finding::kUndefinedTierBoundary,
                          "acme-nova/royalty/2024"),
            1);
  EXPECT_EQ(
      OwedOf(clause + Sales("2024", "9.00 EUR"), "royalty/2024", "2025-06-01"),
      "0.09 EUR");
}

TEST(Tiers, CountOverTheYearUntilItStartsAnew) {
  const std::string clause =
      Agreement(Share("    every: 3 months\n    tier_mode: marginal\n"
                      "    tier_reset: year\n    year_start: 2024-04-01\n" +
                      std::string(kTiers)));
  const std::string events = clause + Sales("2024-Q1", "900.00 EUR") +
                             Sales("2024-Q2", "600.00 EUR") +
                             Sales("2024-Q3", "600.00 EUR");
  // The year starts on 1 April: Q1 alone, 10 % × 900.
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q1", "2024-12-31"), "90.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q2", "2024-12-31"), "60.00 EUR");
  // Of Q3 400 reach the bound: 10 % × 400 + 8 % × 200 = 56.
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q3", "2024-12-31"), "56.00 EUR");
}

TEST(Tiers, WholeAmountOverTheYearMakesUpWhatWasChargedBefore) {
  const std::string clause =
      Agreement(Share("    every: 3 months\n    tier_mode: whole-amount\n"
                      "    tier_reset: year\n" +
                      std::string(kTiers)));
  const std::string events =
      clause + Sales("2024-Q1", "900.00 EUR") + Sales("2024-Q2", "600.00 EUR");
  // Q1 10 % × 900 = 90; 8 % × 1500 = 120, less 90 = 30.
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q2", "2024-12-31"), "30.00 EUR");
}

TEST(Tiers, CumulativeRateIsForThePeriodAlone) {
  const std::string clause =
      Agreement(Share("    every: 3 months\n    tier_mode: cumulative-rate\n"
                      "    tier_reset: never\n" +
                      std::string(kTiers)));
  const std::string events =
      clause + Sales("2024-Q1", "900.00 EUR") + Sales("2024-Q2", "600.00 EUR");
  // 1500 in all reach the second tier: 8 % × 600 = 48; Q1 stays at 90.
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q1", "2024-12-31"), "90.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q2", "2024-12-31"), "48.00 EUR");
}

TEST(Tiers, OrdinalGoesByTheNumberOfThePeriod) {
  const std::string clause = Agreement(
      Share("    every: 3 months\n    tier_mode: ordinal\n    tiers:\n"
            "      - { to: 2 periods, rate: 10 % }\n"
            "      - { rate: 4 % }\n"));
  const std::string events = clause + Sales("2024-Q1", "100.00 EUR") +
                             Sales("2024-Q2", "100.00 EUR") +
                             Sales("2024-Q3", "100.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q2", "2024-12-31"), "10.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024-Q3", "2024-12-31"), "4.00 EUR");
}

TEST(Tiers, SeveralFiguresOfAPeriodComeToWhatTheirSumDoes) {
  const auto clause = [](const std::string& mode, const std::string& more) {
    return Agreement(
        "  - { id: advance, kind: payment, debtor: acme, creditor: nova, "
        "amount: 20.00 EUR, due: 2024-01-01 }\n" +
        Share("    every: 3 months\n    tier_mode: " + mode + "\n" + more +
              std::string(kTiers)));
  };
  const std::string halves =
      Sales("2024-01", "800.00 EUR") +
      Reported("R2", "2030-01-01", "{ from: 2024-02-01, until: 2024-04-01 }",
               "sales: 800.00 EUR");
  // 1600 are in the second tier: 8 % of all of it, 128, less the advance of 20.
  const std::string recoup = "    recoup: { advances: [advance] }\n";
  for (const char* mode : {"whole-amount", "cumulative-rate"}) {
    EXPECT_EQ(OwedOf(clause(mode, recoup) + Sales("2024-Q1", "1600.00 EUR"),
                     "royalty/2024-Q1", "2024-06-01"),
              "108.00 EUR");
    EXPECT_EQ(
        OwedOf(clause(mode, recoup) + halves, "royalty/2024-Q1", "2024-06-01"),
        "108.00 EUR");
  }
  // 10 % × 1000 + 8 % × 600 = 148.
  EXPECT_EQ(OwedOf(clause("marginal", recoup) + halves, "royalty/2024-Q1",
                   "2024-06-01"),
            "128.00 EUR");
  // Each figure by itself: 10 % of 800, then 8 % of 1600 less those 80.
  const Ledger items = Ledger::Of(
      clause("whole-amount", "    settle: item\n") +
      Items("R1", "2024-Q1",
            "  - { metric: sales, date: 2024-01-10, amount: 800.00 EUR }\n"
            "  - { metric: sales, date: 2024-02-10, amount: 800.00 EUR }\n"));
  const Obligations owed = items.OwedAt(kAcmeNova, "2024-06-01");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1.2024-01-10").owed.ToString(),
            "80.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1.2024-02-10").owed.ToString(),
            "48.00 EUR");
}

TEST(Tiers, AWaiverInsideThePeriodLeavesTheTierThatItReaches) {
  const std::string yaml =
      Agreement(Share("    every: 3 months\n    tier_mode: cumulative-rate\n" +
                      std::string(kTiers))) +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\neffective: 2024-03-01\nclause: royalty\n"
      "share: 50 %\nmeasured_by: accrual\n" +
      Items("R1", "2024-Q1",
            "  - { metric: sales, date: 2024-01-10, amount: 800.00 EUR }\n"
            "  - { metric: sales, date: 2024-03-10, amount: 800.00 EUR }\n");
  // 8 % of 1600, of which half of the 64 of March are waived.
  const Obligation sum = Find(OwedOn(yaml, "2024-06-01"), "royalty/2024-Q1");
  EXPECT_EQ(sum.accrued.ToString(), "128.00 EUR");
  EXPECT_EQ(sum.waived.ToString(), "32.00 EUR");
}

TEST(Tiers, AMissingReportStaysUnknown) {
  const std::string clause =
      Agreement(Share("    every: 3 months\n    tier_mode: marginal\n"
                      "    tier_reset: year\n" +
                      std::string(kTiers)));
  const Ledger ledger = Ledger::Of(clause + Sales("2024-Q2", "100.00 EUR"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-07-01");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").state, ObligationState::kUnknown);
  // Which tiers Q2 reaches depends on Q1.
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").state, ObligationState::kUnknown);
}

TEST(Deductions, AreTakenOffUpToTheirLimit) {
  const std::string clause =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n    deductions:\n"
                      "      - { metric: returns }\n"
                      "      - { metric: freight, at_most: 5 % }\n"));
  // 1000 − 100 returns − min(80, 5 % × 1000) = 850, × 10 % = 85.
  EXPECT_EQ(OwedOf(clause + Reported("R1", "2030-01-01", "2024-Q1",
                                     "sales: 1000.00 EUR, returns: 100.00 EUR, "
                                     "freight: 80.00 EUR"),
                   "royalty/2024-Q1", "2024-06-01"),
            "85.00 EUR");
  EXPECT_EQ(OwedOf(clause + Reported("R1", "2030-01-01", "2024-Q1",
                                     "sales: 1000.00 EUR, returns: 0.00 EUR, "
                                     "freight: 30.00 EUR"),
                   "royalty/2024-Q1", "2024-06-01"),
            "97.00 EUR");
}

TEST(Deductions, ALimitOfFiguresThatAreNotReportedIsNotKnown) {
  // Nothing is reported of sales: which part of the freight is beyond 5 % of
  // them is not known, and not all of it.
  const std::string yaml =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n"
                      "    settle: item\n    deductions:\n"
                      "      - { metric: freight, at_most: 5 % }\n")) +
      Reported("R1", "2024-04-01", "2024-Q1", "freight: 50.00 EUR");
  for (const Obligation& one : OwedOn(yaml, "2024-04-30").obligations) {
    if (one.debtor == "acme") {
      EXPECT_FALSE(one.accrued.IsExact()) << one.id;
    }
  }
}

TEST(Deductions, WhatIsBeyondTheirLimitIsNotWaivedEither) {
  const std::string events =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n    deductions:\n"
                      "      - { metric: freight, at_most: 5 % }\n")) +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\neffective: 2024-01-01\nclause: royalty\n"
      "share: 50 %\nmeasured_by: accrual\n" +
      Reported("R1", "2030-01-01", "2024-Q1",
               "sales: 1000.00 EUR, freight: 2000.00 EUR");
  // 1000 - 5 % × 1000 = 950, × 10 % = 95.00, of which half is waived.
  const Obligation o =
      Find(OwedOn(events, "2024-06-01"), "royalty/2024-Q1");
  EXPECT_EQ(o.accrued.ToString(), "95.00 EUR");
  EXPECT_EQ(o.waived.ToString(), "47.50 EUR");
  EXPECT_EQ(o.owed.ToString(), "47.50 EUR");
}

TEST(Caps, OfTheYearStartAnew) {
  const std::string clause =
      Agreement(Share("    every: 6 months\n    rate: 10 %\n"
                      "    year_cap: { amount: 150.00 EUR }\n"));
  const std::string events = clause + Sales("2024-H1", "1000.00 EUR") +
                             Sales("2024-H2", "1000.00 EUR") +
                             Sales("2025-H1", "1000.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024-H1", "2025-12-31"), "100.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024-H2", "2025-12-31"), "50.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2025-H1", "2025-12-31"), "100.00 EUR");
}

TEST(Minimum, OfAPeriodIsTheGreaterOrAdditive) {
  const std::string greater =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n"
                      "    minimum: { amount: 80.00 EUR }\n"));
  EXPECT_EQ(OwedOf(greater + Sales("2024-Q1", "700.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "80.00 EUR");
  EXPECT_EQ(OwedOf(greater + Sales("2024-Q1", "900.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "90.00 EUR");
  const std::string additive =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n"
                      "    minimum: { amount: 80.00 EUR, mode: additive }\n"));
  EXPECT_EQ(OwedOf(additive + Sales("2024-Q1", "900.00 EUR"), "royalty/2024-Q1",
                   "2024-06-01"),
            "170.00 EUR");
}

TEST(Minimum, OfAYearIsTruedUpWithItsLastPeriod) {
  const std::string clause =
      Agreement(Share("    every: 6 months\n    rate: 10 %\n"
                      "    minimum: { amount: 300.00 EUR, per: year }\n"));
  const std::string events = clause + Sales("2024-H1", "1000.00 EUR") +
                             Sales("2024-H2", "1500.00 EUR");
  // 100 + 150 = 250; 50 lack.
  EXPECT_EQ(OwedOf(events, "royalty/2024-H2", "2025-02-01"), "150.00 EUR");
  EXPECT_EQ(OwedOf(events, "royalty/2024.minimum", "2025-02-01"), "50.00 EUR");
  EXPECT_FALSE(Has(Ledger::Of(events).OwedAt(kAcmeNova, "2024-12-30"),
                   "royalty/2024.minimum"));
}

TEST(Minimum, OfAYearComesWithTheLastPeriodThatEndsInIt) {
  const std::string weeks =
      Agreement(Share("    every: 1 week\n    anchor: 2024-12-16\n"
                      "    from: 2024-12-16\n    rate: 10 %\n"
                      "    minimum: { amount: 366.00 EUR, per: year, "
                      "partial_period: pro-rata-days }\n")) +
      Reported("R1", "2030-01-01", "{ from: 2024-12-16, until: 2024-12-23 }",
               "sales: 10.00 EUR") +
      Reported("R2", "2030-01-01", "{ from: 2024-12-23, until: 2024-12-30 }",
               "sales: 20.00 EUR") +
      Reported("R3", "2030-01-01", "{ from: 2024-12-30, until: 2025-01-06 }",
               "sales: 40.00 EUR");
  // 16 days of 366, less 1 and 2; the week over the turn of the year is of
  // 2025.
  EXPECT_EQ(OwedOf(weeks, "royalty/2024.minimum", "2025-01-05"), "13.00 EUR");
  EXPECT_FALSE(Has(Ledger::Of(weeks).OwedAt(kAcmeNova, "2024-12-28"),
                   "royalty/2024.minimum"));
  // Half-years do not end with a year that begins in April: the one to June
  // 2024 is of the year from then on, with the days before, which no other is
  // of.
  const std::string halves =
      Agreement(Share("    every: 6 months\n    rate: 10 %\n    "
                      "year_start: 2024-04-01\n"
                      "    minimum: { amount: 366.00 EUR, per: year, "
                      "partial_period: pro-rata-days }\n")) +
      Sales("2024-H1", "1000.00 EUR") + Sales("2024-H2", "500.00 EUR") +
      Sales("2025-H1", "100.00 EUR") + Sales("2025-H2", "200.00 EUR");
  // 91 of 366 days and the year, less 100 and 50.
  EXPECT_EQ(OwedOf(halves, "royalty/2024-04-01.minimum", "2025-12-31"),
            "307.00 EUR");
  EXPECT_EQ(OwedOf(halves, "royalty/2025-04-01.minimum", "2025-12-31"),
            "336.00 EUR");
  EXPECT_FALSE(Has(Ledger::Of(halves).OwedAt(kAcmeNova, "2024-11-30"),
                   "royalty/2024-04-01.minimum"));
}

TEST(Minimum, YearsInWhichNoPeriodEndsCountWithTheNext) {
  const std::string two_years =
      Agreement(Share("    every: 2 years\n    anchor: 2024-01-01\n"
                      "    rate: 10 %\n"
                      "    minimum: { amount: 300.00 EUR, per: year }\n")) +
      Reported("R1", "2030-01-01", "{ from: 2024-01-01, until: 2026-01-01 }",
               "sales: 4500.00 EUR");
  // 300 + 300 - 450.
  EXPECT_EQ(OwedOf(two_years, "royalty/2025.minimum", "2026-01-31"),
            "150.00 EUR");
  // A clause that ends in the year before the one in which its period would.
  const std::string ended =
      Agreement(Share("    every: 2 years\n    anchor: 2024-01-01\n"
                      "    until: 2024-07-01\n    rate: 10 %\n    "
                      "rate_change: pro-rata-days\n    "
                      "minimum: { amount: 366.00 EUR, per: year, "
                      "partial_period: pro-rata-days }\n")) +
      Reported("R1", "2030-01-01", "{ from: 2024-01-01, until: 2024-07-01 }",
               "sales: 500.00 EUR");
  // 182 of 366 days, less 50.
  EXPECT_EQ(OwedOf(ended, "royalty/2025.minimum", "2026-01-31"), "132.00 EUR");
}

TEST(Minimum, WhatLacksIsWaivedByTheDays) {
  const auto owed = [](const std::string& minimum, const std::string& rule,
                       const std::string& until, const std::string& name) {
    return OwedOf(
        Agreement(Share("    every: 6 months\n    rate: 10 %\n    minimum: { "
                        "amount: 366.00 EUR" +
                        minimum + " }\n" + rule)) +
            "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: "
            "2024-01-02\nexecuted: 2024-01-02\neffective: 2024-01-01\nuntil: " +
            until + "\nclause: royalty\nmeasured_by: accrual\n" +
            Sales("2024-H1", "0.00 EUR") + Sales("2024-H2", "0.00 EUR"),
        "royalty/" + name, "2025-02-01");
  };
  const std::string year = ", per: year";
  const std::string by_days = "    rate_change: pro-rata-days\n";
  // 152 of 366 days are waived, from January to May.
  EXPECT_EQ(owed(year, by_days, "2024-06-01", "2024.minimum"), "214.00 EUR");
  EXPECT_EQ(owed(year, "    rate_change: period-start\n", "2024-06-01",
                 "2024.minimum"),
            "0.00 EUR");
  EXPECT_EQ(
      owed(year, "    rate_change: period-end\n", "2024-06-01", "2024.minimum"),
      "366.00 EUR");
  EXPECT_EQ(owed(year, "", "2024-06-01", "2024.minimum"),
            "between 0.00 and 366.00 EUR");
  EXPECT_EQ(owed(year, "", "2025-01-01", "2024.minimum"), "0.00 EUR");
  // 30 of the 182 days of the half-year are not waived: 366 * 30/182.
  EXPECT_EQ(owed("", by_days, "2024-06-01", "2024-H1"), "60.33 EUR");
  EXPECT_EQ(owed("", by_days, "2024-07-01", "2024-H1"), "0.00 EUR");
  EXPECT_EQ(owed("", by_days, "2024-07-01", "2024-H2"), "366.00 EUR");
  EXPECT_EQ(owed(", counts: paid", by_days, "2024-07-01", "2024-H1"),
            "0.00 EUR");
}

TEST(Minimum, OfAYearIsDividedByTheDaysOfTheYear) {
  const auto parts = [](const std::string& more) {
    const Obligations owed = OwedOn(
        Agreement(Share("    every: 6 months\n    rate: 10 %\n    minimum: { "
                        "amount: 366.00 EUR, per: year, partial_period: "
                        "pro-rata-days }\n" +
                        more)) +
            "---\ncontract: acme-nova\nevent: assignment\nid: N1\nknown: "
            "2024-11-01\nexecuted: 2024-11-01\neffective: 2024-11-16\n"
            "assignor: nova\nassignee: zeta\nsplit: pro-rata-days\n" +
            Sales("2024-H1", "0.00 EUR") +
            Reported("R2", "2030-01-01",
                     more.empty() ? "2024-H2"
                                  : "{ from: 2024-07-01, until: 2024-12-01 }",
                     "sales: 0.00 EUR"),
        "2025-02-01");
    CheckBalances(owed);
    return Find(owed, "royalty/2024.minimum").owed.ToString() + ", " +
           Find(owed, "royalty/2024.minimum.N1").owed.ToString();
  };
  // 46 of 366 days pass; of a clause that ends in November 15 of 335.
  EXPECT_EQ(parts(""), "320.00 EUR, 46.00 EUR");
  EXPECT_EQ(parts("    until: 2024-12-01\n    rate_change: pro-rata-days\n"),
            "320.00 EUR, 15.00 EUR");
}

TEST(Minimum, InForceInPartNeedsARule) {
  const auto clause = [](const std::string& rule) {
    return Agreement(
        Share("    every: 1 year\n    rate: 10 %\n    from: 2024-07-01\n"
              "    minimum: { amount: 366.00 EUR" +
              rule + " }\n"));
  };
  const std::string sales =
      Items("R1", "2024",
            "  - { metric: sales, date: 2024-08-01, amount: 1.00 EUR }\n");
  // 184 of 366 days.
  EXPECT_EQ(OwedOf(clause(", partial_period: pro-rata-days") + sales,
                   "royalty/2024", "2025-02-01"),
            "184.00 EUR");
  EXPECT_EQ(OwedOf(clause("") + sales, "royalty/2024", "2025-02-01"),
            "between 0.10 and 366.00 EUR");
}

TEST(UnitPrice, IsPricePerUnitWithAllItsDecimals) {
  const std::string clause =
      Agreement(Price("    every: 1 month\n    price: 0.00415 EUR\n"));
  // 12 345 × 0.00415 = 51.23175.
  EXPECT_EQ(OwedOf(clause + Reported("R1", "2030-01-01", "2024-01",
                                     "wafers: 12345 wafers"),
                   "supply/2024-01", "2024-06-01"),
            "51.23 EUR");
}

TEST(UnitPrice, AllowanceDoesNotCarryOver) {
  const std::string clause =
      Agreement(Price("    every: 1 month\n    price: 2.00 EUR\n"
                      "    allowance: 10 wafers\n"));
  const std::string events =
      clause + Reported("R1", "2030-01-01", "2024-01", "wafers: 4 wafers") +
      Reported("R2", "2030-01-01", "2024-02", "wafers: 13 wafers");
  EXPECT_EQ(OwedOf(events, "supply/2024-01", "2024-06-01"), "0.00 EUR");
  EXPECT_EQ(OwedOf(events, "supply/2024-02", "2024-06-01"), "6.00 EUR");
}

TEST(UnitPrice, TheAllowanceIsTakenOffWhatIsLeftAfterDeductions) {
  // 45 less returns of 4 are 41, of which all 50 are free; then 60 less 4, of
  // which 6 are charged at 0.50.
  const std::string yaml =
      Agreement(Price("    every: 3 months\n    price: 0.50 EUR\n"
                      "    allowance: 50 wafers\n"
                      "    deductions: [{ metric: returns }]\n")) +
      Reported("R1", "2030-01-01", "2024-Q1",
               "wafers: 45 wafers, returns: 4 wafers") +
      Reported("R2", "2030-01-01", "2024-Q2",
               "wafers: 60 wafers, returns: 4 wafers");
  EXPECT_EQ(OwedOf(yaml, "supply/2024-Q1", "2024-08-01"), "0.00 EUR");
  EXPECT_EQ(OwedOf(yaml, "supply/2024-Q2", "2024-08-01"), "3.00 EUR");
}

TEST(UnitPrice, HasTiers) {
  const std::string clause = Agreement(
      Price("    every: 1 month\n    tier_mode: marginal\n    tiers:\n"
            "      - { to: 100 wafers, price: 2.00 EUR }\n"
            "      - { over: 100 wafers, price: 1.50 EUR }\n"));
  EXPECT_EQ(OwedOf(clause + Reported("R1", "2030-01-01", "2024-01",
                                     "wafers: 150 wafers"),
                   "supply/2024-01", "2024-06-01"),
            "275.00 EUR");
}

TEST(UnitPrice, ARetroactivePriceIsCaughtUpOnTheDayOfBinding) {
  // cerus-porex: delivered and paid at 10.00, then 12.50 from 1 April.
  const std::string events =
      Agreement(Price("    every: 1 month\n    price: 10.00 EUR\n")) +
      Items("R1", "2024-04",
            "  - { metric: wafers, date: 2024-04-10, amount: 1000 wafers }\n",
            "2024-05-01") +
      Items("R2", "2024-05",
            "  - { metric: wafers, date: 2024-05-15, amount: 2000 wafers }\n",
            "2024-06-01") +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\n"
      "known: 2024-07-22\nexecuted: 2024-07-22\neffective: 2024-04-01\n"
      "changes:\n  - { set: supply.price, to: 12.50 EUR }\n";
  const Ledger ledger = Ledger::Of(events);
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-06-30");
  EXPECT_EQ(Find(owed, "supply/2024-04").owed.ToString(), "10000.00 EUR");
  EXPECT_EQ(Find(owed, "supply/2024-04+A2").owed.ToString(), "2500.00 EUR");
  EXPECT_EQ(Find(owed, "supply/2024-05+A2").owed.ToString(), "5000.00 EUR");
  EXPECT_EQ(Find(owed, "supply/2024-05+A2").due, D("2024-07-22"));
}

TEST(Retroactive, WhatWasWaivedIsNotCreditedToo) {
  const std::string events =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n")) +
      Sales("2024-Q1", "1000.00 EUR") +
      "---\ncontract: acme-nova\nevent: waiver\nid: W2\nknown: 2024-02-01\n"
      "executed: 2024-02-01\neffective: 2024-01-01\nclause: royalty\n"
      "measured_by: accrual\n"
      "---\ncontract: acme-nova\nevent: amendment\nid: A3\n"
      "known: 2024-06-01\nexecuted: 2024-06-01\neffective: 2024-01-01\n"
      "changes: [{ remove: royalty }]\n";
  const Ledger ledger = Ledger::Of(events);
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-06-30");
  CheckBalances(owed);
  const Obligation o = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(o.accrued.ToString(), "100.00 EUR");
  // All of it was waived: the removal leaves nothing to credit.
  EXPECT_EQ(o.waived.ToString(), "100.00 EUR");
  EXPECT_EQ(o.credited.ToString(), "0.00 EUR");
  EXPECT_EQ(o.overpaid.ToString(), "0.00 EUR");
}

TEST(Openings, ALaterTerminationThatShortensAClosedPeriodIsReported) {
  const std::string events =
      Agreement(
          "  - id: rent\n    kind: recurring-payment\n    debtor: acme\n"
          "    creditor: nova\n    amount: 310.00 EUR\n    every: 1 month\n"
          "    partial_period: pro-rata-days\n") +
      "---\ncontract: acme-nova\nevent: opening\nid: O2\n"
      "known: 2024-02-01\nthrough: 2024-01-31\n"
      "---\ncontract: acme-nova\nevent: termination\nid: T3\n"
      "known: 2024-03-01\nexecuted: 2024-01-11\n";
  const Ledger ledger = Ledger::Of(events);
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-02-29");
  EXPECT_EQ(CountFindings(owed.findings, finding::kFinalAmountDiffers,
                          "acme-nova/rent/2024-01"),
            1);
  EXPECT_FALSE(Has(owed, "rent/2024-01"));
}

TEST(Items, AreOwedEachByItself) {
  const std::string clause = Agreement(
      Share("    every: 3 months\n    rate: 10 %\n    settle: item\n"));
  const Ledger ledger = Ledger::Of(
      clause +
      Items("R1", "2024-Q1",
            "  - { metric: sales, date: 2024-01-10, amount: 100.00 EUR }\n"
            "  - { metric: sales, date: 2024-01-10, amount: 5.55 EUR }\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-06-01");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1.2024-01-10").owed.ToString(),
            "10.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1.2024-01-10.2").owed.ToString(),
            "0.56 EUR");
}

// Whether 100 are part of 9,100 the report does not say; 60 and 40 are 100.
TEST(SharesOfReports, ATotalThatIsNotItsFiguresIsNotKnown) {
  const auto accrued = [](const std::string& figures) {
    const Ledger ledger = Ledger::Of(R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, rate: 10 %, metrics: [sales], currency: EUR, every: 3 months }
---
contract: acme-nova
event: report
id: R1
known: 2024-04-05
period: 2024-Q1
)" + figures);
    const Obligations owed = ledger.OwedAt("acme-nova", "2024-03-31");
    const Obligation o = Find(owed, "royalty/2024-Q1");
    CheckTrace(o.trace);
    EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading", o.id),
              o.accrued.IsExact() ? 0 : 1);
    return o.accrued.IsExact() ? o.accrued.ToString() : "unknown";
  };
  EXPECT_EQ(accrued("metrics: { sales: 9100.00 EUR }\n"
                    "items: [{ metric: sales, date: 2024-02-10, "
                    "amount: 100.00 EUR }]\n"),
            "unknown");
  EXPECT_EQ(accrued("metrics: { sales: 100.00 EUR }\n"
                    "items: [{ metric: sales, date: 2024-02-10, "
                    "amount: 60.00 EUR }, { metric: sales, date: 2024-03-10, "
                    "amount: 40.00 EUR }]\n"),
            "10.00 EUR");
}

}  // namespace
}  // namespace covenant::shares_test
