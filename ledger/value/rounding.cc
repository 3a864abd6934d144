#include "ledger/value/rounding.h"

#include <optional>
#include <string>
#include <vector>

#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {

std::string_view RoundingModeName(RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfAway:
      return "half-away";
    case RoundingMode::kHalfEven:
      return "half-even";
    case RoundingMode::kHalfUp:
      return "half-up";
    case RoundingMode::kHalfDown:
      return "half-down";
    case RoundingMode::kUp:
      return "up";
    case RoundingMode::kDown:
      return "down";
    case RoundingMode::kFloor:
      return "floor";
    case RoundingMode::kCeiling:
      return "ceiling";
  }
  COVENANT_CHECK(false);
}

absl::StatusOr<RoundingMode> ParseRoundingMode(std::string_view name) {
  std::vector<std::string> names;
  for (const RoundingMode mode : kAllRoundingModes) {
    if (RoundingModeName(mode) == name) return mode;
    names.emplace_back(RoundingModeName(mode));
  }
  const std::optional<std::string> near = Closest(name, names);
  return InvalidText(
      {"unknown rounding mode ", Quoted(name),
       near ? "; did you mean `" + *near + "`?" : std::string(),
       "; the modes are half-away, half-even, half-up, half-down, up, down, "
       "floor and ceiling"});
}

}  // namespace covenant
