// The engine's conflicts against the slow model of points, day by day, on random
// ledgers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "replay/rights/conflicts.h"
#include "tests/model/scope_model.h"
#include "tests/property/rng.h"
#include "tests/rights/random_rights.h"

namespace covenant::rights_model_test {
namespace {

// The engine's results: by (prohibition and who is bound, act) those of each day.
using ByDay = std::map<int, std::string>;
using Answers = std::map<std::pair<std::string, std::string>, ByDay>;

Answers EngineSays(const RandomRights& made, bool all) {
  RightsPoint point;
  point.known = made.head;
  point.as_of = DayOf(kDays);
  std::vector<ContractRights> rights;
  std::set<std::string> parties;
  for (const auto& [id, events] : made.contracts) {
    auto one = RightsOf(id, events, point, made.parties);
    if (!one.ok()) ADD_FAILURE() << one.status();
    parties.insert(one->parties.begin(), one->parties.end());
    rights.push_back(*std::move(one));
  }
  ConflictsQuery query;
  query.as_of = point.as_of;
  query.all = all;
  const ScopeTrees trees(made.scopes, made.head, parties);
  Answers answers;
  for (const Conflict& one : ConflictsOf(rights, trees, query).conflicts) {
    for (const ConflictDays& days : one.days) {
      for (int day = 0; day < kDays; ++day) {
        if (!days.days.Contains(DayOf(day))) continue;
        answers[{one.prohibition + " of " + one.bearer, one.act}][day] =
            ConflictResultName(days.result);
      }
    }
  }
  return answers;
}

Answers ModelSays(const RandomRights& made) {
  Answers answers;
  for (int day = 0; day < kDays; ++day) {
    std::vector<model::ModelAct> acts;
    for (const model::ModelAct& act : made.model.acts) {
      for (model::ModelAct& one : made.model.ActsOn(act, day)) {
        acts.push_back(std::move(one));
      }
    }
    for (const model::ModelNorm& any : made.model.norms) {
      for (const model::ModelNorm& norm : made.model.NormsOn(any, day)) {
        for (const model::ModelAct& act : acts) {
          if (act.actor != norm.bearer) continue;
          const std::string result = made.model.On(norm, act, day);
          if (result.empty()) continue;
          answers[{norm.id + " of " + norm.bearer, act.id}][day] = result;
        }
      }
    }
  }
  return answers;
}

void Compare(std::uint64_t count) {
  const char* const seed = std::getenv("COVENANT_SEED");
  const std::uint64_t base = seed == nullptr ? 1 : std::stoull(seed);
  std::cout << "COVENANT_SEED=" << base << "\n";
  std::map<std::string, std::uint64_t> days;
  for (std::uint64_t i = 0; i < count; ++i) {
    property::Rng rng(base * 1'000'003 + i);
    const RandomRights made = RandomRights::Make(rng);
    const Answers expected = ModelSays(made);
    const Answers actual = EngineSays(made, true);
    for (const auto& [pair, by_day] : expected) {
      const auto found = actual.find(pair);
      for (const auto& [day, result] : by_day) {
        ++days[result];
        std::string said = "nothing";
        if (found != actual.end() && found->second.count(day) > 0) {
          said = found->second.at(day);
        }
        ASSERT_EQ(said, result)
            << "case " << i << ", day " << DayOf(day).ToString() << ", "
            << pair.first << " and " << pair.second << "\n"
            << made.ToString();
      }
    }
    ASSERT_EQ(actual.size(), expected.size()) << "case " << i;
    // Without those of no conflict the index decides what is compared: it may
    // leave nothing out.
    const Answers indexed = EngineSays(made, false);
    for (const auto& [pair, by_day] : indexed) {
      for (const auto& [day, result] : by_day) {
        ASSERT_EQ(result, expected.at(pair).at(day)) << "case " << i;
      }
    }
    for (const auto& [pair, by_day] : expected) {
      const auto act = std::find_if(
          made.model.acts.begin(), made.model.acts.end(),
          [&, id = pair.second](const auto& one) { return one.id == id; });
      if (act->days.until > kDays) continue;  // of what is over every day counts
      const bool any =
          std::any_of(by_day.begin(), by_day.end(),
                      [](const auto& one) { return one.second != "none"; });
      ASSERT_EQ(indexed.contains(pair), any)
          << "case " << i << ": " << pair.first << " and " << pair.second
          << "\n"
          << made.ToString();
    }
  }
  for (const auto& [result, number] : days) {
    std::cout << result << " " << number << " days\n";
    EXPECT_GT(number, count / 10) << result << " hardly ever happens";
  }
  EXPECT_EQ(days.size(), 5u);
}

// Sanitizers look for other faults than the model does, and take their time.
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kLedgers = 2'000;
#else
constexpr std::uint64_t kLedgers = 10'000;
#endif

TEST(RightsModel, AgreesWithTheEngine) {
  const char* const cases = std::getenv("COVENANT_PROPERTY_CASES");
  Compare(cases == nullptr ? kLedgers : std::stoull(cases));
}

}  // namespace
}  // namespace covenant::rights_model_test
