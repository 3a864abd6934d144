// Changes that were signed after a sum fell due, where part of the sum is waived
// or credited: what the old terms give stays with the original sum, the difference
// of two full replays goes to the increase or is a credit from the day of binding
// (domain.md section 2; doc/decisions.md 13 and 26).
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::retroactive_test {
namespace {

// A quarterly royalty of 10 %, due at the end of the quarter.
std::string Royalty(const std::string& more = "", const std::string& rest = "") {
  return Agreement(
      rest +
      "  - id: royalty\n    kind: revenue-share\n    debtor: acme\n"
      "    creditor: nova\n    rate: 10 %\n    metrics: [sales]\n"
      "    currency: EUR\n    every: 3 months\n" +
      more);
}

std::string Sold(const std::string& period, const std::string& amount) {
  return Reported("R" + period, "2024-01-01", period, "sales: " + amount);
}

std::string Waived(const std::string& share) {
  return "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
         "executed: 2024-01-02\neffective: 2024-01-01\nuntil: 2024-04-01\n"
         "clause: royalty\nshare: " +
         share + "\nmeasured_by: accrual\n";
}

std::string Changed(const std::string& executed, const std::string& change) {
  return Amended("A2", executed, "2024-01-01", "  - { " + change + " }\n");
}

std::string To(const std::string& rate,
               const std::string& executed = "2024-05-15") {
  return Changed(executed, "set: royalty.rate, to: " + rate);
}

std::string Paid(const std::string& id, const std::string& day,
                 const std::string& amount, const std::string& designation) {
  return "---\ncontract: acme-nova\nevent: payment\nid: " + id + "\nknown: " +
         day + "\npayer: acme\npayee: nova\namount: " + amount + "\ndate: " +
         day +
         (designation.empty() ? "\n" : "\ndesignation: " + designation + "\n");
}

Obligation Of(const std::string& yaml, const std::string& id,
              const std::string& day) {
  return Find(OwedOn(yaml, day), id);
}

// "accrued/waived/credited/owed"
std::string Shown(const Obligation& o) {
  const auto number = [](const Amount& amount) {
    return amount.ToString().substr(0, amount.ToString().find(' '));
  };
  return number(o.accrued) + " " + number(o.waived) + " " +
         number(o.credited) + " " + number(o.owed);
}

TEST(RetroactiveWaivers, AnIncreaseIsWaivedAsTheOriginalSumIs) {
  // 1,000 under the old terms, 1,200 under the new: half of each is waived, so
  // 500 of the original sum and 100 of the increase.
  const std::string half = Royalty() + Sold("2024-Q1", "10000.00 EUR") +
                           Waived("50 %") + To("12 %");
  EXPECT_EQ(Shown(Of(half, "royalty/2024-Q1", "2024-06-01")),
            "1000.00 500.00 0.00 500.00");
  EXPECT_EQ(Shown(Of(half, "royalty/2024-Q1+A2", "2024-06-01")),
            "200.00 100.00 0.00 100.00");
  // 90 %: 100 and 20 are left.
  const std::string most = Royalty() + Sold("2024-Q1", "10000.00 EUR") +
                           Waived("90 %") + To("12 %");
  EXPECT_EQ(Shown(Of(most, "royalty/2024-Q1", "2024-06-01")),
            "1000.00 900.00 0.00 100.00");
  EXPECT_EQ(Shown(Of(most, "royalty/2024-Q1+A2", "2024-06-01")),
            "200.00 180.00 0.00 20.00");
  // All: nothing is owed, and nothing is overpaid.
  const Obligations all =
      OwedOn(Royalty() + Sold("2024-Q1", "10000.00 EUR") + Waived("100 %") +
                 To("12 %"),
             "2024-06-01");
  for (const char* id : {"royalty/2024-Q1", "royalty/2024-Q1+A2"}) {
    EXPECT_EQ(Find(all, id).owed.ToString(), "0.00 EUR");
    EXPECT_EQ(Find(all, id).overpaid.ToString(), "0.00 EUR");
    EXPECT_EQ(Find(all, id).state, ObligationState::kWaived);
  }
}

TEST(RetroactiveWaivers, AWaiverThatIsSignedLastIsDividedToo) {
  // Signed on 1 June, after the amendment of 15 May: 500 of the 1,000 and 100 of
  // the 200.
  std::string late = Waived("50 %");
  late.replace(late.find("known: 2024-01-02"), 17, "known: 2024-06-01");
  late.replace(late.find("executed: 2024-01-02"), 20, "executed: 2024-06-01");
  const std::string yaml = Royalty() + Sold("2024-Q1", "10000.00 EUR") +
                           To("12 %") + late;
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1", "2024-07-01")),
            "1000.00 500.00 0.00 500.00");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1+A2", "2024-07-01")),
            "200.00 100.00 0.00 100.00");
}

TEST(RetroactiveWaivers, OfWhatRecurs) {
  const std::string yaml =
      Agreement("  - { id: royalty, kind: recurring-payment, debtor: acme, "
                "creditor: nova, amount: 1000.00 EUR, every: 1 month }\n") +
      Waived("100 %") +
      Changed("2024-05-15", "set: royalty.amount, to: 1200.00 EUR");
  for (const char* month : {"01", "02", "03"}) {
    const std::string id = std::string("royalty/2024-") + month;
    EXPECT_EQ(Shown(Of(yaml, id, "2024-05-20")), "1000.00 1000.00 0.00 0.00");
    EXPECT_EQ(Shown(Of(yaml, id + "+A2", "2024-05-20")),
              "200.00 200.00 0.00 0.00");
  }
  // April is not waived.
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-04+A2", "2024-05-20")),
            "200.00 0.00 0.00 200.00");
}

TEST(RetroactiveWaivers, AReductionIsOfWhatIsToBePaid) {
  // 1,000 of which 900 are waived leave 100; 800 of which 720 are, 80.
  const std::string yaml = Royalty() + Sold("2024-Q1", "10000.00 EUR") +
                           Waived("90 %") + To("8 %");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1", "2024-05-14")),
            "1000.00 900.00 0.00 100.00");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1", "2024-05-15")),
            "1000.00 900.00 20.00 80.00");
}

TEST(RetroactiveWaivers, OfAnAmountThatIsNotKnown) {
  // Sales between 1,000 and 3,000: at 10 % 100 to 300, at 12 % 120 to 360, half of
  // it waived. What is owed of both together is certainly not above 330.
  const Obligations owed =
      OwedOn(Royalty() + Sold("2024-Q1", "between 1000.00 and 3000.00 EUR") +
                 Waived("50 %") + To("12 %"),
             "2024-06-01");
  for (const Obligation& o : owed.obligations) {
    EXPECT_FALSE(o.owed.MayBeNegative()) << o.id;
    CheckTrace(o.trace);
  }
}

// 5,000 were paid in advance and are earned out by the royalty.
std::string Recouped(const std::string& sales, const std::string& more = "") {
  return Royalty("    recoup: { advances: [advance] }\n",
                 "  - id: advance\n    kind: payment\n    debtor: acme\n"
                 "    creditor: nova\n    amount: 5000.00 EUR\n"
                 "    due: 2024-01-01\n" +
                     more) +
         sales;
}

TEST(RetroactiveCredits, WhatIsCreditedLessFallsDueAtBinding) {
  const std::string yaml =
      Recouped(Sold("2024-Q1", "20000.00 EUR") + Sold("2024-Q2", "40000.00 EUR"),
               "  - { id: li, kind: late-interest, rate: 10 % }\n") +
      Paid("P1", "2024-01-01", "5000.00 EUR", "advance") +
      Paid("P2", "2024-06-30", "1000.00 EUR", "royalty/2024-Q2") +
      To("12 %", "2024-08-15");
  // Old terms: 2,000 and 3,000 of the 5,000 are credited, 4,000 - 3,000 = 1,000
  // are to be paid. New terms: 2,400 and 2,600, so 4,800 - 2,600 = 2,200.
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1", "2024-08-14")),
            "2000.00 0.00 2000.00 0.00");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q2", "2024-08-14")),
            "4000.00 0.00 3000.00 0.00");
  // What the increase of the first quarter adds is credited as it accrues.
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1+A2", "2024-08-15")),
            "400.00 0.00 400.00 0.00");
  const Obligation more = Of(yaml, "royalty/2024-Q2+A2", "2024-09-14");
  EXPECT_EQ(more.due, D("2024-08-15"));
  EXPECT_EQ(more.accrued.ToString(), "1200.00 EUR");
  // 1,200 at 10 % for 30 of 365 days: 9.86.
  EXPECT_EQ(more.owed.ToString(), "1209.86 EUR");
  // Nothing was overdue before.
  EXPECT_EQ(Of(yaml, "royalty/2024-Q2", "2024-09-14").interest.ToString(),
            "0.00 EUR");
}

TEST(RetroactiveCredits, AnAdvanceThatGrowsIsACreditFromBinding) {
  const std::string yaml =
      Recouped(Sold("2024-Q1", "20000.00 EUR") +
               Sold("2024-Q2", "40000.00 EUR")) +
      Changed("2024-11-15", "set: advance.amount, to: 6000.00 EUR");
  // 3,000 of the second quarter are credited, and 4,000 once 6,000 are advanced.
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q2", "2024-11-14")),
            "4000.00 0.00 3000.00 1000.00");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q2", "2024-11-15")),
            "4000.00 0.00 4000.00 0.00");
}

TEST(RetroactiveCredits, WhereLessAccruesAndMuchLessIsCredited) {
  // Half the rate once 1,000 are earned out. Old terms: 800 and 200 are credited,
  // the other 6,000 bear 5 %: 300. At 20 % the first quarter earns all out and the
  // second bears 5 % throughout: 400. So 100 more, though less accrues.
  std::string yaml = Recouped(Sold("2024-Q1", "8000.00 EUR") +
                              Sold("2024-Q2", "8000.00 EUR"));
  yaml.replace(yaml.find("5000.00 EUR"), 11, "1000.00 EUR");
  yaml.replace(yaml.find("[advance] }"), 11, "[advance], rate_after: 5 % }");
  yaml += To("20 %", "2024-08-15");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q2", "2024-09-01")),
            "500.00 0.00 200.00 300.00");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q2+A2", "2024-09-01")),
            "100.00 0.00 0.00 100.00");
}

TEST(RetroactiveCredits, OfMakeUp) {
  const std::string yaml =
      "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2022-01-01\n"
      "executed: 2022-01-01\nparties: [{ id: acme }, { id: nova }]\nclauses:\n"
      "  - id: gas\n    kind: take-or-pay\n    debtor: acme\n    creditor: nova\n"
      "    minimum: 100 t\n    price: 10.00 EUR\n    metrics: [taken]\n"
      "    every: 1 year\n    make_up: { applies_to: excess-only }\n" +
      Reported("R1", "2023-01-01", "2022", "taken: 60 t") +
      Reported("R2", "2024-01-01", "2023", "taken: 120 t") +
      Amended("A2", "2024-02-15", "2022-01-01",
              "  - { set: gas.price, to: 12.00 EUR }\n");
  // The 20 t above the minimum are paid for by the shortfall of 2022: at 10 they
  // are 200 of 1,200, at 12 they are 240 of 1,440.
  EXPECT_EQ(Shown(Of(yaml, "gas/2023", "2024-03-01")),
            "1200.00 0.00 200.00 1000.00");
  EXPECT_EQ(Shown(Of(yaml, "gas/2023+A2", "2024-03-01")),
            "240.00 0.00 40.00 200.00");
}

TEST(RetroactiveReductions, CountFromTheDayOfBinding) {
  // 1,000, due on 31 March; 800 by an amendment of 29 June.
  const std::string plain = Royalty() + Sold("2024-Q1", "10000.00 EUR") +
                            To("8 %", "2024-06-29");
  EXPECT_EQ(Shown(Of(plain, "royalty/2024-Q1", "2024-06-28")),
            "1000.00 0.00 0.00 1000.00");
  EXPECT_EQ(Shown(Of(plain, "royalty/2024-Q1", "2024-06-29")),
            "1000.00 0.00 200.00 800.00");
  // Paid in full before: nothing is overpaid until that day.
  const std::string paid =
      plain + Paid("P1", "2024-04-02", "1000.00 EUR", "royalty");
  const Obligations before = OwedOn(paid, "2024-06-28");
  EXPECT_EQ(Find(before, "royalty/2024-Q1").overpaid.ToString(), "0.00 EUR");
  EXPECT_EQ(CountFindings(before.findings, finding::kOverpayment), 0);
  const Obligations after = OwedOn(paid, "2024-06-29");
  EXPECT_EQ(Find(after, "royalty/2024-Q1").overpaid.ToString(), "200.00 EUR");
  EXPECT_EQ(CountFindings(after.findings, finding::kOverpayment), 1);
  // With interest: 59 days of 1,000 at 10 % from 30 April are 16.16.
  const std::string bearing =
      Royalty("    due: 30 days after period-end\n",
              "  - { id: li, kind: late-interest, rate: 10 % }\n") +
      Sold("2024-Q1", "10000.00 EUR") + To("8 %", "2024-06-29");
  EXPECT_EQ(Of(bearing, "royalty/2024-Q1", "2024-06-28").owed.ToString(),
            "1016.16 EUR");
  // One day more, less the credit of 200: 1,016.44 - 200.
  EXPECT_EQ(Of(bearing, "royalty/2024-Q1", "2024-06-29").owed.ToString(),
            "816.44 EUR");
}

TEST(RetroactiveReductions, OfAnUnknownSumThatMayGrow) {
  // Sales between 0 and 1,000: 0 to 100, due on 31 March; at most 60 from 29 June.
  const std::string yaml =
      Royalty() + Sold("2024-Q1", "between 0.00 and 1000.00 EUR") +
      Changed("2024-06-29",
              "set: royalty.rate, to: between 5 % and 6 %");
  EXPECT_EQ(Of(yaml, "royalty/2024-Q1", "2024-06-28").owed.ToString(),
            "between 0.00 and 100.00 EUR");
  EXPECT_EQ(Of(yaml, "royalty/2024-Q1", "2024-06-29").owed.ToString(),
            "between 0.00 and 60.00 EUR");
}

// Before the amendment binds, a reduction is no credit yet (decision 225).
TEST(RetroactiveReductions, OfASumThatMayBeOwedBack) {
  const auto of = [](const std::string& sales, const std::string& as_of) {
    return Of(Royalty() + Sold("2024-Q1", sales) + To("5 %", "2024-06-29"),
              "royalty/2024-Q1", as_of)
        .owed.ToString();
  };
  EXPECT_EQ(of("1000.00 EUR", "2024-06-28"), "100.00 EUR");
  EXPECT_EQ(of("between -1000.00 and 1000.00 EUR", "2024-06-28"),
            "between 0.00 and 100.00 EUR");
  EXPECT_EQ(of("1000.00 EUR", "2024-06-29"), "50.00 EUR");
  EXPECT_EQ(of("between -1000.00 and 1000.00 EUR", "2024-06-29"),
            "between 0.00 and 50.00 EUR");
}

// The same where it is certainly less, but perhaps owed back: 10 % of 1,000 of
// sales until the amendment, then of the net sales.
TEST(RetroactiveReductions, ToASumThatMayBeOwedBack) {
  const auto on = [](const std::string& net) {
    return OwedOn(Royalty() + Sold("2024-Q1", "1000.00 EUR") +
                      Reported("N1", "2024-01-01", "2024-Q1", "net: " + net) +
                      Changed("2024-06-29", "set: royalty.metrics, to: [net]"),
                  "2024-06-28");
  };
  const Obligations less = on("400.00 EUR");
  EXPECT_EQ(Find(less, "royalty/2024-Q1").owed.ToString(), "100.00 EUR");
  EXPECT_FALSE(Has(less, "royalty/2024-Q1+A2"));
  const Obligation back = Find(on("-1000.00 EUR"), "royalty/2024-Q1+A2");
  EXPECT_EQ(back.debtor, "nova");
  EXPECT_EQ(back.owed.ToString(), "200.00 EUR");
  const Obligations either = on("between -1000.00 and 500.00 EUR");
  EXPECT_EQ(Find(either, "royalty/2024-Q1").owed.ToString(), "100.00 EUR");
  EXPECT_EQ(Find(either, "royalty/2024-Q1+A2").debtor, "nova");
  EXPECT_EQ(Find(either, "royalty/2024-Q1+A2").owed.ToString(),
            "between 0.00 and 200.00 EUR");
}

TEST(RetroactiveReductions, WhatIsTakenOutIsOwedUntilThen) {
  const std::string yaml =
      Royalty() + Sold("2024-Q1", "10000.00 EUR") + Waived("50 %") +
      Changed("2024-06-29", "remove: royalty");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1", "2024-06-28")),
            "1000.00 500.00 0.00 500.00");
  EXPECT_EQ(Shown(Of(yaml, "royalty/2024-Q1", "2024-06-29")),
            "1000.00 500.00 500.00 0.00");
}

TEST(RetroactiveReductions, WhyWhatWasPaidIsNotKnown) {
  // 1,000 were paid in time. 200 are credited from 29 July and count on the second
  // quarter, which is not reported: what they are counted on is not known.
  const std::string yaml =
      Royalty("    due: 30 days after period-end\n",
              "  - { id: li, kind: late-interest, rate: 10 % }\n") +
      Sold("2024-Q1", "10000.00 EUR") +
      Paid("P1", "2024-04-30", "1000.00 EUR", "") + To("8 %", "2024-07-29");
  const Obligations owed = OwedOn(yaml, "2024-12-31");
  const Obligation o = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(o.paid.ToString(), "between 800.00 and 1000.00 EUR");
  EXPECT_EQ(o.owed.ToString(), "0.00 EUR");
  EXPECT_EQ(o.unknown_because,
            std::vector<std::string>{std::string(finding::kMissingReport)});
  // That is no finding of the first quarter, whose amount is known.
  EXPECT_EQ(CountFindings(owed.findings, finding::kMissingReport, o.id), 0);
  for (const Finding& f : owed.findings) {
    if (f.code == finding::kOverpayment) {
      EXPECT_FALSE(f.because.empty());
    }
  }
}

TEST(Ranges, WhatIsStillOpenOfAnUnknownSum) {
  // 2 to 4 % of 10,000 are 200 to 400; 300 are paid, so at most 100 are owed.
  std::string yaml = Royalty() + Sold("2024-Q1", "10000.00 EUR") +
                     Paid("P1", "2024-04-01", "300.00 EUR", "");
  yaml.replace(yaml.find("rate: 10 %"), 10, "rate: between 2 % and 4 %");
  EXPECT_EQ(Of(yaml, "royalty/2024-Q1", "2024-04-02").owed.ToString(),
            "between 0.00 and 100.00 EUR");
}

// A fee that falls due on 1 February and bears 12 % when it is late; more documents
// follow.
std::string FeeWithInterest(const std::string& amount) {
  return R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: )" +
         amount + R"(, due: 2024-02-01 }
  - { id: li, kind: late-interest, rate: 12 % }
---
)";
}

// The amendment of 1 March raises 1,000 to 1,500 and states 1 June: 1,000 keep
// 1 February and bear 12 % for 29 + 31 + 30 = 90 days from 2 February to 1 May,
// 29.59; the 500 more fall due on 1 June.
TEST(RetroactiveDueDays, AnIncreaseFallsDueOnTheDayThatTheInstrumentStates) {
  const Ledger ledger = Ledger::Of(FeeWithInterest("1000.00 EUR") + R"(contract: acme-nova
event: amendment
id: A2
known: 2024-03-01
executed: 2024-03-01
effective: 2024-01-01
changes: [{ set: fee.amount, to: 1500.00 EUR }, { set: fee.due, to: 2024-06-01 }]
)");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-05-01");
  CheckBalances(owed);
  EXPECT_EQ(Find(owed, "fee/1").due, D("2024-02-01"));
  EXPECT_EQ(Find(owed, "fee/1").interest.ToString(), "29.59 EUR");
  EXPECT_EQ(Find(owed, "fee/1+A2").due, D("2024-06-01"));
  EXPECT_EQ(Find(owed, "fee/1+A2").owed.ToString(), "500.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1+A2").state, ObligationState::kAccrued);
}

// What the old terms give keeps the original due day and bears interest from it
// (domain.md section 2), also where only the day is moved; that is told.
TEST(RetroactiveDueDays, WhatWasDueKeepsItsDay) {
  const std::string terms = FeeWithInterest("10000.00 EUR") + R"(contract: acme-nova
event: amendment
id: A2
executed: DAY
known: DAY
effective: 2024-01-01
changes: [{ set: fee.due, to: 2024-05-01 }]
)";
  const auto signed_on = [&](const std::string& day) {
    std::string text = terms;
    for (std::size_t at; (at = text.find("DAY")) != std::string::npos;) {
      text.replace(at, 3, day);
    }
    return Ledger::Of(text).OwedAt("acme-nova", "2024-04-01");
  };
  const Obligations late = signed_on("2024-03-01");
  EXPECT_EQ(Find(late, "fee/1").due, D("2024-02-01"));
  // 60 days from 2 February to 1 April: 10,000 × 12 % × 60 / 365.
  EXPECT_EQ(Find(late, "fee/1").interest.ToString(), "197.26 EUR");
  EXPECT_EQ(CountFindings(late.findings, "due-day-kept", "acme-nova/fee/1"), 1);
  // Moved in time.
  const Obligations in_time = signed_on("2024-01-15");
  EXPECT_EQ(Find(in_time, "fee/1").due, D("2024-05-01"));
  EXPECT_EQ(CountFindings(in_time.findings, "due-day-kept"), 0);
}

}  // namespace
}  // namespace covenant::retroactive_test
