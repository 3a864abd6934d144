// The engine's obligations against the plain model's, over random deals of the
// newer kinds of money clause, at random known points and legal days.
#include "tests/model/deal_model.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "tests/property/campaign.h"
#include "tests/property/deals.h"

namespace covenant::property::deal_model_test {
namespace {

using model::DealNow;
using model::DealSum;

std::string Differs(const std::string& of, const Rational& expected,
                    const Amount& actual) {
  if (actual.Range().Contains(expected) && actual.IsExact()) return "";
  return of + ": expected " + expected.ToString() + ", actual " +
         actual.ToString();
}

std::optional<std::string> DifferenceOf(const DealNow& expected,
                                        const Obligations& actual,
                                        Tally& tally) {
  std::map<std::string, const Obligation*> there;
  for (const Obligation& one : actual.obligations) {
    const std::string clause = LocalName(one);
    if (expected.open.contains(clause)) continue;
    there[clause + "/" + one.occurrence] = &one;
  }
  for (const DealSum& sum : expected.sums) {
    if (expected.open.contains(sum.clause)) continue;
    const std::string name = sum.clause + "/" + sum.name;
    const auto it = there.find(name);
    if (it == there.end()) {
      if (sum.accrued.IsZero()) continue;
      return name + ": expected " + sum.accrued.ToString() + ", is not there";
    }
    const Obligation& one = *it->second;
    there.erase(it);
    ++tally.points;
    if (!sum.accrued.IsZero() &&
        (one.debtor != sum.debtor || one.creditor != sum.creditor ||
         one.unit != sum.unit)) {
      return name + ": is owed by another, to another or in another unit";
    }
    if (one.due != sum.due) {
      return name + ": due " + (one.due ? one.due->ToString() : "-") +
             ", expected " + (sum.due ? sum.due->ToString() : "-");
    }
    for (const auto& [of, value, amount] :
         {std::make_tuple("accrued", &sum.accrued, &one.accrued),
          std::make_tuple("credited", &sum.credited, &one.credited)}) {
      const std::string text = Differs(name + " " + of, *value, *amount);
      if (!text.empty()) return text;
    }
    if (!expected.payments_open.empty()) continue;
    // What is left of a payment is shown with a sum that it went to.
    const Rational paid =
        sum.paid +
        (one.overpaid.IsExact() ? one.overpaid.Range().value() : Rational());
    for (const auto& [of, value, amount] :
         {std::make_tuple("interest", &sum.interest, &one.interest),
          std::make_tuple("paid", &paid, &one.paid),
          std::make_tuple("owed", &sum.owed, &one.owed)}) {
      const std::string text = Differs(name + " " + of, *value, *amount);
      if (!text.empty()) return text;
    }
  }
  for (const auto& [name, one] : there) {
    if (one->accrued.Range().IsExactlyZero()) continue;
    return name + ": is not expected, accrued " + one->accrued.ToString();
  }
  return std::nullopt;
}

std::optional<std::string> Agrees(const History& history, Rng& rng,
                                  Tally& tally) {
  std::vector<Event> own, shared;
  for (const Event& event : history) {
    (event.stream == kContract ? own : shared).push_back(event);
  }
  const std::vector<std::uint64_t> points = {
      history.size(),
      static_cast<std::uint64_t>(rng.Int(1, static_cast<int>(history.size())))};
  for (const std::uint64_t known : points) {
    const auto contract = Replayed(history, known);
    if (!contract.ok()) return std::string(contract.status().message());
    model::DealModel plain(kContract, own, shared, known);
    for (const Date day :
         {Day(rng.Int(30, 400)), Day(rng.Int(300, 800)), Day(820)}) {
      const auto actual = contract->ObligationsAt(day);
      const std::string at = "as of " + day.ToString() + ", known #" +
                             std::to_string(known) + ": ";
      if (!actual.ok()) return at + std::string(actual.status().message());
      const DealNow expected = plain.At(day);
      tally.skipped += expected.open.size();
      if (const auto wrong = DifferenceOf(expected, *actual, tally)) {
        return at + *wrong;
      }
    }
  }
  return std::nullopt;
}

void Compare(const std::string& name, std::uint64_t count,
             std::vector<std::string> clauses, int most, int negative = 0) {
  RunCampaign(
      name, count,
      [=](Rng& rng) {
        DealMix mix;
        mix.clauses = clauses;
        mix.most = most;
        mix.whole = true;
        mix.anchors = 0;
        mix.mixed_terms = 0;
        mix.retroactive = 0;
        mix.waivers = mix.statements = mix.disputes = 0;
        mix.reports = rng.Percent(80) ? 100 : 80;
        mix.published = 100;
        mix.plain = 10;
        mix.negative = negative;
        DealGenerator generator(rng, mix);
        return generator.Make();
      },
      Agrees);
}

TEST(DealModelTest, SharesWithTiersMinimumsCapsAndAdvances) {
  Compare("model shares", 400, {"royalty", "royalty", "pool", "usage"}, 3);
}

TEST(DealModelTest, UnitPrices) { Compare("model usage", 300, {"usage"}, 1); }

TEST(DealModelTest, TakeOrPay) {
  Compare("model offtake", 300, {"offtake"}, 1, 15);
}

TEST(DealModelTest, Loans) { Compare("model loans", 200, {"loan", "late"}, 2); }

TEST(DealModelTest, IndexedAndConvertedSums) {
  Compare("model rates", 400, {"fee", "rent", "price"}, 3);
}

TEST(DealModelTest, EarlyPayment) {
  Compare("model early payment", 200,
          {"fee", "rent", "price", "early", "early", "late", "no-set-off",
           "loan", "royalty"},
          5);
}

TEST(DealModelTest, LateInterestAndSetOff) {
  Compare("model interest", 120,
          {"fee", "rent", "price", "late", "late", "late", "no-set-off",
           "offtake", "usage"},
          6);
}

TEST(DealModelTest, Everything) {
  Compare("model everything", 100,
          {"fee", "rent", "price", "late", "no-set-off", "offtake", "usage",
           "royalty", "pool", "loan", "limit"},
          6);
}

}  // namespace
}  // namespace covenant::property::deal_model_test
