// Sums that are not known before an instrument that bound later, nor by it,
// where something was settled in between: what is said holds what it would be
// by each figure that the sum may come to (doc/decisions.md 225 and 227).
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::unknown_changes_test {
namespace {

// A quarterly royalty of 10 % with these keys, due at the end of the quarter,
// and `rest` of the clauses.
std::string Royalty(const std::string& keys, const std::string& rest = "") {
  return Agreement(
      rest +
      "  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, "
      "rate: 10 %, metrics: [sales], currency: EUR, every: 3 months" +
      keys + " }\n");
}

std::string To(const std::string& rate, const std::string& executed) {
  return Amended("A2", executed, "2024-01-01",
                 "  - { set: royalty.rate, to: " + rate + " }\n");
}

std::string Paid(const std::string& day, const std::string& amount,
                 const std::string& designation) {
  return Doc("payment", "P1", day,
             "payer: acme\npayee: nova\namount: " + amount + "\ndate: " + day +
                 "\ndesignation: " + designation + "\n");
}

using Balance = Amount Obligation::*;

// The balance of a sum with its later increases.
RationalRange AllOf(const Obligations& owed, const std::string& id,
                    Balance balance) {
  RationalRange all;
  for (const Obligation& o : owed.obligations) {
    const std::string name = o.id.substr(o.id.find('/') + 1);
    if (name == id || name.starts_with(id + "+")) all += (o.*balance).Range();
  }
  return all;
}

// That what is owed and the interest by `unknown` hold those by each of
// `known`.
void Holds(const std::string& id, const std::string& unknown,
           const std::vector<std::string>& known,
           const std::vector<std::string>& days) {
  for (const std::string& day : days) {
    const Obligations owed = OwedOn(unknown, day);
    for (const std::string& yaml : known) {
      const Obligations by_it = OwedOn(yaml, day);
      for (const Balance balance :
           {&Obligation::owed, &Obligation::interest, &Obligation::paid}) {
        const RationalRange range = AllOf(owed, id, balance);
        const RationalRange one = AllOf(by_it, id, balance);
        ASSERT_TRUE(one.IsExact()) << day << yaml;
        EXPECT_TRUE(range.Contains(one.value()))
            << day << ": " << range.ToString() << " does not hold "
            << one.ToString() << yaml;
      }
    }
  }
}

std::string WithSales(const std::string& terms, const std::string& sales) {
  return terms + Reported("R1", "2024-03-31", "2024-Q1", "sales: " + sales);
}

// At most 90 by the cap, whatever the rate: the ranges before and after are the
// same, the sums are not.
TEST(UnknownChanges, EqualRangesAreNotEqualSums) {
  const std::string terms =
      Royalty(", period_cap: { amount: 90.00 EUR }",
              "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
              "amount: 1000.00 EUR, due: 2024-01-31 }\n") +
      Paid("2024-04-02", "50.00 EUR", "royalty/2024-Q1") +
      To("50 %", "2024-06-15");
  std::vector<std::string> known;
  for (const char* sales : {"0.00", "100.00", "180.00", "500.00", "1000.00"}) {
    known.push_back(WithSales(terms, std::string(sales) + " EUR"));
  }
  const std::vector<std::string> days = {"2024-06-14", "2024-06-15",
                                         "2024-06-20"};
  Holds("royalty/2024-Q1", terms, known, days);  // the report is missing
  Holds("royalty/2024-Q1", WithSales(terms, "between 0.00 and 5000.00 EUR"),
        known, days);
  // Of 180 that are reported 18 were paid, and 32 of the fee; 72 more are due
  // since June, whatever was paid.
  const Obligations owed = OwedOn(known[2], "2024-06-15");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1+A2").owed.ToString(), "72.00 EUR");
}

TEST(UnknownChanges, ByTheSameRateThereIsNoOtherSum) {
  const std::string terms = Royalty("") +
                            Paid("2024-04-02", "50.00 EUR", "royalty/2024-Q1") +
                            To("10 %", "2024-06-15");
  for (const std::string& yaml :
       {terms, WithSales(terms, "between 0.00 and 5000.00 EUR")}) {
    for (const char* day : {"2024-06-14", "2024-06-15"}) {
      EXPECT_FALSE(Has(OwedOn(yaml, day), "royalty/2024-Q1+A2")) << day;
    }
  }
}

// The same words of another instrument need not mean the same amount.
TEST(UnknownChanges, WhatIsStatedAnewMayBeAnotherAmount) {
  const auto terms = [](const std::string& before, const std::string& after) {
    return Agreement(
               "  - { id: fee, kind: payment, debtor: acme, creditor: nova, "
               "amount: " +
               before + ", due: 2024-01-31 }\n") +
           Paid("2024-02-01", "100.00 EUR", "fee") +
           Amended("A2", "2024-06-15", "2024-01-01",
                   "  - { set: fee.amount, to: " + after + " }\n");
  };
  std::vector<std::string> known;
  for (const char* before : {"50.00 EUR", "200.00 EUR"}) {
    for (const char* after : {"50.00 EUR", "200.00 EUR"}) {
      known.push_back(terms(before, after));
    }
  }
  const std::string range = "between 50.00 and 200.00 EUR";
  Holds("fee/1", terms(range, range), known,
        {"2024-06-14", "2024-06-15", "2024-06-20"});
}

// Interest until the amendment ran on what was owed then.
TEST(UnknownChanges, InterestRanOnTheOldSum) {
  const auto terms = [](const std::string& rate) {
    return Royalty("",
                   "  - { id: late, kind: late-interest, rate: 36.5 % }\n") +
           To(rate, "2024-06-15");
  };
  for (const char* rate : {"5 %", "20 %"}) {
    std::vector<std::string> known;
    for (const char* sales : {"600.00 EUR", "750.00 EUR", "900.00 EUR"}) {
      known.push_back(WithSales(terms(rate), sales));
    }
    const std::string between = "between 600.00 and 900.00 EUR";
    Holds("royalty/2024-Q1", WithSales(terms(rate), between), known,
          {"2024-06-14", "2024-06-15", "2024-06-20"});
    Holds("royalty/2024-Q1", WithSales(terms("between 5 % and 20 %"), between),
          known, {"2024-06-14", "2024-06-15", "2024-06-20"});
  }
}

}  // namespace
}  // namespace covenant::unknown_changes_test
