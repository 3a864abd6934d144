// Published rates: conversion, indexation, reference rates of late interest and
// formulas that read a series (doc/decisions.md 40 to 44); the arithmetic is
// worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"
#include "tests/replay/ledger.h"

namespace covenant::rates_test {
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

// --- Conversion.

TEST(Conversion, AnAmountIsMultipliedByTheRateOfItsDueDate) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("1000.00 EUR", "2024-03-28", ToUsd())) +
                 EurUsd("R1", "2024-03-28",
                        "{ date: 2024-03-27, value: 1.0816 USD }, "
                        "{ date: 2024-03-28, value: 1.0811 USD }"));
  // 1000 x 1.0811
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-28"), "1081.10 USD");
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-03-28"), "fee/1");
  EXPECT_EQ(fee.unit, "USD");
  // The original amount and the event of the rate are leaves.
  const Trace product = fee.accrued_trace->inputs[0];
  ASSERT_EQ(product->inputs.size(), 2u);
  EXPECT_EQ(product->inputs[0]->unit, "EUR");
  EXPECT_EQ(product->inputs[0]->value, RationalRange::FromInt(1000));
  EXPECT_EQ(product->inputs[1]->label, "eur-usd 2024-03-28");
  ASSERT_EQ(product->inputs[1]->events.size(), 1u);
  EXPECT_EQ(product->inputs[1]->events[0].ToString(), "_rate/eur-usd@1");
}

TEST(Conversion, TheOtherWayItIsDivided) {
  const std::string rate =
      EurUsd("R1", "2024-03-28", "{ date: 2024-03-28, value: 1.0811 USD }");
  // 1000 / 1.0811 = 924.9838...
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(Fee("1000.00 USD", "2024-03-28",
                                            ToUsd("", "EUR"))) +
                              rate),
                   "fee/1", "2024-03-28"),
            "924.98 EUR");
  // The rate is rounded as it is published, to 1.08: 1000 / 1.08 = 925.9259...
  EXPECT_EQ(
      OwedOf(Ledger::Of(Agreement(Fee(
                            "1000.00 USD", "2024-03-28",
                            ToUsd(", rate_rounding: { places: 2 }", "EUR"))) +
                        rate),
             "fee/1", "2024-03-28"),
      "925.93 EUR");
}

TEST(Conversion, ARateOfOtherCurrenciesGivesNothing) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("1000.00 GBP", "2024-03-28", ToUsd())) +
      EurUsd("R1", "2024-03-28", "{ date: 2024-03-28, value: 1.0811 USD }"));
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-28"), "at least 0.00 USD");
  EXPECT_EQ(CountFindings(ledger.OwedAt(kId, "2024-03-28").findings,
                          finding::kCurrencyMismatch, "acme-nova/fee/1"),
            1);
}

TEST(Conversion, AMissingRateIsUnknownUntilItIsPublished) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("1000.00 EUR", "2024-03-28", ToUsd())) +
      EurUsd("R1", "2024-03-27", "{ date: 2024-03-27, value: 1.0816 USD }") +
      EurUsd("R2", "2024-04-02", "{ date: 2024-03-28, value: 1.0811 USD }"));
  const Obligation before =
      Find(ledger.OwedAt(kId, "2024-03-31", "2024-04-01"), "fee/1");
  EXPECT_EQ(before.state, ObligationState::kUnknown);
  EXPECT_EQ(before.unit, "USD");
  EXPECT_EQ(MissingRates(ledger, "2024-03-31", "fee/1", "2024-04-01"), 1);
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-31"), "1081.10 USD");
  EXPECT_EQ(MissingRates(ledger, "2024-03-31", "fee/1"), 0);
  // Before the due date its rate has not come.
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-27"), "fee/1").state,
            ObligationState::kUnknown);
}

TEST(Conversion, ARevisedRateDoesNotChangeAnOldAnswer) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("1000.00 EUR", "2024-03-28", ToUsd())) +
      EurUsd("R1", "2024-03-28", "{ date: 2024-03-28, value: 1.0811 USD }") +
      EurUsd("R2", "2024-04-10", "{ date: 2024-03-28, value: 1.0820 USD }") +
      "---\ncontract: _rate/eur-usd\nevent: correction\nid: c\n"
      "known: 2024-05-10\ntarget: R2\nreplacement:\n  event: rate\n"
      "  rate: eur-usd\n  measures: exchange\n  base: EUR\n"
      "  values: [{ date: 2024-03-28, value: 1.0830 USD }]\n");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-31", "2024-04-01"), "1081.10 USD");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-31", "2024-04-30"), "1082.00 USD");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-03-31"), "1083.00 USD");
}

TEST(Conversion, TheLastValueBeforeCountsWhereTheClauseSaysSo) {
  // 2024-03-31 is a Sunday; the last value is that of Thursday the 28th.
  const auto owed = [](const std::string& more) {
    return OwedOf(
        Ledger::Of(Agreement(Fee("1000.00 EUR", "2024-03-31", ToUsd(more))) +
                   EurUsd("R1", "2024-03-28",
                          "{ date: 2024-03-28, value: 1.0811 USD }")),
        "fee/1", "2024-04-05");
  };
  EXPECT_EQ(owed(""), "at least 0.00 USD");
  EXPECT_EQ(owed(", fallback: previous"), "1081.10 USD");
  EXPECT_EQ(owed(", fallback: previous, within: 3 days"), "1081.10 USD");
  EXPECT_EQ(owed(", fallback: previous, within: 2 days"), "at least 0.00 USD");
  EXPECT_EQ(owed(", lag: 3 days"), "1081.10 USD");
}

TEST(Conversion, TheMeanOfTheDaysPublishedInThePeriod) {
  const std::string rent =
      "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 300.00 EUR, every: 1 month, from: 2024-01-01, " +
      ToUsd("", "USD", "period-average");
  const std::string rates = EurUsd("R1", "2024-02-01",
                                   "{ date: 2024-01-02, value: 1.10 USD }, "
                                   "{ date: 2024-01-03, value: 1.12 USD }, "
                                   "{ date: 2024-01-31, value: 1.11 USD }, "
                                   "{ date: 2024-02-01, value: 9.99 USD }");
  // (1.10 + 1.12 + 1.11) / 3 = 1.11
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(rent + " }\n") + rates), "rent/2024-01",
                   "2024-01-31"),
            "333.00 USD");
  // With a calendar the values of the other business days are wanting.
  const Ledger strict =
      Ledger::Of(Agreement(rent + ", calendar: weekends }\n") + rates);
  EXPECT_EQ(Find(strict.OwedAt(kId, "2024-01-31"), "rent/2024-01").state,
            ObligationState::kUnknown);
  EXPECT_EQ(MissingRates(strict, "2024-01-31", "rent/2024-01"), 1);
}

TEST(Conversion, WhatIsConvertedIsRoundedOnceAndWaivedWhole) {
  const std::string share =
      "  - { id: share, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 3 months, " +
      ToUsd("", "USD", "period-end") + " }\n";
  const std::string facts =
      "---\ncontract: acme-nova\nevent: report\nid: S1\nknown: 2024-04-01\n"
      "period: 2024-Q1\nmetrics: { sales: 333.35 EUR }\n" +
      EurUsd("R1", "2024-04-01", "{ date: 2024-03-31, value: 3 USD }");
  // 33.335 x 3 = 100.005, rounded 100.01; 33.34 x 3 would be 100.02.
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(share) + facts), "share/2024-Q1",
                   "2024-04-01"),
            "100.01 USD");
  const Obligation waived =
      Find(Ledger::Of(Agreement(share) + facts +
                      "---\ncontract: acme-nova\nevent: waiver\nid: W1\n"
                      "known: 2024-01-01\nexecuted: 2024-01-01\nclause: share\n"
                      "measured_by: due-date\n")
               .OwedAt(kId, "2024-04-01"),
           "share/2024-Q1");
  EXPECT_EQ(waived.waived.ToString(), "100.01 USD");
  EXPECT_EQ(waived.state, ObligationState::kWaived);
}

TEST(Conversion, WhatRunsOnFromPeriodToPeriodIsGoneThroughOnce) {
  std::string yaml = Agreement(
      "  - { id: advance, kind: payment, debtor: acme, creditor: nova, amount: "
      "1000.00 EUR, due: 2024-01-01 }\n"
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 1 month, from: "
      "2024-01-01, recoup: { advances: [advance] }, convert: { to: USD, rate: "
      "eur-usd, day: period-end, fallback: previous } }\n");
  for (int n = 0; n < 48; ++n) {
    const std::string month = D("2024-01-01").AddMonths(n)->ToString();
    yaml += "---\ncontract: acme-nova\nevent: report\nid: R" +
            std::to_string(n) +
            "\nknown: 2028-01-01\nperiod: " + month.substr(0, 7) +
            "\nmetrics: { sales: 250.00 EUR }\n";
  }
  yaml += EurUsd("X1", "2028-01-02", "{ date: 2024-01-31, value: 1.2000 USD }");
  const Ledger ledger = Ledger::Of(yaml);
  // 25 a month, so that the advance lasts 40 months; 25 x 1.2.
  EXPECT_EQ(OwedOf(ledger, "royalty/2027-04", "2027-12-31"), "0.00 USD");
  EXPECT_EQ(OwedOf(ledger, "royalty/2027-05", "2027-12-31"), "30.00 USD");
}

TEST(Conversion, AgreedAfterTheDueDateItTakesThePlaceOfTheOldSum) {
  // Due on 2024-03-28 in EUR; on 2024-04-10 the parties agree on USD from the
  // start. Nothing of the two is added: 1000 x 1.0811 USD, due when agreed.
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("1000.00 EUR", "2024-03-28", "title: fee")) +
      EurUsd("R1", "2024-03-28", "{ date: 2024-03-28, value: 1.0811 USD }") +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2024-04-10\n"
      "executed: 2024-04-10\neffective: 2023-01-01\nchanges:\n"
      "  - set: fee.convert.to\n    to: USD\n"
      "  - set: fee.convert.rate\n    to: eur-usd\n"
      "  - set: fee.convert.day\n    to: due-date\n");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-04-09", "2024-04-09"), "1000.00 EUR");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-04-10"), "1081.10 USD");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-10"), "fee/1").due,
            D("2024-04-10"));
}

TEST(Conversion, OnTheDayOfTheInvoiceAndPaidInTheCurrencyThatIsPaid) {
  const Ledger ledger = Ledger::Of(
      Agreement(
          "  - { id: price, kind: payment-schedule, debtor: acme, creditor: "
          "nova, instalments: [{ amount: 100.00 EUR, due: 2024-05-01 }, { "
          "amount: 200.00 EUR, due: 2024-06-01 }], " +
          ToUsd("", "USD", "invoice") + " }\n") +
      "---\ncontract: acme-nova\nevent: invoice\nid: N1\nknown: 2024-04-10\n"
      "obligation: price/1\nsent: 2024-04-10\namount: 107.00 USD\n"
      "---\ncontract: acme-nova\nevent: payment\nid: P1\nknown: 2024-05-01\n"
      "payer: acme\npayee: nova\namount: 100.00 USD\ndate: 2024-05-01\n" +
      EurUsd("R1", "2024-05-01", "{ period: 2024-04, value: 1.07 USD }"));
  // 100 x 1.07 less 100 paid; of the second there is no invoice yet.
  EXPECT_EQ(OwedOf(ledger, "price/1", "2024-06-30"), "7.00 USD");
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-06-30"), "price/2").state,
            ObligationState::kUnknown);
  EXPECT_EQ(MissingRates(ledger, "2024-06-30", "price/2"), 1);
  EXPECT_EQ(CountFindings(ledger.OwedAt(kId, "2024-06-30").findings,
                          finding::kInvoiceDiffers),
            0);
}

TEST(Series, OnEachDayTheValueRecordedLastCounts) {
  const auto owed = [](const std::string& due) {
    return OwedOf(
        Ledger::Of(
            Agreement(Fee("1000.00 EUR", due, ToUsd())) +
            EurUsd("R1", "2024-02-01", "{ period: 2024-01, value: 1.10 USD }") +
            EurUsd("R2", "2024-02-02",
                   "{ date: 2024-01-10, value: 1.20 USD }") +
            EurUsd("R3", "2024-02-03",
                   "{ period: { from: 2024-01-20, until: 2024-02-10 }, value: "
                   "1.30 USD }")),
        "fee/1", "2024-03-31");
  };
  EXPECT_EQ(owed("2024-01-01"), "1100.00 USD");
  EXPECT_EQ(owed("2024-01-09"), "1100.00 USD");
  EXPECT_EQ(owed("2024-01-10"), "1200.00 USD");
  EXPECT_EQ(owed("2024-01-11"), "1100.00 USD");
  EXPECT_EQ(owed("2024-01-19"), "1100.00 USD");
  EXPECT_EQ(owed("2024-01-20"), "1300.00 USD");
  EXPECT_EQ(owed("2024-02-09"), "1300.00 USD");
  EXPECT_EQ(owed("2024-02-10"), "at least 0.00 USD");
}

TEST(Series, AnAssumedValueIsTheBasisOfWhatRestsOnIt) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("1000.00 EUR", "2024-03-28", ToUsd())) +
      Series("R1", "2024-03-28",
             "basis: assumed\nrate: eur-usd\nmeasures: exchange\nbase: EUR",
             "{ date: 2024-03-28, value: 1.0811 USD }"));
  const Obligation fee = Find(ledger.OwedAt(kId, "2024-03-28"), "fee/1");
  EXPECT_EQ(fee.owed.ToString(), "1081.10 USD");
  EXPECT_EQ(fee.basis, Basis::kAssumed);
}

// --- Indexation.

// Rent of 1000 EUR a month that is adjusted each January by the index of the
// October before, with more keys.
std::string Rent(const std::string& more) {
  return "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: "
         "nova, amount: 1000.00 EUR, every: 1 month, from: 2024-01-01, "
         "indexation: { rate: cpi, base: 2023-10-01, first: 2025-01-01, lag: 3 "
         "months" +
         more + " } }\n";
}

std::string Cpi(const std::string& id, const std::string& known,
                const std::string& values) {
  return Series(id, known, "rate: cpi\nmeasures: index", values);
}

std::string Falling() {
  return Cpi("I1", "2025-12-01",
             "{ period: 2023-10, value: 100 points }, "
             "{ period: 2024-10, value: 96 points }, "
             "{ period: 2025-10, value: 102 points }");
}

TEST(Indexation, TheAmountFollowsTheIndexFromEachAdjustmentOn) {
  const Ledger ledger = Ledger::Of(Agreement(Rent("")) + Falling());
  EXPECT_EQ(OwedOf(ledger, "rent/2024-12", "2024-12-31"), "1000.00 EUR");
  // 96/100 and 102/100.
  EXPECT_EQ(OwedOf(ledger, "rent/2025-01", "2025-01-31"), "960.00 EUR");
  EXPECT_EQ(OwedOf(ledger, "rent/2025-12", "2025-12-31"), "960.00 EUR");
  EXPECT_EQ(OwedOf(ledger, "rent/2026-01", "2026-01-31"), "1020.00 EUR");
}

TEST(Indexation, ItNeverFallsBelowWhatItWas) {
  const Ledger ledger =
      Ledger::Of(Agreement(Rent(", never_falls: true")) + Falling());
  EXPECT_EQ(OwedOf(ledger, "rent/2025-01", "2025-01-31"), "1000.00 EUR");
  // Of the base: 102/100.
  EXPECT_EQ(OwedOf(ledger, "rent/2026-01", "2026-01-31"), "1020.00 EUR");
  // Of the year before: 102/96 = 1.0625 of what stayed at 1000.
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(Rent(
                                  ", never_falls: true, compares: previous")) +
                              Falling()),
                   "rent/2026-01", "2026-01-31"),
            "1062.50 EUR");
}

TEST(Indexation, ACollarLimitsEachAdjustment) {
  const Ledger ledger =
      Ledger::Of(Agreement(Rent(", floor: -1 %, cap: 2.5 %")) + Falling());
  // 960 is more than 1 % below 1000: 990. 1020 is more than 2.5 % above 990:
  // 990 x 1.025 = 1014.75.
  EXPECT_EQ(OwedOf(ledger, "rent/2025-01", "2025-01-31"), "990.00 EUR");
  EXPECT_EQ(OwedOf(ledger, "rent/2026-01", "2026-01-31"), "1014.75 EUR");
}

TEST(Indexation, APartOfTheChangeAndAnAddition) {
  const auto at = [](const std::string& more, const std::string& month) {
    return OwedOf(Ledger::Of(Agreement(Rent(more)) + Falling()),
                  "rent/" + month, month + "-31");
  };
  // Of the base: 60 % of -4 % and of 2 %.
  EXPECT_EQ(at(", share: 60 %", "2025-01"), "976.00 EUR");
  EXPECT_EQ(at(", share: 60 %", "2026-01"), "1012.00 EUR");
  // Of the year before: 0.976, then 60 % of 102/96 - 1 = 6.25 %, which are
  // 3.75 %: 0.976 x 1.0375 = 1.0126.
  EXPECT_EQ(at(", share: 60 %, compares: previous", "2026-01"), "1012.60 EUR");
  // The index and 1.5 %: 0.96 + 0.015 = 0.975, then 1.0625 + 0.015 = 1.0775:
  // 0.975 x 1.0775 = 1.0505625.
  EXPECT_EQ(at(", plus: 1.5 %, compares: previous", "2025-01"), "975.00 EUR");
  EXPECT_EQ(at(", plus: 1.5 %, compares: previous", "2026-01"), "1050.56 EUR");
  // Both, under a cap of 5 %: 0.976 + 0.015 = 0.991; 1.0375 + 0.015 = 1.0525,
  // capped at 1.05: 0.991 x 1.05 = 1.04055.
  EXPECT_EQ(
      at(", share: 60 %, plus: 1.5 %, compares: previous, cap: 5 %", "2026-01"),
      "1040.55 EUR");
}

TEST(Indexation, AMissingIndexIsUnknown) {
  const std::string until = Cpi("I1", "2024-11-01",
                                "{ period: 2023-10, value: 100 points }, "
                                "{ period: 2024-10, value: 103 points }");
  const Ledger ledger = Ledger::Of(
      Agreement(Rent("")) + until +
      Cpi("I2", "2026-03-01", "{ period: 2025-10, value: 106 points }"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2026-01-31", "2026-02-01"), "rent/2026-01")
                .state,
            ObligationState::kUnknown);
  EXPECT_EQ(MissingRates(ledger, "2026-01-31", "rent/2026-01", "2026-02-01"),
            1);
  EXPECT_EQ(OwedOf(ledger, "rent/2026-01", "2026-01-31"), "1060.00 EUR");
  // What never falls is at least what it was: 1030.
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(Rent(", never_falls: true")) + until),
                   "rent/2026-01", "2026-01-31"),
            "at least 1030.00 EUR");
}

TEST(Indexation, TheFactorIsRoundedAsStated) {
  const std::string levels =
      Cpi("I1", "2024-11-01", "{ period: 2024-10, value: 121.9 points }");
  // 121.9 / 118.3 = 1.030431..., to three places 1.030.
  const auto rent = [](const std::string& more) {
    return "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: "
           "nova, amount: 1000.00 EUR, every: 1 month, from: 2024-01-01, "
           "indexation: { rate: cpi, base_level: 118.3 points, first: "
           "2025-01-01, lag: 3 months" +
           more + " } }\n";
  };
  EXPECT_EQ(OwedOf(Ledger::Of(Agreement(rent("")) + levels), "rent/2025-01",
                   "2025-01-31"),
            "1030.43 EUR");
  EXPECT_EQ(
      OwedOf(Ledger::Of(Agreement(rent(", factor_rounding: { places: 3 }")) +
                        levels),
             "rent/2025-01", "2025-01-31"),
      "1030.00 EUR");
}

TEST(Indexation, PricesAndSingleSumsFollowItToo) {
  const std::string clauses =
      "  - { id: price, kind: unit-price, debtor: acme, creditor: nova, price: "
      "2.00 EUR, metrics: [hours-used], unit: hours, currency: EUR, every: 1 "
      "month, indexation: { rate: cpi, base: 2023-10-01, first: 2026-01-01, "
      "lag: 3 months } }\n"
      "  - { id: tiers, kind: unit-price, debtor: acme, creditor: nova, "
      "tier_mode: marginal, tiers: [{ to: 40 hours, price: 2.00 EUR }, { over: "
      "40 hours, price: 1.00 EUR }], metrics: [hours-used], unit: hours, "
      "currency: EUR, every: 1 month, indexation: { rate: cpi, base: "
      "2023-10-01, first: 2026-01-01, lag: 3 months } }\n" +
      Fee("5000.00 EUR", "2026-06-30",
          "indexation: { rate: cpi, base: 2023-10-01, first: 2026-01-01, lag: "
          "3 "
          "months }");
  const Ledger ledger = Ledger::Of(
      Agreement(clauses) + Falling() +
      "---\ncontract: acme-nova\nevent: report\nid: S1\nknown: 2026-02-01\n"
      "period: 2026-01\nmetrics: { hours-used: 100 hours }\n");
  // 100 x 2.00 x 1.02; (40 x 2.00 + 60 x 1.00) x 1.02; 5000 x 1.02
  EXPECT_EQ(OwedOf(ledger, "price/2026-01", "2026-01-31"), "204.00 EUR");
  EXPECT_EQ(OwedOf(ledger, "tiers/2026-01", "2026-01-31"), "142.80 EUR");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2026-06-30"), "5100.00 EUR");
}

// --- Reference rates of late interest.

// 10000 EUR due on 2024-05-31, and the rate of the ECB: 4.50 % from 2023-09-20,
// 4.25 % from 2024-06-12.
std::string Late(const std::string& reference,
                 const std::string& margin = "8 %") {
  return Agreement(Fee("10000.00 EUR", "2024-05-31", "title: fee") +
                   "  - { id: late, kind: late-interest, margin: " + margin +
                   ", reference: { rate: ecb, " + reference + " } }\n");
}

std::string Ecb() {
  return Series("E1", "2024-06-12", "rate: ecb\nmeasures: percent",
                "{ date: 2023-09-20, rate: 4.50 % }, "
                "{ date: 2024-06-12, rate: 4.25 % }");
}

std::string InterestOf(const Ledger& ledger, const std::string& as_of,
                       const std::string& known = "now") {
  const Obligations owed = ledger.OwedAt(kId, as_of, known);
  CheckBalances(owed);
  const Obligation fee = Find(owed, "fee/1");
  CheckTrace(fee.trace);
  return fee.interest.ToString();
}

TEST(ReferenceRates, TheRateOfTheFirstDayOfTheHalfYearCounts) {
  // Directive 2011/7/EU, article 2(7). 30 days of June at 12.50 %, 62 days of
  // July and August at 12.25 %:
  // 10000 x 0.125 x 30/365 = 102.7397, 10000 x 0.1225 x 62/365 = 208.0822.
  EXPECT_EQ(InterestOf(Ledger::Of(Late("resets: half-yearly, fallback: "
                                       "previous") +
                                  Ecb()),
                       "2024-08-31"),
            "310.82 EUR");
}

TEST(ReferenceRates, ResetsOfOtherStatutes) {
  const auto interest = [](const std::string& reference) {
    return InterestOf(
        Ledger::Of(Late(reference + ", fallback: previous") + Ecb()),
        "2024-08-31");
  };
  // Every day: 11 days at 12.50 % = 37.6712, 81 days at 12.25 % = 271.8493.
  EXPECT_EQ(interest("resets: daily"), "309.52 EUR");
  // The United Kingdom: the rate in force on 31 December before interest starts
  // to run, for as long as it runs: 92 days at 12.50 % = 315.0685.
  EXPECT_EQ(interest("resets: half-yearly, lag: 1 day, fixed: true"),
            "315.07 EUR");
  EXPECT_EQ(interest("resets: on-due-date"), "315.07 EUR");
  // Monthly: June at 12.50 %, July and August at 12.25 %, as half-yearly.
  EXPECT_EQ(interest("resets: monthly"), "310.82 EUR");
  EXPECT_EQ(interest("resets: quarterly"), "310.82 EUR");
  EXPECT_EQ(interest("resets: yearly"), "315.07 EUR");
  // At most 4.30 %: 11 days at 12.30 % = 37.0685, 81 days at 12.25 %.
  EXPECT_EQ(interest("resets: daily, cap: 4.30 %"), "308.92 EUR");
  // At least 4.40 %: 11 days at 12.50 %, 81 days at 12.40 % = 275.1781.
  EXPECT_EQ(interest("resets: daily, floor: 4.40 %"), "312.85 EUR");
}

TEST(ReferenceRates, AMissingRateMakesTheInterestUnknown) {
  const Ledger ledger =
      Ledger::Of(Late("resets: half-yearly") +
                 Series("E1", "2024-01-02", "rate: ecb\nmeasures: percent",
                        "{ period: 2024-H1, rate: 4.50 % }") +
                 Series("E2", "2024-09-10", "rate: ecb\nmeasures: percent",
                        "{ period: 2024-H2, rate: 4.25 % }"));
  EXPECT_EQ(InterestOf(ledger, "2024-06-30", "2024-09-01"), "102.74 EUR");
  EXPECT_EQ(InterestOf(ledger, "2024-08-31", "2024-09-01"),
            "at least 102.74 EUR");
  EXPECT_EQ(OwedOf(ledger, "fee/1", "2024-08-31", "2024-09-01"),
            "at least 10102.74 EUR");
  EXPECT_EQ(MissingRates(ledger, "2024-08-31", "fee/1", "2024-09-01"), 1);
  EXPECT_EQ(InterestOf(ledger, "2024-08-31"), "310.82 EUR");
  EXPECT_EQ(MissingRates(ledger, "2024-08-31", "fee/1"), 0);
}

TEST(ReferenceRates, AnIndexIsNoReferenceRate) {
  const Ledger ledger =
      Ledger::Of(Late("resets: daily") +
                 Series("E1", "2024-06-12", "rate: ecb\nmeasures: index",
                        "{ period: 2024, value: 4.5 points }"));
  EXPECT_EQ(InterestOf(ledger, "2024-08-31"), "at least 0.00 EUR");
  EXPECT_EQ(CountFindings(ledger.OwedAt(kId, "2024-08-31").findings,
                          finding::kCurrencyMismatch, "acme-nova/fee/1"),
            1);
}

// --- Formulas.

std::string FormulaClause(const std::string& amount,
                          const std::string& more = "") {
  return "  - { id: fee, kind: formula, debtor: acme, creditor: nova, amount: "
         "\"" +
         amount +
         "\", metrics: { sales: EUR }, rates: { eur-usd: USD/EUR, cpi: points, "
         "prime: percent }, currency: USD, every: 3 months" +
         more + " }\n";
}

TEST(FormulaRates, ASeriesIsReadOnADayOfThePeriodOrOverIt) {
  const auto owed = [](const std::string& amount,
                       const std::string& more = "") {
    return OwedOf(
        Ledger::Of(Agreement(FormulaClause(amount, more)) +
                   "---\ncontract: acme-nova\nevent: report\nid: S1\n"
                   "known: 2024-04-01\nperiod: 2024-Q1\n"
                   "metrics: { sales: 1000.00 EUR }\n" +
                   EurUsd("R1", "2024-04-01",
                          "{ date: 2024-01-01, value: 1.10 USD }, "
                          "{ date: 2024-03-31, value: 1.08 USD }") +
                   Series("P1", "2024-04-01", "rate: prime\nmeasures: percent",
                          "{ date: 2024-03-28, rate: 8.5 % }") +
                   Cpi("I1", "2024-04-01",
                       "{ period: 2024-01, value: 120 points }, "
                       "{ period: 2024-03, value: 126 points }")),
        "fee/2024-Q1", "2024-03-31");
  };
  EXPECT_EQ(owed("sales * rate(eur-usd)"), "1080.00 USD");
  EXPECT_EQ(owed("sales * rate(eur-usd, period-start)"), "1100.00 USD");
  EXPECT_EQ(owed("sales * rate(eur-usd, average)"), "1090.00 USD");
  EXPECT_EQ(owed("100 USD * rate(cpi) / rate(cpi, period-start)"),
            "105.00 USD");
  // No value of 2024-03-31 itself.
  EXPECT_EQ(owed("rate(prime) of 100 USD"), "at least 0.00 USD");
  EXPECT_EQ(owed("rate(prime) of 100 USD", ", fallback: previous"), "8.50 USD");
}

// A cap of 2.5 % on 1.022 is 1.04755: to three places 1.047, not 1.048; a floor
// of 2.5 % is 1.048.
TEST(Indexation, NoRoundingCarriesAFactorOverItsLimits) {
  const auto rent = [](const std::string& limit, const std::string& level) {
    return OwedOf(
        Ledger::Of(
            Agreement(
                "  - { id: rent, kind: recurring-payment, debtor: acme, "
                "creditor: nova, amount: 1000.00 EUR, every: 1 month, from: "
                "2024-01-01, indexation: { rate: cpi, base_level: 100 points, "
                "first: 2025-01-01, lag: 3 months, factor_rounding: { places: "
                "3 "
                "}, " +
                limit + " } }\n") +
            Cpi("I1", "2024-11-01",
                "{ period: 2024-10, value: 102.2 points }") +
            Cpi("I2", "2025-11-01",
                "{ period: 2025-10, value: " + level + " points }")),
        "rent/2026-01", "2026-01-31");
  };
  EXPECT_EQ(rent("cap: 2.5 %", "110"), "1047.00 EUR");
  EXPECT_EQ(rent("floor: 2.1 %", "103"), "1044.00 EUR");
  EXPECT_EQ(rent("cap: 2.5 %", "104.26"), "1043.00 EUR");
}

// What is repaid of an advance belongs to the last period: 1,000 less 200 and
// 100 are 700 EUR, at 1.2 of 30 June 840 USD; at the mean of April to June 770.
TEST(Conversion, WhatIsRepaidOfAdvancesHasTheRateOfTheLastPeriod) {
  const auto repaid = [](const std::string& day) {
    return OwedOf(
        Ledger::Of(
            Agreement(
                "  - { id: advance, kind: payment, debtor: acme, creditor: "
                "nova, amount: 1000.00 EUR, due: 2024-01-01 }\n"
                "  - { id: royalty, kind: revenue-share, debtor: acme, "
                "creditor: "
                "nova, rate: 10 %, metrics: [sales], currency: EUR, every: 3 "
                "months, from: 2024-01-01, until: 2024-07-01, recoup: { "
                "advances: [advance], "
                "unearned: repaid }, " +
                ToUsd("", "USD", day) + " }\n") +
            Reported("R1", "2024-04-01", "2024-Q1", "sales: 2000.00 EUR") +
            Reported("R2", "2024-07-01", "2024-Q2", "sales: 1000.00 EUR") +
            EurUsd("X1", "2024-07-02",
                   "{ date: 2024-03-31, value: 1.1000 USD }, "
                   "{ date: 2024-04-02, value: 1.0000 USD }, "
                   "{ date: 2024-06-30, value: 1.2000 USD }, "
                   "{ date: 2024-07-01, value: 1.3000 USD }")),
        "royalty/repayment", "2024-07-31");
  };
  EXPECT_EQ(repaid("period-end"), "840.00 USD");
  EXPECT_EQ(repaid("period-average"), "770.00 USD");
  EXPECT_EQ(repaid("due-date"), "910.00 USD");
}

}  // namespace
}  // namespace covenant::rates_test
