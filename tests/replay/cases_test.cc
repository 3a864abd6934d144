// Cases of real contracts: terms from public filings, performance synthetic.
// The figures are those of the acceptance cases, to the cent.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::cases_test {
namespace {

Obligations Checked(const Ledger& ledger, const std::string& contract,
                    const std::string& as_of, const std::string& known) {
  Obligations owed = ledger.OwedAt(contract, as_of, known);
  CheckBalances(owed);
  for (const Obligation& o : owed.obligations) {
    CheckTrace(o.trace);
    CheckTrace(o.accrued_trace);
  }
  return owed;
}

Amount Due(const Obligations& owed, const std::string& debtor) {
  for (const Total& total : owed.totals) {
    if (total.debtor == debtor) return total.due;
  }
  return *Amount::Parse("0.00 USD");
}

class Neon : public testing::Test {
 protected:
  Obligations At(const std::string& as_of, const std::string& known) {
    return Checked(ledger_, "neon-pbtc", as_of, known);
  }
  std::string Advances(const Obligations& owed) {
    return FindBalance(owed.balances, "neon-pbtc/royalty",
                       "advances outstanding")
        .amount.ToString();
  }
  const Ledger ledger_ = Ledger::OfExample("neon-pbtc");
};

TEST_F(Neon, TheReceiptThatEarnsOutTheAdvanceIsSplit) {
  const Obligations owed = At("1999-08-18", "1999-08-17");
  // 400,000 × 50 % = 200,000 credited.
  EXPECT_EQ(Find(owed, "royalty/1999-Q2.1999-05-05").credited.ToString(),
            "200000.00 USD");
  // 100,000 × 50 % credited, 200,000 × 40 % = 80,000 in cash.
  const Obligation cash = Find(owed, "royalty/1999-Q2.1999-06-15");
  EXPECT_EQ(cash.accrued.ToString(), "130000.00 USD");
  EXPECT_EQ(cash.credited.ToString(), "50000.00 USD");
  // The later of 60 days after 20 May and 5 business days after 15 June.
  EXPECT_EQ(cash.due, D("1999-07-19"));
  // 80,000 × 10 % × 30/365.
  EXPECT_EQ(cash.interest.ToString(), "657.53 USD");
  EXPECT_EQ(cash.owed.ToString(), "80657.53 USD");
}

TEST_F(Neon, BeforeTheAuditNothingIsDueAndAdvancesAreOutstanding) {
  const Obligations before = At("2000-03-31", "2000-03-31");
  EXPECT_EQ(Due(before, "neon").ToString(), "0.00 USD");
  EXPECT_EQ(Advances(before), "250000.00 USD");
  EXPECT_EQ(CountFindings(before.findings, finding::kMissingReport), 0);
  EXPECT_EQ(Advances(At("2000-03-31", "2000-04-15")), "150000.00 USD");
}

TEST_F(Neon, TheAuditRerunsLaterQuarters) {
  const Obligations owed = At("2000-03-31", "2000-05-15");
  // 500,000: 100,000 credited, 300,000 × 40 % = 120,000 due 30 September.
  const Obligation q2 = Find(owed, "royalty/1999-Q3.1999-09-10");
  EXPECT_EQ(q2.due, D("1999-09-30"));
  EXPECT_EQ(q2.interest.ToString(), "6016.44 USD");
  EXPECT_EQ(q2.owed.ToString(), "126016.44 USD");
  // 200,000 in cash instead of 120,000: 80,000 more, due on the original day.
  const Obligation q3 = Find(owed, "royalty/1999-Q4.1999-11-19");
  EXPECT_EQ(q3.due, D("1999-12-14"));
  EXPECT_EQ(q3.interest.ToString(), "2367.12 USD");
  EXPECT_EQ(q3.owed.ToString(), "82367.12 USD");
  EXPECT_EQ(Due(owed, "neon").ToString(), "208383.56 USD");
  EXPECT_EQ(Advances(owed), "150000.00 USD");
  EXPECT_EQ(Due(At("2000-06-01", "2000-05-15"), "neon").ToString(),
            "211780.82 USD");
}

TEST(Cerus, TheNewPriceIsCaughtUpOnceTheAmendmentBinds) {
  const Ledger ledger = Ledger::OfExample("cerus-porex");
  EXPECT_EQ(Due(Checked(ledger, "cerus-porex", "2018-05-31", "2018-06-21"),
                "cerus")
                .ToString(),
            "0.00 USD");
  const Obligations owed =
      Checked(ledger, "cerus-porex", "2018-05-31", "2018-06-22");
  // 1,000 × 2.50 and 2,000 × 2.50: 7,500, due on 22 June.
  EXPECT_EQ(Find(owed, "price/2018-04.2018-04-10+A2").owed.ToString(), "2500.00 USD");
  EXPECT_EQ(Find(owed, "price/2018-05.2018-05-15+A2").owed.ToString(), "5000.00 USD");
  EXPECT_EQ(Find(owed, "price/2018-05.2018-05-15+A2").due, D("2018-06-22"));
}

TEST(Cerus, TheOldTableReturnsForTheNewOrderAfterTheNotice) {
  const Obligations owed = Checked(Ledger::OfExample("cerus-porex"),
                                   "cerus-porex", "2018-12-31", "2018-12-31");
  // Under an old order: 100 × 12.50.
  EXPECT_EQ(Find(owed, "price/2018-12.2018-12-10").accrued.ToString(),
            "1250.00 USD");
  // Under the new one: 100 × 12.50 before the notice, 100 × 10.00 after it.
  EXPECT_EQ(Find(owed, "price-new-order/2018-12.2018-12-01").accrued.ToString(),
            "1250.00 USD");
  EXPECT_EQ(Find(owed, "price-new-order/2018-12.2018-12-10").accrued.ToString(),
            "1000.00 USD");
}

TEST(Liquidmetal, AWaiverThatExpiresInTwoReadings) {
  const Ledger ledger = Ledger::OfExample("liquidmetal-eutectix");
  for (const std::string known : {"2021-04-15", "2021-05-01"}) {
    const Obligations owed =
        Checked(ledger, "liquidmetal-eutectix", "2020-12-31", known);
    const Obligation o = Find(owed, "royalty/2020-Q1");
    EXPECT_EQ(o.accrued.ToString(), "18000.00 USD");
    EXPECT_EQ(o.waived.ToString(), "18000.00 USD");
    EXPECT_EQ(o.owed.ToString(), "0.00 USD");
    EXPECT_EQ(o.state, ObligationState::kWaived);
  }
  // By due date: 6 % × 200,000; by accrual: 6 % × 150,000.
  EXPECT_EQ(Find(Checked(ledger, "liquidmetal-eutectix", "2021-04-30",
                         "2021-04-15"),
                 "royalty/2021-Q1")
                .owed.ToString(),
            "12000.00 USD");
  EXPECT_EQ(Find(Checked(ledger, "liquidmetal-eutectix", "2021-04-30",
                         "2021-05-01"),
                 "royalty/2021-Q1")
                .owed.ToString(),
            "9000.00 USD");
}

}  // namespace
}  // namespace covenant::cases_test
