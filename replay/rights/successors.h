// Successors: who is bound by norms and who does acts after others have come in
// the place of their parties: by a novation, an assumption, an assignment or a
// succession, from its day on (doc/decisions.md, Successors in conflicts). Pure.
#ifndef REPLAY_RIGHTS_SUCCESSORS_H_
#define REPLAY_RIGHTS_SUCCESSORS_H_

#include <functional>
#include <optional>
#include <vector>

#include "replay/parties.h"
#include "replay/rights/norms.h"

namespace covenant {

// The day on which the instrument of the change bound; nothing for what is no
// instrument.
using BindingOfChange =
    std::function<std::optional<Date>(const PartyChange& change)>;

// Applies the changes, in their order, to the norms and acts. Runs are divided
// on the day of a change; whoever stays bound beside a new bearer keeps its own.
void Succeed(const std::vector<PartyChange>& changes,
             const BindingOfChange& binding, ContractRights& rights);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_SUCCESSORS_H_
