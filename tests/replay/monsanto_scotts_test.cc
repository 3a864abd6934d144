// The amounts of examples/monsanto-scotts, and of its agreement with other
// figures; each is worked in the comments.
#include <string>

#include "gtest/gtest.h"
#include "tests/replay/ledger.h"

namespace covenant::monsanto_scotts_test {
namespace {

const char kId[] = "monsanto-scotts";

const Ledger& Example() {
  static const auto* const ledger =
      new Ledger(Ledger::OfExample("monsanto-scotts"));
  return *ledger;
}

std::string Owed(const std::string& as_of, const std::string& id) {
  const Obligations owed = Example().OwedAt(kId, as_of);
  CheckBalances(owed);
  const Obligation o = Find(owed, id);
  CheckTrace(o.trace);
  return o.debtor + " " + o.accrued.ToString();
}

TEST(MonsantoScotts, CommissionOfTheFirstProgramYears) {
  EXPECT_EQ(Owed("2017-10-31", "commission/2016-10-01"),
            "monsanto 95000000.00 USD");   // 50 % of 190
  EXPECT_EQ(Owed("2018-10-31", "commission/2017-10-01"),
            "monsanto 100000000.00 USD");  // 50 % of 200
}

TEST(MonsantoScotts, MonthlyPaymentsOnTheYearSoFar) {
  const std::pair<const char*, const char*> months[] = {
      {"2018-10", "0.00"},        {"2018-11", "0.00"},
      {"2018-12", "0.00"},        {"2019-01", "0.00"},
      {"2019-02", "0.00"},        {"2019-03", "10000000.00"},
      {"2019-04", "30000000.00"}, {"2019-05", "15000000.00"},
      {"2019-06", "10000000.00"}, {"2019-07", "7500000.00"},
      {"2019-08", "2500000.00"},  {"2019-09", "0.00"}};
  const Obligations owed = Example().OwedAt(kId, "2019-10-15");
  RationalRange total;
  for (const auto& [month, amount] : months) {
    const Obligation o =
        Find(owed, std::string("monthly-commission/") + month);
    EXPECT_EQ(o.accrued.ToString(), std::string(amount) + " USD") << month;
    EXPECT_EQ(o.debtor, "monsanto");
    total += o.accrued.Range();
  }
  EXPECT_EQ(total, RationalRange::FromInt(75'000'000));
}

TEST(MonsantoScotts, TheFinalStatementIsARefund) {
  // (180 - 40) / 2 = 70, less the 75 paid by the month.
  EXPECT_EQ(Owed("2019-10-15", "final-commission/2018-10-01"),
            "scotts 5000000.00 USD");
}

TEST(MonsantoScotts, TheWholeGrossProfitCountsAboveTenMillion) {
  EXPECT_EQ(Owed("2019-12-01", "gross-profit-365/2016-10-01"),
            "monsanto 0.00 USD");        // 9.99
  EXPECT_EQ(Owed("2019-12-01", "gross-profit-365/2017-10-01"),
            "monsanto 700700.00 USD");   // 7 % of 10.01
}

// The same clause with one year's gross profit, in USD.
std::string Of365(const std::string& gross_profit) {
  const Ledger ledger = Ledger::Of(
      "contract: monsanto-scotts\nevent: agreement\nid: A1\nknown: 2017-08-31\n"
      "executed: 2017-08-31\neffective: 2016-10-01\n"
      "parties: [{ id: monsanto }, { id: scotts }]\nclauses:\n"
      "  - id: gross-profit-365\n    kind: formula\n    debtor: monsanto\n"
      "    creditor: scotts\n    metrics: { gross-profits-365: USD }\n"
      "    currency: USD\n    every: 1 year\n    anchor: 2016-10-01\n"
      "    amount: \"whole(gross-profits-365; up to 10000000 USD: 0 %; above: 7 "
      "%)\"\n---\ncontract: monsanto-scotts\nevent: report\nid: R1\n"
      "known: 2017-10-10\nperiod: { from: 2016-10-01, until: 2017-10-01 }\n"
      "metrics: { gross-profits-365: " +
      gross_profit + " USD }\n");
  return Find(ledger.OwedAt(kId, "2017-12-01"), "gross-profit-365/2016-10-01")
      .owed.ToString();
}

TEST(MonsantoScotts, TheThresholdMustBeExceeded) {
  EXPECT_EQ(Of365("9990000"), "0.00 USD");
  EXPECT_EQ(Of365("10000000"), "0.00 USD");
  EXPECT_EQ(Of365("10010000"), "700700.00 USD");
  EXPECT_EQ(Of365("10500000"), "735000.00 USD");
}

TEST(MonsantoScotts, AStatementThatNobodyObjectedToIsFinal) {
  const char kSum[] = "gross-profit-365/2018-10-01";
  // 7 % of 10.05 is computed from the correction of 10 November.
  const Obligations owed = Example().OwedAt(kId, "2019-11-29");
  EXPECT_EQ(Find(owed, kSum).owed.ToString(), "0.00 USD");
  EXPECT_EQ(Find(owed, kSum).locked, D("2019-10-27"));
  ASSERT_EQ(CountFindings(owed.findings, finding::kFinalAmountDiffers,
                          "monsanto-scotts/gross-profit-365/2018-10-01"),
            1);
  for (const Finding& f : owed.findings) {
    if (f.code != finding::kFinalAmountDiffers) continue;
    EXPECT_EQ(f.message,
              "computed 703500.00 USD, final 0.00 USD, locked 2019-10-27 by the "
              "statement S2019 of 2019-10-12");
  }
  EXPECT_FALSE(Find(Example().OwedAt(kId, "2019-10-26"), kSum).locked);
}

TEST(MonsantoScotts, TheNetIsForInformationOnly) {
  // July 2019: 7.5 one way and 1.5 the other, 6.0 net.
  Obligations owed = Example().OwedAt(kId, "2019-08-31");
  std::erase_if(owed.obligations, [](const Obligation& o) {
    return o.occurrence != "2019-07";
  });
  const auto totals = TotalsOf(owed.obligations, D("2019-08-31"));
  ASSERT_EQ(totals.size(), 2U);
  EXPECT_EQ(totals[0].owed.ToString(), "7500000.00 USD");
  EXPECT_EQ(totals[1].owed.ToString(), "1500000.00 USD");
  const auto nets = NetsOf(totals);
  ASSERT_EQ(nets.size(), 1U);
  EXPECT_EQ(nets[0].debtor, "monsanto");
  EXPECT_EQ(nets[0].owed.ToString(), "6000000.00 USD");
}

TEST(MonsantoScotts, TheFeeHasAFloor) {
  // 4 * ((190 + 200 + 180) / 3 - 186.4) = 4 * 3.6 = 14.4, below 175.
  EXPECT_EQ(Owed("2019-11-20", "termination-fee/1"),
            "monsanto 175000000.00 USD");
}

TEST(MonsantoScotts, NothingIsSetOff) {
  // July 2019: 7.5 to the agent, 1.5 from the agent, both gross.
  EXPECT_EQ(Owed("2019-08-31", "monthly-commission/2019-07"),
            "monsanto 7500000.00 USD");
  EXPECT_EQ(Owed("2019-08-31", "contribution/2019-07"),
            "scotts 1500000.00 USD");
}

TEST(MonsantoScotts, TheRestatementReachesBackToTheProgramYear) {
  const auto amount = [](const std::string& known) {
    return Example()
        .TermsAt(kId, "2016-12-31", known)
        .clauses.at("commission")
        .fields.at("amount")
        .value.ToString();
  };
  EXPECT_EQ(amount("2017-06-30"), "undisclosed");
  EXPECT_EQ(amount("2017-09-01"), "50 % of program-ebit");
  const Obligation before = Find(
      Example().OwedAt(kId, "2017-10-31", "2017-06-30"), "commission/2016-10-01");
  EXPECT_EQ(before.state, ObligationState::kUnknown);
  EXPECT_EQ(before.unknown_because,
            std::vector<std::string>{std::string(finding::kUndisclosedTerms)});
  EXPECT_EQ(Find(Example().OwedAt(kId, "2017-10-31", "2017-10-31"),
                 "commission/2016-10-01")
                .accrued.ToString(),
            "95000000.00 USD");
}

// The restated agreement with other figures of program EBIT, in millions.
std::string Restated(const std::string& clause, const std::string& ebit) {
  std::string yaml =
      "contract: monsanto-scotts\nevent: agreement\nid: A1\nknown: 2017-08-31\n"
      "executed: 2017-08-31\neffective: 2016-10-01\n"
      "parties: [{ id: monsanto }, { id: scotts }]\nclauses:\n" +
      clause;
  int year = 2016;
  for (std::size_t at = 0; at < ebit.size();) {
    const std::size_t end = std::min(ebit.find(' ', at), ebit.size());
    const std::string n = std::to_string(year);
    yaml += "---\ncontract: monsanto-scotts\nevent: report\nid: R" + n +
            "\nknown: 2019-10-10\nperiod: { from: " + n +
            "-10-01, until: " + std::to_string(year + 1) +
            "-10-01 }\nmetrics: { program-ebit: " + ebit.substr(at, end - at) +
            "000000 USD }\n";
    at = end + 1;
    ++year;
  }
  return yaml;
}

const char kCommon[] =
    "    debtor: monsanto\n    creditor: scotts\n"
    "    metrics: { program-ebit: USD }\n    currency: USD\n"
    "    anchor: 2016-10-01\n";

TEST(MonsantoScotts, CommissionAboveFortyMillionFromTheThirdYear) {
  const Ledger ledger = Ledger::Of(Restated(
      std::string("  - id: commission\n    kind: formula\n") + kCommon +
          "    every: 1 year\n    amount: if period-number <= 2 then 50 % of "
          "program-ebit else 50 % of max(0, program-ebit - 40000000 USD)\n",
      "190 200 200"));
  const Obligations owed = ledger.OwedAt(kId, "2019-10-15");
  EXPECT_EQ(Find(owed, "commission/2016-10-01").owed.ToString(),
            "95000000.00 USD");
  EXPECT_EQ(Find(owed, "commission/2017-10-01").owed.ToString(),
            "100000000.00 USD");
  EXPECT_EQ(Find(owed, "commission/2018-10-01").owed.ToString(),
            "80000000.00 USD");  // (200 - 40) / 2
}

TEST(MonsantoScotts, TerminationFeeOfTheContractsOwnExample) {
  const auto fee = [](const std::string& ebit) {
    const Ledger ledger = Ledger::Of(
        Restated(std::string("  - id: fee\n    kind: formula\n") + kCommon +
                     "    counted_every: 1 year\n    condition: termination\n"
                     "    amount: max(175000000 USD, 4 * "
                     "(trailing-average(program-ebit, 3) - 186400000 USD))\n",
                 ebit) +
        "---\ncontract: monsanto-scotts\nevent: milestone\nid: T\n"
        "known: 2019-11-20\nmilestone: termination\ndate: 2019-11-20\n");
    return Find(ledger.OwedAt(kId, "2019-11-20"), "fee/1").owed.ToString();
  };
  EXPECT_EQ(fee("310 309 314"), "498400000.00 USD");  // 4 * (311 - 186.4)
  EXPECT_EQ(fee("200 200 200"), "175000000.00 USD");  // 4 * 13.6 = 54.4
}

}  // namespace
}  // namespace covenant::monsanto_scotts_test
