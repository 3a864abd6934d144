// Box: what a scope covers in all dimensions at once: the acts that lie in the
// region of each. Pure.
#ifndef REPLAY_RIGHTS_BOX_H_
#define REPLAY_RIGHTS_BOX_H_

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "replay/rights/path_region.h"
#include "replay/rights/scope_trees.h"

namespace covenant {

// Absent: everything.
struct Box {
  std::array<std::optional<PathRegion>, kDimensions> regions;

  bool Empty() const;
  // Whether some act lies in both.
  bool Overlaps(const Box& other) const;
  Box Intersect(const Box& other) const;
};

// Whether every act of the box lies in one of the others.
bool IsCovered(const Box& box, std::span<const Box> by);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_BOX_H_
