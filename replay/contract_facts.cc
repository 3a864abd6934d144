#include "replay/contract_facts.h"

#include <algorithm>

namespace covenant {

Instruments MetBy(std::optional<Date> day, Instruments instruments) {
  if (!day) return instruments;
  for (BoundInstrument& instrument : instruments.bound) {
    for (TermOp& op : instrument.ops) {
      op.never = op.never || (op.met && *op.met > *day);
    }
  }
  return instruments;
}

Facts WithDerived(Facts facts, const std::vector<Recorded>& record,
                  const Derived& derived, const ReadAs& read_as) {
  facts.read_as = read_as;
  for (const auto& [name, reached] : derived) {
    const std::string& event = reached.second;
    const auto by = std::find_if(
        record.begin(), record.end(),
        [&event](const Recorded& r) { return r.event->id == event; });
    if (by == record.end()) continue;
    const Reached milestone{reached.first, &*by, nullptr};
    auto [it, fresh] = facts.milestones.try_emplace(name, milestone);
    if (!fresh && milestone.date < it->second.date) it->second = milestone;
  }
  return facts;
}

}  // namespace covenant
