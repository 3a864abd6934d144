// A discount for early payment, and sums that fall due at once: acceleration.
// The arithmetic is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::early_payment_test {
namespace {

constexpr char kId[] = "acme-nova";

std::string Agreement_(const std::string& clauses) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2024-01-01\n"
         "executed: 2024-01-01\nparties: [{ id: acme }, { id: nova }]\n"
         "clauses:\n" +
         clauses;
}

std::string Fee_(const std::string& id, const std::string& amount,
                 const std::string& more = "") {
  return "  - { id: " + id +
         ", kind: payment, debtor: acme, creditor: nova, amount: " + amount +
         " EUR, due: 30 days after invoice" + more + " }\n";
}

constexpr char kEarly[] =
    "  - { id: early, kind: early-payment, steps: [{ by: 10 days after "
    "invoice, rate: 2 % }, { by: 20 days after invoice, rate: 1 % }] }\n";

std::string Event_(const std::string& type, const std::string& id,
                   const std::string& known, const std::string& body) {
  return "---\ncontract: acme-nova\nevent: " + type + "\nid: " + id +
         "\nknown: " + known + "\n" + body;
}

std::string Invoice_(const std::string& id, const std::string& obligation,
                     const std::string& amount) {
  return Event_("invoice", id, "2024-01-05",
                "obligation: " + obligation + "\namount: " + amount +
                    " EUR\nsent: 2024-01-05\n");
}

std::string Pay_(const std::string& id, const std::string& date,
                 const std::string& amount, const std::string& more = "") {
  return Event_("payment", id, date,
                "payer: acme\npayee: nova\namount: " + amount +
                    " EUR\ndate: " + date + "\n" + more);
}

std::string One_(const std::string& amount = "10000.00") {
  return Agreement_(Fee_("fee", amount) + kEarly) +
         Invoice_("I1", "fee/1", amount);
}

TEST(EarlyPayment, WhatIsPaidByTheLastDayOwesNoMore) {
  // 10,000 less 2 %, on the tenth day after 5 January.
  const Ledger ledger =
      Ledger::Of(One_() + Pay_("P1", "2024-01-15", "9800.00"));
  const Obligations owed = ledger.OwedAt(kId, "2024-02-10");
  const Obligation fee = Find(owed, "fee/1");
  EXPECT_EQ(fee.state, ObligationState::kSettled);
  EXPECT_EQ(fee.paid.ToString(), "9800.00 EUR");
  EXPECT_EQ(fee.waived.ToString(), "200.00 EUR");
  EXPECT_TRUE(owed.findings.empty());
  CheckBalances(owed);
}

TEST(EarlyPayment, ADayLaterTheNextStepCounts) {
  const std::string late = One_() + Pay_("P1", "2024-01-16", "9800.00");
  EXPECT_EQ(
      Find(Ledger::Of(late).OwedAt(kId, "2024-02-10"), "fee/1").owed.ToString(),
      "200.00 EUR");
  // 100 more by the 20th day: 9,900 is 1 % less.
  const Ledger ledger = Ledger::Of(late + Pay_("P2", "2024-01-25", "100.00"));
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-02-10"), "fee/1");
  EXPECT_EQ(fee.state, ObligationState::kSettled);
  EXPECT_EQ(fee.waived.ToString(), "100.00 EUR");
}

TEST(EarlyPayment, APartBringsNothing) {
  const Ledger ledger =
      Ledger::Of(One_() + Pay_("P1", "2024-01-10", "5000.00") +
                 Pay_("P2", "2024-02-01", "4800.00"));
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-02-10"), "fee/1");
  EXPECT_EQ(fee.owed.ToString(), "200.00 EUR");
  EXPECT_EQ(fee.waived.ToString(), "0.00 EUR");
}

TEST(EarlyPayment, OnePaymentSettlesSeveralSumsAtTheirDiscount) {
  // 9,800 and 4,900, undesignated; what is more is too much.
  const Ledger ledger = Ledger::Of(
      Agreement_(Fee_("a", "10000.00") + Fee_("b", "5000.00") + kEarly) +
      Invoice_("I1", "a/1", "10000.00") + Invoice_("I2", "b/1", "5000.00") +
      Pay_("P1", "2024-01-15", "14720.00"));
  const Obligations owed = ledger.OwedAt(kId, "2024-02-10");
  EXPECT_EQ(Find(owed, "a/1").state, ObligationState::kSettled);
  EXPECT_EQ(Find(owed, "b/1").state, ObligationState::kSettled);
  EXPECT_EQ(Find(owed, "b/1").overpaid.ToString(), "20.00 EUR");
}

TEST(EarlyPayment, TheDiscountIsOfWhatIsNotWaived) {
  // Half of 10,000 is waived; 2 % of 5,000 are 100.
  const std::string waived =
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\nclause: fee\nshare: 50 %\nmeasured_by: "
      "accrual\neffective: 2024-01-01\n";
  const Ledger ledger = Ledger::Of(
      Agreement_(Fee_("fee", "10000.00") + kEarly) + waived +
      Invoice_("I1", "fee/1", "5000.00") + Pay_("P1", "2024-01-15", "4900.00"));
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-02-10"), "fee/1");
  EXPECT_EQ(fee.state, ObligationState::kSettled);
  EXPECT_EQ(fee.waived.ToString(), "5100.00 EUR");
}

TEST(EarlyPayment, WithoutAnInvoiceItsDaysHaveNotBegun) {
  const Ledger ledger =
      Ledger::Of(Agreement_(Fee_("fee", "10000.00") + kEarly) +
                 Pay_("P1", "2024-01-15", "9800.00", "designation: fee\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-01-20"), "fee/1").owed.ToString(),
            "200.00 EUR");
}

TEST(EarlyPayment, AReductionThatComesLaterHasTheDiscountToo) {
  // 9,800 were paid for 10,000; the fee is 5,000 since the start, of which 2 %
  // are 100: 4,900 were too much.
  for (const std::string late :
       {"", "  - { id: late, kind: late-interest, rate: 10 % }\n"}) {
    const Ledger ledger = Ledger::Of(
        Agreement_(Fee_("fee", "10000.00") + kEarly + late) +
        Invoice_("I1", "fee/1", "10000.00") +
        Pay_("P1", "2024-01-15", "9800.00") +
        "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: "
        "2024-06-01\nexecuted: 2024-06-01\neffective: 2024-01-01\nchanges:\n"
        "  - { set: fee.amount, to: 5000.00 EUR }\n");
    const Obligations owed = ledger.OwedAt(kId, "2024-06-02");
    const Obligation fee = Find(owed, "fee/1");
    EXPECT_EQ(fee.owed.ToString(), "0.00 EUR") << late;
    EXPECT_EQ(fee.waived.ToString(), "100.00 EUR") << late;
    EXPECT_EQ(fee.overpaid.ToString(), "4900.00 EUR") << late;
  }
}

TEST(EarlyPayment, AClauseThatNamesTheSumPrevails) {
  const Ledger ledger = Ledger::Of(
      Agreement_(Fee_("fee", "10000.00") + kEarly +
                 "  - { id: closer, kind: early-payment, applies_to: [fee], "
                 "steps: [{ by: 10 days after invoice, rate: 3 % }] }\n") +
      Invoice_("I1", "fee/1", "10000.00") +
      Pay_("P1", "2024-01-15", "9700.00"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-02-10"), "fee/1").waived.ToString(),
            "300.00 EUR");
}

TEST(EarlyPayment, OfTwoClausesItIsNotKnownWhichCounts) {
  const Ledger ledger = Ledger::Of(
      Agreement_(Fee_("fee", "10000.00") + kEarly +
                 "  - { id: other, kind: early-payment, steps: [{ by: 10 days "
                 "after invoice, rate: 3 % }] }\n") +
      Invoice_("I1", "fee/1", "10000.00") +
      Pay_("P1", "2024-01-15", "9700.00"));
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-02-10"), "fee/1");
  EXPECT_FALSE(fee.owed.IsExact());
  EXPECT_EQ(fee.owed.Range().at_most()->ToString(), "300");
}

TEST(EarlyPayment, ASetOffCountsAsPayment) {
  const Ledger ledger = Ledger::Of(
      Agreement_(Fee_("fee", "10000.00") + kEarly +
                 "  - { id: back, kind: payment, debtor: nova, creditor: acme, "
                 "amount: 12000.00 EUR, due: 2024-01-10 }\n") +
      Invoice_("I1", "fee/1", "10000.00") +
      Event_("set-off", "S1", "2024-01-12",
             "party: acme\nagainst: nova\namount: 12000.00 EUR\ndate: "
             "2024-01-12\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-02-10");
  EXPECT_EQ(Find(owed, "fee/1").state, ObligationState::kSettled);
  EXPECT_EQ(Find(owed, "back/1").owed.ToString(), "2200.00 EUR");
}

// --- Acceleration.

constexpr char kDefault[] =
    "---\ncontract: acme-nova\nevent: milestone\nid: M1\nknown: 2024-03-10\n"
    "milestone: default\ndate: 2024-03-10\n";

std::string Instalments_(const std::string& late = "") {
  return Agreement_(
      "  - id: price\n    kind: payment-schedule\n    debtor: acme\n    "
      "creditor: nova\n    accelerated_by: default\n    instalments:\n"
      "      - { amount: 100.00 EUR, due: 2024-02-01 }\n"
      "      - { amount: 200.00 EUR, due: 2024-05-01 }\n"
      "      - { amount: 300.00 EUR, condition: approval, due: 10 days after "
      "milestone }\n" +
      late);
}

TEST(Acceleration, WhatIsNotDueFallsDueWithTheMilestone) {
  const Ledger ledger = Ledger::Of(Instalments_() + kDefault);
  const auto due = [&](const std::string& id, const std::string& as_of) {
    return Find(ledger.OwedAt(kId, as_of), id).due->ToString();
  };
  EXPECT_EQ(due("price/1", "2024-03-10"), "2024-02-01");
  EXPECT_EQ(due("price/2", "2024-03-09"), "2024-05-01");
  EXPECT_EQ(due("price/2", "2024-03-10"), "2024-03-10");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-11"), "price/2").state,
            ObligationState::kOverdue);
  // What depends on a condition of its own waits for it.
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-11"), "price/3").state,
            ObligationState::kContingent);
}

TEST(Acceleration, AConditionThatIsMetLaterIsDueAtOnce) {
  const Ledger ledger = Ledger::Of(
      Instalments_() + kDefault +
      "---\ncontract: acme-nova\nevent: milestone\nid: M2\nknown: 2024-04-02\n"
      "milestone: approval\ndate: 2024-04-02\n");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-03"), "price/3").due->ToString(),
            "2024-04-02");
}

TEST(Acceleration, InterestRunsFromTheNewDay) {
  // 200.00 for 10 days at 36.5 % a year: 2.00; 100.00 for 48 days since
  // 1 February: 4.80.
  const Ledger ledger = Ledger::Of(
      Instalments_("  - { id: late, kind: late-interest, rate: 36.5 % }\n") +
      kDefault);
  const Obligations owed = ledger.OwedAt(kId, "2024-03-20");
  EXPECT_EQ(Find(owed, "price/2").interest.ToString(), "2.00 EUR");
  EXPECT_EQ(Find(owed, "price/1").interest.ToString(), "4.80 EUR");
}

TEST(Acceleration, AnOptionOfTheCreditorCanReachIt) {
  const Ledger ledger = Ledger::Of(
      Instalments_("  - { id: call, kind: option, holder: nova, grantor: acme, "
                   "reaches: default }\n") +
      Event_("exercise", "X1", "2024-04-01",
             "power: call\nby: nova\ngiven: 2024-04-01\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-03"), "price/2").due->ToString(),
            "2024-04-01");
}

TEST(Acceleration, ALoanIsRepaidWithItsInterest) {
  // 1,200 in four quarters; after the first 900 are left. 12 % on 900 for the
  // 21 days from 1 April to 22 April of actual/360: 6.30.
  const Ledger ledger = Ledger::Of(
      Agreement_("  - { id: loan, kind: loan, debtor: acme, creditor: nova, "
                 "contract_type: linear-amortizer, notional_principal: "
                 "1200.00 EUR, initial_exchange_date: 2024-01-01, "
                 "maturity_date: 2025-01-01, nominal_interest_rate: 12 %, "
                 "day_count_convention: actual-360, "
                 "cycle_of_principal_redemption: 3 months, "
                 "cycle_of_interest_payment: 3 months, accelerated_by: default "
                 "}\n") +
      "---\ncontract: acme-nova\nevent: milestone\nid: M1\nknown: 2024-04-22\n"
      "milestone: default\ndate: 2024-04-22\n");
  const Obligations owed = ledger.OwedAt(kId, "2024-12-31");
  EXPECT_EQ(Find(owed, "loan/2024-04-22.principal").accrued.ToString(),
            "900.00 EUR");
  EXPECT_EQ(Find(owed, "loan/2024-04-22.interest").accrued.ToString(),
            "6.30 EUR");
  for (const Obligation& one : owed.obligations) {
    EXPECT_LE(one.due->ToString(), "2024-04-22") << one.id;
  }
}

}  // namespace
}  // namespace covenant::early_payment_test
