// Due rules, holiday calendars and invoices (domain.md sections 2 and 4;
// doc/decisions.md 18 to 21), one test each.
#include <string>

#include "gtest/gtest.h"
#include "replay/decide.h"
#include "replay/money/schedule.h"
#include "tests/replay/ledger.h"

namespace covenant::due_test {
namespace {

const char kId[] = "acme-nova";

std::string Agreement(const std::string& clauses,
                      const std::string& executed = "2024-01-01") {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: " + executed +
         "\nexecuted: " + executed +
         "\nparties: [{ id: acme }, { id: nova }]\nclauses:\n" + clauses;
}

// A fee for every quarter of 100.00 EUR with that due rule.
std::string Fee(const std::string& due, const std::string& more = "") {
  return "  - id: fee\n    kind: recurring-payment\n    debtor: acme\n"
         "    creditor: nova\n    amount: 100.00 EUR\n    every: 3 months\n" +
         (due.empty() ? "" : "    due: " + due + "\n") + more;
}

std::string Price(const std::string& due, const std::string& more = "") {
  return "  - id: price\n    kind: payment\n    debtor: acme\n"
         "    creditor: nova\n    amount: 1000.00 EUR\n    due: " +
         due + "\n" + more;
}

std::string Calendar_(const std::string& name, const std::string& id,
                      const std::string& known, const std::string& covers,
                      const std::string& holidays) {
  return "---\nevent: calendar\nid: " + id + "\nknown: " + known +
         "\ncalendar: " + name + "\ncovers: " + covers +
         "\nholidays: " + holidays + "\n";
}

std::string Invoice_(const std::string& id, const std::string& obligation,
                     const std::string& sent, const std::string& more = "") {
  return "---\ncontract: acme-nova\nevent: invoice\nid: " + id +
         "\nknown: " + sent + "\nobligation: " + obligation +
         "\nsent: " + sent + "\n" + more;
}

// Easter 2024: Good Friday 03-29, Easter Monday 04-01.
std::string Easter(const std::string& known = "2023-12-01") {
  return Calendar_("place", "place-2024", known, "2024",
                   "[2024-03-29, 2024-04-01]");
}

std::optional<Date> DueOf(const Ledger& ledger, const std::string& id,
                          const std::string& as_of,
                          const std::string& known = "now") {
  return Find(ledger.OwedAt(kId, as_of, known), id).due;
}

TEST(Calendars, BusinessDaysAreCountedByTheCalendarOfTheClause) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("10 business-days after period-end",
                               "    calendar: place\n")) +
                 Easter());
  // From Sunday 03-31: 04-02 is the first, 04-05 the fourth, 04-12 the ninth.
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-04-01"), D("2024-04-15"));
}

TEST(Calendars, WeekendsNeedNoEvent) {
  const Ledger ledger = Ledger::Of(Agreement(
      Fee("10 business-days after period-end", "    calendar: weekends\n")));
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-04-01"), D("2024-04-12"));
}

TEST(Calendars, DueDaysOnClosedDaysRoll) {
  const auto due = [](const std::string& roll) {
    const Ledger ledger = Ledger::Of(
        Agreement(Fee("", "    calendar: place\n    roll: " + roll + "\n")) +
        Easter());
    // Without a due rule it falls due on the last day of the period, 03-31.
    return DueOf(ledger, "fee/2024-Q1", "2024-04-30");
  };
  EXPECT_EQ(due("none"), D("2024-03-31"));
  EXPECT_EQ(due("following"), D("2024-04-02"));
  EXPECT_EQ(due("modified-following"), D("2024-03-28"));
  EXPECT_EQ(due("preceding"), D("2024-03-28"));
  EXPECT_EQ(due("modified-preceding"), D("2024-03-28"));
}

TEST(Calendars, AFixedDayRollsToo) {
  const Ledger ledger = Ledger::Of(
      Agreement(
          Price("2024-03-29", "    calendar: place\n    roll: following\n")) +
      Easter());
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-01-31"), D("2024-04-02"));
}

TEST(Calendars, ADayThatTheCalendarDoesNotCoverIsNotGuessed) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee("10 business-days after period-end",
                               "    calendar: place\n")) +
                 Easter());
  // 10 business days after 2024-12-31 lie in 2025.
  const Obligations owed = ledger.OwedAt(kId, "2025-02-01");
  const Obligation o = Find(owed, "fee/2024-Q4");
  EXPECT_EQ(o.due, std::nullopt);
  EXPECT_EQ(o.state, ObligationState::kAccrued);
  EXPECT_EQ(o.owed.ToString(), "100.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingCalendar, o.id), 1);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingCalendar), 1);
}

TEST(Calendars, ACalendarThatNobodyRecordedIsAFinding) {
  const Ledger ledger = Ledger::Of(Agreement(
      Price("5 business-days after execution", "    calendar: mars\n")));
  const Obligations owed = ledger.OwedAt(kId, "2024-02-01");
  EXPECT_EQ(Find(owed, "price/1").due, std::nullopt);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingCalendar,
                          "acme-nova/price/1"),
            1);
}

TEST(Calendars, AnOldAnswerDoesNotChangeBecauseACalendarDid) {
  // On 2024-03-01 the place declares 04-02 a holiday too.
  const Ledger ledger = Ledger::Of(
      Agreement(
          Price("2024-03-29", "    calendar: place\n    roll: following\n")) +
      Easter() +
      Calendar_("place", "decree", "2024-03-01",
                "{ from: 2024-04-02, until: 2024-04-03 }", "[2024-04-02]"));
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-01-31", "2024-02-29"),
            D("2024-04-02"));
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-01-31", "2024-03-01"),
            D("2024-04-03"));
}

TEST(Calendars, ACorrectedCalendarCountsFromItsOwnSequence) {
  const Ledger ledger = Ledger::Of(
      Agreement(
          Price("2024-03-29", "    calendar: place\n    roll: following\n")) +
      Easter() +
      "---\ncontract: _calendar/place\nevent: correction\nid: c\n"
      "known: 2024-02-01\ntarget: place-2024\nreplacement:\n"
      "  event: calendar\n  calendar: place\n  covers: 2024\n"
      "  holidays: [2024-03-28, 2024-04-01]\n");
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-01-31", "2024-01-31"),
            D("2024-04-02"));
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-01-31"), D("2024-03-29"));
}

TEST(Calendars, AnAmendmentOfTheCalendarCountsFromItsDay) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("", "    calendar: weekends\n    roll: following\n")) +
      Easter() +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2024-02-01\n"
      "executed: 2024-02-01\nchanges: [{ set: fee.calendar, to: place }]\n");
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-04-30", "2024-01-31"),
            D("2024-04-01"));
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-04-30"), D("2024-04-02"));
}

TEST(Calendars, ATermThatLostItsCalendarIsAFinding) {
  const Ledger ledger = Ledger::Of(
      Agreement(
          Fee("5 business-days after period-end", "    calendar: weekends\n")) +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2024-02-01\n"
      "executed: 2024-02-01\nchanges: [{ remove: fee.calendar }]\n");
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-04-01", "2024-01-31"),
            D("2024-04-05"));
  const Obligations owed = ledger.OwedAt(kId, "2024-04-01");
  EXPECT_EQ(Find(owed, "fee/2024-Q1").due, std::nullopt);
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingCalendar), 1);
}

std::vector<std::string> CodesOf(const std::string& yaml) {
  const Ledger ledger = Ledger::Of(yaml);
  std::vector<Event> events;
  for (const auto& [stream, own] : ledger.events()) {
    for (Event event : own) {
      event.recorded_at = Timestamp::EndOfDay(D("2030-01-01").DaysSince1970());
      events.push_back(event);
    }
  }
  std::vector<std::string> codes;
  for (const Rejection& one : Decide({}, events)) {
    codes.push_back(one.code + " " + one.path);
  }
  return codes;
}

TEST(Calendars, BusinessDaysWithoutACalendarAreRefused) {
  using Codes = std::vector<std::string>;
  EXPECT_EQ(CodesOf(Agreement(Fee("5 business-days after period-end"))),
            Codes{"E0418 clauses[0].due"});
  EXPECT_EQ(CodesOf(Agreement(Fee("later of 3 days after period-end and 5 "
                                  "business-days after period-start"))),
            Codes{"E0418 clauses[0].due"});
  EXPECT_EQ(CodesOf(Agreement(Fee("", "    roll: following\n"))),
            Codes{"E0418 clauses[0].roll"});
  EXPECT_EQ(CodesOf(Agreement(Fee("", "    roll: none\n"))), Codes{});
  // Objections and the days before a rate are counted by a calendar; how old a
  // rate may be never is.
  EXPECT_EQ(
      CodesOf(Agreement(Fee("", "    finality: { after: 5 business-days }\n"))),
      Codes{"E0418 clauses[0].finality.after"});
  const auto convert = [](const std::string& calendar, const std::string& more) {
    return CodesOf(Agreement(
        Fee("", calendar + "    convert: { to: USD, rate: fx, day: due-date" +
                    more + " }\n")));
  };
  const std::string place = "    calendar: place\n";
  EXPECT_EQ(convert(place, ", lag: 2 business-days"), Codes{});
  EXPECT_EQ(convert("", ", lag: 2 business-days"),
            Codes{"E0418 clauses[0].convert.lag"});
  EXPECT_EQ(convert(place, ", fallback: previous, within: 2 business-days"),
            Codes{"E0418 clauses[0].convert.within"});
  EXPECT_EQ(CodesOf(Agreement(Fee("5 business-days after period-end",
                                  "    calendar: place\n"))),
            Codes{});
  const std::string amendment =
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\n"
      "known: 2024-02-01\nexecuted: 2024-02-01\nchanges:\n"
      "  - { set: fee.due, to: 5 business-days after period-end }\n";
  EXPECT_EQ(CodesOf(Agreement(Fee("")) + amendment),
            Codes{"E0418 changes[0].to"});
  EXPECT_EQ(CodesOf(Agreement(Fee("")) + amendment +
                    "  - { set: fee.calendar, to: place }\n"),
            Codes{});
  EXPECT_EQ(CodesOf(Agreement(Fee("", "    calendar: place\n")) + amendment),
            Codes{});
}

TEST(DueRules, MonthAfterTheAnchor) {
  const auto due = [](const std::string& rule) {
    return DueOf(Ledger::Of(Agreement(Fee(rule))), "fee/2024-Q1", "2024-04-01");
  };
  EXPECT_EQ(due("first of month after period-end"), D("2024-04-01"));
  EXPECT_EQ(due("day 15 of month after period-end"), D("2024-04-15"));
  EXPECT_EQ(due("day 31 of month after period-end"), D("2024-04-30"));
  EXPECT_EQ(due("day 30 of month after period-start"), D("2024-02-29"));
}

TEST(DueRules, LaterAndEarlierOf) {
  const auto due = [](const std::string& rule) {
    return DueOf(Ledger::Of(Agreement(Fee(rule))), "fee/2024-Q1", "2024-04-01");
  };
  EXPECT_EQ(due("later of 15 days after period-end and 2024-04-20"),
            D("2024-04-20"));
  EXPECT_EQ(due("earlier of 15 days after period-end and 2024-04-20"),
            D("2024-04-15"));
  EXPECT_EQ(due("later of 2024-04-10 and 15 days after period-end and first "
                "of month after period-end"),
            D("2024-04-15"));
}

TEST(DueRules, WhatHasNotHappenedComesLater) {
  const auto due = [](const std::string& rule) {
    return DueOf(Ledger::Of(Agreement(Fee(rule))), "fee/2024-Q1", "2024-04-01");
  };
  EXPECT_EQ(due("later of 15 days after invoice and 2024-04-20"), std::nullopt);
  EXPECT_EQ(due("earlier of 15 days after invoice and 2024-04-20"),
            D("2024-04-20"));
}

TEST(Invoices, ASumDueAfterInvoiceHasNoDueDayUntilItIsSent) {
  const Ledger ledger = Ledger::Of(Agreement(Fee("30 days after invoice")) +
                                   Invoice_("I1", "fee/2024-Q1", "2024-04-10"));
  const Obligation before =
      Find(ledger.OwedAt(kId, "2024-04-09"), "fee/2024-Q1");
  EXPECT_EQ(before.due, std::nullopt);
  EXPECT_EQ(before.state, ObligationState::kAccrued);
  EXPECT_EQ(before.owed.ToString(), "100.00 EUR");
  const Obligation o = Find(ledger.OwedAt(kId, "2024-04-10"), "fee/2024-Q1");
  EXPECT_EQ(o.due, D("2024-05-10"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-11"), "fee/2024-Q1").state,
            ObligationState::kOverdue);
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-06-01", "2024-04-09"),
            std::nullopt);
  // The answer names the invoice.
  bool named = false;
  for (const EventRef& ref : o.because) named = named || ref.id == "I1";
  EXPECT_TRUE(named);
}

TEST(Invoices, LaterOfInvoiceAndReceipt) {
  // NEON and PBTC, first quarter of 1999: max(05-20 + 60 days = 07-19;
  // 06-15 + 5 business days = 06-22) = 07-19.
  const std::string rule =
      "later of 60 days after invoice and 5 business-days after receipt";
  const Ledger ledger = Ledger::Of(
      Agreement(Price(rule, "    calendar: weekends\n"), "1999-01-01") +
      Invoice_("I1", "price/1", "1999-05-20", "received: 1999-06-15\n"));
  EXPECT_EQ(DueOf(ledger, "price/1", "1999-06-14"), std::nullopt);
  EXPECT_EQ(DueOf(ledger, "price/1", "1999-06-15"), D("1999-07-19"));
  DueAnchors anchors;
  anchors.invoice = D("1999-08-01");
  anchors.receipt = D("1999-10-01");
  DueRule first, second, both;
  first.after = *Duration::Parse("60 days");
  first.anchor = DueAnchor::kInvoice;
  second.after = *Duration::Parse("5 business-days");
  second.anchor = DueAnchor::kReceipt;
  both.later_of = {first, second};
  const Calendar weekends = Calendar::Weekends();
  // 08-01 + 60 days = 09-30; Friday 10-01 + 5 business days = 10-08.
  EXPECT_EQ(DueDay(both, anchors, {&weekends, Roll::kNone}), D("1999-10-08"));
  EXPECT_EQ(DueDay(both, anchors), std::nullopt);
}

TEST(Invoices, OneForTheClauseIsForWhatHadAccrued) {
  const Ledger ledger = Ledger::Of(Agreement(Fee("30 days after invoice")) +
                                   Invoice_("I1", "fee", "2024-07-01") +
                                   Invoice_("I2", "fee", "2024-10-15"));
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q1", "2024-12-01"), D("2024-07-31"));
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q2", "2024-12-01"), D("2024-07-31"));
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q3", "2024-12-01"), D("2024-11-14"));
  EXPECT_EQ(DueOf(ledger, "fee/2024-Q4", "2024-12-31"), std::nullopt);
}

TEST(Invoices, TheFirstOneSentCounts) {
  const Ledger ledger = Ledger::Of(Agreement(Price("10 days after invoice")) +
                                   Invoice_("I1", "price", "2024-02-01") +
                                   Invoice_("I2", "price/1", "2024-03-01"));
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-12-01"), D("2024-02-11"));
}

TEST(Invoices, AnInvoiceOfTheFutureDoesNotCountYet) {
  const Ledger ledger = Ledger::Of(
      Agreement(Price("10 days after invoice")) +
      Invoice_("I1", "price/1", "2024-02-01", "received: 2024-02-05\n"));
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-01-31"), std::nullopt);
  EXPECT_EQ(DueOf(ledger, "price/1", "2024-02-01"), D("2024-02-11"));
}

TEST(Invoices, PartsAreAddedUpBeforeTheyAreCompared) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee("30 days after invoice")) +
      Invoice_("I1", "fee/2024-Q1", "2024-04-10", "amount: 40.00 EUR\n") +
      Invoice_("I2", "fee/2024-Q1", "2024-04-20", "amount: 60.00 EUR\n"));
  EXPECT_EQ(CountFindings(ledger.OwedAt(kId, "2024-04-15").findings,
                          finding::kInvoiceDiffers),
            1);
  EXPECT_EQ(CountFindings(ledger.OwedAt(kId, "2024-04-20").findings,
                          finding::kInvoiceDiffers),
            0);
}

TEST(Invoices, AnotherAmountThanComputedIsAFinding) {
  const auto findings = [](const std::string& amount) {
    const Ledger ledger = Ledger::Of(Agreement(Fee("30 days after invoice")) +
                                     Invoice_("I1", "fee/2024-Q1", "2024-04-10",
                                              "amount: " + amount + "\n"));
    const Obligations owed = ledger.OwedAt(kId, "2024-05-01");
    EXPECT_EQ(Find(owed, "fee/2024-Q1").owed.ToString(), "100.00 EUR");
    return CountFindings(owed.findings, finding::kInvoiceDiffers,
                         "acme-nova/fee/2024-Q1");
  };
  EXPECT_EQ(findings("100.00 EUR"), 0);
  EXPECT_EQ(findings("100.0 EUR"), 0);
  EXPECT_EQ(findings("110.00 EUR"), 1);
  EXPECT_EQ(findings("100.00 USD"), 1);
}

TEST(Invoices, TheDueDayHasTheBasisOfItsInvoice) {
  const Ledger ledger =
      Ledger::Of(Agreement(Price("10 days after invoice")) +
                 Invoice_("I1", "price/1", "2024-02-01", "basis: assumed\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-02-05"), "price/1").basis,
            Basis::kAssumed);
}

}  // namespace
}  // namespace covenant::due_test
