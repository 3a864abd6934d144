// Waivers: by amount, by share, for an interval measured either way, and on
// condition.
#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::waivers_test {
namespace {

constexpr char kId[] = "acme-nova";

// 100 EUR for each month, due on its last day.
std::string Terms_() {
  return R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - id: rent
    kind: recurring-payment
    debtor: acme
    creditor: nova
    amount: 100.00 EUR
    every: 1 month
    due: 10 days after period-end
  - { id: price, kind: payment, debtor: acme, creditor: nova, amount: 1000.00 EUR, due: 2024-02-01 }
)";
}

std::string Waiver_(const std::string& id, const std::string& body) {
  return "---\ncontract: acme-nova\nevent: waiver\nid: " + id +
         "\nknown: 2024-01-02\nexecuted: 2024-01-02\n" + body;
}

std::string Rent(const std::string& body, const std::string& month) {
  const Ledger ledger = Ledger::Of(Terms_() + body);
  const Obligations owed = ledger.OwedAt(kId, "2024-12-31");
  CheckBalances(owed);
  const Obligation o = Find(owed, "rent/2024-" + month);
  CheckTrace(o.trace);
  return o.waived.ToString();
}

TEST(Waivers, AnAmountIsTakenFromTheOldestDueOn) {
  const std::string waiver =
      Waiver_("W1", "effective: 2024-02-01\nuntil: 2024-07-01\nclause: rent\n"
                    "amount: 250.00 EUR\nmeasured_by: accrual\n");
  EXPECT_EQ(Rent(waiver, "01"), "0.00 EUR");  // before the interval
  EXPECT_EQ(Rent(waiver, "02"), "100.00 EUR");
  EXPECT_EQ(Rent(waiver, "03"), "100.00 EUR");
  EXPECT_EQ(Rent(waiver, "04"), "50.00 EUR");  // 250 - 200
  EXPECT_EQ(Rent(waiver, "05"), "0.00 EUR");
}

// What of a sum a scope, a deal or an act reaches is not known: nothing to all
// that the waiver could take.
TEST(Waivers, ALimitedWaiverTakesOffAnythingUpToIt) {
  const std::string deal =
      "---\ncontract: acme-nova\nevent: deal\nid: D9\nknown: 2024-01-02\n"
      "party: acme\ncounterparty: globex\ndate: 2024-01-02\nact: a sale\n";
  const std::vector<std::string> limits = {
      "scope: { product: [widgets] }\n", "deal_event: D9\n",
      "deal: other-deal\n", "act: The sale to Globex\n"};
  for (const std::string& limit : limits) {
    const std::string whole =
        deal + Waiver_("W1", "clause: rent\nmeasured_by: due-date\n" + limit);
    EXPECT_EQ(Rent(whole, "02"), "between 0.00 and 100.00 EUR") << limit;
    const std::string half = deal + Waiver_("W1",
                                            "clause: rent\nshare: 50 %\n"
                                            "measured_by: accrual\n" +
                                                limit);
    EXPECT_EQ(Rent(half, "02"), "between 0.00 and 50.00 EUR") << limit;
    const std::string amount =
        deal + Waiver_("W1",
                       "clause: rent\namount: 250.00 EUR\n"
                       "measured_by: accrual\n" +
                           limit);
    EXPECT_EQ(Rent(amount, "02"), "between 0.00 and 100.00 EUR") << limit;
    // Whatever January to March have not used is left for April.
    EXPECT_EQ(Rent(amount, "04"), "between 0.00 and 100.00 EUR") << limit;
  }
}

TEST(Waivers, ALimitedWaiverIsTold) {
  const Ledger ledger =
      Ledger::Of(Terms_() + Waiver_("W1",
                                    "clause: price\nmeasured_by: due-date\n"
                                    "scope: { product: [widgets] }\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-03-01");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "price/1").owed.ToString(),
            "between 0.00 and 1000.00 EUR");
  EXPECT_EQ(Find(owed, "price/1").state, ObligationState::kUnknown);
  EXPECT_EQ(
      CountFindings(owed.findings, "undisclosed-amount", "acme-nova/price/1"),
      1);
}

// Half of the leap year from July on: of 366 t 182 to 366 are to be taken.
TEST(Waivers, ALimitedSuspensionRestsAnythingUpToAll) {
  const std::string terms = R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: tp, kind: take-or-pay, debtor: acme, creditor: nova, metrics: [q], minimum: 366 t, price: 1.00 EUR, every: 1 year }
  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: 100.00 EUR, due: 2024-07-15 }
---
contract: acme-nova
event: suspension
id: S1
known: 2024-07-01
executed: 2024-07-01
effective: 2024-07-01
clauses: [tp, fee]
scope: { territory: [europe/de] }
---
contract: acme-nova
event: report
id: R1
known: 2025-01-05
period: 2024
metrics: { q: 100 t }
)";
  const Obligations owed = Ledger::Of(terms).OwedAt(kId, "2024-12-31");
  CheckBalances(owed);
  const Obligation tp = Find(owed, "tp/2024");
  CheckTrace(tp.trace);
  EXPECT_EQ(tp.owed.ToString(), "between 182.00 and 366.00 EUR");
  // The fee is owed; whether it is late is not known.
  const Obligation fee = Find(owed, "fee/1");
  EXPECT_EQ(fee.owed.ToString(), "100.00 EUR");
  EXPECT_EQ(fee.state, ObligationState::kUnknown);
  EXPECT_EQ(
      CountFindings(owed.findings, "undisclosed-amount", "acme-nova/fee/1"), 1);
}

// Interest of 12 % on 1,000 EUR from 2 February to 31 December 2024, 334 days:
// 1,000 × 12 % × 334 / 365 = 109.81, or less by what rests from July on.
TEST(Waivers, ALimitedSuspensionLeavesInterestUnknown) {
  const std::string suspension =
      "---\ncontract: acme-nova\nevent: suspension\nid: S1\n"
      "known: 2024-07-01\nexecuted: 2024-07-01\neffective: 2024-07-01\n"
      "clauses: [price]\nscope: { territory: [europe/de] }\n";
  const std::string terms =
      Terms_() + "  - { id: li, kind: late-interest, rate: 12 % }\n";
  const Obligation whole =
      Find(Ledger::Of(terms).OwedAt(kId, "2024-12-31"), "price/1");
  EXPECT_EQ(whole.interest.ToString(), "109.81 EUR");
  const Obligation part =
      Find(Ledger::Of(terms + suspension).OwedAt(kId, "2024-12-31"), "price/1");
  // To 30 June 150 days: 49.32.
  EXPECT_EQ(part.interest.ToString(), "between 49.32 and 109.81 EUR");
}

TEST(Waivers, WhatIsLeftOfAnAmountIsABalance) {
  const Ledger ledger = Ledger::Of(
      Terms_() + Waiver_("W1", "effective: 2024-02-01\nclause: rent\n"
                               "amount: 250.00 EUR\nmeasured_by: accrual\n"));
  // By the end of March two months have accrued: 250 - 200.
  EXPECT_EQ(FindBalance(ledger.OwedAt(kId, "2024-03-31").balances,
                        "acme-nova/rent", "waiver W1 left")
                .amount.ToString(),
            "50.00 EUR");
}

TEST(Waivers, AnIntervalCountsByAccrualOrByDueDate) {
  const std::string days = "effective: 2024-02-01\nuntil: 2024-03-01\n";
  // February accrues on its days and falls due on 10 March; January falls due
  // on 10 February.
  EXPECT_EQ(Rent(Waiver_("W1", days + "clause: rent\nmeasured_by: accrual\n"),
                 "02"),
            "100.00 EUR");
  EXPECT_EQ(Rent(Waiver_("W1", days + "clause: rent\nmeasured_by: due-date\n"),
                 "02"),
            "0.00 EUR");
  EXPECT_EQ(Rent(Waiver_("W1", days + "clause: rent\nmeasured_by: due-date\n"),
                 "01"),
            "100.00 EUR");
  EXPECT_EQ(Rent(Waiver_("W1", days + "clause: rent\namount: 30.00 EUR\n"
                                      "measured_by: due-date\n"),
                 "01"),
            "30.00 EUR");
}

TEST(Waivers, NothingIsWaivedTwice) {
  // 60 % by accrual and 60 % by due date are all of it.
  EXPECT_EQ(Rent(Waiver_("W1", "effective: 2024-02-01\nclause: rent\nshare: 60 %\n"
                               "measured_by: accrual\n") +
                     Waiver_("W2", "effective: 2024-02-01\nclause: rent\n"
                                   "share: 60 %\nmeasured_by: due-date\n"),
                 "03"),
            "100.00 EUR");
  // 60 % and an amount of 70: 60 + 40 of March, 30 of it are left for April.
  const std::string both =
      Waiver_("W1", "effective: 2024-03-01\nuntil: 2024-04-01\nclause: rent\n"
                    "share: 60 %\nmeasured_by: accrual\n") +
      Waiver_("W2", "effective: 2024-03-01\nclause: rent\namount: 70.00 EUR\n"
                    "measured_by: accrual\n");
  EXPECT_EQ(Rent(both, "03"), "100.00 EUR");
  EXPECT_EQ(Rent(both, "04"), "30.00 EUR");
  // Two amounts one after the other: 70 + 30 of March, 40 of April.
  const std::string amounts =
      Waiver_("W1", "effective: 2024-03-01\nclause: rent\namount: 70.00 EUR\n"
                    "measured_by: accrual\n") +
      Waiver_("W2", "effective: 2024-03-01\nclause: rent\namount: 70.00 EUR\n"
                    "measured_by: accrual\n");
  EXPECT_EQ(Rent(amounts, "03"), "100.00 EUR");
  EXPECT_EQ(Rent(amounts, "04"), "40.00 EUR");
}

TEST(Waivers, OfWhatIsOwedOnce) {
  const auto price = [](const std::string& waivers) {
    const Ledger ledger = Ledger::Of(Terms_() + waivers);
    const Obligations owed = ledger.OwedAt(kId, "2024-03-01");
    CheckBalances(owed);
    return Find(owed, "price/1").owed.ToString();
  };
  // It accrues on 1 January and falls due on 1 February. 30 % and 50 %.
  EXPECT_EQ(price(Waiver_("W1", "effective: 2024-01-01\nclause: price\n"
                                "share: 30 %\nmeasured_by: accrual\n") +
                  Waiver_("W2", "effective: 2024-01-01\nclause: price\n"
                                "share: 50 %\nmeasured_by: due-date\n")),
            "200.00 EUR");
  EXPECT_EQ(price(Waiver_("W1", "effective: 2024-02-01\nclause: price\n"
                                "amount: 150.00 EUR\nmeasured_by: due-date\n")),
            "850.00 EUR");
  EXPECT_EQ(price(Waiver_("W1", "effective: 2024-02-01\nclause: price\n"
                                "amount: 150.00 EUR\nmeasured_by: accrual\n")),
            "1000.00 EUR");
}

TEST(Waivers, AnUndisclosedAmountIsARange) {
  const Ledger ledger = Ledger::Of(
      Terms_() + Waiver_("W1", "effective: 2024-01-01\nclause: price\n"
                               "amount: between 100.00 and 300.00 EUR\n"
                               "measured_by: accrual\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-01"), "price/1").owed.ToString(),
            "between 700.00 and 900.00 EUR");
}

// "The rest is released if 800 are paid by 1 June."
std::string Release() {
  return Waiver_("W1",
                 "effective: { paid: 800.00 EUR, towards: price, long_stop: "
                 "2024-06-01, since: 2024-01-01 }\n"
                 "clause: price\namount: 200.00 EUR\nmeasured_by: accrual\n");
}

std::string Pay(const std::string& id, const std::string& date,
                const std::string& amount) {
  return "---\ncontract: acme-nova\nevent: payment\nid: " + id +
         "\nknown: " + date + "\npayer: acme\npayee: nova\namount: " + amount +
         " EUR\ndate: " + date + "\ndesignation: price\n";
}

TEST(Waivers, AReleaseOnPaymentInTime) {
  const Ledger ledger =
      Ledger::Of(Terms_() + Release() + Pay("P1", "2024-03-01", "500.00") +
                 Pay("P2", "2024-06-01", "300.00"));
  // The day before, also for who knows of the second payment.
  const Obligations before = ledger.OwedAt(kId, "2024-05-31");
  EXPECT_EQ(Find(before, "price/1").owed.ToString(), "500.00 EUR");
  EXPECT_EQ(Find(before, "price/1").waived.ToString(), "0.00 EUR");
  const Obligations owed = ledger.OwedAt(kId, "2024-06-01");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "price/1").waived.ToString(), "200.00 EUR");
  EXPECT_EQ(Find(owed, "price/1").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(owed, "price/1").overpaid.ToString(), "0.00 EUR");
}

TEST(Waivers, NoReleaseWithoutThePayment) {
  const auto owed = [](const std::string& payments) {
    const Ledger ledger = Ledger::Of(Terms_() + Release() + payments);
    return Find(ledger.OwedAt(kId, "2024-12-31"), "price/1").owed.ToString();
  };
  EXPECT_EQ(owed(Pay("P1", "2024-06-01", "799.99")), "200.01 EUR");
  EXPECT_EQ(owed(Pay("P1", "2024-06-02", "800.00")), "200.00 EUR");
  // What was paid before the release was signed does not count.
  EXPECT_EQ(owed(Pay("P1", "2024-01-01", "800.00")), "200.00 EUR");
}

TEST(Waivers, AMilestoneCanReleaseBackToADayAndEndAWaiver) {
  const std::string back = Waiver_(
      "W1", "effective: { condition: delivery, long_stop: 2024-06-30, since: "
            "2024-02-01 }\nclause: rent\nmeasured_by: accrual\n");
  const std::string reached = R"(---
contract: acme-nova
event: milestone
id: M1
known: 2024-05-15
milestone: delivery
date: 2024-05-15
)";
  const Ledger ledger = Ledger::Of(Terms_() + back + reached);
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-14"), "rent/2024-02")
                .waived.ToString(),
            "0.00 EUR");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-15"), "rent/2024-02")
                .waived.ToString(),
            "100.00 EUR");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-15"), "rent/2024-01")
                .waived.ToString(),
            "0.00 EUR");
  EXPECT_TRUE(ledger.TermsAt(kId, "2024-05-14").clauses.at("rent")
                  .attachments.empty());
  // Without the milestone nothing.
  EXPECT_EQ(Rent(back, "02"), "0.00 EUR");
  // A waiver that ends with it: April is waived and June is not.
  const std::string until =
      Waiver_("W1", "effective: 2024-02-01\nuntil: { condition: delivery }\n"
                    "clause: rent\nmeasured_by: accrual\n");
  EXPECT_EQ(Rent(until + reached, "04"), "100.00 EUR");
  EXPECT_EQ(Rent(until + reached, "06"), "0.00 EUR");
}

// A milestone or payment of a day after the one that is asked about has not come
// yet, however early it is known.
std::string Certified(const std::string& day) {
  return "---\ncontract: acme-nova\nevent: milestone\nid: M1\nknown: " + day +
         "\nmilestone: cert\ndate: " + day + "\n";
}

std::string PriceOn(const std::string& events, const std::string& day) {
  const Ledger ledger = Ledger::Of(Terms_() + events);
  const Obligations owed = ledger.OwedAt(kId, day);
  CheckBalances(owed);
  return Find(owed, "price/1").owed.ToString();
}

TEST(ConditionalWaivers, ByDueDateCountFromTheDayOfTheFact) {
  // 1,000 due on 1 February; met on 20 January.
  const std::string share =
      Waiver_("W1", "effective: { condition: cert, long_stop: 2024-01-25 }\n"
                    "clause: price\nshare: 25 %\nmeasured_by: due-date\n") +
      Certified("2024-01-20");
  EXPECT_EQ(PriceOn(share, "2024-01-19"), "1000.00 EUR");
  EXPECT_EQ(PriceOn(share, "2024-01-20"), "750.00 EUR");
  const std::string amount =
      Waiver_("W1", "effective: { condition: cert }\nclause: price\n"
                    "amount: 250.00 EUR\nmeasured_by: due-date\n") +
      Certified("2024-01-20");
  EXPECT_EQ(PriceOn(amount, "2024-01-19"), "1000.00 EUR");
  EXPECT_EQ(PriceOn(amount, "2024-01-20"), "750.00 EUR");
  // As one change of an amendment that does not wait itself.
  const std::string change =
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2024-01-02\n"
      "executed: 2024-01-02\nchanges:\n"
      "  - { waive: price, share: 25 %, measured_by: due-date, effective: { "
      "condition: cert } }\n" +
      Certified("2024-01-20");
  EXPECT_EQ(PriceOn(change, "2024-01-19"), "1000.00 EUR");
  EXPECT_EQ(PriceOn(change, "2024-01-20"), "750.00 EUR");
}

TEST(ConditionalWaivers, OnAPayment) {
  const std::string yaml =
      Waiver_("W1", "effective: { paid: 700.00 EUR, towards: price }\n"
                    "clause: price\nshare: 25 %\nmeasured_by: due-date\n") +
      "---\ncontract: acme-nova\nevent: payment\nid: P1\nknown: 2024-01-20\n"
      "payer: acme\npayee: nova\namount: 700.00 EUR\ndate: 2024-01-20\n"
      "designation: price\n";
  EXPECT_EQ(PriceOn(yaml, "2024-01-19"), "1000.00 EUR");
  // 750 less 700.
  EXPECT_EQ(PriceOn(yaml, "2024-01-20"), "50.00 EUR");
}

TEST(ConditionalWaivers, ThatEndByAFactStandUntilItsDay) {
  const std::string until =
      Waiver_("W1", "until: { condition: cert }\nclause: price\n"
                    "share: 25 %\nmeasured_by: due-date\n");
  EXPECT_EQ(PriceOn(until + Certified("2024-01-20"), "2024-01-19"),
            "750.00 EUR");
  EXPECT_EQ(PriceOn(until + Certified("2024-01-20"), "2024-01-20"),
            "1000.00 EUR");
  // With another end it has that one until then: it does not reach the due day.
  const std::string sooner =
      Waiver_("W1", "until: { condition: cert, long_stop: 2024-01-31 }\n"
                    "clause: price\nshare: 25 %\nmeasured_by: due-date\n");
  EXPECT_EQ(PriceOn(sooner + Certified("2024-01-20"), "2024-01-19"),
            "1000.00 EUR");
}

TEST(ConditionalWaivers, RestOnTheFact) {
  const Ledger ledger = Ledger::Of(
      Terms_() +
      Waiver_("W1", "effective: { condition: cert }\nclause: price\n"
                    "share: 25 %\nmeasured_by: due-date\n") +
      Certified("2024-01-20"));
  const Obligation o = Find(ledger.OwedAt(kId, "2024-03-01"), "price/1");
  const auto names = [&](const std::string& id) {
    return std::any_of(o.because.begin(), o.because.end(),
                       [&](const EventRef& ref) { return ref.id == id; });
  };
  EXPECT_TRUE(names("W1"));
  EXPECT_TRUE(names("M1"));
}

// A royalty of 10 % in January, at most `cap`, of what `report` says, and a
// waiver.
Obligation Capped(const std::string& cap, const std::string& report,
                  const std::string& waiver) {
  const Ledger ledger = Ledger::Of(
      "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2024-01-01\n"
      "executed: 2024-01-01\nparties: [{ id: acme }, { id: nova }]\nclauses:\n"
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 1 month, "
      "period_cap: { amount: " +
      cap + " } }\n" + Waiver_("W1", "clause: royalty\n" + waiver) +
      "---\ncontract: acme-nova\nevent: report\nid: R1\nknown: 2024-02-01\n"
      "period: 2024-01\n" +
      report);
  const Obligations owed = ledger.OwedAt(kId, "2024-01-31");
  CheckBalances(owed);
  const Obligation o = Find(owed, "royalty/2024-01");
  CheckTrace(o.trace);
  return o;
}

// Decision 226.
TEST(Waivers, OfWhatACapLeavesTheSamePartIsWaived) {
  const std::string total = "metrics: { sales: 1200.00 EUR }\n";
  // 120 are at most 90, of which half is waived: measured either way.
  for (const char* measure : {"accrual", "due-date"}) {
    EXPECT_EQ(Capped("90.00 EUR", total,
                     "effective: 2024-01-01\nshare: 50 %\nmeasured_by: " +
                         std::string(measure) + "\n")
                  .waived.ToString(),
              "45.00 EUR")
        << measure;
  }
  // 30 before the waiver and 60 from it on, together at most 60: two thirds.
  const std::string dated =
      "items:\n  - { date: 2024-01-05, metric: sales, amount: 300.00 EUR }\n"
      "  - { date: 2024-01-15, metric: sales, amount: 600.00 EUR }\n";
  const std::string later = "effective: 2024-01-10\nmeasured_by: accrual\n";
  const Obligation part = Capped("60.00 EUR", dated, later);
  EXPECT_EQ(part.waived.ToString(), "40.00 EUR");
  EXPECT_EQ(part.owed.ToString(), "20.00 EUR");
  EXPECT_EQ(Capped("100.00 EUR", dated, later).waived.ToString(), "60.00 EUR");
}

TEST(Waivers, OfWhatACapLeavesOfAnUnknownSum) {
  const std::string half =
      "effective: 2024-01-01\nshare: 50 %\nmeasured_by: accrual\n";
  const std::string total =
      "metrics: { sales: between 600.00 and 1200.00 EUR }\n";
  // Half of 60 to 90.
  EXPECT_EQ(Capped("90.00 EUR", total, half).waived.ToString(),
            "between 30.00 and 45.00 EUR");
  // Half of 60 to 120, whatever the range of what is certainly below the cap.
  EXPECT_EQ(Capped("120.00 EUR", total, half).waived.ToString(),
            "between 30.00 and 60.00 EUR");
  // Of 30 to 60 for the days before and 60 from the waiver on, at most 90, from
  // a half of it to two thirds of it.
  const Obligation part =
      Capped("90.00 EUR",
             "items:\n  - { date: 2024-01-05, metric: sales, amount: between "
             "300.00 and "
             "600.00 EUR }\n"
             "  - { date: 2024-01-15, metric: sales, amount: 600.00 EUR }\n",
             "effective: 2024-01-10\nmeasured_by: accrual\n");
  EXPECT_EQ(part.waived.ToString(), "between 45.00 and 60.00 EUR");
}

TEST(ConditionalChanges, OfALaterDayDoNotCountInARunningPeriod) {
  // Owed in advance; from 20 March it would be 131.00, of which March has 12 of 31
  // days: (19 x 100 + 12 x 131) / 31 = 112.
  const std::string yaml =
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2024-01-02\n"
      "executed: 2024-01-02\nchanges:\n"
      "  - { set: rent.due, to: on period-start }\n"
      "  - { set: rent.rate_change, to: pro-rata-days }\n"
      "  - { set: rent.amount, to: 131.00 EUR, effective: { condition: cert } }\n" +
      Certified("2024-03-20");
  const Ledger ledger = Ledger::Of(Terms_() + yaml);
  const auto march = [&](const std::string& day) {
    return Find(ledger.OwedAt(kId, day), "rent/2024-03").owed.ToString();
  };
  EXPECT_EQ(march("2024-03-19"), "100.00 EUR");
  EXPECT_EQ(march("2024-03-20"), "112.00 EUR");
}

// domain.md section 4, waiver measured by accrual: only what accrued on the
// days of the interval. 100 a day in January of 31 days and February of 29.
TEST(Waivers, AnAmountByAccrualTakesNothingFromOtherDays) {
  const std::string rent =
      "  - { id: daily, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 3100.00 EUR, every: 1 month, rate_change: pro-rata-days }\n";
  const auto owed = [&](const std::string& more) {
    const Ledger ledger = Ledger::Of(
        Terms_() + rent +
        Waiver_("W1",
                "effective: 2024-01-16\nuntil: 2024-02-16\nclause: "
                "daily\namount: 5000.00 EUR\nmeasured_by: accrual\n") +
        more);
    const Obligations all = ledger.OwedAt(kId, "2024-03-31");
    CheckBalances(all);
    return all;
  };
  // 16 of 31 days of 3,100; 15 of 29 days of 3,100: 1,603.448.
  Obligations all = owed("");
  EXPECT_EQ(Find(all, "daily/2024-01").waived.ToString(), "1600.00 EUR");
  EXPECT_EQ(Find(all, "daily/2024-02").waived.ToString(), "1603.45 EUR");
  EXPECT_EQ(Find(all, "daily/2024-03").waived.ToString(), "0.00 EUR");
  EXPECT_EQ(FindBalance(all.balances, "acme-nova/daily", "waiver W1 left")
                .amount.ToString(),
            "1796.55 EUR");
  // A second one has what the first left of these days: 600 less 1,600 of
  // January and nothing; of those up to 31 January it takes the rest.
  all = owed(Waiver_("W2",
                     "effective: 2024-01-01\nuntil: 2024-02-01\nclause: "
                     "daily\namount: 5000.00 EUR\nmeasured_by: "
                     "accrual\n"));
  EXPECT_EQ(Find(all, "daily/2024-01").waived.ToString(), "3100.00 EUR");
  EXPECT_EQ(Find(all, "daily/2024-02").waived.ToString(), "1603.45 EUR");
}

TEST(Waivers, AnAmountByAccrualFindsSingleFiguresByTheirDays) {
  const std::string royalty =
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 3 months, settle: "
      "item }\n";
  const std::string report =
      "---\ncontract: acme-nova\nevent: report\nid: R1\nknown: "
      "2024-04-01\nperiod: 2024-Q1\nitems:\n"
      "  - { metric: sales, date: 2024-01-10, amount: 1000.00 EUR }\n"
      "  - { metric: sales, date: 2024-02-10, amount: 1000.00 EUR }\n"
      "  - { metric: sales, date: 2024-03-10, amount: 1000.00 EUR }\n";
  const Ledger ledger = Ledger::Of(
      Terms_() + royalty +
      Waiver_("W1",
              "effective: 2024-02-01\nclause: royalty\namount: 150.00 "
              "EUR\nmeasured_by: accrual\n") +
      report);
  const Obligations owed = ledger.OwedAt(kId, "2024-04-30");
  CheckBalances(owed);
  const auto waived = [&](const std::string& day) {
    return Find(owed, "royalty/2024-Q1." + day).waived.ToString();
  };
  EXPECT_EQ(waived("2024-01-10"), "0.00 EUR");
  EXPECT_EQ(waived("2024-02-10"), "100.00 EUR");
  EXPECT_EQ(waived("2024-03-10"), "50.00 EUR");
}

}  // namespace
}  // namespace covenant::waivers_test
