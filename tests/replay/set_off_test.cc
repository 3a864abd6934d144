// Set-off: mutual debts that discharge each other, and clauses that exclude it.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::set_off_test {
namespace {

std::string Fee(const std::string& id, const std::string& debtor,
                const std::string& amount, const std::string& due) {
  const std::string creditor = debtor == "acme" ? "nova" : "acme";
  return "  - { id: " + id + ", kind: payment, debtor: " + debtor +
         ", creditor: " + creditor + ", amount: " + amount + ", due: " + due +
         " }\n";
}

std::string SetOff_(const std::string& id, const std::string& date,
                    const std::string& amount, const std::string& extra = "") {
  return "---\ncontract: acme-nova\nevent: set-off\nid: " + id +
         "\nknown: " + date + "\nparty: acme\nagainst: nova\namount: " +
         amount + "\ndate: " + date + "\n" + extra;
}

std::string Pay(const std::string& date, const std::string& amount,
                const std::string& designation) {
  return "---\ncontract: acme-nova\nevent: payment\nid: P1\nknown: " + date +
         "\npayer: acme\npayee: nova\namount: " + amount + "\ndate: " + date +
         "\ndesignation: " + designation + "\n";
}

// acme owes 500 and 300, nova owes 600.
std::string Debts() {
  return Fee("price", "acme", "500.00 EUR", "2024-03-01") +
         Fee("fee", "acme", "300.00 EUR", "2024-04-01") +
         Fee("refund", "nova", "600.00 EUR", "2024-03-15");
}

std::string Owed(const Obligations& owed, const std::string& id) {
  return Find(owed, id).owed.ToString();
}

TEST(SetOff, CountsAsPaidOnBothSidesOldestDueFirst) {
  const Ledger ledger =
      Ledger::Of(Agreement(Debts()) + SetOff_("O1", "2024-05-01", "600.00 EUR"));
  const Obligations before = ledger.OwedAt(kAcmeNova, "2024-04-30");
  EXPECT_EQ(Owed(before, "refund/1"), "600.00 EUR");
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-05-01");
  EXPECT_EQ(Owed(owed, "price/1"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "fee/1"), "200.00 EUR");
  EXPECT_EQ(Owed(owed, "refund/1"), "0.00 EUR");
  EXPECT_EQ(Find(owed, "refund/1").paid.ToString(), "600.00 EUR");
  EXPECT_EQ(Find(owed, "refund/1").state, ObligationState::kSettled);
  EXPECT_EQ(CountFindings(owed.findings, finding::kSetOffNotEffective), 0);
}

TEST(SetOff, ReachesTheDebtsThatAreDesignated) {
  const Ledger ledger = Ledger::Of(
      Agreement(Debts()) +
      SetOff_("O1", "2024-05-01", "200.00 EUR", "our: fee\ntheir: refund\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-05-01");
  EXPECT_EQ(Owed(owed, "price/1"), "500.00 EUR");
  EXPECT_EQ(Owed(owed, "fee/1"), "100.00 EUR");
  EXPECT_EQ(Owed(owed, "refund/1"), "400.00 EUR");
}

TEST(SetOff, WhatMeetsNoDebtOnBothSidesDischargesNothing) {
  const Ledger ledger = Ledger::Of(
      Agreement(Debts()) +
      SetOff_("O1", "2024-05-01", "400.00 EUR", "our: fee\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-05-01");
  EXPECT_EQ(Owed(owed, "price/1"), "500.00 EUR");
  EXPECT_EQ(Owed(owed, "fee/1"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "refund/1"), "300.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kSetOffNotEffective,
                          kAcmeNova), 1);
}

TEST(SetOff, OnlyDebtsOfOneUnitMeet) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("price", "acme", "500.00 EUR", "2024-03-01") +
             Fee("refund", "nova", "600.00 USD", "2024-03-15")) +
      SetOff_("O1", "2024-05-01", "500.00 EUR"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-05-01");
  EXPECT_EQ(Owed(owed, "price/1"), "500.00 EUR");
  EXPECT_EQ(Owed(owed, "refund/1"), "600.00 USD");
  EXPECT_EQ(CountFindings(owed.findings, finding::kSetOffNotEffective), 1);
}

TEST(SetOff, StopsInterestOnBothSidesFromTheNextDay) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("price", "acme", "36500.00 EUR", "2024-03-01") +
             Fee("refund", "nova", "36500.00 EUR", "2024-03-11") +
             "  - { id: late, kind: late-interest, rate: 10 % }\n") +
      SetOff_("O1", "2024-03-21", "36500.00 EUR"));
  // 10 a day: 20 days and 10 days; what is set off is for interest first.
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-03-21");
  EXPECT_EQ(Owed(owed, "price/1"), "200.00 EUR");
  EXPECT_EQ(Owed(owed, "refund/1"), "100.00 EUR");
}

TEST(SetOff, DoesNotReachClausesThatExcludeIt) {
  const Ledger some = Ledger::Of(
      Agreement(Debts() +
             "  - { id: bar, kind: no-set-off, clauses: [price] }\n") +
      SetOff_("O1", "2024-05-01", "600.00 EUR"));
  const Obligations owed = some.OwedAt(kAcmeNova, "2024-05-01");
  EXPECT_EQ(Owed(owed, "price/1"), "500.00 EUR");
  EXPECT_EQ(Owed(owed, "fee/1"), "0.00 EUR");
  EXPECT_EQ(Owed(owed, "refund/1"), "300.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kSetOffNotEffective), 1);
  const Ledger all =
      Ledger::Of(Agreement(Debts() + "  - { id: bar, kind: no-set-off }\n") +
                 SetOff_("O1", "2024-05-01", "600.00 EUR"));
  EXPECT_EQ(Owed(all.OwedAt(kAcmeNova, "2024-05-01"), "refund/1"), "600.00 EUR");
}

TEST(SetOff, ABarOfOnePartyDoesNotBindTheOther) {
  const auto refund = [](const std::string& party) {
    return Owed(
        Ledger::Of(Agreement(Debts() + "  - { id: bar, kind: no-set-off, party: " +
                          party + " }\n") +
                   SetOff_("O1", "2024-05-01", "600.00 EUR"))
            .OwedAt(kAcmeNova, "2024-05-01"),
        "refund/1");
  };
  EXPECT_EQ(refund("acme"), "600.00 EUR");
  EXPECT_EQ(refund("nova"), "0.00 EUR");
}

TEST(SetOff, AnOverpaymentIsNotCountedOnSumsThatExcludeIt) {
  const auto owed = [](const std::string& bar) {
    return Ledger::Of(Agreement(Debts() + bar) +
                      Pay("2024-05-01", "600.00 EUR", "price"))
        .OwedAt(kAcmeNova, "2024-05-01");
  };
  EXPECT_EQ(Owed(owed(""), "fee/1"), "200.00 EUR");
  const Obligations barred =
      owed("  - { id: bar, kind: no-set-off, clauses: [fee] }\n");
  EXPECT_EQ(Owed(barred, "fee/1"), "300.00 EUR");
  EXPECT_EQ(Find(barred, "price/1").overpaid.ToString(), "100.00 EUR");
  EXPECT_EQ(CountFindings(barred.findings, finding::kOverpayment), 1);
}

TEST(SetOff, OneBeforeAnOpeningBelongsToWhatItClosed) {
  const Ledger ledger = Ledger::Of(
      Agreement(Debts()) + SetOff_("O1", "2024-03-20", "500.00 EUR") +
      "---\ncontract: acme-nova\nevent: opening\nid: OP\nknown: 2024-03-31\n"
      "through: 2024-03-31\nstatus: agreed\n");
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-05-01");
  EXPECT_FALSE(Has(owed, "refund/1"));
  EXPECT_EQ(Owed(owed, "fee/1"), "300.00 EUR");
}

}  // namespace
}  // namespace covenant::set_off_test
