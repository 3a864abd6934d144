#include "replay/contract_facts.h"

#include <algorithm>
#include <utility>

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

Instruments ByFactsUntil(std::optional<Date> day, Instruments instruments) {
  if (!day) return instruments;
  for (BoundInstrument& instrument : instruments.bound) {
    for (TermOp& op : instrument.ops) op = AsOfDay(std::move(op), *day);
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

std::vector<EventRef> ReadingRefs(const ReadAs& read_as, const Timeline& timeline,
                                  const Obligation& sum) {
  std::vector<EventRef> refs;
  for (const ReadFields& item : read_as.items) {
    if (item.clause != sum.clause) continue;
    for (const Segment& segment : timeline.segments()) {
      const auto clause = segment.terms->clauses.find(item.clause);
      if (clause == segment.terms->clauses.end() ||
          (sum.period && segment.days.Intersect(*sum.period).Empty())) {
        continue;
      }
      for (const auto& [path, field] : clause->second.fields) {
        if (field.reading != item.name) continue;
        refs.insert(refs.end(), item.refs.begin(), item.refs.end());
      }
    }
  }
  return refs;
}

}  // namespace covenant
