// Take or pay: shortfall, credits, expiry, suspension; the arithmetic is worked
// in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::take_or_pay_test {
namespace {

std::string Offtake(const std::string& rest) {
  return Agreement(
      "  - id: offtake\n    kind: take-or-pay\n    debtor: acme\n"
      "    creditor: nova\n    minimum: 100 tonnes\n    price: 10.00 EUR\n"
      "    metrics: [taken]\n    every: 1 year\n" +
          rest,
      "2020-01-01");
}

std::string Taken(const std::string& year, const std::string& quantity) {
  return Reported("R" + year, "2030-01-01", year, "taken: " + quantity);
}

TEST(TakeOrPay, WhatLacksIsPaidFor) {
  const Obligations owed = OwedOn(
      Offtake("") + Taken("2020", "60 tonnes") + Taken("2021", "130 tonnes"),
      "2022-02-01");
  // 100 × 10 although 60 were taken; 130 × 10.
  EXPECT_EQ(Find(owed, "offtake/2020").owed.ToString(), "1000.00 EUR");
  EXPECT_EQ(Find(owed, "offtake/2021").owed.ToString(), "1300.00 EUR");
}

TEST(TakeOrPay, OnlyTheShortfallWhereDeliveriesArePricedElsewhere) {
  const Obligations owed =
      OwedOn(Offtake("    charge: shortfall\n") + Taken("2020", "60 tonnes"),
             "2021-02-01");
  EXPECT_EQ(Find(owed, "offtake/2020").owed.ToString(), "400.00 EUR");
}

TEST(TakeOrPay, AMissingReportIsNotAShortfallOfAll) {
  const Obligations owed = OwedOn(Offtake(""), "2021-02-01");
  const Obligation o = Find(owed, "offtake/2020");
  EXPECT_EQ(o.state, ObligationState::kUnknown);
  EXPECT_EQ(o.owed.ToString(), "at least 1000.00 EUR");
}

// A price of 5 that is 6 from 15 February on, in a quarter of 91 days.
std::string Quarter(const std::string& rest, const std::string& facts) {
  return Agreement(
             "  - id: offtake\n    kind: take-or-pay\n    debtor: acme\n"
             "    creditor: nova\n    price: 5.00 EUR\n"
             "    metrics: [taken]\n    every: 3 months\n" +
             rest) +
         "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: "
         "2024-01-10\nexecuted: 2024-01-10\neffective: 2024-02-15\n"
         "changes: [{ set: offtake.price, to: 6.00 EUR }]\n" +
         facts;
}

std::string Deliveries(const std::string& first, const std::string& second) {
  return "---\ncontract: acme-nova\nevent: report\nid: R1\nknown: 2030-01-01\n"
         "period: 2024-Q1\nitems:\n"
         "  - { metric: taken, date: 2024-01-20, amount: " +
         first +
         " }\n  - { metric: taken, date: 2024-03-01, amount: " + second +
         " }\n";
}

TEST(TakeOrPay, DatedDeliveriesHaveThePriceOfTheirDay) {
  const auto owed = [](const std::string& minimum, const std::string& rule,
                       const std::string& facts, const std::string& day) {
    return Find(
               OwedOn(Quarter("    minimum: " + minimum + " t\n" + rule, facts),
                      day),
               "offtake/2024-Q1")
        .accrued.ToString();
  };
  const std::string start = "    rate_change: period-start\n";
  const std::string end = "    rate_change: period-end\n";
  const std::string days = "    rate_change: pro-rata-days\n";
  const std::string dated = Deliveries("40 t", "60 t");
  // Nothing lacks: 40 * 5 + 60 * 6, whatever the rule for what has no day.
  for (const std::string& rule : {start, end, days, std::string()}) {
    EXPECT_EQ(owed("50", rule, dated, "2024-04-01"), "560.00 EUR");
  }
  // While the period runs, what was taken so far.
  EXPECT_EQ(owed("50", end, dated, "2024-02-10"), "200.00 EUR");
  // 20 lack, at 5, at 6, and at 5 * 45/91 + 6 * 46/91.
  EXPECT_EQ(owed("120", start, dated, "2024-04-01"), "660.00 EUR");
  EXPECT_EQ(owed("120", end, dated, "2024-04-01"), "680.00 EUR");
  EXPECT_EQ(owed("120", days, dated, "2024-04-01"), "670.11 EUR");
  EXPECT_EQ(owed("120", "", dated, "2024-04-01"),
            "between 660.00 and 680.00 EUR");
  // A total is of the days for which it is reported: 40 at 5, 60 at 6, and of
  // February 14 days at 5, 15 at 6: 29 * 5 * 14/29 + 29 * 6 * 15/29 = 160.
  const std::string months =
      Reported("R1", "2030-01-01", "2024-01", "taken: 40 t") +
      Reported("R2", "2030-01-01", "2024-02", "taken: 29 t") +
      Reported("R3", "2030-01-01", "2024-03", "taken: 60 t");
  EXPECT_EQ(owed("50", days, months, "2024-04-01"), "720.00 EUR");
}

TEST(TakeOrPay, DatedDeliveriesBelowZeroOweNothingBack) {
  // Of no minimum: 40 * 5 - 60 * 6 and 20 that lack at 5 are less than nothing.
  const Obligation o = Find(
      OwedOn(Quarter("    minimum: 0 t\n    rate_change: period-start\n",
                     Deliveries("40 t", "-60 t")),
             "2024-04-01"),
      "offtake/2024-Q1");
  EXPECT_EQ(o.accrued.ToString(), "0.00 EUR");
}

TEST(TakeOrPay, DatedDeliveriesAreWaivedByTheirDay) {
  const std::string waiver =
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2024-01-02\n"
      "executed: 2024-01-02\neffective: 2024-02-15\nclause: offtake\n"
      "share: 50 %\nmeasured_by: accrual\n";
  const Obligation o =
      Find(OwedOn(Quarter("    minimum: 50 t\n    rate_change: period-start\n",
                          Deliveries("40 t", "60 t") + waiver),
                  "2024-04-01"),
           "offtake/2024-Q1");
  // The half of 60 * 6.
  EXPECT_EQ(o.accrued.ToString(), "560.00 EUR");
  EXPECT_EQ(o.waived.ToString(), "180.00 EUR");
}

TEST(MakeUp, PaysNoMoreThanWhatIsTakenCostsOnItsDay) {
  const std::string first =
      Reported("R0", "2030-01-01", "2024-Q1", "taken: 0 t");
  const std::string second =
      "---\ncontract: acme-nova\nevent: amendment\nid: A3\nknown: 2024-01-10\n"
      "executed: 2024-01-11\neffective: 2024-05-01\nchanges:\n"
      "  - { set: offtake.price, to: 9.00 EUR }\n"
      "  - { set: offtake.minimum, to: 0 t }\n"
      "---\ncontract: acme-nova\nevent: report\nid: R2\nknown: 2030-01-01\n"
      "period: 2024-Q2\nitems:\n"
      "  - { metric: taken, date: 2024-04-20, amount: 50 t }\n";
  const Obligations owed =
      OwedOn(Quarter("    minimum: 100 t\n    rate_change: period-end\n"
                     "    make_up: { applies_to: excess-only }\n",
                     first + second),
             "2024-07-01");
  CheckBalances(owed);
  // 50 at 6; what exceeds the minimum of the last day is 50 at 9, of which no
  // more than 300 are owed. 600 - 300 are left.
  EXPECT_EQ(Find(owed, "offtake/2024-Q2").accrued.ToString(), "300.00 EUR");
  EXPECT_EQ(Find(owed, "offtake/2024-Q2").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(FindBalance(owed.balances, "acme-nova/offtake", "credit of 2024-Q1")
                .amount.ToString(),
            "300.00 EUR");
}

TEST(MakeUp, ExcessOnlyIsUsedOldestFirstAndExpires) {
  const std::string clause =
      Offtake("    make_up: { applies_to: excess-only, expires: 2 years }\n");
  const std::string events =
      clause + Taken("2020", "60 tonnes") + Taken("2021", "90 tonnes") +
      Taken("2022", "145 tonnes") + Taken("2023", "150 tonnes");
  const Obligations owed = OwedOn(events, "2024-02-01");
  // Credits: 400 of 2020 to 2022-12-31, 100 of 2021 to 2023-12-31.
  // 2022: 45 in excess = 450: 400 of 2020 and 50 of 2021. 1450 − 450.
  EXPECT_EQ(Find(owed, "offtake/2022").credited.ToString(), "450.00 EUR");
  EXPECT_EQ(Find(owed, "offtake/2022").owed.ToString(), "1000.00 EUR");
  // 2023: 50 in excess, 50 of 2021 are left: 1500 − 50.
  EXPECT_EQ(Find(owed, "offtake/2023").owed.ToString(), "1450.00 EUR");
}

TEST(MakeUp, WhatHasExpiredIsNotUsed) {
  const std::string clause =
      Offtake("    make_up: { applies_to: excess-only, expires: 1 year }\n");
  const std::string events = clause + Taken("2020", "60 tonnes") +
                             Taken("2021", "100 tonnes") +
                             Taken("2022", "145 tonnes");
  const Obligations owed = OwedOn(events, "2023-02-01");
  EXPECT_EQ(Find(owed, "offtake/2022").owed.ToString(), "1450.00 EUR");
  const Obligations before = OwedOn(events, "2021-06-01");
  EXPECT_EQ(FindBalance(before.balances, "acme-nova/offtake",
                        "credit of 2020, to 2021-12-31")
                .amount.ToString(),
            "400.00 EUR");
}

TEST(MakeUp, AnyAmountAlsoPaysForTheMinimum) {
  const std::string events =
      Offtake("    make_up: { applies_to: any-amount }\n") +
      Taken("2020", "60 tonnes") + Taken("2021", "100 tonnes");
  const Obligations owed = OwedOn(events, "2022-02-01");
  EXPECT_EQ(Find(owed, "offtake/2021").owed.ToString(), "600.00 EUR");
}

TEST(MakeUp, AQuantityIsWorthThePriceOfTheDayOfUse) {
  const std::string events =
      Offtake("    make_up: { applies_to: excess-only, measure: quantity }\n") +
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2020-12-01\n"
      "executed: 2020-12-01\neffective: 2021-01-01\n"
      "changes: [{ set: offtake.price, to: 12.00 EUR }]\n" +
      Taken("2020", "60 tonnes") + Taken("2021", "130 tonnes");
  const Obligations owed = OwedOn(events, "2022-02-01");
  // 30 tonnes of the credit of 40, at 12: 1560 − 360.
  EXPECT_EQ(Find(owed, "offtake/2021").owed.ToString(), "1200.00 EUR");
  EXPECT_EQ(FindBalance(owed.balances, "acme-nova/offtake", "credit of 2020")
                .amount.ToString(),
            "10 tonnes");
}

TEST(MakeUp, WhatIsWaivedNeedsNoCredit) {
  const std::string events =
      Offtake("    make_up: { applies_to: any-amount }\n") +
      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: 2021-01-02\n"
      "executed: 2021-01-02\neffective: 2021-01-01\nuntil: 2022-01-01\n"
      "clause: offtake\nshare: 80 %\nmeasured_by: accrual\n" +
      Taken("2020", "60 tonnes") + Taken("2021", "100 tonnes");
  // The credit of 2020 is 400; of the 1000 of 2021, 800 are waived and 200 are
  // credited, and 200 of the credit are left.
  const Obligation o = Find(OwedOn(events, "2022-02-01"), "offtake/2021");
  EXPECT_EQ(o.waived.ToString(), "800.00 EUR");
  EXPECT_EQ(o.credited.ToString(), "200.00 EUR");
  EXPECT_EQ(o.owed.ToString(), "0.00 EUR");
}

TEST(MakeUp, WhatIsWaivedOfAShortfallGivesNoCredit) {
  const auto owed = [](const std::string& clause, const std::string& waives) {
    return OwedOn(Offtake(clause) +
                      "---\ncontract: acme-nova\nevent: waiver\nid: W1\nknown: "
                      "2020-01-02\nexecuted: 2020-01-02\neffective: "
                      "2020-01-01\nuntil: 2021-01-01\nclause: offtake\n" +
                      waives + Taken("2020", "60 tonnes") +
                      Taken("2021", "150 tonnes"),
                  "2022-02-01");
  };
  const std::string money = "    make_up: { applies_to: excess-only }\n";
  const std::string tonnes =
      "    make_up: { applies_to: excess-only, measure: quantity }\n";
  const std::string part = "share: 30 %\nmeasured_by: due-date\n";
  // 1000 - 300 are paid, 600 of it for what was taken: 100, or 10 tonnes.
  for (const std::string& clause : {money, tonnes}) {
    EXPECT_EQ(Find(owed(clause, part), "offtake/2021").credited.ToString(),
              "100.00 EUR");
    EXPECT_EQ(Find(owed(clause, "measured_by: accrual\n"), "offtake/2021")
                  .credited.ToString(),
              "0.00 EUR");
  }
}

TEST(MakeUp, WhatIsTakenBelowZeroIsNotPaidFor) {
  const auto owed = [](const std::string& suspended) {
    return OwedOn(Offtake("    make_up: { applies_to: excess-only, measure: "
                          "quantity }\n") +
                      suspended + Taken("2020", "90 tonnes") +
                      Taken("2021", "-10 tonnes") + Taken("2022", "230 tonnes"),
                  "2023-02-01");
  };
  // The minimum of 2021 rests: nothing is owed, and nothing is good for later.
  const Obligations rests = owed(
      "---\ncontract: acme-nova\nevent: amendment\nid: S2\nknown: "
      "2020-12-01\nexecuted: 2020-12-01\nchanges:\n"
      "  - { suspend: offtake, effective: 2021-01-01, until: 2022-01-01 }\n");
  EXPECT_EQ(Find(rests, "offtake/2021").accrued.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(rests, "offtake/2022").credited.ToString(), "100.00 EUR");
  // 1000 are owed for it, which is 100 tonnes; with 10 of 2020.
  const Obligations runs = owed("");
  EXPECT_EQ(Find(runs, "offtake/2021").accrued.ToString(), "1000.00 EUR");
  EXPECT_EQ(Find(runs, "offtake/2022").credited.ToString(), "1100.00 EUR");
}

TEST(TakeOrPay, SuspensionReducesTheMinimumByItsDays) {
  const auto events = [](const std::string& rule) {
    return Offtake(rule) +
           "---\ncontract: acme-nova\nevent: amendment\nid: S2\n"
           "known: 2020-03-01\nexecuted: 2020-03-01\nchanges:\n"
           "  - { suspend: offtake, effective: 2020-03-01, until: 2020-05-01 "
           "}\n" +
           Taken("2020", "0 tonnes");
  };
  // 61 of 366 days rest: 100 × 305/366 × 10 = 833.33.
  EXPECT_EQ(
      Find(OwedOn(events(""), "2021-02-01"), "offtake/2020").owed.ToString(),
      "833.33 EUR");
  EXPECT_EQ(Find(OwedOn(events("    suspension: none\n"), "2021-02-01"),
                 "offtake/2020")
                .owed.ToString(),
            "1000.00 EUR");
}

TEST(TakeOrPay, APartOfAPeriodNeedsARule) {
  const std::string from = "    from: 2020-07-01\n";
  const std::string taken =
      "---\ncontract: acme-nova\nevent: report\nid: R2020\nknown: 2030-01-01\n"
      "period: 2020\nitems: [{ metric: taken, date: 2020-08-01, amount: 10 "
      "tonnes }]\n";
  // 184 of 366 days: 100 × 184/366 × 10 = 502.73.
  EXPECT_EQ(
      Find(OwedOn(Offtake(from + "    partial_period: pro-rata-days\n") + taken,
                  "2021-02-01"),
           "offtake/2020")
          .owed.ToString(),
      "502.73 EUR");
  EXPECT_EQ(Find(OwedOn(Offtake(from) + taken, "2021-02-01"), "offtake/2020")
                .owed.ToString(),
            "between 100.00 and 1000.00 EUR");
}

// The minimum rises from 732 to 1,098 and the price from 5 to 6 on 1 April: of
// 366 days 91 have 2 tonnes a day at 5, 275 have 3 at 6. Nothing is taken:
// 182 × 5 + 825 × 6 = 5,860; 7 are taken: what lacks, 1,000 of 1,007, is of all
// days alike, 5,860 × 1000 / 1007 = 5,819.265.
TEST(TakeOrPay, WhatLacksHasThePriceOfTheDaysOfTheMinimum) {
  const auto owed = [](const std::string& taken) {
    return OwedOf(
        Agreement(
            "  - id: offtake\n    kind: take-or-pay\n    debtor: acme\n"
            "    creditor: nova\n    minimum: 732 tonnes\n    price: 5.00 "
            "EUR\n    metrics: [taken]\n    every: 1 year\n    charge: "
            "shortfall\n    rate_change: pro-rata-days\n") +
            Amended("A2", "2024-01-15", "2024-04-01",
                    "  - { set: offtake.minimum, to: 1098 tonnes }\n"
                    "  - { set: offtake.price, to: 6.00 EUR }\n") +
            Taken("2024", taken),
        "offtake/2024", "2025-01-31");
  };
  EXPECT_EQ(owed("0 tonnes"), "5860.00 EUR");
  EXPECT_EQ(owed("7 tonnes"), "5819.27 EUR");
}

}  // namespace
}  // namespace covenant::take_or_pay_test
