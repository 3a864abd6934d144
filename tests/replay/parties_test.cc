// Parties over time: assignments, novations, assumptions and successions, and who
// owes whom on which day.
#include <string>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::parties_test {
namespace {

// acme owes nova 9,100 EUR for each quarter, on its last day.
std::string Fee() {
  return "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
         "amount: 9100.00 EUR, every: 3 months, partial_period: pro-rata-days }\n";
}

std::string Assigned(const std::string& effective, const std::string& more) {
  return Doc("assignment", "N1", "2024-02-10",
             "executed: 2024-02-10\neffective: " + effective +
                 "\nassignor: nova\nassignee: factor\n" + more);
}

std::string Paid(const std::string& id, const std::string& date,
                 const std::string& payer, const std::string& payee,
                 const std::string& amount) {
  return Doc("payment", id, date,
             "payer: " + payer + "\npayee: " + payee + "\namount: " + amount +
                 "\ndate: " + date + "\n");
}

void ExpectSum(const Obligations& owed, const std::string& id,
               const std::string& debtor, const std::string& creditor,
               const std::string& amount) {
  const Obligation o = Find(owed, id);
  EXPECT_EQ(o.debtor, debtor) << id;
  EXPECT_EQ(o.creditor, creditor) << id;
  EXPECT_EQ(o.owed.ToString(), amount) << id;
  CheckTrace(o.trace);
}

// From 1 March 31 of the 91 days of the quarter remain: 9,100 × 31 / 91 = 3,100.
TEST(Parties, AnAssignmentDividesThePeriodThatHoldsItsDay) {
  const Ledger ledger = Ledger::Of(Agreement(Fee()) +
                                   Assigned("2024-03-01", "split: pro-rata-days\n"));
  const Obligations q1 = ledger.OwedAt(kAcmeNova, "2024-04-10");
  ExpectSum(q1, "fee/2024-Q1", "acme", "nova", "6000.00 EUR");
  ExpectSum(q1, "fee/2024-Q1.N1", "acme", "factor", "3100.00 EUR");
  CheckBalances(q1);
  const Obligations q2 = ledger.OwedAt(kAcmeNova, "2024-07-10");
  ExpectSum(q2, "fee/2024-Q2", "acme", "factor", "9100.00 EUR");
  EXPECT_EQ(Find(q2, "fee/2024-Q2").party_changes.at(0).id, "N1");
  // Known before the assignment was recorded, all is nova's.
  const Obligations before =
      ledger.OwedAt(kAcmeNova, "2024-04-10", "2024-02-09");
  ExpectSum(before, "fee/2024-Q1", "acme", "nova", "9100.00 EUR");
}

TEST(Parties, ARuleCanGiveTheWholePeriodToOneOfThem) {
  const Ledger start = Ledger::Of(
      Agreement(Fee()) + Assigned("2024-03-01", "split: period-start\n"));
  ExpectSum(start.OwedAt(kAcmeNova, "2024-04-10"), "fee/2024-Q1", "acme", "nova",
            "9100.00 EUR");
  const Ledger end = Ledger::Of(Agreement(Fee()) +
                                Assigned("2024-03-01", "split: period-end\n"));
  ExpectSum(end.OwedAt(kAcmeNova, "2024-04-10"), "fee/2024-Q1", "acme", "factor",
            "9100.00 EUR");
}

TEST(Parties, WithoutARuleEachPartIsUnknown) {
  const Ledger ledger =
      Ledger::Of(Agreement(Fee()) + Assigned("2024-03-01", ""));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-04-10");
  for (const char* id : {"fee/2024-Q1", "fee/2024-Q1.N1"}) {
    const Obligation o = Find(owed, id);
    EXPECT_EQ(o.owed.ToString(), "between 0.00 and 9100.00 EUR") << id;
    EXPECT_EQ(o.unknown_because, std::vector<std::string>{"ambiguous-reading"});
  }
}

// 40 % of 9,100 are 3,640.
TEST(Parties, AShareOfTheRightsCanPass) {
  const Ledger ledger = Ledger::Of(Agreement(Fee()) +
                                   Assigned("2024-04-01", "share: 40 %\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-07-10");
  ExpectSum(owed, "fee/2024-Q1", "acme", "nova", "9100.00 EUR");
  ExpectSum(owed, "fee/2024-Q2", "acme", "nova", "5460.00 EUR");
  ExpectSum(owed, "fee/2024-Q2.N1", "acme", "factor", "3640.00 EUR");
}

// 4,000 paid to nova before the notification count; 5,100 paid after it do not.
TEST(Parties, PaymentToTheOldCreditorBeforeNoticeDischarges) {
  const Ledger told = Ledger::Of(
      Agreement(Fee()) +
      Doc("assignment", "N1", "2024-05-10",
          "executed: 2024-05-01\neffective: 2024-05-01\nassignor: nova\n"
          "assignee: factor\naccrued: passes\nnotified: 2024-05-10\n"
          "clauses: [fee]\n") +
      Paid("P1", "2024-05-12", "acme", "nova", "5100.00 EUR") +
      Doc("payment", "P0", "2024-05-12",
          "payer: acme\npayee: nova\namount: 4000.00 EUR\ndate: 2024-05-05\n"));
  const Obligations owed = told.OwedAt(kAcmeNova, "2024-05-20");
  ExpectSum(owed, "fee/2024-Q1", "acme", "factor", "5100.00 EUR");
  EXPECT_EQ(Find(owed, "fee/2024-Q1").paid.ToString(), "4000.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kPaymentToFormerCreditor), 1);
  EXPECT_EQ(CountFindings(owed.findings, finding::kOverpayment), 0);
  // On the day before the assignment takes effect the sum is nova's.
  ExpectSum(told.OwedAt(kAcmeNova, "2024-04-30"), "fee/2024-Q1", "acme", "nova",
            "9100.00 EUR");
}

TEST(Parties, ANovationLeavesWhatAccruedBefore) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee()) +
      Doc("novation", "N2", "2024-03-20",
          "executed: 2024-03-20\neffective: 2024-04-01\nparty: acme\n"
          "replaced_by: acme-europe\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-07-10");
  ExpectSum(owed, "fee/2024-Q1", "acme", "nova", "9100.00 EUR");
  ExpectSum(owed, "fee/2024-Q2", "acme-europe", "nova", "9100.00 EUR");
}

TEST(Parties, ANovationAsIfAlwaysReplacesThePartyFromTheStart) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee()) + Paid("P1", "2024-04-05", "acme", "nova", "1000.00 EUR") +
      Doc("novation", "N2", "2024-05-20",
          "executed: 2024-05-20\nparty: acme\nreplaced_by: acme-europe\n"
          "as_if_always: true\n"));
  // What acme paid counts.
  ExpectSum(ledger.OwedAt(kAcmeNova, "2024-07-10"), "fee/2024-Q1", "acme-europe",
            "nova", "8100.00 EUR");
}

TEST(Parties, TheOriginalDebtorOfAnAssumedDebtCanStayLiable) {
  const auto assumed = [](const std::string& original) {
    return Ledger::Of(
        Agreement(Fee()) +
        Doc("assumption", "N3", "2024-03-20",
            "executed: 2024-03-20\neffective: 2024-04-01\ndebtor: acme\n"
            "assumed_by: acme-europe\noriginal_debtor: " +
                original + "\n") +
        Paid("P1", "2024-07-02", "acme-europe", "nova", "9200.00 EUR") +
        Paid("P2", "2024-07-03", "acme", "nova", "9000.00 EUR"));
  };
  const Obligations released =
      assumed("released").OwedAt(kAcmeNova, "2024-07-10");
  // acme-europe paid 100 too much on the second quarter; acme has paid 9,000 of
  // the first.
  ExpectSum(released, "fee/2024-Q1", "acme", "nova", "100.00 EUR");
  ExpectSum(released, "fee/2024-Q2", "acme-europe", "nova", "0.00 EUR");
  EXPECT_TRUE(Find(released, "fee/2024-Q2").also_liable.empty());
  const Obligations liable =
      assumed("still-liable").OwedAt(kAcmeNova, "2024-07-10");
  EXPECT_EQ(Find(liable, "fee/2024-Q2").also_liable,
            std::vector<std::string>{"acme"});
  // Subcontracting: acme owes; what acme-europe pays counts.
  const Obligations sub =
      assumed("solely-liable").OwedAt(kAcmeNova, "2024-07-02");
  ExpectSum(sub, "fee/2024-Q2", "acme", "nova", "0.00 EUR");
  EXPECT_EQ(Find(sub, "fee/2024-Q2").performers,
            std::vector<std::string>{"acme-europe"});
}

TEST(Parties, ASuccessorStandsInThePlaceOfAPartyWithAllThatIsOpen) {
  const Ledger ledger = Ledger::Of(
      Agreement(Fee()) +
      "---\nevent: party-succession\nid: M1\nknown: 2024-04-16\nparty: nova\n"
      "successor: zeta\ndate: 2024-04-15\nmanner: merger\n" +
      Paid("P1", "2024-04-20", "acme", "nova", "100.00 EUR"));
  ExpectSum(ledger.OwedAt(kAcmeNova, "2024-04-14"), "fee/2024-Q1", "acme", "nova",
            "9100.00 EUR");
  ExpectSum(ledger.OwedAt(kAcmeNova, "2024-04-15"), "fee/2024-Q1", "acme", "zeta",
            "9100.00 EUR");
  // Paid under the old name, to whoever stands in its place.
  ExpectSum(ledger.OwedAt(kAcmeNova, "2024-04-20"), "fee/2024-Q1", "acme", "zeta",
            "9000.00 EUR");
  const Terms terms = ledger.TermsAt(kAcmeNova, "2024-04-20");
  ASSERT_EQ(terms.clauses.at("fee").attachments.size(), 1u);
  EXPECT_EQ(terms.clauses.at("fee").attachments[0].type, "succession");
}

std::string Rule(const std::string& effect) {
  return Fee() +
         "  - { id: no-assignment, kind: assignment-rule, assignor: nova, "
         "consent_of: acme, without_consent: " +
         effect + ", free_to: [nova-finance] }\n";
}

TEST(Parties, AnAssignmentWithoutConsentIsWhatTheContractSays) {
  const auto owed = [](const std::string& effect, const std::string& more) {
    return Ledger::Of(Agreement(Rule(effect)) +
                      Assigned("2024-04-01", "") + more)
        .OwedAt(kAcmeNova, "2024-07-10");
  };
  const auto count = [](const Obligations& o) {
    return CountFindings(o.findings, finding::kUnconsentedAssignment);
  };
  const Obligations void_ = owed("void", "");
  ExpectSum(void_, "fee/2024-Q2", "acme", "nova", "9100.00 EUR");
  EXPECT_EQ(count(void_), 1);
  const Obligations breach = owed("breach", "");
  ExpectSum(breach, "fee/2024-Q2", "acme", "factor", "9100.00 EUR");
  EXPECT_EQ(count(breach), 1);
  const Obligations voidable = owed("voidable", "");
  ExpectSum(voidable, "fee/2024-Q2", "acme", "factor", "9100.00 EUR");
  const Obligations avoided =
      owed("voidable", Doc("exercise", "X1", "2024-05-01",
                           "power: no-assignment\nby: acme\ngiven: 2024-05-01\n"
                           "about: N1\n"));
  ExpectSum(avoided, "fee/2024-Q2", "acme", "nova", "9100.00 EUR");
  const Obligations consented =
      owed("void", Doc("consent", "C1", "2024-03-01",
                       "executed: 2024-03-01\nclause: no-assignment\n"
                       "act: assignment to factor\ninstrument: N1\n"));
  ExpectSum(consented, "fee/2024-Q2", "acme", "factor", "9100.00 EUR");
  EXPECT_EQ(count(consented), 0);
}

// A void assignment has effect from the day of a later consent: of the second
// quarter, 91 days, 31 and 30 days of May and June remain: 9,100 × 61 / 91 = 6,100.
TEST(Parties, ALaterConsentCountsFromItsDay) {
  const Ledger ledger = Ledger::Of(
      Agreement(Rule("void")) +
      Assigned("2024-04-01", "split: pro-rata-days\n") +
      Doc("consent", "C1", "2024-05-01",
          "executed: 2024-05-01\nclause: no-assignment\n"
          "act: assignment to factor\ninstrument: N1\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-07-10");
  ExpectSum(owed, "fee/2024-Q2", "acme", "nova", "3000.00 EUR");
  ExpectSum(owed, "fee/2024-Q2.N1", "acme", "factor", "6100.00 EUR");
}

TEST(Parties, AnAffiliateNeedsNoConsent) {
  const Ledger ledger = Ledger::Of(
      Agreement(Rule("void")) +
      Doc("assignment", "N1", "2024-02-10",
          "executed: 2024-02-10\neffective: 2024-04-01\nassignor: nova\n"
          "assignee: nova-finance\n"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-07-10");
  ExpectSum(owed, "fee/2024-Q2", "acme", "nova-finance", "9100.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, finding::kUnconsentedAssignment), 0);
}

// 3,100 EUR for March, of which the first ten days are waived.
std::string March(const std::string& assigned) {
  return Agreement(
             "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: "
             "nova, amount: 3100.00 EUR, every: 1 month, from: 2024-03-01, "
             "until: 2024-04-01, rate_change: pro-rata-days }\n") +
         Doc("waiver", "W1", "2024-01-10",
             "executed: 2024-01-10\neffective: 2024-03-01\nuntil: "
             "2024-03-11\nclause: rent\nmeasured_by: accrual\n") +
         assigned;
}

std::string To(const std::string& id, const std::string& day,
               const std::string& from, const std::string& to,
               const std::string& more) {
  return Doc("assignment", id, "2024-02-10",
             "executed: 2024-02-10\neffective: " + day + "\nassignor: " + from +
                 "\nassignee: " + to + "\nsplit: pro-rata-days\n" + more);
}

void ExpectSplit(const Obligations& owed, const std::string& id,
                 const std::string& waived, const std::string& left) {
  const Obligation o = Find(owed, id);
  EXPECT_EQ(o.waived.ToString(), waived) << id;
  EXPECT_EQ(o.owed.ToString(), left) << id;
  CheckTrace(o.trace);
}

TEST(WaivedDays, GoWithTheDays) {
  const auto owed = [](const std::string& assigned) {
    const Obligations all =
        Ledger::Of(March(assigned)).OwedAt(kAcmeNova, "2024-03-31");
    CheckBalances(all);
    return all;
  };
  // From 6 March on 26 days pass, five of them waived.
  const Obligations one = owed(To("N1", "2024-03-06", "nova", "factor", ""));
  ExpectSplit(one, "rent/2024-03", "500.00 EUR", "0.00 EUR");
  ExpectSplit(one, "rent/2024-03.N1", "500.00 EUR", "2100.00 EUR");
  // Divided again from 21 March on.
  const Obligations two =
      owed(To("N1", "2024-03-06", "nova", "factor", "") +
           To("N2", "2024-03-21", "factor", "bank", ""));
  ExpectSplit(two, "rent/2024-03.N1", "500.00 EUR", "1000.00 EUR");
  ExpectSplit(two, "rent/2024-03.N1.N2", "0.00 EUR", "1100.00 EUR");
  // Half of each day from 6 March on: 250 of the waived days, and 1,050 more.
  const Obligations half =
      owed(To("N1", "2024-03-06", "nova", "factor", "share: 50 %\n"));
  ExpectSplit(half, "rent/2024-03", "750.00 EUR", "1050.00 EUR");
  ExpectSplit(half, "rent/2024-03.N1", "250.00 EUR", "1050.00 EUR");
}

// domain.md section 5: an overpayment goes to the oldest due sum of the same
// debtor.
TEST(Parties, WhatTheOldDebtorPaidTooMuchIsNotForTheDebtsOfTheNewOne) {
  const auto owed = [](const std::string& paid, const std::string& more) {
    return OwedOn(Agreement(Fee()) + paid +
                      Doc("novation", "N1", "2024-04-01",
                          "executed: 2024-04-01\neffective: 2024-04-01\n"
                          "party: acme\nreplaced_by: beta\n" +
                              more),
                  "2024-06-30");
  };
  const std::string paid =
      Paid("P1", "2024-03-31", "acme", "nova", "10000.00 EUR");
  const Obligations stays = owed(paid, "");
  ExpectSum(stays, "fee/2024-Q1", "acme", "nova", "0.00 EUR");
  EXPECT_EQ(Find(stays, "fee/2024-Q1").overpaid.ToString(), "900.00 EUR");
  ExpectSum(stays, "fee/2024-Q2", "beta", "nova", "9100.00 EUR");
  EXPECT_EQ(CountFindings(stays.findings, finding::kOverpayment), 1);
  // What had accrued passes, and with it what was paid too much.
  const Obligations passes = owed(paid, "accrued: passes\n");
  ExpectSum(passes, "fee/2024-Q2", "beta", "nova", "8200.00 EUR");
  // What acme paid ahead for that very sum is for it, whoever owes it.
  const Obligations ahead = owed(
      Doc("payment", "P1", "2024-03-31",
          "payer: acme\npayee: nova\namount: 900.00 EUR\ndate: 2024-03-31\n"
          "designation: fee/2024-Q2\n"),
      "");
  ExpectSum(ahead, "fee/2024-Q2", "beta", "nova", "8200.00 EUR");
}

// What an assignor was paid too much before the debtor was notified counts on
// what is owed to the assignee: the debtor is the same.
TEST(Parties, WhatTheAssignorWasPaidTooMuchCountsOnWhatIsOwedToTheAssignee) {
  const Obligations owed =
      OwedOn(Agreement(Fee()) +
                 Paid("P1", "2024-03-31", "acme", "nova", "10000.00 EUR") +
                 Assigned("2024-04-01", ""),
             "2024-06-30");
  ExpectSum(owed, "fee/2024-Q2", "acme", "factor", "8200.00 EUR");
}

}  // namespace
}  // namespace covenant::parties_test
