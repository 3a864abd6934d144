// Advances that are earned out of revenue shares; the arithmetic is worked in the
// comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/share_clauses.h"

namespace covenant::advances_test {
namespace {

std::string Advances() {
  return "  - id: advance\n    kind: payment-schedule\n    debtor: acme\n"
         "    creditor: nova\n    instalments:\n"
         "      - { amount: 100.00 EUR, due: 2024-01-01 }\n"
         "      - { amount: 50.00 EUR, due: 2024-07-01 }\n";
}

TEST(Recoupment, CreditsAgainstAdvancesUntilTheyAreEarnedOut) {
  const std::string events =
      Agreement(Advances() + Share("    every: 3 months\n    rate: 10 %\n"
                                   "    recoup: { advances: [advance] }\n")) +
      Sales("2024-Q1", "600.00 EUR") + Sales("2024-Q2", "700.00 EUR") +
      Sales("2024-Q3", "300.00 EUR");
  const Ledger ledger = Ledger::Of(events);
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-12-31");
  CheckBalances(owed);
  // 60 of 100; then 40 of 70, 30 owed; then 30 of the new 50.
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").credited.ToString(), "60.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").state, ObligationState::kSettled);
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").accrued.ToString(), "70.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").credited.ToString(), "40.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").owed.ToString(), "30.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q3").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(
      FindBalance(owed.balances, "acme-nova/royalty", "advances outstanding")
          .amount.ToString(),
      "20.00 EUR");
}

TEST(Recoupment, APartOfWhatIsEarnedIsCredited) {
  const std::string advance =
      "  - { id: advance, kind: payment, debtor: acme, creditor: nova, amount: "
      "60.00 EUR, due: 2024-01-01 }\n";
  const std::string half =
      Agreement(advance +
                Share("    every: 3 months\n    rate: 10 %\n"
                      "    recoup: { advances: [advance], share: 50 % }\n")) +
      Sales("2024-Q1", "1000.00 EUR") + Sales("2024-Q2", "1000.00 EUR");
  // Half of 100 is credited, half paid; then the last 10 of the 60.
  const Obligations owed = OwedOn(half, "2024-07-31");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").credited.ToString(), "50.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "50.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").credited.ToString(), "10.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").owed.ToString(), "90.00 EUR");
  // 40 % of what is not waived, half of 100: 20.
  const std::string waived =
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: "
      "2024-01-02\nexecuted: 2024-01-02\neffective: 2024-01-01\nuntil: "
      "2024-04-01\nclause: royalty\nshare: 50 %\nmeasured_by: accrual\n";
  const std::string part =
      Agreement(advance +
                Share("    every: 3 months\n    rate: 10 %\n"
                      "    recoup: { advances: [advance], share: 40 % }\n")) +
      waived + Sales("2024-Q1", "1000.00 EUR");
  EXPECT_EQ(
      Find(OwedOn(part, "2024-04-30"), "royalty/2024-Q1").credited.ToString(),
      "20.00 EUR");
}

TEST(Recoupment, ThePartAndTheRateOnceEarnedOutSplitTheFigures) {
  // 50 % of 10 % earn out the 60 with 1,200 of sales: 120, of which 60 are
  // credited. The other 800 bear 5 %: 40.
  const std::string yaml =
      Agreement(
          "  - { id: advance, kind: payment, debtor: acme, creditor: "
          "nova, amount: 60.00 EUR, due: 2024-01-01 }\n" +
          Share("    every: 3 months\n    rate: 10 %\n"
                "    recoup: { advances: [advance], share: 50 %, "
                "rate_after: 5 % }\n")) +
      Sales("2024-Q1", "2000.00 EUR");
  const Obligation one = Find(OwedOn(yaml, "2024-04-30"), "royalty/2024-Q1");
  EXPECT_EQ(one.accrued.ToString(), "160.00 EUR");
  EXPECT_EQ(one.credited.ToString(), "60.00 EUR");
}

TEST(Recoupment, AMinimumLeavesNothingOrLessToBeCreditedBack) {
  const auto yaml = [](const std::string& minimum) {
    return Agreement(
               "  - { id: advance, kind: payment, debtor: acme, creditor: "
               "nova, amount: 100.00 EUR, due: 2024-01-01 }\n" +
               Share("    every: 3 months\n    rate: 10 %\n"
                     "    recoup: { advances: [advance] }\n    minimum: " +
                     minimum + "\n")) +
           Sales("2024-Q1", "-480.00 EUR") + Sales("2024-Q2", "2000.00 EUR");
  };
  // -48 is less than 90: 90 is owed in its place, and no return is credited
  // back. Then 200 less the advance of 100.
  const std::string greater = yaml("{ amount: 90.00 EUR }");
  EXPECT_EQ(OwedOf(greater, "royalty/2024-Q1", "2024-07-31"), "90.00 EUR");
  EXPECT_EQ(OwedOf(greater, "royalty/2024-Q2", "2024-07-31"), "100.00 EUR");
  // Beside -48 a minimum of 30 leaves 18 to be owed back, which is credited
  // back: 118 are outstanding. Then 200 + 30 - 118 = 112.
  const std::string beside = yaml("{ amount: 30.00 EUR, mode: additive }");
  const Obligation back = Find(OwedOn(beside, "2024-07-31"), "royalty/2024-Q1");
  EXPECT_EQ(back.debtor, "nova");
  EXPECT_EQ(back.accrued.ToString(), "18.00 EUR");
  EXPECT_EQ(back.credited.ToString(), "18.00 EUR");
  EXPECT_EQ(OwedOf(beside, "royalty/2024-Q2", "2024-07-31"), "112.00 EUR");
}

TEST(Recoupment, WhatIsWaivedOfAShareIsNotCredited) {
  const auto yaml = [](const std::string& more) {
    return Agreement(
               "  - { id: advance, kind: payment, debtor: acme, creditor: "
               "nova, amount: 100.00 EUR, due: 2024-01-01 }\n" +
               Share("    every: 3 months\n    rate: 10 %\n"
                     "    recoup: { advances: [advance] }\n") +
               more) +
           "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: "
           "2024-01-02\nexecuted: 2024-01-02\neffective: 2024-01-01\nuntil: "
           "2024-04-01\nclause: "
           "royalty\nshare: 50 %\nmeasured_by: accrual\n" +
           Sales("2024-Q1", "1000.00 EUR") + Sales("2024-Q2", "1000.00 EUR");
  };
  // Half of 100 is waived, the other half credited; then 50 are left of the
  // advance. Late interest changes nothing of that.
  for (const char* more :
       {"", "  - { id: late, kind: late-interest, rate: 10 % }\n"}) {
    const Obligations owed = OwedOn(yaml(more), "2024-06-30");
    const Obligation first = Find(owed, "royalty/2024-Q1");
    EXPECT_EQ(first.waived.ToString(), "50.00 EUR");
    EXPECT_EQ(first.credited.ToString(), "50.00 EUR");
    EXPECT_EQ(first.owed.ToString(), "0.00 EUR");
    const Obligation second = Find(owed, "royalty/2024-Q2");
    EXPECT_EQ(second.credited.ToString(), "50.00 EUR");
    EXPECT_EQ(second.owed.ToString(), "50.00 EUR");
  }
}

TEST(Recoupment, WhatIsWaivedOfAReturnIsNotCreditedBack) {
  const std::string yaml =
      Agreement(
          "  - { id: advance, kind: payment, debtor: acme, creditor: "
          "nova, amount: 100.00 EUR, due: 2024-01-01 }\n" +
          Share("    every: 3 months\n    rate: 10 %\n"
                "    recoup: { advances: [advance] }\n")) +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\neffective: 2024-01-01\nclause: royalty\n"
      "share: 50 %\nmeasured_by: accrual\n" +
      Sales("2024-Q1", "-100.00 EUR");
  // Of 10 that would be owed back 5 are waived, 5 credited back.
  const Obligation back = Find(OwedOn(yaml, "2024-06-30"), "royalty/2024-Q1");
  EXPECT_EQ(back.debtor, "nova");
  EXPECT_EQ(back.accrued.ToString(), "10.00 EUR");
  EXPECT_EQ(back.waived.ToString(), "5.00 EUR");
  EXPECT_EQ(back.credited.ToString(), "5.00 EUR");
}

TEST(Recoupment, DeductionsComeBeforeTheCreditAgainstAdvances) {
  const auto yaml = [](const std::string& more) {
    return Agreement(
               "  - { id: advance, kind: payment, debtor: acme, creditor: "
               "nova, amount: 100.00 EUR, due: 2024-01-01 }\n" +
               Share("    every: 3 months\n    rate: 10 %\n"
                     "    deductions: [{ metric: returns }]\n"
                     "    recoup: { advances: [advance]" +
                     more + " }\n")) +
           Reported("R1", "2030-01-01", "2024-Q1",
                    "sales: 3000.00 EUR, returns: 400.00 EUR");
  };
  // 10 % of 2600 less the whole advance.
  EXPECT_EQ(OwedOf(yaml(""), "royalty/2024-Q1", "2024-06-01"), "160.00 EUR");
  // 1000 earn out the advance, 4 % of the other 1600 are owed.
  EXPECT_EQ(OwedOf(yaml(", rate_after: 4 %"), "royalty/2024-Q1", "2024-06-01"),
            "64.00 EUR");
}

TEST(Recoupment, ChangesTheRateOnceEarnedOut) {
  const auto owed = [](const std::string& crossing) {
    return OwedOf(
        Agreement(Advances() +
                  Share("    every: 3 months\n    rate: 50 %\n    recoup:\n"
                        "      advances: [advance]\n      rate_after: 40 %\n" +
                        crossing)) +
            Items(
                "R1", "2024-Q1",
                "  - { metric: sales, date: 2024-01-10, amount: 100.00 EUR }\n"
                "  - { metric: sales, date: 2024-02-10, amount: 300.00 EUR "
                "}\n"),
        "royalty/2024-Q1", "2024-06-01");
  };
  // 50 % × 100 and 50 % × 100 earn out the advance; 40 % × 200 = 80 are owed.
  EXPECT_EQ(owed(""), "80.00 EUR");
  // The whole receipt at the old rate: 150 − 50; at the new one: 120 − 50.
  EXPECT_EQ(owed("      crossing: old-rate\n"), "100.00 EUR");
  EXPECT_EQ(owed("      crossing: new-rate\n"), "70.00 EUR");
}

TEST(Recoupment, ReturnsAreTakenOffBeforeAdvancesAreCredited) {
  const auto answer = [](const std::string& rest) {
    const std::string clause =
        "    every: 3 months\n    rate: 50 %\n"
        "    deductions: [{ metric: returned }]\n"
        "    recoup:\n      advances: [advance]\n" +
        rest;
    return Ledger::Of(Agreement(Advances() + Share(clause)) +
                      Reported("R1", "2030-01-01", "2024-Q1",
                               "sales: 500.00 EUR, returned: 100.00 EUR"))
        .OwedAt(kAcmeNova, "2024-06-01");
  };
  // 50 % × (500 − 100) = 200; 100 of it earn out the advance.
  Obligations owed = answer("");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").credited.ToString(), "100.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "100.00 EUR");
  // 100 / 50 % = 200 of the 400 earn it out, 40 % × 200 = 80 are owed.
  owed = answer("      rate_after: 40 %\n");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").credited.ToString(), "100.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "80.00 EUR");
}

TEST(Recoupment, ClausesThatShareAdvancesTakeTurns) {
  const std::string second = Share(
      "    every: 3 months\n    rate: 10 %\n"
      "    recoup: { advances: [advance] }\n");
  std::string other = second;
  other.replace(other.find("royalty"), 7, "samples");
  other.replace(other.find("[sales]"), 7, "[plays]");
  const Ledger ledger =
      Ledger::Of(Agreement(Advances() + second + other) +
                 Reported("R1", "2030-01-01", "2024-Q1",
                          "sales: 600.00 EUR, plays: 700.00 EUR"));
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-04-15");
  // 60 of the advance of 100 by the first, 40 by the second.
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(owed, "samples/2024-Q1").owed.ToString(), "30.00 EUR");
}

TEST(Recoupment, WhatIsWaivedOfAnAdvanceIsNotEarnedOut) {
  const std::string yaml =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n"
                      "    recoup: { advances: [advance] }\n") +
                "  - id: advance\n    kind: payment\n    debtor: acme\n"
                "    creditor: nova\n    amount: 100.00 EUR\n"
                "    due: 2024-01-01\n") +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-01\n"
      "executed: 2024-01-01\nclause: advance\nshare: 60 %\n"
      "measured_by: due-date\n" +
      Sales("2024-Q1", "600.00 EUR");
  // 40 of 60 are earned out.
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-Q1", "2024-06-01"), "20.00 EUR");
}

TEST(Recoupment, AnAdvanceDueOnAnUnknownDayMayBeOutstanding) {
  const std::string yaml =
      Agreement(Share("    every: 3 months\n    rate: 10 %\n"
                      "    recoup: { advances: [advance] }\n") +
                "  - id: advance\n    kind: payment\n    debtor: acme\n"
                "    creditor: nova\n    amount: 100.00 EUR\n"
                "    due: undisclosed\n") +
      Sales("2024-Q1", "600.00 EUR");
  EXPECT_EQ(OwedOf(yaml, "royalty/2024-Q1", "2024-06-01"),
            "between 0.00 and 60.00 EUR");
}

TEST(Recoupment, WhatIsNotEarnedIsRepaidWhereTheContractSaysSo) {
  const std::string events =
      Agreement(Advances() +
                Share("    every: 3 months\n    rate: 10 %\n"
                      "    until: 2024-04-01\n    recoup: { advances: "
                      "[advance], unearned: repaid }\n")) +
      Sales("2024-Q1", "600.00 EUR");
  const Ledger ledger = Ledger::Of(events);
  const Obligation back =
      Find(ledger.OwedAt(kAcmeNova, "2024-04-15"), "royalty/repayment");
  EXPECT_EQ(back.debtor, "nova");
  EXPECT_EQ(back.owed.ToString(), "40.00 EUR");
  EXPECT_EQ(back.due, D("2024-04-01"));
}

TEST(Recoupment, AFormulaDoesNotChangeWhoseTurnItIs) {
  std::string samples = Share(
      "    every: 3 months\n    rate: 10 %\n"
      "    recoup: { advances: [advance] }\n");
  const std::string shares = Advances() + samples;
  samples.replace(samples.find("royalty"), 7, "samples");
  samples.replace(samples.find("[sales]"), 7, "[plays]");
  const std::string levy =
      "  - { id: a-levy, kind: formula, debtor: acme, creditor: nova, "
      "amount: \"1 % of owed(samples)\", currency: EUR, every: 3 months }\n";
  const std::string reported = Reported(
      "R1", "2030-01-01", "2024-Q1", "sales: 2000.00 EUR, plays: 2000.00 EUR");
  // Both earn 200.00 in one period; by name the royalty comes first, also where
  // a formula needs the other to be computed before it.
  for (const std::string& more : {std::string(), levy}) {
    const std::string yaml = Agreement(more + shares + samples) + reported;
    const Obligations owed = OwedOn(yaml, "2024-03-31");
    EXPECT_EQ(Find(owed, "royalty/2024-Q1").credited.ToString(), "100.00 EUR");
    EXPECT_EQ(Find(owed, "samples/2024-Q1").credited.ToString(), "0.00 EUR");
  }
}

// Two clauses with one advance of 100, the first of which ends and repays.
std::string TwoThatRecoup(const std::string& ends, const std::string& every,
                          const std::string& advances) {
  std::string first =
      Share("    every: 3 months\n    rate: 10 %\n    until: " + ends +
            "\n    recoup: { advances: [advance], unearned: "
            "repaid }\n");
  std::string other = Share("    every: " + every +
                            "\n    rate: 10 %\n"
                            "    recoup: { advances: [advance] }\n");
  other.replace(other.find("royalty"), 7, "samples");
  other.replace(other.find("[sales]"), 7, "[plays]");
  return Agreement(advances + first + other);
}

TEST(Recoupment, WhatIsRepaidIsNotOutstandingForClausesThatGoOn) {
  const std::string events =
      TwoThatRecoup("2024-04-01", "3 months", Advances()) +
      Reported("R1", "2030-01-01", "2024-Q1",
               "sales: 100.00 EUR, plays: 200.00 EUR") +
      Reported("R2", "2030-01-01", "2024-Q2", "plays: 5000.00 EUR") +
      Reported("R3", "2030-01-01", "2024-Q3", "plays: 5000.00 EUR");
  const Ledger ledger = Ledger::Of(events);
  // 100 - 10 - 20 are repaid on the day on which the first ends, and stay so
  // while the other goes on. It earns out what falls due in July alone.
  for (const char* day : {"2024-04-01", "2024-06-30", "2024-09-30"}) {
    const Obligation back =
        Find(ledger.OwedAt(kAcmeNova, day), "royalty/repayment");
    EXPECT_EQ(back.owed.ToString(), "70.00 EUR") << day;
    EXPECT_EQ(back.due, D("2024-04-01"));
  }
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-09-30");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "samples/2024-Q2").owed.ToString(), "500.00 EUR");
  EXPECT_EQ(Find(owed, "samples/2024-Q3").owed.ToString(), "450.00 EUR");
}

TEST(Recoupment, TheLastPeriodEarnsBeforeTheRestIsRepaid) {
  const std::string events =
      TwoThatRecoup("2024-05-16", "1 month", Advances()) +
      Reported("R1", "2030-01-01", "2024-Q1",
               "sales: 100.00 EUR, plays: 0.00 EUR") +
      Reported("R4", "2030-01-01", "2024-04", "plays: 200.00 EUR") +
      Reported("R5", "2030-01-01", "2024-05", "plays: 50.00 EUR") +
      Reported("R2", "2030-01-01", "{ from: 2024-04-01, until: 2024-05-16 }",
               "sales: 300.00 EUR");
  const Ledger ledger = Ledger::Of(events);
  // What its last quarter, which goes on by its name, earns is not known yet.
  const Obligations running = ledger.OwedAt(kAcmeNova, "2024-05-31");
  EXPECT_EQ(Find(running, "royalty/repayment").owed.ToString(),
            "at least 0.00 EUR");
  // 100 - 10 - 20 - 5 by the months that end before it, - 30.
  const Obligations owed = ledger.OwedAt(kAcmeNova, "2024-06-30");
  const Obligation back = Find(owed, "royalty/repayment");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").credited.ToString(), "30.00 EUR");
  EXPECT_EQ(back.owed.ToString(), "35.00 EUR");
  EXPECT_EQ(back.due, D("2024-05-16"));
}

TEST(Recoupment, OfListsThatDifferWhatTheClauseListsIsRepaid) {
  std::string other =
      Share("    every: 3 months\n    rate: 10 %\n"
            "    recoup: { advances: [advance, more] }\n");
  other.replace(other.find("royalty"), 7, "samples");
  other.replace(other.find("[sales]"), 7, "[plays]");
  const std::string yaml =
      Agreement(Advances() +
                "  - { id: more, kind: payment, debtor: acme, creditor: nova, "
                "amount: 30.00 EUR, due: 2024-02-01 }\n" +
                Share("    every: 3 months\n    rate: 10 %\n    until: "
                      "2024-04-01\n    recoup: { advances: [advance], "
                      "unearned: repaid }\n") +
                other) +
      Reported("R1", "2030-01-01", "2024-Q1",
               "sales: 100.00 EUR, plays: 200.00 EUR") +
      Reported("R2", "2030-01-01", "2024-Q2", "plays: 5000.00 EUR");
  const Obligations owed = OwedOn(yaml, "2024-06-30");
  // 100 - 10 - 20; 30 are left of the other, which is not repaid.
  EXPECT_EQ(Find(owed, "royalty/repayment").owed.ToString(), "70.00 EUR");
  EXPECT_EQ(Find(owed, "samples/2024-Q2").credited.ToString(), "30.00 EUR");
}

TEST(Recoupment, ClausesThatEndTogetherEarnBeforeTheRestIsRepaid) {
  std::string other = Share(
      "    every: 6 months\n    rate: 10 %\n    until: 2024-05-16\n"
      "    recoup: { advances: [advance], unearned: repaid }\n");
  other.replace(other.find("royalty"), 7, "samples");
  other.replace(other.find("[sales]"), 7, "[plays]");
  const std::string yaml =
      Agreement(
          Advances() + other +
          Share("    every: 1 month\n    anchor: 2024-04-01\n    rate: 10 "
                "%\n    until: 2024-05-16\n    recoup: { advances: "
                "[advance], unearned: repaid }\n")) +
      Reported("R1", "2030-01-01", "{ from: 2024-01-01, until: 2024-05-16 }",
               "plays: 300.00 EUR") +
      Reported("R2", "2030-01-01", "{ from: 2024-01-01, until: 2024-05-16 }",
               "sales: 0.00 EUR");
  // The half-year of the one, of which only days before the end count, goes on
  // by its name when the last month of the other has ended: 100 - 30.
  EXPECT_EQ(OwedOf(yaml, "royalty/repayment", "2024-05-31"),
            "at least 0.00 EUR");
  const Obligations owed = OwedOn(yaml, "2024-06-30");
  EXPECT_EQ(Find(owed, "samples/2024-H1").credited.ToString(), "30.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/repayment").owed.ToString(), "70.00 EUR");
  EXPECT_FALSE(Has(owed, "samples/repayment"));
}

TEST(Recoupment, WhatIsAdvancedOnceNoneEarnsItOutIsRepaidOnItsDay) {
  const auto yaml = [](const std::string& until) {
    return Agreement(Advances() +
                     Share("    every: 3 months\n    rate: 10 %\n    until: " +
                           until +
                           "\n    recoup: { advances: [advance], unearned: "
                           "repaid }\n")) +
           Sales("2024-Q1", "600.00 EUR") + Sales("2024-Q2", "100.00 EUR");
  };
  const Ledger ledger = Ledger::Of(yaml("2024-04-01"));
  EXPECT_EQ(OwedOf(yaml("2024-04-01"), "royalty/repayment", "2024-08-01"),
            "40.00 EUR");
  const Obligation later = Find(ledger.OwedAt(kAcmeNova, "2024-08-01"),
                                "royalty/repayment-2024-07-01");
  EXPECT_EQ(later.owed.ToString(), "50.00 EUR");
  EXPECT_EQ(later.due, D("2024-07-01"));
  // On one day with the end it is part of the same sum: 150 - 60 - 10.
  EXPECT_EQ(OwedOf(yaml("2024-07-01"), "royalty/repayment", "2024-08-01"),
            "80.00 EUR");
}

TEST(Recoupment, ARepaymentStaysWhereTheClauseComesBack) {
  const std::string events =
      Agreement(
          Advances() +
          Share("    every: 3 months\n    rate: 10 %\n"
                "    recoup: { advances: [advance], unearned: repaid }\n")) +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: "
      "2024-01-02\nexecuted: 2024-01-02\nchanges:\n"
      "  - { remove: royalty, effective: 2024-04-01, until: 2024-07-01 }\n" +
      Sales("2024-Q1", "600.00 EUR") + Sales("2024-Q3", "700.00 EUR");
  const Ledger ledger = Ledger::Of(events);
  for (const char* day : {"2024-05-01", "2024-09-30"}) {
    EXPECT_EQ(Find(ledger.OwedAt(kAcmeNova, day), "royalty/repayment")
                  .owed.ToString(),
              "40.00 EUR")
        << day;
  }
  // 70 less the 50 that fell due on the day on which it came back.
  EXPECT_EQ(Find(ledger.OwedAt(kAcmeNova, "2024-09-30"), "royalty/2024-Q3")
                .owed.ToString(),
            "20.00 EUR");
}

}  // namespace
}  // namespace covenant::advances_test
