// Scope trees: which paths each dimension has on a legal day, what else they are
// called and what belongs to them, as known at a point; and what a scope covers
// by them. Without a tree, paths mean what their parts say. Pure.
#ifndef REPLAY_RIGHTS_SCOPE_TREES_H_
#define REPLAY_RIGHTS_SCOPE_TREES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/finding.h"
#include "replay/rights/path_region.h"

namespace covenant {

inline constexpr std::size_t kDimensions = 6;
inline constexpr std::size_t kCounterparty = 5;
// In the order of the schema.
inline constexpr std::array<std::string_view, kDimensions> kDimensionNames = {
    "activity", "product", "channel", "territory", "field", "counterparty"};

// The index of the dimension; kDimensions for what is none.
std::size_t DimensionOf(std::string_view name);

// What a scope says of each dimension; absent: everything.
using ScopeSets = std::array<std::optional<PathSet>, kDimensions>;
ScopeSets ScopeSetsOf(const Fields& scope);

// What a set of paths covers: at least `certain`, at most `possible`.
struct Covered {
  PathRegion certain = PathRegion::All();
  PathRegion possible = PathRegion::All();
  // It names a class of counterparties of which nobody has said who belongs to
  // it: a party may or may not.
  bool open_include = false;
  bool open_exclude = false;
};

class ScopeTrees {
 public:
  // `events` of the streams `_scope/...`, those of one stream in version order;
  // `parties`: the ids that a path of counterparties can end in.
  ScopeTrees(const std::vector<Event>& events, std::uint64_t known,
             std::set<std::string> parties = {});

  // The days on which a tree changes, ascending.
  const std::vector<Date>& changes() const { return changes_; }

  Covered Resolve(std::size_t dimension, const PathSet& paths, Date day) const;

  // Adds the paths whose places, with all below them, are all that the set can
  // reach on any day; false where it can reach everything.
  bool Reachable(std::size_t dimension, const PathSet& paths,
                 std::set<std::string>& into) const;

  // Whether the dimension has a tree, on any day.
  bool Declared(std::size_t dimension) const;
  // Whether a tree of the dimension has the path, on any day: a node, a place
  // above or below one, another name or a member.
  bool Knows(std::size_t dimension, const std::string& path) const;
  // All paths that trees of the dimension have on any day.
  std::vector<std::string> Paths(std::size_t dimension) const;

  // The events that say where the path of the dimension lies and what belongs
  // to it on the day.
  std::vector<EventRef> EventsOf(std::size_t dimension, const PathSet& paths,
                                 Date day) const;

 private:
  struct Node {
    std::vector<std::string> members;
    std::vector<EventRef> because;
  };
  struct Tree {
    std::map<std::string, Node> nodes;
    std::map<std::string, std::string> aliases;
  };
  using Edition = std::array<Tree, kDimensions>;

  const Tree& On(std::size_t dimension, Date day) const;
  // The path without other names.
  static std::string Canonical(const Tree& tree, const std::string& path);
  // The paths whose places, with all below them, the path covers.
  void Expand(const Tree& tree, std::size_t dimension, const std::string& path,
              std::set<std::string>& into) const;
  // Whether it is a class of which nobody has said who belongs to it.
  bool Open(const Tree& tree, const std::string& path) const;
  std::vector<std::string> Expanded(const Tree& tree, std::size_t dimension,
                                    const std::vector<std::string>& paths) const;

  std::set<std::string> parties_;
  std::vector<Date> changes_;
  std::vector<Edition> editions_;  // before the first change, from each on
};

}  // namespace covenant

#endif  // REPLAY_RIGHTS_SCOPE_TREES_H_
