// Liability caps: what exceeds them does not accrue.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::liability_cap_test {
namespace {

constexpr char kId[] = "acme-nova";

// acme pays 100 a month; nova owes damages of 300, 500 and 400 and an indemnity
// of 900, each accruing on its milestone.
std::string Terms_(const std::string& cap) {
  std::string yaml = R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, amount: 100.00 EUR, every: 1 month }
  - id: damages
    kind: payment-schedule
    debtor: nova
    creditor: acme
    instalments:
      - { id: a, amount: 300.00 EUR, condition: delay-a }
      - { id: b, amount: 500.00 EUR, condition: delay-b }
      - { id: c, amount: 400.00 EUR, condition: delay-c }
  - { id: indemnity, kind: payment, debtor: nova, creditor: acme, amount: 900.00 EUR, condition: claim }
  - id: cap
    kind: liability-cap
    debtor: nova
    currency: EUR
)" + cap;
  const std::pair<const char*, const char*> days[] = {
      {"delay-a", "2024-03-15"},
      {"delay-b", "2024-09-15"},
      {"delay-c", "2025-03-20"},
      {"claim", "2024-05-01"}};
  for (const auto& [name, day] : days) {
    yaml += std::string("---\ncontract: acme-nova\nevent: milestone\nid: ") +
            name + "\nknown: 2025-06-01\nmilestone: " + name + "\ndate: " + day +
            "\n";
  }
  return yaml;
}

struct Sums {
  std::string a, b, c, indemnity, left;
  friend bool operator==(const Sums&, const Sums&) = default;
  friend void PrintTo(const Sums& s, std::ostream* out) {
    *out << s.a << ", " << s.b << ", " << s.c << ", " << s.indemnity
         << ", left " << s.left;
  }
};

Sums Capped(const std::string& cap, const std::string& more = "") {
  const Ledger ledger = Ledger::Of(Terms_(cap) + more);
  const Obligations owed = ledger.OwedAt(kId, "2025-06-30");
  CheckBalances(owed);
  const auto accrued = [&](const std::string& id) {
    const Obligation o = Find(owed, id);
    CheckTrace(o.trace);
    return o.accrued.ToString();
  };
  return {accrued("damages/a"), accrued("damages/b"), accrued("damages/c"),
          accrued("indemnity/1"),
          FindBalance(owed.balances, "acme-nova/cap", "liability cap left")
              .amount.ToString()};
}

TEST(LiabilityCap, ForLifeTheOldestSumsCountFirst) {
  // 300, then the indemnity of 900 that is not named, then 500 of 700, 200.
  EXPECT_EQ(Capped("    amount: 1000.00 EUR\n    clauses: [damages]\n"),
            (Sums{"300.00 EUR", "500.00 EUR", "200.00 EUR", "900.00 EUR",
                  "0.00 EUR"}));
  // All that nova owes: 300, 700 of the indemnity in May, nothing after.
  EXPECT_EQ(Capped("    amount: 1000.00 EUR\n"),
            (Sums{"300.00 EUR", "0.00 EUR", "0.00 EUR", "700.00 EUR",
                  "0.00 EUR"}));
  // The indemnity carved out.
  EXPECT_EQ(Capped("    amount: 1500.00 EUR\n    except: [indemnity]\n"),
            (Sums{"300.00 EUR", "500.00 EUR", "400.00 EUR", "900.00 EUR",
                  "300.00 EUR"}));
}

TEST(LiabilityCap, OfTheTwelveMonthsBefore) {
  // On 2024-09-15: 600 - 300, so 300 of 500. On 2025-03-20 the 300 of
  // 2024-03-15 have left the window, 300 of September have not: 300 of 400.
  // On 2025-06-30: 600 - 300 - 300.
  EXPECT_EQ(Capped("    amount: 600.00 EUR\n    clauses: [damages]\n"
                   "    trailing: 12 months\n"),
            (Sums{"300.00 EUR", "300.00 EUR", "300.00 EUR", "900.00 EUR",
                  "0.00 EUR"}));
}

TEST(LiabilityCap, OfEachContractYear) {
  // The year from 1 April 2024: 500 in September and 400 in March; the 300 of
  // March 2024 belong to the year before.
  EXPECT_EQ(Capped("    amount: 600.00 EUR\n    clauses: [damages]\n"
                   "    year_start: 2024-04-01\n"),
            (Sums{"300.00 EUR", "500.00 EUR", "100.00 EUR", "900.00 EUR",
                  "600.00 EUR"}));
}

TEST(LiabilityCap, WhatAccruesBeforeItsPeriodEndsIsLimitedToo) {
  // 100 on the first day of each month under a cap of 150: 50 of February, on
  // its first day as on its last, and nothing of March.
  const Ledger ledger = Ledger::Of(R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: support, kind: recurring-payment, debtor: nova, creditor: acme, amount: 100.00 EUR, every: 1 month, due: on period-start }
  - { id: cap, kind: liability-cap, debtor: nova, currency: EUR, amount: 150.00 EUR }
)");
  for (const char* day : {"2024-02-01", "2024-02-10", "2024-02-29"}) {
    const Obligations owed = ledger.OwedAt(kId, day);
    EXPECT_EQ(Find(owed, "support/2024-02").owed.ToString(), "50.00 EUR")
        << day;
    EXPECT_EQ(FindBalance(owed.balances, "acme-nova/cap", "liability cap left")
                  .amount.ToString(),
              "0.00 EUR")
        << day;
  }
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-03-01"), "support/2024-03")
                .owed.ToString(),
            "0.00 EUR");
}

TEST(LiabilityCap, AShareOfTheFees) {
  // 150 % of the fees accrued in the twelve months before, damages together for
  // life. By 2024-03-15 two months: 300. By 2024-09-15 eight: 1200, less 300.
  // By 2025-03-20 twelve: 1800, less 800.
  EXPECT_EQ(Capped("    share: 150 %\n    fees: [fee]\n    clauses: [damages]\n"
                   "    fees_over: 12 months\n"),
            (Sums{"300.00 EUR", "500.00 EUR", "400.00 EUR", "900.00 EUR",
                  "600.00 EUR"}));  // 1800 - 1200
  // All of them: by 2024-03-15 200 of 300; by 2024-09-15 800 less 200: 500; by
  // 2025-03-20 1400 less 700: 400.
  EXPECT_EQ(Capped("    share: 100 %\n    fees: [fee]\n    clauses: [damages]\n"),
            (Sums{"200.00 EUR", "500.00 EUR", "400.00 EUR", "900.00 EUR",
                  "700.00 EUR"}));  // 1800 - 1100
}

std::string Pay(const std::string& date, const std::string& amount,
                const std::string& designation) {
  return "---\ncontract: acme-nova\nevent: payment\nid: P" + date +
         "\nknown: 2025-06-01\npayer: acme\npayee: nova\namount: " + amount +
         " EUR\ndate: " + date + "\n" + designation;
}

TEST(LiabilityCap, AShareOfTheFeesPaid) {
  const std::string cap =
      "    share: 1/2\n    fees: [fee]\n    clauses: [damages]\n"
      "    fees_count: paid\n";
  // By March 400 were paid: 200 of 300. Nothing more until September.
  EXPECT_EQ(Capped(cap, Pay("2024-03-01", "400.00", "designation: fee\n")),
            (Sums{"200.00 EUR", "0.00 EUR", "0.00 EUR", "900.00 EUR",
                  "0.00 EUR"}));
  // A payment without designation may have been for the fees.
  const Sums unclear = Capped(cap, Pay("2024-03-01", "400.00", ""));
  EXPECT_EQ(unclear.a, "between 0.00 and 200.00 EUR");
}

TEST(LiabilityCap, TheGreaterOrTheLesserOfAnAmountAndAShare) {
  const std::string both =
      "    amount: 450.00 EUR\n    share: 100 %\n    fees: [fee]\n"
      "    clauses: [damages]\n";
  // Fees by 2024-03-15 200, by 2024-09-15 800, by 2025-03-20 1400. The greater:
  // 450, so 300; 800, less 300; 1400, less 800.
  EXPECT_EQ(Capped(both + "    of_both: greater-of\n"),
            (Sums{"300.00 EUR", "500.00 EUR", "400.00 EUR", "900.00 EUR",
                  "600.00 EUR"}));  // 1800 - 1200
  // The lesser: 200; 450, less 200; 450, less 450.
  EXPECT_EQ(
      Capped(both + "    of_both: lesser-of\n"),
      (Sums{"200.00 EUR", "250.00 EUR", "0.00 EUR", "900.00 EUR", "0.00 EUR"}));
  // An amendment that adds the one beside the other does not say which.
  const Sums unclear = Capped(
      "    share: 100 %\n    fees: [fee]\n    clauses: [damages]\n",
      "---\ncontract: acme-nova\nevent: amendment\nid: A2\nknown: 2025-06-01\n"
      "executed: 2024-01-02\nchanges:\n  - set: cap.amount\n"
      "    to: 450.00 EUR\n");
  EXPECT_EQ(unclear.a, "between 200.00 and 300.00 EUR");
}

TEST(LiabilityCap, AnUndisclosedCapIsARange) {
  const Sums sums = Capped(
      "    amount: between 100.00 and 400.00 EUR\n    clauses: [damages]\n");
  EXPECT_EQ(sums.a, "between 100.00 and 300.00 EUR");
  EXPECT_EQ(sums.indemnity, "900.00 EUR");
}

TEST(LiabilityCap, HalfIsWaivedOfWhatAccruesUnderTheCap) {
  // Of 500 in September 300 are left under 600; half of that is waived.
  const Ledger ledger = Ledger::Of(
      Terms_("    amount: 600.00 EUR\n    clauses: [damages]\n") + R"(---
contract: acme-nova
event: waiver
id: W1
known: 2025-06-01
executed: 2024-01-02
effective: 2024-09-01
until: 2024-10-01
clause: damages
share: 50 %
measured_by: accrual
)");
  const Obligations owed = ledger.OwedAt(kId, "2024-12-31");
  CheckBalances(owed);
  const Obligation o = Find(owed, "damages/b");
  CheckTrace(o.trace);
  EXPECT_EQ(o.accrued.ToString(), "300.00 EUR");
  EXPECT_EQ(o.waived.ToString(), "150.00 EUR");
  EXPECT_EQ(o.owed.ToString(), "150.00 EUR");
}

TEST(LiabilityCap, ACapThatIsAgreedLaterIsACredit) {
  // Agreed in October with effect from the start: 500 of September fall to
  // 200, a credit of 300.
  const Ledger ledger = Ledger::Of(
      Terms_("    amount: 5000.00 EUR\n    clauses: [damages]\n") + R"(---
contract: acme-nova
event: amendment
id: A2
known: 2025-06-01
executed: 2024-10-01
effective: 2024-01-01
changes:
  - { set: cap.amount, to: 500.00 EUR }
)");
  const Obligations owed = ledger.OwedAt(kId, "2024-12-31");
  CheckBalances(owed);
  const Obligation o = Find(owed, "damages/b");
  EXPECT_EQ(o.accrued.ToString(), "500.00 EUR");
  EXPECT_EQ(o.credited.ToString(), "300.00 EUR");
  EXPECT_EQ(o.owed.ToString(), "200.00 EUR");
}

}  // namespace
}  // namespace covenant::liability_cap_test
