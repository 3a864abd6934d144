#include "replay/money/covering.h"

#include <algorithm>

#include "replay/money/reach.h"

namespace covenant {

bool Rests(const ClauseState& clause, bool limited) {
  return std::any_of(clause.attachments.begin(), clause.attachments.end(),
                     [&](const Attachment& a) {
                       return a.type == "suspension" && IsLimited(a) == limited;
                     });
}

CoveringClauses::CoveringClauses(std::string_view kind,
                                 const Timeline& timeline,
                                 const Milestones& milestones)
    : kind_(kind) {
  const bool any = std::any_of(
      timeline.segments().begin(), timeline.segments().end(),
      [&](const Segment& segment) {
        return std::any_of(
            segment.terms->clauses.begin(), segment.terms->clauses.end(),
            [&](const auto& one) { return one.second.kind == kind; });
      });
  if (any) Take(RunsOf(timeline, milestones));
}

CoveringClauses::CoveringClauses(std::string_view kind,
                                 const std::map<std::string, ClauseRuns>& runs)
    : kind_(kind) {
  Take(runs);
}

void CoveringClauses::Take(const std::map<std::string, ClauseRuns>& runs) {
  for (const auto& [id, own] : runs) {
    if (std::any_of(own.begin(), own.end(), [&](const Run& run) {
          return run.state != nullptr && run.state->kind == kind_;
        })) {
      runs_.emplace(id, own);
    }
  }
}

std::vector<const Run*> CoveringClauses::Of(const Occurrence& occurrence,
                                            Date day) const {
  std::vector<const Run*> result;
  if (runs_.empty() || occurrence.repayment) return result;
  const auto unit = Unit::Parse(occurrence.unit);
  if (!unit.ok() || !unit->IsCurrency()) return result;
  int closest = -1;
  const Date on =
      occurrence.due ? *occurrence.due : occurrence.closes_on.value_or(day);
  for (const auto& [id, runs] : runs_) {
    const Run* run = RunOn(runs, on);
    if (run == nullptr || run->state == nullptr || run->state->kind != kind_ ||
        Rests(*run->state, false)) {
      continue;
    }
    const auto closeness =
        Closeness(*run->state, occurrence.clause, {occurrence.debtor});
    if (!closeness || *closeness < closest) continue;
    if (*closeness > closest) result.clear();
    closest = *closeness;
    result.push_back(run);
  }
  return result;
}

}  // namespace covenant
