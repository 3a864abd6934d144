// Prohibition index: which norms can forbid an act, without comparing it with all of
// them. A norm stands under the paths of the dimension in which it has the fewest
// neighbours. It may name too many, never too few. Pure.
#ifndef REPLAY_RIGHTS_NORM_INDEX_H_
#define REPLAY_RIGHTS_NORM_INDEX_H_

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "replay/rights/norms.h"
#include "replay/rights/scope_trees.h"

namespace covenant {

// The paths that a scope can reach in each dimension, on any day; empty: all.
using Reach = std::array<std::vector<std::string>, kDimensions>;

// Whether some path of one lies under some path of the other.
bool MayMeet(const std::vector<std::string>& a,
             const std::vector<std::string>& b);
bool MayMeet(const Reach& a, const Reach& b);

// What a norm or an act can reach. `more`: scopes of readings of a norm.
Reach ReachOf(const ScopeSets& scope, const std::string& counterparty,
              const std::vector<const ScopeSets*>& more,
              const ScopeTrees& trees);

// The norms of one bearer.
class NormIndex {
 public:
  void Add(std::size_t norm, const Reach* reach);  // `reach` must outlive it
  void Build();
  // The numbers of norms that an act of that reach may meet, ascending.
  std::vector<std::size_t> Candidates(const Reach& act) const;

 private:
  std::vector<std::pair<std::size_t, const Reach*>> norms_;
  std::vector<std::size_t> everywhere_;
  std::array<std::multimap<std::string, std::size_t>, kDimensions> under_;
};

}  // namespace covenant

#endif  // REPLAY_RIGHTS_NORM_INDEX_H_
