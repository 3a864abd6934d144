// PathRegion: an exact set of places in a tree of paths that is never finished: a
// path stands for its own place and all places below it, those too that nobody
// has named. Closed under intersection and difference. Value type, pure.
#ifndef REPLAY_RIGHTS_PATH_REGION_H_
#define REPLAY_RIGHTS_PATH_REGION_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace covenant {

class PathRegion {
 public:
  static PathRegion All() { return PathRegion(true, {}); }
  static PathRegion None() { return PathRegion(false, {}); }
  // All places at or below one of the paths.
  static PathRegion Under(const std::vector<std::string>& paths);

  bool Holds(std::string_view path) const;
  bool Empty() const;
  bool IsAll() const { return rest_ && marks_.empty(); }
  bool Overlaps(const PathRegion& other) const;

  PathRegion Intersect(const PathRegion& other) const;
  PathRegion Without(const PathRegion& other) const;

  friend bool operator==(const PathRegion&, const PathRegion&) = default;

 private:
  // A path, and whether the places from it down are in, as far as no longer path
  // says otherwise. Sorted by path.
  using Marks = std::vector<std::pair<std::string, bool>>;

  PathRegion(bool rest, Marks marks) : rest_(rest), marks_(std::move(marks)) {}
  template <typename Op>
  static PathRegion Combine(const PathRegion& a, const PathRegion& b, Op op);

  bool rest_;  // places that no mark is above of
  Marks marks_;
};

}  // namespace covenant

#endif  // REPLAY_RIGHTS_PATH_REGION_H_
