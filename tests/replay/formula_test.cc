// Formula clauses: each function, ranges and unknowns; the arithmetic is worked
// in the comments.
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::formula_test {
namespace {

std::string Contract_(const std::string& clauses) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2023-12-01\n"
         "executed: 2023-12-01\neffective: 2024-01-01\n"
         "parties: [{ id: acme }, { id: nova }]\nclauses:\n" +
         clauses;
}

std::string Clause_(const std::string& amount, const std::string& extra = "",
                    const std::string& id = "fee",
                    const std::string& currency = "EUR") {
  return "  - id: " + id +
         "\n    kind: formula\n    debtor: acme\n    creditor: nova\n"
         "    amount: \"" +
         amount + "\"\n    currency: " + currency + "\n" + extra;
}

const char kMonthly[] =
    "    metrics: { sales: EUR, costs: EUR, seats: seats }\n"
    "    every: 1 month\n";

std::string Report_(const std::string& period, const std::string& metrics,
                    const std::string& extra = "") {
  return "---\ncontract: acme-nova\nevent: report\nid: R-" + period + extra +
         "\nknown: 2024-12-01\nperiod: " + period + "\nmetrics: { " + metrics +
         " }\n";
}

// Sales of January to April 2024: 100, 200, -50, 400; costs 10, 20, 30, 40.
std::string Reports() {
  return Report_("2024-01", "sales: 100 EUR, costs: 10 EUR, seats: 3 seats") +
         Report_("2024-02", "sales: 200 EUR, costs: 20 EUR, seats: 5 seats") +
         Report_("2024-03", "sales: -50 EUR, costs: 30 EUR, seats: 0 seats") +
         Report_("2024-04", "sales: 400 EUR, costs: 40 EUR, seats: 8 seats");
}

Obligations Owed(const std::string& yaml,
                 const std::string& as_of = "2024-05-01") {
  return OwedOn(yaml, as_of);
}

// What a formula comes to in one month, with the reports above.
std::string Month(const std::string& amount, const std::string& month,
                  const std::string& extra = "") {
  const Obligations owed =
      Owed(Contract_(Clause_(amount, kMonthly + extra)) + Reports());
  return Find(owed, "fee/2024-" + month).owed.ToString();
}

TEST(Formula, ArithmeticOverReports) {
  EXPECT_EQ(Month("50 % of max(0, sales - 150 EUR)", "02"), "25.00 EUR");
  EXPECT_EQ(Month("(sales - costs) * 3/8", "01"), "33.75 EUR");
  EXPECT_EQ(Month("2.50 EUR/seats * seats", "04"), "20.00 EUR");
  EXPECT_EQ(Month("sales / seats * 2 seats", "02"), "80.00 EUR");
  EXPECT_EQ(Month("abs(sales)", "03"), "50.00 EUR");
  EXPECT_EQ(Month("clamp(sales, 0 EUR, 150 EUR)", "01"), "100.00 EUR");
  EXPECT_EQ(Month("clamp(sales, 0 EUR, 150 EUR)", "02"), "150.00 EUR");
  EXPECT_EQ(Month("sum(sales, costs, 1 EUR)", "02"), "221.00 EUR");
  EXPECT_EQ(Month("average(sales, costs)", "02"), "110.00 EUR");
  EXPECT_EQ(Month("floor(sales / 3, 1)", "02"), "66.60 EUR");
  EXPECT_EQ(Month("round(sales / 3, 1)", "02"), "66.70 EUR");
  EXPECT_EQ(Month("min(sales, costs)", "02"), "20.00 EUR");
  // 31 days of March of 366 in 2024.
  EXPECT_EQ(Month("366 EUR * days-in-period / days-in-year", "03"), "31.00 EUR");
  EXPECT_EQ(Month("period-number * 7 EUR", "03"), "21.00 EUR");
}

TEST(Formula, Conditions) {
  EXPECT_EQ(Month("if sales > 150 EUR then 10 EUR else 5 EUR", "01"), "5.00 EUR");
  EXPECT_EQ(Month("if sales >= 200 EUR and costs = 20 EUR then 10 EUR else 0", "02"),
            "10.00 EUR");
  EXPECT_EQ(Month("if not (sales < 0) or costs <> 30 EUR then 1 EUR else 2 EUR",
                  "03"),
            "2.00 EUR");
  EXPECT_EQ(Month("if sales <= 100 EUR then 1 EUR else 2 EUR", "01"), "1.00 EUR");
  // The branch that is not taken needs no figures.
  const Obligations owed = Owed(Contract_(Clause_(
      "if period-number = 1 then 5 EUR else sales", kMonthly)));
  EXPECT_EQ(Find(owed, "fee/2024-01").owed.ToString(), "5.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport,
                          "acme-nova/fee/2024-01"),
            0);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport,
                          "acme-nova/fee/2024-02"),
            1);
}

TEST(Formula, AggregatesOfReports) {
  EXPECT_EQ(Month("ytd(sales)", "04"), "650.00 EUR");       // 100+200-50+400
  EXPECT_EQ(Month("cumulative(sales)", "02"), "300.00 EUR");
  EXPECT_EQ(Month("previous(sales)", "02"), "100.00 EUR");
  EXPECT_EQ(Month("previous(sales, 2)", "04"), "200.00 EUR");
  EXPECT_EQ(Month("trailing-sum(sales, 3)", "04"), "550.00 EUR");  // 200-50+400
  EXPECT_EQ(Month("trailing-average(sales, 2)", "04"), "175.00 EUR");
  // The contract year begins in March: -50 + 400.
  EXPECT_EQ(Month("ytd(sales)", "04", "    year_start: 03-01\n"), "350.00 EUR");
}

TEST(Formula, AggregatesOfAnythingElseGoPeriodByPeriod) {
  // max(0, sales): 100, 200, 0, 400.
  EXPECT_EQ(Month("ytd(max(0, sales))", "04"), "700.00 EUR");
  EXPECT_EQ(Month("cumulative(max(0, sales))", "03"), "300.00 EUR");
  EXPECT_EQ(Month("previous(sales - costs)", "02"), "90.00 EUR");
  EXPECT_EQ(Month("trailing-sum(max(0, sales), 2)", "04"), "400.00 EUR");
  EXPECT_EQ(Month("trailing-average(max(0, sales), 4)", "04"), "175.00 EUR");
}

TEST(Formula, FewerPeriodsThanAskedForAreUnknown) {
  const Obligations owed = Owed(
      Contract_(Clause_("trailing-sum(max(0, sales), 3)", kMonthly)) + Reports());
  EXPECT_EQ(Find(owed, "fee/2024-02").state, ObligationState::kUnknown);
  EXPECT_EQ(Find(owed, "fee/2024-03").owed.ToString(), "300.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kAmbiguousReading), 2);
}

TEST(Formula, SelfIsWhatAccruedBefore) {
  // Half of the year's sales so far, less what accrued: 50, 150-50=100,
  // 125-150=-25 owed back, 325-125=200.
  const std::string yaml =
      Contract_(Clause_("50 % of ytd(sales) - ytd(self)", kMonthly)) + Reports();
  const Obligations owed = Owed(yaml);
  EXPECT_EQ(Find(owed, "fee/2024-01").owed.ToString(), "50.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-02").owed.ToString(), "100.00 EUR");
  const Obligation back = Find(owed, "fee/2024-03");
  EXPECT_EQ(back.owed.ToString(), "25.00 EUR");
  EXPECT_EQ(back.debtor, "nova");
  EXPECT_EQ(Find(owed, "fee/2024-04").owed.ToString(), "200.00 EUR");
  EXPECT_EQ(Month("previous(self) + 1 EUR", "03"), "3.00 EUR");
  EXPECT_EQ(Month("cumulative(self) + 1 EUR", "04"), "8.00 EUR");
}

TEST(Formula, BelowZeroIsNothingWhereTheClauseSaysSo) {
  const Obligations owed =
      Owed(Contract_(Clause_("sales", std::string(kMonthly) +
                                          "    negative: zero\n")) +
           Reports());
  EXPECT_EQ(Find(owed, "fee/2024-03").accrued.ToString(), "0.00 EUR");
}

TEST(Formula, MarginalTiers) {
  const std::string tiers =
      "marginal(sales; to 150 EUR: 10 %; to 300 EUR: 5 %; above: 1 %)";
  EXPECT_EQ(Month(tiers, "01"), "10.00 EUR");
  EXPECT_EQ(Month(tiers, "02"), "17.50 EUR");  // 15 + 50 at 5 %
  EXPECT_EQ(Month(tiers, "04"), "23.50 EUR");  // 15 + 7.50 + 100 at 1 %
}

TEST(Formula, WholeAmountTiers) {
  EXPECT_EQ(Month("whole(sales; up to 200 EUR: 0 %; above: 7 %)", "02"),
            "0.00 EUR");
  EXPECT_EQ(Month("whole(sales; up to 200 EUR: 0 %; above: 7 %)", "04"),
            "28.00 EUR");
  // Below 200: 200 itself belongs to the next tier.
  EXPECT_EQ(Month("whole(sales; below 200 EUR: 0 %; above: 7 %)", "02"),
            "14.00 EUR");
}

TEST(Formula, ARetroactiveChangeIsASumOfItsOwn) {
  const std::string yaml =
      Contract_(Clause_("10 % of sales", kMonthly)) + Reports() +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2024-12-05\n"
      "executed: 2024-03-10\neffective: 2024-01-01\n"
      "changes:\n  - { set: fee.amount, to: 20 % of sales }\n";
  const Obligations owed = Owed(yaml);
  // January fell due on 01-31 with 10; the 10 more when A2 bound.
  EXPECT_EQ(Find(owed, "fee/2024-01").owed.ToString(), "10.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-01+A2").owed.ToString(), "10.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-01+A2").due, D("2024-03-10"));
  EXPECT_EQ(Find(owed, "fee/2024-04").owed.ToString(), "80.00 EUR");
}

TEST(Formula, ACorrectedReportMovesLaterPeriods) {
  const std::string yaml =
      Contract_(Clause_("50 % of ytd(sales) - ytd(self)", kMonthly)) + Reports() +
      "---\ncontract: acme-nova\nevent: report\nid: R2\nknown: 2024-12-09\n"
      "period: 2024-01\nversion: 2\nmetrics: { sales: 140 EUR }\n";
  const Obligations owed = Owed(yaml);
  // 70, then (140 + 200) / 2 - 70 = 100 as before.
  EXPECT_EQ(Find(owed, "fee/2024-01").owed.ToString(), "70.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-02").owed.ToString(), "100.00 EUR");
}

TEST(Formula, WaiversTakeTheirShare) {
  const std::string yaml =
      Contract_(Clause_("10 % of sales", kMonthly)) + Reports() +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-12-05\n"
      "executed: 2024-01-10\neffective: 2024-04-01\nuntil: 2024-05-01\n"
      "clause: fee\nshare: 25 %\nmeasured_by: accrual\n";
  const Obligation o = Find(Owed(yaml), "fee/2024-04");
  EXPECT_EQ(o.accrued.ToString(), "40.00 EUR");
  EXPECT_EQ(o.waived.ToString(), "10.00 EUR");
}

TEST(Formula, QuantitiesAreOwedInTheirUnit) {
  const Obligation o = Find(
      Owed(Contract_(Clause_("seats / 2", kMonthly, "fee", "seats")) + Reports()),
      "fee/2024-04");
  EXPECT_EQ(o.owed.ToString(), "4 seats");
  EXPECT_EQ(o.kind, "delivery");
}

TEST(Formula, OwedUnderOtherClauses) {
  // `quarter` is computed after the months although its name comes first.
  const std::string yaml =
      Contract_(Clause_("100 EUR - owed(month)",
                        "    every: 3 months\n", "a-quarter") +
                Clause_("10 % of sales", kMonthly, "month")) +
      Reports();
  // 100 - (10 + 20 - 5) = 75.
  EXPECT_EQ(Find(Owed(yaml), "a-quarter/2024-Q1").owed.ToString(), "75.00 EUR");
  const Obligations ytd =
      Owed(Contract_(Clause_("ytd(owed(month))", "    every: 1 month\n") +
                     Clause_("10 % of sales", kMonthly, "month")) +
           Reports());
  EXPECT_EQ(Find(ytd, "fee/2024-02").owed.ToString(), "30.00 EUR");
}

TEST(Formula, WhatOthersOweIsAwaitedWithTheirReports) {
  const std::string yaml =
      Contract_(Clause_("100 EUR - owed(month)", "    every: 3 months\n",
                        "quarter") +
                Clause_("10 % of sales",
                        std::string(kMonthly) + "    report_due: 20 days\n",
                        "month")) +
      Report_("2024-01", "sales: 100 EUR") + Report_("2024-02", "sales: 100 EUR");
  EXPECT_FALSE(Has(Owed(yaml, "2024-04-10"), "quarter/2024-Q1"));
  const Obligations late = Owed(yaml, "2024-04-21");
  EXPECT_EQ(Find(late, "quarter/2024-Q1").state, ObligationState::kUnknown);
}

TEST(Formula, AMissingReportIsUnknown) {
  const std::string yaml =
      Contract_(Clause_("50 % of max(0, sales - 40 EUR)",
                        std::string(kMonthly) + "    report_due: 10 days\n"));
  EXPECT_FALSE(Has(Owed(yaml, "2024-02-10"), "fee/2024-01"));
  const Obligations owed = Owed(yaml, "2024-02-11");
  const Obligation o = Find(owed, "fee/2024-01");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(o.owed.ToString(), "at least 0.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport, o.id), 1);
}

TEST(Formula, BusinessDaysOfReportsAreCounted) {
  // 31 January 2024 is a Wednesday; three business days later is 5 February.
  const std::string yaml =
      Contract_(Clause_("50 % of sales", std::string(kMonthly) +
                                             "    report_due: 3 business-days\n"
                                             "    calendar: weekends\n"));
  EXPECT_FALSE(Has(Owed(yaml, "2024-02-05"), "fee/2024-01"));
  EXPECT_EQ(Find(Owed(yaml, "2024-02-06"), "fee/2024-01").state,
            ObligationState::kUnknown);
}

TEST(Formula, AMilestoneThatIsStillToComeIsAMissingReport) {
  const std::string yaml = Contract_(
      Clause_("5 EUR/days * days-between(2024-01-01, delivery)", kMonthly));
  const Obligations owed = Owed(yaml, "2024-01-31");
  const Obligation o = Find(owed, "fee/2024-01");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport, o.id), 1);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingRate), 0);
}

TEST(Formula, RangesStayRanges) {
  const std::string reports =
      Report_("2024-01", "sales: between 100 and 300 EUR");
  const auto january = [&](const std::string& amount) {
    return Find(Owed(Contract_(Clause_(amount, kMonthly)) + reports,
                     "2024-02-01"),
                "fee/2024-01")
        .owed.ToString();
  };
  EXPECT_EQ(january("10 % of sales"), "between 10.00 and 30.00 EUR");
  EXPECT_EQ(january("max(200 EUR, sales)"), "between 200.00 and 300.00 EUR");
  // A condition that the range straddles gives all between both branches.
  EXPECT_EQ(january("if sales > 200 EUR then 5 EUR else 1 EUR"),
            "between 1.00 and 5.00 EUR");
  EXPECT_EQ(january("if sales > 50 EUR then 5 EUR else 1 EUR"), "5.00 EUR");
  EXPECT_EQ(january("whole(sales; up to 200 EUR: 0 %; above: 10 %)"),
            "between 0.00 and 30.00 EUR");
  // 15 + 0.05 * (100..300 over 150, at most 150): 10 to 22.50.
  EXPECT_EQ(january("marginal(sales; to 150 EUR: 10 %; above: 5 %)"),
            "between 10.00 and 22.50 EUR");
}

TEST(Formula, DivisionByZeroIsUnknown) {
  const Obligations owed = Owed(
      Contract_(Clause_("sales / seats * 1 seats", kMonthly)) + Reports());
  const Obligation o = Find(owed, "fee/2024-03");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, finding::kUndefinedFigure, o.id), 1);
  EXPECT_EQ(Find(owed, "fee/2024-02").owed.ToString(), "40.00 EUR");
}

TEST(Formula, AReportInAnotherUnitIsUnknown) {
  const Obligations owed =
      Owed(Contract_(Clause_("10 % of sales", kMonthly)) +
               Report_("2024-01", "sales: 100 USD"),
           "2024-02-01");
  EXPECT_EQ(Find(owed, "fee/2024-01").state, ObligationState::kUnknown);
  EXPECT_EQ(CountFindings(owed.findings, finding::kCurrencyMismatch,
                          "acme-nova/fee/2024-01"),
            1);
}

TEST(Formula, AReportOverMoreThanThePeriodIsNotDivided) {
  const Obligations owed = Owed(Contract_(Clause_("10 % of sales", kMonthly)) +
                                    Report_("2024-Q1", "sales: 300 EUR"),
                                "2024-04-01");
  EXPECT_EQ(Find(owed, "fee/2024-01").state, ObligationState::kUnknown);
  EXPECT_GE(CountFindings(owed.findings, finding::kAmbiguousReading), 1);
}

std::string Changed(const std::string& rule) {
  return Contract_(Clause_("10 % of sales", kMonthly + rule)) +
         "---\ncontract: acme-nova\nevent: amendment\nid: A2\n"
         "known: 2024-01-05\nexecuted: 2024-01-05\neffective: 2024-02-15\n"
         "changes:\n  - { set: fee.amount, from: 10 % of sales, to: 20 % of "
         "sales }\n" +
         Reports();
}

TEST(Formula, AChangeInsideAPeriodNeedsARule) {
  const auto february = [](const std::string& rule) {
    return Find(Owed(Changed(rule)), "fee/2024-02").owed.ToString();
  };
  EXPECT_EQ(february(""), "between 20.00 and 40.00 EUR");
  EXPECT_EQ(february("    rate_change: period-start\n"), "20.00 EUR");
  EXPECT_EQ(february("    rate_change: period-end\n"), "40.00 EUR");
  // 14 of 29 days at 20, 15 at 40: (280 + 600) / 29 = 30.3448...
  EXPECT_EQ(february("    rate_change: pro-rata-days\n"), "30.34 EUR");
  EXPECT_EQ(Find(Owed(Changed("")), "fee/2024-01").owed.ToString(), "10.00 EUR");
  EXPECT_EQ(Find(Owed(Changed("")), "fee/2024-04").owed.ToString(), "80.00 EUR");
}

TEST(Formula, APartialPeriodNeedsARule) {
  const auto january = [](const std::string& rule) {
    return Find(Owed(Contract_(Clause_("310 EUR", "    from: 2024-01-11\n"
                                                  "    every: 1 month\n" +
                                                      rule))),
                "fee/2024-01")
        .owed.ToString();
  };
  EXPECT_EQ(january(""), "between 0.00 and 310.00 EUR");
  EXPECT_EQ(january("    partial_period: pro-rata-days\n"), "210.00 EUR");
  EXPECT_EQ(january("    partial_period: whole\n"), "310.00 EUR");
}

TEST(Formula, OwedOnceWhenItsConditionIsMet) {
  const std::string yaml =
      Contract_(Clause_(
          "max(50 EUR, 2 * trailing-average(sales, 2))",
          "    metrics: { sales: EUR }\n    condition: exit\n"
          "    counted_every: 1 month\n    due: 10 days after milestone\n")) +
      Reports() +
      "---\ncontract: acme-nova\nevent: milestone\nid: M1\nknown: 2024-12-02\n"
      "milestone: exit\ndate: 2024-03-20\n";
  EXPECT_EQ(Find(Owed(yaml, "2024-03-19"), "fee/1").state,
            ObligationState::kContingent);
  const Obligation o = Find(Owed(yaml, "2024-03-20"), "fee/1");
  // January and February have ended: 2 * (100 + 200) / 2 = 300.
  EXPECT_EQ(o.owed.ToString(), "300.00 EUR");
  EXPECT_EQ(o.due, D("2024-03-30"));
}

TEST(Formula, ValuesOfMilestones) {
  const std::string yaml =
      Contract_(Clause_("1000 shares * value(ipo, price) / 1 shares",
                        "    condition: ipo\n")) +
      "---\ncontract: acme-nova\nevent: milestone\nid: M1\nknown: 2024-12-02\n"
      "milestone: ipo\ndate: 2024-03-20\nvalues: { price: 40.50 EUR }\n";
  EXPECT_EQ(Find(Owed(yaml, "2024-03-20"), "fee/1").owed.ToString(),
            "40500.00 EUR");
}

TEST(Formula, UndisclosedTermsAreUnknown) {
  const Obligations owed =
      Owed(Contract_(Clause_("undisclosed", "    every: 1 month\n")));
  const Obligation o = Find(owed, "fee/2024-01");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(o.unknown_because,
            std::vector<std::string>{std::string(finding::kUndisclosedTerms)});
}

// Every row of the tables of doc/expressions.md that shows an amount.
TEST(Formula, TheReferenceIsRight) {
  std::ifstream in(std::string(COVENANT_SOURCE_DIR) + "/doc/expressions.md");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `")) continue;
    SCOPED_TRACE(line);
    const std::size_t end = line.find("` | ");
    ASSERT_NE(end, std::string::npos);
    const std::string expression = line.substr(3, end - 3);
    const std::string result =
        line.substr(end + 4, line.find(" |", end + 4) - end - 4);
    const std::string yaml =
        Contract_(Clause_(expression,
                          std::string(kMonthly) +
                              "    rates: { prime: percent, cpi: points }\n") +
                  Clause_("10 % of sales", kMonthly, "royalty")) +
        "---\ncontract: acme-nova\nevent: milestone\nid: M1\n"
        "known: 2024-12-01\nmilestone: ipo\ndate: 2024-03-20\n"
        "values: { price: 40.50 EUR }\n"
        "---\nevent: rate\nid: P1\nknown: 2024-12-01\nrate: prime\n"
        "measures: percent\nvalues: [{ date: 2024-04-01, rate: 4 % }, "
        "{ date: 2024-04-30, rate: 5 % }]\n"
        "---\nevent: rate\nid: I1\nknown: 2024-12-01\nrate: cpi\n"
        "measures: index\nvalues: [{ date: 2024-04-01, value: 100 points }, "
        "{ date: 2024-04-30, value: 102.5 points }]\n" +
        Reports();
    const Obligation o = Find(Owed(yaml), "fee/2024-04");
    if (result == "unknown") {
      EXPECT_EQ(o.state, ObligationState::kUnknown);
    } else {
      EXPECT_EQ(o.owed.ToString(), result);
      EXPECT_EQ(o.debtor, "acme");
    }
    ++rows;
  }
  EXPECT_GE(rows, 30);
}

TEST(Formula, TheTraceSpeaksLikeTheContract) {
  const Obligations owed = Owed(
      Contract_(Clause_("50 % of max(0, sales - 150 EUR)", kMonthly)) + Reports());
  const Obligation o = Find(owed, "fee/2024-02");
  // rounded <- 50 % of ... <- (50 %, max(...)).
  const Trace product = o.accrued_trace->inputs[0];
  EXPECT_EQ(product->label, "50 % of max(0, sales - 150 EUR)");
  EXPECT_EQ(product->inputs[1]->label, "max(0, sales - 150 EUR)");
  EXPECT_EQ(product->inputs[1]->op, TraceOp::kMax);
  EXPECT_EQ(product->inputs[1]->value, RationalRange::FromInt(50));
}

// As of shares, days on which the clause is not in force need no report, but
// where the amount of the whole period is divided by days.
TEST(Formula, APeriodInForceInPartAsksForItsOwnDays) {
  const std::string report =
      "---\ncontract: acme-nova\nevent: report\nid: R1\nknown: 2024-12-01\n"
      "period: { from: 2024-02-15, until: 2024-04-01 }\n"
      "metrics: { sales: 1000 EUR }\n";
  const auto story = [&](const std::string& rule) {
    return Contract_(Clause_("10 % of sales",
                             "    metrics: { sales: EUR }\n    every: 3 "
                             "months\n    from: 2024-02-15\n    "
                             "partial_period: " +
                                 rule + "\n")) +
           report;
  };
  const Obligation whole = Find(Owed(story("whole")), "fee/2024-Q1");
  EXPECT_EQ(whole.owed.ToString(), "100.00 EUR");
  const Obligation part = Find(Owed(story("pro-rata-days")), "fee/2024-Q1");
  EXPECT_EQ(part.unknown_because,
            std::vector<std::string>{std::string(finding::kMissingReport)});
}

// A clause whose figures are settled one by one has no sum of the period itself.
TEST(Formula, CountsWhatIsSettledFigureByFigure) {
  const std::string terms = Contract_(
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 1 month, settle: "
      "item, report_due: 10 days }\n" +
      Clause_("10 % of owed(royalty)", "    every: 1 month\n"));
  const std::string reports =
      Report_("2024-01", "sales: 100 EUR") +
      "---\ncontract: acme-nova\nevent: report\nid: R-02\nknown: 2024-12-01\n"
      "period: 2024-02\nitems:\n  - { metric: sales, date: 2024-02-03, amount: "
      "200 EUR }\n  - { metric: sales, date: 2024-02-09, amount: 300 EUR }\n" +
      Report_("2024-03", "sales: 0 EUR");
  const Obligations owed = Owed(terms + reports, "2024-04-11");
  EXPECT_EQ(Find(owed, "fee/2024-01").owed.ToString(), "1.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-02").owed.ToString(), "5.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-03").owed.ToString(), "0.00 EUR");
  // Until the report is due more figures may come.
  EXPECT_FALSE(Has(Owed(terms + reports, "2024-03-10"), "fee/2024-02"));
}

}  // namespace
}  // namespace covenant::formula_test
