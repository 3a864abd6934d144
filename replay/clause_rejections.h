// What is refused of formula clauses and of tiers that can only be seen in the
// whole contract: clauses that it never had, units that do not fit, formulas
// that need each other; and tiers, loans and taxes that a change breaks. Pure.
#ifndef REPLAY_CLAUSE_REJECTIONS_H_
#define REPLAY_CLAUSE_REJECTIONS_H_

#include <cstddef>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide.h"
#include "replay/stream_names.h"

namespace covenant {

// Adds at most one rejection of `event`, the last of the stream's `events`, which
// have named `names`; `index` is its place among the new ones. `parties`: events
// of the streams of parties, whose keys sign instruments.
void AddClauseRejections(const Event& event, const std::vector<Event>& events,
                         const StreamNames& names,
                         const std::vector<Event>& parties, std::size_t index,
                         std::vector<Rejection>& rejections);

}  // namespace covenant

#endif  // REPLAY_CLAUSE_REJECTIONS_H_
