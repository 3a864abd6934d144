// Refusals of scopes: a path that the tree of its dimension does not have. Pure.
#ifndef REPLAY_SCOPE_REJECTIONS_H_
#define REPLAY_SCOPE_REJECTIONS_H_

#include <cstddef>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide.h"
#include "replay/rights/scope_trees.h"

namespace covenant {

// Adds a rejection for each path of the event that a tree could have and does
// not. `index` is its place among the new events.
void AddScopeRejections(const Event& event, const ScopeTrees& trees,
                        std::size_t index, std::vector<Rejection>& rejections);

}  // namespace covenant

#endif  // REPLAY_SCOPE_REJECTIONS_H_
