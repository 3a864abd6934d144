// Terms that change inside the period that they count for (domain.md section 4:
// change of rate inside a period). January to March 2024 have 31, 29 and 31
// days.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::changes_inside_a_period_test {
namespace {

std::string Quarterly(const std::string& rest) {
  return Agreement(
      "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
      "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
      "    every: 3 months\n" +
      rest);
}

constexpr char kOldTiers[] =
    "    tier_mode: marginal\n    tiers:\n"
    "      - { to: 1000.00 EUR, rate: 10 % }\n"
    "      - { over: 1000.00 EUR, rate: 20 % }\n";

// From 1 March, 31 of 91 days: 2000 give 10 % × 500 + 20 % × 1500 = 350; before
// they gave 10 % × 1000 + 20 % × 1000 = 300.
std::string NewTiers() {
  return Amended("A2", "2024-01-15", "2024-03-01",
                 "  - set: royalty.tiers\n    to:\n"
                 "      - { to: 500.00 EUR, rate: 10 % }\n"
                 "      - { over: 500.00 EUR, rate: 20 % }\n");
}

std::string Sales(const std::string& amount) {
  return Reported("R1", "2024-04-01", "2024-Q1", "sales: " + amount);
}

TEST(ChangesInsideAPeriod, TiersWithoutARuleAreUnknown) {
  const Obligations owed = OwedOn(
      Quarterly(kOldTiers) + NewTiers() + Sales("2000.00 EUR"), "2024-04-01");
  const Obligation o = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(o.owed.ToString(), "between 300.00 and 350.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kAmbiguousReading, o.id), 1);
}

TEST(ChangesInsideAPeriod, TiersThatGiveTheSameAreKnown) {
  // Up to 500 both say 10 %.
  EXPECT_EQ(OwedOf(Quarterly(kOldTiers) + NewTiers() + Sales("400.00 EUR"),
                   "royalty/2024-Q1", "2024-04-01"),
            "40.00 EUR");
}

TEST(ChangesInsideAPeriod, TiersByTheRule) {
  const auto owed = [](const std::string& rule) {
    return OwedOf(
        Quarterly(std::string(kOldTiers) + "    rate_change: " + rule + "\n") +
            NewTiers() + Sales("2000.00 EUR"),
        "royalty/2024-Q1", "2024-04-01");
  };
  EXPECT_EQ(owed("period-start"), "300.00 EUR");
  EXPECT_EQ(owed("period-end"), "350.00 EUR");
  // 60/91 × 300 + 31/91 × 350 = 197.802 + 119.231 = 317.033
  EXPECT_EQ(owed("pro-rata-days"), "317.03 EUR");
}

TEST(ChangesInsideAPeriod, DatedFiguresHaveTheTiersOfTheirDay) {
  // 800 before: 10 % × 800 = 80. Then 400 on top of 800: all above 500, so
  // 20 % × 400 = 80.
  const std::string items =
      "---\ncontract: acme-nova\nevent: report\nid: R1\nknown: 2024-04-01\n"
      "period: 2024-Q1\nitems:\n"
      "  - { metric: sales, date: 2024-02-10, amount: 800.00 EUR }\n"
      "  - { metric: sales, date: 2024-03-10, amount: 400.00 EUR }\n";
  EXPECT_EQ(OwedOf(Quarterly(kOldTiers) + NewTiers() + items, "royalty/2024-Q1",
                   "2024-04-01"),
            "160.00 EUR");
}

TEST(ChangesInsideAPeriod, MinimumOfAPeriodAndOfAYear) {
  const auto minimum = [](const std::string& per, const std::string& rule) {
    return Quarterly(
               "    rate: 10 %\n    minimum: { amount: 100.00 EUR, per: " +
               per + " }\n" + rule) +
           Amended("A2", "2024-01-15", "2024-03-01",
                   "  - set: royalty.minimum.amount\n    to: 190.00 EUR\n") +
           Sales("0.00 EUR");
  };
  EXPECT_EQ(OwedOf(minimum("period", ""), "royalty/2024-Q1", "2024-04-01"),
            "between 100.00 and 190.00 EUR");
  EXPECT_EQ(OwedOf(minimum("period", "    rate_change: period-end\n"),
                   "royalty/2024-Q1", "2024-04-01"),
            "190.00 EUR");
  // 60/91 × 100 + 31/91 × 190 = 65.934 + 64.725
  EXPECT_EQ(OwedOf(minimum("period", "    rate_change: pro-rata-days\n"),
                   "royalty/2024-Q1", "2024-04-01"),
            "130.66 EUR");
  std::string year = minimum("year", "");
  for (const char* quarter : {"2024-Q2", "2024-Q3", "2024-Q4"}) {
    year += Reported(std::string("R") + quarter, "2025-01-01", quarter,
                     "sales: 0.00 EUR");
  }
  EXPECT_EQ(OwedOf(year, "royalty/2024.minimum", "2025-01-01"),
            "between 100.00 and 190.00 EUR");
}

TEST(ChangesInsideAPeriod, AllowanceAndPrice) {
  const auto owed = [](const std::string& rule) {
    return OwedOf(
        Agreement("  - id: supply\n    kind: unit-price\n    debtor: acme\n"
                  "    creditor: nova\n    metrics: [calls]\n"
                  "    unit: calls\n    currency: EUR\n    price: 2.00 EUR\n"
                  "    allowance: 10 calls\n    every: 3 months\n" +
                  rule) +
            Amended("A2", "2024-01-15", "2024-03-01",
                    "  - set: supply.price\n    to: 3.00 EUR\n") +
            Reported("R1", "2024-04-01", "2024-Q1", "calls: 110 calls"),
        "supply/2024-Q1", "2024-04-01");
  };
  EXPECT_EQ(owed(""), "between 200.00 and 300.00 EUR");
  EXPECT_EQ(owed("    rate_change: period-start\n"), "200.00 EUR");
  EXPECT_EQ(owed("    rate_change: period-end\n"), "300.00 EUR");
}

TEST(ChangesInsideAPeriod, TakeOrPay) {
  const auto owed = [](const std::string& rule) {
    return OwedOf(
        Agreement("  - id: offtake\n    kind: take-or-pay\n    debtor: acme\n"
                  "    creditor: nova\n    minimum: 100 tonnes\n"
                  "    price: 10.00 EUR\n    metrics: [taken]\n"
                  "    every: 3 months\n" +
                  rule) +
            Amended("A2", "2024-01-15", "2024-03-01",
                    "  - set: offtake.minimum\n    to: 191 tonnes\n") +
            Reported("R1", "2024-04-01", "2024-Q1", "taken: 20 tonnes"),
        "offtake/2024-Q1", "2024-04-01");
  };
  EXPECT_EQ(owed(""), "between 1000.00 and 1910.00 EUR");
  EXPECT_EQ(owed("    rate_change: period-start\n"), "1000.00 EUR");
  // 60/91 × 100 + 31/91 × 191 = 131 tonnes.
  EXPECT_EQ(owed("    rate_change: pro-rata-days\n"), "1310.00 EUR");
}

TEST(ChangesInsideAPeriod, RatesAfterRecoupment) {
  const std::string advance =
      "  - id: advance\n    kind: payment\n    debtor: acme\n"
      "    creditor: nova\n    amount: between 20.00 and 80.00 EUR"
      "\n    due: 2024-01-01\n";
  // 1000 × 5 % = 50 earn out an advance between 20 and 80: it is not known
  // whether more is earned than was outstanding.
  const auto owed = [&](const std::string& crossing) {
    return Find(OwedOn(Quarterly("    rate: 5 %\n    recoup: { advances: "
                                 "[advance], rate_after: 4 %, crossing: " +
                                 crossing + " }\n" + advance) +
                           Sales("1000.00 EUR"),
                       "2024-04-01"),
                "royalty/2024-Q1")
        .accrued.ToString();
  };
  // old-rate: something was outstanding, so all is at 5 %.
  EXPECT_EQ(owed("old-rate"), "50.00 EUR");
  // new-rate: all at 4 % if 50 are more than was outstanding, else all at 5 %.
  EXPECT_EQ(owed("new-rate"), "between 40.00 and 50.00 EUR");
}

}  // namespace
}  // namespace covenant::changes_inside_a_period_test
