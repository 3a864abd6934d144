// Amounts of different currencies and units are never added, also where an
// amendment changes the unit of a clause (domain.md section 5).
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::mixed_units_test {
namespace {

constexpr char kId[] = "acme-nova";

std::string Agreement(const std::string& clauses) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: 2021-01-01\n"
         "executed: 2021-01-01\nparties: [{ id: acme }, { id: nova }]\n"
         "clauses:\n" +
         clauses;
}

std::string Amendment(const std::string& effective,
                      const std::string& changes) {
  return "---\ncontract: acme-nova\nevent: amendment\nid: A2\n"
         "known: 2021-01-05\nexecuted: 2021-01-05\neffective: " +
         effective + "\nchanges: [" + changes + "]\n";
}

std::string Report(const std::string& period, const std::string& metrics) {
  return "---\ncontract: acme-nova\nevent: report\nid: R" + period +
         "\nknown: 2026-01-05\nperiod: " + period + "\nmetrics: { " + metrics +
         " }\n";
}

Obligations OwedOf(const std::string& yaml, const std::string& as_of) {
  const Obligations owed = Ledger::Of(yaml).OwedAt(kId, as_of);
  CheckBalances(owed);
  for (const Obligation& o : owed.obligations) CheckTrace(o.trace);
  return owed;
}

void ExpectMismatch(const Obligations& owed, const std::string& id) {
  EXPECT_GE(CountFindings(owed.findings, "currency-mismatch",
                          std::string(kId) + "/" + id),
            1)
      << id;
}

// 15 days in EUR and 16 in USD are no sum; the next month is in USD alone.
TEST(MixedUnits, APeriodInTwoCurrenciesIsNotKnown) {
  const std::string terms = Agreement(
      "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 1000.00 EUR, every: 1 month, rate_change: pro-rata-days }\n");
  const Obligations owed = OwedOf(
      terms + Amendment("2024-01-16", "{ set: rent.amount, to: 1200.00 USD }"),
      "2024-02-29");
  EXPECT_FALSE(Find(owed, "rent/2024-01").owed.IsExact());
  ExpectMismatch(owed, "rent/2024-01");
  EXPECT_EQ(Find(owed, "rent/2024-02").owed.ToString(), "1200.00 USD");
}

// The same figure in another currency is another amount.
TEST(MixedUnits, TheSameFigureInAnotherCurrencyIsAChange) {
  const std::string terms = Agreement(
      "  - { id: rent, kind: recurring-payment, debtor: acme, creditor: nova, "
      "amount: 1000.00 EUR, every: 1 month, rate_change: pro-rata-days }\n");
  const Obligations owed = OwedOf(
      terms + Amendment("2024-01-16", "{ set: rent.amount, to: 1000.00 USD }"),
      "2024-01-31");
  EXPECT_FALSE(Find(owed, "rent/2024-01").owed.IsExact());
}

// What is left of a cap in USD, of which 80 EUR are used up, is not known: of
// 70 USD anything may be owed.
TEST(MixedUnits, ACapInAnotherCurrencyThanWhatCounts) {
  const std::string terms = Agreement(
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 3 months, "
      "due: on period-end, from: 2024-01-01, year_cap: { amount: 100.00 EUR } "
      "}\n");
  const Obligations owed =
      OwedOf(terms +
                 Amendment("2024-07-01",
                           "{ set: royalty.currency, to: USD }, "
                           "{ set: royalty.year_cap.amount, to: 110.00 USD }") +
                 Report("2024-Q1", "sales: 500.00 EUR") +
                 Report("2024-Q2", "sales: 300.00 EUR") +
                 Report("2024-Q3", "sales: 700.00 USD"),
             "2024-09-30");
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").owed.ToString(), "30.00 EUR");
  EXPECT_EQ(Find(owed, "royalty/2024-Q3").owed.ToString(),
            "between 0.00 and 70.00 USD");
  ExpectMismatch(owed, "royalty/2024-Q3");
}

// 800 EUR were counted before; which tier 700 USD reach is not known.
TEST(MixedUnits, TiersThatCountedInAnotherCurrency) {
  const std::string terms = Agreement(
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "metrics: [sales], currency: EUR, every: 3 months, due: on period-end, "
      "from: 2024-01-01, tier_mode: marginal, tier_reset: year, "
      "tiers: [{ to: 1000.00 EUR, rate: 10 % }, { over: 1000.00 EUR, rate: 5 % "
      "}] }\n");
  const Obligations owed = OwedOf(
      terms +
          Amendment("2024-07-01",
                    "{ set: royalty.currency, to: USD }, { set: royalty.tiers, "
                    "to: [{ to: 1100.00 USD, rate: 10 % }, "
                    "{ over: 1100.00 USD, rate: 5 % }] }") +
          Report("2024-Q1", "sales: 500.00 EUR") +
          Report("2024-Q2", "sales: 300.00 EUR") +
          Report("2024-Q3", "sales: 700.00 USD") +
          Report("2024-Q4", "sales: 100.00 USD") +
          Report("2025-Q1", "sales: 700.00 USD"),
      "2025-03-31");
  EXPECT_FALSE(Find(owed, "royalty/2024-Q3").accrued.IsExact());
  ExpectMismatch(owed, "royalty/2024-Q3");
  EXPECT_FALSE(Find(owed, "royalty/2024-Q4").accrued.IsExact());
  // Known again in the next year.
  EXPECT_EQ(Find(owed, "royalty/2025-Q1").owed.ToString(), "70.00 USD");
}

std::string Offtake(const std::string& make_up) {
  return Agreement(
      "  - { id: offtake, kind: take-or-pay, debtor: acme, creditor: nova, "
      "minimum: 100 t, price: 10.00 EUR, metrics: [taken], every: 1 year, "
      "from: 2021-01-01, make_up: { " +
      make_up + " } }\n");
}

// 600 EUR of credit may pay for anything of 50 t at 11 USD.
TEST(MixedUnits, ACreditInAnotherCurrency) {
  const Obligations owed = OwedOf(
      Offtake("applies_to: excess-only, measure: amount") +
          Amendment("2022-01-01", "{ set: offtake.price, to: 11.00 USD }") +
          Report("2021", "taken: 40 t") + Report("2022", "taken: 150 t"),
      "2022-12-31");
  EXPECT_EQ(Find(owed, "offtake/2022").accrued.ToString(), "1650.00 USD");
  EXPECT_EQ(Find(owed, "offtake/2022").owed.ToString(),
            "between 1100.00 and 1650.00 USD");
  ExpectMismatch(owed, "offtake/2022");
}

// A credit of money after the measure has become the quantity.
TEST(MixedUnits, ACreditInAnotherMeasure) {
  const Obligations owed =
      OwedOf(Offtake("applies_to: any-amount, measure: amount") +
                 Amendment("2022-01-01",
                           "{ set: offtake.make_up.measure, to: quantity }, "
                           "{ set: offtake.price, to: 20.00 EUR }") +
                 Report("2021", "taken: 40 t") + Report("2022", "taken: 150 t"),
             "2022-12-31");
  EXPECT_EQ(Find(owed, "offtake/2022").owed.ToString(),
            "between 0.00 and 3000.00 EUR");
  ExpectMismatch(owed, "offtake/2022");
}

// A credit of 60 t where the clause now counts in kg.
TEST(MixedUnits, ACreditInAnotherUnit) {
  const Obligations owed = OwedOf(
      Offtake("applies_to: excess-only, measure: quantity") +
          Amendment("2022-01-01",
                    "{ set: offtake.minimum, to: 100000 kg }, "
                    "{ set: offtake.price, to: 0.01 EUR }") +
          Report("2021", "taken: 40 t") + Report("2022", "taken: 150000 kg"),
      "2022-12-31");
  EXPECT_EQ(Find(owed, "offtake/2022").owed.ToString(),
            "between 1000.00 and 1500.00 EUR");
  ExpectMismatch(owed, "offtake/2022");
}

std::string Liability(const std::string& fee, const std::string& currency) {
  return Agreement(
             fee +
             "  - { id: claim, kind: payment, debtor: nova, creditor: acme, "
             "amount: 900.00 " +
             currency +
             ", condition: m }\n"
             "  - { id: lc, kind: liability-cap, debtor: nova, "
             "clauses: [claim], share: 100 %, fees: [fee], currency: " +
             currency + " }\n") +
         "---\ncontract: acme-nova\nevent: milestone\nid: M\n"
         "known: 2024-05-01\nmilestone: m\ndate: 2024-03-31\n";
}

constexpr char kMonthly[] =
    "  - { id: fee, kind: recurring-payment, debtor: acme, creditor: nova, "
    "amount: 100.00 EUR, every: 1 month, from: 2024-01-01 }\n";

// Fees in EUR are not nothing under a cap in USD.
TEST(MixedUnits, FeesInAnotherCurrencyThanTheCap) {
  const Obligations owed = OwedOf(Liability(kMonthly, "USD"), "2024-03-31");
  EXPECT_EQ(Find(owed, "claim/1").owed.ToString(),
            "between 0.00 and 900.00 USD");
  ExpectMismatch(owed, "claim/1");
}

// January and February, 200 EUR, are known; March is in USD.
TEST(MixedUnits, FeesThatHaveChangedTheirCurrency) {
  const Obligations owed =
      OwedOf(Liability(kMonthly, "EUR") +
                 Amendment("2024-03-01", "{ set: fee.amount, to: 100.00 USD }"),
             "2024-03-31");
  EXPECT_EQ(Find(owed, "claim/1").owed.ToString(),
            "between 200.00 and 900.00 EUR");
}

// 10 % of 1,000 EUR at 2 USD: the fee is 200 USD.
TEST(MixedUnits, FeesThatAreConvertedCountInTheCurrencyPaid) {
  const Obligations owed = OwedOf(
      Liability("  - { id: fee, kind: revenue-share, debtor: acme, "
                "creditor: nova, rate: 10 %, metrics: [sales], currency: EUR, "
                "every: 3 months, due: on period-end, from: 2024-01-01, "
                "convert: { to: USD, rate: eur-usd, day: period-end } }\n",
                "USD") +
          Report("2024-Q1", "sales: 1000.00 EUR") +
          "---\nknown: 2024-04-01\nevent: rate\nid: FX\nrate: eur-usd\n"
          "measures: exchange\nbase: EUR\n"
          "values: [{ date: 2024-03-31, value: 2.00 USD }]\n",
      "2024-03-31");
  EXPECT_EQ(Find(owed, "fee/2024-Q1").owed.ToString(), "200.00 USD");
  EXPECT_EQ(Find(owed, "claim/1").owed.ToString(), "200.00 USD");
}

// 100 EUR paid and designated to the fee are not nothing under a cap in USD.
TEST(MixedUnits, FeesPaidInAnotherCurrencyThanTheCap) {
  std::string terms = Liability(kMonthly, "USD");
  terms.replace(terms.find("fees: [fee]"), 11, "fees: [fee], fees_count: paid");
  const std::string payment =
      "---\ncontract: acme-nova\nevent: payment\nid: P1\nknown: 2024-05-01\n"
      "payer: acme\npayee: nova\namount: 100.00 EUR\ndate: 2024-02-01\n";
  // No fee is paid: nothing is owed of the claim.
  EXPECT_EQ(Find(OwedOf(terms, "2024-03-31"), "claim/1").owed.ToString(),
            "0.00 USD");
  for (const char* designation : {"", "designation: fee\n"}) {
    const Obligations owed =
        OwedOf(terms + payment + designation, "2024-03-31");
    EXPECT_EQ(Find(owed, "claim/1").owed.ToString(),
              "between 0.00 and 900.00 USD");
    ExpectMismatch(owed, "claim/1");
  }
}

// How much of 1,000 EUR a dispute of 400 USD contests is not known.
TEST(MixedUnits, ADisputeInAnotherCurrency) {
  const Obligations owed = OwedOf(
      Agreement("  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
                "amount: 1000.00 EUR, due: 2024-03-01 }\n") +
          "---\ncontract: acme-nova\nevent: dispute\nid: S1\nknown: "
          "2024-03-02\n"
          "obligation: fee/1\nraised_by: acme\ndate: 2024-03-02\n"
          "amount: 400.00 USD\n",
      "2024-12-31");
  const Obligation fee = Find(owed, "fee/1");
  EXPECT_EQ(fee.owed.ToString(), "1000.00 EUR");
  EXPECT_EQ(fee.disputed.ToString(), "between 0.00 and 1000.00 EUR");
  EXPECT_EQ(fee.state, ObligationState::kUnknown);
  ExpectMismatch(owed, "fee/1");
}

}  // namespace
}  // namespace covenant::mixed_units_test
