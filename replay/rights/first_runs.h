// First runs: how rights of first refusal were run by the notices upon which deals
// are made. Pure.
#ifndef REPLAY_RIGHTS_FIRST_RUNS_H_
#define REPLAY_RIGHTS_FIRST_RUNS_H_

#include "replay/norms.h"
#include "replay/rights/norms.h"

namespace covenant {

// Adds the runs by their notices, but those that are there. A notice of which
// it is not known, on the day of a deal upon it, whether it can still be taken
// up may free the deal: it bears on the right as an exception whose reach is
// not known.
void AddFirstRuns(Norms norms, ContractRights& into);

// What had come of the run on the day; null: nothing yet.
const NormStep* RunOn(const Norm& run, Date day);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_FIRST_RUNS_H_
