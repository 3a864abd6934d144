// Norm parts: what a clause says of what it covers and of what it leaves out,
// as the parts of norms and acts. Pure.
#ifndef REPLAY_RIGHTS_NORM_PARTS_H_
#define REPLAY_RIGHTS_NORM_PARTS_H_

#include <vector>

#include "replay/rights/norms.h"
#include "replay/rights/scope_trees.h"
#include "replay/terms.h"

namespace covenant {

ScopeSets ScopeOf(const ClauseState& clause);
// Whether it says anything of its scope.
bool SaysScope(const ClauseState& clause);
// The dimensions of which instruments of equal rank say different things.
UnclearScope UnclearIn(const ClauseState& clause);
std::vector<NormException> CarveOutsOf(const ClauseState& clause);
// A waiver, a consent, a release or a suspension of it.
NormException ExceptionOf(const Attachment& attachment);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_NORM_PARTS_H_
