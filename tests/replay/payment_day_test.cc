// Debts that are paid in another currency at the rate of the day of payment
// (doc/decisions.md 76); the arithmetic is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::payment_day_test {
namespace {

constexpr char kId[] = "acme-nova";

std::string Agreement(const std::string& clauses) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2023-01-01\n"
         "executed: 2023-01-01\nparties: [{ id: acme }, { id: nova }]\n"
         "clauses:\n" +
         clauses;
}

std::string Series(const std::string& id, const std::string& known,
                   const std::string& head, const std::string& values) {
  return "---\nevent: rate\nid: " + id + "\nknown: " + known + "\n" + head +
         "\nvalues: [" + values + "]\n";
}

std::string EurUsd(const std::string& id, const std::string& known,
                   const std::string& values) {
  return Series(id, known, "rate: eur-usd\nmeasures: exchange\nbase: EUR",
                values);
}

// A sum of that amount due on that day, with more keys.
std::string Fee(const std::string& amount, const std::string& due,
                const std::string& more) {
  return "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
         "amount: " +
         amount + ", due: " + due + ", " + more + " }\n";
}

std::string ToUsd(const std::string& more = "", const std::string& to = "USD",
                  const std::string& day = "due-date") {
  return "convert: { to: " + to + ", rate: eur-usd, day: " + day + more + " }";
}

std::string OwedOf(const Ledger& ledger, const std::string& id,
                   const std::string& as_of, const std::string& known = "now") {
  const Obligations owed = ledger.OwedAt(kId, as_of, known);
  CheckBalances(owed);
  const Obligation o = Find(owed, id);
  if (o.trace != nullptr) CheckTrace(o.trace);
  if (o.accrued_trace != nullptr) CheckTrace(o.accrued_trace);
  return o.owed.ToString();
}

int MissingRates(const Ledger& ledger, const std::string& as_of,
                 const std::string& subject, const std::string& known = "now") {
  return CountFindings(ledger.OwedAt(kId, as_of, known).findings,
                       finding::kMissingRate, "acme-nova/" + subject);
}

std::string Paid(const std::string& id, const std::string& date,
                 const std::string& amount,
                 const std::string& designation = "fee") {
  return "---\ncontract: acme-nova\nevent: payment\nid: " + id +
         "\nknown: " + date + "\npayer: acme\npayee: nova\namount: " + amount +
         "\ndate: " + date + "\ndesignation: " + designation + "\n";
}

std::string ByPayment(const std::string& more = "") {
  return ToUsd(more, "USD", "payment");
}

std::string April() {
  return EurUsd("R1", "2024-04-01",
                "{ date: 2024-04-01, value: 1.10 USD }, { date: 2024-04-02, "
                "value: 1.25 USD }");
}

TEST(PaymentDay, TheSumStaysInItsCurrency) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("1000.00 EUR", "2024-03-31", ByPayment())) +
                 April() + Paid("P1", "2024-04-01", "550.00 USD") +
                 Paid("P2", "2024-04-02", "625.00 USD"));
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-31"), "1000.00 EUR");
  // 550 / 1.10 = 500; 625 / 1.25 = 500.
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-04-01"), "500.00 EUR");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-04-02"), "0.00 EUR");
}

TEST(PaymentDay, WhatComesToAllOnTheDayDischargesAll) {
  // 33.33 * 1.25 = 41.6625, asked for as 41.66; 41.66 / 1.25 = 33.328.
  const auto owed = [](const std::string& paid) {
    return OwedOf(
        Ledger::Of(Agreement(Fee("33.33 EUR", "2024-03-31", ByPayment())) +
                   April() + Paid("P1", "2024-04-02", paid)),
        "fee/1", "2024-04-02");
  };
  EXPECT_EQ(owed("41.66 USD"), "0.00 EUR");
  EXPECT_EQ(owed("41.65 USD"), "0.01 EUR");  // 33.32
  EXPECT_EQ(owed("20.00 USD"), "17.33 EUR");  // 16.00
}

TEST(PaymentDay, WhatIsLeftIsAnOverpaymentInItsOwnCurrency) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("100.00 EUR", "2024-03-31", ByPayment())) +
                 April() + Paid("P1", "2024-04-01", "115.00 USD"));
  const Obligations owed = ledger.OwedAt(kId, "2024-04-01");
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1").overpaid.ToString(), "0.00 EUR");
  bool told = false;
  for (const Finding& f : owed.findings) {
    told = told || (f.code == finding::kOverpayment &&
                    f.message.find("5.00 USD") != std::string::npos);
  }
  EXPECT_TRUE(told);
}

TEST(PaymentDay, InterestIsPaidFirstAtTheSameRate) {
  // 365.00 for 10 days at 10 % is 1.00; 110 USD are 100 EUR: 1.00 of interest and
  // 99.00 of principal.
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("365.00 EUR", "2024-03-22", ByPayment()) +
                           "  - { id: late, kind: late-interest, rate: 10 % "
                           "}\n") +
                 April() + Paid("P1", "2024-04-01", "110.00 USD"));
  const Obligations owed = ledger.OwedAt(kId, "2024-04-01");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "fee/1").interest.ToString(), "1.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1").paid.ToString(), "100.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "266.00 EUR");
}

TEST(PaymentDay, WithoutARateItIsNotKnownWhatIsDischarged) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("100.00 EUR", "2024-03-31", ByPayment())) +
                 April() + Paid("P1", "2024-04-03", "50.00 USD"));
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-04-03"), "between 0.00 and 100.00 EUR");
  EXPECT_EQ(MissingRates(ledger, "2024-04-03", "fee/1"), 1);
  // The last one before, where the clause says so: 50 / 1.25.
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(Fee("100.00 EUR", "2024-03-31",
                                            ByPayment(", fallback: previous"))) +
                              April() + Paid("P1", "2024-04-03", "50.00 USD")),
                   "fee/1", "2024-04-03"),
            "60.00 EUR");
}

TEST(PaymentDay, APaymentInTheOwnCurrencyCountsAsItIs) {
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(Fee("100.00 EUR", "2024-03-31",
                                            ByPayment())) +
                              Paid("P1", "2024-04-03", "40.00 EUR")),
                   "fee/1", "2024-04-03"),
            "60.00 EUR");
}

// Undesignated dollars go to the oldest due sum that takes them, in whichever
// currency it is owed; a third currency discharges nothing.
TEST(PaymentDay, TheOldestDueSumComesFirstInBothCurrencies) {
  const std::string clauses =
      Fee("100.00 EUR", "2024-03-31", ByPayment()) +
      "  - { id: rent, kind: payment, debtor: acme, creditor: nova, amount: "
      "50.00 USD, due: 2024-03-30 }\n";
  const auto ledger = [&](const std::string& paid) {
    return Ledger::Of(Agreement(clauses) + April() +
                      "---\ncontract: acme-nova\nevent: payment\nid: P1\n"
                      "known: 2024-04-01\npayer: acme\npayee: nova\namount: " +
                      paid + "\ndate: 2024-04-01\n");
  };
  const Ledger dollars = ledger("105.00 USD");
  EXPECT_EQ(OwedOf(dollars, "rent/1", "2024-04-01"), "0.00 USD");
  EXPECT_EQ(OwedOf(dollars, "fee/1", "2024-04-01"), "50.00 EUR");
  const Ledger pounds = ledger("105.00 GBP");
  EXPECT_EQ(OwedOf(pounds, "fee/1", "2024-04-01"), "100.00 EUR");
}

// Two business days before Tuesday 2 April, without weekends, is Friday.
TEST(PaymentDay, ALagInBusinessDays) {
  const std::string rates =
      EurUsd("R1", "2024-04-02",
             "{ date: 2024-03-29, value: 1.25 USD }, { date: 2024-03-31, value: "
             "1.10 USD }");
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(Fee("100.00 EUR", "2024-03-31",
                                            ByPayment(", lag: 2 business-days") +
                                                ", calendar: weekends")) +
                              rates + Paid("P1", "2024-04-02", "50.00 USD")),
                   "fee/1", "2024-04-02"),
            "60.00 EUR");
}

}  // namespace
}  // namespace covenant::payment_day_test
