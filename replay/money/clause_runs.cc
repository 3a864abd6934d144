#include "replay/money/clause_runs.h"

#include <algorithm>
#include <set>
#include <utility>

namespace covenant {
namespace {

bool SameRun(const Run& a, const Run& b) {
  if (a.in_force != b.in_force || (a.state == nullptr) != (b.state == nullptr)) {
    return false;
  }
  if (a.state == nullptr) return a.how == b.how && a.ended_by == b.ended_by;
  return a.state == b.state || *a.state == *b.state;
}

void Append(ClauseRuns& runs, Run run) {
  if (run.days.Empty()) return;
  if (!runs.empty() && SameRun(runs.back(), run)) {
    runs.back().days = Interval(runs.back().days.from(), run.days.until());
    return;
  }
  runs.push_back(std::move(run));
}

// The segment's days cut by the clause's own term.
void AppendInForce(ClauseRuns& runs, const Timeline& timeline,
                   const Segment& segment, const ClauseState& clause,
                   const Milestones& milestones) {
  const Interval& days = segment.days;
  const OwnTerm term = LastingOf(timeline, segment, clause, milestones);
  std::set<Date> cuts;
  for (const Interval* i : {&term.certain, &term.possible}) {
    for (const auto& end : {i->from(), i->until()}) {
      if (end && days.Contains(*end) && end != days.from()) cuts.insert(*end);
    }
  }
  std::optional<Date> from = days.from();
  const auto add = [&](std::optional<Date> until) {
    Run run;
    run.days = Interval(from, until);
    run.in_force = from ? InForceOn(term, *from) : InForce::kNo;
    if (run.in_force != InForce::kNo) {
      run.state = &clause;
    } else {
      run.how = term.how;
      run.ended_by = term.ended_by;
    }
    Append(runs, std::move(run));
  };
  for (const Date cut : cuts) {
    add(cut);
    from = cut;
  }
  add(days.until());
}

}  // namespace

std::map<std::string, ClauseRuns> RunsOf(const Timeline& timeline,
                                         const Milestones& milestones) {
  std::map<std::string, ClauseRuns> result;
  for (const Segment& segment : timeline.segments()) {
    for (const auto& [id, clause] : segment.terms->clauses) {
      AppendInForce(result[id], timeline, segment, clause, milestones);
    }
    for (auto& [id, runs] : result) {
      if (segment.terms->clauses.contains(id)) continue;
      Run run;
      run.days = segment.days;
      run.how = "reverted";  // the operation that added it has ended
      const auto ended = segment.terms->ended.find(id);
      if (ended != segment.terms->ended.end()) {
        run.how = ended->second.how;
        run.ended_by = ended->second.because;
      }
      Append(runs, std::move(run));
    }
  }
  return result;
}

const Run* RunOn(const ClauseRuns& runs, Date day) {
  const auto run =
      std::partition_point(runs.begin(), runs.end(), [&](const Run& r) {
        return r.days.until() && *r.days.until() <= day;
      });
  return run != runs.end() && run->days.Contains(day) ? &*run : nullptr;
}

std::vector<Slice> SlicesOf(const ClauseRuns& runs, const Interval& days) {
  std::vector<Slice> slices;
  std::optional<Date> from = days.from();
  // Runs are in order: those that end before the days need no look.
  auto run = !from ? runs.begin()
                   : std::partition_point(
                         runs.begin(), runs.end(), [&](const Run& r) {
                           return r.days.until() && *r.days.until() <= *from;
                         });
  for (; run != runs.end(); ++run) {
    if (days.until() && run->days.from() && *run->days.from() >= *days.until()) {
      break;
    }
    const Interval part = run->days.Intersect(days);
    if (part.Empty()) continue;
    if (from && part.from() && *from < *part.from()) {
      slices.push_back({Interval(from, part.from()), nullptr, InForce::kNo});
    }
    slices.push_back({part, run->state, run->in_force});
    from = part.until();
  }
  if (from && (!days.until() || *from < *days.until())) {
    slices.push_back({Interval(from, days.until()), nullptr, InForce::kNo});
  }
  return slices;
}

bool AnyActive(const std::vector<Slice>& slices) {
  return std::any_of(slices.begin(), slices.end(),
                     [](const Slice& slice) { return slice.Active(); });
}

}  // namespace covenant
