// Late interest: the rules of domain.md section 5 and of the section "Late
// interest" in doc/decisions.md, one test each; the arithmetic is worked in the
// comments. The figures of NEON are those of its case.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::interest_test {
namespace {

constexpr char kId[] = "pbtc-neon";

std::string Terms_(const std::string& clauses,
                   const std::string& executed = "1999-01-01") {
  return "contract: pbtc-neon\nevent: agreement\nid: A1\nknown: " + executed +
         "\nexecuted: " + executed +
         "\nparties: [{ id: neon }, { id: pbtc }]\nclauses:\n" + clauses;
}

std::string Fee(const std::string& id, const std::string& amount,
                const std::string& due, const std::string& extra = "") {
  return "  - { id: " + id +
         ", kind: payment, debtor: neon, creditor: pbtc, amount: " + amount +
         " USD, due: " + due + extra + " }\n";
}

std::string Late(const std::string& extra = "",
                 const std::string& id = "late",
                 const std::string& rate = "10 %") {
  return "  - { id: " + id + ", kind: late-interest, rate: " + rate + extra +
         " }\n";
}

std::string Event_(const std::string& type, const std::string& id,
                   const std::string& known, const std::string& body) {
  return "---\ncontract: pbtc-neon\nevent: " + type + "\nid: " + id +
         "\nknown: " + known + "\n" + body;
}

std::string Pay(const std::string& id, const std::string& date,
                const std::string& amount, const std::string& extra = "") {
  return Event_("payment", id, date,
                "payer: neon\npayee: pbtc\namount: " + amount +
                    " USD\ndate: " + date + "\n" + extra);
}

std::string Amend(const std::string& id, const std::string& executed,
                  const std::string& effective, const std::string& changes) {
  return Event_("amendment", id, executed,
                "executed: " + executed + "\neffective: " + effective +
                    "\nchanges:\n" + changes);
}

std::string Interest(const Ledger& ledger, const std::string& id,
                     const std::string& as_of) {
  return Find(ledger.OwedAt(kId, as_of), id).interest.ToString();
}

std::string Owed(const Ledger& ledger, const std::string& id,
                 const std::string& as_of) {
  return Find(ledger.OwedAt(kId, as_of), id).owed.ToString();
}

const std::string& Q1() {
  static const std::string fee = Fee("q1", "80000.00", "1999-07-19");
  return fee;
}

TEST(LateInterest, RunsFromTheDayAfterTheDueDateThroughTheAsOfDay) {
  const Ledger ledger = Ledger::Of(Terms_(Q1() + Late()));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-19"), "0.00 USD");
  // One day: 80,000 × 10 % / 365 = 21.9178.
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-20"), "21.92 USD");
  const Obligations owed = ledger.OwedAt(kId, "1999-08-18");
  const Obligation o = Find(owed, "q1/1");
  EXPECT_EQ(o.accrued.ToString(), "80000.00 USD");
  EXPECT_EQ(o.interest.ToString(), "657.53 USD");
  EXPECT_EQ(o.owed.ToString(), "80657.53 USD");
  EXPECT_EQ(o.state, ObligationState::kOverdue);
  // The totals hold it too.
  EXPECT_EQ(owed.totals.at(0).owed.ToString(), "80657.53 USD");
  EXPECT_EQ(owed.totals.at(0).due.ToString(), "80657.53 USD");
  EXPECT_EQ(owed.totals.at(0).overdue.ToString(), "80657.53 USD");
}

TEST(LateInterest, NoClauseNoInterest) {
  const Ledger ledger = Ledger::Of(Terms_(Q1()));
  EXPECT_EQ(Interest(ledger, "q1/1", "2001-07-19"), "0.00 USD");
}

TEST(LateInterest, APaymentIsTakenForInterestFirst) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late()) + Pay("P1", "1999-08-18", "40000.00"));
  // 80,000 - (40,000 - 657.53) = 40,657.53.
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-08-18"), "40657.53 USD");
  // 40,657.53 × 10 % × 30/365 = 334.17.
  const Obligation o = Find(ledger.OwedAt(kId, "1999-09-17"), "q1/1");
  EXPECT_EQ(o.interest.ToString(), "991.70 USD");
  EXPECT_EQ(o.paid.ToString(), "40000.00 USD");
  EXPECT_EQ(o.owed.ToString(), "40991.70 USD");
}

TEST(LateInterest, UnderTheUnitedStatesRuleInterestBearsNone) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late(", allocation: united-states-rule")) +
                 Pay("P1", "1999-08-18", "500.00"));
  // 657.53 - 500 = 157.53 stay open, and bear nothing: the next 30 days are on
  // 80,000 alone, again 657.53: 80,000 + 157.53 + 657.53.
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-08-18"), "80157.53 USD");
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-09-17"), "80815.06 USD");
}

TEST(LateInterest, PrincipalFirstWhereTheContractSaysSo) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late(", allocation: principal-first")) +
                 Pay("P1", "1999-08-18", "40000.00"));
  // 40,000.00 + 657.53 + 328.77.
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-08-18"), "40657.53 USD");
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-09-17"), "40986.30 USD");
}

TEST(LateInterest, ThePayersDesignationPrevailsOverTheAllocation) {
  const Ledger principal =
      Ledger::Of(Terms_(Q1() + Late()) +
                 Pay("P1", "1999-08-18", "40000.00", "applies: principal\n"));
  EXPECT_EQ(Owed(principal, "q1/1", "1999-09-17"), "40986.30 USD");
  const Ledger interest =
      Ledger::Of(Terms_(Q1() + Late(", allocation: principal-first")) +
                 Pay("P1", "1999-08-18", "40000.00", "applies: interest\n"));
  EXPECT_EQ(Owed(interest, "q1/1", "1999-09-17"), "40991.70 USD");
}

TEST(LateInterest, TheFiguresOfNeonAfterTheAudit) {
  const Ledger ledger =
      Ledger::Of(Terms_(Fee("q2", "120000.00", "1999-09-30") +
                        Fee("q3", "80000.00", "1999-12-14") + Late()));
  // 120,000 × 10 % × 183/365, 80,000 × 10 % × 108/365.
  EXPECT_EQ(Interest(ledger, "q2/1", "2000-03-31"), "6016.44 USD");
  EXPECT_EQ(Interest(ledger, "q3/1", "2000-03-31"), "2367.12 USD");
  EXPECT_EQ(ledger.OwedAt(kId, "2000-03-31").totals.at(0).owed.ToString(),
            "208383.56 USD");
  EXPECT_EQ(Interest(ledger, "q2/1", "2000-06-01"), "8054.79 USD");
  EXPECT_EQ(Interest(ledger, "q3/1", "2000-06-01"), "3726.03 USD");
  EXPECT_EQ(ledger.OwedAt(kId, "2000-06-01").totals.at(0).owed.ToString(),
            "211780.82 USD");
}

TEST(LateInterest, PaymentsGoToTheOldestDueSumThenToItsInterestFirst) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("q2", "120000.00", "1999-09-30") +
             Fee("q3", "80000.00", "1999-12-14") + Late()) +
      Pay("P1", "2000-03-31", "130000.00"));
  const Obligations owed = ledger.OwedAt(kId, "2000-03-31");
  EXPECT_EQ(Find(owed, "q2/1").owed.ToString(), "0.00 USD");
  EXPECT_EQ(Find(owed, "q2/1").paid.ToString(), "126016.44 USD");
  // 130,000 - 126,016.44 = 3,983.56, of which 2,367.12 is interest.
  EXPECT_EQ(Find(owed, "q3/1").paid.ToString(), "3983.56 USD");
  // 80,000 - 1,616.44 = 78,383.56; × 10 % × 62/365 = 1,331.45 to 1 June.
  EXPECT_EQ(Owed(ledger, "q3/1", "2000-06-01"), "79715.01 USD");
}

TEST(LateInterest, ADesignatedPaymentPaysTheInterestOfItsSum) {
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("q2", "120000.00", "1999-09-30") +
             Fee("q3", "80000.00", "1999-12-14") + Late()) +
      Pay("P1", "2000-03-31", "82367.12", "designation: q3\n"));
  const Obligations owed = ledger.OwedAt(kId, "2000-06-01");
  EXPECT_EQ(Find(owed, "q3/1").state, ObligationState::kSettled);
  EXPECT_EQ(Find(owed, "q3/1").interest.ToString(), "2367.12 USD");
  EXPECT_EQ(Find(owed, "q2/1").interest.ToString(), "8054.79 USD");
}

// Every leaf that is not known says why, what bears interest too.
void ExpectReasons(const Trace& trace) {
  if (trace->inputs.empty() && !trace->value.IsExact()) {
    EXPECT_EQ(trace->unknown_because, finding::kUndisclosedAmount)
        << trace->label;
  }
  for (const Trace& input : trace->inputs) ExpectReasons(input);
}

TEST(LateInterest, OnAnAmountThatIsNotKnownSaysWhy) {
  const Ledger ledger =
      Ledger::Of(Terms_(Fee("fee", "at least 3650.00", "1999-07-19") +
                        Late(", compounding: monthly")));
  // 31 days of 10 % on at least 3650, then one more on that and 31.00:
  // 31.00 + 1.0085 = 32.01.
  const Obligation fee = Find(ledger.OwedAt(kId, "1999-08-20"), "fee/1");
  EXPECT_EQ(fee.interest.ToString(), "at least 32.01 USD");
  ExpectReasons(fee.trace);
}

TEST(LateInterest, TheRateInForceOnEachDayCounts) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late()) +
      Amend("A2", "1999-08-01", "1999-08-04",
            "  - set: late.rate\n    to: 20 %\n"));
  // 15 days to 3 August at 10 %, 15 to 18 August at 20 %:
  // 80,000 × (1.5 + 3)/365 = 986.30.
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "986.30 USD");
}

TEST(LateInterest, RunsWhileTheClauseIsInForce) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late(", from: 1999-08-04")));
  // 15 days: 80,000 × 10 % × 15/365 = 328.77.
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "328.77 USD");
  const Ledger ended = Ledger::Of(
      Terms_(Q1() + Late()) + Event_("termination", "T1", "1999-08-04",
                                     "executed: 1999-08-04\n"));
  EXPECT_EQ(Interest(ended, "q1/1", "1999-12-31"), "328.77 USD");
  const Ledger survives = Ledger::Of(
      Terms_(Q1() + Late(", survives: true")) +
      Event_("termination", "T1", "1999-08-04", "executed: 1999-08-04\n"));
  EXPECT_EQ(Interest(survives, "q1/1", "1999-08-18"), "657.53 USD");
}

TEST(LateInterest, AppliesToTheClausesNamedAndToTheDebtorNamed) {
  const std::string back =
      "  - { id: refund, kind: payment, debtor: pbtc, creditor: neon, "
      "amount: 80000.00 USD, due: 1999-07-19 }\n";
  const Ledger named =
      Ledger::Of(Terms_(Q1() + back + Late(", applies_to: [refund]")));
  EXPECT_EQ(Interest(named, "q1/1", "1999-08-18"), "0.00 USD");
  EXPECT_EQ(Interest(named, "refund/1", "1999-08-18"), "657.53 USD");
  const Ledger debtor = Ledger::Of(Terms_(Q1() + back + Late(", debtor: neon")));
  EXPECT_EQ(Interest(debtor, "q1/1", "1999-08-18"), "657.53 USD");
  EXPECT_EQ(Interest(debtor, "refund/1", "1999-08-18"), "0.00 USD");
}

TEST(LateInterest, TheClauseThatSpeaksOfTheSumMostCloselyPrevails) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Fee("q2", "80000.00", "1999-07-19") + Late() +
             Late(", applies_to: [q2]", "special", "20 %")));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "657.53 USD");
  EXPECT_EQ(Interest(ledger, "q2/1", "1999-08-18"), "1315.07 USD");
}

TEST(LateInterest, TwoClausesAsCloseAreAmbiguous) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late() + Late("", "other", "20 %")));
  const Obligations owed = ledger.OwedAt(kId, "1999-08-18");
  const Obligation o = Find(owed, "q1/1");
  EXPECT_EQ(o.interest.ToString(), "between 657.53 and 1315.07 USD");
  EXPECT_EQ(o.unknown_because, std::vector<std::string>{"ambiguous-reading"});
  EXPECT_EQ(CountFindings(owed.findings, finding::kAmbiguousReading, o.id), 1);
}

TEST(LateInterest, UnknownPrincipalGivesUnknownInterest) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - { id: q1, kind: payment, debtor: neon, creditor: pbtc, "
             "amount: between 40000 and 80000 USD, due: 1999-07-19 }\n"
             "  - { id: q2, kind: payment, debtor: neon, creditor: pbtc, "
             "amount: undisclosed USD, due: 1999-07-19 }\n" +
             Late()));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"),
            "between 328.77 and 657.53 USD");
  const Obligation o = Find(ledger.OwedAt(kId, "1999-08-18"), "q2/1");
  EXPECT_FALSE(o.interest.IsExact());
  EXPECT_EQ(o.unknown_because, std::vector<std::string>{"undisclosed-amount"});
}

TEST(LateInterest, AnUndisclosedRateGivesUnknownInterestThatIsNotNegative) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late("", "late", "undisclosed")));
  const Obligation o = Find(ledger.OwedAt(kId, "1999-08-18"), "q1/1");
  EXPECT_EQ(o.interest.ToString(), "at least 0.00 USD");
  EXPECT_EQ(o.owed.ToString(), "at least 80000.00 USD");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
}

TEST(LateInterest, OfASumWhoseDueDayIsNotKnownIsUnknown) {
  const auto on = [](const std::string& due) {
    return Find(Ledger::Of(Terms_(Fee("fee", "100.00", due) + Late()))
                    .OwedAt(kId, "1999-12-31"),
                "fee/1");
  };
  const Obligation hidden = on("undisclosed");
  EXPECT_EQ(hidden.interest.ToString(), "at least 0.00 USD");
  EXPECT_EQ(hidden.owed.ToString(), "at least 100.00 USD");
  EXPECT_EQ(hidden.unknown_because, std::vector<std::string>{"undisclosed-terms"});
  // Business days that no calendar counts.
  EXPECT_EQ(on("5 business-days after effective").owed.ToString(),
            "at least 100.00 USD");
  // An invoice that was not sent yet is no due day: none runs.
  EXPECT_EQ(on("30 days after invoice").owed.ToString(), "100.00 USD");
}

TEST(LateInterest, WithinTheGraceNothingAndThenFromTheDayAfterTheDueDate) {
  const std::string terms = Terms_(Q1() + Late(", grace: 10 days"));
  const Ledger ledger = Ledger::Of(terms);
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-29"), "0.00 USD");
  // 11 days: 80,000 × 10 % × 11/365.
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-30"), "241.10 USD");
  const Ledger paid = Ledger::Of(terms + Pay("P1", "1999-07-29", "80000.00"));
  EXPECT_EQ(Find(paid.OwedAt(kId, "1999-12-31"), "q1/1").state,
            ObligationState::kSettled);
  // What is paid within the grace bears none, the rest from the due date:
  // 40,000 × 10 % × 30/365.
  const Ledger half = Ledger::Of(terms + Pay("P1", "1999-07-29", "40000.00"));
  EXPECT_EQ(Interest(half, "q1/1", "1999-08-18"), "328.77 USD");
}

TEST(LateInterest, TheDaysOfGraceCanBeExcluded) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late(", grace: 10 days, grace_excluded: true")));
  // 20 days: 80,000 × 10 % × 20/365.
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "438.36 USD");
}

TEST(LateInterest, DayCounts) {
  const auto interest = [](const std::string& day_count,
                           const std::string& as_of) {
    return Interest(
        Ledger::Of(Terms_(Q1() + Late(", day_count: " + day_count))), "q1/1",
        as_of);
  };
  EXPECT_EQ(interest("actual-365-fixed", "1999-08-18"), "657.53 USD");
  // 30/360, 29/360.
  EXPECT_EQ(interest("actual-360", "1999-08-18"), "666.67 USD");
  EXPECT_EQ(interest("30-360", "1999-08-18"), "644.44 USD");
  EXPECT_EQ(interest("30e-360", "1999-08-18"), "644.44 USD");
  // The 31st: 42/360 and 41/360.
  EXPECT_EQ(interest("30-360", "1999-08-31"), "933.33 USD");
  EXPECT_EQ(interest("30e-360", "1999-08-31"), "911.11 USD");
  // Each day in its own year: 165 days to 31 December 1999, 31 in 2000:
  // 8,000 × (165/365 + 31/366) = 4,294.03.
  EXPECT_EQ(interest("actual-actual-isda", "2000-01-31"), "4294.03 USD");
}

TEST(LateInterest, StretchesOfMonthsOfThirtyDaysAddUp) {
  // The rate changes from 10 % to 10 % on the 31st: no day is lost or won.
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late(", day_count: 30-360")) +
      Amend("A2", "1999-07-31", "1999-07-31",
            "  - set: late.rate\n    to: 10.0 %\n"
            "  - set: late.title\n    to: Interest\n"));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "644.44 USD");
}

TEST(LateInterest, CompoundingCapitalisesUnpaidInterestFromTheDueDate) {
  const auto interest = [](const std::string& compounding) {
    return Interest(
        Ledger::Of(Terms_(Fee("q1", "100000.00", "2001-01-31") +
                              Late(", compounding: " + compounding),
                          "2001-01-01")),
        "q1/1", "2003-01-31");
  };
  EXPECT_EQ(interest("none"), "20000.00 USD");
  // 10,000 + 11,000.
  EXPECT_EQ(interest("annually"), "21000.00 USD");
  // To 30 April 89 days, 31 July 92, 31 October 92, 31 January 92, and the same
  // again: each on what stands, rounded:
  // 2438.36 2582.01 2647.09 2713.81 | 2691.49 2850.05 2921.89 2995.54.
  EXPECT_EQ(interest("quarterly"), "21840.24 USD");
}

TEST(LateInterest, RoundsAsTheClauseSays) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late(", rounding: { mode: up, places: 0 }")));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "658.00 USD");
}

TEST(LateInterest, WhatIsTooLittleToBePaidIsNotRoundedAway) {
  // 10.00 × 10 % / 365 = 0.0027: the first payment finds no cent of interest.
  // With the second day 0.0055: the second finds one.
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("q1", "10.00", "1999-07-19") + Late()) +
      Pay("P1", "1999-07-20", "0.01") + Pay("P2", "1999-07-21", "0.01"));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-20"), "0.00 USD");
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-21"), "0.01 USD");
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-07-21"), "9.99 USD");
}

TEST(LateInterest, ARetroactiveIncreaseBearsItFromItsOwnDueDay) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - id: royalty\n    kind: revenue-share\n    debtor: neon\n"
             "    creditor: pbtc\n    rate: 10 %\n    metrics: [sales]\n"
             "    currency: USD\n    every: 3 months\n"
             "    due: 30 days after period-end\n" +
             Late()) +
      Event_("report", "R1", "1999-04-10",
             "period: 1999-Q1\nmetrics: { sales: 1000000 USD }\n") +
      Amend("A2", "1999-09-05", "1999-01-01",
            "  - set: royalty.rate\n    to: 15 %\n"));
  const Obligations owed = ledger.OwedAt(kId, "1999-09-30");
  // 100,000 × 10 % × 153/365 from 30 April, 50,000 × 10 % × 25/365 from
  // 5 September.
  EXPECT_EQ(Find(owed, "royalty/1999-Q1").interest.ToString(), "4191.78 USD");
  EXPECT_EQ(Find(owed, "royalty/1999-Q1+A2").interest.ToString(),
            "342.47 USD");
}

TEST(LateInterest, AReductionTakesAwayInterestFromItsDayOnly) {
  const std::string terms =
      Terms_("  - id: royalty\n    kind: revenue-share\n    debtor: neon\n"
             "    creditor: pbtc\n    rate: 10 %\n    metrics: [sales]\n"
             "    currency: USD\n    every: 3 months\n"
             "    due: 30 days after period-end\n    until: 1999-04-01\n" +
             Fee("fee", "30000.00", "1999-08-06") + Late()) +
      Event_("report", "R1", "1999-04-10",
             "period: 1999-Q1\nmetrics: { sales: 1000000 USD }\n");
  const std::string less = Amend("A2", "1999-09-05", "1999-01-01",
                                 "  - set: royalty.rate\n    to: 8 %\n");
  const Ledger unpaid = Ledger::Of(terms + less);
  // 100,000 for 128 days, 80,000 for 25: 10 % × 14,800,000/365 = 4,054.79.
  const Obligation o =
      Find(unpaid.OwedAt(kId, "1999-09-30"), "royalty/1999-Q1");
  EXPECT_EQ(o.credited.ToString(), "20000.00 USD");
  EXPECT_EQ(o.interest.ToString(), "4054.79 USD");
  // Paid before: what the credit makes too much goes to the oldest due sum, on
  // the day of the credit. The fee has run 30 days: 246.58.
  const Ledger paid =
      Ledger::Of(terms + Pay("P1", "1999-04-30", "100000.00") + less);
  const Obligations owed = paid.OwedAt(kId, "1999-09-30");
  EXPECT_EQ(Find(owed, "royalty/1999-Q1").paid.ToString(), "80000.00 USD");
  EXPECT_EQ(Find(owed, "royalty/1999-Q1").overpaid.ToString(), "0.00 USD");
  EXPECT_EQ(Find(owed, "royalty/1999-Q1").interest.ToString(), "0.00 USD");
  EXPECT_EQ(Find(owed, "fee/1").paid.ToString(), "20000.00 USD");
  // 30,000 - (20,000 - 246.58) = 10,246.58; × 10 % × 25/365 = 70.18.
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "10316.76 USD");
}

TEST(LateInterest, AWaiverOfTheClauseWaivesWhatRunsOnItsDays) {
  const std::string terms = Terms_(Q1() + Late());
  const Ledger accrual = Ledger::Of(
      terms + Event_("waiver", "W1", "1999-07-01",
                     "executed: 1999-07-01\neffective: 1999-08-04\nclause: "
                     "late\nmeasured_by: accrual\n"));
  const Obligation o = Find(accrual.OwedAt(kId, "1999-08-18"), "q1/1");
  EXPECT_EQ(o.interest.ToString(), "657.53 USD");
  EXPECT_EQ(o.waived.ToString(), "328.77 USD");
  EXPECT_EQ(o.owed.ToString(), "80328.76 USD");
  const Ledger due = Ledger::Of(
      terms + Event_("waiver", "W1", "1999-07-01",
                     "executed: 1999-07-01\nuntil: 1999-08-01\nclause: "
                     "late\nshare: 50 %\nmeasured_by: due-date\n"));
  EXPECT_EQ(Find(due.OwedAt(kId, "1999-08-18"), "q1/1").waived.ToString(),
            "328.77 USD");
}

TEST(LateInterest, WhatIsWaivedOfTheSumBearsNone) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late()) +
      Event_("waiver", "W1", "1999-07-01",
             "executed: 1999-07-01\nclause: q1\nshare: 50 %\n"
             "measured_by: due-date\n"));
  const Obligation o = Find(ledger.OwedAt(kId, "1999-08-18"), "q1/1");
  EXPECT_EQ(o.waived.ToString(), "40000.00 USD");
  EXPECT_EQ(o.interest.ToString(), "328.77 USD");
}

TEST(LateInterest, NoneRunsWhileTheClauseOfTheSumIsSuspended) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late()) +
      Event_("amendment", "A2", "1999-07-01",
             "executed: 1999-07-01\neffective: 1999-08-04\nchanges:\n"
             "  - suspend: q1\n"));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-08-18"), "328.77 USD");
}

TEST(LateInterest, ADisputedSumBearsItUnlessTheClauseSaysOtherwise) {
  const auto interest = [](const std::string& extra, const std::string& sum,
                           const std::string& as_of) {
    return Interest(
        Ledger::Of(
            Terms_(Q1() + Late(extra)) +
            Event_("dispute", "X1", "1999-08-04",
                   "obligation: q1/1\namount: 40000.00 USD\nraised_by: neon\n"
                   "date: 1999-08-04\n") +
            Event_("dispute-resolution", "X2", "1999-08-19",
                   "dispute: X1\ndate: 1999-08-19\n" + sum)),
        "q1/1", as_of);
  };
  EXPECT_EQ(interest("", "", "1999-08-18"), "657.53 USD");
  const std::string flag = ", not_on_disputed: true";
  // 80,000 for 15 days and 40,000 for 15 days: 493.15.
  EXPECT_EQ(interest(flag, "", "1999-08-18"), "493.15 USD");
  // From the day on which it is resolved on all: 80,000 for one day more.
  EXPECT_EQ(interest(flag, "", "1999-08-19"), "515.07 USD");
  EXPECT_EQ(interest(flag, "sum: rejected\n", "1999-08-19"), "515.07 USD");
  EXPECT_EQ(interest(flag, "sum: settled\n", "1999-08-19"), "515.07 USD");
  // Upheld: from its due date after all. 80,000 for 31 days.
  EXPECT_EQ(interest(flag, "sum: upheld\n", "1999-08-18"), "493.15 USD");
  EXPECT_EQ(interest(flag, "sum: upheld\n", "1999-08-19"), "679.45 USD");
}

TEST(LateInterest, ABalanceOfAnOpeningBearsItFromTheOpeningOn) {
  const Ledger ledger = Ledger::Of(
      Terms_(Q1() + Late()) +
      Event_("opening", "O1", "1999-08-04",
             "through: 1999-08-03\nstatus: agreed\nbalances:\n"
             "  - { clause: q1, debtor: neon, creditor: pbtc, "
             "amount: 80000.00 USD, due: 1999-07-19 }\n"));
  EXPECT_EQ(Interest(ledger, "q1/opening", "1999-08-18"), "328.77 USD");
}

// --- Fixed compensation.

std::string Bands(const std::string& extra = "") {
  return ", compensation: [{ below: 1000.00 USD, amount: 40.00 USD }, { to: "
         "10000.00 USD, amount: 70.00 USD }, { amount: 100.00 USD }]" +
         extra;
}

// What one day of lateness costs: 10 % / 365 of the debt and the fixed sum.
TEST(FixedCompensation, ByTheSizeOfTheDebt) {
  const auto interest = [](const std::string& amount) {
    return Interest(
        Ledger::Of(Terms_(Fee("q1", amount, "1999-07-19") + Late(Bands()))),
        "q1/1", "1999-07-20");
  };
  EXPECT_EQ(interest("999.99"), "40.27 USD");
  EXPECT_EQ(interest("1000.00"), "70.27 USD");
  EXPECT_EQ(interest("10000.00"), "72.74 USD");
  EXPECT_EQ(interest("10000.01"), "102.74 USD");
}

TEST(FixedCompensation, OfWhatIsOpenWhenItBecomesLate) {
  // 1,200.00 less 300.00 paid in time: 900 for a day and 40. What is paid later
  // changes nothing in the fixed sum.
  const std::string terms =
      Terms_(Fee("q1", "1200.00", "1999-07-19") + Late(Bands()));
  const Ledger ledger = Ledger::Of(terms + Pay("P1", "1999-07-19", "300.00") +
                                   Pay("P2", "1999-07-20", "500.25"));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-19"), "0.00 USD");
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-20"), "40.25 USD");
  // 500.25 less 40.25 is 460 on principal: 440 for 73 days are 8.80.
  EXPECT_EQ(Owed(ledger, "q1/1", "1999-07-20"), "440.00 USD");
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-10-01"), "49.05 USD");
  // What is paid in time, or within grace, costs nothing.
  EXPECT_EQ(Interest(Ledger::Of(terms + Pay("P1", "1999-07-19", "1200.00")),
                     "q1/1", "1999-12-31"),
            "0.00 USD");
  const Ledger grace =
      Ledger::Of(Terms_(Fee("q1", "1200.00", "1999-07-19") +
                        Late(Bands(", grace: 10 days"))) +
                 Pay("P1", "1999-07-29", "1200.00"));
  EXPECT_EQ(Interest(grace, "q1/1", "1999-12-31"), "0.00 USD");
}

TEST(FixedCompensation, AShareOfWhatIsOpenOrTheGreaterOfBoth) {
  // 5 % of 900.00, which is what is open on the first late day: 45.00 and 0.25.
  const auto ledger = [](const std::string& bands) {
    return Ledger::Of(Terms_(Fee("q1", "1200.00", "1999-07-19") +
                             Late(", compensation: [" + bands + "]")) +
                      Pay("P1", "1999-07-19", "300.00"));
  };
  const auto interest = [&](const std::string& bands) {
    return Interest(ledger(bands), "q1/1", "1999-07-20");
  };
  EXPECT_EQ(interest("{ share: 5 % }"), "45.25 USD");
  EXPECT_EQ(interest("{ share: 5 %, amount: 50.00 USD }"), "50.25 USD");
  EXPECT_EQ(interest("{ share: 5 %, amount: 40.00 USD }"), "45.25 USD");
  EXPECT_EQ(interest("{ to: 500.00 USD, amount: 20.00 USD }, { share: 2.5 % }"),
            "22.75 USD");
  EXPECT_EQ(interest("{ share: at least 5 % }"), "at least 45.25 USD");
  EXPECT_EQ(interest("{ share: at most 5 % }"), "between 0.25 and 45.25 USD");
  EXPECT_EQ(interest("{ share: undisclosed }"), "at least 0.25 USD");
  EXPECT_EQ(interest("{ share: 5 %, amount: 40.00 EUR }"), "at least 0.25 USD");
  // It is reckoned once, and bears nothing.
  EXPECT_EQ(Interest(ledger("{ share: 5 % }"), "q1/1", "1999-07-29"),
            "47.47 USD");
}

TEST(FixedCompensation, ItIsNeverCapitalised) {
  // 1,000.00 at 12 % for a year: 120.00, and 70; the second year bears it on
  // 1,120.00: 134.40, of 365 and 366 days.
  const Ledger ledger = Ledger::Of(
      Terms_(Fee("q1", "1000.00", "1998-07-19") +
                 Late(Bands(", compounding: annually"), "late", "12 %"),
             "1998-01-01"));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-19"), "190.00 USD");
  EXPECT_EQ(Interest(ledger, "q1/1", "2000-07-18"), "324.40 USD");
}

TEST(FixedCompensation, InAnotherCurrencyItIsUnknown) {
  const Ledger ledger = Ledger::Of(Terms_(
      Q1() + Late(", compensation: [{ amount: 40.00 EUR }]")));
  const Obligations owed = ledger.OwedAt(kId, "1999-07-20");
  EXPECT_EQ(Find(owed, "q1/1").interest.ToString(), "at least 21.92 USD");
  EXPECT_EQ(CountFindings(owed.findings, finding::kCurrencyMismatch,
                          "pbtc-neon/q1/1"),
            1);
}

TEST(FixedCompensation, OfADebtOfUnknownSizeItLiesBetweenTheBands) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - { id: q1, kind: payment, debtor: neon, creditor: pbtc, amount: "
             "between 500.00 and 2000.00 USD, due: 1999-07-19 }\n" +
             Late(Bands(), "late", "0 %")));
  EXPECT_EQ(Interest(ledger, "q1/1", "1999-07-20"),
            "between 40.00 and 70.00 USD");
}

TEST(FixedCompensation, WaivedWithTheInterestAndHeldByAnOpening) {
  const Ledger waived = Ledger::Of(
      Terms_(Q1() + Late(Bands())) +
      Event_("waiver", "W1", "1999-07-01",
             "executed: 1999-07-01\nclause: late\nshare: 50 %\nmeasured_by: "
             "accrual\n"));
  // 21.92 and 100.00, of which half is waived.
  EXPECT_EQ(Interest(waived, "q1/1", "1999-07-20"), "121.92 USD");
  EXPECT_EQ(Find(waived.OwedAt(kId, "1999-07-20"), "q1/1").waived.ToString(),
            "60.96 USD");
  const Ledger opened = Ledger::Of(
      Terms_(Q1() + Late(Bands())) +
      Event_("opening", "O1", "1999-08-04",
             "through: 1999-08-03\nstatus: agreed\nbalances:\n"
             "  - { clause: q1, debtor: neon, creditor: pbtc, "
             "amount: 80000.00 USD, due: 1999-07-19 }\n"));
  EXPECT_EQ(Interest(opened, "q1/opening", "1999-08-18"), "328.77 USD");
}

TEST(LateInterest, QuantitiesThatAreNotMoneyBearNone) {
  const Ledger ledger = Ledger::Of(
      Terms_("  - { id: goods, kind: payment, debtor: neon, creditor: pbtc, "
             "amount: 100 tonnes, due: 1999-07-19 }\n" +
             Late()));
  EXPECT_EQ(Interest(ledger, "goods/1", "1999-08-18"), "0 tonnes");
}

TEST(LateInterest, TheTraceShowsPrincipalTimesRateTimesDays) {
  const Ledger ledger =
      Ledger::Of(Terms_(Q1() + Late()) + Pay("P1", "1999-08-18", "40000.00"));
  const Obligation o = Find(ledger.OwedAt(kId, "1999-09-17"), "q1/1");
  std::vector<std::string> products;
  const auto walk = [&](const auto& self, const Trace& trace) -> void {
    if (trace->op == TraceOp::kProduct) {
      std::string text = trace->label + ":";
      for (const Trace& input : trace->inputs) {
        text += " " + input->value.ToString();
      }
      products.push_back(text);
    }
    for (const Trace& input : trace->inputs) self(self, input);
  };
  walk(walk, o.trace);
  EXPECT_EQ(products,
            (std::vector<std::string>{
                "interest 1999-07-20 to 1999-08-18: 80000 1/10 6/73",
                "interest 1999-08-19 to 1999-09-17: 4065753/100 1/10 6/73"}));
}

// domain.md section 4: the payer's designation prevails. Debts of 1,000 and
// 1,000 with 20.00 and 10.00 of interest; 1,500 for principal leave 500 of the
// second and all of the interest, for interest they pay it first.
TEST(LateInterest, WhatThePayerSaysIsForAllSums) {
  // 10 % of 1,000 for 73 days are 20.00, for 36.5 days 10.00: 73 and 37.
  const auto ledger = [](const std::string& applies) {
    return Ledger::Of(
        Terms_(Fee("a", "1000.00", "2001-01-01") +
               Fee("b", "1000.00", "2001-02-06") + Late()) +
        Pay("P1", "2001-03-15", "1500.00", "applies: " + applies + "\n"));
  };
  const Ledger principal = ledger("principal");
  EXPECT_EQ(Owed(principal, "a/1", "2001-03-15"), "20.00 USD");
  EXPECT_EQ(Owed(principal, "b/1", "2001-03-15"), "510.14 USD");
  // 20.00 and 10.14 first, then 1,000 and 469.86.
  const Ledger interest = ledger("interest");
  EXPECT_EQ(Owed(interest, "a/1", "2001-03-15"), "0.00 USD");
  EXPECT_EQ(Owed(interest, "b/1", "2001-03-15"), "530.14 USD");
}

// The debtor does not pay more because the claim has two creditors now.
TEST(LateInterest, AFixedCompensationIsDividedWithTheClaim) {
  const auto ledger = [](const std::string& amount) {
    return Ledger::Of(
        Terms_(
            Fee("a", amount, "2001-01-01") +
            Late(", compensation: [{ below: 1000.00 USD, amount: 40.00 USD }, "
                 "{ amount: 70.00 USD }]",
                 "late", "0 %")) +
        Event_("assignment", "N1", "2000-06-01",
               "executed: 2000-06-01\neffective: 2000-06-01\nassignor: "
               "pbtc\nassignee: bank\nshare: 25 %\naccrued: passes\n"));
  };
  // As large as the claim was before it was divided.
  const Ledger large = ledger("1000.00");
  EXPECT_EQ(Owed(large, "a/1", "2001-02-01"), "802.50 USD");
  EXPECT_EQ(Owed(large, "a/1.N1", "2001-02-01"), "267.50 USD");
  // 70.00 is 46.67 and 23.33, and that 11.66 and 11.67: nothing is lost or won
  // by rounding.
  const Ledger thrice = Ledger::Of(
      Terms_(Fee("a", "1000.00", "2001-01-01") +
             Late(", compensation: [{ amount: 70.00 USD }]", "late", "0 %")) +
      Event_("assignment", "N1", "2000-06-01",
             "executed: 2000-06-01\neffective: 2000-06-01\nassignor: "
             "pbtc\nassignee: bank\nshare: 33.33 %\naccrued: passes\n") +
      Event_("assignment", "N2", "2000-07-01",
             "executed: 2000-07-01\neffective: 2000-07-01\nassignor: "
             "bank\nassignee: fund\nshare: 50 %\naccrued: passes\n"));
  EXPECT_EQ(Interest(thrice, "a/1", "2001-02-01"), "46.67 USD");
  EXPECT_EQ(Interest(thrice, "a/1.N1", "2001-02-01"), "11.66 USD");
  EXPECT_EQ(Interest(thrice, "a/1.N1.N2", "2001-02-01"), "11.67 USD");
  const Ledger small = ledger("800.00");
  EXPECT_EQ(Owed(small, "a/1", "2001-02-01"), "630.00 USD");
  EXPECT_EQ(Owed(small, "a/1.N1", "2001-02-01"), "210.00 USD");
}

}  // namespace
}  // namespace covenant::interest_test
