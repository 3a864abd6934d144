// When the counts of tiers, caps and minimums begin anew, also where an
// amendment changes that, and tiers of another kind.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::count_starts_test {
namespace {

constexpr char kId[] = "acme-nova";

// A share by the quarter since `from`, with more fields.
std::string Royalty(const std::string& from, const std::string& fields) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2020-01-01\n"
         "executed: 2020-01-01\nparties: [{ id: acme }, { id: nova }]\n"
         "clauses:\n"
         "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: "
         "nova, "
         "metrics: [sales], currency: EUR, every: 3 months, due: on "
         "period-end, "
         "from: " +
         from + ", " + fields + " }\n";
}

// To 1,000 EUR 10 %, above 5 %.
std::string Tiered(const std::string& from, const std::string& mode,
                   const std::string& reset) {
  return Royalty(from, "tier_mode: " + mode + ", tier_reset: " + reset +
                           ", tiers: [{ to: 1000.00 EUR, rate: 10 % }, "
                           "{ over: 1000.00 EUR, rate: 5 % }]");
}

std::string Change(const std::string& effective, const std::string& path,
                   const std::string& to) {
  return "---\ncontract: acme-nova\nevent: amendment\nid: A" + effective +
         "\nknown: 2020-01-10\nexecuted: 2020-01-10\neffective: " + effective +
         "\nchanges: [{ set: royalty." + path + ", to: " + to + " }]\n";
}

std::string Sales(const std::string& quarter, const std::string& amount) {
  return "---\ncontract: acme-nova\nevent: report\nid: R" + quarter +
         "\nknown: 2026-01-05\nperiod: " + quarter +
         "\nmetrics: { sales: " + amount + ".00 EUR }\n";
}

std::string Accrued(const std::string& yaml, const std::string& name) {
  const Obligations owed = Ledger::Of(yaml).OwedAt(kId, "2025-12-31");
  CheckBalances(owed);
  const Obligation o = Find(owed, "royalty/" + name);
  CheckTrace(o.accrued_trace);
  if (!o.accrued.IsExact()) {
    EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading", o.id), 1);
  }
  return o.accrued.ToString();
}

// 900 were charged at 10 % by marginal tiers. Of the tiers of a whole amount
// 1,900 reach 5 %: charged as a whole again 95 - 90, or 5 % of 1,000 alone.
// Then 2,400 reach 5 % too: 120 - 95, or 5 % of 1,500 less 50.
TEST(CountStarts, OtherKindsOfTiersChargeNothingTwice) {
  const std::string all = Tiered("2024-01-01", "marginal", "year") +
                          Change("2024-04-01", "tier_mode", "whole-amount") +
                          Sales("2024-Q1", "900") + Sales("2024-Q2", "1000") +
                          Sales("2024-Q3", "500") + Sales("2024-Q4", "0") +
                          Sales("2025-Q1", "1200");
  EXPECT_EQ(Accrued(all, "2024-Q1"), "90.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q2"), "between 5.00 and 50.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q3"), "25.00 EUR");
  // The next year is of one kind: 5 % of 1,200.
  EXPECT_EQ(Accrued(all, "2025-Q1"), "60.00 EUR");
}

TEST(CountStarts, FromTheCumulativeRateToo) {
  const std::string all = Tiered("2024-01-01", "cumulative-rate", "year") +
                          Change("2024-04-01", "tier_mode", "whole-amount") +
                          Sales("2024-Q1", "900") + Sales("2024-Q2", "1000");
  EXPECT_EQ(Accrued(all, "2024-Q2"), "between 5.00 and 50.00 EUR");
}

// Neither by the year nor for ever does the count begin anew in April: 900 are
// counted, and of 1,000 more 100 have 10 % and 900 have 5 %.
TEST(CountStarts, AChangeOfTheResetBeginsNothingAnew) {
  for (const auto& [from, to] :
       {std::pair("never", "year"), std::pair("year", "never")}) {
    const std::string all = Tiered("2024-01-01", "marginal", from) +
                            Change("2024-04-01", "tier_reset", to) +
                            Sales("2024-Q1", "900") + Sales("2024-Q2", "1000") +
                            Sales("2024-Q3", "500") + Sales("2024-Q4", "0") +
                            Sales("2025-Q1", "200");
    EXPECT_EQ(Accrued(all, "2024-Q2"), "55.00 EUR");
    EXPECT_EQ(Accrued(all, "2024-Q3"), "25.00 EUR");
    EXPECT_EQ(Accrued(all, "2025-Q1"),
              std::string(to) == "year" ? "20.00 EUR" : "10.00 EUR");
  }
}

// By the year the count began anew in January 2024, and 100 are counted. By the
// new terms it never did: 1,000 are, so that all that comes is above them.
TEST(CountStarts, WhatHadBegunAnewBeforeTheChangeIsAmbiguous) {
  const std::string all = Tiered("2023-10-01", "marginal", "year") +
                          Change("2024-04-01", "tier_reset", "never") +
                          Sales("2023-Q4", "900") + Sales("2024-Q1", "100") +
                          Sales("2024-Q2", "400");
  // 10 % of 400, or 5 % of them.
  EXPECT_EQ(Accrued(all, "2024-Q2"), "between 20.00 and 40.00 EUR");
}

// A year from January, then from July: neither begins in April. 10 of 100 are
// left in the second quarter; the year from July has a cap of its own.
TEST(CountStarts, AChangeOfTheYearKeepsTheCap) {
  const std::string all =
      Royalty("2024-01-01", "rate: 10 %, year_cap: { amount: 100.00 EUR }") +
      Change("2024-04-01", "year_start", "2024-07-01") +
      Sales("2024-Q1", "900") + Sales("2024-Q2", "400") +
      Sales("2024-Q3", "600") + Sales("2024-Q4", "600");
  EXPECT_EQ(Accrued(all, "2024-Q1"), "90.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q2"), "10.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q3"), "60.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q4"), "40.00 EUR");
}

// From October on a year from July: by the new terms the 60 of the third
// quarter count and 90 are left; as the count ran, 90 and 60 do, and nothing is
// left.
TEST(CountStarts, AYearThatTheNewTermsBeginEarlierIsAmbiguous) {
  const std::string all =
      Royalty("2024-04-01", "rate: 10 %, year_cap: { amount: 150.00 EUR }") +
      Change("2024-10-01", "year_start", "2024-07-01") +
      Sales("2024-Q2", "900") + Sales("2024-Q3", "600") +
      Sales("2024-Q4", "1200");
  EXPECT_EQ(Accrued(all, "2024-Q4"), "between 0.00 and 90.00 EUR");
}

// 90 and 40 meet the minimum of the year that ends in June.
TEST(CountStarts, AChangeOfTheYearKeepsWhatCountsTowardsTheMinimum) {
  const std::string all =
      Royalty("2024-01-01",
              "rate: 10 %, minimum: { amount: 100.00 EUR, per: year, "
              "partial_period: whole }") +
      Change("2024-04-01", "year_start", "2024-07-01") +
      Sales("2024-Q1", "900") + Sales("2024-Q2", "400") +
      Sales("2024-Q3", "600") + Sales("2024-Q4", "600") +
      Sales("2025-Q1", "100") + Sales("2025-Q2", "100");
  const Obligations owed = Ledger::Of(all).OwedAt(kId, "2025-12-31");
  EXPECT_FALSE(Has(owed, "royalty/2023-07-01.minimum"));
  EXPECT_FALSE(Has(owed, "royalty/2024-07-01.minimum"));  // 60 + 60 + 10 + 10
}

// The first two quarters of each year at 10 %.
TEST(CountStarts, OrdinalTiersByTheYear) {
  std::string all = Royalty(
      "2023-01-01",
      "tier_mode: ordinal, tier_reset: year, "
      "tiers: [{ to: 2 periods, rate: 10 % }, { over: 2 periods, rate: 5 % }]");
  for (const char* quarter : {"2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4",
                              "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"}) {
    all += Sales(quarter, "100");
  }
  EXPECT_EQ(Accrued(all, "2023-Q2"), "10.00 EUR");
  EXPECT_EQ(Accrued(all, "2023-Q3"), "5.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q1"), "10.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q2"), "10.00 EUR");
  EXPECT_EQ(Accrued(all, "2024-Q4"), "5.00 EUR");
}

// Sales of 600, 300, 100, 400 and 100 EUR come to 125 EUR, however the periods are
// cut. August is a month by itself; July and September stay one quarter, which
// ends after it.
TEST(CountStarts, PeriodsCountInTheOrderOfTheirLastDays) {
  const auto report = [](const std::string& id, const std::string& period,
                         const std::string& sales) {
    return "---\ncontract: acme-nova\nevent: report\nid: " + id +
           "\nknown: 2024-12-01\nperiod: " + period +
           "\nmetrics: { sales: " + sales + " EUR }\n";
  };
  const Obligations owed =
      Ledger::Of(Tiered("2024-01-01, until: 2024-10-01", "marginal", "year") +
                 "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: "
                 "2020-01-10\nexecuted: 2020-01-10\neffective: 2024-08-01\n"
                 "until: 2024-09-01\nchanges: [{ set: royalty.every, to: 1 "
                 "month }]\n" +
                 report("R1", "2024-Q1", "600.00") +
                 report("R2", "2024-Q2", "300.00") +
                 report("R3", "2024-07", "100.00") +
                 report("R4", "2024-08", "400.00") +
                 report("R5", "2024-09", "100.00"))
          .OwedAt(kId, "2024-12-31");
  EXPECT_EQ(Find(owed, "royalty/2024-08").owed.ToString(), "25.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q3").owed.ToString(), "10.00 EUR");
}

}  // namespace
}  // namespace covenant::count_starts_test
