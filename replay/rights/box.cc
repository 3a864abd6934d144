#include "replay/rights/box.h"

namespace covenant {

bool Box::Empty() const {
  for (const auto& region : regions) {
    if (region && region->Empty()) return true;
  }
  return false;
}

bool Box::Overlaps(const Box& other) const {
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const auto& a = regions[d];
    const auto& b = other.regions[d];
    if (a && b ? !a->Overlaps(*b) : (a && a->Empty()) || (b && b->Empty())) {
      return false;
    }
  }
  return true;
}

Box Box::Intersect(const Box& other) const {
  Box result = *this;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    if (!other.regions[d]) continue;
    result.regions[d] = regions[d] ? regions[d]->Intersect(*other.regions[d])
                                   : *other.regions[d];
  }
  return result;
}

// What the first box leaves is cut into pieces, one for each dimension in which
// it is limited; the others must cover every piece.
bool IsCovered(const Box& box, std::span<const Box> by) {
  if (box.Empty()) return true;
  if (by.empty()) return false;
  if (!box.Overlaps(by.front())) return IsCovered(box, by.subspan(1));
  Box rest = box;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const auto& limit = by.front().regions[d];
    if (!limit) continue;
    const PathRegion own = rest.regions[d].value_or(PathRegion::All());
    Box piece = rest;
    piece.regions[d] = own.Without(*limit);
    if (!IsCovered(piece, by.subspan(1))) return false;
    rest.regions[d] = own.Intersect(*limit);
  }
  return true;
}

}  // namespace covenant
