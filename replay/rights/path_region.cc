#include "replay/rights/path_region.h"

#include <algorithm>

namespace covenant {

bool PathRegion::Holds(std::string_view path) const {
  if (marks_.empty()) return rest_;
  for (std::string_view at = path;;) {
    const auto mark = std::lower_bound(
        marks_.begin(), marks_.end(), at,
        [](const auto& one, std::string_view key) { return one.first < key; });
    if (mark != marks_.end() && mark->first == at) return mark->second;
    const std::size_t slash = at.rfind('/');
    if (slash == std::string_view::npos) return rest_;
    at = at.substr(0, slash);
  }
}

PathRegion PathRegion::Under(const std::vector<std::string>& paths) {
  Marks marks;
  for (const std::string& path : paths) marks.emplace_back(path, true);
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  return Combine(PathRegion(false, std::move(marks)), All(),
                 [](bool a, bool b) { return a && b; });
}

bool PathRegion::Empty() const {
  return !rest_ && std::none_of(marks_.begin(), marks_.end(),
                                [](const auto& mark) { return mark.second; });
}

// Both are constant from a mark down to the next marks, so a common place, if
// there is one, is found at a mark or outside of all of them.
bool PathRegion::Overlaps(const PathRegion& other) const {
  if (rest_ && other.rest_) return true;
  for (const auto& [path, in] : marks_) {
    if (in && other.Holds(path)) return true;
  }
  for (const auto& [path, in] : other.marks_) {
    if (in && Holds(path)) return true;
  }
  return false;
}

template <typename Op>
PathRegion PathRegion::Combine(const PathRegion& a, const PathRegion& b,
                               Op op) {
  std::vector<std::string_view> paths;
  for (const auto& [path, in] : a.marks_) paths.push_back(path);
  for (const auto& [path, in] : b.marks_) paths.push_back(path);
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  PathRegion result(op(a.rest_, b.rest_), {});
  // A path sorts behind those above it, so what is said so far tells whether a
  // mark says something new.
  for (const std::string_view path : paths) {
    const bool in = op(a.Holds(path), b.Holds(path));
    if (result.Holds(path) != in) result.marks_.emplace_back(path, in);
  }
  return result;
}

PathRegion PathRegion::Intersect(const PathRegion& other) const {
  if (other.IsAll()) return *this;
  if (IsAll()) return other;
  return Combine(*this, other, [](bool a, bool b) { return a && b; });
}

PathRegion PathRegion::Without(const PathRegion& other) const {
  return Combine(*this, other, [](bool a, bool b) { return a && !b; });
}

}  // namespace covenant
