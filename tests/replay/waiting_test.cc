// Periods whose report is not due yet: they are left out, and what is computed
// after them does not take them for nothing (domain.md sections 2 and 3).
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::waiting_test {
namespace {

// Monthly, reported within 45 days: on 20 February January may still come.
std::string Monthly(const std::string& rest) {
  return Agreement(
      "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
      "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
      "    every: 1 month\n    report_due: 45 days\n" +
      rest);
}

std::string Sales(const std::string& period, const std::string& amount) {
  return Reported("R" + period, "2024-01-01", period, "sales: " + amount);
}

TEST(Waiting, ThePeriodItselfIsLeftOutWithoutAFinding) {
  const Obligations owed =
      OwedOn(Monthly("    rate: 10 %\n") + Sales("2024-02", "500.00 EUR"),
             "2024-03-01");
  EXPECT_FALSE(Has(owed, "royalty/2024-01"));
  // A plain rate needs nothing of what came before: 10 % × 500.
  EXPECT_EQ(Find(owed, "royalty/2024-02").owed.ToString(), "50.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport), 0);
}

TEST(Waiting, TiersOfTheYearCannotTellWhereTheNextPeriodBegins) {
  const std::string yaml =
      Monthly(
          "    tier_mode: marginal\n    tier_reset: year\n    tiers:\n"
          "      - { to: 1000.00 EUR, rate: 10 % }\n"
          "      - { over: 1000.00 EUR, rate: 5 % }\n") +
      Sales("2024-02", "500.00 EUR");
  const Obligations owed = OwedOn(yaml, "2024-03-01");
  const Obligation o = Find(owed, "royalty/2024-02");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport, o.id), 1);
  // Once January is in: 800 + 200 at 10 %, 300 at 5 %: 20 + 15.
  EXPECT_EQ(OwedOf(yaml + Sales("2024-01", "800.00 EUR"), "royalty/2024-02",
                   "2024-03-01"),
            "35.00 EUR");
}

TEST(Waiting, ALifetimeCapMayBeUsedUp) {
  const std::string yaml =
      Monthly("    rate: 10 %\n    lifetime_cap: { amount: 60.00 EUR }\n") +
      Sales("2024-02", "500.00 EUR");
  const Obligations owed = OwedOn(yaml, "2024-03-01");
  EXPECT_EQ(Find(owed, "royalty/2024-02").owed.ToString(),
            "between 0.00 and 50.00 EUR");
  EXPECT_EQ(OwedOf(yaml + Sales("2024-01", "400.00 EUR"), "royalty/2024-02",
                   "2024-03-01"),
            "20.00 EUR");
}

TEST(Waiting, AdvancesMayBeEarnedOut) {
  const std::string advance =
      "  - id: advance\n    kind: payment\n    debtor: acme\n"
      "    creditor: nova\n    amount: 60.00 EUR\n    due: 2024-01-01\n";
  const std::string yaml =
      Monthly("    rate: 10 %\n    recoup: { advances: [advance] }\n" +
              advance) +
      Sales("2024-02", "500.00 EUR");
  const Obligation o = Find(OwedOn(yaml, "2024-03-01"), "royalty/2024-02");
  // 50 accrue; between nothing and all of it is credited.
  EXPECT_EQ(o.accrued.ToString(), "50.00 EUR");
  EXPECT_EQ(o.credited.ToString(), "between 0.00 and 50.00 EUR");
  // January earned out 40 of the 60: 20 are left for February.
  EXPECT_EQ(OwedOf(yaml + Sales("2024-01", "400.00 EUR"), "royalty/2024-02",
                   "2024-03-01"),
            "30.00 EUR");
}

TEST(Waiting, OneOfTwoMetricsIsNotTheAmount) {
  const std::string yaml =
      Monthly("    rate: 10 %\n    deductions: [{ metric: returns }]\n") +
      Sales("2024-01", "500.00 EUR");
  EXPECT_FALSE(Has(OwedOn(yaml, "2024-02-05"), "royalty/2024-01"));
  // After the report's own day the returns are missing.
  EXPECT_EQ(Find(OwedOn(yaml, "2024-03-20"), "royalty/2024-01").state,
            ObligationState::kUnknown);
}

TEST(Waiting, DatedFiguresOfOneMetricAreNotTheAmountEither) {
  const std::string items =
      "---\ncontract: acme-nova\nevent: report\nid: R1\nknown: 2024-01-12\n"
      "period: 2024-01\nitems:\n"
      "  - { metric: sales, date: 2024-01-10, amount: 500.00 EUR }\n";
  const std::string rest = "    deductions: [{ metric: returns }]\n";
  const std::string yaml = Monthly("    rate: 10 %\n" + rest) + items;
  // Inside the running period they count; once it has ended the returns may come
  // until 16 March.
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-01", "2024-01-30"), "50.00 EUR");
  EXPECT_FALSE(Has(OwedOn(yaml, "2024-01-31"), "royalty/2024-01"));
  EXPECT_FALSE(Has(OwedOn(yaml, "2024-03-16"), "royalty/2024-01"));
  EXPECT_EQ(Find(OwedOn(yaml, "2024-03-17"), "royalty/2024-01").state,
            ObligationState::kUnknown);
  // (500 - 100) x 10 %.
  EXPECT_EQ(OwedOf(yaml + Reported("R2", "2024-02-10", "2024-01",
                                   "returns: 100.00 EUR"),
                   "royalty/2024-01", "2024-02-10"),
            "40.00 EUR");
  // What is settled figure by figure is owed figure by figure.
  EXPECT_EQ(OwedOf(Monthly("    rate: 10 %\n    settle: item\n" + rest) + items,
                   "royalty/2024-01.2024-01-10", "2024-01-31"),
            "50.00 EUR");
}

TEST(Waiting, MakeUpCreditsOfAPeriodToComeAreNotKnown) {
  const std::string yaml = Agreement(
      "  - id: offtake\n    kind: take-or-pay\n    debtor: acme\n"
      "    creditor: nova\n    minimum: 100 tonnes\n    price: 10.00 EUR\n"
      "    metrics: [taken]\n    every: 1 month\n    report_due: 45 days\n"
      "    make_up: { applies_to: any-amount, measure: amount }\n");
  const auto taken = [](const std::string& month, const std::string& amount) {
    return Reported("T" + month, "2024-01-01", month, "taken: " + amount);
  };
  const std::string february = taken("2024-02", "120 tonnes");
  const Obligation o =
      Find(OwedOn(yaml + february, "2024-03-01"), "offtake/2024-02");
  // 120 × 10, of which a shortfall of January may pay for any part.
  EXPECT_EQ(o.accrued.ToString(), "1200.00 EUR");
  EXPECT_EQ(o.credited.ToString(), "between 0.00 and 1200.00 EUR");
  // January lacked 30, which is a credit of 300.
  EXPECT_EQ(OwedOf(yaml + february + taken("2024-01", "70 tonnes"),
                   "offtake/2024-02", "2024-03-01"),
            "900.00 EUR");
}

}  // namespace
}  // namespace covenant::waiting_test
