// What a termination makes owed, and the days between milestones.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::termination_fee_test {
namespace {

constexpr char kId[] = "acme-nova";

std::string Terms_() {
  return R"(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: rent, kind: recurring-payment, debtor: acme, creditor: nova, amount: 100.00 EUR, every: 1 month }
  - id: fee
    kind: formula
    debtor: acme
    creditor: nova
    amount: max(500 EUR, 2 * owed(rent))
    currency: EUR
    condition: terminated
    due: 30 days after milestone
  - id: damages
    kind: formula
    debtor: nova
    creditor: acme
    amount: min(60 EUR, 5 EUR/days * max(0, days-between(2024-02-01, delivery)))
    currency: EUR
    condition: delivery
)";
}

std::string Termination_(const std::string& more) {
  return "---\ncontract: acme-nova\nevent: termination\nid: T1\n"
         "known: 2024-05-10\n" + more;
}

std::string Delivery_(const std::string& day) {
  return "---\ncontract: acme-nova\nevent: milestone\nid: M1\n"
         "known: 2024-04-01\nmilestone: delivery\ndate: " + day + "\n";
}

TEST(TerminationFee, IsOwedThoughItsClauseEndsWithTheContract) {
  const Ledger ledger = Ledger::Of(
      Terms_() + Termination_("executed: 2024-05-10\neffective: 2024-06-01\n"
                              "reaches: terminated\n"));
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-05-31"), "fee/1").state,
            ObligationState::kContingent);
  const Obligations owed = ledger.OwedAt(kId, "2024-12-31");
  CheckBalances(owed);
  const Obligation fee = Find(owed, "fee/1");
  CheckTrace(fee.trace);
  // Five months of rent: twice 500 is more than 500.
  EXPECT_EQ(fee.owed.ToString(), "1000.00 EUR");
  EXPECT_EQ(fee.due, D("2024-07-01"));
  EXPECT_FALSE(Has(owed, "rent/2024-06"));
}

TEST(TerminationFee, HasAFloor) {
  const Ledger ledger = Ledger::Of(
      Terms_() + Termination_("executed: 2024-02-10\neffective: 2024-03-01\n"
                              "reaches: terminated\n"));
  // Two months: 400, below 500.
  EXPECT_EQ(Find(ledger.OwedAt(kId, "2024-12-31"), "fee/1").owed.ToString(),
            "500.00 EUR");
}

TEST(TerminationFee, AnotherTerminationBringsNone) {
  const Ledger other = Ledger::Of(
      Terms_() + Termination_("executed: 2024-05-10\neffective: 2024-06-01\n"));
  EXPECT_FALSE(Has(other.OwedAt(kId, "2024-12-31"), "fee/1"));
  // One that nobody has signed is no milestone yet.
  const Ledger proposed =
      Ledger::Of(Terms_() + Termination_("effective: 2024-06-01\n"
                                         "reaches: terminated\n"));
  EXPECT_EQ(Find(proposed.OwedAt(kId, "2024-12-31"), "fee/1").state,
            ObligationState::kContingent);
}

TEST(Damages, CountTheDaysOfDelay) {
  const auto damages = [](const std::string& day) {
    const Ledger ledger = Ledger::Of(Terms_() + Delivery_(day));
    const Obligation o =
        Find(ledger.OwedAt(kId, "2024-12-31"), "damages/1");
    CheckTrace(o.trace);
    return o.owed.ToString();
  };
  EXPECT_EQ(damages("2024-02-08"), "35.00 EUR");  // 7 days
  EXPECT_EQ(damages("2024-03-01"), "60.00 EUR");  // 29 days, the most
  EXPECT_EQ(damages("2024-01-20"), "0.00 EUR");   // early
}

}  // namespace
}  // namespace covenant::termination_fee_test
