// Statements that become final, and what they lock.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::finality_test {
namespace {

constexpr char kId[] = "acme-nova";

// 6 % of net sales by the quarter; a statement is final after 15 days.
std::string Terms_(const std::string& more = "") {
  return R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - id: royalty
    kind: revenue-share
    debtor: acme
    creditor: nova
    rate: 6 %
    metrics: [net-sales]
    currency: EUR
    every: 3 months
    due: 30 days after period-end
    finality: { after: 15 days }
)" + more;
}

std::string Report_(const std::string& id, const std::string& known,
                    const std::string& amount) {
  return "---\ncontract: acme-nova\nevent: report\nid: " + id +
         "\nknown: " + known +
         "\nperiod: 2024-Q1\nmetrics: { net-sales: " + amount + " EUR }\n";
}

std::string Statement_(const std::string& id, const std::string& day,
                       const std::string& more = "") {
  return "---\ncontract: acme-nova\nevent: statement\nid: " + id +
         "\nknown: " + day + "\nobligation: royalty/2024-Q1\ndelivered: " + day +
         "\n" + more;
}

std::string Dispute_(const std::string& day) {
  return "---\ncontract: acme-nova\nevent: dispute\nid: D1\nknown: " + day +
         "\nobligation: royalty/2024-Q1\nraised_by: nova\ndate: " + day + "\n";
}

// 6 % of 100,000 = 6,000; of 120,000 = 7,200.
TEST(Finality, ALaterReportChangesNothingOwed) {
  const Ledger ledger = Ledger::Of(
      Terms_() + Report_("R1", "2024-04-05", "100000.00") +
      Statement_("S1", "2024-04-10") + Report_("R2", "2024-05-02", "120000.00"));
  // 10 April and 15 days: final on 25 April.
  const Obligations before = ledger.OwedAt(kId, "2024-04-24");
  EXPECT_EQ(Find(before, "royalty/2024-Q1").owed.ToString(), "7200.00 EUR");
  EXPECT_FALSE(Find(before, "royalty/2024-Q1").locked);
  const Obligations owed = ledger.OwedAt(kId, "2024-05-31");
  CheckBalances(owed);
  const Obligation o = Find(owed, "royalty/2024-Q1");
  CheckTrace(o.trace);
  EXPECT_EQ(o.owed.ToString(), "6000.00 EUR");
  EXPECT_EQ(o.due, D("2024-04-30"));
  EXPECT_EQ(o.locked, D("2024-04-25"));
  ASSERT_EQ(CountFindings(owed.findings, finding::kFinalAmountDiffers, o.id), 1);
  for (const Finding& f : owed.findings) {
    if (f.code != finding::kFinalAmountDiffers) continue;
    EXPECT_EQ(f.message,
              "computed 7200.00 EUR, final 6000.00 EUR, locked 2024-04-25 by "
              "the statement S1 of 2024-04-10");
    ASSERT_EQ(f.because.size(), 2U);
    EXPECT_EQ(f.because[0].id, "S1");
    EXPECT_EQ(f.because[1].id, "R2");
  }
  // Nothing differs as long as nobody knows of the later report.
  EXPECT_EQ(CountFindings(ledger.OwedAt(kId, "2024-05-31", "2024-05-01").findings,
                          finding::kFinalAmountDiffers),
            0);
}

TEST(Finality, WhatIsStatedIsFinalAlsoWhereItIsWrong) {
  const Ledger ledger =
      Ledger::Of(Terms_() + Report_("R1", "2024-04-05", "100000.00") +
                 Statement_("S1", "2024-04-10", "amount: 5000.00 EUR\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-04-24"), "royalty/2024-Q1")
                .owed.ToString(),
            "6000.00 EUR");
  const Obligations owed = ledger.OwedAt(kId, "2024-04-25");
  CheckBalances(owed);
  const Obligation o = Find(owed, "royalty/2024-Q1");
  CheckTrace(o.trace);
  EXPECT_EQ(o.owed.ToString(), "5000.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kFinalAmountDiffers, o.id), 1);
}

TEST(Finality, AnObjectionInTimeKeepsItOpen) {
  const std::string stated = Terms_() +
                             Report_("R1", "2024-04-05", "100000.00") +
                             Statement_("S1", "2024-04-10");
  const std::string later = Report_("R2", "2024-05-02", "120000.00");
  // On the last day of the 15.
  const Ledger in_time = Ledger::Of(stated + Dispute_("2024-04-25") + later);
  EXPECT_EQ(Find(in_time.OwedAt(kId, "2024-05-31"), "royalty/2024-Q1")
                .accrued.ToString(),
            "7200.00 EUR");
  const Ledger late = Ledger::Of(stated + Dispute_("2024-04-26") + later);
  EXPECT_EQ(Find(late.OwedAt(kId, "2024-05-31"), "royalty/2024-Q1")
                .accrued.ToString(),
            "6000.00 EUR");
}

TEST(Finality, ANewStatementInTimeTakesTheFirstOnesPlace) {
  const std::string first = Terms_() +
                            Report_("R1", "2024-04-05", "100000.00") +
                            Statement_("S1", "2024-04-10");
  const Ledger revised = Ledger::Of(
      first + Statement_("S2", "2024-04-20", "amount: 6100.00 EUR\n"));
  // 20 April and 15 days: 5 May.
  EXPECT_FALSE(Find(revised.OwedAt(kId, "2024-05-04"), "royalty/2024-Q1").locked);
  EXPECT_EQ(Find(revised.OwedAt(kId, "2024-05-05"), "royalty/2024-Q1")
                .owed.ToString(),
            "6100.00 EUR");
  const Ledger late = Ledger::Of(
      first + Statement_("S2", "2024-04-26", "amount: 6100.00 EUR\n"));
  EXPECT_EQ(Find(late.OwedAt(kId, "2024-06-05"), "royalty/2024-Q1")
                .owed.ToString(),
            "6000.00 EUR");
}

TEST(Finality, ARetroactiveAmendmentChangesNothingOwed) {
  const Ledger ledger = Ledger::Of(
      Terms_() + Report_("R1", "2024-04-05", "100000.00") +
      Statement_("S1", "2024-04-10") + R"(---
contract: acme-nova
event: amendment
id: A2
known: 2024-06-01
executed: 2024-06-01
effective: 2024-01-01
changes:
  - { set: royalty.rate, from: 6 %, to: 6.5 % }
)");
  const Obligations owed = ledger.OwedAt(kId, "2024-06-30");
  EXPECT_FALSE(Has(owed, "royalty/2024-Q1+A2"));
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "6000.00 EUR");
  // Computed: 6.5 % of 100,000.
  EXPECT_EQ(CountFindings(owed.findings, finding::kFinalAmountDiffers), 1);
}

TEST(Finality, WithoutARuleNothingIsLocked) {
  const Ledger ledger = Ledger::Of(
      R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - id: royalty
    kind: revenue-share
    debtor: acme
    creditor: nova
    rate: 6 %
    metrics: [net-sales]
    currency: EUR
    every: 3 months
)" + Report_("R1", "2024-04-05", "100000.00") +
      Statement_("S1", "2024-04-10", "amount: 1.00 EUR\n"));
  EXPECT_EQ(
      Find(ledger.OwedAt(kId, "2024-06-30"), "royalty/2024-Q1").owed.ToString(),
      "6000.00 EUR");
}

TEST(Finality, AWaiverStillTakesItsPart) {
  // Half is waived of 6,000; of 5,000 that is final it is half as well.
  const Ledger ledger = Ledger::Of(
      Terms_() + Report_("R1", "2024-04-05", "100000.00") +
      Statement_("S1", "2024-04-10", "amount: 5000.00 EUR\n") + R"(---
contract: acme-nova
event: waiver
id: W1
known: 2024-06-01
executed: 2024-06-01
effective: 2024-01-01
clause: royalty
share: 50 %
measured_by: accrual
)");
  const Obligations owed = ledger.OwedAt(kId, "2024-06-30");
  CheckBalances(owed);
  const Obligation o = Find(owed, "royalty/2024-Q1");
  CheckTrace(o.trace);
  EXPECT_EQ(o.waived.ToString(), "2500.00 EUR");
  EXPECT_EQ(o.owed.ToString(), "2500.00 EUR");
}

TEST(Finality, AllItemsOfAPeriodAreOneSum) {
  std::string terms = Terms_("    settle: item\n");
  const auto owed = [&](const std::string& stated) {
    const Ledger ledger = Ledger::Of(terms + R"(---
contract: acme-nova
event: report
id: R1
known: 2024-04-05
period: 2024-Q1
items:
  - { metric: net-sales, date: 2024-01-10, amount: 1000.00 EUR }
  - { metric: net-sales, date: 2024-02-10, amount: 2000.00 EUR }
)" + Statement_("S1", "2024-04-10", stated));
    const Obligations all = ledger.OwedAt(kId, "2024-05-31");
    CheckBalances(all);
    std::string text;
    for (const Obligation& o : all.obligations) {
      CheckTrace(o.trace);
      if (o.period && *o.period->from() > D("2024-03-31")) continue;
      text += o.occurrence + " " + o.owed.ToString() +
              (o.locked ? " final; " : "; ");
    }
    return text;
  };
  // 6 % of 1,000 and of 2,000.
  EXPECT_EQ(owed(""),
            "2024-Q1.2024-01-10 60.00 EUR final; "
            "2024-Q1.2024-02-10 120.00 EUR final; ");
  EXPECT_EQ(owed("amount: 150.00 EUR\n"), "2024-Q1 150.00 EUR final; ");
}

TEST(Finality, AStatementStandsInForAReportThatIsMissing) {
  const Ledger stated = Ledger::Of(
      Terms_() + Statement_("S1", "2024-04-10", "amount: 5000.00 EUR\n"));
  const Obligations before = stated.OwedAt(kId, "2024-04-24");
  EXPECT_EQ(Find(before, "royalty/2024-Q1").state, ObligationState::kUnknown);
  const Obligations owed = stated.OwedAt(kId, "2024-04-25");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "5000.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport,
                          "acme-nova/royalty/2024-Q1"),
            0);
  // Without an amount nothing is stated that could be final.
  const Ledger empty = Ledger::Of(Terms_() + Statement_("S1", "2024-04-10"));
  EXPECT_EQ(Find(empty.OwedAt(kId, "2024-04-25"), "royalty/2024-Q1").state,
            ObligationState::kUnknown);
}

TEST(Finality, LateInterestRunsOnWhatIsFinal) {
  // 5,000 from 30 April: 31 days at 7.3 % are 5,000 * 0.073 * 31 / 365 = 31.
  std::string terms = Terms_("  - { id: late, kind: late-interest, rate: 7.3 % }\n");
  const Ledger ledger =
      Ledger::Of(terms + Report_("R1", "2024-04-05", "100000.00") +
                 Statement_("S1", "2024-04-10", "amount: 5000.00 EUR\n"));
  const Obligations owed = ledger.OwedAt(kId, "2024-05-31");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").interest.ToString(), "31.00 EUR");
}

TEST(Finality, BusinessDaysAreCountedByTheCalendarOfTheClause) {
  std::string terms = Terms_("    calendar: weekends\n");
  terms.replace(terms.find("15 days"), 7, "5 business-days");
  const Ledger ledger =
      Ledger::Of(terms + Report_("R1", "2024-04-05", "100000.00") +
                 Statement_("S1", "2024-04-10"));
  // From Wednesday 10 April: 11, 12, 15, 16, 17.
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-31"), "royalty/2024-Q1").locked,
            D("2024-04-17"));
}

// The sum of the quarter is divided by an assignment: who objects to its part
// objects to what was stated.
TEST(Finality, AnObjectionToAPartKeepsTheStatementOpen) {
  const std::string stated =
      Terms_() + Report_("R1", "2024-04-05", "100000.00") +
      "---\ncontract: acme-nova\nevent: assignment\nid: N1\nknown: "
      "2024-03-01\nexecuted: 2024-03-01\neffective: 2024-03-01\nassignor: "
      "nova\nassignee: factor\nsplit: pro-rata-days\n" +
      Statement_("S1", "2024-04-10", "amount: 5000.00 EUR\n");
  const auto accrued = [&](const std::string& objection) {
    const Ledger ledger = Ledger::Of(stated + objection);
    return Find(ledger.OwedAt(kId, "2024-05-31"), "royalty/2024-Q1.N1")
        .accrued.ToString();
  };
  // 31 of 91 days of 5,000, or of 6,000.
  EXPECT_EQ(accrued(""), "1703.30 EUR");
  EXPECT_EQ(accrued("---\ncontract: acme-nova\nevent: dispute\nid: D1\nknown: "
                    "2024-04-15\nobligation: royalty/2024-Q1.N1\nraised_by: "
                    "factor\ndate: 2024-04-15\n"),
            "2043.96 EUR");
}

}  // namespace
}  // namespace covenant::finality_test
