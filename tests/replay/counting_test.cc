// Caps and minimums that count what is paid instead of what accrued (domain.md
// section 4, "cap and minimum count accrued (default) | paid").
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::counting_test {
namespace {

// 10 % of the sales of each half-year, credited against an advance of 50.
std::string HalfYearly(const std::string& rest) {
  return Agreement(
      "  - id: advance\n    kind: payment\n    debtor: acme\n"
      "    creditor: nova\n    amount: 50.00 EUR\n    due: 2024-01-01\n"
      "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
      "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
      "    every: 6 months\n    rate: 10 %\n"
      "    recoup: { advances: [advance] }\n" +
      rest);
}

std::string Sales(const std::string& period, const std::string& amount) {
  return Reported("R" + period, "2024-01-01", period, "sales: " + amount);
}

const std::string kBoth =
    Sales("2024-H1", "800.00 EUR") + Sales("2024-H2", "500.00 EUR");

TEST(Counting, ACapOfWhatAccruesIsUsedUpByWhatIsCredited) {
  const std::string yaml =
      HalfYearly("    lifetime_cap: { amount: 60.00 EUR }\n") + kBoth;
  // 80, at most 60, of which 50 are credited; nothing is left of the cap.
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-H1", "2025-01-31"), "10.00 EUR");
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-H2", "2025-01-31"), "0.00 EUR");
}

TEST(Counting, ACapOfWhatIsPaidIsNot) {
  const std::string yaml =
      HalfYearly("    lifetime_cap: { amount: 60.00 EUR, counts: paid }\n") +
      kBoth;
  const Obligations owed = OwedOn(yaml, "2025-01-31");
  // 80, at most 60 + the 50 that are credited; 30 to pay. 60 - 30 = 30 are left
  // for the 50 of the second half.
  EXPECT_EQ(Find(owed, "royalty/2024-H1").accrued.ToString(), "80.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-H1").owed.ToString(), "30.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-H2").owed.ToString(), "30.00 EUR");
  EXPECT_EQ(
      FindBalance(owed.balances, "acme-nova/royalty", "lifetime cap left")
          .amount.ToString(),
      "0.00 EUR");
}

TEST(Counting, WhatIsWaivedIsNotPaid) {
  const std::string waiver =
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\neffective: 2024-01-01\nuntil: 2024-07-01\n"
      "clause: royalty\nshare: 50 %\nmeasured_by: accrual\n";
  const auto owed = [&](const std::string& counts) {
    return OwedOf(
        Agreement(
            "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
            "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
            "    every: 6 months\n    rate: 10 %\n"
            "    lifetime_cap: { amount: 100.00 EUR" +
            counts + " }\n") +
            waiver + kBoth,
        "royalty/2024-H2", "2025-01-31");
  };
  // 80 accrue, 40 of them are waived: 20 or 60 are left for the 50.
  EXPECT_EQ(owed(""), "20.00 EUR");
  EXPECT_EQ(owed(", counts: paid"), "50.00 EUR");
}

TEST(Counting, WhatIsStillToBePaidCounts) {
  const std::string yaml =
      Agreement(
          "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
          "    creditor: nova\n    metrics: [sales]\n    currency: EUR\n"
          "    every: 6 months\n    rate: 10 %\n"
          "    lifetime_cap: { amount: 100.00 EUR, counts: paid }\n") +
      kBoth;
  // Nobody has paid the 80; 20 are left all the same.
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-H2", "2025-01-31"), "20.00 EUR");
}

TEST(Counting, TowardsTheMinimumOfAPeriod) {
  const auto owed = [](const std::string& counts) {
    return OwedOf(HalfYearly("    minimum: { amount: 40.00 EUR" + counts +
                             " }\n") +
                      kBoth,
                  "royalty/2024-H1", "2024-07-31");
  };
  // 80 less 50 credited; at least 40 are to be paid.
  EXPECT_EQ(owed(""), "30.00 EUR");
  EXPECT_EQ(owed(", counts: paid"), "40.00 EUR");
}

TEST(Counting, TowardsTheMinimumOfAYear) {
  const auto lacking = [](const std::string& counts) {
    return OwedOf(HalfYearly("    minimum: { amount: 150.00 EUR, per: year" +
                             counts + " }\n") +
                      kBoth,
                  "royalty/2024.minimum", "2025-01-31");
  };
  // 80 + 50 accrue, 50 of them are credited: 20 or 70 lack.
  EXPECT_EQ(lacking(""), "20.00 EUR");
  EXPECT_EQ(lacking(", counts: paid"), "70.00 EUR");
}

}  // namespace
}  // namespace covenant::counting_test
