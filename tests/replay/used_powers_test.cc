// Powers that are laid down, used too late or after the end, and what is told of it.
#include <string>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::used_powers_test {
namespace {

std::string Breach(const std::string& id, const std::string& clause,
                   const std::string& given) {
  return Doc("breach-alleged", id, given,
             "clause: " + clause + "\nagainst: acme\nby: nova\ngiven: " + given +
                 "\n");
}

const Norm* In(const Norms& norms, const std::string& id) {
  for (const Norm& norm : norms.norms) {
    if (norm.id == "acme-nova" + id) return &norm;
  }
  return nullptr;
}

Norms NormsAt(const Ledger& ledger, const std::string& as_of,
              const std::string& through = "2026-12-31") {
  return ledger.At(kAcmeNova, "now").NormsAt(D(as_of), D(through));
}

std::string StateOf(const Ledger& ledger, const std::string& id,
                    const std::string& as_of) {
  const Norms norms = NormsAt(ledger, as_of);
  const Norm* norm = In(norms, id);
  return norm == nullptr ? "none" : std::string(NormStateName(norm->state));
}

// The days of its steps that a calendar shows.
std::string ListedDays(const Ledger& ledger, const std::string& id,
                       const std::string& as_of, const std::string& through) {
  const Norms norms = NormsAt(ledger, as_of, through);
  const Norm* norm = In(norms, id);
  std::string days;
  if (norm == nullptr) return "none";
  for (const NormStep& step : norm->steps) {
    if (step.listed) days += (days.empty() ? "" : " ") + step.day.ToString();
  }
  return days;
}

// What is said of exercises without effect.
std::string NotEffective(const Ledger& ledger, const std::string& as_of) {
  std::string said;
  for (const Finding& one : ledger.TermsAt(kAcmeNova, as_of).findings) {
    if (one.code == finding::kExerciseNotEffective) said += one.message + ";";
  }
  return said;
}

std::string Offer(const std::string& more = "") {
  return Agreement(
             "  - { id: first, kind: right-of-first-refusal, holder: nova, "
             "grantor: acme, match_within: 20 days" +
             more + " }\n") +
         Doc("notice", "L1", "2024-07-01",
             "from: acme\nto: nova\nabout: first\ngiven: 2024-07-01\n");
}

TEST(LaidDownFirstRefusal, CannotBeExercisedOnItsDays) {
  for (const auto& [event, how] :
       {std::pair{"waiver", "waived"}, {"suspension", "suspended"}}) {
    const std::string clause = std::string(event) == "waiver"
                                   ? "clause: first\n"
                                   : "clauses: [first]\n";
    const std::string text =
        Offer() + Doc(event, "W1", "2024-07-05",
                      "executed: 2024-07-05\nuntil: 2024-07-15\n" + clause);
    const Ledger meanwhile = Ledger::Of(
        text + Exercised("X1", "first", "2024-07-12", "about: L1\n"));
    // It lapses after 21 July, as if it had not been exercised.
    EXPECT_EQ(StateOf(meanwhile, "/first/L1", "2024-07-22"), "lapsed") << event;
    EXPECT_EQ(NotEffective(meanwhile, "2024-07-22"),
              "nova exercised first by X1 on 2024-07-12 without effect: the "
              "right was " +
                  std::string(how) + " by W1;");
    const Ledger after = Ledger::Of(
        text + Exercised("X1", "first", "2024-07-18", "about: L1\n"));
    EXPECT_EQ(StateOf(after, "/first/L1", "2024-07-22"), "exercised") << event;
  }
  const Ledger released = Ledger::Of(
      Offer() +
      Doc("release", "R1", "2024-07-05",
          "executed: 2024-07-05\nclause: first\n") +
      Exercised("X1", "first", "2024-07-18", "about: L1\n"));
  EXPECT_EQ(StateOf(released, "/first/L1", "2024-07-22"), "lapsed");
}

// The last day would be Sunday 21 July 2024.
TEST(LastDays, RollAsDueDaysDo) {
  const std::string roll = ", calendar: weekends, roll: ";
  EXPECT_EQ(ListedDays(Ledger::Of(Offer()), "/first/L1", "2024-07-02",
                       "2024-12-31"),
            "2024-07-21");
  EXPECT_EQ(ListedDays(Ledger::Of(Offer(roll + "following")), "/first/L1",
                       "2024-07-02", "2024-12-31"),
            "2024-07-22");
  EXPECT_EQ(ListedDays(Ledger::Of(Offer(roll + "preceding")), "/first/L1",
                       "2024-07-02", "2024-12-31"),
            "2024-07-19");
  const Ledger monday =
      Ledger::Of(Offer(roll + "following") +
                 Exercised("X1", "first", "2024-07-22", "about: L1\n"));
  EXPECT_EQ(StateOf(monday, "/first/L1", "2024-07-22"), "exercised");
}

TEST(WithoutEffect, TheDayThatCountsIsTold) {
  const Ledger late = Ledger::Of(
      Offer() + Exercised("X1", "first", "2024-07-20",
                          "about: L1\nreceived: 2024-07-23\n"));
  EXPECT_EQ(NotEffective(late, "2024-08-01"),
            "nova exercised first by X1 on 2024-07-20, which counts from "
            "2024-07-23, without effect: L1 could be taken up until "
            "2024-07-21;");
}

TEST(WithoutEffect, ANoticeOfATermSaysWhy) {
  const std::string text = Agreement(
      "  - { id: term, kind: term, begins: 2024-01-01, initial: 1 year, "
      "renewal: automatic, notice: 3 months, holder: nova }\n");
  EXPECT_EQ(NotEffective(Ledger::Of(text + Exercised("X1", "term", "2024-11-10")),
                         "2024-12-01"),
            "nova exercised term by X1 on 2024-11-10 without effect: the last "
            "day of notice of non-renewal for the term until 2025-01-01 is "
            "2024-09-30;");
  EXPECT_EQ(NotEffective(Ledger::Of(text + Exercised("X1", "term", "2024-05-10") +
                                    Exercised("X2", "term", "2024-06-10")),
                         "2024-12-01"),
            "nova exercised term by X2 on 2024-06-10 without effect: notice of "
            "non-renewal had been given by X1;");
  const std::string other = Doc("exercise", "X3", "2024-05-10",
                                "power: term\nby: acme\ngiven: 2024-05-10\n");
  EXPECT_EQ(NotEffective(Ledger::Of(text + other), "2024-12-01"),
            "acme exercised term by X3 on 2024-05-10 without effect: notice of "
            "non-renewal is nova's to give;");
}

std::string TwoRights() {
  return Agreement(
      "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 30.00 EUR, every: 1 month }\n"
      "  - { id: auto, kind: termination-right, ground: cause, cure: 14 days, "
      "automatic: true }\n"
      "  - { id: conv, kind: termination-right, ground: convenience, notice: 10 "
      "days }\n"
      "  - { id: cause, kind: termination-right, ground: cause, cure: 60 days }\n");
}

// Notice of the breach on 1 March; by 15 March it is not cured, and the contract
// ends with that day.
TEST(AfterTheEnd, ATerminationHasNoEffect) {
  const std::string text = TwoRights() + Breach("B1", "fee", "2024-03-01");
  const Ledger late = Ledger::Of(text + Exercised("X1", "conv", "2024-03-16"));
  EXPECT_EQ(StateOf(late, "", "2024-03-16"), "terminated");
  EXPECT_EQ(StateOf(late, "/conv", "2024-04-30"), "terminated");
  EXPECT_EQ(NotEffective(late, "2024-04-30"),
            "nova exercised conv by X1 on 2024-03-16 without effect: the power "
            "had ended on 2024-03-16 by auto;");
  // Notice while it lasts counts, though its own end comes later.
  const Ledger before = Ledger::Of(text + Exercised("X1", "conv", "2024-03-15"));
  EXPECT_EQ(NotEffective(before, "2024-04-30"), "");
  // Ended by its term.
  const Ledger expired = Ledger::Of(
      Agreement("  - { id: term, kind: term, begins: 2024-01-01, initial: 3 "
                "months }\n  - { id: conv, kind: termination-right, ground: "
                "convenience }\n") +
      Exercised("X1", "conv", "2024-04-01"));
  EXPECT_EQ(NotEffective(expired, "2024-04-30"),
            "nova exercised conv by X1 on 2024-04-01 without effect: the power "
            "had expired on 2024-04-01 by term;");
}

TEST(AfterTheEnd, NothingIsLeftToBeCured) {
  const Ledger ledger =
      Ledger::Of(TwoRights() + Breach("B1", "fee", "2024-03-01") +
                 Breach("B2", "fee", "2024-03-10"));
  // B2 would have been curable until 24 March and, under `cause`, 9 May.
  EXPECT_EQ(StateOf(ledger, "/auto/B1", "2024-04-30"), "exercised");
  EXPECT_EQ(StateOf(ledger, "/auto/B2", "2024-04-30"), "terminated");
  EXPECT_EQ(StateOf(ledger, "/cause/B2", "2024-04-30"), "terminated");
  EXPECT_EQ(ListedDays(ledger, "/auto/B2", "2024-03-11", "2024-12-31"), "");
  EXPECT_EQ(ListedDays(ledger, "/cause/B2", "2024-03-11", "2024-12-31"), "");
  // The power that ended it is not ended by itself a second time.
  EXPECT_EQ(ListedDays(ledger, "/auto/B1", "2024-03-11", "2024-12-31"),
            "2024-03-15 2024-03-16");
}

TEST(AfterTheEnd, ADutyWhoseTimeWouldBeginThenIsNone) {
  const Ledger ledger = Ledger::Of(Agreement(
      "  - { id: term, kind: term, begins: 2024-01-01, initial: 6 months }\n"
      "  - { id: report, kind: duty, bearer: nova, beneficiary: acme, act: "
      "report, every: 3 months, due: 10 days after period-end }\n"));
  EXPECT_EQ(StateOf(ledger, "/report/2024-Q1", "2024-09-01"), "violated");
  EXPECT_EQ(StateOf(ledger, "/report/2024-Q2", "2024-09-01"), "expired");
  EXPECT_EQ(StateOf(ledger, "/report/2024-Q3", "2024-09-01"), "none");
}

std::string Monthly(const std::string& notice, const std::string& more = "") {
  return Agreement(
      "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 100.00 EUR, every: 1 month }\n"
      "  - { id: term, kind: term, begins: 2024-01-01, initial: 1 year, renewal: "
      "automatic, renewal_period: 1 month, notice: " +
      notice + more + " }\n");
}

// A month's notice of a month that renews itself: notice of 10 March comes too late
// for the end of March and ends the contract with April.
TEST(NoticeOfNonRenewal, CanBeGivenOfATermAsShortAsTheNotice) {
  const auto ends = [](const std::string& notice, const std::string& given,
                       const std::string& last) {
    const Ledger ledger =
        Ledger::Of(Monthly(notice) + Exercised("X1", "term", given));
    const Date end = D(last);
    EXPECT_EQ(StateOf(ledger, "", end.ToString()), "in-effect") << given;
    EXPECT_EQ(StateOf(ledger, "", end.AddDays(1)->ToString()), "expired")
        << given;
    EXPECT_EQ(NotEffective(ledger, end.ToString()), "");
  };
  ends("1 month", "2025-02-28", "2025-03-31");
  ends("1 month", "2025-03-01", "2025-04-30");
  ends("1 month", "2025-03-10", "2025-04-30");
  // Sixty days before the end of May: until 1 April.
  ends("60 days", "2025-03-10", "2025-05-31");
  ends("60 days", "2025-04-01", "2025-05-31");
  ends("60 days", "2025-04-02", "2025-06-30");
  // Too late for the first term it ends the first month.
  ends("60 days", "2024-11-10", "2025-01-31");
}

TEST(NoticeOfNonRenewal, DaysThatNobodyCanKeepAreNotListed) {
  // It can be given from 30 days before the end, and must be 60 days before.
  const Ledger never = Ledger::Of(Monthly("60 days", ", opens: 30 days"));
  // The renewals alone.
  EXPECT_EQ(ListedDays(never, "/term", "2024-09-01", "2024-12-31"),
            "2025-01-01 2025-02-01 2025-03-01");
}

TEST(OfAPastDay, LaterNoticesDoNotCount) {
  const Ledger ledger = Ledger::Of(
      Agreement("  - { id: term, kind: term, begins: 2024-01-01, initial: 6 "
                "months, renewal: automatic, notice: 1 month }\n") +
      Exercised("X1", "term", "2024-05-20"));
  // 31 May is the last day of notice; as of March the term would be renewed.
  EXPECT_EQ(ListedDays(ledger, "/term", "2024-03-01", "2024-06-30"),
            "2024-05-31 2024-07-01 2024-11-30");
  EXPECT_EQ(ListedDays(ledger, "/term", "2024-05-20", "2024-06-30"),
            "2024-07-01");
}

}  // namespace
}  // namespace covenant::used_powers_test
