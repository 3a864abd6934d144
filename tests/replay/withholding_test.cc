// Tax that is withheld: gross-up and net, what it discharges, and what no clause
// covers. The arithmetic is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::withholding_test {
namespace {

constexpr char kId[] = "acme-nova";

std::string Terms_(const std::string& clauses) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2024-01-01\n"
         "executed: 2024-01-01\nparties: [{ id: acme }, { id: nova }]\n"
         "clauses:\n" +
         clauses;
}

std::string Fee(const std::string& amount = "8500.00",
                const std::string& id = "fee") {
  return "  - { id: " + id +
         ", kind: payment, debtor: acme, creditor: nova, amount: " + amount +
         " EUR, due: 2024-03-31 }\n";
}

std::string Tax(const std::string& keys) {
  return "  - { id: tax, kind: withholding, " + keys + " }\n";
}

std::string Event_(const std::string& type, const std::string& id,
                   const std::string& known, const std::string& body) {
  return "---\ncontract: acme-nova\nevent: " + type + "\nid: " + id +
         "\nknown: " + known + "\n" + body;
}

std::string Withheld(const std::string& id, const std::string& date,
                     const std::string& amount,
                     const std::string& obligation = "fee/1") {
  return Event_("tax-withheld", id, date,
                "obligation: " + obligation + "\namount: " + amount +
                    " EUR\ndate: " + date + "\n");
}

std::string Pay(const std::string& id, const std::string& date,
                const std::string& amount) {
  return Event_("payment", id, date,
                "payer: acme\npayee: nova\namount: " + amount +
                    " EUR\ndate: " + date + "\n");
}

TEST(Withholding, NetTheCreditorBearsTheTax) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee() + Tax("rate: 15 %, mode: net")) +
      Withheld("W1", "2024-03-31", "1275.00") +
      Pay("P1", "2024-03-31", "7225.00"));
  // 8,500 × 15 % = 1,275.
  const Obligations owed = ledger.OwedAt(kId, "2024-03-31");
  const Obligation fee = Find(owed, "fee/1");
  EXPECT_EQ(fee.accrued.ToString(), "8500.00 EUR");
  EXPECT_EQ(fee.paid.ToString(), "8500.00 EUR");
  EXPECT_EQ(fee.state, ObligationState::kSettled);
  EXPECT_TRUE(owed.findings.empty());
  CheckBalances(owed);
}

TEST(Withholding, GrossUpTheDebtorBearsTheTax) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee() + Tax("rate: 15 %, mode: gross-up")) +
      Pay("P1", "2024-03-31", "8500.00") +
      Withheld("W1", "2024-04-10", "1500.00"));
  // 8,500 / 0.85 = 10,000, of which 15 % are 1,500.
  const Obligation before = Find(ledger.OwedAt(kId, "2024-03-31"), "fee/1");
  EXPECT_EQ(before.accrued.ToString(), "10000.00 EUR");
  EXPECT_EQ(before.owed.ToString(), "1500.00 EUR");
  const Obligations owed = ledger.OwedAt(kId, "2024-04-10");
  EXPECT_EQ(Find(owed, "fee/1").state, ObligationState::kSettled);
  EXPECT_TRUE(owed.findings.empty());
  CheckBalances(owed);
}

TEST(Withholding, WhatNoClauseCoversDischargesNothing) {
  const Ledger ledger = Ledger::Of(Terms_(Fee()) +
                                   Withheld("W1", "2024-03-31", "1275.00"));
  const Obligations owed = ledger.OwedAt(kId, "2024-03-31");
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "8500.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "unagreed-withholding",
                          "acme-nova/fee/1"),
            1);
}

TEST(Withholding, MoreThanTheRateDischargesNothing) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee() + Tax("rate: 15 %, mode: net")) +
      Withheld("W1", "2024-03-31", "1000.00") +
      Withheld("W2", "2024-03-31", "1000.00"));
  const Obligations owed = ledger.OwedAt(kId, "2024-03-31");
  // Of 2,000 the clause covers 1,275.
  EXPECT_EQ(Find(owed, "fee/1").paid.ToString(), "1275.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "unagreed-withholding"), 1);
  CheckBalances(owed);
}

TEST(Withholding, TheClauseThatNamesTheSumPrevails) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("100.00") + Fee("100.00", "other") +
             Tax("rate: 20 %, mode: gross-up") +
             "  - { id: treaty, kind: withholding, rate: 0 %, mode: net, "
             "applies_to: [other] }\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-03-31");
  EXPECT_EQ(Find(owed, "fee/1").accrued.ToString(), "125.00 EUR");
  EXPECT_EQ(Find(owed, "other/1").accrued.ToString(), "100.00 EUR");
}

TEST(Withholding, OfTwoThatAreAsCloseItIsNotKnownWhichCounts) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("100.00") + Tax("rate: 20 %, mode: gross-up") +
             "  - { id: treaty, kind: withholding, rate: 0 %, mode: net }\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-03-31");
  EXPECT_EQ(Find(owed, "fee/1").accrued.ToString(),
            "between 100.00 and 125.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading",
                          "acme-nova/fee/1"),
            1);
}

TEST(Withholding, TheRateOfTheDueDateCounts) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("100.00") + Tax("rate: 20 %, mode: gross-up")) +
      Event_("amendment", "A2", "2024-03-01",
             "executed: 2024-03-01\nchanges:\n"
             "  - { set: tax.rate, to: 50 % }\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-02-01"), "fee/1").accrued.ToString(),
            "200.00 EUR");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-02-01", "2024-02-28"), "fee/1")
                .accrued.ToString(),
            "125.00 EUR");
}

TEST(Withholding, WhatIsWaivedIsNotRaised) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("100.00") + Tax("rate: 20 %, mode: gross-up")) +
      Event_("waiver", "W1", "2024-02-01",
             "executed: 2024-02-01\nclause: fee\nshare: 60 %\n"
             "measured_by: due-date\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-03-31");
  // 40 are paid out: 40 / 0.8 = 50, so 10 of tax on top of 100.
  EXPECT_EQ(Find(owed, "fee/1").accrued.ToString(), "110.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1").waived.ToString(), "60.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "50.00 EUR");
  CheckBalances(owed);
}

TEST(Withholding, OfALoanTheInterestAlone) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - { id: loan, kind: loan, debtor: acme, creditor: nova, "
             "contract_type: principal-at-maturity, "
             "notional_principal: 100000.00 EUR, "
             "initial_exchange_date: 2024-01-01, maturity_date: 2025-01-01, "
             "nominal_interest_rate: 9 %, day_count_convention: 30e-360 }\n" +
             Tax("rate: 10 %, mode: gross-up")) +
      Withheld("W1", "2025-01-01", "1000.00", "loan/2025-01-01"));
  const Obligations owed = ledger.OwedAt(kId, "2025-01-01");
  const Obligation interest = Find(owed, "loan/2025-01-01.interest");
  EXPECT_EQ(interest.accrued.ToString(), "10000.00 EUR");
  EXPECT_EQ(interest.paid.ToString(), "1000.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2025-01-01.principal").owed.ToString(),
            "100000.00 EUR");
  EXPECT_TRUE(owed.findings.empty());
}

TEST(Withholding, TaxIsForTheSumAndNotForItsLateInterest) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("1000.00") + Tax("rate: 15 %, mode: net") +
             "  - { id: late, kind: late-interest, rate: 36.5 % }\n") +
      Withheld("W1", "2024-04-10", "150.00"));
  // Ten days at 0.1 % a day on 1,000.00; the tax is taken for the principal.
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-04-10"), "fee/1");
  EXPECT_EQ(fee.interest.ToString(), "10.00 EUR");
  EXPECT_EQ(fee.paid.ToString(), "150.00 EUR");
  // One more day on 850.00.
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-11"), "fee/1").interest.ToString(),
            "10.85 EUR");
}

TEST(Withholding, ASumIsRaisedBeforeItIsConverted) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
             "amount: 100.00 EUR, due: 2024-03-31, "
             "convert: { to: USD, rate: eur-usd, day: due-date } }\n" +
             Tax("rate: 20 %, mode: gross-up")) +
      "---\nevent: rate\nid: E1\nknown: 2024-03-31\nrate: eur-usd\n"
      "measures: exchange\nbase: EUR\n"
      "values: [{ date: 2024-03-31, value: 1.1000 USD }]\n" +
      Event_("tax-withheld", "W1", "2024-04-02",
             "obligation: fee\namount: 27.50 USD\ndate: 2024-04-02\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-04-02");
  // 100 / 0.8 = 125.00 EUR at 1.10; 20 % of 137.50 USD are 27.50.
  EXPECT_EQ(Find(owed, "fee/1").accrued.ToString(), "137.50 USD");
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "110.00 USD");
  EXPECT_TRUE(owed.findings.empty());
  CheckBalances(owed);
}

TEST(Withholding, AnUnknownSumStaysUnknown) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
             "amount: between 80.00 and 160.00 EUR, due: 2024-03-31 }\n" +
             Tax("rate: 20 %, mode: gross-up")));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-31"), "fee/1").accrued.ToString(),
            "between 100.00 and 200.00 EUR");
}

// Grossed up 8,500 / 85 % = 10,000. A suspension for one territory may reach
// none or all of the duty.
TEST(Withholding, ALimitedSuspensionLeavesTheGrossUnknown) {
  const std::string terms =
      Terms_(Fee() + Tax("rate: 15 %, mode: gross-up")) +
      Event_("suspension", "S1", "2024-03-01",
             "executed: 2024-03-01\neffective: 2024-03-01\nclauses: [tax]\n");
  EXPECT_EQ(Find(Ledger::Of(terms).OwedAt(kId, "2024-03-31"), "fee/1")
                .accrued.ToString(),
            "8500.00 EUR");
  const Obligations part =
      Ledger::Of(terms + "scope: { territory: [europe/de] }\n")
          .OwedAt(kId, "2024-03-31");
  EXPECT_EQ(Find(part, "fee/1").accrued.ToString(),
            "between 8500.00 and 10000.00 EUR");
  EXPECT_EQ(
      CountFindings(part.findings, "undisclosed-amount", "acme-nova/fee/1"), 1);
}

}  // namespace
}  // namespace covenant::withholding_test
