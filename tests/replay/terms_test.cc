// The rules of domain.md section 2 about terms, one test each.
#include <string>

#include "gtest/gtest.h"
#include "replay/diff.h"
#include "tests/replay/ledger.h"

namespace covenant::terms_test {
namespace {

// A contract of one royalty at 6 %, executed 2024-01-01.
const char kBase[] = R"(
contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - id: royalty
    kind: revenue-share
    section: "§3.2"
    debtor: acme
    creditor: nova
    rate: 6.0 %
    metrics: [sales]
    currency: EUR
    every: 3 months
  - id: secrecy
    kind: provision
    says: both keep it secret
    survives: true
    tail: 1 year
)";

std::string With(const std::string& more) { return kBase + more; }

// An amendment that sets the rate; `extra` are further keys of the event.
std::string SetRate(const std::string& id, const std::string& executed,
                    const std::string& rate, const std::string& extra = "") {
  return "---\ncontract: acme-nova\nevent: amendment\nid: " + id +
         "\nknown: " + (executed.empty() ? "2024-06-01" : executed) + "\n" +
         (executed.empty() ? "" : "executed: " + executed + "\n") + extra +
         "changes:\n  - set: royalty.rate\n    to: " + rate + "\n";
}

std::string RateAt(const Ledger& ledger, const std::string& as_of,
                   const std::string& known = "now") {
  const Terms terms = ledger.TermsAt("acme-nova", as_of, known);
  const auto clause = terms.clauses.find("royalty");
  if (clause == terms.clauses.end()) return "no clause";
  const auto field = clause->second.fields.find("rate");
  if (field == clause->second.fields.end()) return "no rate";
  return field->second.conflicting ? "conflicting"
                                   : field->second.value.ToString();
}

std::vector<Finding> FindingsAt(const Ledger& ledger, const std::string& as_of,
                                const std::string& known = "now") {
  return ledger.TermsAt("acme-nova", as_of, known).findings;
}

TEST(ThreeTimes, AnInstrumentBindsWhenKnownAndThenForAllDaysOfItsInterval) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-09-05", "6.5 %", "effective: 2024-04-01\n")));
  EXPECT_EQ(RateAt(ledger, "2024-05-01", "2024-09-04"), "6.0 %");
  EXPECT_EQ(RateAt(ledger, "2024-05-01", "2024-09-05"), "6.5 %");
  EXPECT_EQ(RateAt(ledger, "2024-03-31"), "6.0 %");
  EXPECT_EQ(RateAt(ledger, "2024-04-01"), "6.5 %");
}

TEST(ThreeTimes, AnIntervalWithAnEndRevertsAndIsHalfOpen) {
  const Ledger ledger = Ledger::Of(With(SetRate(
      "A2", "2024-02-01", "5 %", "effective: 2024-03-01\nuntil: 2024-05-01\n")));
  EXPECT_EQ(RateAt(ledger, "2024-02-29"), "6.0 %");
  EXPECT_EQ(RateAt(ledger, "2024-03-01"), "5 %");
  EXPECT_EQ(RateAt(ledger, "2024-04-30"), "5 %");
  EXPECT_EQ(RateAt(ledger, "2024-05-01"), "6.0 %");
}

TEST(ThreeTimes, AnEmptyIntervalAppliesOnNoDay) {
  const Ledger ledger = Ledger::Of(With(SetRate(
      "A2", "2024-02-01", "5 %", "effective: 2024-05-01\nuntil: 2024-03-01\n")));
  EXPECT_EQ(RateAt(ledger, "2024-04-01"), "6.0 %");
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-04-01"),
                          finding::kEmptyInterval, "acme-nova/A2"),
            1);
}

TEST(Rank, SignedLaterPrevailsThoughItsEffectBeginsEarlier) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "5 %", "effective: 2024-06-01\n") +
           SetRate("A3", "2024-03-01", "4 %", "effective: 2024-02-15\n")));
  EXPECT_EQ(RateAt(ledger, "2024-07-01"), "4 %");
}

TEST(Rank, FoundAndRecordedLateDoesNotPrevail) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A3", "2024-03-01", "4 %") +
           "---\ncontract: acme-nova\nevent: amendment\nid: A2\n"
           "known: 2024-08-01\nexecuted: 2024-02-01\nchanges:\n"
           "  - set: royalty.rate\n    to: 5 %\n"));
  EXPECT_EQ(RateAt(ledger, "2024-07-01"), "4 %");
  EXPECT_EQ(RateAt(ledger, "2024-02-15"), "5 %");
}

TEST(Rank, TheOrderOfPrecedenceComesBeforeTheDay) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "5 %", "precedence: 1\n") +
           SetRate("A3", "2024-03-01", "4 %")));
  EXPECT_EQ(RateAt(ledger, "2024-07-01"), "5 %");
}

TEST(Rank, TheNumberRanksInstrumentsOfOneDay) {
  const Ledger ledger =
      Ledger::Of(With(SetRate("A3", "2024-02-01", "4 %", "number: 2\n") +
                      SetRate("A2", "2024-02-01", "5 %", "number: 1\n")));
  EXPECT_EQ(RateAt(ledger, "2024-07-01"), "4 %");
}

TEST(Rank, EqualRankAndDifferentValuesAreUnknownUntilSettled) {
  const Ledger ledger =
      Ledger::Of(With(SetRate("A2", "2024-02-01", "5 %") +
                      SetRate("A3", "2024-02-01", "4 %") +
                      SetRate("A4", "2024-05-01", "4.5 %")));
  EXPECT_EQ(RateAt(ledger, "2024-03-01", "#3"), "conflicting");
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-03-01", "#3"),
                          finding::kConflictingAmendments,
                          "acme-nova/royalty.rate"),
            1);
  EXPECT_EQ(RateAt(ledger, "2024-05-01"), "4.5 %");
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-05-02"),
                          finding::kConflictingAmendments),
            0);
}

TEST(Rank, EqualRankAndEqualValuesAgree) {
  const Ledger ledger = Ledger::Of(With(SetRate("A2", "2024-02-01", "5 %") +
                                        SetRate("A3", "2024-02-01", "5.0 %")));
  EXPECT_EQ(RateAt(ledger, "2024-03-01"), "5 %");
  EXPECT_TRUE(FindingsAt(ledger, "2024-03-01").empty());
}

TEST(Rank, AStepOverriddenBeforeItsEffectIsReported) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "7 %", "effective: 2025-01-01\n") +
           SetRate("A3", "2024-06-01", "6.5 %", "effective: 2024-07-01\n")));
  EXPECT_EQ(RateAt(ledger, "2025-02-01"), "6.5 %");
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-06-01"),
                          finding::kSupersededBeforeEffect, "acme-nova/A2"),
            1);
}

TEST(Rank, AStepThatIsOverriddenKnowinglyIsNot) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "7 %", "effective: 2025-01-01\n") +
           SetRate("A3", "2024-06-01", "6.5 %",
                   "effective: 2024-07-01\nsupersedes: [A2]\n")));
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-06-01"),
                          finding::kSupersededBeforeEffect),
            0);
}

TEST(Rank, ANumberThatIsLeftOutIsReported) {
  const Ledger ledger =
      Ledger::Of(With(SetRate("A2", "2024-02-01", "5 %", "number: 1\n") +
                      SetRate("A4", "2024-03-01", "4 %", "number: 3\n")));
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-03-01", "#2"),
                          finding::kGapInAmendmentNumbers),
            0);
  EXPECT_EQ(CountFindings(FindingsAt(ledger, "2024-03-01"),
                          finding::kGapInAmendmentNumbers, "acme-nova"),
            1);
}

TEST(Terms, AnOperationWithoutItsTargetDoesNotApply) {
  const Ledger ledger = Ledger::Of(With(R"(---
contract: acme-nova
event: amendment
id: A2
known: 2024-02-01
executed: 2024-02-01
until: 2024-06-01
changes:
  - add: { id: schedule, kind: provision, says: first text }
---
contract: acme-nova
event: amendment
id: A3
known: 2024-03-01
executed: 2024-03-01
changes:
  - set: schedule.says
    to: second text
)"));
  const Terms before = ledger.TermsAt("acme-nova", "2024-05-01");
  EXPECT_EQ(before.clauses.at("schedule").fields.at("says").value.ToString(),
            "second text");
  const Terms after = ledger.TermsAt("acme-nova", "2024-06-01");
  EXPECT_FALSE(after.clauses.contains("schedule"));
  EXPECT_EQ(CountFindings(after.findings, finding::kHostProvisionExpired,
                          "acme-nova/schedule"),
            1);
}

TEST(Conditions, AConditionPrecedentTakesTheDayOfItsFact) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "5 %",
                   "effective: { condition: approval, long_stop: 2024-05-31 }\n") +
           "---\ncontract: acme-nova\nevent: milestone\nid: M1\n"
           "known: 2024-04-20\nmilestone: approval\ndate: 2024-04-10\n"));
  EXPECT_EQ(RateAt(ledger, "2024-04-15", "2024-04-19"), "6.0 %");
  EXPECT_EQ(RateAt(ledger, "2024-04-15", "2024-04-20"), "5 %");
  EXPECT_EQ(RateAt(ledger, "2024-04-09", "2024-04-20"), "6.0 %");
}

TEST(Conditions, AConditionMetAfterItsLongStopHasFailed) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "5 %",
                   "effective: { condition: approval, long_stop: 2024-04-01 }\n") +
           "---\ncontract: acme-nova\nevent: milestone\nid: M1\n"
           "known: 2024-04-20\nmilestone: approval\ndate: 2024-04-10\n"));
  EXPECT_EQ(RateAt(ledger, "2024-06-01"), "6.0 %");
}

TEST(Conditions, AConditionSubsequentEndsFromItsDayOrFromTheStart) {
  const std::string milestone =
      "---\ncontract: acme-nova\nevent: milestone\nid: M1\n"
      "known: 2024-04-20\nmilestone: listing\ndate: 2024-04-10\n";
  const Ledger ends = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "5 %", "until: { condition: listing }\n") +
           milestone));
  EXPECT_EQ(RateAt(ends, "2024-04-09"), "5 %");
  EXPECT_EQ(RateAt(ends, "2024-04-10"), "6.0 %");
  EXPECT_EQ(RateAt(ends, "2024-04-10", "2024-04-19"), "5 %");
  const Ledger voids = Ledger::Of(With(
      SetRate("A2", "2024-02-01", "5 %",
              "until: { condition: listing, void: true }\n") +
      milestone));
  // Facts speak from their legal day: as of the day before it has not come.
  EXPECT_EQ(RateAt(voids, "2024-04-09"), "5 %");
  EXPECT_EQ(RateAt(voids, "2024-04-10"), "6.0 %");
}

TEST(Conditions, WhatMakesAClauseVoidIsNotThereBeforeItsDay) {
  const Ledger ledger = Ledger::Of(With(
      "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 100.00 EUR, every: 1 month, "
      "until: { condition: listing, void: true } }\n"
      "---\ncontract: acme-nova\nevent: milestone\nid: M1\n"
      "known: 2024-04-20\nmilestone: listing\ndate: 2024-04-10\n"));
  const auto in_force = [&](const std::string& as_of) {
    return ledger.TermsAt("acme-nova", as_of).clauses.at("fee").in_force;
  };
  EXPECT_EQ(in_force("2024-04-09"), InForce::kYes);
  EXPECT_EQ(in_force("2024-04-10"), InForce::kNo);
  // What is owed as of its day is owed by no day of a void clause.
  EXPECT_TRUE(Has(ledger.OwedAt("acme-nova", "2024-04-09"), "fee/2024-03"));
  EXPECT_FALSE(Has(ledger.OwedAt("acme-nova", "2024-04-10"), "fee/2024-03"));
}

TEST(Signatures, AnUnsignedInstrumentBindsOnTheLastSignatureItNeeds) {
  const Ledger ledger = Ledger::Of(With(
      SetRate("A2", "", "5 %", "effective: 2024-02-01\n") +
      "---\ncontract: acme-nova\nevent: signature\nid: S1\nknown: 2024-06-03\n"
      "instrument: A2\nparty: acme\ndate: 2024-06-02\n"
      "---\ncontract: acme-nova\nevent: signature\nid: S2\nknown: 2024-06-09\n"
      "instrument: A2\nparty: nova\ndate: 2024-06-05\n"));
  EXPECT_EQ(RateAt(ledger, "2024-07-01", "2024-06-08"), "6.0 %");
  EXPECT_EQ(ledger.At("acme-nova", "2024-06-08").Proposed().size(), 1u);
  EXPECT_EQ(RateAt(ledger, "2024-07-01", "2024-06-09"), "5 %");
  EXPECT_EQ(RateAt(ledger, "2024-02-01", "2024-06-09"), "5 %");
  EXPECT_TRUE(ledger.At("acme-nova", "now").Proposed().empty());
}

TEST(Corrections, ACorrectionActsFromItsOwnSequence) {
  const Ledger ledger = Ledger::Of(With(
      SetRate("A2", "2024-02-01", "5 %") +
      "---\ncontract: acme-nova\nevent: correction\nid: K1\nknown: 2024-03-01\n"
      "target: A2\nreplacement:\n  event: amendment\n  id: A2\n"
      "  changes: [{ set: royalty.rate, to: 5.5 % }]\n"));
  EXPECT_EQ(RateAt(ledger, "2024-02-15", "2024-02-28"), "5 %");
  EXPECT_EQ(RateAt(ledger, "2024-02-15", "2024-03-01"), "5.5 %");
  // It keeps the place and the rank of its target.
  EXPECT_EQ(RateAt(ledger, "2024-01-31"), "6.0 %");
  const Terms terms = ledger.TermsAt("acme-nova", "2024-02-15");
  const auto& set_by = terms.clauses.at("royalty").fields.at("rate").set_by;
  ASSERT_EQ(set_by.size(), 2u);
  EXPECT_EQ(set_by[0].id, "A2");
  EXPECT_EQ(set_by[1].id, "K1");
}

TEST(Corrections, CancellingACorrectionRestoresWhatItReplaced) {
  const Ledger ledger = Ledger::Of(With(
      SetRate("A2", "2024-02-01", "5 %") +
      "---\ncontract: acme-nova\nevent: correction\nid: K1\nknown: 2024-03-01\n"
      "target: A2\nreplacement:\n  event: amendment\n  id: A2\n"
      "  changes: [{ set: royalty.rate, to: 5.5 % }]\n"
      "---\ncontract: acme-nova\nevent: cancellation\nid: K2\n"
      "known: 2024-04-01\ntarget: K1\nreason: the first text was right\n"
      "---\ncontract: acme-nova\nevent: cancellation\nid: K3\n"
      "known: 2024-05-01\ntarget: A2\nreason: never agreed\n"));
  EXPECT_EQ(RateAt(ledger, "2024-02-15", "2024-03-31"), "5.5 %");
  EXPECT_EQ(RateAt(ledger, "2024-02-15", "2024-04-01"), "5 %");
  EXPECT_EQ(RateAt(ledger, "2024-02-15", "2024-05-01"), "6.0 %");
}

TEST(Corrections, ACorrectionOfACorrectionCounts) {
  const Ledger ledger = Ledger::Of(With(
      SetRate("A2", "2024-02-01", "5 %") +
      "---\ncontract: acme-nova\nevent: correction\nid: K1\nknown: 2024-03-01\n"
      "target: A2\nreplacement:\n  event: amendment\n  id: A2\n"
      "  changes: [{ set: royalty.rate, to: 5.5 % }]\n"
      "---\ncontract: acme-nova\nevent: correction\nid: K2\nknown: 2024-04-01\n"
      "target: K1\nreplacement:\n  event: amendment\n"
      "  changes: [{ set: royalty.rate, to: 5.75 % }]\n"));
  EXPECT_EQ(RateAt(ledger, "2024-02-15"), "5.75 %");
  const Terms terms = ledger.TermsAt("acme-nova", "2024-02-15");
  EXPECT_EQ(terms.clauses.at("royalty").fields.at("rate").set_by.size(), 3u);
}

TEST(Instruments, ARectificationSpeaksFromTheStartOfWhatItRectifies) {
  const Ledger ledger = Ledger::Of(With(
      SetRate("A2", "2024-02-01", "5 %") + SetRate("A3", "2024-05-01", "4 %") +
      "---\ncontract: acme-nova\nevent: rectification\nid: RX\n"
      "known: 2024-08-01\nexecuted: 2024-08-01\nrectifies: A2\n"
      "changes: [{ set: royalty.rate, to: 5.5 % }]\n"));
  EXPECT_EQ(RateAt(ledger, "2024-02-01"), "5.5 %");
  // A later amendment still prevails over the corrected text.
  EXPECT_EQ(RateAt(ledger, "2024-09-01"), "4 %");
}

TEST(Instruments, ARestatementReplacesAllClauses) {
  const Ledger ledger = Ledger::Of(With(
      "---\ncontract: acme-nova\nevent: restatement\nid: R2\n"
      "known: 2024-06-01\nexecuted: 2024-06-01\nclauses:\n"
      "  - { id: notice, kind: provision, says: in writing }\n"));
  const Terms terms = ledger.TermsAt("acme-nova", "2024-06-01");
  EXPECT_EQ(terms.clauses.size(), 1u);
  EXPECT_EQ(terms.ended.at("royalty").how, "restated");
}

TEST(Instruments, ATerminationKeepsSurvivingClausesForTheirTail) {
  const Ledger ledger = Ledger::Of(With(
      "---\ncontract: acme-nova\nevent: termination\nid: T2\n"
      "known: 2024-06-01\nexecuted: 2024-06-01\n"));
  const Terms terms = ledger.TermsAt("acme-nova", "2024-06-01");
  EXPECT_FALSE(terms.clauses.contains("royalty"));
  ASSERT_TRUE(terms.clauses.contains("secrecy"));
  EXPECT_TRUE(terms.clauses.at("secrecy").survives);
  EXPECT_FALSE(ledger.TermsAt("acme-nova", "2025-06-01")
                   .clauses.contains("secrecy"));
}

TEST(Instruments, ARescissionEndsTheClauses) {
  const Ledger ledger = Ledger::Of(With(
      "---\ncontract: acme-nova\nevent: rescission\nid: X2\n"
      "known: 2024-06-01\nexecuted: 2024-06-01\n"));
  EXPECT_EQ(ledger.TermsAt("acme-nova", "2024-06-01").ended.at("royalty").how,
            "rescinded");
}

TEST(Norms, WaiversConsentsSuspensionsAndReadingsAreShown) {
  const Ledger ledger = Ledger::Of(With(R"(---
contract: acme-nova
event: amendment
id: A2
known: 2024-02-01
executed: 2024-02-01
changes:
  - add:
      id: exclusivity
      kind: exclusivity
      bearer: acme
      beneficiary: nova
      scope: { channel: [cloud] }
  - suspend: royalty
    until: 2024-04-01
---
contract: acme-nova
event: waiver
id: W1
known: 2024-03-01
executed: 2024-03-01
until: 2025-01-01
clause: exclusivity
scope: { channel: [cloud/aws] }
---
contract: acme-nova
event: consent
id: C1
known: 2024-03-02
executed: 2024-03-02
clause: exclusivity
act: one deal
deal: other-deal
---
contract: acme-nova
event: reading
id: L1
known: 2024-03-03
clause: exclusivity
reading: narrow
asserted_by: [acme]
says: only the public cloud
date: 2024-03-03
)"));
  const Terms terms = ledger.TermsAt("acme-nova", "2024-03-03");
  const auto& attached = terms.clauses.at("exclusivity").attachments;
  ASSERT_EQ(attached.size(), 3u);
  EXPECT_EQ(attached[0].type, "waiver");
  EXPECT_EQ(attached[1].type, "consent");
  EXPECT_EQ(attached[1].deal, "other-deal");
  EXPECT_EQ(attached[2].type, "reading");
  EXPECT_EQ(terms.clauses.at("royalty").attachments.at(0).type, "suspension");
  const Terms later = ledger.TermsAt("acme-nova", "2025-01-01");
  EXPECT_EQ(later.clauses.at("exclusivity").attachments.size(), 2u);
  const auto changes = DiffTerms(terms, later);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].path, "waiver");
  EXPECT_EQ(changes[0].because.at(0).id, "W1");
  EXPECT_EQ(changes[1].path, "suspension");
}

TEST(Diff, ARevertedFieldNamesTheInstrumentWhoseIntervalEnded) {
  const Ledger ledger = Ledger::Of(
      With(SetRate("A2", "2024-02-01", "5 %", "until: 2024-05-01\n")));
  const auto changes = DiffTerms(ledger.TermsAt("acme-nova", "2024-04-30"),
                                 ledger.TermsAt("acme-nova", "2024-05-01"));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].before, "5 %");
  EXPECT_EQ(changes[0].after, "6.0 %");
  EXPECT_EQ(changes[0].because.at(0).id, "A2");
  EXPECT_FALSE(changes[0].by_time.empty());
}

TEST(Diff, ACancellationIsNamedBesideWhatItCancels) {
  const Ledger ledger = Ledger::Of(With(
      SetRate("A2", "2024-02-01", "5 %") +
      "---\ncontract: acme-nova\nevent: cancellation\nid: K3\n"
      "known: 2024-05-01\ntarget: A2\nreason: never agreed\n"));
  const auto changes =
      DiffTerms(ledger.TermsAt("acme-nova", "2024-03-01", "2024-04-30"),
                ledger.TermsAt("acme-nova", "2024-03-01", "2024-05-01"));
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes[0].because.size(), 2u);
  EXPECT_EQ(changes[0].because[0].id, "A2");
  EXPECT_EQ(changes[0].because[1].id, "K3");
}

}  // namespace
}  // namespace covenant::terms_test
