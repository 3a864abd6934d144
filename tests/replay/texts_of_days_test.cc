// Acts are judged by the text of the day on which they were done: amendments
// that do not reach back leave notices, exercises and renewals as they were.
#include <string>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::texts_of_days_test {
namespace {

// How the term stands as of the day, and when it ends or is renewed next.
std::string TermOn(const Ledger& ledger, const std::string& as_of) {
  const Norm norm = NormAt(ledger, "acme-nova/term", as_of, as_of);
  std::string text(NormStateName(norm.state));
  for (const NormStep& step : norm.steps) {
    const bool next = step.day > D(as_of) && (step.what == "the term ends" ||
                                              step.what.starts_with("renewed"));
    if (next) return text + ", " + step.day.ToString() + " " + step.what;
  }
  return text;
}

std::string Without(const Ledger& ledger, const std::string& as_of) {
  std::string said;
  for (const Finding& one : ledger.TermsAt(kAcmeNova, as_of).findings) {
    if (one.code == finding::kExerciseNotEffective) said += one.message + ";";
  }
  return said;
}

std::string TermOf(const std::string& fields) {
  return Agreement(
      "  - { id: term, kind: term, begins: 2022-01-01, initial: 1 year, " +
          fields + " }\n",
      "2022-01-01");
}

// From 1 June 2024 on.
std::string Since(const std::string& change) {
  return Amended("A2", "2024-06-01", "2024-06-01", "  - " + change + "\n");
}

TEST(TermByItsTexts, RenewalsByNoticeStay) {
  const std::string renewed = TermOf("renewal: by-notice, notice: 30 days") +
                              Exercised("X1", "term", "2022-11-01") +
                              Exercised("X2", "term", "2023-11-01");
  EXPECT_EQ(TermOn(Ledger::Of(renewed), "2024-07-01"),
            "in-effect, 2025-01-01 the term ends");
  for (const auto& [change, then] :
       {std::pair{"{ set: term.renewal, to: automatic }",
                  "in-effect, 2025-01-01 renewed, until 2026-01-01"},
        {"{ set: term.notice, to: 90 days }",
         "in-effect, 2025-01-01 the term ends"},
        {"{ set: term.holder, to: acme }",
         "in-effect, 2025-01-01 the term ends"},
        {"{ set: term.renewals_at_most, to: 1 }",
         "in-effect, 2025-01-01 the term ends"}}) {
    const Ledger ledger = Ledger::Of(renewed + Since(change));
    EXPECT_EQ(TermOn(ledger, "2024-07-01"), then) << change;
    EXPECT_EQ(Without(ledger, "2024-07-01"), "") << change;
    EXPECT_EQ(TermOn(ledger, "2024-05-31"),
              "in-effect, 2025-01-01 the term ends")
        << change;
  }
}

TEST(TermByItsTexts, RenewalsByThemselvesStay) {
  const std::string automatic = TermOf("renewal: automatic, notice: 30 days");
  for (const auto& [change, then] :
       {std::pair{"{ set: term.renewal, to: none }",
                  "in-effect, 2025-01-01 the term ends"},
        {"{ set: term.renewal, to: by-notice }",
         "in-effect, 2025-01-01 the term ends"},
        // The stretch that runs was agreed for a year.
        {"{ set: term.renewal_period, to: 2 years }",
         "in-effect, 2025-01-01 renewed, until 2027-01-01"},
        {"{ set: term.renewals_at_most, to: 1 }",
         "in-effect, 2025-01-01 the term ends"},
        // The end itself is moved.
        {"{ set: term.expires, to: 2026-04-01 }",
         "in-effect, 2026-04-01 renewed, until 2027-04-01"}}) {
    EXPECT_EQ(TermOn(Ledger::Of(automatic + Since(change)), "2024-07-01"), then)
        << change;
  }
}

TEST(TermByItsTexts, NoticeByTheTextOfItsDay) {
  const auto with = [](const std::string& before, const std::string& after,
                       const std::string& effective, const std::string& given) {
    return Ledger::Of(TermOf("renewal: automatic, notice: " + before) +
                      Amended("A2", "2024-11-01", effective,
                              "  - { set: term.notice, to: " + after + " }\n") +
                      Exercised("X1", "term", given));
  };
  const std::string ends = "expired", goes_on = "in-effect";
  const auto state = [](const Ledger& ledger) {
    return StateAt(ledger, "acme-nova/term", "2025-01-01");
  };
  // 90 days: by 2 October; 30 days: by 1 December.
  EXPECT_EQ(state(with("30 days", "90 days", "2024-11-01", "2024-10-15")),
            ends);
  EXPECT_EQ(state(with("30 days", "90 days", "2024-11-01", "2024-11-15")),
            goes_on);
  EXPECT_EQ(state(with("90 days", "30 days", "2024-11-01", "2024-10-15")),
            goes_on);
  EXPECT_EQ(state(with("90 days", "30 days", "2024-11-01", "2024-11-15")),
            ends);
  // One that reaches back reads what was done on its days.
  EXPECT_EQ(state(with("30 days", "90 days", "2024-01-01", "2024-10-15")),
            goes_on);
  EXPECT_EQ(state(with("90 days", "30 days", "2024-01-01", "2024-10-15")),
            ends);
}

// The last day that is told of is the last on which notice could be given.
TEST(TermByItsTexts, ALastDayIsNotMovedIntoThePast) {
  const auto last_days = [](const std::string& before,
                            const std::string& after) {
    const Ledger ledger =
        Ledger::Of(TermOf("renewal: automatic, notice: " + before) +
                   Amended("A2", "2024-11-01", "2024-11-01",
                           "  - { set: term.notice, to: " + after + " }\n"));
    std::string days;
    const Norm norm =
        NormAt(ledger, "acme-nova/term", "2024-11-15", "2024-11-15");
    for (const NormStep& step : norm.steps) {
      if (step.what != "last day of notice of non-renewal") continue;
      days += (days.empty() ? "" : " ") + step.day.ToString();
    }
    return days;
  };
  EXPECT_EQ(last_days("30 days", "90 days"),
            "2022-12-01 2023-12-01 2024-10-31 2025-10-02");
  EXPECT_EQ(last_days("90 days", "30 days"),
            "2022-10-02 2023-10-02 2024-12-01 2025-12-01");
}

// What came too late is not made good by a later text that moves the end.
TEST(TermByItsTexts, LateNoticeStaysLate) {
  const Ledger ledger =
      Ledger::Of(TermOf("renewal: automatic, notice: 90 days") +
                 Exercised("X1", "term", "2024-11-15") +
                 Amended("A2", "2025-03-01", "2025-03-01",
                         "  - { set: term.expires, to: 2027-01-01 }\n"));
  EXPECT_EQ(TermOn(ledger, "2025-04-01"),
            "in-effect, 2027-01-01 renewed, until 2028-01-01");
  EXPECT_EQ(Without(ledger, "2025-04-01"),
            "nova exercised term by X1 on 2024-11-15 without effect: the last "
            "day of notice of non-renewal for the term until 2025-01-01 is "
            "2024-10-02;");
}

// What counts as receipt is said by the text of the day on which notice is
// given.
TEST(TermByItsTexts, ReceiptByTheRuleOfTheDay) {
  const Ledger ledger = Ledger::Of(
      Agreement("  - { id: term, kind: term, begins: 2024-01-01, initial: 1 "
                "year, renewal: automatic, notice: 90 days }\n"
                "  - { id: notices, kind: notice-rule, counts: received, "
                "deemed_received: 5 days }\n") +
      Exercised("X1", "term", "2024-09-20") +
      Amended("A2", "2024-11-01", "2024-11-01",
              "  - { set: notices.deemed_received, to: 30 days }\n"));
  EXPECT_EQ(StateAt(ledger, "acme-nova/term", "2025-01-01"), "expired");
}

std::string Option(const std::string& more) {
  return Agreement(
      "  - { id: rooms, kind: option, holder: nova, grantor: acme, " + more +
      ", reaches: taken }\n"
      "  - { id: price, kind: payment, debtor: nova, creditor: acme, "
      "amount: 7.00 EUR, condition: taken }\n");
}

TEST(OptionByItsTexts, ExerciseStays) {
  for (const auto& [text, change] :
       {std::pair{"until: 2024-12-31", "{ set: rooms.until, to: 2024-02-01 }"},
        {"until: 2024-12-31", "{ set: rooms.from, to: 2024-06-15 }"},
        {"open_for: 100 days", "{ set: rooms.open_for, to: 20 days }"},
        {"until: 2024-12-31", "{ set: rooms.holder, to: acme }"},
        {"until: 2024-12-31", "{ set: rooms.notice, to: 1 year }"}}) {
    const std::string yaml =
        Option(text) + Exercised("X1", "rooms", "2024-03-01") + Since(change);
    const Ledger ledger = Ledger::Of(yaml);
    EXPECT_EQ(StateAt(ledger, "acme-nova/rooms", "2024-07-01"), "exercised")
        << change;
    EXPECT_EQ(Without(ledger, "2024-07-01"), "") << change;
    EXPECT_EQ(OwedOf(yaml, "price/1", "2024-07-01"), "7.00 EUR") << change;
  }
}

TEST(OptionByItsTexts, LateExerciseStaysLate) {
  const std::string late =
      Option("open_for: 20 days") + Exercised("X1", "rooms", "2024-03-01");
  const std::string longer = "  - { set: rooms.open_for, to: 300 days }\n";
  const Ledger later =
      Ledger::Of(late + Amended("A2", "2024-06-01", "2024-06-01", longer));
  // By the text of today it is open, and nobody has exercised it in time.
  EXPECT_EQ(StateAt(later, "acme-nova/rooms", "2024-07-01"), "in-effect");
  EXPECT_EQ(
      Without(later, "2024-07-01"),
      "nova exercised rooms by X1 on 2024-03-01 without effect: it is not "
      "open on that day;");
  const Ledger back =
      Ledger::Of(late + Amended("A2", "2024-06-01", "2024-01-01", longer));
  EXPECT_EQ(StateAt(back, "acme-nova/rooms", "2024-07-01"), "exercised");
}

// A text in the place of the whole clause gives a right of its own; what was
// done under the old one had its effect.
TEST(OptionByItsTexts, ANewTextIsANewRight) {
  const std::string yaml =
      Option("until: 2024-12-31") + Exercised("X1", "rooms", "2024-03-01") +
      Since(
          "{ replace: rooms, with: { id: rooms, kind: option, holder: nova, "
          "grantor: acme, until: 2025-12-31 } }");
  const Ledger ledger = Ledger::Of(yaml);
  EXPECT_EQ(StateAt(ledger, "acme-nova/rooms", "2024-07-01"), "in-effect");
  EXPECT_EQ(Without(ledger, "2024-07-01"), "");
  EXPECT_EQ(OwedOf(yaml, "price/1", "2024-07-01"), "7.00 EUR");
}

std::string FirstRight(const std::string& within) {
  return Agreement(
             "  - { id: first, kind: right-of-first-refusal, holder: nova, "
             "grantor: acme, match_within: " +
             within + ", close_within: 30 days }\n") +
         Doc("notice", "L1", "2024-03-01",
             "from: acme\nto: nova\nabout: first\ngiven: 2024-03-01\n");
}

std::string FirstRightAmended(const std::string& executed,
                              const std::string& effective,
                              const std::string& within) {
  return Amended("A2", executed, effective,
                 "  - { set: first.match_within, to: " + within + " }\n");
}

TEST(FirstRefusalByItsTexts, TimeRunsByTheTextsOfItsDays) {
  const auto lapses = [](const std::string& yaml) {
    const Norm norm =
        NormAt(Ledger::Of(yaml), "acme-nova/first/L1", "2024-12-31");
    for (const NormStep& step : norm.steps) {
      if (step.state == NormState::kLapsed) return step.day.ToString();
    }
    return std::string("never");
  };
  // 30 days after 1 March are 31 March.
  EXPECT_EQ(lapses(FirstRight("30 days")), "2024-04-01");
  // What had lapsed is not revived.
  EXPECT_EQ(lapses(FirstRight("30 days") +
                   FirstRightAmended("2024-06-01", "2024-06-01", "200 days")),
            "2024-04-01");
  // What runs is prolonged, or cut, from the day on.
  EXPECT_EQ(lapses(FirstRight("30 days") +
                   FirstRightAmended("2024-03-20", "2024-03-20", "60 days")),
            "2024-05-01");
  EXPECT_EQ(lapses(FirstRight("30 days") +
                   FirstRightAmended("2024-03-20", "2024-03-20", "25 days")),
            "2024-03-27");
  EXPECT_EQ(lapses(FirstRight("30 days") +
                   FirstRightAmended("2024-03-20", "2024-03-20", "5 days")),
            "2024-03-20");
  // One that reaches back is read on all its days.
  EXPECT_EQ(lapses(FirstRight("30 days") +
                   FirstRightAmended("2024-06-01", "2024-01-01", "60 days")),
            "2024-05-01");
}

TEST(FirstRefusalByItsTexts, ExerciseStays) {
  const Ledger ledger =
      Ledger::Of(FirstRight("30 days") +
                 Exercised("X1", "first", "2024-03-15", "about: L1\n") +
                 FirstRightAmended("2024-06-01", "2024-06-01", "5 days") +
                 Amended("A3", "2024-06-02", "2024-06-02",
                         "  - { set: first.holder, to: acme }\n"
                         "  - { set: first.grantor, to: nova }\n"));
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2024-07-01"), "exercised");
  EXPECT_EQ(Without(ledger, "2024-07-01"), "");
}

TEST(OtherTimesByTheirTexts, SilenceCureAndDuties) {
  const std::string clauses =
      "  - { id: acceptance, kind: deemed-act, actor: acme, requester: nova, "
      "silent_for: 10 days, reaches: accepted }\n"
      "  - { id: price, kind: payment, debtor: acme, creditor: nova, amount: "
      "9.00 EUR, condition: accepted }\n"
      "  - { id: accounts, kind: duty, bearer: nova, beneficiary: acme, act: "
      "accounts, every: 3 months, due: 60 days after period-end }\n"
      "  - { id: cause, kind: termination-right, ground: cause, cure: 10 days, "
      "clauses: [x] }\n"
      "  - { id: x, kind: provision, says: x }\n";
  const std::string yaml =
      Agreement(clauses) +
      Doc("notice", "L2", "2024-03-01",
          "from: nova\nto: acme\nabout: acceptance\ngiven: 2024-03-01\n") +
      Doc("performance", "P1", "2024-05-20",
          "duty: accounts/2024-Q1\nby: nova\ndate: 2024-05-20\n") +
      Doc("breach-alleged", "B1", "2024-03-01",
          "clause: x\nagainst: acme\nby: nova\ngiven: 2024-03-01\n") +
      Exercised("X3", "cause", "2024-03-20", "about: B1\n") +
      Amended("A2", "2024-06-01", "2024-06-01",
              "  - { set: acceptance.silent_for, to: 120 days }\n"
              "  - { set: accounts.due, to: 30 days after period-end }\n"
              "  - { set: cause.cure, to: 60 days }\n");
  const Ledger ledger = Ledger::Of(yaml);
  EXPECT_EQ(StateAt(ledger, "acme-nova/acceptance/L2", "2024-07-01"),
            "fulfilled");
  EXPECT_EQ(OwedOf(yaml, "price/1", "2024-07-01"), "9.00 EUR");
  EXPECT_EQ(StateAt(ledger, "acme-nova/cause/B1", "2024-07-01"), "exercised");
  // 60 days after 31 March are 30 May: done on the 20th it was in time.
  const Norm first = NormAt(ledger, "acme-nova/accounts/2024-Q1", "2024-07-01");
  EXPECT_EQ(first.steps.front().what, "to be done until 2024-05-30");
  EXPECT_EQ(first.steps.back().what, "done");
  // What is still to be done is due by the text of today.
  const Norm second =
      NormAt(ledger, "acme-nova/accounts/2024-Q2", "2024-07-01");
  EXPECT_EQ(second.steps.front().what, "to be done until 2024-07-30");
}

// 60 days after 31 March are 30 May. From 10 May on 30 days are agreed, which
// were over on 30 April: it is asked for on 10 May at the earliest.
TEST(OtherTimesByTheirTexts, ADutyIsNotDueBeforeTheTextThatSaysSo) {
  const Ledger ledger = Ledger::Of(
      Agreement("  - { id: accounts, kind: duty, bearer: nova, beneficiary: "
                "acme, act: accounts, every: 3 months, due: 60 days after "
                "period-end }\n") +
      Amended("A2", "2024-05-10", "2024-05-10",
              "  - { set: accounts.due, to: 30 days after period-end }\n"));
  EXPECT_EQ(NormAt(ledger, "acme-nova/accounts/2024-Q1", "2024-07-01")
                .steps.front()
                .what,
            "to be done until 2024-05-10");
}

// A novation that reaches back, of 1 June: what nova had done by then was done
// by who had the power, and what initech does after it is done by who has it.
TEST(ReachingBackParties, WhatTheOldPartyDidStays) {
  for (const std::string back :
       {"effective: 2024-01-01\n", "as_if_always: true\n"}) {
    const std::string yaml =
        Agreement(
            "  - { id: term, kind: term, begins: 2023-01-01, initial: 2 years, "
            "renewal: automatic, renewal_period: 1 year, notice: 90 days }\n"
            "  - { id: rooms, kind: option, holder: nova, grantor: acme, "
            "until: "
            "2024-12-31, reaches: taken }\n"
            "  - { id: price, kind: payment, debtor: nova, creditor: acme, "
            "amount: 500.00 EUR, condition: taken }\n"
            "  - { id: convenience, kind: termination-right, ground: "
            "convenience, holder: nova, clauses: [service] }\n"
            "  - { id: service, kind: provision, says: services }\n"
            "  - { id: first, kind: right-of-first-refusal, holder: acme, "
            "grantor: nova, match_within: 10 days }\n",
            "2023-01-01") +
        Exercised("X1", "term", "2024-04-01") +
        Exercised("X2", "rooms", "2024-04-01") +
        Exercised("X3", "convenience", "2024-04-01") +
        Doc("notice", "L1", "2024-04-01",
            "from: nova\nto: acme\nabout: first\ngiven: 2024-04-01\n") +
        Doc("novation", "N1", "2024-06-01",
            "executed: 2024-06-01\nparty: nova\nreplaced_by: initech\n" + back);
    const Ledger ledger = Ledger::Of(yaml);
    EXPECT_EQ(Without(ledger, "2024-12-30"), "") << back;
    EXPECT_EQ(StateAt(ledger, "acme-nova/rooms", "2024-12-30"), "exercised");
    EXPECT_EQ(StateAt(ledger, "acme-nova/convenience", "2024-12-30"),
              "exercised");
    EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2024-12-30"), "lapsed");
    EXPECT_EQ(StateAt(ledger, "acme-nova/term", "2025-01-01"), "expired");
    EXPECT_EQ(OwedOf(yaml, "price/1", "2024-12-30"), "500.00 EUR") << back;
    // From 1 June on nova has nothing to say.
    const Ledger after = Ledger::Of(
        Agreement("  - { id: rooms, kind: option, holder: nova, grantor: acme, "
                  "until: 2024-12-31 }\n") +
        Doc("novation", "N1", "2024-06-01",
            "executed: 2024-06-01\nparty: nova\nreplaced_by: initech\n" +
                back) +
        Exercised("X2", "rooms", "2024-06-01"));
    EXPECT_EQ(Without(after, "2024-12-30"),
              "nova exercised rooms by X2 on 2024-06-01 without effect: the "
              "option is initech's;")
        << back;
  }
}

// The business days of the time are not known: whether it was exercised in time
// is not, and so the sum is anything from nothing to all; a day of effect that
// is not known leaves the sum owed without a due day.
TEST(MilestonesOnUnknownDays, SumsAreAnythingThatTheyCanBe) {
  const std::string perhaps =
      Option("open_for: 10 business-days, calendar: nyc") +
      Exercised("X1", "rooms", "2024-01-18");
  const Obligation open = Find(OwedOn(perhaps, "2024-03-01"), "price/1");
  EXPECT_EQ(open.owed.ToString(), "between 0.00 and 7.00 EUR");
  EXPECT_EQ(open.state, ObligationState::kUnknown);
  EXPECT_FALSE(open.due.has_value());
  const std::string some_day =
      Option("until: 2024-12-31, notice: 10 business-days, calendar: nyc") +
      Exercised("X1", "rooms", "2024-01-18");
  // Ten business days after 18 January are 28 January if every day is open.
  EXPECT_EQ(Find(OwedOn(some_day, "2024-01-27"), "price/1").state,
            ObligationState::kContingent);
  EXPECT_EQ(Find(OwedOn(some_day, "2024-03-01"), "price/1").owed.ToString(),
            "between 0.00 and 7.00 EUR");
}

TEST(FailedAgreement, IsDischarged) {
  const std::string agreement =
      "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2024-01-01\n"
      "executed: 2024-01-01\neffective: { condition: clearance, long_stop: "
      "2024-06-30 }\nparties:\n  - id: acme\n  - id: nova\nclauses:\n"
      "  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: "
      "9.00 "
      "EUR }\n";
  const Ledger ledger = Ledger::Of(agreement);
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-06-30"), "created");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-07-01"), "discharged");
  EXPECT_EQ(StateAt(ledger, "acme-nova/A1", "2024-07-01"), "discharged");
  const Ledger met =
      Ledger::Of(agreement + Doc("milestone", "M1", "2024-06-30",
                                 "milestone: clearance\ndate: 2024-06-30\n"));
  EXPECT_EQ(StateAt(met, "acme-nova", "2024-07-01"), "in-effect");
}

}  // namespace
}  // namespace covenant::texts_of_days_test
