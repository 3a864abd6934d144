// A figure has the basis of its weakest input, days among them, and names every
// event that it comes from (domain.md section 3).
#include <algorithm>
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::weak_inputs_test {
namespace {

constexpr char kId[] = "acme-nova";

std::string Agreement(const std::string& clauses) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2024-01-01\n"
         "executed: 2024-01-01\nparties: [{ id: acme }, { id: nova }]\n"
         "clauses:\n" +
         clauses;
}

std::string Event_(const std::string& type, const std::string& id,
                   const std::string& body) {
  return "---\ncontract: acme-nova\nevent: " + type + "\nid: " + id +
         "\nknown: 2024-05-01\n" + body;
}

constexpr char kRent[] =
    "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: nova, "
    "amount: 310.00 EUR, every: 1 month, partial_period: pro-rata-days }\n";

bool Names(const Obligation& o, const std::string& id) {
  return std::any_of(o.because.begin(), o.because.end(),
                     [&](const EventRef& ref) { return ref.id == id; });
}

// The sum rests on `id`, whose day is assumed, and says so.
void ExpectAssumed(const std::string& yaml, const std::string& as_of,
                   const std::string& sum, const std::string& id) {
  const Obligations owed = Ledger::Of(yaml).OwedAt(kId, as_of);
  const Obligation o = Find(owed, sum);
  EXPECT_EQ(o.basis, Basis::kAssumed) << sum;
  EXPECT_TRUE(Names(o, id)) << sum;
  EXPECT_EQ(CountFindings(owed.findings, "assumed-basis",
                          std::string(kId) + "/" + sum),
            1)
      << sum;
}

std::string Bonus(const std::string& basis) {
  return Agreement(
             "  - { id: bonus, kind: payment, debtor: acme, "
             "creditor: nova, amount: 80.00 EUR, condition: m1, "
             "due: 60 days after milestone }\n") +
         Event_("milestone", "M1", "milestone: m1\ndate: 2024-01-31\n" + basis);
}

TEST(WeakInputs, AMilestone) {
  ExpectAssumed(Bonus("basis: assumed\n"), "2024-05-01", "bonus/1", "M1");
  const Obligations owed = Ledger::Of(Bonus("")).OwedAt(kId, "2024-05-01");
  const Obligation o = Find(owed, "bonus/1");
  EXPECT_EQ(o.basis, Basis::kOfficial);
  EXPECT_TRUE(Names(o, "M1"));
  // Before it is reached nothing rests on it.
  const Obligations before =
      Ledger::Of(Bonus("basis: assumed\n")).OwedAt(kId, "2024-01-30");
  EXPECT_EQ(Find(before, "bonus/1").basis, Basis::kOfficial);
  EXPECT_FALSE(Names(Find(before, "bonus/1"), "M1"));
}

// 15 of 31 days.
TEST(WeakInputs, ATermination) {
  const std::string all =
      Agreement(kRent) +
      Event_("termination", "T1",
             "executed: 2024-01-10\neffective: 2024-01-16\nbasis: assumed\n");
  EXPECT_EQ(Find(Ledger::Of(all).OwedAt(kId, "2024-01-31"), "rent/2024-01")
                .owed.ToString(),
            "150.00 EUR");
  ExpectAssumed(all, "2024-01-31", "rent/2024-01", "T1");
}

TEST(WeakInputs, TheDayOnWhichAnAmendmentTakesEffect) {
  const std::string royalty =
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 3 months, "
      "due: 30 days after period-end, rate_change: pro-rata-days }\n";
  const std::string all =
      Agreement(royalty) +
      Event_("report", "R1",
             "period: 2024-Q1\nmetrics: { sales: 1000.00 EUR }\n") +
      Event_("amendment", "A2",
             "executed: 2024-01-05\neffective: 2024-02-15\n"
             "basis_of: { effective: assumed }\n"
             "changes: [{ set: royalty.rate, to: 5 % }]\n");
  ExpectAssumed(all, "2024-04-30", "royalty/2024-Q1", "A2");
}

TEST(WeakInputs, ADispute) {
  const std::string all =
      Agreement(
          "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
          "amount: 1000.00 EUR, due: 2024-02-01 }\n"
          "  - { id: li, kind: late-interest, rate: 10 %, "
          "not_on_disputed: true }\n") +
      Event_("dispute", "D1",
             "obligation: fee/1\nraised_by: acme\ndate: 2024-03-01\n"
             "basis: assumed\n");
  ExpectAssumed(all, "2024-05-01", "fee/1", "D1");
  // As of a day before it there is none.
  EXPECT_EQ(Find(Ledger::Of(all).OwedAt(kId, "2024-02-29"), "fee/1").basis,
            Basis::kOfficial);
}

TEST(WeakInputs, AnAssignment) {
  const std::string all =
      Agreement(kRent) +
      Event_("assignment", "N1",
             "executed: 2024-01-10\neffective: 2024-01-16\nassignor: nova\n"
             "assignee: fac\nsplit: pro-rata-days\nbasis: assumed\n");
  ExpectAssumed(all, "2024-02-29", "rent/2024-01.N1", "N1");
  ExpectAssumed(all, "2024-02-29", "rent/2024-02", "N1");
}

}  // namespace
}  // namespace covenant::weak_inputs_test
