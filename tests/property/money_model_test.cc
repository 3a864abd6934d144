// The engine's obligations against the slow model's, over random histories, at
// every known point and every interesting legal day; and what must hold of
// every answer.
#include "tests/model/money_model.h"

#include <gtest/gtest.h>

#include <set>

#include "replay/contract.h"
#include "tests/property/campaign.h"
#include "tests/property/compare_money.h"
#include "tests/property/money_generator.h"

namespace covenant::property::money_model_test {
namespace {

std::set<Date> DueDays(const Obligations& answer) {
  std::set<Date> days;
  for (const Obligation& one : answer.obligations) {
    if (one.due && *one.due < Day(85)) days.insert(*one.due);
    if (one.period && one.period->LastDay() &&
        *one.period->LastDay() < Day(85)) {
      days.insert(*one.period->LastDay());
    }
  }
  return days;
}

std::optional<std::string> MoneyAgrees(const History& history, Rng& rng,
                                       Tally& tally) {
  const auto head = Contract::Create(kContract, history, history.size());
  if (!head.ok()) return std::string(head.status().message());
  const auto late = head->ObligationsAt(Day(70));
  if (!late.ok()) return std::string(late.status().message());
  const std::vector<Date> days = InterestingDays(history, DueDays(*late), rng);
  for (std::uint64_t known = 0; known <= history.size(); ++known) {
    const auto contract = Contract::Create(kContract, history, known);
    if (!contract.ok()) return std::string(contract.status().message());
    model::MoneyModel slow(kContract, history, known, Day(-35), Day(125));
    for (const Date day : days) {
      const std::string at = "as of " + day.ToString() + ", known #" +
                             std::to_string(known) + ": ";
      const auto actual = contract->ObligationsAt(day);
      if (!actual.ok()) return at + std::string(actual.status().message());
      if (const auto wrong = BrokenInvariant(*actual)) return at + *wrong;
      const model::MoneyNow expected = slow.At(day);
      if (!expected.undetermined.empty() || !expected.open.empty()) {
        ++tally.skipped;
      }
      if (!expected.undetermined.empty()) continue;
      const auto wrong = DifferenceOf(expected, *actual, tally.points);
      if (wrong) return at + *wrong;
    }
  }
  return std::nullopt;
}

void Compare(const std::string& name, const MoneyMix& mix, int low, int high,
             std::uint64_t count) {
  RunCampaign(
      name, count,
      [=](Rng& rng) {
        MoneyGenerator generator(rng, mix);
        return generator.Make(rng.Int(low, high));
      },
      MoneyAgrees);
}

MoneyMix Mix(std::vector<std::string> clauses) {
  MoneyMix mix;
  mix.clauses = std::move(clauses);
  return mix;
}

TEST(MoneyModelTest, SumsOwedOnce) {
  MoneyMix mix = Mix({"fee", "plan"});
  mix.reports = 0;
  Compare("once", mix, 1, 5, 180);
}

TEST(MoneyModelTest, RecurringSums) {
  MoneyMix mix = Mix({"rent"});
  mix.reports = 0;
  Compare("recurring", mix, 1, 5, 180);
}

TEST(MoneyModelTest, RevenueShares) {
  Compare("share", Mix({"share"}), 1, 6, 150);
}

TEST(MoneyModelTest, Caps) {
  MoneyMix mix = Mix({"share"});
  mix.caps = true;
  mix.reports = 50;
  Compare("caps", mix, 2, 7, 150);
}

TEST(MoneyModelTest, NegativeShares) {
  MoneyMix mix = Mix({"share"});
  mix.negative = true;
  mix.reports = 50;
  Compare("negative", mix, 2, 6, 120);
}

TEST(MoneyModelTest, Waivers) {
  MoneyMix mix = Mix({"fee", "rent", "share"});
  mix.waivers = 40;
  mix.amendments = 10;
  Compare("waivers", mix, 2, 6, 150);
}

TEST(MoneyModelTest, Openings) {
  MoneyMix mix = Mix({"fee", "plan", "rent", "share"});
  mix.openings = 30;
  Compare("openings", mix, 2, 6, 150);
}

TEST(MoneyModelTest, PaymentsAndDisputes) {
  MoneyMix mix = Mix({"fee", "plan", "rent", "share"});
  mix.payments = 60;
  mix.disputes = 20;
  mix.amendments = 20;
  Compare("payments", mix, 3, 8, 150);
}

TEST(MoneyModelTest, CeilingsAndCommitments) {
  MoneyMix mix = Mix({"limit", "spend"});
  mix.reports = 0;
  mix.payments = 0;
  mix.undisclosed = true;
  Compare("ceilings", mix, 1, 4, 120);
}

TEST(MoneyModelTest, Undisclosed) {
  MoneyMix mix = Mix({"fee", "plan", "rent", "share"});
  mix.undisclosed = true;
  mix.caps = true;
  Compare("undisclosed", mix, 1, 6, 150);
}

TEST(MoneyModelTest, Everything) {
  MoneyMix mix = Mix({"fee", "plan", "rent", "share", "limit", "spend"});
  mix.undisclosed = true;
  mix.caps = true;
  mix.negative = true;
  mix.waivers = 10;
  mix.openings = 5;
  mix.disputes = 10;
  Compare("everything", mix, 3, 9, 90);
}

}  // namespace
}  // namespace covenant::property::money_model_test
