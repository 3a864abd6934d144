// The rules of domain.md sections 2 to 5 about what is owed, one test each; the
// arithmetic is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "replay/diff.h"
#include "tests/replay/ledger.h"

namespace covenant::money_test {
namespace {

std::string Contract_(const std::string& clauses,
                      const std::string& executed = "2024-01-01",
                      const std::string& extra = "") {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: " + executed +
         "\nexecuted: " + executed + "\n" + extra +
         "parties: [{ id: acme }, { id: nova }]\nclauses:\n" + clauses;
}

// A quarterly royalty on sales; `extra` are further keys of the clause.
std::string Royalty(const std::string& extra = "") {
  return "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
         "    creditor: nova\n    rate: 10 %\n    metrics: [sales]\n"
         "    currency: EUR\n    every: 3 months\n"
         "    due: 30 days after period-end\n" +
         extra;
}

std::string Event_(const std::string& type, const std::string& id,
                   const std::string& known, const std::string& body) {
  return "---\ncontract: acme-nova\nevent: " + type + "\nid: " + id +
         "\nknown: " + known + "\n" + body;
}

std::string Report_(const std::string& id, const std::string& known,
                    const std::string& period, const std::string& sales,
                    const std::string& extra = "") {
  return Event_("report", id, known,
                "period: " + period + "\nmetrics: { sales: " + sales + " }\n" +
                    extra);
}

std::string Pay(const std::string& id, const std::string& day,
                const std::string& amount, const std::string& designation = "") {
  return Event_("payment", id, day,
                "payer: acme\npayee: nova\namount: " + amount + "\ndate: " +
                    day + "\n" +
                    (designation.empty() ? ""
                                         : "designation: " + designation + "\n"));
}

std::string Amend(const std::string& id, const std::string& executed,
                  const std::string& effective, const std::string& changes) {
  return Event_("amendment", id, executed,
                "executed: " + executed + "\neffective: " + effective +
                    "\nchanges:\n" + changes);
}

const char kId[] = "acme-nova";

TEST(RevenueShare, RateTimesReportIsDueByTheRule) {
  const Ledger ledger = Ledger::Of(Contract_(Royalty()) +
                                   Report_("R1", "2024-04-10", "2024-Q1",
                                           "1234.55 EUR"));
  // 10 % of 1234.55 = 123.455, rounded half away from zero to 123.46.
  const Obligation o =
      Find(ledger.OwedAt(kId, "2024-04-10"), "royalty/2024-Q1");
  EXPECT_EQ(o.owed.ToString(), "123.46 EUR");
  EXPECT_EQ(o.due, D("2024-04-30"));
  EXPECT_EQ(o.state, ObligationState::kAccrued);
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-30"), "royalty/2024-Q1").state,
            ObligationState::kDue);
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-01"), "royalty/2024-Q1").state,
            ObligationState::kOverdue);
}

TEST(RevenueShare, RoundsAsTheClauseSays) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty("    rounding: { mode: down, places: 0 }\n")) +
      Report_("R1", "2024-04-10", "2024-Q1", "1239.99 EUR"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-10"), "royalty/2024-Q1")
                .owed.ToString(),
            "123.00 EUR");
}

TEST(RevenueShare, APeriodHasEndedWhenItsLastDayIsReached) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty("    report_due: 15 days\n")) +
      Report_("R1", "2024-04-10", "2024-Q1", "1000.00 EUR"));
  EXPECT_FALSE(Has(ledger.OwedAt(kId, "2024-03-30"), "royalty/2024-Q1"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-31"), "royalty/2024-Q1")
                .owed.ToString(),
            "100.00 EUR");
}

TEST(RevenueShare, AReportIsMissingOnlyAfterItsDueDay) {
  const Ledger ledger =
      Ledger::Of(Contract_(Royalty("    report_due: 15 days\n")));
  const Obligations waiting = ledger.OwedAt(kId, "2024-04-15");
  EXPECT_FALSE(Has(waiting, "royalty/2024-Q1"));
  EXPECT_EQ(CountFindings(waiting.findings, finding::kMissingReport), 0);
  const Obligations late = ledger.OwedAt(kId, "2024-04-16");
  const Obligation o = Find(late, "royalty/2024-Q1");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(o.owed.ToString(), "at least 0.00 EUR");
  EXPECT_EQ(CountFindings(late.findings, finding::kMissingReport, o.id), 1);
}

TEST(RevenueShare, ALaterReportSupersedes) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) + Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
      Report_("R2", "2024-06-01", "2024-Q1", "1200 EUR", "version: 2\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-10", "2024-05-31"),
                 "royalty/2024-Q1")
                .owed.ToString(),
            "100.00 EUR");
  const Obligation o =
      Find(ledger.OwedAt(kId, "2024-04-10"), "royalty/2024-Q1");
  EXPECT_EQ(o.owed.ToString(), "120.00 EUR");
  // A corrected fact keeps the original due day.
  EXPECT_EQ(o.due, D("2024-04-30"));
}

TEST(RevenueShare, DatedFactsCountInARunningPeriodAndAreTakenByTheirDay) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) +
      Amend("A2", "2024-02-01", "2024-02-15", "  - set: royalty.rate\n    to: 20 %\n") +
      Event_("report", "R1", "2024-04-02",
             "period: 2024-Q1\nitems:\n"
             "  - { metric: sales, date: 2024-02-14, amount: 100 EUR }\n"
             "  - { metric: sales, date: 2024-02-15, amount: 100 EUR }\n"));
  // Up to 15 February: 10 % of 100 + 20 % of 100 = 30.
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-02-14"), "royalty/2024-Q1")
                .owed.ToString(),
            "10.00 EUR");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-02-15"), "royalty/2024-Q1")
                .owed.ToString(),
            "30.00 EUR");
}

TEST(RevenueShare, ATotalOverAChangeOfRateNeedsARule) {
  const std::string change = "  - set: royalty.rate\n    to: 20 %\n";
  const std::string report =
      Report_("R1", "2024-04-10", "2024-Q1", "9100 EUR");
  const auto owed = [&](const std::string& rule) {
    const Ledger ledger =
        Ledger::Of(Contract_(Royalty(rule)) +
                   Amend("A2", "2024-01-15", "2024-02-01", change) + report);
    const Obligations all = ledger.OwedAt(kId, "2024-04-10");
    const Obligation o = Find(all, "royalty/2024-Q1");
    EXPECT_EQ(CountFindings(all.findings, finding::kAmbiguousReading, o.id),
              rule.empty() ? 1 : 0);
    return o.owed.ToString();
  };
  // 31 days at 10 %, 60 of 91 days at 20 %: 310 + 1200 = 1510.
  EXPECT_EQ(owed("    rate_change: pro-rata-days\n"), "1510.00 EUR");
  EXPECT_EQ(owed("    rate_change: period-start\n"), "910.00 EUR");
  EXPECT_EQ(owed("    rate_change: period-end\n"), "1820.00 EUR");
  EXPECT_EQ(owed(""), "between 910.00 and 1820.00 EUR");
}

TEST(RevenueShare, CapsOfPeriodAndLifetimeLimitAndLeaveABalance) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty("    period_cap: { amount: 150 EUR }\n"
                        "    lifetime_cap: { amount: 220 EUR }\n")) +
      Report_("R1", "2024-04-10", "2024-Q1", "2000 EUR") +
      Report_("R2", "2024-07-10", "2024-Q2", "500 EUR") +
      Report_("R3", "2024-10-10", "2024-Q3", "500 EUR"));
  // 200 is capped at 150; 50 fits; of the third 50 only 220 - 200 = 20 is left.
  const Obligations owed = ledger.OwedAt(kId, "2024-10-10");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "150.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").owed.ToString(), "50.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q3").owed.ToString(), "20.00 EUR");
  EXPECT_EQ(
      FindBalance(owed.balances, "acme-nova/royalty", "lifetime cap left")
          .amount.ToString(),
      "0.00 EUR");
}

TEST(RevenueShare, AShareThatHasEndedIsStillOwedForTheTimeBefore) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty("    until: 2024-02-01\n")) +
      Event_("report", "R1", "2024-04-10",
             "period: { from: 2024-01-01, until: 2024-02-01 }\n"
             "metrics: { sales: 1000 EUR }\n"));
  const Obligations owed = ledger.OwedAt(kId, "2025-01-01");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "100.00 EUR");
  EXPECT_FALSE(Has(owed, "royalty/2024-Q2"));
}

TEST(RevenueShare, AFigureInAnotherCurrencyIsNotAdded) {
  const Ledger ledger =
      Ledger::Of(Contract_(Royalty()) +
                 Report_("R1", "2024-04-10", "2024-Q1", "1000 USD"));
  const Obligations owed = ledger.OwedAt(kId, "2024-04-10");
  EXPECT_FALSE(Find(owed, "royalty/2024-Q1").owed.IsExact());
  EXPECT_GE(CountFindings(owed.findings, finding::kCurrencyMismatch), 1);
}

TEST(RevenueShare, AnUndisclosedFigureGivesARange) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) + Report_("R1", "2024-04-10", "2024-Q1",
                                     "between 1000 and 2000 EUR"));
  const Obligation o =
      Find(ledger.OwedAt(kId, "2024-04-10"), "royalty/2024-Q1");
  EXPECT_EQ(o.owed.ToString(), "between 100.00 and 200.00 EUR");
  EXPECT_EQ(o.unknown_because, std::vector<std::string>{"undisclosed-amount"});
}

TEST(Payments, OldestDueFirstAndDesignationPrevails) {
  const std::string base = Contract_(Royalty()) +
                           Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
                           Report_("R2", "2024-07-10", "2024-Q2", "1000 EUR");
  const Ledger oldest = Ledger::Of(base + Pay("P1", "2024-08-01", "120 EUR"));
  const Obligations a = oldest.OwedAt(kId, "2024-08-01");
  EXPECT_EQ(Find(a, "royalty/2024-Q1").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(a, "royalty/2024-Q2").owed.ToString(), "80.00 EUR");
  const Ledger designated = Ledger::Of(
      base + Pay("P1", "2024-08-01", "120 EUR", "royalty/2024-Q2"));
  const Obligations b = designated.OwedAt(kId, "2024-08-01");
  EXPECT_EQ(Find(b, "royalty/2024-Q1").owed.ToString(), "80.00 EUR");
  EXPECT_EQ(Find(b, "royalty/2024-Q2").owed.ToString(), "0.00 EUR");
}

TEST(Payments, APaymentAfterTheLegalDayIsNotAppliedHoweverEarlyItIsKnown) {
  const Ledger ledger =
      Ledger::Of(Contract_(Royalty()) +
                 Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
                 Pay("P1", "2024-05-05", "100 EUR"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-04"), "royalty/2024-Q1")
                .paid.ToString(),
            "0.00 EUR");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-05"), "royalty/2024-Q1").state,
            ObligationState::kSettled);
}

TEST(Payments, AnOverpaymentIsAFinding) {
  const Ledger ledger =
      Ledger::Of(Contract_(Royalty()) +
                 Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
                 Pay("P1", "2024-05-05", "130 EUR"));
  const Obligations owed = ledger.OwedAt(kId, "2024-05-05");
  const Obligation o = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(o.overpaid.ToString(), "30.00 EUR");
  EXPECT_EQ(o.paid.ToString(), "130.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kOverpayment, o.id), 1);
}

TEST(OneOff, AFixedPaymentAccruesWhenItsClauseTakesEffect) {
  const Ledger ledger = Ledger::Of(Contract_(
      "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
      "amount: 500.00 EUR, due: 2024-03-31 }\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-01-01"), "fee/1").state,
            ObligationState::kAccrued);
  EXPECT_TRUE(ledger.OwedAt(kId, "2023-12-31").obligations.empty());
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-01"), "fee/1").state,
            ObligationState::kOverdue);
}

TEST(OneOff, AConditionThatFailsDischarges) {
  const Ledger ledger = Ledger::Of(Contract_(
      "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
      "amount: 500.00 EUR, condition: approval, long_stop: 2024-06-30 }\n"));
  const Obligation before = Find(ledger.OwedAt(kId, "2024-06-30"), "fee/1");
  EXPECT_EQ(before.state, ObligationState::kContingent);
  EXPECT_EQ(before.contingent.ToString(), "500.00 EUR");
  const Obligation after = Find(ledger.OwedAt(kId, "2024-07-01"), "fee/1");
  EXPECT_EQ(after.state, ObligationState::kDischarged);
  // What is explained as accrued is what is said to have accrued.
  EXPECT_EQ(after.accrued.ToString(), "0.00 EUR");
  EXPECT_TRUE(after.accrued_trace->value.IsExactlyZero());
  EXPECT_EQ(after.contingent.ToString(), "0.00 EUR");
}

TEST(OneOff, AConditionThatIsMetMakesTheSumDueFromItsDay) {
  const Ledger ledger = Ledger::Of(
      Contract_("  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
                "amount: 500.00 EUR, condition: approval, "
                "due: 10 days after milestone }\n") +
      Event_("milestone", "M1", "2024-05-03",
             "milestone: approval\ndate: 2024-05-01\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-30"), "fee/1").state,
            ObligationState::kContingent);
  const Obligation o = Find(ledger.OwedAt(kId, "2024-05-01"), "fee/1");
  EXPECT_EQ(o.owed.ToString(), "500.00 EUR");
  EXPECT_EQ(o.due, D("2024-05-11"));
}

TEST(OneOff, InstalmentsThatDoNotSumAreAFinding) {
  const Ledger ledger = Ledger::Of(Contract_(
      "  - id: price\n    kind: payment-schedule\n    debtor: acme\n"
      "    creditor: nova\n    total: 1000.00 EUR\n    instalments:\n"
      "      - { amount: 400.00 EUR, due: 2024-02-01 }\n"
      "      - { id: last, amount: 500.00 EUR, due: 2024-03-01 }\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-02-15");
  EXPECT_EQ(Find(owed, "price/1").state, ObligationState::kOverdue);
  EXPECT_EQ(Find(owed, "price/last").owed.ToString(), "500.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kInstalmentsDoNotSum,
                          "acme-nova/price"),
            1);
  EXPECT_EQ(owed.totals.at(0).owed.ToString(), "900.00 EUR");
  EXPECT_EQ(owed.totals.at(0).overdue.ToString(), "400.00 EUR");
}

TEST(OneOff, WhatIsRemovedBeforeItsDueDayIsNotOwed) {
  const std::string fee =
      "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
      "amount: 500.00 EUR, due: 2024-03-31 }\n";
  const Ledger before = Ledger::Of(
      Contract_(fee) + Amend("A2", "2024-02-01", "2024-02-01", "  - remove: fee\n"));
  EXPECT_EQ(Find(before.OwedAt(kId, "2024-01-31"), "fee/1").owed.ToString(),
            "500.00 EUR");
  EXPECT_FALSE(Has(before.OwedAt(kId, "2024-02-01"), "fee/1"));
  const Ledger after = Ledger::Of(
      Contract_(fee) + Amend("A2", "2024-05-01", "2024-05-01", "  - remove: fee\n"));
  EXPECT_EQ(Find(after.OwedAt(kId, "2024-06-01"), "fee/1").owed.ToString(),
            "500.00 EUR");
  const Ledger terminated = Ledger::Of(
      Contract_(fee) + Event_("termination", "T2", "2024-02-01",
                              "executed: 2024-02-01\n"));
  EXPECT_EQ(
      Find(terminated.OwedAt(kId, "2024-06-01"), "fee/1").owed.ToString(),
      "500.00 EUR");
}

TEST(Recurring, AccruesAtItsEndOrWhenDueAndPartialPeriodsByRule) {
  const auto rent = [](const std::string& extra) {
    return "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: "
           "nova, amount: 310.00 EUR, every: 1 month, from: 2024-01-11, " +
           extra + " }\n";
  };
  const Ledger advance = Ledger::Of(
      Contract_(rent("due: on period-start, partial_period: pro-rata-days")));
  // January: 21 of 31 days of 310 = 210; due when it begins, on the 11th.
  EXPECT_EQ(
      Find(advance.OwedAt(kId, "2024-01-11"), "rent/2024-01").due->ToString(),
      "2024-01-11");
  EXPECT_EQ(Find(advance.OwedAt(kId, "2024-01-11"), "rent/2024-01")
                .owed.ToString(),
            "210.00 EUR");
  EXPECT_EQ(Find(advance.OwedAt(kId, "2024-02-01"), "rent/2024-02")
                .owed.ToString(),
            "310.00 EUR");
  const Ledger silent = Ledger::Of(Contract_(rent("due: on period-end")));
  const Obligations owed = silent.OwedAt(kId, "2024-02-29");
  EXPECT_EQ(Find(owed, "rent/2024-01").owed.ToString(),
            "between 0.00 and 310.00 EUR");
  EXPECT_EQ(Find(owed, "rent/2024-02").owed.ToString(), "310.00 EUR");
  EXPECT_FALSE(Has(silent.OwedAt(kId, "2024-02-28"), "rent/2024-02"));
}

TEST(Retroactive, AnIncreaseFallsDueAtBindingAndACorrectedFactAtItsOwnDay) {
  const std::string base =
      Contract_(Royalty()) + Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR");
  // The same delta of 50, once by an amendment, once by a corrected report.
  const Ledger amended = Ledger::Of(
      base + Amend("A2", "2024-09-05", "2024-01-01",
                   "  - set: royalty.rate\n    to: 15 %\n"));
  const Obligations a = amended.OwedAt(kId, "2024-09-30");
  EXPECT_EQ(Find(a, "royalty/2024-Q1").accrued.ToString(), "100.00 EUR");
  EXPECT_EQ(Find(a, "royalty/2024-Q1").due, D("2024-04-30"));
  const Obligation delta = Find(a, "royalty/2024-Q1+A2");
  EXPECT_EQ(delta.accrued.ToString(), "50.00 EUR");
  EXPECT_EQ(delta.due, D("2024-09-05"));
  const Ledger corrected = Ledger::Of(
      base + Report_("R2", "2024-09-05", "2024-Q1", "1500 EUR"));
  const Obligation c =
      Find(corrected.OwedAt(kId, "2024-09-30"), "royalty/2024-Q1");
  EXPECT_EQ(c.accrued.ToString(), "150.00 EUR");
  EXPECT_EQ(c.due, D("2024-04-30"));
  // Both together: the old terms on the corrected facts keep the old due day.
  const Ledger both = Ledger::Of(
      base + Report_("R2", "2024-08-01", "2024-Q1", "1500 EUR") +
      Amend("A2", "2024-09-05", "2024-01-01",
            "  - set: royalty.rate\n    to: 15 %\n"));
  const Obligations b = both.OwedAt(kId, "2024-09-30");
  EXPECT_EQ(Find(b, "royalty/2024-Q1").accrued.ToString(), "150.00 EUR");
  EXPECT_EQ(Find(b, "royalty/2024-Q1+A2").accrued.ToString(), "75.00 EUR");
}

TEST(Retroactive, AReductionIsACredit) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) + Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
      Amend("A2", "2024-09-05", "2024-01-01",
            "  - set: royalty.rate\n    to: 8 %\n"));
  const Obligation o =
      Find(ledger.OwedAt(kId, "2024-09-30"), "royalty/2024-Q1");
  EXPECT_EQ(o.accrued.ToString(), "100.00 EUR");
  EXPECT_EQ(o.credited.ToString(), "20.00 EUR");
  EXPECT_EQ(o.owed.ToString(), "80.00 EUR");
}

TEST(Retroactive, NothingFallsDueBeforeTheInstrumentThatCreatesItBinds) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty(), "2024-06-15", "effective: 2024-01-01\n") +
      Report_("R1", "2024-06-20", "2024-Q1", "1000 EUR"));
  const Obligations owed = ledger.OwedAt(kId, "2024-06-30");
  const Obligation o = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(o.due, D("2024-06-15"));
  EXPECT_EQ(CountFindings(owed.findings, finding::kDueBeforeBinding, o.id), 1);
}

TEST(Openings, SettledOrCarried) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) +
      Report_("R2", "2024-07-10", "2024-Q2", "1000 EUR") +
      Event_("opening", "OP", "2024-07-15",
             "through: 2024-03-31\nstatus: agreed\nbalances:\n"
             "  - { clause: royalty, debtor: acme, creditor: nova, "
             "amount: 42.00 EUR, due: 2024-05-31 }\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-07-10", "2024-07-14"),
                 "royalty/2024-Q1")
                .state,
            ObligationState::kUnknown);
  const Obligations owed = ledger.OwedAt(kId, "2024-07-15");
  EXPECT_FALSE(Has(owed, "royalty/2024-Q1"));
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport), 0);
  EXPECT_EQ(Find(owed, "royalty/opening").owed.ToString(), "42.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").owed.ToString(), "100.00 EUR");
}

TEST(Openings, ALaterReportForAClosedPeriodChangesNothingOwed) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) +
      Event_("opening", "OP", "2024-07-15",
             "through: 2024-06-30\nstatus: agreed\n") +
      Report_("R1", "2024-08-01", "2024-Q1", "1000 EUR"));
  const Obligations owed = ledger.OwedAt(kId, "2024-08-02");
  EXPECT_TRUE(owed.obligations.empty());
  EXPECT_EQ(CountFindings(owed.findings, finding::kFinalAmountDiffers,
                          "acme-nova/royalty/2024-Q1"),
            1);
}

TEST(Waivers, WaivedIsABalanceOfItsOwnInBothMeasures) {
  const std::string base =
      Contract_(Royalty()) +
      Event_("report", "R1", "2024-04-10",
             "period: 2024-Q1\nitems:\n"
             "  - { metric: sales, date: 2024-01-20, amount: 100 EUR }\n"
             "  - { metric: sales, date: 2024-03-20, amount: 300 EUR }\n");
  const auto waived = [&](const std::string& measure) {
    const Ledger ledger = Ledger::Of(
        base + Event_("waiver", "W1", "2024-01-15",
                      "executed: 2024-01-15\nuntil: 2024-03-01\nclause: "
                      "royalty\nshare: 50 %\nmeasured_by: " +
                          measure + "\n"));
    return Find(ledger.OwedAt(kId, "2024-04-10"), "royalty/2024-Q1");
  };
  // Accrual: half of 10 on 20 January. Due date: 30 April is outside.
  const Obligation accrual = waived("accrual");
  EXPECT_EQ(accrual.accrued.ToString(), "40.00 EUR");
  EXPECT_EQ(accrual.waived.ToString(), "5.00 EUR");
  EXPECT_EQ(accrual.owed.ToString(), "35.00 EUR");
  EXPECT_EQ(waived("due-date").waived.ToString(), "0.00 EUR");
}

TEST(Waivers, AWholeWaiverLeavesAnObligationThatIsWaived) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) +
      Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
      Event_("waiver", "W1", "2024-01-15",
             "executed: 2024-01-15\nclause: royalty\nmeasured_by: due-date\n"));
  const Obligation o =
      Find(ledger.OwedAt(kId, "2024-05-10"), "royalty/2024-Q1");
  EXPECT_EQ(o.accrued.ToString(), "100.00 EUR");
  EXPECT_EQ(o.waived.ToString(), "100.00 EUR");
  EXPECT_EQ(o.state, ObligationState::kWaived);
}

TEST(Disputes, TheDisputedPartIsPartOfWhatIsOwedUntilResolved) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty()) +
      Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
      Event_("dispute", "X1", "2024-05-02",
             "obligation: royalty/2024-Q1\namount: 40 EUR\nraised_by: acme\n"
             "date: 2024-05-01\n") +
      Event_("dispute-resolution", "X2", "2024-06-02",
             "dispute: X1\ndate: 2024-06-01\n"));
  const Obligation during =
      Find(ledger.OwedAt(kId, "2024-05-01"), "royalty/2024-Q1");
  EXPECT_EQ(during.disputed.ToString(), "40.00 EUR");
  EXPECT_EQ(during.owed.ToString(), "100.00 EUR");
  EXPECT_EQ(during.state, ObligationState::kDisputed);
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-06-01"), "royalty/2024-Q1").state,
            ObligationState::kOverdue);
}

TEST(States, ASuspendedClauseSuspendsItsObligations) {
  const Ledger ledger = Ledger::Of(
      Contract_("  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
                "amount: 500.00 EUR, due: 2024-03-31 }\n") +
      Event_("amendment", "A2", "2024-03-01",
             "executed: 2024-03-01\nuntil: 2024-06-01\nchanges:\n"
             "  - suspend: fee\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-15"), "fee/1").state,
            ObligationState::kSuspended);
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-06-01"), "fee/1").state,
            ObligationState::kOverdue);
}

TEST(Basis, AFigureHasTheBasisOfItsWeakestInput) {
  const Ledger ledger = Ledger::Of(
      Contract_(Royalty("    basis: { rate: reported }\n")) +
      Report_("R1", "2024-04-10", "2024-Q1", "1000 EUR") +
      Report_("R2", "2024-07-10", "2024-Q2", "1000 EUR", "basis: assumed\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-07-10");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").basis, Basis::kReported);
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").basis, Basis::kAssumed);
  EXPECT_EQ(CountFindings(owed.findings, finding::kAssumedBasis), 1);
}

TEST(Units, QuantitiesAreOwedInTheirUnit) {
  const Ledger ledger = Ledger::Of(Contract_(
      "  - { id: goods, kind: payment, debtor: nova, creditor: acme, "
      "amount: 120 tonnes, due: 2024-03-31 }\n"));
  const Obligation o = Find(ledger.OwedAt(kId, "2024-02-01"), "goods/1");
  EXPECT_EQ(o.owed.ToString(), "120 tonnes");
  EXPECT_EQ(o.kind, "delivery");
}

}  // namespace
}  // namespace covenant::money_test
