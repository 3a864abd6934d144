// What is left of a payment beyond the sums that it is for, and why parts of
// payments are not known (doc/decisions.md 233, 234).
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::surplus_test {
namespace {

std::string Payment(const std::string& date, const std::string& amount,
                    const std::string& designation) {
  return "---\ncontract: acme-nova\nevent: payment\nid: P-" + date +
         "\nknown: " + date + "\npayer: acme\npayee: nova\namount: " + amount +
         "\ndate: " + date +
         (designation.empty() ? "" : "\ndesignation: " + designation) + "\n";
}

std::string Sales(const std::string& period) {
  return "---\ncontract: acme-nova\nevent: report\nid: R-" + period +
         "\nperiod: " + period + "\nmetrics: { sales: 1000.00 EUR }\n";
}

const char kFee[] =
    "  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: "
    "1000.00 EUR, due: 2024-01-31 }\n";
const char kRent[] =
    "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: nova, "
    "amount: 100.00 EUR, every: 1 month }\n";

std::string Owed(const Obligations& owed, const std::string& id) {
  return Find(owed, id).owed.ToString();
}

TEST(Surplus, StaysWithTheDebtThatWasDueOnItsDay) {
  const std::string story = Agreement(std::string(kFee) + kRent) +
                            Payment("2024-02-10", "250.00 EUR", "rent");
  const Obligations then = OwedOn(story, "2024-02-10");
  EXPECT_EQ(Owed(then, "rent/2024-01"), "0.00 EUR");
  EXPECT_EQ(Owed(then, "fee/1"), "850.00 EUR");
  const Obligations later = OwedOn(story, "2024-04-30");
  EXPECT_EQ(Owed(later, "fee/1"), "850.00 EUR");
  EXPECT_EQ(Owed(later, "rent/2024-02"), "100.00 EUR");
}

TEST(Surplus, WaitsForWhatAccruesWhereNothingElseIsDue) {
  const std::string story = Agreement(kRent) +
                            Payment("2024-02-10", "250.00 EUR", "rent");
  EXPECT_EQ(Owed(OwedOn(story, "2024-03-31"), "rent/2024-02"), "0.00 EUR");
  EXPECT_EQ(Owed(OwedOn(story, "2024-03-31"), "rent/2024-03"), "50.00 EUR");
}

TEST(Surplus, IsNotCountedOnWhatIsProtectedFromSetOff) {
  const std::string story =
      Agreement(std::string(kFee) + kRent +
                "  - { id: bar, kind: no-set-off, clauses: [fee] }\n") +
      Payment("2024-02-10", "250.00 EUR", "rent");
  const Obligations owed = OwedOn(story, "2024-04-30");
  EXPECT_EQ(Owed(owed, "fee/1"), "1000.00 EUR");
  EXPECT_EQ(Owed(owed, "rent/2024-02"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "rent/2024-03"), "50.00 EUR");
}

TEST(Surplus, APaymentMadeAheadIsForWhatItNames) {
  const std::string story =
      Agreement(std::string(kFee) + kRent) +
      Payment("2024-02-01", "100.00 EUR", "rent/2024-01") +
      Payment("2024-02-20", "100.00 EUR", "rent");
  const Obligations owed = OwedOn(story, "2024-02-29");
  EXPECT_EQ(Owed(owed, "rent/2024-02"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "fee/1"), "1000.00 EUR");
}

// 12,000 lent on 1 January at 12 % by months of 30 days, three equal parts of
// principal: 4,000 and interest of 120, 80, 40.
TEST(Surplus, ALoanIsOneDebtFromTheFirstDay) {
  const std::string loan =
      "  - { id: loan, kind: loan, debtor: acme, creditor: nova, "
      "contract_type: linear-amortizer, notional_principal: 12000.00 EUR, "
      "initial_exchange_date: 2024-01-01, maturity_date: 2024-04-01, "
      "nominal_interest_rate: 12 %, day_count_convention: 30-360, "
      "cycle_of_principal_redemption: 1 month, cycle_of_interest_payment: 1 "
      "month }\n";
  // The instalment of 1 February and a part of the next, paid a day before the
  // principal accrues; the fee of 31 January is open.
  const std::string story = Agreement(kFee + loan) +
                            Payment("2024-01-31", "4170.00 EUR", "loan");
  const Obligations owed = OwedOn(story, "2024-03-01");
  EXPECT_EQ(Owed(owed, "loan/2024-02-01.interest"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "loan/2024-02-01.principal"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "loan/2024-03-01.interest"), "30.00 EUR");
  EXPECT_EQ(Owed(owed, "loan/2024-03-01.principal"), "4000.00 EUR");
  EXPECT_EQ(Owed(owed, "fee/1"), "1000.00 EUR");
}

// A share accrues with its period, also where it is due in advance: what was
// due when a payment was made comes first.
TEST(Surplus, WhatWasDueOnTheDayComesBeforeWhatAccruesLaterAndWasDueBefore) {
  const std::string story =
      Agreement(
          "  - { id: late, kind: revenue-share, debtor: acme, creditor: "
          "nova, rate: 10 %, metrics: [sales], currency: EUR, every: 3 "
          "months, due: on period-start }\n"
          "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
          "amount: 100.00 EUR, due: 2024-01-31 }\n") +
      Payment("2024-02-01", "100.00 EUR", "") + Sales("2024-Q1");
  EXPECT_EQ(Owed(OwedOn(story, "2024-02-01"), "fee/1"), "0.00 EUR");
  const Obligations later = OwedOn(story, "2024-03-31");
  EXPECT_EQ(Owed(later, "fee/1"), "0.00 EUR");
  EXPECT_EQ(Owed(later, "late/2024-Q1"), "100.00 EUR");
}

// A formula payable in advance is owed from its due day on, so it is the
// oldest.
TEST(Surplus, AFormulaPayableInAdvanceIsThereFromItsDueDay) {
  const std::string clauses =
      "  - { id: rent, kind: formula, debtor: acme, creditor: nova, amount: "
      "100 "
      "EUR, currency: EUR, every: 3 months, due: on period-start }\n"
      "  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: "
      "100.00 EUR, due: 2024-01-31 }\n";
  const std::string any =
      Agreement(clauses) + Payment("2024-02-01", "100.00 EUR", "");
  // What is left of a payment for the rent is for the quarter that has begun.
  const std::string ahead =
      Agreement(clauses) + Payment("2024-04-02", "200.00 EUR", "rent");
  for (const char* day : {"2024-04-02", "2024-06-30", "2024-07-01"}) {
    const Obligations oldest = OwedOn(any, day);
    EXPECT_EQ(Owed(oldest, "rent/2024-Q1"), "0.00 EUR") << day;
    EXPECT_EQ(Owed(oldest, "fee/1"), "100.00 EUR") << day;
    const Obligations named = OwedOn(ahead, day);
    EXPECT_EQ(Owed(named, "rent/2024-Q1"), "0.00 EUR") << day;
    EXPECT_EQ(Owed(named, "rent/2024-Q2"), "0.00 EUR") << day;
    EXPECT_EQ(Owed(named, "fee/1"), "100.00 EUR") << day;
  }
}

// What waited for its report takes nothing from what was paid before it came.
TEST(Surplus, AFormulaThatWaitedForItsReportTakesNothingBack) {
  const std::string story =
      Agreement(
          "  - { id: rent, kind: formula, debtor: acme, creditor: nova, "
          "amount: 10 % of sales, metrics: { sales: EUR }, currency: EUR, "
          "every: 3 months, due: on period-start }\n"
          "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
          "amount: 100.00 EUR, due: 2024-01-31 }\n") +
      Payment("2024-02-01", "100.00 EUR", "");
  for (const char* day : {"2024-02-01", "2024-04-30"}) {
    EXPECT_EQ(Owed(OwedOn(story, day), "fee/1"), "0.00 EUR") << day;
  }
  EXPECT_EQ(Find(OwedOn(story, "2024-04-30"), "rent/2024-Q1").state,
            ObligationState::kUnknown);
}

TEST(PartsOfPayments, AreNotKnownForWhatTheSumLacks) {
  const std::string story =
      Agreement(
          "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: "
          "nova, rate: 10 %, metrics: [sales], currency: EUR, every: 3 months "
          "}\n"
          "  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: "
          "100.00 EUR, due: 2024-06-30 }\n") +
      Payment("2024-05-01", "70.00 EUR", "");
  const Obligations owed = OwedOn(story, "2024-05-31");
  for (const char* id : {"royalty/2024-Q1", "fee/1"}) {
    EXPECT_EQ(Find(owed, id).unknown_because,
              std::vector<std::string>{std::string(finding::kMissingReport)})
        << id;
  }
  EXPECT_EQ(CountFindings(owed.findings, finding::kUndisclosedAmount), 0);
}

}  // namespace
}  // namespace covenant::surplus_test
