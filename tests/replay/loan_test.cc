// Loans: each type of schedule, day counts, changes of terms inside periods,
// prepayments. The arithmetic is worked in the comments; two
// schedules are those of the test cases that the ACTUS Financial Research
// Foundation publishes (actus-tests, ANN).
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/loan_clauses.h"

namespace covenant::loan_test {
namespace {

// 10,000 for three months at 12 %, actual/360.
std::string ThreeMonths(const std::string& extra = "") {
  return "contract_type: annuity, notional_principal: 10000.00 EUR, "
         "initial_exchange_date: 2024-01-01, maturity_date: 2024-04-01, "
         "nominal_interest_rate: 12 %, day_count_convention: actual-360, "
         "cycle_of_principal_redemption: 1 month" +
         extra;
}

TEST(Loan, AnAnnuityIsOneInstalmentAndTheLastTakesTheRemainder) {
  const Ledger ledger = Ledger::Of(Loan(ThreeMonths()));
  // January, February and March have 31, 29 and 31 days: i = 0.12 × d / 360 is
  // 0.0103333, 0.0096667 and 0.0103333. The annuity is 10,000 divided by
  // 1/1.0103333 + 1/(1.0103333 × 1.0096667) + 1/(... × 1.0103333): 3,400.9689.
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-04-01");
  CheckBalances(owed);
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"2024-02-01.interest", "103.33 EUR"},     // 10,000.00 × 31/360 × 12 %
      {"2024-02-01.principal", "3297.64 EUR"},   // 3,400.97 - 103.33
      {"2024-03-01.interest", "64.79 EUR"},      // 6,702.36 × 29/360 × 12 %
      {"2024-03-01.principal", "3336.18 EUR"},   // 3,400.97 - 64.79
      {"2024-04-01.interest", "34.78 EUR"},      // 3,366.18 × 31/360 × 12 %
      {"2024-04-01.principal", "3366.18 EUR"}};  // what is left
  EXPECT_EQ(owed.obligations.size(), expected.size());
  for (const auto& [name, amount] : expected) {
    EXPECT_EQ(Find(owed, "loan/" + name).accrued.ToString(), amount) << name;
  }
  EXPECT_EQ(Find(owed, "loan/2024-03-01.interest").due, D("2024-03-01"));
  EXPECT_TRUE(owed.findings.empty());
  EXPECT_EQ(Outstanding(ledger, "2024-01-31"), "10000.00 EUR");
  EXPECT_EQ(Outstanding(ledger, "2024-02-01"), "6702.36 EUR");
  EXPECT_EQ(Outstanding(ledger, "2024-04-01"), "0.00 EUR");
}

TEST(Loan, InterestAccruesWithItsPeriodPrincipalOnItsDay) {
  const Ledger ledger = Ledger::Of(Loan(ThreeMonths()));
  EXPECT_TRUE(ledger.OwedAt(kBankAcme, "2023-12-31").balances.empty());
  EXPECT_TRUE(ledger.OwedAt(kBankAcme, "2024-01-30").obligations.empty());
  const Obligations last_day = ledger.OwedAt(kBankAcme, "2024-01-31");
  EXPECT_EQ(last_day.obligations.size(), 1u);
  EXPECT_EQ(Find(last_day, "loan/2024-02-01.interest").state,
            ObligationState::kAccrued);
  EXPECT_EQ(ledger.OwedAt(kBankAcme, "2024-02-01").obligations.size(), 2u);
}

TEST(Loan, TheScheduleOfAnn01OfActus) {
  // actus-tests, ann01: 5,000 USD, 8 %, A/365, twelve months. Its instalment is
  // 434.866594118346; here it is computed, not stated.
  const Ledger ledger = Ledger::Of(Loan(
      "contract_type: annuity, notional_principal: 5000.00 USD, "
      "initial_exchange_date: 2013-01-01, maturity_date: 2014-01-01, "
      "nominal_interest_rate: 8 %, day_count_convention: actual-365-fixed, "
      "cycle_of_principal_redemption: 1 month, rounding: { places: 12 }"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2014-01-01");
  const auto digits = [&](const std::string& name) {
    const std::string text =
        Find(owed, "loan/" + name).accrued.ToString();
    return text.substr(0, text.find('.') + 10);
  };
  EXPECT_EQ(Find(owed, "loan/2013-02-01.interest").accrued.ToString(),
            "33.972602739726 USD");
  EXPECT_EQ(Find(owed, "loan/2013-02-01.principal").accrued.ToString(),
            "400.89399137862 USD");
  EXPECT_EQ(digits("2013-03-01.interest"), "28.224650573");
  EXPECT_EQ(digits("2013-03-01.principal"), "406.641943544");
  EXPECT_EQ(digits("2013-07-01.principal"), "415.376069722");
  EXPECT_EQ(digits("2013-12-01.interest"), "5.662265118");
  EXPECT_EQ(digits("2013-12-01.principal"), "429.204328999");
  EXPECT_EQ(digits("2014-01-01.interest"), "2.934769656");
  EXPECT_EQ(digits("2014-01-01.principal"), "431.931824461");
}

TEST(Loan, TheInstalmentOfAnn02OfActus) {
  // actus-tests, ann02: 100,000 USD, 7 %, 30E/360, ten years of months; the
  // instalment is 1161.08479218624, the first principal 577.7514588529.
  const Ledger ledger = Ledger::Of(Loan(
      "contract_type: annuity, notional_principal: 100000.00 USD, "
      "initial_exchange_date: 2013-01-01, maturity_date: 2023-01-01, "
      "nominal_interest_rate: 7 %, day_count_convention: 30e-360, "
      "cycle_of_principal_redemption: 1 month, rounding: { places: 12 }"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2023-01-01");
  EXPECT_EQ(owed.obligations.size(), 240u);
  EXPECT_EQ(Find(owed, "loan/2013-02-01.interest").accrued.ToString(),
            "583.333333333333 USD");
  EXPECT_EQ(Find(owed, "loan/2013-02-01.principal").accrued.ToString(),
            "577.751458852908 USD");
  EXPECT_EQ(Find(owed, "loan/2013-12-01.interest")
                .accrued.ToString()
                .substr(0, 13),
            "548.732579787");
  CheckBalances(owed);
}

TEST(Loan, EqualPartsOfPrincipalOnThirtyDayMonths) {
  const Ledger ledger = Ledger::Of(Loan(
      "contract_type: linear-amortizer, notional_principal: 100000.00 EUR, "
      "initial_exchange_date: 2024-01-01, maturity_date: 2025-07-01, "
      "nominal_interest_rate: 6 %, day_count_convention: 30-360, "
      "cycle_of_interest_payment: 6 months, "
      "cycle_of_principal_redemption: 6 months"));
  // Half years have 180 days: 3 % of 100,000.00, 66,666.67 and 33,333.34.
  EXPECT_EQ(Accrued(ledger, "2024-07-01.interest", "2025-07-01"),
            "3000.00 EUR");
  EXPECT_EQ(Accrued(ledger, "2024-07-01.principal", "2025-07-01"),
            "33333.33 EUR");
  EXPECT_EQ(Accrued(ledger, "2025-01-01.interest", "2025-07-01"),
            "2000.00 EUR");
  EXPECT_EQ(Accrued(ledger, "2025-01-01.principal", "2025-07-01"),
            "33333.33 EUR");
  EXPECT_EQ(Accrued(ledger, "2025-07-01.interest", "2025-07-01"),
            "1000.00 EUR");
  EXPECT_EQ(Accrued(ledger, "2025-07-01.principal", "2025-07-01"),
            "33333.34 EUR");
}

TEST(Loan, ABulletAcrossALeapYear) {
  const Ledger ledger = Ledger::Of(Loan(
      "contract_type: principal-at-maturity, "
      "notional_principal: 1000000.00 EUR, initial_exchange_date: 2023-07-01, "
      "maturity_date: 2025-07-01, nominal_interest_rate: 5 %, "
      "day_count_convention: actual-actual-isda, "
      "cycle_of_interest_payment: 1 year"));
  // 184 days of 2023 and 182 of 2024: 184/365 + 182/366 = 1.00137735.
  EXPECT_EQ(Accrued(ledger, "2024-07-01.interest", "2025-07-01"),
            "50068.87 EUR");
  // 184 days of 2024 and 181 of 2025: 184/366 + 181/365 = 0.99862265.
  EXPECT_EQ(Accrued(ledger, "2025-07-01.interest", "2025-07-01"),
            "49931.13 EUR");
  EXPECT_EQ(Accrued(ledger, "2025-07-01.principal", "2025-07-01"),
            "1000000.00 EUR");
  CheckBalances(ledger.OwedAt(kBankAcme, "2025-07-01"));
}

TEST(Loan, StatedStepsAndWhatTheyLeaveAtMaturity) {
  const Ledger ledger = Ledger::Of(Loan(
      "contract_type: exotic-linear-amortizer, "
      "notional_principal: 90000.00 EUR, initial_exchange_date: 2024-01-01, "
      "maturity_date: 2026-01-01, nominal_interest_rate: 8 %, "
      "day_count_convention: actual-365-fixed, "
      "cycle_of_interest_payment: 1 year, array_principal_redemption: "
      "[{ date: 2024-07-01, amount: 20000.00 EUR }, "
      "{ date: 2025-01-01, amount: 30000.00 EUR }]"));
  // 90,000 × 8 % × 182/365 + 70,000 × 8 % × 184/365 = 3,590.14 + 2,823.01.
  EXPECT_EQ(Accrued(ledger, "2025-01-01.interest", "2026-01-01"),
            "6413.15 EUR");
  EXPECT_EQ(Accrued(ledger, "2024-07-01.principal", "2026-01-01"),
            "20000.00 EUR");
  EXPECT_EQ(Accrued(ledger, "2025-01-01.principal", "2026-01-01"),
            "30000.00 EUR");
  EXPECT_EQ(Accrued(ledger, "2026-01-01.interest", "2026-01-01"),
            "3200.00 EUR");
  EXPECT_EQ(Accrued(ledger, "2026-01-01.principal", "2026-01-01"),
            "40000.00 EUR");
}

// 100,000 at 6 % for a year, interest by the quarter, months of 30 days.
std::string Bullet(const std::string& extra = "") {
  return "contract_type: principal-at-maturity, "
         "notional_principal: 100000.00 EUR, "
         "initial_exchange_date: 2024-01-01, maturity_date: 2025-01-01, "
         "nominal_interest_rate: 6 %, day_count_convention: 30e-360, "
         "cycle_of_interest_payment: 3 months" +
         extra;
}

TEST(Loan, ARateThatChangesInsideAPeriodCountsByTheDay) {
  const Ledger ledger =
      Ledger::Of(Loan(Bullet()) +
                 Amend("A2", "2024-02-10", "2024-02-15",
                       "  - { set: loan.nominal_interest_rate, to: 4 % }\n"));
  // 44 days at 6 % and 46 at 4 %: 733.33 + 511.11.
  EXPECT_EQ(Accrued(ledger, "2024-04-01.interest", "2024-04-01"),
            "1244.44 EUR");
  EXPECT_EQ(Accrued(ledger, "2024-07-01.interest", "2024-07-01"),
            "1000.00 EUR");
}

TEST(Loan, ARetroactiveRateIsASumOfItsOwn) {
  const Ledger ledger =
      Ledger::Of(Loan(Bullet()) +
                 Amend("A2", "2024-08-10", "2024-04-01",
                       "  - { set: loan.nominal_interest_rate, to: 8 % }\n"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-10-01");
  EXPECT_EQ(Find(owed, "loan/2024-07-01.interest").accrued.ToString(),
            "1500.00 EUR");
  const Obligation more = Find(owed, "loan/2024-07-01.interest+A2");
  EXPECT_EQ(more.accrued.ToString(), "500.00 EUR");
  EXPECT_EQ(more.due, D("2024-08-10"));
  EXPECT_EQ(Find(owed, "loan/2024-10-01.interest").accrued.ToString(),
            "2000.00 EUR");
  CheckBalances(owed);
}

TEST(Loan, AnAnnuityIsComputedAgainWhenItsRateChanges) {
  const Ledger ledger =
      Ledger::Of(Loan(ThreeMonths()) +
                 Amend("A2", "2024-02-01", "2024-02-10",
                       "  - { set: loan.nominal_interest_rate, to: 6 % }\n"));
  // 6,702.36 × (12 % × 9/360 + 6 % × 20/360) = 20.107 + 22.341.
  EXPECT_EQ(Accrued(ledger, "2024-03-01.interest", "2024-04-01"), "42.45 EUR");
  // (6,702.36 + 42.448) / (1 + 1 / (1 + 6 % × 31/360)) = 3,381.0949.
  EXPECT_EQ(Accrued(ledger, "2024-03-01.principal", "2024-04-01"),
            "3338.64 EUR");
}

TEST(Loan, AnExtensionOfMaturity) {
  const std::string extend = Amend(
      "A2", "2024-12-01", "2024-12-01",
      "  - { set: loan.maturity_date, from: 2025-01-01, to: 2025-07-01 }\n");
  const Ledger ledger = Ledger::Of(Loan(Bullet()) + extend);
  const Obligations owed = ledger.OwedAt(kBankAcme, "2025-07-01");
  EXPECT_FALSE(Has(owed, "loan/2025-01-01.principal"));
  EXPECT_EQ(Find(owed, "loan/2025-01-01.interest").accrued.ToString(),
            "1500.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2025-07-01.principal").accrued.ToString(),
            "100000.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2025-07-01.principal").due, D("2025-07-01"));
  // As it was known before, it was to be repaid at once.
  EXPECT_EQ(Find(ledger.OwedAt(kBankAcme, "2025-07-01", "2024-11-30"),
                 "loan/2025-01-01.principal")
                .accrued.ToString(),
            "100000.00 EUR");
}

TEST(Loan, AnExtensionAfterTheLoanFellDueCreditsWhatWasDue) {
  const Ledger ledger = Ledger::Of(
      Loan(Bullet()) +
      Amend("A2", "2025-02-01", "2024-12-01",
            "  - { set: loan.maturity_date, to: 2025-07-01 }\n"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2025-07-01");
  const Obligation was = Find(owed, "loan/2025-01-01.principal");
  EXPECT_EQ(was.credited.ToString(), "100000.00 EUR");
  EXPECT_EQ(was.owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2025-07-01.principal").owed.ToString(),
            "100000.00 EUR");
  CheckBalances(owed);
}

TEST(Loan, TheInstalmentsOfAnExtendedLoanAreComputedAgain) {
  const Ledger ledger = Ledger::Of(
      Loan("contract_type: linear-amortizer, "
           "notional_principal: 90000.00 EUR, "
           "initial_exchange_date: 2024-01-01, maturity_date: 2024-04-01, "
           "nominal_interest_rate: 0 %, day_count_convention: 30e-360, "
           "cycle_of_principal_redemption: 1 month") +
      Amend("A2", "2024-02-10", "2024-02-10",
            "  - { set: loan.maturity_date, to: 2024-06-01 }\n"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-06-01");
  // 90,000 in three parts; then 60,000 in four.
  EXPECT_EQ(Find(owed, "loan/2024-02-01.principal").accrued.ToString(),
            "30000.00 EUR");
  for (const char* day : {"2024-03-01", "2024-04-01", "2024-05-01",
                          "2024-06-01"}) {
    EXPECT_EQ(Find(owed, "loan/" + std::string(day) + ".principal")
                  .accrued.ToString(),
              "15000.00 EUR");
  }
  // Without interest there is nothing of it to show.
  EXPECT_EQ(owed.obligations.size(), 5u);
}

TEST(Loan, AWaivedInstalmentStaysWaivedAndBearsNoInterest) {
  const Ledger ledger = Ledger::Of(
      Loan(ThreeMonths()) +
      LoanEvent("waiver", "W1", "2024-02-20",
                "executed: 2024-02-20\neffective: 2024-03-01\n"
                "until: 2024-03-02\nclause: loan\nmeasured_by: due-date\n"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-04-01");
  EXPECT_EQ(Find(owed, "loan/2024-03-01.interest").state,
            ObligationState::kWaived);
  EXPECT_EQ(Find(owed, "loan/2024-03-01.principal").waived.ToString(),
            "3336.18 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-04-01.principal").owed.ToString(),
            "3366.18 EUR");
  CheckBalances(owed);
}

TEST(Loan, AWaiverByAccrualTakesTheInterestOfItsDays) {
  const Ledger ledger = Ledger::Of(
      Loan(Bullet()) +
      LoanEvent("waiver", "W1", "2024-02-01",
                "executed: 2024-02-01\neffective: 2024-02-01\n"
                "until: 2024-03-01\nclause: loan\nmeasured_by: accrual\n"));
  const Obligation q1 =
      Find(ledger.OwedAt(kBankAcme, "2024-04-01"), "loan/2024-04-01.interest");
  EXPECT_EQ(q1.accrued.ToString(), "1500.00 EUR");
  EXPECT_EQ(q1.waived.ToString(), "500.00 EUR");  // 30 of 90 days
  EXPECT_EQ(q1.owed.ToString(), "1000.00 EUR");
}

TEST(Loan, APartialPaymentIsTakenForInterestFirst) {
  const Ledger ledger = Ledger::Of(Loan(ThreeMonths()) +
                                   Pay("P1", "2024-02-01", "1000.00 EUR",
                                       "loan/2024-02-01"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-02-05");
  EXPECT_EQ(Find(owed, "loan/2024-02-01.interest").state,
            ObligationState::kSettled);
  // 3,297.64 - (1,000.00 - 103.33).
  const Obligation principal = Find(owed, "loan/2024-02-01.principal");
  EXPECT_EQ(principal.owed.ToString(), "2400.97 EUR");
  EXPECT_EQ(principal.state, ObligationState::kOverdue);
  // Interest of the loan runs on the schedule; what is late is the business of
  // a late-interest clause.
  EXPECT_EQ(Accrued(ledger, "2024-03-01.interest", "2024-03-01"), "64.79 EUR");
}

TEST(Loan, APrepaymentShortensTheLoan) {
  const Ledger ledger = Ledger::Of(
      Loan("contract_type: linear-amortizer, "
           "notional_principal: 60000.00 EUR, "
           "initial_exchange_date: 2024-01-01, maturity_date: 2024-07-01, "
           "nominal_interest_rate: 12 %, day_count_convention: 30e-360, "
           "cycle_of_interest_payment: 1 month, "
           "cycle_of_principal_redemption: 1 month, "
           "prepayment_effect: reduce-maturity") +
      Pay("P1", "2024-01-16", "25000.00 EUR", "loan/prepayment"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-07-01");
  // 60,000 for 15 days and 35,000 for 15 days: 300.00 + 175.00.
  EXPECT_EQ(Find(owed, "loan/2024-02-01.interest").accrued.ToString(),
            "475.00 EUR");
  EXPECT_EQ(Find(owed, "loan/prepayment.2024-01-16").state,
            ObligationState::kSettled);
  // 10,000 a month as before: 35,000 is repaid with the fourth.
  EXPECT_EQ(Find(owed, "loan/2024-02-01.principal").accrued.ToString(),
            "10000.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-05-01.principal").accrued.ToString(),
            "5000.00 EUR");
  EXPECT_FALSE(Has(owed, "loan/2024-06-01.principal"));
  EXPECT_FALSE(Has(owed, "loan/2024-06-01.interest"));
  CheckBalances(owed);
}

TEST(Loan, APrepaymentLowersTheInstalments) {
  const Ledger ledger = Ledger::Of(
      Loan("contract_type: linear-amortizer, "
           "notional_principal: 60000.00 EUR, "
           "initial_exchange_date: 2024-01-01, maturity_date: 2024-07-01, "
           "nominal_interest_rate: 12 %, day_count_convention: 30e-360, "
           "cycle_of_interest_payment: 1 month, "
           "cycle_of_principal_redemption: 1 month, "
           "prepayment_effect: reduce-instalment") +
      Pay("P1", "2024-02-01", "25000.00 EUR", "loan/prepayment"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-07-01");
  // After the instalment of its day 25,000 are left, for five months.
  EXPECT_EQ(Find(owed, "loan/2024-02-01.principal").accrued.ToString(),
            "10000.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-03-01.principal").accrued.ToString(),
            "5000.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-07-01.principal").accrued.ToString(),
            "5000.00 EUR");
  CheckBalances(owed);
}

TEST(Loan, AnAnnuityThatIsPrepaidKeepsItsInstalment) {
  const Ledger ledger = Ledger::Of(
      Loan(ThreeMonths(", prepayment_effect: reduce-maturity")) +
      Pay("P1", "2024-01-11", "1000.00 EUR", "loan/prepayment"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-04-01");
  // 10,000 × 12 % × 10/360 + 9,000 × 12 % × 21/360 = 33.33 + 63.00; the
  // instalment of 3,400.97 stays.
  EXPECT_EQ(Find(owed, "loan/2024-02-01.interest").accrued.ToString(),
            "96.33 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-02-01.principal").accrued.ToString(),
            "3304.64 EUR");
  CheckBalances(owed);
}

TEST(Loan, WhetherAPrepaymentLowersPrincipalMustBeStated) {
  const Ledger ledger = Ledger::Of(
      Loan(Bullet()) + Pay("P1", "2024-04-01", "50000.00 EUR",
                           "loan/prepayment"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-07-01");
  // On 100,000 or on 50,000.
  EXPECT_EQ(Find(owed, "loan/2024-07-01.interest").accrued.ToString(),
            "between 750.00 and 1500.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading",
                          "bank-acme/loan"),
            1);
}

TEST(Loan, InterestIsCapitalisedUpToADay) {
  const Ledger ledger = Ledger::Of(
      Loan(Bullet(", capitalization_end_date: 2024-07-01")));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2025-01-01");
  EXPECT_FALSE(Has(owed, "loan/2024-07-01.interest"));
  // 100,000 × 1.015 × 1.015 = 103,022.50; 1.5 % of it.
  EXPECT_EQ(Find(owed, "loan/2024-10-01.interest").accrued.ToString(),
            "1545.34 EUR");
  EXPECT_EQ(Find(owed, "loan/2025-01-01.principal").accrued.ToString(),
            "103022.50 EUR");
}

TEST(Loan, TheAdvanceIsOwedWhereTheContractSaysSo) {
  const Ledger ledger = Ledger::Of(Loan(Bullet(", disbursement: owed")));
  const Obligation advance =
      Find(ledger.OwedAt(kBankAcme, "2024-01-02"), "loan/disbursement");
  EXPECT_EQ(advance.debtor, "bank");
  EXPECT_EQ(advance.creditor, "acme");
  EXPECT_EQ(advance.owed.ToString(), "100000.00 EUR");
  EXPECT_EQ(advance.due, D("2024-01-01"));
  EXPECT_FALSE(Has(Ledger::Of(Loan(Bullet())).OwedAt(kBankAcme, "2024-01-02"),
                   "loan/disbursement"));
}

TEST(Loan, DueDaysRollAndPeriodsDoNot) {
  const Ledger ledger = Ledger::Of(
      Loan(Bullet(", calendar: weekends, roll: modified-following")));
  // 1 September 2024 is no day of payment; 1 January 2025 is a Wednesday, 1
  // October a Tuesday, 1 July a Monday, 1 April a Monday.
  EXPECT_EQ(
      Find(ledger.OwedAt(kBankAcme, "2024-04-01"), "loan/2024-04-01.interest")
          .due,
      D("2024-04-01"));
  const Ledger sunday = Ledger::Of(
      Loan("contract_type: principal-at-maturity, "
           "notional_principal: 100000.00 EUR, "
           "initial_exchange_date: 2024-01-01, maturity_date: 2024-09-01, "
           "nominal_interest_rate: 6 %, day_count_convention: 30e-360, "
           "calendar: weekends, roll: following"));
  const Obligation interest =
      Find(sunday.OwedAt(kBankAcme, "2024-09-01"), "loan/2024-09-01.interest");
  EXPECT_EQ(interest.due, D("2024-09-02"));
  EXPECT_EQ(interest.accrued.ToString(), "4000.00 EUR");  // 240 days
}

TEST(Loan, LastDaysOfMonthsAndTheAnchorOfPrincipal) {
  const Ledger ledger = Ledger::Of(
      Loan("contract_type: annuity, notional_principal: 1000.00 EUR, "
           "initial_exchange_date: 2024-01-31, maturity_date: 2024-06-30, "
           "nominal_interest_rate: 12 %, day_count_convention: 30e-360, "
           "cycle_of_interest_payment: 1 month, "
           "cycle_of_principal_redemption: 1 month, "
           "cycle_anchor_date_of_principal_redemption: 2024-04-30, "
           "next_principal_redemption_payment: 400.00 EUR, "
           "end_of_month_convention: end-of-month"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-06-30");
  // Interest alone until April, 29/360 to the end of February in months of 30
  // days; 31 March counts as the 30th.
  EXPECT_EQ(Find(owed, "loan/2024-02-29.interest").accrued.ToString(),
            "9.67 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-03-31.interest").accrued.ToString(),
            "10.33 EUR");
  EXPECT_FALSE(Has(owed, "loan/2024-03-31.principal"));
  // 400.00 - 10.00, 400.00 - 6.10, and the rest.
  EXPECT_EQ(Find(owed, "loan/2024-04-30.principal").accrued.ToString(),
            "390.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-05-31.principal").accrued.ToString(),
            "393.90 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-06-30.principal").accrued.ToString(),
            "216.10 EUR");
}

TEST(Loan, TheEndOfTheContractLeavesThePrincipalOwedWithoutADay) {
  const Ledger ledger =
      Ledger::Of(Loan(Bullet()) + LoanEvent("termination", "T1", "2024-05-01",
                                            "executed: 2024-05-01\n"
                                            "effective: 2024-05-16\n"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-06-01");
  const Obligation principal = Find(owed, "loan/2024-05-16.principal");
  EXPECT_EQ(principal.owed.ToString(), "100000.00 EUR");
  EXPECT_FALSE(principal.due.has_value());
  // 45 days.
  EXPECT_EQ(Find(owed, "loan/2024-05-16.interest").owed.ToString(),
            "750.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading",
                          "bank-acme/loan"),
            1);
  // A loan that survives goes on.
  const Ledger surviving =
      Ledger::Of(Loan(Bullet(", survives: true")) +
                 LoanEvent("termination", "T1", "2024-05-01",
                           "executed: 2024-05-01\neffective: 2024-05-16\n"));
  EXPECT_EQ(Accrued(surviving, "2024-07-01.interest", "2024-07-01"),
            "1500.00 EUR");
}

TEST(Loan, AnotherPrincipalInsideTheLoanIsNotGuessed) {
  const Ledger ledger = Ledger::Of(
      Loan(Bullet()) +
      Amend("A2", "2024-05-01", "2024-05-01",
            "  - { set: loan.notional_principal, to: 150000.00 EUR }\n"));
  const Obligations owed = ledger.OwedAt(kBankAcme, "2024-07-01");
  EXPECT_EQ(Find(owed, "loan/2024-04-01.interest").accrued.ToString(),
            "1500.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-07-01.interest").state,
            ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading",
                          "bank-acme/loan"),
            1);
}

// 7,500 in six instalments at a rate that is not known; 7.5 % from July by an
// amendment that binds in June of the next year.
Obligations WithRateUntilJuly(const std::string& rate,
                              const std::string& as_of) {
  return Ledger::Of(
             Loan(
                 "contract_type: annuity, notional_principal: 7500.00 EUR, "
                 "initial_exchange_date: 2024-01-31, "
                 "maturity_date: 2025-07-01, nominal_interest_rate: " +
                     rate +
                     ", day_count_convention: 30-360, "
                     "cycle_of_principal_redemption: 3 months",
                 Amend("A3", "2025-06-09", "2024-07-01",
                       "  - { set: loan.nominal_interest_rate, to: 7.5 % }\n")))
      .OwedAt(kBankAcme, as_of);
}

// What an old rate gave stays owed until the amendment binds (decision 225).
TEST(Loan, AnOldRateThatIsNotKnownMayHaveBeenHigherThanTheNewOne) {
  const auto accrued = [](const std::string& rate, const std::string& as_of) {
    return Find(WithRateUntilJuly(rate, as_of), "loan/2024-10-31.interest")
        .accrued;
  };
  // Instalments of 1,373.99 at 11.25 %: 210.94, 178.23 and, on 5,141.19,
  // 144.60.
  EXPECT_EQ(accrued("11.25 %", "2025-03-27").ToString(), "144.60 EUR");
  // Of 1,332.04 at 7.5 %: 140.63, 118.29 and, on 5,094.84, 95.53.
  EXPECT_EQ(accrued("7.5 %", "2025-03-27").ToString(), "95.53 EUR");
  EXPECT_FALSE(accrued("undisclosed", "2025-03-27").at_most().has_value());
  // From then on it is 7.5 % of at most the whole principal, for a quarter.
  EXPECT_EQ(accrued("undisclosed", "2025-06-09").ToString(),
            "between 0.00 and 140.63 EUR");
}

TEST(Loan, WhatIsRepaidIsNeverMoreThanIsOutstanding) {
  const Obligations owed = WithRateUntilJuly("undisclosed", "2025-03-27");
  EXPECT_EQ(
      FindBalance(owed.balances, "bank-acme/loan", "principal outstanding")
          .amount.ToString(),
      "between 0.00 and 7500.00 EUR");
  CheckTrace(
      FindBalance(owed.balances, "bank-acme/loan", "principal outstanding")
          .trace);
  // Nor is it where the principal has parts of a cent and the step is rounded.
  const Ledger ledger = Ledger::Of(
      Loan("contract_type: exotic-linear-amortizer, "
           "notional_principal: 100.005 EUR, initial_exchange_date: "
           "2024-01-01, maturity_date: 2025-01-01, "
           "nominal_interest_rate: 12 %, day_count_convention: 30-360, "
           "cycle_of_interest_payment: 6 months, array_principal_redemption: "
           "[{ date: 2024-07-01, amount: 200.00 EUR }]"));
  EXPECT_EQ(Outstanding(ledger, "2024-12-31"), "0.00 EUR");
  EXPECT_FALSE(
      Has(ledger.OwedAt(kBankAcme, "2025-01-01"), "loan/2025-01-01.principal"));
}

}  // namespace
}  // namespace covenant::loan_test
