// What is final, waived by amount or left by a cap of liability counts for the
// sums that depend on it (doc/decisions.md 250 to 252). The plain cases are in
// tests/golden/worked.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::dependent_sums_test {
namespace {

// 10 % of sales by the quarter.
std::string Royalty(const std::string& more) {
  return "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: "
         "nova, "
         "rate: 10 %, metrics: [sales], currency: EUR, every: 3 months, "
         "finality: { after: 10 days }" +
         more + " }\n";
}

std::string Report(const std::string& id, const std::string& known,
                   const std::string& quarter, const std::string& sales) {
  return "---\ncontract: acme-nova\nevent: report\nid: " + id +
         "\nknown: " + known + "\nperiod: " + quarter +
         "\nmetrics: { sales: " + sales + " EUR }\n";
}

std::string Statement(const std::string& id, const std::string& quarter,
                      const std::string& day, const std::string& amount = "") {
  return "---\ncontract: acme-nova\nevent: statement\nid: " + id +
         "\nknown: " + day + "\nobligation: royalty/" + quarter +
         "\ndelivered: " + day + "\n" +
         (amount.empty() ? "" : "amount: " + amount + "\n");
}

std::string Accrued(const Obligations& owed, const std::string& id) {
  return Find(owed, id).accrued.ToString();
}

// 200 of 700 are final; of the second quarter, stated without an amount, the
// other 500 accrue, also where it is reported later that there was less.
TEST(FinalSums, CountForWhatLaterStatementsWereComputedFrom) {
  const Obligations owed =
      OwedOn(Agreement(Royalty(", lifetime_cap: { amount: 700.00 EUR }")) +
                 Report("R1", "2024-04-01", "2024-Q1", "3000.00") +
                 Statement("S1", "2024-Q1", "2024-04-01", "200.00 EUR") +
                 Report("R2", "2024-07-01", "2024-Q2", "9000.00") +
                 Statement("S2", "2024-Q2", "2024-07-02") +
                 Report("R3", "2024-08-01", "2024-Q2", "1000.00") +
                 Report("R4", "2024-10-01", "2024-Q3", "9000.00"),
             "2024-10-31");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q1"), "200.00 EUR");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q2"), "500.00 EUR");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q3"), "0.00 EUR");
}

// Two figures of 100 are one final sum of 150: 50 are left of 200.
TEST(FinalSums, OfSingleFiguresCountOnce) {
  const Obligations owed = OwedOn(
      Agreement(
          Royalty(", settle: item, lifetime_cap: { amount: 200.00 EUR }")) +
          "---\ncontract: acme-nova\nevent: report\nid: R1\n"
          "known: 2024-04-01\nperiod: 2024-Q1\nitems:\n"
          "  - { metric: sales, date: 2024-01-10, amount: 1000.00 EUR }\n"
          "  - { metric: sales, date: 2024-02-10, amount: 1000.00 EUR }\n" +
          Statement("S1", "2024-Q1", "2024-04-02", "150.00 EUR") +
          "---\ncontract: acme-nova\nevent: report\nid: R2\n"
          "known: 2024-07-01\nperiod: 2024-Q2\nitems:\n"
          "  - { metric: sales, date: 2024-05-10, amount: 1000.00 EUR }\n",
      "2024-07-31");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q1"), "150.00 EUR");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q2.2024-05-10"), "50.00 EUR");
}

// 300 EUR are owed as 330 USD, of which 220 are final and then 33 are waived:
// 200 and 30 EUR, which are the same parts of 300.
TEST(FinalSums, OfConvertedSumsCountBeforeConversion) {
  const std::string terms =
      "event: rate\nid: FX\nknown: 2024-01-01\nrate: fx\nmeasures: exchange\n"
      "base: EUR\nvalues:\n  - { date: 2024-03-31, value: 1.10 USD }\n"
      "  - { date: 2024-06-30, value: 1.00 USD }\n---\n" +
      Agreement(
          Royalty(", convert: { to: USD, rate: fx, day: period-end }, "
                  "lifetime_cap: { amount: 700.00 EUR, counts: paid }") +
          "  - { id: fee, kind: formula, debtor: nova, creditor: acme, amount: "
          "10 % of owed(royalty), currency: EUR, every: 3 months }\n") +
      Report("R1", "2024-04-01", "2024-Q1", "3000.00") +
      Statement("S1", "2024-Q1", "2024-04-02", "220.00 USD") +
      Report("R2", "2024-07-01", "2024-Q2", "9000.00");
  const Obligations owed = OwedOn(terms, "2024-07-31");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q1"), "220.00 USD");
  EXPECT_EQ(Accrued(owed, "fee/2024-Q1"), "20.00 EUR");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q2"), "500.00 USD");  // 700 - 200
  const Obligations waived =
      OwedOn(terms +
                 "---\ncontract: acme-nova\nevent: waiver\nid: W\n"
                 "known: 2024-07-02\nexecuted: 2024-01-01\nuntil: 2024-04-01\n"
                 "clause: royalty\namount: 33.00 USD\nmeasured_by: due-date\n",
             "2024-07-31");
  EXPECT_EQ(Find(waived, "royalty/2024-Q1").waived.ToString(), "33.00 USD");
  EXPECT_EQ(Accrued(waived, "fee/2024-Q1"), "20.00 EUR");
  // 700 - (200 - 30)
  EXPECT_EQ(Accrued(waived, "royalty/2024-Q2"), "530.00 USD");
}

// The price was 10; 850 of 1,000 are final: 8.50, which is 0.50 above the best.
TEST(FinalSums, AreComparedWithTheBestPrice) {
  const Obligations owed = OwedOn(
      Agreement(
          "  - { id: supply, kind: unit-price, debtor: acme, creditor: nova, "
          "metrics: [u], unit: units, currency: EUR, every: 3 months, price: "
          "10.00 EUR, finality: { after: 5 days } }\n"
          "  - { id: refund, kind: most-favoured-price, debtor: nova, "
          "creditor: "
          "acme, clauses: [supply], metrics: [best], unit: units, currency: "
          "EUR, "
          "every: 3 months }\n") +
          "---\ncontract: acme-nova\nevent: report\nid: R1\n"
          "known: 2024-04-01\nperiod: 2024-Q1\n"
          "metrics: { u: 100 units, best: 8.00 EUR }\n"
          "---\ncontract: acme-nova\nevent: statement\nid: S1\n"
          "known: 2024-04-02\nobligation: supply/2024-Q1\n"
          "delivered: 2024-04-02\namount: 850.00 EUR\n",
      "2024-04-30");
  EXPECT_EQ(Accrued(owed, "refund/2024-Q1"), "50.00 EUR");
}

// 60 to 100 of the first 200 are waived: 360 to 400 of 500 are left for Q2.
TEST(WaivedAmounts, ThatAreNotKnownCountAsARange) {
  const Obligations owed = OwedOn(
      Agreement(
          Royalty(", lifetime_cap: { amount: 500.00 EUR, counts: paid }")) +
          Report("R1", "2024-04-01", "2024-Q1", "2000.00") +
          Report("R2", "2024-07-01", "2024-Q2", "9000.00") +
          "---\ncontract: acme-nova\nevent: waiver\nid: W\nknown: 2024-07-02\n"
          "executed: 2024-01-01\nuntil: 2024-04-01\nclause: royalty\n"
          "amount: between 60.00 and 100.00 EUR\n"
          "measured_by: due-date\n",
      "2024-07-31");
  EXPECT_EQ(Accrued(owed, "royalty/2024-Q2"), "between 360.00 and 400.00 EUR");
}

// 1,000 due on 31 January at 36.5 %: 1 EUR a day.
std::string Late(const std::string& more, const std::string& waiver) {
  return Agreement(
             "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
             "amount: 1000.00 EUR, due: 2024-01-31 }\n"
             "  - { id: late, kind: late-interest, rate: 36.5 %" +
             more + " }\n") +
         "---\ncontract: acme-nova\nevent: waiver\nid: W\n"
         "known: 2024-01-02\nexecuted: 2024-01-02\nclause: late\n" +
         waiver;
}

std::string WaivedOfFee(const std::string& yaml, const std::string& as_of) {
  const Obligations owed = OwedOn(yaml, as_of);
  return Find(owed, "fee/1").waived.ToString() + ", left " +
         FindBalance(owed.balances, "acme-nova/late", "waiver W left")
             .amount.ToString();
}

TEST(WaivedInterest, ByDueDateIsOfWhatFellDueThen) {
  const std::string from =
      "amount: 40.00 EUR\nmeasured_by: due-date\n"
      "effective: ";
  EXPECT_EQ(WaivedOfFee(Late("", from + "2024-01-31\n"), "2024-03-01"),
            "30.00 EUR, left 10.00 EUR");
  EXPECT_EQ(WaivedOfFee(Late("", from + "2024-02-01\n"), "2024-03-01"),
            "0.00 EUR, left 40.00 EUR");
}

// Half of it is waived by share, of the other half 10 by amount.
TEST(WaivedInterest, ByAmountIsTakenFromWhatAShareLeaves) {
  const std::string share =
      "---\ncontract: acme-nova\nevent: waiver\nid: V\nknown: 2024-01-02\n"
      "executed: 2024-01-02\nclause: late\nshare: 50 %\n"
      "measured_by: accrual\n";
  EXPECT_EQ(
      WaivedOfFee(Late("", "amount: 10.00 EUR\nmeasured_by: accrual\n") + share,
                  "2024-03-01"),
      "25.00 EUR, left 0.00 EUR");
  EXPECT_EQ(
      WaivedOfFee(Late("", "amount: 20.00 EUR\nmeasured_by: accrual\n") + share,
                  "2024-03-01"),
      "30.00 EUR, left 5.00 EUR");
}

// 29 run by 29 February, all waived: nothing is capitalised. In March 31 run,
// of which 11 are waived.
TEST(WaivedInterest, BearsNone) {
  const std::string yaml = Late(", compounding: monthly",
                                "amount: 40.00 EUR\nmeasured_by: accrual\n");
  EXPECT_EQ(WaivedOfFee(yaml, "2024-03-31"), "40.00 EUR, left 0.00 EUR");
  EXPECT_EQ(Find(OwedOn(yaml, "2024-03-31"), "fee/1").owed.ToString(),
            "1020.00 EUR");
}

TEST(WaivedInterest, InAnotherCurrencyIsNotReached) {
  const std::string yaml =
      Late("", "amount: 40.00 USD\nmeasured_by: accrual\n");
  EXPECT_EQ(WaivedOfFee(yaml, "2024-03-01"), "0.00 EUR, left 40.00 USD");
}

std::string Service(const std::string& clauses) {
  return Agreement(
             "  - { id: damages, kind: payment, debtor: nova, creditor: acme, "
             "amount: 800.00 EUR, condition: loss }\n" +
             clauses) +
         "---\ncontract: acme-nova\nevent: milestone\nid: M\n"
         "known: 2024-04-01\nmilestone: loss\ndate: 2024-03-31\n";
}

// The limit is a fee that is 1,000 less what is owed under the limit. 500 would
// be one answer; none is picked.
TEST(LimitedSums, ThatDependOnThemselvesAreNotKnown) {
  const Obligations owed = OwedOn(
      Service("  - { id: fee, kind: formula, debtor: acme, creditor: nova, "
              "amount: 1000 EUR - ytd(owed(damages)), currency: EUR, every: 3 "
              "months }\n"
              "  - { id: cap, kind: liability-cap, debtor: nova, clauses: "
              "[damages], share: 100 %, fees: [fee], currency: EUR }\n"),
      "2024-04-30");
  const Obligation damages = Find(owed, "damages/1");
  EXPECT_EQ(damages.accrued.ToString(), "between 0.00 and 800.00 EUR");
  EXPECT_TRUE(UnknownBecause(damages.trace).contains("undefined-figure"));
  EXPECT_FALSE(Find(owed, "fee/2024-Q1").accrued.IsExact());
  EXPECT_EQ(CountFindings(owed.findings, "undefined-figure", damages.id), 1);
}

// Both accrue on one day, by name. The second cap leaves 300 of the 800, of
// which the first counts no more.
TEST(LimitedSums, CountUnderAnotherCapAsTheyAreLeft) {
  const Obligations owed = OwedOn(
      Service("  - { id: more, kind: payment, debtor: nova, creditor: acme, "
              "amount: 900.00 EUR, condition: loss }\n"
              "  - { id: all, kind: liability-cap, debtor: nova, clauses: "
              "[damages, more], amount: 1000.00 EUR, currency: EUR }\n"
              "  - { id: own, kind: liability-cap, debtor: nova, clauses: "
              "[damages], amount: 300.00 EUR, currency: EUR }\n"),
      "2024-04-30");
  EXPECT_EQ(Accrued(owed, "damages/1"), "300.00 EUR");
  EXPECT_EQ(Accrued(owed, "more/1"), "700.00 EUR");
}

}  // namespace
}  // namespace covenant::dependent_sums_test
