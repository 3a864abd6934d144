#include "replay/money/day_basis.h"

#include <map>
#include <optional>
#include <string>

namespace covenant {
namespace {

// What an event states of its own days counts for them, else what it states of
// itself.
Basis BasisOfDays(const Event& event) {
  std::optional<Basis> stated;
  for (const char* key :
       {"executed", "effective", "until", "date", "given", "received"}) {
    const auto own = event.basis_of.find(key);
    if (own == event.basis_of.end()) continue;
    stated = stated ? Weakest(*stated, own->second) : own->second;
  }
  return stated.value_or(event.basis);
}

// The events whose days are not official, to what they are.
using WeakDays = std::map<EventRef, Basis>;

void Add(const Recorded& record, WeakDays& days) {
  if (record.refs.empty()) return;
  const Basis basis = BasisOfDays(*record.event);
  if (basis != Basis::kOfficial) days.emplace(record.refs.front(), basis);
}

}  // namespace

void WeakenByDays(const std::vector<BoundInstrument>& instruments,
                  const Facts& facts, Obligations& result) {
  WeakDays days;
  for (const BoundInstrument& one : instruments) Add(one.record, days);
  for (const auto& [name, reached] : facts.milestones)
    Add(*reached.record, days);
  for (const Recorded* dispute : facts.disputes) Add(*dispute, days);
  for (const auto& [id, end] : facts.resolutions) Add(*end, days);
  for (const auto* acts :
       {&facts.exercises, &facts.notices, &facts.breaches, &facts.cures}) {
    for (const Recorded* act : *acts) Add(*act, days);
  }
  if (days.empty()) return;
  for (Obligation& o : result.obligations) {
    const bool was_assumed = o.basis == Basis::kAssumed;
    std::vector<EventRef> assumed;
    std::string ids;
    for (const EventRef& ref : o.because) {
      const auto found = days.find(ref);
      if (found == days.end()) continue;
      o.basis = Weakest(o.basis, found->second);
      if (found->second != Basis::kAssumed) continue;
      assumed.push_back(ref);
      ids += (ids.empty() ? "" : ", ") + ref.id;
    }
    if (was_assumed || assumed.empty() || !o.owed.IsExact() ||
        o.owed.value().IsZero() || o.state == ObligationState::kContingent) {
      continue;
    }
    result.findings.push_back({std::string(finding::kAssumedBasis), o.id,
                               "rests on a day that is assumed in " + ids,
                               std::move(assumed)});
  }
}

}  // namespace covenant
