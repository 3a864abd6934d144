// Loans whose rate is published: resets, caps, floors, spreads and missing rates. The
// arithmetic is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/loan_clauses.h"

namespace covenant::floating_loan_test {
namespace {

std::string Published(const std::string& id, const std::string& known,
                      const std::string& values) {
  return "---\nevent: rate\nid: " + id + "\nknown: " + known +
         "\nrate: euribor-3m\nmeasures: percent\nvalues: [" + values + "]\n";
}

// A year at three months' EURIBOR, by the quarter.
std::string Floating(const std::string& extra = "") {
  return "contract_type: principal-at-maturity, "
         "notional_principal: 100000.00 EUR, "
         "initial_exchange_date: 2024-01-01, maturity_date: 2025-01-01, "
         "day_count_convention: 30e-360, cycle_of_interest_payment: 3 months, "
         "market_object_code_of_rate_reset: euribor-3m" +
         extra;
}

std::string FourQuarters() {
  return Published("E1", "2024-12-31",
                   "{ date: 2024-01-01, rate: 4 % }, "
                   "{ date: 2024-04-01, rate: 6 % }, "
                   "{ date: 2024-07-01, rate: 1 % }, "
                   "{ date: 2024-10-01, rate: 2 % }");
}

// The interest of the four quarters.
std::string Quarters(const Ledger& ledger) {
  const Obligations owed = ledger.OwedAt(kBankAcme, "2025-01-01");
  CheckBalances(owed);
  std::string text;
  for (const char* day :
       {"2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"}) {
    const std::string id = "loan/" + std::string(day) + ".interest";
    text += (text.empty() ? "" : ", ") + Find(owed, id).accrued.ToString();
  }
  return text;
}

TEST(Loan, AFloatingRateIsTakenWhenInterestPeriodsBegin) {
  // (4, 6, 1, 2 % plus 1 %) of 100,000 for a quarter.
  EXPECT_EQ(Quarters(Ledger::Of(Loan(Floating(", rate_spread: 1 %")) +
                                FourQuarters())),
            "1250.00 EUR, 1750.00 EUR, 500.00 EUR, 750.00 EUR");
  // Half of it, plus 1 %: 3, 4, 1.5, 2 %.
  EXPECT_EQ(Quarters(Ledger::Of(
                Loan(Floating(", rate_spread: 1 %, rate_multiplier: 50 %")) +
                FourQuarters())),
            "750.00 EUR, 1000.00 EUR, 375.00 EUR, 500.00 EUR");
}

TEST(Loan, CapsAndFloorsForLife) {
  // 4, 5, 2 and 2 %.
  EXPECT_EQ(Quarters(Ledger::Of(
                Loan(Floating(", life_cap: 5 %, life_floor: 2 %")) +
                FourQuarters())),
            "1000.00 EUR, 1250.00 EUR, 500.00 EUR, 500.00 EUR");
}

TEST(Loan, CapsAndFloorsOfOneReset) {
  // From 4 % up to 5.5 % at most, then down to 3.5 % at most, then to 2 %.
  EXPECT_EQ(Quarters(Ledger::Of(
                Loan(Floating(", period_cap: 1.5 %, period_floor: 2 %")) +
                FourQuarters())),
            "1000.00 EUR, 1375.00 EUR, 875.00 EUR, 500.00 EUR");
  // The nominal rate counts before the first reset: 3 %, so 4 % is more than
  // half a point up: 3.5, 4, 2, 2 %.
  EXPECT_EQ(Quarters(Ledger::Of(
                Loan(Floating(", nominal_interest_rate: 3 %, "
                              "period_cap: 0.5 %, period_floor: 2 %")) +
                FourQuarters())),
            "875.00 EUR, 1000.00 EUR, 500.00 EUR, 500.00 EUR");
}

TEST(Loan, ResetsInsideAPeriodAndTheNominalRateBeforeThem) {
  // 3 % until 1 April; then 6, 1 and 2 %, because the rate is reset from then on.
  EXPECT_EQ(Quarters(Ledger::Of(
                Loan(Floating(", nominal_interest_rate: 3 %, "
                              "cycle_of_rate_reset: 3 months, "
                              "cycle_anchor_date_of_rate_reset: 2024-04-01")) +
                FourQuarters())),
            "750.00 EUR, 1500.00 EUR, 250.00 EUR, 500.00 EUR");
  const Ledger yearly = Ledger::Of(
      Loan("contract_type: principal-at-maturity, "
           "notional_principal: 100000.00 EUR, "
           "initial_exchange_date: 2024-01-01, maturity_date: 2025-01-01, "
           "day_count_convention: 30e-360, "
           "market_object_code_of_rate_reset: euribor-3m, "
           "cycle_of_rate_reset: 3 months") +
      FourQuarters());
  // A quarter each at 4, 6, 1 and 2 %, owed in one sum.
  EXPECT_EQ(Accrued(yearly, "2025-01-01.interest", "2025-01-01"),
            "3250.00 EUR");
}

TEST(Loan, AChangedSpreadCountsFromItsDay) {
  EXPECT_EQ(Quarters(Ledger::Of(
                Loan(Floating(", rate_spread: 1 %")) + FourQuarters() +
                Amend("A2", "2024-05-10", "2024-05-16",
                      "  - { set: loan.rate_spread, to: 3 % }\n"))),
            // 45 days at 7 % and 45 at 9 %; then 4 and 5 %.
            "1250.00 EUR, 2000.00 EUR, 1000.00 EUR, 1250.00 EUR");
}

TEST(Loan, ARateThatIsNotPublishedMakesInterestUnknown) {
  const Ledger ledger = Ledger::Of(
      Loan(Floating()) + Published("E1", "2024-04-01",
                                   "{ date: 2024-01-01, rate: 4 % }, "
                                   "{ date: 2024-03-28, rate: 6 % }"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-07-01");
  EXPECT_EQ(Find(owed, "loan/2024-04-01.interest").accrued.ToString(),
            "1000.00 EUR");
  const Obligation unknown = Find(owed, "loan/2024-07-01.interest");
  EXPECT_EQ(unknown.state, ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, "missing-rate",
                          "bank-acme/loan/2024-07-01.interest"),
            1);
  EXPECT_EQ(FindBalance(owed.balances, "bank-acme/loan",
                        "principal outstanding")
                .amount.ToString(),
            "100000.00 EUR");
  // The rate of four days before, or the last one published.
  const std::string published =
      Published("E1", "2024-04-01",
                "{ date: 2023-12-28, rate: 4 % }, "
                "{ date: 2024-03-28, rate: 6 % }");
  EXPECT_EQ(Accrued(Ledger::Of(Loan(Floating(", fixing_period: 4 days")) +
                               published),
                    "2024-07-01.interest", "2024-07-01"),
            "1500.00 EUR");
  EXPECT_EQ(Accrued(Ledger::Of(Loan(Floating(
                                   ", fallback: previous, within: 5 days")) +
                               published),
                    "2024-07-01.interest", "2024-07-01"),
            "1500.00 EUR");
}

TEST(Loan, AnAnnuityIsComputedAgainAtEachReset) {
  const Ledger ledger = Ledger::Of(
      Loan("contract_type: annuity, notional_principal: 1000.00 EUR, "
           "initial_exchange_date: 2024-01-01, maturity_date: 2025-01-01, "
           "day_count_convention: 30e-360, "
           "cycle_of_principal_redemption: 6 months, "
           "market_object_code_of_rate_reset: euribor-3m") +
      Published("E1", "2024-07-01",
                "{ date: 2024-01-01, rate: 4 % }, "
                "{ date: 2024-07-01, rate: 6 % }"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2025-01-01");
  EXPECT_EQ(Find(owed, "loan/2024-07-01.interest").accrued.ToString(),
            "20.00 EUR");
  // A reset is for what comes after it: 1,020 / (1 + 1 / 1.02) = 515.05.
  EXPECT_EQ(Find(owed, "loan/2024-07-01.principal").accrued.ToString(),
            "495.05 EUR");
  // 504.95 × 3 %.
  EXPECT_EQ(Find(owed, "loan/2025-01-01.interest").accrued.ToString(),
            "15.15 EUR");
}

TEST(Loan, AnUndisclosedRateMakesInterestUnknownAndLeavesThePrincipal) {
  const Ledger ledger = Ledger::Of(Loan(
      "contract_type: principal-at-maturity, "
      "notional_principal: 100000.00 EUR, initial_exchange_date: 2024-01-01, "
      "maturity_date: 2025-01-01, nominal_interest_rate: between 2 % and 4 %, "
      "day_count_convention: 30e-360"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2025-01-01");
  EXPECT_EQ(Find(owed, "loan/2025-01-01.interest").accrued.ToString(),
            "between 2000.00 and 4000.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2025-01-01.principal").owed.ToString(),
            "100000.00 EUR");
}

}  // namespace
}  // namespace covenant::floating_loan_test
