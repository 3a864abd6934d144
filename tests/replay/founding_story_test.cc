// The founding story: every row of the case about terms, money and diff, asked
// of the engine on the events of examples/founding-story.
#include <algorithm>
#include <string>

#include "gtest/gtest.h"
#include "replay/diff.h"
#include "tests/replay/ledger.h"

namespace covenant::founding_story_test {
namespace {

const Ledger& Story() {
  static const Ledger ledger = Ledger::OfExample("founding-story");
  return ledger;
}

const std::string kMain = "microsoft-openai";

TEST(FoundingStory, RightOfFirstRefusalEndsWithTheRestatement) {
  const Terms before = Story().TermsAt(kMain, "2025-10-27");
  EXPECT_TRUE(before.clauses.contains("capacity-first-refusal"));
  const Terms after = Story().TermsAt(kMain, "2025-10-29");
  EXPECT_FALSE(after.clauses.contains("capacity-first-refusal"));
  EXPECT_EQ(after.ended.at("capacity-first-refusal").how, "restated");
}

TEST(FoundingStory, AmazonOwesFifteenBillionBeforeClosing) {
  const Obligations owed =
      Story().OwedAt("amazon-openai", "2026-03-15", "2026-03-15");
  const Obligation closing = Find(owed, "closing-investment/1");
  EXPECT_EQ(closing.accrued.ToString(), "15000000000.00 USD");
  EXPECT_EQ(closing.owed.ToString(), "15000000000.00 USD");
  EXPECT_EQ(closing.due, D("2026-03-31"));
  EXPECT_EQ(closing.state, ObligationState::kAccrued);
  EXPECT_EQ(closing.debtor, "amazon");
  const Obligation milestone = Find(owed, "milestone-investment/1");
  EXPECT_EQ(milestone.contingent.ToString(), "35000000000.00 USD");
  EXPECT_EQ(milestone.state, ObligationState::kContingent);
  EXPECT_EQ(milestone.owed.ToString(), "0.00 USD");
}

TEST(FoundingStory, AmazonOwesNothingAfterClosing) {
  const Obligations owed =
      Story().OwedAt("amazon-openai", "2026-04-01", "2026-04-01");
  EXPECT_EQ(Find(owed, "closing-investment/1").state,
            ObligationState::kSettled);
  ASSERT_EQ(owed.totals.size(), 1u);
  EXPECT_EQ(owed.totals[0].owed.ToString(), "0.00 USD");
  EXPECT_EQ(owed.totals[0].contingent.ToString(), "35000000000.00 USD");
}

TEST(FoundingStory, FirstQuarterIsOwedAndTheCapIsUndisclosed) {
  const Obligations owed = Story().OwedAt(kMain, "2026-05-01", "2026-05-01");
  const Obligation share = Find(owed, "openai-share/2026-Q1");
  EXPECT_EQ(share.owed.ToString(), "1200000000.00 USD");
  EXPECT_EQ(share.due, D("2026-05-15"));
  EXPECT_EQ(share.basis, Basis::kAssumed);
  const ClauseBalance cap = FindBalance(
      owed.balances, "microsoft-openai/openai-share", "lifetime cap left");
  EXPECT_FALSE(cap.amount.IsExact());
  EXPECT_EQ(CountFindings(owed.findings, finding::kUndisclosedAmount,
                          "microsoft-openai/openai-share"),
            1);
}

TEST(FoundingStory, TheCapIsKnownFromTheCorrection) {
  const Obligations owed = Story().OwedAt(kMain, "2026-05-12", "2026-05-12");
  const ClauseBalance cap = FindBalance(
      owed.balances, "microsoft-openai/openai-share", "lifetime cap left");
  EXPECT_EQ(cap.amount.ToString(), "38000000000.00 USD");
  EXPECT_EQ(cap.basis, Basis::kReported);
  const Terms terms = Story().TermsAt(kMain, "2026-05-12", "2026-05-12");
  const FieldState& field =
      terms.clauses.at("openai-share").fields.at("lifetime_cap.amount");
  EXPECT_EQ(field.basis, Basis::kReported);
  ASSERT_EQ(field.set_by.size(), 2u);
  EXPECT_EQ(field.set_by[0].id, "A13");
  EXPECT_EQ(field.set_by[1].id, "K14");
}

TEST(FoundingStory, SecondQuarterIsUnknownBeforeTheReport) {
  const Obligations owed = Story().OwedAt(kMain, "2026-07-10", "2026-07-10");
  const Obligation share = Find(owed, "openai-share/2026-Q2");
  EXPECT_EQ(share.state, ObligationState::kUnknown);
  EXPECT_FALSE(share.owed.IsExact());
  EXPECT_GE(CountFindings(owed.findings, finding::kMissingReport, share.id), 1);
  EXPECT_EQ(Find(owed, "openai-share/2026-Q1").state,
            ObligationState::kSettled);
  const Obligation azure = Find(owed, "azure-commitment/total");
  EXPECT_EQ(azure.state, ObligationState::kUnknown);
  EXPECT_EQ(azure.unknown_because,
            std::vector<std::string>{"undisclosed-amount"});
}

TEST(FoundingStory, SecondQuarterAsFirstReported) {
  const Obligations owed = Story().OwedAt(kMain, "2026-07-15", "2026-07-15");
  const Obligation share = Find(owed, "openai-share/2026-Q2");
  EXPECT_EQ(share.owed.ToString(), "1500000000.00 USD");
  EXPECT_EQ(share.due, D("2026-08-14"));
  EXPECT_EQ(share.state, ObligationState::kAccrued);
  const ClauseBalance cap = FindBalance(
      owed.balances, "microsoft-openai/openai-share", "lifetime cap left");
  EXPECT_EQ(cap.amount.ToString(), "36500000000.00 USD");
  // 120,000,000 of it from the AWS channel.
  bool found = false;
  const auto walk = [&](const auto& self, const Trace& node) -> void {
    if (node->label.find("openai-aws-channel") != std::string::npos &&
        node->op == TraceOp::kProduct) {
      found = true;
      EXPECT_EQ(node->value.ToString(), "120000000");
    }
    for (const Trace& input : node->inputs) self(self, input);
  };
  walk(walk, share.trace);
  EXPECT_TRUE(found);
}

TEST(FoundingStory, MicrosoftOwesItsShareUntilTheConcession) {
  const Obligations owed = Story().OwedAt(kMain, "2026-07-15", "2026-07-15");
  const Obligation share = Find(owed, "microsoft-share/2026-Q2");
  EXPECT_EQ(share.owed.ToString(), "100000000.00 USD");
  EXPECT_EQ(share.debtor, "microsoft");
  ASSERT_TRUE(share.period.has_value());
  EXPECT_EQ(share.period->ToString(), "[2026-04-01, 2026-04-27)");
}

TEST(FoundingStory, TheCorrectedReportAddsTenMillion) {
  const Obligations before = Story().OwedAt(kMain, "2026-07-15", "2026-07-15");
  const Obligations after = Story().OwedAt(kMain, "2026-07-15", "2026-09-10");
  const Obligation share = Find(after, "openai-share/2026-Q2");
  EXPECT_EQ(share.owed.ToString(), "1510000000.00 USD");
  EXPECT_EQ(share.due, D("2026-08-14"));
  bool named = false;
  for (const ObligationChange& change : DiffObligations(before, after)) {
    if (change.id != share.id || change.balance != "owed") continue;
    named = true;
    EXPECT_EQ(change.before, "1500000000.00 USD");
    EXPECT_EQ(change.after, "1510000000.00 USD");
    EXPECT_TRUE(std::any_of(change.because.begin(), change.because.end(),
                            [](const EventRef& r) { return r.id == "R18"; }));
  }
  EXPECT_TRUE(named);
}

TEST(FoundingStory, DiffOfTheConcessionNamesItsEvent) {
  const std::vector<TermChange> changes =
      DiffTerms(Story().TermsAt(kMain, "2026-04-26"),
                Story().TermsAt(kMain, "2026-04-28"));
  const auto find = [&](const std::string& clause, const std::string& path) {
    for (const TermChange& change : changes) {
      if (change.clause == clause && change.path == path) return change;
    }
    ADD_FAILURE() << clause << "." << path;
    return TermChange();
  };
  using What = TermChange::What;
  EXPECT_EQ(find("api-exclusivity", "").what, What::kRemoved);
  EXPECT_EQ(find("licence", "type").before, "exclusive");
  EXPECT_EQ(find("licence", "type").after, "non-exclusive");
  EXPECT_EQ(find("microsoft-share", "").what, What::kRemoved);
  EXPECT_EQ(find("openai-share", "lifetime_cap.amount").what, What::kAdded);
  EXPECT_EQ(find("openai-share", "ends_on").what, What::kRemoved);
  EXPECT_EQ(find("openai-share", "ends_on").before, "agi-verified");
  for (const TermChange& change : changes) {
    ASSERT_FALSE(change.because.empty()) << change.clause << change.path;
    EXPECT_EQ(change.because[0].id, "A13") << change.clause << change.path;
  }
}

TEST(FoundingStory, AzureCommitmentHasATotalAndNoAmountsByDate) {
  const Obligations owed = Story().OwedAt(kMain, "2025-10-28");
  const ClauseBalance total = FindBalance(
      owed.balances, "microsoft-openai/azure-commitment", "commitment total");
  EXPECT_EQ(total.amount.ToString(), "250000000000.00 USD");
  EXPECT_EQ(Find(owed, "azure-commitment/total").unknown_because,
            std::vector<std::string>{"undisclosed-amount"});
}

TEST(FoundingStory, AwsCommitmentGrows) {
  for (const auto& [day, total] :
       {std::pair<std::string, std::string>{"2025-11-03",
                                            "38000000000.00 USD"},
        {"2026-02-27", "138000000000.00 USD"}}) {
    const Obligations owed = Story().OwedAt("aws-openai", day);
    EXPECT_EQ(FindBalance(owed.balances, "aws-openai/compute-commitment",
                          "commitment total")
                  .amount.ToString(),
              total);
    EXPECT_FALSE(Find(owed, "compute-commitment/total").owed.IsExact());
    EXPECT_GE(CountFindings(owed.findings, finding::kUndisclosedAmount), 1);
  }
}

TEST(FoundingStory, BeforeTheFirstEventThereIsNoBindingAgreement) {
  EXPECT_FALSE(Story().TermsAt(kMain, "2026-01-01", "2019-07-21").binding);
}

const Ledger& CoreWeave() {
  static const Ledger ledger = Ledger::OfExample("coreweave-openai");
  return ledger;
}

std::vector<ClauseBalance> Ceilings(const std::string& as_of,
                                    const std::string& known = "now") {
  std::vector<ClauseBalance> all;
  for (const auto& [contract, events] : CoreWeave().events()) {
    const Obligations owed = CoreWeave().OwedAt(contract, as_of, known);
    EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport), 0);
    all.insert(all.end(), owed.balances.begin(), owed.balances.end());
  }
  return FamilyCeilings(all);
}

TEST(CoreWeave, CeilingsOfTheFamilyAddUp) {
  for (const auto& [day, total] :
       {std::pair<std::string, std::string>{"2025-03-31",
                                            "11900000000.00 USD"},
        {"2025-06-30", "15900000000.00 USD"},
        {"2025-09-30", "22400000000.00 USD"}}) {
    const auto ceilings = Ceilings(day);
    ASSERT_EQ(ceilings.size(), 1u) << day;
    EXPECT_EQ(ceilings[0].amount.ToString(), total);
    EXPECT_EQ(ceilings[0].debtor, "openai");
  }
}

TEST(CoreWeave, TheUndisclosedEndMakesTheCeilingUnknown) {
  const auto ceilings = Ceilings("2029-05-01");
  ASSERT_EQ(ceilings.size(), 1u);
  EXPECT_EQ(ceilings[0].amount.ToString(),
            "between 11900000000.00 and 18400000000.00 USD");
  EXPECT_EQ(ceilings[0].unknown_because,
            std::vector<std::string>{"undisclosed-amount"});
}

TEST(CoreWeave, NothingIsOwedUnderACeiling) {
  for (const auto& [contract, events] : CoreWeave().events()) {
    if (contract == "coreweave-openai-stock") continue;
    EXPECT_TRUE(CoreWeave().OwedAt(contract, "2026-01-01").obligations.empty());
  }
}

TEST(CoreWeave, SharesAreContingentUntilTheOffering) {
  const Obligations owed =
      CoreWeave().OwedAt("coreweave-openai-stock", "2025-03-20");
  const Obligation shares = Find(owed, "shares/1");
  EXPECT_EQ(shares.state, ObligationState::kContingent);
  EXPECT_EQ(shares.unit, "shares");
  EXPECT_EQ(shares.owed.ToString(), "0 shares");
  EXPECT_FALSE(shares.contingent.IsExact());
}

TEST(CoreWeave, SharesAreOwedAfterTheOffering) {
  const Obligations owed =
      CoreWeave().OwedAt("coreweave-openai-stock", "2025-03-29");
  const Obligation shares = Find(owed, "shares/1");
  EXPECT_EQ(shares.owed.ToString(), "8750000 shares");
  EXPECT_EQ(shares.kind, "delivery");
  EXPECT_EQ(shares.debtor, "coreweave");
}

}  // namespace
}  // namespace covenant::founding_story_test
