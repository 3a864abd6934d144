#include "replay/rights/first_runs.h"

#include <string>
#include <utility>

namespace covenant {
namespace {

NormException MayFree(const std::string& notice, const Act& deal,
                      const NormStep& step) {
  NormException one;
  one.what = "notice";
  one.name = notice;
  one.days = Interval::All();
  one.deal_event = deal.id;
  one.words_only = true;
  one.because = step.because;
  one.place = step.place;
  return one;
}

}  // namespace

const NormStep* RunOn(const Norm& run, Date day) {
  const NormStep* last = nullptr;
  for (const NormStep& step : run.steps) {
    if (step.day <= day) last = &step;
  }
  return last;
}

void AddFirstRuns(Norms norms, ContractRights& into) {
  for (Norm& norm : norms.norms) {
    if (norm.kind != kind::kRightOfFirstRefusal || norm.occurrence.empty() ||
        into.run_upon.contains(norm.occurrence)) {
      continue;
    }
    for (const Act& act : into.acts) {
      if (act.upon != norm.occurrence) continue;
      const NormStep* step = RunOn(norm, act.entered);
      if (step == nullptr || step->state != NormState::kUnknown) continue;
      for (Prohibition& right : into.norms) {
        if (right.clause != norm.clause) continue;
        right.exceptions.push_back(MayFree(norm.occurrence, act, *step));
      }
    }
    std::string notice = norm.occurrence;
    into.run_upon.insert_or_assign(std::move(notice), std::move(norm));
  }
}

}  // namespace covenant
