// Campaign: runs a check over many random histories. Prints the seed at the
// start; on a failure it looks for the smallest history that still fails, by
// leaving out events and changes one at a time, and prints that.
//
//   COVENANT_SEED=N             another seed, default 1
//   COVENANT_PROPERTY_CASES=N   so many cases for each test; otherwise a fifth
//   of
//                               the usual number where sanitizers watch
#ifndef TESTS_PROPERTY_CAMPAIGN_H_
#define TESTS_PROPERTY_CAMPAIGN_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "tests/property/history.h"
#include "tests/property/rng.h"

namespace covenant::property {

struct Tally {
  std::uint64_t histories = 0;
  std::uint64_t points = 0;   // compared
  std::uint64_t skipped = 0;  // left open by the norms
};

using Generate = std::function<History(Rng& rng)>;
// What is wrong with the history, or nothing. The Rng is for the choice of days
// and is the same each time for the same case.
using Check =
    std::function<std::optional<std::string>(const History&, Rng&, Tally&)>;

std::uint64_t Seed();
std::uint64_t Cases(std::uint64_t otherwise);

// Runs the cases first..first+count-1 (counts scaled by the environment) and
// fails the running test at the first mismatch.
void RunCampaign(const std::string& name, std::uint64_t count,
                 const Generate& generate, const Check& check);

// The smallest history found that still fails.
History Shrink(History history, const Check& check, std::uint64_t seed);

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_CAMPAIGN_H_
