// What is owed and in force where parties read a clause differently: unknown
// between the readings, a number under each, and settled from a day on.
#include <gtest/gtest.h>

#include <string>

#include "tests/replay/ledger.h"

namespace covenant::readings_test {
namespace {

constexpr char kLicence[] = R"yaml(contract: acme-nova
event: agreement
id: A1
known: 2024-01-01
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - id: royalty
    kind: revenue-share
    debtor: acme
    creditor: nova
    rate: 5 %
    metrics: [net]
    currency: EUR
    every: 3 months
    due: 30 days after period-end
    rate_change: pro-rata-days
    lifetime_cap: { amount: 7000.00 EUR }
---
contract: acme-nova
event: report
id: R1
known: 2024-04-10
period: 2024-Q1
metrics: { net: 100000.00 EUR, gross: 120000.00 EUR }
---
contract: acme-nova
event: reading
id: N1
known: 2024-06-01
clause: royalty
reading: gross
asserted_by: [nova]
says: Freight is not deducted.
date: 2024-06-01
reads:
  - { set: royalty.metrics, to: [gross] }
)yaml";

Ledger With(const std::string& more) {
  return Ledger::Of(more.empty() ? kLicence
                                 : std::string(kLicence) + "---\n" + more);
}

Obligations Under(const Ledger& ledger, const std::string& reading,
                  const std::string& as_of, const std::string& known = "now") {
  auto owed = ledger.At("acme-nova", known).ReadBy({{}, reading}).ObligationsAt(
      D(as_of));
  EXPECT_TRUE(owed.ok()) << owed.status();
  return owed.ok() ? *std::move(owed) : Obligations();
}

TEST(ReadingsTest, UnknownBetweenThemAndANumberUnderEach) {
  const Ledger ledger = With("");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-06-01");
  const Obligation sum = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(sum.owed.ToString(), "between 5000.00 and 6000.00 EUR");
  EXPECT_EQ(sum.state, ObligationState::kUnknown);
  EXPECT_EQ(sum.due, D("2024-04-30"));
  EXPECT_EQ(sum.unknown_because,
            std::vector<std::string>{"ambiguous-reading"});
  EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading",
                          "acme-nova/royalty"),
            1);
  CheckTrace(sum.trace);
  CheckTrace(sum.accrued_trace);
  for (const auto& [reading, amount] :
       {std::pair("text", "5000.00 EUR"), std::pair("gross", "6000.00 EUR")}) {
    const Obligations one = Under(ledger, reading, "2024-06-01");
    EXPECT_EQ(Find(one, "royalty/2024-Q1").owed.ToString(), amount);
    EXPECT_EQ(CountFindings(one.findings, "ambiguous-reading"), 0);
  }
  // What no clause is read by decides nothing.
  EXPECT_FALSE(Find(Under(ledger, "other", "2024-06-01"), "royalty/2024-Q1")
                   .owed.IsExact());
}

TEST(ReadingsTest, ThereFromItsDayAndAsKnownFromItsRecordOn) {
  const Ledger ledger = With("");
  for (const auto& [as_of, known] :
       {std::pair("2024-05-31", "now"), std::pair("2024-06-01", "2024-05-31")}) {
    for (const char* reading : {"", "gross"}) {
      const Obligations owed = Under(ledger, reading, as_of, known);
      EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), "5000.00 EUR");
      EXPECT_TRUE(owed.findings.empty());
    }
  }
}

TEST(ReadingsTest, TheTermsSayWhatEachReadingGives) {
  const Ledger ledger = With("");
  const Terms terms = ledger.TermsAt("acme-nova", "2024-06-01");
  const FieldState& field = terms.clauses.at("royalty").fields.at("metrics");
  EXPECT_TRUE(field.conflicting);
  EXPECT_TRUE(field.value.empty());
  ASSERT_EQ(field.readings.size(), 2u);
  EXPECT_EQ(field.readings.at("gross").ToString(), "[gross]");
  EXPECT_EQ(field.readings.at("text").ToString(), "[net]");
  const Terms read = ledger.At("acme-nova", "now")
                         .ReadBy({{}, "gross"})
                         .TermsAt(D("2024-06-01"));
  const FieldState& own = read.clauses.at("royalty").fields.at("metrics");
  EXPECT_EQ(own.value.ToString(), "[gross]");
  EXPECT_EQ(own.reading, "gross");
  ASSERT_EQ(own.set_by.size(), 2u);
  EXPECT_EQ(own.set_by.front().id, "A1");
  EXPECT_EQ(own.set_by.back().id, "N1");
}

// The balance of a cap follows, between what is left by each reading.
TEST(ReadingsTest, BalancesAreBetweenThemToo) {
  const Obligations owed = With("").OwedAt("acme-nova", "2024-06-01");
  EXPECT_EQ(FindBalance(owed.balances, "acme-nova/royalty", "lifetime cap left")
                .amount.ToString(),
            "between 1000.00 and 2000.00 EUR");
}

TEST(ReadingsTest, AnAmendmentPrevailsFromItsOwnDays) {
  const Ledger ledger = With(R"yaml(contract: acme-nova
event: amendment
id: A2
known: 2024-07-01
executed: 2024-07-01
changes:
  - { set: royalty.metrics, to: [net] }
---
contract: acme-nova
event: report
id: R2
known: 2024-07-10
period: 2024-Q2
metrics: { net: 10000.00 EUR, gross: 20000.00 EUR }
---
contract: acme-nova
event: report
id: R3
known: 2024-10-10
period: 2024-Q3
metrics: { net: 10000.00 EUR, gross: 20000.00 EUR }
)yaml");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-12-01");
  EXPECT_FALSE(Find(owed, "royalty/2024-Q1").owed.IsExact());
  EXPECT_FALSE(Find(owed, "royalty/2024-Q2").owed.IsExact());
  EXPECT_FALSE(ledger.TermsAt("acme-nova", "2024-12-01")
                   .clauses.at("royalty")
                   .fields.at("metrics")
                   .conflicting);
  // By the text 5000 + 500 + 500, by the reading 6000 + 1000 (the cap).
  EXPECT_EQ(Find(Under(ledger, "gross", "2024-12-01"), "royalty/2024-Q2")
                .owed.ToString(),
            "1000.00 EUR");
  EXPECT_EQ(Find(Under(ledger, "text", "2024-12-01"), "royalty/2024-Q3")
                .owed.ToString(),
            "500.00 EUR");
}

constexpr char kDispute[] = R"yaml(contract: acme-nova
event: dispute
id: D1
known: 2024-07-01
obligation: royalty/2024-Q1
raised_by: acme
date: 2024-07-01
---
contract: acme-nova
event: dispute-resolution
id: D1-end
known: 2024-09-05
dispute: D1
date: 2024-09-02
)yaml";

TEST(ReadingsTest, AResolutionSettlesItForAllDays) {
  for (const auto& [reading, amount] :
       {std::pair("text", "5000.00 EUR"), std::pair("gross", "6000.00 EUR")}) {
    const Ledger ledger =
        With(std::string(kDispute) + "reading: " + reading + "\n");
    EXPECT_FALSE(Find(ledger.OwedAt("acme-nova", "2024-09-01"),
                      "royalty/2024-Q1")
                     .owed.IsExact());
    EXPECT_FALSE(Find(ledger.OwedAt("acme-nova", "2024-09-04", "2024-09-04"),
                      "royalty/2024-Q1")
                     .owed.IsExact());
    const Obligations owed = ledger.OwedAt("acme-nova", "2024-09-02");
    EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(), amount);
    EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading"), 0);
    // Asked for by name, what was not upheld is not there any more.
    EXPECT_EQ(Find(Under(ledger, "gross", "2024-09-02"), "royalty/2024-Q1")
                  .owed.ToString(),
              amount);
  }
}

// Without the fields said again the order is of the reading that was asserted.
TEST(ReadingsTest, AnOrderFromADayOn) {
  const Ledger ledger = With(R"yaml(contract: acme-nova
event: report
id: R2
known: 2024-07-10
period: 2024-Q2
metrics: { net: 10000.00 EUR, gross: 20000.00 EUR }
---
contract: acme-nova
event: reading
id: O1
known: 2024-09-02
clause: royalty
reading: gross
asserted_by: [nova]
says: So ordered.
date: 2024-09-02
standing: ordered
since: 2024-04-01
)yaml");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-09-02");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(),
            "between 5000.00 and 6000.00 EUR");
  // 1000 either way, the cap being no limit by the text and just reached by the
  // reading.
  EXPECT_EQ(Find(owed, "royalty/2024-Q2").owed.ToString(), "1000.00 EUR");
}

TEST(ReadingsTest, BothSidesAssertingItSettlesIt) {
  const Ledger ledger = With(R"yaml(contract: acme-nova
event: reading
id: N2
known: 2024-08-01
clause: royalty
reading: gross
asserted_by: [acme, nova]
says: Freight is not deducted.
date: 2024-08-01
since: 2024-01-01
standing: agreed
)yaml");
  EXPECT_EQ(Find(ledger.OwedAt("acme-nova", "2024-08-01"), "royalty/2024-Q1")
                .owed.ToString(),
            "6000.00 EUR");
}

// Each side asserts its own: the text is no third reading. Readings of several
// clauses are asked in every combination.
TEST(ReadingsTest, EachSideItsOwnAndSeveralClauses) {
  const Ledger ledger = With(R"yaml(contract: acme-nova
event: reading
id: N2
known: 2024-06-01
clause: royalty
reading: less-returns
asserted_by: [acme]
says: Returns are deducted.
date: 2024-06-01
reads:
  - { set: royalty.rate, to: 4 % }
---
contract: acme-nova
event: amendment
id: A2
known: 2024-06-01
executed: 2024-01-02
changes:
  - add: { id: fee, kind: payment, debtor: acme, creditor: nova, amount: 100.00 EUR, due: 2024-02-01 }
---
contract: acme-nova
event: reading
id: N3
known: 2024-06-01
clause: fee
reading: doubled
asserted_by: [nova]
says: For each of two patents.
date: 2024-06-01
reads:
  - { set: fee.amount, to: 200.00 EUR }
)yaml");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-06-01");
  EXPECT_EQ(Find(owed, "royalty/2024-Q1").owed.ToString(),
            "between 4000.00 and 6000.00 EUR");
  EXPECT_EQ(Find(owed, "fee/1").owed.ToString(), "between 100.00 and 200.00 EUR");
  EXPECT_EQ(CountFindings(owed.findings, "ambiguous-reading"), 2);
  const auto contested = ledger.At("acme-nova", "now").Contested(D("2024-06-01"));
  ASSERT_EQ(contested.size(), 4u);
  EXPECT_EQ(contested[0].reading, "doubled");
  EXPECT_EQ(contested[1].reading, "text");
  // Naming one decides that clause alone.
  const Obligations one = Under(ledger, "doubled", "2024-06-01");
  EXPECT_EQ(Find(one, "fee/1").owed.ToString(), "200.00 EUR");
  EXPECT_EQ(Find(one, "royalty/2024-Q1").owed.ToString(),
            "between 4000.00 and 6000.00 EUR");
}

// Another due day by a reading: when the sum is due is not known, and whether it
// is overdue neither.
TEST(ReadingsTest, AnotherDueDay) {
  const Ledger ledger = With(R"yaml(contract: acme-nova
event: reading
id: N2
known: 2024-06-01
clause: royalty
reading: gross
asserted_by: [nova]
says: Due at the end of the year.
date: 2024-06-01
reads:
  - { set: royalty.due, to: 2024-12-31 }
)yaml");
  const Obligations owed = ledger.OwedAt("acme-nova", "2024-06-01");
  const Obligation sum = Find(owed, "royalty/2024-Q1");
  EXPECT_EQ(sum.owed.ToString(), "5000.00 EUR");
  EXPECT_FALSE(sum.due);
  EXPECT_EQ(sum.state, ObligationState::kUnknown);
  ASSERT_EQ(owed.totals.size(), 1u);
  EXPECT_EQ(owed.totals[0].overdue.ToString(), "between 0.00 and 5000.00 EUR");
}

TEST(ReadingsTest, ACorrectionOrCancellationOfTheReading) {
  const Ledger ledger = With(R"yaml(contract: acme-nova
event: cancellation
id: C1
known: 2024-06-15
target: N1
reason: It was withdrawn.
)yaml");
  EXPECT_EQ(Find(ledger.OwedAt("acme-nova", "2024-06-20"), "royalty/2024-Q1")
                .owed.ToString(),
            "5000.00 EUR");
  EXPECT_FALSE(Find(ledger.OwedAt("acme-nova", "2024-06-20", "2024-06-14"),
                    "royalty/2024-Q1")
                   .owed.IsExact());
}

}  // namespace
}  // namespace covenant::readings_test
