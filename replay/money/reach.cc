#include "replay/money/reach.h"

#include <algorithm>

#include "replay/money/evaluate.h"

namespace covenant {

std::optional<int> Closeness(const ClauseState& about,
                             const std::string& clause,
                             const Debtors& debtors) {
  int closeness = 0;
  if (const auto* list = about.As<Value::List>("applies_to")) {
    const bool named =
        std::any_of(list->begin(), list->end(), [&](const Value& item) {
          const auto* id = item.As<std::string>();
          return id != nullptr && *id == clause;
        });
    if (!named) return std::nullopt;
    closeness += 4;
  }
  if (const std::string whose = SymbolOf(about, "debtor"); !whose.empty()) {
    const auto found = std::find(debtors.begin(), debtors.end(), whose);
    if (found == debtors.end()) return std::nullopt;
    closeness += found == debtors.begin() ? 2 : 1;
  }
  return closeness;
}

}  // namespace covenant
