// Disputes of a part of several sums: the amount is divided over them once,
// oldest due first (doc/decisions.md 261). The arithmetic is worked in the
// comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::contested_test {
namespace {

// acme owes nova 1,000 on the last day of January, February and March; late
// sums bear 36.5 % a year, which is 0.1 % a day.
std::string Fee(const std::string& until = "2024-04-01") {
  return "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: "
         "nova, "
         "amount: 1000.00 EUR, every: 1 month, until: " +
         until + " }\n";
}

std::string Late() {
  return "  - { id: late, kind: late-interest, rate: 36.5 %, "
         "not_on_disputed: true }\n";
}

std::string Disputed(const std::string& id, const std::string& day,
                     const std::string& sum, const std::string& amount) {
  return Doc("dispute", id, day,
             "obligation: " + sum +
                 (amount.empty() ? "" : "\namount: " + amount + " EUR") +
                 "\nraised_by: acme\ndate: " + day + "\n");
}

std::string Paid(const std::string& id, const std::string& day,
                 const std::string& amount) {
  return Doc("payment", id, day,
             "payer: acme\npayee: nova\namount: " + amount +
                 " EUR\ndate: " + day + "\n");
}

std::string InDispute(const Ledger& ledger, const std::string& sum,
                      const std::string& as_of) {
  return Find(ledger.OwedAt("acme-nova", as_of), sum).disputed.ToString();
}

std::string InterestOn(const Ledger& ledger, const std::string& sum,
                       const std::string& as_of) {
  return Find(ledger.OwedAt("acme-nova", as_of), sum).interest.ToString();
}

TEST(Contested, AnAmountOfAClauseIsDividedOverItsSumsOldestDueFirst) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee() + Late()) +
                 Disputed("D1", "2024-02-29", "fee", "1500.00"));
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-04-30"), "1000.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-02", "2024-04-30"), "500.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-03", "2024-04-30"), "0.00 EUR");
  // January for the 28 days of February before it was contested; half of
  // February for the 61 days, and March for the 30 days, to 30 April.
  EXPECT_EQ(InterestOn(ledger, "fee/2024-01", "2024-04-30"), "28.00 EUR");
  EXPECT_EQ(InterestOn(ledger, "fee/2024-02", "2024-04-30"), "30.50 EUR");
  EXPECT_EQ(InterestOn(ledger, "fee/2024-03", "2024-04-30"), "30.00 EUR");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-04-30");
  CheckBalances(owed);
  // Overdue is what is not contested: the interest, 500 and 1,000.
  ASSERT_EQ(owed.totals.size(), 1u);
  EXPECT_EQ(owed.totals.front().overdue.ToString(), "1588.50 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-03").state, ObligationState::kOverdue);
}

TEST(Contested, WhatIsLeftOfTheAmountIsOfSumsThatAccrueLater) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee() + Late()) +
                 Disputed("D1", "2024-02-10", "fee", "1500.00"));
  // As of its day nothing else is there: it is about all of January, with the
  // interest of the nine days before.
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-02-10"), "1009.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-02-29"), "1000.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-02", "2024-02-29"), "500.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-03", "2024-03-31"), "0.00 EUR");
}

TEST(Contested, WhatWasPaidBeforeItWasRaisedIsNotContested) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee() + Late()) + Paid("P1", "2024-01-31", "900.00") +
      Disputed("D1", "2024-02-29", "fee", "500.00"));
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-03-31"), "100.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-02", "2024-03-31"), "400.00 EUR");
  // What is paid on it later is contested no more, and moves to no other sum:
  // January with its interest of 2.80 to 28 February, then 397.20 of February.
  const Ledger paid = Ledger::Of(Agreement(Fee() + Late()) +
                                 Paid("P1", "2024-01-31", "900.00") +
                                 Disputed("D1", "2024-02-29", "fee", "500.00") +
                                 Paid("P2", "2024-02-29", "500.00"));
  EXPECT_EQ(InDispute(paid, "fee/2024-01", "2024-03-31"), "0.00 EUR");
  EXPECT_EQ(InDispute(paid, "fee/2024-02", "2024-03-31"), "400.00 EUR");
  EXPECT_EQ(InDispute(paid, "fee/2024-03", "2024-03-31"), "0.00 EUR");
}

TEST(Contested, ASumThatAnAssignmentDividesIsContestedOnce) {
  // 10 of 31 days stay with nova: 322.58; 677.42 pass to the factor.
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("2024-02-01") + Late()) +
      Doc("assignment", "N", "2024-01-02",
          "executed: 2024-01-02\neffective: 2024-01-11\nassignor: nova\n"
          "assignee: factor\nsplit: pro-rata-days\n") +
      Disputed("D1", "2024-01-31", "fee/2024-01", "300.00"));
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-03-01"), "300.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-01.N", "2024-03-01"), "0.00 EUR");
  // 22.58 and 677.42 for 30 days.
  EXPECT_EQ(InterestOn(ledger, "fee/2024-01", "2024-03-01"), "0.68 EUR");
  EXPECT_EQ(InterestOn(ledger, "fee/2024-01.N", "2024-03-01"), "20.32 EUR");
}

TEST(Contested, TwoDisputesContestTwoParts) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee() + Late()) +
                 Disputed("D1", "2024-02-29", "fee/2024-01", "") +
                 Disputed("D2", "2024-03-01", "fee", "300.00") +
                 Disputed("D3", "2024-03-31", "fee", "900.00"));
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-03-31"), "1028.00 EUR");
  // 300, then 700 more of what is left of February; the other 200 of March.
  EXPECT_EQ(InDispute(ledger, "fee/2024-02", "2024-03-31"), "1000.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-03", "2024-03-31"), "200.00 EUR");
}

TEST(Contested, WhatExceedsTheSumsIsOfTheirInterest) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("2024-03-01") + Late()) +
                 Disputed("D1", "2024-03-10", "fee", "2040.00"));
  // Interest until 9 March: January 38.00, February 9.00.
  EXPECT_EQ(InDispute(ledger, "fee/2024-01", "2024-03-31"), "1038.00 EUR");
  EXPECT_EQ(InDispute(ledger, "fee/2024-02", "2024-03-31"), "1002.00 EUR");
}

TEST(Contested, WhatTheCreditorSaysGivesNoTimeForWhatIsOwed) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("2024-02-01") + Late()) +
      Doc("dispute", "D1", "2024-02-01",
          "obligation: fee/2024-01\namount: 200.00 EUR\nraised_by: nova\n"
          "date: 2024-02-01\n"));
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-03-01");
  const Obligation fee = Find(owed, "fee/2024-01");
  EXPECT_EQ(fee.disputed.ToString(), "200.00 EUR");
  // 1,000 for the 30 days from 1 February.
  EXPECT_EQ(fee.interest.ToString(), "30.00 EUR");
  ASSERT_EQ(owed.totals.size(), 1u);
  EXPECT_EQ(owed.totals.front().overdue.ToString(), "1030.00 EUR");
  // What acme contests is not less by it: 1,000 less 900 bear interest.
  const Ledger both =
      Ledger::Of(Agreement(Fee("2024-03-01") + Late()) +
                 Doc("dispute", "D1", "2024-02-01",
                     "obligation: fee\namount: 200.00 EUR\nraised_by: nova\n"
                     "date: 2024-02-01\n") +
                 Disputed("D2", "2024-02-01", "fee", "900.00"));
  EXPECT_EQ(InterestOn(both, "fee/2024-01", "2024-03-01"), "3.00 EUR");
}

TEST(Contested, OfASumThatIsNotKnownWhatIsContestedOfLaterOnesIsNotEither) {
  const Ledger ledger = Ledger::Of(
      Agreement("  - { id: share, kind: revenue-share, debtor: acme, creditor: "
                "nova, rate: 10 %, metrics: [sales], currency: EUR, "
                "every: 3 months }\n") +
      Doc("report", "R2", "2024-07-01",
          "period: 2024-Q2\nmetrics: { sales: 1000.00 EUR }\n") +
      Disputed("D1", "2024-07-15", "share", "60.00"));
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-07-15");
  EXPECT_EQ(Find(owed, "share/2024-Q2").disputed.ToString(),
            "between 0.00 and 60.00 EUR");
}

}  // namespace
}  // namespace covenant::contested_test
