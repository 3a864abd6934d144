// Sums whose increase by an instrument was left open until another one settled it.
#include <string>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::increase_left_open_test {
namespace {

std::string Changed(const std::string& id, const std::string& binding,
                    const std::string& days, const std::string& changes) {
  return Doc("amendment", id, binding,
             "executed: " + binding + "\n" + days + "\nchanges: [" + changes +
                 "]\n");
}

// 1,000 EUR due on 31 January; an increase to 1,000 to 1,900 EUR that binds on 1
// March, and to `final` that binds on 1 April. Interest is 36.5 %.
std::string LeftOpen(const std::string& late, const std::string& final) {
  return Agreement(
             "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
             "amount: 1000.00 EUR, due: 2024-01-31 }\n"
             "  - { id: late, kind: late-interest, rate: 36.5 %" +
             late + " }\n") +
         Doc("payment", "P1", "2024-01-31",
             "payer: acme\npayee: nova\namount: 1000.00 EUR\ndate: "
             "2024-01-31\n") +
         Changed("A2", "2024-03-01", "effective: 2024-01-02",
                 "{ set: fee.amount, to: between 1000.00 and 1900.00 EUR }") +
         Changed("A3", "2024-04-01", "effective: 2024-01-02",
                 "{ set: fee.amount, to: " + final + " }");
}

TEST(IncreaseLeftOpen, BearsInterestFromBindingAtTheEarliest) {
  const Obligations owed =
      Ledger::Of(LeftOpen("", "1500.00 EUR")).OwedAt(kAcmeNova, "2024-04-11");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "fee/1").state, ObligationState::kSettled);
  const Obligation rest = Find(owed, "fee/1+A2+A3");
  CheckTrace(rest.trace);
  EXPECT_EQ(rest.due, D("2024-04-01"));
  EXPECT_EQ(rest.accrued.ToString(), "500.00 EUR");
  // 10 days on 500; before that 31 days on up to 900, of which 400 are a credit
  // of 1 April that pays the 27.90 of interest first: 10 days on 527.90.
  EXPECT_EQ(rest.interest.ToString(), "between 5.00 and 33.18 EUR");
  // Before the last one binds.
  const Obligations before =
      Ledger::Of(LeftOpen("", "1500.00 EUR")).OwedAt(kAcmeNova, "2024-03-11");
  EXPECT_TRUE(Has(before, "fee/1+A2"));
  EXPECT_TRUE(Has(before, "fee/1+A3"));
}

TEST(IncreaseLeftOpen, WhatIsPaidMayBeForInterest) {
  const Obligations owed =
      Ledger::Of(LeftOpen("", "1500.00 EUR") +
                 Doc("payment", "P2", "2024-04-11",
                     "payer: acme\npayee: nova\namount: 505.00 EUR\ndate: "
                     "2024-04-11\n"))
          .OwedAt(kAcmeNova, "2024-04-21");
  CheckBalances(owed);
  const Obligation rest = Find(owed, "fee/1+A2+A3");
  CheckTrace(rest.trace);
  // Nothing, if none was due before April; else 28.18, and ten days on it. That
  // interest takes from the principal what it gets itself is not kept: the range
  // is wider.
  EXPECT_EQ(rest.owed.ToString(), "between 0.00 and 56.92 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "overpayment"), 0);
}

// What counts from the due day cannot be told where that is not known.
TEST(IncreaseLeftOpen, TermsThatCountFromTheDueDayLeaveInterestUnknown) {
  for (const char* late : {", grace: 20 days", ", compounding: monthly"}) {
    const Obligations owed =
        Ledger::Of(LeftOpen(late, "1500.00 EUR")).OwedAt(kAcmeNova, "2024-04-11");
    const Obligation rest = Find(owed, "fee/1+A2+A3");
    EXPECT_EQ(rest.accrued.ToString(), "500.00 EUR");
    EXPECT_TRUE(rest.interest.at_least().has_value()) << late;
    EXPECT_FALSE(rest.interest.at_most().has_value()) << late;
    CheckTrace(rest.trace);
  }
}

}  // namespace
}  // namespace covenant::increase_left_open_test
