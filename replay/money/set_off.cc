#include "replay/money/set_off.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/event/clause.h"
#include "replay/money/evaluate.h"

namespace covenant {

SetOffTerms::SetOffTerms(const Timeline& timeline, const Milestones& milestones,
                         const std::vector<PartyChange>& stand_ins)
    : stand_ins_(&stand_ins) {
  std::set<std::string> clauses;
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      if (clause.kind == kind::kNoSetOff) clauses.insert(id);
    }
  }
  if (clauses.empty()) return;
  for (auto& [id, runs] : RunsOf(timeline, milestones)) {
    if (clauses.contains(id)) runs_.push_back(runs);
  }
}

bool SetOffTerms::Excluded(Date day, const std::string& clause,
                           const std::string& party) const {
  return std::any_of(runs_.begin(), runs_.end(), [&](const ClauseRuns& runs) {
    const Run* run = RunOn(runs, day);
    if (run == nullptr || run->state == nullptr ||
        run->state->kind != kind::kNoSetOff) {
      return false;
    }
    const std::string whose = SymbolOf(*run->state, "party");
    if (!whose.empty() && whose != party) {
      const auto now =
          StandInsFor(*stand_ins_, clause, whose, Standing::kDebts, day);
      if (std::none_of(now.begin(), now.end(),
                       [&](const StandIn& one) { return one.Is(party); })) {
        return false;
      }
    }
    const auto* list = run->state->As<Value::List>("clauses");
    return list == nullptr ||
           std::any_of(list->begin(), list->end(), [&](const Value& item) {
             const auto* id = item.As<std::string>();
             return id != nullptr && *id == clause;
           });
  });
}

}  // namespace covenant
