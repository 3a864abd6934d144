// Most favoured prices: whose price, of which days, against what; the arithmetic is
// worked in the comments. Whole stories: tests/golden/worked/best-price.md and
// market-price.md.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/acme_nova.h"

namespace covenant::most_favoured_test {
namespace {

// Steel at 10 EUR a tonne, each month.
std::string Steel(const std::string& more = "price: 10.00 EUR") {
  return "  - { id: steel, kind: unit-price, debtor: acme, creditor: nova, "
         "metrics: [tonnes], unit: tonnes, currency: EUR, every: 1 month, " +
         more + " }\n";
}

std::string Best(const std::string& more = "metrics: [others]",
                 const std::string& every = "1 month") {
  return "  - { id: best, kind: most-favoured-price, debtor: nova, creditor: "
         "acme, clauses: [steel], unit: tonnes, currency: EUR, every: " +
         every + ", " + more + " }\n";
}

std::string Taken(const std::string& tonnes = "tonnes: 100 tonnes") {
  return Reported("T1", "2024-02-01", "2024-01", tonnes);
}

std::string Others(const std::string& price) {
  return Reported("L1", "2024-02-01", "2024-01", "others: " + price);
}

std::string Back(const std::string& yaml,
                 const std::string& as_of = "2024-02-10") {
  return OwedOf(yaml, "best/2024-01", as_of);
}

TEST(MostFavoured, WhatIsDearerIsGivenBackAndNothingIsChargedOnTop) {
  // 100 * (10 - 9.25) = 75; 100 * (10 - 11) is nothing.
  EXPECT_EQ(Back(Agreement(Steel() + Best()) + Taken() + Others("9.25 EUR")),
            "75.00 EUR");
  EXPECT_EQ(Back(Agreement(Steel() + Best()) + Taken() + Others("11.00 EUR")),
            "0.00 EUR");
  // A range of prices: 100 * (10 - 9.50) to 100 * (10 - 8).
  EXPECT_EQ(Back(Agreement(Steel() + Best()) + Taken() +
                 Others("between 8.00 and 9.50 EUR")),
            "between 50.00 and 200.00 EUR");
}

TEST(MostFavoured, ADearDayIsNotSetOffAgainstACheapOne) {
  // 31 days: 15 at 8 and 16 at 13, a total of 310 tonnes by days: 150 * 2.
  const std::string prices =
      "---\ncontract: acme-nova\nevent: report\nid: L1\nknown: 2024-02-01\n"
      "period: 2024-01\nitems:\n"
      "  - { date: 2024-01-01, metric: others, amount: 8.00 EUR }\n"
      "  - { date: 2024-01-16, metric: others, amount: 13.00 EUR }\n";
  const auto back = [&](const std::string& rule) {
    return Back(Agreement(Steel() + Best("metrics: [others]" + rule)) +
                Taken("tonnes: 310 tonnes") + prices);
  };
  EXPECT_EQ(back(", rate_change: pro-rata-days"), "300.00 EUR");
  EXPECT_EQ(back(", rate_change: period-start"), "620.00 EUR");
  EXPECT_EQ(back(", rate_change: period-end"), "0.00 EUR");
  EXPECT_EQ(back(""), "between 0.00 and 620.00 EUR");
}

TEST(MostFavoured, OfSeveralSourcesTheLeastCounts) {
  // 100 * (10 - min(9.50, 9.20)) = 80; one that is missing leaves at least 50.
  const std::string both = Agreement(Steel() + Best("metrics: [others, quotes]"));
  EXPECT_EQ(Back(both + Taken() +
                 Reported("L1", "2024-02-01", "2024-01",
                          "others: 9.50 EUR, quotes: 9.20 EUR")),
            "80.00 EUR");
  EXPECT_EQ(Back(both + Taken() + Others("9.50 EUR")),
            "between 50.00 and 1000.00 EUR");
}

TEST(MostFavoured, AMissingPriceIsUnknownOnceItIsLate) {
  const std::string yaml =
      Agreement(Steel() + Best("metrics: [others], report_due: 15 days")) +
      Taken();
  EXPECT_FALSE(Has(OwedOn(yaml, "2024-02-15"), "best/2024-01"));
  const Obligations late = OwedOn(yaml, "2024-02-16");
  EXPECT_EQ(Find(late, "best/2024-01").owed.ToString(), "between 0.00 and 1000.00 EUR");
  EXPECT_EQ(CountFindings(late.findings, finding::kMissingReport,
                          "acme-nova/best/2024-01"),
            1);
}

TEST(MostFavoured, APeriodWaitsForTheQuantities) {
  const std::string yaml =
      Agreement(Steel("price: 10.00 EUR, report_due: 20 days") + Best()) +
      Others("9.00 EUR");
  EXPECT_FALSE(Has(OwedOn(yaml, "2024-02-20"), "best/2024-01"));
  EXPECT_EQ(Find(OwedOn(yaml, "2024-02-21"), "best/2024-01").state,
            ObligationState::kUnknown);
}

TEST(MostFavoured, ABetterPriceThatIsKnownLaterKeepsTheDueDay) {
  const std::string yaml =
      Agreement(Steel() + Best()) + Taken() + Others("9.00 EUR") +
      "---\ncontract: acme-nova\nevent: report\nid: L2\nknown: 2024-05-01\n"
      "period: 2024-01\nversion: 2\nmetrics: { others: 8.00 EUR }\n";
  const auto at = [&](const std::string& known) {
    return Find(OwedOn(yaml, "2024-06-30", known), "best/2024-01");
  };
  EXPECT_EQ(at("2024-04-30").owed.ToString(), "100.00 EUR");
  EXPECT_EQ(at("2024-05-01").owed.ToString(), "200.00 EUR");
  EXPECT_EQ(at("2024-05-01").due, D("2024-01-31"));
}

TEST(MostFavoured, AnAmendmentSignedLateFallsDueLate) {
  // The margin of 20 % lets 10 be paid against 9; without it 100 is due back,
  // on the day of the amendment.
  const Obligations owed =
      OwedOn(Agreement(Steel() + Best("metrics: [others], margin: 20 %")) +
                 Taken() + Others("9.00 EUR") +
                 Amended("A2", "2024-05-10", "2024-01-01",
                         "  - { set: best.margin, from: 20 %, to: 0 % }\n"),
             "2024-05-31");
  EXPECT_EQ(Find(owed, "best/2024-01").owed.ToString(), "0.00 EUR");
  EXPECT_EQ(Find(owed, "best/2024-01+A2").owed.ToString(), "100.00 EUR");
  EXPECT_EQ(Find(owed, "best/2024-01+A2").due, D("2024-05-10"));
}

TEST(MostFavoured, ReturnsAreTakenOffWhatIsGivenBack) {
  // (100 - 20) * (10 - 9)
  EXPECT_EQ(Back(Agreement(Steel("price: 10.00 EUR, deductions: [{ metric: "
                                 "returns }]") +
                           Best()) +
                 Taken("tonnes: 100 tonnes, returns: 20 tonnes") +
                 Others("9.00 EUR")),
            "80.00 EUR");
}

TEST(MostFavoured, AFreeAllowanceLowersTheOwnPrice) {
  // 50 of 100 are free: 5 for one, against 4.50.
  EXPECT_EQ(Back(Agreement(Steel("price: 10.00 EUR, allowance: 50 tonnes") +
                           Best()) +
                 Taken() + Others("4.50 EUR")),
            "50.00 EUR");
}

TEST(MostFavoured, AYearOfComparisonTakesThePeriodsThatEndInIt) {
  // January at 10 against 9, December at 10 against 8: 10 * 1 + 10 * 2.
  std::string yaml = Agreement(Steel() + Best("metrics: [others]", "1 year"));
  for (int month = 1; month <= 12; ++month) {
    const std::string m = (month < 10 ? "0" : "") + std::to_string(month);
    const std::string price = month == 1    ? "9.00"
                              : month == 12 ? "8.00"
                                            : "10.00";
    yaml += Reported("T" + m, "2025-01-01", "2024-" + m,
                     "tonnes: 10 tonnes, others: " + price + " EUR");
  }
  EXPECT_EQ(OwedOf(yaml, "best/2024", "2025-01-31"), "30.00 EUR");
}

TEST(MostFavoured, OnlyDaysOnWhichItIsAgreedCount) {
  // Agreed from 16 January on: 16 of 31 days of 310 tonnes, each dearer by 1.
  const std::string yaml =
      Agreement(Steel() +
                "  - { id: best, kind: most-favoured-price, debtor: nova, "
                "creditor: acme, clauses: [steel], unit: tonnes, currency: EUR, "
                "every: 1 month, metrics: [others], from: 2024-01-16, "
                "rate_change: pro-rata-days }\n") +
      Taken("tonnes: 310 tonnes") + Others("9.00 EUR");
  EXPECT_EQ(Back(yaml), "160.00 EUR");
}

}  // namespace
}  // namespace covenant::most_favoured_test
