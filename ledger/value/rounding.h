// The ways in which a contract can round an exact number, and their names.
// Refuses unknown names. Pure functions; safe from any thread.
#ifndef LEDGER_VALUE_ROUNDING_H_
#define LEDGER_VALUE_ROUNDING_H_

#include <array>
#include <string_view>

#include "absl/status/statusor.h"

namespace covenant {

// The half-* modes differ only at an exact tie, such as 2.5 or -2.5.
enum class RoundingMode {
  kHalfAway,  // tie away from zero: 2.5 -> 3, -2.5 -> -3. The default.
  kHalfEven,  // tie to the even neighbour: 2.5 -> 2, 3.5 -> 4
  kHalfUp,    // tie toward +infinity: 2.5 -> 3, -2.5 -> -2
  kHalfDown,  // tie toward zero: 2.5 -> 2, -2.5 -> -2
  kUp,        // always away from zero: 2.1 -> 3, -2.1 -> -3
  kDown,      // always toward zero (truncation): 2.9 -> 2, -2.9 -> -2
  kFloor,     // always toward -infinity: 2.9 -> 2, -2.1 -> -3
  kCeiling,   // always toward +infinity: 2.1 -> 3, -2.9 -> -2
};

inline constexpr std::array<RoundingMode, 8> kAllRoundingModes = {
    RoundingMode::kHalfAway, RoundingMode::kHalfEven, RoundingMode::kHalfUp,
    RoundingMode::kHalfDown, RoundingMode::kUp,       RoundingMode::kDown,
    RoundingMode::kFloor,    RoundingMode::kCeiling};

// "half-away", "half-even", "half-up", "half-down", "up", "down", "floor" or
// "ceiling".
std::string_view RoundingModeName(RoundingMode mode);

// The mode of exactly that name; InvalidArgument, with the names, otherwise.
absl::StatusOr<RoundingMode> ParseRoundingMode(std::string_view name);

}  // namespace covenant

#endif  // LEDGER_VALUE_ROUNDING_H_
