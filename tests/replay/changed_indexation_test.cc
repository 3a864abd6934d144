// Adjustments to an index over changes of the terms by which they are made.
#include <string>

#include "gtest/gtest.h"
#include "replay/contract.h"
#include "tests/replay/acme_nova.h"

namespace covenant::changed_indexation_test {
namespace {

std::string Changed(const std::string& id, const std::string& binding,
                    const std::string& days, const std::string& changes) {
  return Doc("amendment", id, binding,
             "executed: " + binding + "\n" + days + "\nchanges: [" + changes +
                 "]\n");
}

// 1,000 EUR a year on 1 January, by an index of 100, 110, 121, 108.9 points in
// the Octobers of 2023 to 2026.
std::string Rent(const std::string& indexation) {
  return Agreement(
             "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: "
             "nova, amount: 1000.00 EUR, every: 1 year, due: on period-start, "
             "indexation: { rate: cpi, base: 2023-10-01, first: 2025-01-01, "
             "lag: 3 months" +
             indexation + " } }\n") +
         "---\nevent: rate\nid: CPI\nknown: 2024-01-02\nrate: cpi\nmeasures: "
         "index\nvalues:\n"
         "  - { period: 2023-10, value: 100 points }\n"
         "  - { period: 2024-10, value: 110 points }\n"
         "  - { period: 2025-10, value: 121 points }\n"
         "  - { period: 2026-10, value: 108.9 points }\n"
         "---\nevent: rate\nid: HICP\nknown: 2024-01-02\nrate: hicp\nmeasures: "
         "index\nvalues:\n"
         "  - { period: 2023-10, value: 200 points }\n"
         "  - { period: 2024-10, value: 210 points }\n"
         "  - { period: 2025-10, value: 252 points }\n"
         "  - { period: 2026-10, value: 240 points }\n";
}

void ExpectRents(const std::string& yaml, const std::string& in_2025,
                 const std::string& in_2026, const std::string& in_2027) {
  const Obligations owed = Ledger::Of(yaml).OwedAt(kAcmeNova, "2027-01-01");
  EXPECT_EQ(Find(owed, "rent/2025").owed.ToString(), in_2025);
  EXPECT_EQ(Find(owed, "rent/2026").owed.ToString(), in_2026);
  EXPECT_EQ(Find(owed, "rent/2027").owed.ToString(), in_2027);
  for (const Obligation& o : owed.obligations) CheckTrace(o.trace);
  EXPECT_EQ(CountFindings(owed.findings, "indexed-from-older-base"), 0);
}

// Without limits each adjustment is of the whole; with them it starts from the
// one before, whichever terms made that.
TEST(ChangedIndexation, EachAdjustmentIsByTheTermsOfItsDay) {
  ExpectRents(Rent(""), "1100.00 EUR", "1210.00 EUR", "1089.00 EUR");
  // A cap from 2026 on: 1,100 × 1.05; then the whole fall.
  ExpectRents(Rent("") + Changed("A2", "2025-06-01", "effective: 2026-01-01",
                                 "{ set: rent.indexation.cap, to: 5 % }"),
              "1100.00 EUR", "1155.00 EUR", "1089.00 EUR");
  // A cap of 2025 alone: 1,020, and what it kept off comes with the next.
  ExpectRents(Rent("") + Changed("A2", "2024-06-01",
                                 "effective: 2025-01-01\nuntil: 2026-01-01",
                                 "{ set: rent.indexation.cap, to: 2 % }"),
              "1020.00 EUR", "1210.00 EUR", "1089.00 EUR");
  // Never falls from 2027 on.
  ExpectRents(
      Rent(", cap: 8 %") +
          Changed("A2", "2026-06-01", "effective: 2026-06-01",
                  "{ set: rent.indexation.never_falls, to: true }"),
      "1080.00 EUR", "1166.40 EUR", "1166.40 EUR");
}

// Levels are compared within one series: the adjustments of the old one stay, and
// 1,210 × 240 / 252 follows.
TEST(ChangedIndexation, AnotherSeriesLeavesWhatTheOldOneMade) {
  ExpectRents(Rent(", compares: previous") +
                  Changed("A2", "2026-06-01", "effective: 2026-06-01",
                          "{ set: rent.indexation.rate, to: hicp }"),
              "1100.00 EUR", "1210.00 EUR", "1152.38 EUR");
}

// A later first day alone leaves out an adjustment, and takes none back.
TEST(ChangedIndexation, AnotherFirstDayLeavesWhatWasAdjusted) {
  ExpectRents(Rent(", cap: 8 %") +
                  Changed("A2", "2025-06-01", "effective: 2025-06-01",
                          "{ set: rent.indexation.first, to: 2027-01-01 }"),
              "1080.00 EUR", "1080.00 EUR", "1089.00 EUR");
}

TEST(ChangedIndexation, ANewAmountWithoutABaseOfItsOwnIsTold) {
  const std::string amount = "{ set: rent.amount, to: 2000.00 EUR }";
  const auto owed = [&](const std::string& more) {
    return Ledger::Of(Rent(", floor: 1 %") +
                      Changed("A2", "2025-06-01", "effective: 2026-01-01",
                              amount + more))
        .OwedAt(kAcmeNova, "2027-01-01");
  };
  const Obligations old_base = owed("");
  EXPECT_EQ(Find(old_base, "rent/2026").owed.ToString(), "2420.00 EUR");
  EXPECT_EQ(CountFindings(old_base.findings, "indexed-from-older-base",
                          "acme-nova/rent"),
            1);
  // With a base of its own it is the rent of 2026; in 2027 the index has fallen,
  // and the floor raises it by 1 %.
  const Obligations new_base =
      owed(", { set: rent.indexation.base, to: 2025-10-01 }");
  EXPECT_EQ(Find(new_base, "rent/2025").owed.ToString(), "1100.00 EUR");
  EXPECT_EQ(Find(new_base, "rent/2026").owed.ToString(), "2000.00 EUR");
  EXPECT_EQ(Find(new_base, "rent/2027").owed.ToString(), "2020.00 EUR");
  EXPECT_EQ(CountFindings(new_base.findings, "indexed-from-older-base"), 0);
}

}  // namespace
}  // namespace covenant::changed_indexation_test
