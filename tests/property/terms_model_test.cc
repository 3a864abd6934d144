// The engine's terms against the slow model's, over random histories, at every
// known point and every interesting legal day.
#include "tests/model/terms_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "replay/contract.h"
#include "tests/property/campaign.h"
#include "tests/property/compare.h"
#include "tests/property/terms_generator.h"

namespace covenant::property::terms_model_test {
namespace {

bool MayBeVoid(const Event& event) {
  if (const auto* correction = event.As<Correction>()) {
    return MayBeVoid(*correction->replacement);
  }
  const auto is = [](const std::optional<Endpoint>& end) {
    return end && end->void_if_met;
  };
  if (is(event.until)) return true;
  const auto* text = event.As<Instrument>();
  if (text == nullptr) return false;
  return std::any_of(
      text->changes.begin(), text->changes.end(), [&](const Change& change) {
        const Value* own = change.clause
                               ? FindField(change.clause->fields, "until")
                               : &change.to;
        const auto* end = own == nullptr ? nullptr : own->As<Endpoint>();
        return is(change.until) || (end != nullptr && end->void_if_met);
      });
}

std::optional<std::string> TermsAgree(const History& history, Rng& rng,
                                      Tally& tally) {
  const std::vector<Date> days = InterestingDays(history, {}, rng);
  const bool voids = std::any_of(history.begin(), history.end(), MayBeVoid);
  for (std::uint64_t known = 0; known <= history.size(); ++known) {
    const auto contract = Contract::Create(kContract, history, known);
    if (!contract.ok()) return std::string(contract.status().message());
    const model::TermsModel plain(kContract, history, known);
    for (const Date day : days) {
      std::optional<model::TermsModel> then;
      if (voids) then.emplace(kContract, history, known, day);
      const model::TermsNow expected = then ? then->At(day) : plain.At(day);
      if (!expected.undetermined.empty()) {
        ++tally.skipped;
        continue;
      }
      ++tally.points;
      const auto wrong = DifferenceOf(expected, contract->TermsAt(day));
      if (wrong) {
        return "as of " + day.ToString() + ", known #" + std::to_string(known) +
               ": " + *wrong;
      }
    }
  }
  return std::nullopt;
}

void CompareTerms(const std::string& name, int low, int high,
                  std::uint64_t count) {
  RunCampaign(
      name, count,
      [low, high](Rng& rng) {
        TermsGenerator generator(rng);
        return generator.Make(rng.Int(low, high));
      },
      TermsAgree);
}

TEST(TermsModelTest, OneOrTwoMoreEvents) { CompareTerms("few", 1, 2, 5000); }
TEST(TermsModelTest, ThreeOrFourMoreEvents) {
  CompareTerms("some", 3, 4, 8000);
}
TEST(TermsModelTest, FiveOrSixMoreEvents) {
  CompareTerms("several", 5, 6, 5000);
}
TEST(TermsModelTest, UpToTwelveMoreEvents) {
  CompareTerms("many", 7, 12, 2000);
}

}  // namespace
}  // namespace covenant::property::terms_model_test
