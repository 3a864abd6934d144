// Terms, powers, duties and deemed acts: states that change on their day without
// an event, and what they do to what is owed.
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::powers_test {
namespace {

// 100 EUR for each month, on its last day.
std::string Fee() {
  return "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
         "amount: 100.00 EUR, every: 1 month, partial_period: none }\n";
}

std::size_t Months(const Ledger& ledger, const std::string& as_of) {
  return ledger.OwedAt(kAcmeNova, as_of).obligations.size();
}

// The days of the steps that a calendar shows.
std::string ListedDays(const Norm& norm) {
  std::string days;
  for (const NormStep& step : norm.steps) {
    if (step.listed) days += (days.empty() ? "" : " ") + step.day.ToString();
  }
  return days;
}

std::string Term(const std::string& more) {
  return "  - { id: term, kind: term, begins: 2024-01-01, initial: 3 months" +
         more + " }\n";
}

TEST(Powers, ATermThatIsNotRenewedEndsTheClauses) {
  const Ledger ledger = Ledger::Of(Agreement(Fee() + Term("")));
  // January, February and March.
  EXPECT_EQ(Months(ledger, "2024-12-31"), 3u);
  EXPECT_EQ(ledger.TermsAt(kAcmeNova, "2024-03-31").clauses.at("fee").in_force,
            InForce::kYes);
  EXPECT_EQ(ledger.TermsAt(kAcmeNova, "2024-04-01").ended.at("fee").how,
            "expired");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-03-31"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-04-01"), "expired");
}

TEST(Powers, ALaterExtensionUndoesTheExpiry) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee() + Term("")) +
      Amended("A2", "2024-05-10", "2024-01-01",
              "  - { set: term.initial, to: 6 months }\n"));
  EXPECT_EQ(Months(ledger, "2024-12-31"), 6u);
  // April fell due before the extension was signed: it is due on its day.
  EXPECT_EQ(Find(ledger.OwedAt(kAcmeNova, "2024-12-31"), "fee/2024-04").due,
            D("2024-05-10"));
  // Known before it, the contract had ended.
  EXPECT_EQ(ledger.OwedAt(kAcmeNova, "2024-12-31", "2024-05-09")
                .obligations.size(),
            3u);
}

TEST(Powers, ATermThatRenewsItselfGoesOn) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee() + Term(", renewal: automatic, notice: 30 days")));
  EXPECT_EQ(Months(ledger, "2024-12-31"), 12u);
  // Stretches end with March, June, September and December. 30 days before the
  // end of 31 March: notice by 1 March; before the end of 30 June: by 31 May.
  const Norm term = NormAt(ledger, "acme-nova/term", "2024-02-01", "2024-06-30");
  EXPECT_EQ(ListedDays(term), "2024-03-01 2024-04-01 2024-05-31 2024-07-01 2024-08-31");
}

TEST(Powers, NoticeOfNonRenewalInTimeEndsTheTerm) {
  const std::string text =
      Agreement(Fee() + Term(", renewal: automatic, notice: 30 days"));
  // The last day for the second stretch is 31 May.
  const Ledger in_time = Ledger::Of(text + Exercised("X1", "term", "2024-05-31"));
  EXPECT_EQ(Months(in_time, "2024-12-31"), 6u);
  EXPECT_EQ(StateAt(in_time, "acme-nova/term", "2024-06-30"), "in-effect");
  EXPECT_EQ(StateAt(in_time, "acme-nova/term", "2024-07-01"), "expired");
  const Ledger late = Ledger::Of(text + Exercised("X1", "term", "2024-06-01"));
  EXPECT_EQ(Months(late, "2024-12-31"), 12u);
  EXPECT_EQ(CountFindings(late.TermsAt(kAcmeNova, "2024-06-02").findings,
                          finding::kExerciseNotEffective),
            1);
}

TEST(Powers, ATermThatIsRenewedByNoticeEndsWithoutOne) {
  const std::string text = Agreement(
      Fee() + Term(", renewal: by-notice, renewals_at_most: 1, holder: nova"));
  EXPECT_EQ(Months(Ledger::Of(text), "2024-12-31"), 3u);
  const Ledger renewed = Ledger::Of(text + Exercised("X1", "term", "2024-03-31"));
  EXPECT_EQ(Months(renewed, "2024-12-31"), 6u);
}

// By the rule a notice counts when it is received, at the latest on the third
// business day: given on Thursday 28 March, on Tuesday 2 April.
TEST(Powers, ANoticeCountsAsTheContractSays) {
  const std::string rule =
      "  - { id: notices, kind: notice-rule, counts: received, "
      "deemed_received: 3 business-days, calendar: weekends }\n";
  const std::string right =
      "  - { id: leave, kind: termination-right, ground: convenience, "
      "notice: 30 days }\n";
  const Ledger ledger = Ledger::Of(Agreement(Fee() + rule + right) +
                                   Exercised("X1", "leave", "2024-03-28"));
  // 30 days after 2 April: the last day is 2 May; May is not a whole month.
  EXPECT_EQ(ledger.TermsAt(kAcmeNova, "2024-05-02").clauses.at("fee").in_force,
            InForce::kYes);
  const Terms after = ledger.TermsAt(kAcmeNova, "2024-05-03");
  EXPECT_EQ(after.ended.at("fee").how, "terminated");
  EXPECT_EQ(after.ended.at("fee").because.back().id, "X1");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-05-03"), "terminated");
  EXPECT_EQ(StateAt(ledger, "acme-nova/leave", "2024-04-01"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova/leave", "2024-04-02"), "exercised");
}

std::string ForCause(const std::string& more = "") {
  return Agreement(Fee() +
                   "  - { id: secrecy, kind: provision, survives: true, "
                   "tail: 1 year }\n"
                   "  - { id: cause, kind: termination-right, ground: cause, "
                   "cure: 30 days, incurable: [secrecy]" +
                   more + " }\n") +
         Doc("breach-alleged", "B1", "2024-03-01",
             "clause: fee\nagainst: acme\nby: nova\ngiven: 2024-03-01\n");
}

// Notice on 1 March; it can be cured until 31 March.
TEST(Powers, TerminationForCauseWaitsForTheTimeOfCure) {
  const Ledger early =
      Ledger::Of(ForCause() + Exercised("X1", "cause", "2024-03-31"));
  EXPECT_EQ(Months(early, "2024-12-31"), 12u);
  EXPECT_EQ(CountFindings(early.TermsAt(kAcmeNova, "2024-04-01").findings,
                          finding::kExerciseNotEffective),
            1);
  const Ledger in_time =
      Ledger::Of(ForCause() + Exercised("X1", "cause", "2024-04-01"));
  EXPECT_EQ(Months(in_time, "2024-12-31"), 3u);
  const Terms after = in_time.TermsAt(kAcmeNova, "2024-04-01");
  EXPECT_EQ(after.ended.at("fee").how, "terminated");
  EXPECT_EQ(after.clauses.at("secrecy").in_force, InForce::kYes);
  EXPECT_TRUE(after.clauses.at("secrecy").survives);
  EXPECT_TRUE(
      in_time.TermsAt(kAcmeNova, "2025-04-01").ended.contains("secrecy"));
  EXPECT_EQ(StateAt(in_time, "acme-nova/cause/B1", "2024-03-31"), "created");
  EXPECT_EQ(StateAt(Ledger::Of(ForCause()), "acme-nova/cause/B1", "2024-04-01"),
            "in-effect");
}

// What another party alleges gives the power to its holder; without a holder it
// is the power of the one who alleges.
TEST(Powers, ThePowerIsItsHoldersWhoeverAllegesTheBreach) {
  for (const auto& [holder, bearer] :
       {std::pair{", holder: nova", "nova"}, std::pair{"", "agent"}}) {
    std::string text = ForCause(holder);
    const std::string parties = "{ id: nova }]";
    text.replace(text.find(parties), parties.size(),
                 "{ id: nova }, { id: agent }]");
    const std::string by = "by: nova";
    text.replace(text.find(by), by.size(), "by: agent");
    const Norm power =
        NormAt(Ledger::Of(text), "acme-nova/cause/B1", "2024-04-01");
    EXPECT_EQ(power.bearer, bearer);
    EXPECT_EQ(power.beneficiary, "acme");
  }
}

TEST(Powers, ACureInTimeTakesThePowerAway) {
  const Ledger ledger = Ledger::Of(
      ForCause() + Doc("cure", "C1", "2024-03-25", "breach: B1\ndate: 2024-03-25\n") +
      Exercised("X1", "cause", "2024-04-05"));
  EXPECT_EQ(Months(ledger, "2024-12-31"), 12u);
  EXPECT_EQ(StateAt(ledger, "acme-nova/cause/B1", "2024-03-25"), "discharged");
}

TEST(Powers, WhatCannotBeCuredGivesThePowerAtOnce) {
  const Ledger ledger = Ledger::Of(
      ForCause() +
      Doc("breach-alleged", "B2", "2024-03-02",
          "clause: secrecy\nagainst: acme\nby: nova\ngiven: 2024-03-02\n") +
      Exercised("X1", "cause", "2024-03-31"));
  EXPECT_EQ(Months(ledger, "2024-12-31"), 2u);  // ended with 30 March
  EXPECT_EQ(StateAt(ledger, "acme-nova/cause/B2", "2024-03-02"), "in-effect");
}

TEST(Powers, AContractCanEndByItselfWhenNothingIsCured) {
  const Ledger ledger = Ledger::Of(ForCause(", automatic: true"));
  EXPECT_EQ(Months(ledger, "2024-12-31"), 3u);
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-03-31"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-04-01"), "terminated");
}

std::string Option() {
  return "  - { id: rooms, kind: option, holder: nova, grantor: acme, "
         "from: 2024-02-01, until: 2024-07-01, notice: 10 days, "
         "reaches: rooms-taken }\n"
         "  - { id: price, kind: payment, debtor: nova, creditor: acme, "
         "amount: 500.00 EUR, condition: rooms-taken, "
         "due: 5 days after milestone }\n";
}

// Exercised on 10 March, with effect on 20 March; due on 25 March.
TEST(Powers, AnOptionMakesOwedWhatWaitsForIt) {
  const Ledger ledger =
      Ledger::Of(Agreement(Option()) + Exercised("X1", "rooms", "2024-03-10"));
  const Obligation before =
      Find(ledger.OwedAt(kAcmeNova, "2024-03-19"), "price/1");
  EXPECT_EQ(before.state, ObligationState::kContingent);
  const Obligation after =
      Find(ledger.OwedAt(kAcmeNova, "2024-03-20"), "price/1");
  EXPECT_EQ(after.owed.ToString(), "500.00 EUR");
  EXPECT_EQ(after.due, D("2024-03-25"));
  EXPECT_EQ(StateAt(ledger, "acme-nova/rooms", "2024-01-31"), "created");
  EXPECT_EQ(StateAt(ledger, "acme-nova/rooms", "2024-03-09"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova/rooms", "2024-03-10"), "exercised");
}

TEST(Powers, AnOptionLapses) {
  const Ledger none = Ledger::Of(Agreement(Option()));
  EXPECT_EQ(StateAt(none, "acme-nova/rooms", "2024-06-30"), "in-effect");
  EXPECT_EQ(StateAt(none, "acme-nova/rooms", "2024-07-01"), "lapsed");
  const Ledger late =
      Ledger::Of(Agreement(Option()) + Exercised("X1", "rooms", "2024-07-01"));
  const Obligations owed = late.OwedAt(kAcmeNova, "2024-08-01");
  EXPECT_EQ(Find(owed, "price/1").state, ObligationState::kContingent);
  EXPECT_EQ(CountFindings(owed.findings, finding::kExerciseNotEffective), 1);
}

std::string Offer() {
  return Agreement(
             "  - { id: first, kind: right-of-first-refusal, holder: nova, "
             "grantor: acme, match_within: 30 days, close_within: 60 days }\n") +
         Doc("notice", "L1", "2024-03-04",
             "from: acme\nto: nova\nabout: first\ngiven: 2024-03-01\n"
             "received: 2024-03-04\n");
}

// Received on 4 March; it can be matched until 3 April; acme is free until
// 60 days after 4 April: 3 June.
TEST(Powers, ARightOfFirstRefusalLapsesAndComesBack) {
  const Ledger ledger = Ledger::Of(Offer());
  EXPECT_EQ(StateAt(ledger, "acme-nova/first", "2024-03-10"), "created");
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2024-04-03"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2024-04-04"), "lapsed");
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2024-06-03"), "lapsed");
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2024-06-04"), "discharged");
  const Ledger matched = Ledger::Of(
      Offer() + Exercised("X1", "first", "2024-04-03", "about: L1\n"));
  EXPECT_EQ(StateAt(matched, "acme-nova/first/L1", "2024-04-03"), "exercised");
  const Ledger late = Ledger::Of(
      Offer() + Exercised("X1", "first", "2024-04-04", "about: L1\n"));
  EXPECT_EQ(StateAt(late, "acme-nova/first/L1", "2024-04-04"), "lapsed");
  EXPECT_EQ(CountFindings(late.TermsAt(kAcmeNova, "2024-04-05").findings,
                          finding::kExerciseNotEffective),
            1);
}

// Notice on 1 March; silence until 11 March is acceptance.
TEST(Powers, SilenceCountsAsAnAct) {
  const std::string text =
      Agreement(
          "  - { id: acceptance, kind: deemed-act, actor: acme, "
          "requester: nova, silent_for: 10 days, reaches: accepted }\n"
          "  - { id: price, kind: payment, debtor: acme, creditor: nova, "
          "amount: 500.00 EUR, condition: accepted }\n") +
      Doc("notice", "L1", "2024-03-01",
          "from: nova\nto: acme\nabout: acceptance\ngiven: 2024-03-01\n");
  const Ledger silent = Ledger::Of(text);
  EXPECT_EQ(Find(silent.OwedAt(kAcmeNova, "2024-03-10"), "price/1").state,
            ObligationState::kContingent);
  EXPECT_EQ(
      Find(silent.OwedAt(kAcmeNova, "2024-03-11"), "price/1").owed.ToString(),
      "500.00 EUR");
  EXPECT_EQ(StateAt(silent, "acme-nova/acceptance/L1", "2024-03-11"),
            "fulfilled");
  const Ledger answered = Ledger::Of(
      text + Doc("notice", "L2", "2024-03-11",
                 "from: acme\nto: nova\nanswers: L1\ngiven: 2024-03-11\n"));
  EXPECT_EQ(Find(answered.OwedAt(kAcmeNova, "2024-04-01"), "price/1").state,
            ObligationState::kContingent);
  EXPECT_EQ(StateAt(answered, "acme-nova/acceptance/L1", "2024-03-11"),
            "discharged");
}

// The year ends with 31 December 2024; 90 days later is 31 March 2025.
TEST(Powers, ADutyIsFulfilledOrBroken) {
  const std::string text = Agreement(
      "  - { id: accounts, kind: duty, bearer: acme, beneficiary: nova, "
      "act: deliver the accounts, every: 1 year, "
      "due: 90 days after period-end }\n");
  const Ledger none = Ledger::Of(text);
  EXPECT_EQ(StateAt(none, "acme-nova/accounts/2024", "2025-03-31"), "in-effect");
  EXPECT_EQ(StateAt(none, "acme-nova/accounts/2024", "2025-04-01"), "violated");
  const auto done = [&](const std::string& date) {
    return Ledger::Of(text + Doc("performance", "D1", date,
                                 "duty: accounts\nby: acme\ndate: " + date + "\n"));
  };
  EXPECT_EQ(StateAt(done("2025-03-31"), "acme-nova/accounts/2024", "2025-04-01"),
            "fulfilled");
  const Ledger late = done("2025-04-10");
  EXPECT_EQ(StateAt(late, "acme-nova/accounts/2024", "2025-04-09"), "violated");
  EXPECT_EQ(StateAt(late, "acme-nova/accounts/2024", "2025-04-10"), "fulfilled");
}

// Five business days after Monday 11 March are Monday 18 March, later than the
// 15th; a suspension over it keeps the duty from being broken.
TEST(Powers, TheLaterOfTwoDaysIsTheLastAndRestsInASuspension) {
  const std::string text =
      Agreement(
          "  - { id: answer, kind: duty, bearer: acme, beneficiary: nova, "
          "due: later of 5 business-days after notice and 2024-03-15, "
          "calendar: weekends }\n") +
      Doc("notice", "L1", "2024-03-11",
          "from: nova\nto: acme\nabout: answer\ngiven: 2024-03-11\n");
  const Ledger ledger = Ledger::Of(text);
  EXPECT_EQ(StateAt(ledger, "acme-nova/answer/1", "2024-03-10"), "created");
  EXPECT_EQ(ListedDays(NormAt(ledger, "acme-nova/answer/1", "2024-03-12")),
            "2024-03-18");
  EXPECT_EQ(StateAt(ledger, "acme-nova/answer/1", "2024-03-19"), "violated");
  const Ledger rests = Ledger::Of(
      text +
      Doc("suspension", "S1", "2024-03-14",
          "executed: 2024-03-14\neffective: 2024-03-13\nclauses: [answer]\n"
          "reason: flood\n") +
      Doc("resumption", "S2", "2024-04-02",
          "executed: 2024-04-02\nsuspension: S1\n"));
  EXPECT_EQ(StateAt(rests, "acme-nova/answer/1", "2024-03-19"), "suspended");
  EXPECT_EQ(StateAt(rests, "acme-nova/answer/1", "2024-04-01"), "suspended");
  EXPECT_EQ(StateAt(rests, "acme-nova/answer/1", "2024-04-02"), "violated");
}

TEST(Powers, AnswersAtAnEarlierKnownPointDoNotChange) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee() + Term(", renewal: automatic, notice: 30 days")) +
                 Exercised("X1", "term", "2024-05-31"));
  EXPECT_EQ(ledger.OwedAt(kAcmeNova, "2024-12-31", "2024-05-30")
                .obligations.size(),
            12u);
}

}  // namespace
}  // namespace covenant::powers_test
