// Clause runs: one clause over time, as runs of days on which it reads the same.
// Pure.
#ifndef REPLAY_MONEY_CLAUSE_RUNS_H_
#define REPLAY_MONEY_CLAUSE_RUNS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/value/interval.h"
#include "replay/instruments.h"
#include "replay/timeline.h"

namespace covenant {

struct Run {
  Interval days;
  const ClauseState* state = nullptr;  // null: not in force
  InForce in_force = InForce::kNo;     // kYes or kUnknown with a state
  // Without a state: what ended it: "expired" for its own term, else as in
  // EndedClause.
  std::string how;
  std::vector<EventRef> ended_by;
};

// From the first day on which the clause stands in the terms to the end of
// time; runs are adjacent and in order.
using ClauseRuns = std::vector<Run>;

// All clauses by id. The timeline must outlive the result.
std::map<std::string, ClauseRuns> RunsOf(const Timeline& timeline,
                                         const Milestones& milestones);

// The run that holds the day, or null before the first.
const Run* RunOn(const ClauseRuns& runs, Date day);

// A stretch of a period on which one run holds.
struct Slice {
  Interval days;
  const ClauseState* state = nullptr;  // null: not in force
  InForce in_force = InForce::kNo;
  bool Active() const { return state != nullptr; }
};

// The whole of `days`, cut where the clause changes.
std::vector<Slice> SlicesOf(const ClauseRuns& runs, const Interval& days);

// Whether the clause is, or may be, in force on one of the days.
bool AnyActive(const std::vector<Slice>& slices);

}  // namespace covenant

#endif  // REPLAY_MONEY_CLAUSE_RUNS_H_
