// Powers and silence whose days are counted in business days that no calendar
// covers: nothing comes of them for certain, and nothing is denied.
#include <string>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::unknown_days_test {
namespace {

// Business days are known in 2024 alone: 27 December is a Friday, and of the days
// after it 30 and 31 December are open.
std::string Year2024() {
  return "---\nevent: calendar\nid: c24\nknown: 2024-01-01\ncalendar: nyc\n"
         "covers: 2024\nholidays: [2024-12-25]\n";
}

// The same days and those of the next year.
std::string Year2025() {
  return "---\nevent: calendar\nid: c25\nknown: 2024-01-01\ncalendar: nyc\n"
         "covers: 2025\nholidays: [2025-01-01]\n";
}

std::string Given(const std::string& day) { return "given: " + day + "\n"; }

int Uncounted(const Ledger& ledger, const std::string& as_of,
              const std::string& subject) {
  return CountFindings(ledger.TermsAt(kAcmeNova, as_of).findings,
                       finding::kMissingCalendar, subject);
}

// An agreement with these clauses, of which something is told on 27 December.
std::string Told(const std::string& clauses, const std::string& event,
                 const std::string& id, const std::string& more) {
  return Agreement(clauses) + Year2024() +
         Doc(event, id, "2024-12-27", more + Given("2024-12-27"));
}

std::string Cause(const std::string& more) {
  return Told(
      "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 100.00 EUR, every: 1 month }\n"
      "  - { id: cause, kind: termination-right, ground: cause, cure: 10 "
      "business-days, calendar: nyc" +
          more + " }\n",
      "breach-alleged", "B1", "clause: fee\nagainst: acme\nby: nova\n");
}

// Ten business days after 27 December: 30 and 31 December and, if every day of
// 2025 is open, eight more: 8 January at the earliest.
TEST(UnknownDays, TheTimeForCureDoesNotPassUnnoticed) {
  const Ledger ledger = Ledger::Of(Cause(", automatic: true"));
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2024-12-28"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2025-01-08"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova", "2025-01-09"), "unknown");
  EXPECT_EQ(StateAt(ledger, "acme-nova/cause/B1", "2025-01-09"), "unknown");
  EXPECT_EQ(Uncounted(ledger, "2024-12-28", "acme-nova/cause/B1"), 1);
  const Terms terms = ledger.TermsAt(kAcmeNova, "2025-02-01");
  EXPECT_EQ(terms.clauses.at("fee").in_force, InForce::kUnknown);
  // Nothing or all of it is owed for February.
  EXPECT_FALSE(Find(ledger.OwedAt(kAcmeNova, "2025-02-28"), "fee/2025-02")
                   .owed.IsExact());
}

// What is certain stays certain.
TEST(UnknownDays, ACureThatIsInTimeWhateverTheDaysAreIsOne) {
  const auto cured = [](const std::string& day) {
    return Ledger::Of(Cause(", automatic: true") +
                      Doc("cure", "C1", day, "breach: B1\ndate: " + day + "\n"));
  };
  EXPECT_EQ(StateAt(cured("2025-01-08"), "acme-nova", "2025-03-31"), "in-effect");
  EXPECT_EQ(Uncounted(cured("2025-01-08"), "2025-03-31", ""), 0);
  EXPECT_EQ(StateAt(cured("2025-01-09"), "acme-nova", "2025-03-31"), "unknown");
  // Once the days are recorded: 13 January 2025 is the last.
  const Ledger counted = Ledger::Of(
      Cause(", automatic: true") + Year2025() +
      Doc("cure", "C1", "2025-01-13", "breach: B1\ndate: 2025-01-13\n"));
  EXPECT_EQ(StateAt(counted, "acme-nova", "2025-03-31"), "in-effect");
  EXPECT_EQ(StateAt(Ledger::Of(Cause(", automatic: true") + Year2025()),
                    "acme-nova", "2025-01-14"),
            "terminated");
}

TEST(UnknownDays, AnExerciseInsideThemMayEndTheContract) {
  const auto exercised = [](const std::string& day) {
    return Ledger::Of(Cause("") + Doc("exercise", "X1", day,
                                      "power: cause\nby: nova\nabout: B1\n" +
                                          Given(day)));
  };
  // On 8 January at the earliest the time for cure ends.
  const Ledger early = exercised("2025-01-08");
  EXPECT_EQ(StateAt(early, "acme-nova", "2025-03-31"), "in-effect");
  EXPECT_EQ(CountFindings(early.TermsAt(kAcmeNova, "2025-03-31").findings,
                          finding::kExerciseNotEffective),
            1);
  const Ledger perhaps = exercised("2025-01-20");
  EXPECT_EQ(StateAt(perhaps, "acme-nova", "2025-01-19"), "in-effect");
  EXPECT_EQ(StateAt(perhaps, "acme-nova", "2025-01-20"), "unknown");
  EXPECT_EQ(CountFindings(perhaps.TermsAt(kAcmeNova, "2025-03-31").findings,
                          finding::kExerciseNotEffective),
            0);
  EXPECT_EQ(Uncounted(perhaps, "2025-03-31", "acme-nova/cause"), 1);
}

std::string Offer(const std::string& more = "") {
  return Told(
      "  - { id: first, kind: right-of-first-refusal, holder: nova, grantor: "
      "acme, match_within: 5 business-days, calendar: nyc" +
          more + " }\n",
      "notice", "L1", "from: acme\nto: nova\nabout: first\n");
}

// Five business days after 27 December are 3 January at the earliest.
TEST(UnknownDays, AFirstRefusalStaysOpenAsFarAsItIsKnown) {
  const Ledger ledger = Ledger::Of(Offer());
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2025-01-03"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova/first/L1", "2025-01-04"), "unknown");
  EXPECT_EQ(Uncounted(ledger, "2025-03-31", "acme-nova/first/L1"), 1);
  const auto matched = [](const std::string& day) {
    return Ledger::Of(Offer() +
                      Doc("exercise", "X1", day,
                          "power: first\nby: nova\nabout: L1\n" + Given(day)));
  };
  EXPECT_EQ(StateAt(matched("2025-01-03"), "acme-nova/first/L1", "2025-03-31"),
            "exercised");
  EXPECT_EQ(Uncounted(matched("2025-01-03"), "2025-03-31", ""), 0);
  const Ledger perhaps = matched("2025-01-04");
  EXPECT_EQ(StateAt(perhaps, "acme-nova/first/L1", "2025-03-31"), "unknown");
  EXPECT_EQ(CountFindings(perhaps.TermsAt(kAcmeNova, "2025-03-31").findings,
                          finding::kExerciseNotEffective),
            0);
}

TEST(UnknownDays, SilenceOfSoManyBusinessDaysIsNotDenied) {
  const Ledger ledger = Ledger::Of(
      Agreement("  - { id: accept, kind: deemed-act, actor: acme, requester: "
                "nova, silent_for: 5 business-days, reaches: ok, calendar: nyx "
                "}\n") +
      Doc("notice", "L1", "2024-05-23",
          "from: nova\nto: acme\nabout: accept\n" + Given("2024-05-23")));
  // 28 May, if every day is open.
  EXPECT_EQ(StateAt(ledger, "acme-nova/accept/L1", "2024-05-27"), "in-effect");
  EXPECT_EQ(StateAt(ledger, "acme-nova/accept/L1", "2024-05-28"), "unknown");
  EXPECT_EQ(Uncounted(ledger, "2024-06-01", "acme-nova/accept/L1"), 1);
}

// A notice whose receipt is deemed on a day that is not known counts on none and
// is not late for certain.
TEST(UnknownDays, DeemedReceiptCanBeOfAnUnknownDay) {
  const auto noticed = [](const std::string& given) {
    return Ledger::Of(
        Agreement(
            "  - { id: term, kind: term, begins: 2024-01-01, initial: 1 year, "
            "renewal: automatic, notice: 30 days }\n"
            "  - { id: rule, kind: notice-rule, counts: received, "
            "deemed_received: 3 business-days, calendar: nyx }\n") +
        Doc("exercise", "X1", given, "power: term\nby: nova\n" + Given(given)));
  };
  // The last day of notice is 1 December 2024.
  const Ledger perhaps = noticed("2024-11-28");
  EXPECT_EQ(StateAt(perhaps, "acme-nova", "2024-12-31"), "in-effect");
  EXPECT_EQ(StateAt(perhaps, "acme-nova", "2025-01-01"), "unknown");
  EXPECT_EQ(Uncounted(perhaps, "2025-01-01", "acme-nova/term"), 1);
  const Ledger late = noticed("2024-11-29");
  EXPECT_EQ(StateAt(late, "acme-nova", "2025-01-01"), "in-effect");
}

TEST(UnknownDays, ADutyInBusinessDaysTellsThatItsDayIsNotKnown) {
  const Ledger ledger = Ledger::Of(Agreement(
      "  - { id: answer, kind: duty, bearer: acme, beneficiary: nova, act: "
      "answer, due: 5 business-days after execution, calendar: nyx }\n"));
  EXPECT_EQ(StateAt(ledger, "acme-nova/answer/1", "2024-06-01"), "created");
  EXPECT_EQ(Uncounted(ledger, "2024-06-01", "acme-nova/answer/1"), 1);
}

}  // namespace
}  // namespace covenant::unknown_days_test
