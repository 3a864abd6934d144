#include "replay/money/collar.h"

namespace covenant {

bool FloorAboveCap(const ClauseState& clause, const std::string& floor,
                   const std::string& cap) {
  const auto* low = clause.As<Rate>(floor);
  const auto* high = clause.As<Rate>(cap);
  if (low != nullptr && high != nullptr) {
    return low->IsExact() && high->IsExact() && low->value() > high->value();
  }
  const auto* least = clause.As<Amount>(floor);
  const auto* most = clause.As<Amount>(cap);
  return least != nullptr && most != nullptr && least->IsExact() &&
         most->IsExact() && least->unit() == most->unit() &&
         least->value().ToRational() > most->value().ToRational();
}

}  // namespace covenant
