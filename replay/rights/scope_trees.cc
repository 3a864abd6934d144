#include "replay/rights/scope_trees.h"

#include <algorithm>
#include <utility>

#include "replay/record.h"

namespace covenant {
namespace {

constexpr int kMostNames = 16;  // other names of other names

// A version of a tree, from a day on.
struct Step {
  std::optional<Date> since;
  const Recorded* record;
  const ScopeTree* tree;
};

}  // namespace

std::size_t DimensionOf(std::string_view name) {
  const auto found =
      std::find(kDimensionNames.begin(), kDimensionNames.end(), name);
  return static_cast<std::size_t>(found - kDimensionNames.begin());
}

ScopeSets ScopeSetsOf(const Fields& scope) {
  ScopeSets sets;
  for (const auto& [path, value] : scope) {
    const std::size_t dot = path.rfind('.');
    const std::size_t d =
        DimensionOf(dot == std::string::npos ? path : path.substr(dot + 1));
    const auto* paths = value.As<PathSet>();
    if (d < kDimensions && paths != nullptr) sets[d] = *paths;
  }
  return sets;
}

ScopeTrees::ScopeTrees(const std::vector<Event>& events, std::uint64_t known,
                       std::set<std::string> parties)
    : parties_(std::move(parties)) {
  // Corrections name events of their own stream.
  std::map<std::string, std::vector<Event>> streams;
  for (const Event& event : events) streams[event.stream].push_back(event);
  std::vector<Recorded> record;
  for (const auto& [stream, own] : streams) {
    for (Recorded& one : RecordAt(own, known)) record.push_back(std::move(one));
  }
  std::vector<Step> all;
  for (const Recorded& one : record) {
    const auto* tree = one.event->As<ScopeTree>();
    if (tree != nullptr) all.push_back({tree->since, &one, tree});
  }
  std::stable_sort(all.begin(), all.end(), [](const Step& a, const Step& b) {
    if (a.since != b.since) {
      return !a.since || (b.since && *a.since < *b.since);
    }
    return a.record->event->sequence < b.record->event->sequence;
  });
  editions_.emplace_back();
  for (const Step& change : all) {
    if (change.since &&
        (changes_.empty() || changes_.back() < *change.since)) {
      changes_.push_back(*change.since);
      editions_.push_back(editions_.back());
    }
    Tree& tree = editions_.back()[DimensionOf(change.tree->dimension)];
    for (const std::string& path : change.tree->removes) {
      std::erase_if(tree.nodes, [&](const auto& node) {
        return PathUnder(node.first, path);
      });
      std::erase_if(tree.aliases, [&](const auto& alias) {
        return PathUnder(alias.second, path);
      });
    }
    for (const ScopeNode& node : change.tree->nodes) {
      std::erase_if(tree.aliases, [&](const auto& alias) {
        return alias.second == node.path;
      });
      tree.nodes[node.path] = {node.members, change.record->refs};
      for (const std::string& alias : node.aliases) {
        tree.aliases[alias] = node.path;
      }
    }
  }
}

const ScopeTrees::Tree& ScopeTrees::On(std::size_t dimension, Date day) const {
  const auto after =
      std::upper_bound(changes_.begin(), changes_.end(), day);
  return editions_[static_cast<std::size_t>(after - changes_.begin())]
                  [dimension];
}

std::string ScopeTrees::Canonical(const Tree& tree, const std::string& path) {
  if (tree.aliases.empty()) return path;
  std::string result = path;
  for (int i = 0; i < kMostNames; ++i) {
    std::string_view above = result;
    auto alias = tree.aliases.find(result);
    while (alias == tree.aliases.end()) {
      const std::size_t slash = above.rfind('/');
      if (slash == std::string_view::npos) return result;
      above = above.substr(0, slash);
      alias = tree.aliases.find(std::string(above));
    }
    result = alias->second + result.substr(above.size());
  }
  return result;
}

void ScopeTrees::Expand(const Tree& tree, std::size_t dimension,
                        const std::string& path,
                        std::set<std::string>& into) const {
  const std::string own = Canonical(tree, path);
  if (!into.insert(own).second) return;
  const auto add_party = [&](const std::string& at) {
    if (dimension != kCounterparty) return;
    const std::string last = at.substr(at.rfind('/') + 1);
    if (last != at && parties_.contains(last)) into.insert(last);
  };
  add_party(own);
  for (auto node = tree.nodes.lower_bound(own); node != tree.nodes.end();
       ++node) {
    if (!PathUnder(node->first, own)) {
      // Between a path and those below it others can sort: `a`, `a-b`, `a/c`.
      if (!node->first.starts_with(own)) break;
      continue;
    }
    add_party(node->first);
    for (const std::string& member : node->second.members) {
      Expand(tree, dimension, member, into);
    }
  }
}

std::vector<std::string> ScopeTrees::Expanded(
    const Tree& tree, std::size_t dimension,
    const std::vector<std::string>& paths) const {
  std::set<std::string> into;
  for (const std::string& path : paths) Expand(tree, dimension, path, into);
  return {into.begin(), into.end()};
}

bool ScopeTrees::Open(const Tree& tree, const std::string& path) const {
  const std::string own = Canonical(tree, path);
  const std::size_t slash = own.rfind('/');
  const std::string last = own.substr(slash + 1);
  if (parties_.contains(last)) return false;
  if (slash != std::string::npos) {
    // A member that is named below its class.
    const auto above = tree.nodes.find(own.substr(0, slash));
    if (above != tree.nodes.end()) {
      const auto& members = above->second.members;
      if (std::find(members.begin(), members.end(), last) != members.end()) {
        return false;
      }
    }
  }
  // Filled by members of it or of what is below, or by parties that stand below it.
  return std::none_of(
      tree.nodes.begin(), tree.nodes.end(), [&](const auto& node) {
        if (!PathUnder(node.first, own)) return false;
        const std::string at = node.first.substr(node.first.rfind('/') + 1);
        return !node.second.members.empty() ||
               (node.first != own && parties_.contains(at));
      });
}

Covered ScopeTrees::Resolve(std::size_t dimension, const PathSet& paths,
                            Date day) const {
  Covered result;
  if (paths.undisclosed) {
    result.certain = PathRegion::None();
    return result;
  }
  const Tree& tree = On(dimension, day);
  if (!paths.include.empty()) {
    result.certain =
        PathRegion::Under(Expanded(tree, dimension, paths.include));
  }
  if (!paths.exclude.empty()) {
    result.certain = result.certain.Without(
        PathRegion::Under(Expanded(tree, dimension, paths.exclude)));
  }
  result.possible = result.certain;
  if (dimension == kCounterparty) {
    const auto open = [&](const std::string& path) { return Open(tree, path); };
    result.open_include =
        std::any_of(paths.include.begin(), paths.include.end(), open);
    result.open_exclude =
        std::any_of(paths.exclude.begin(), paths.exclude.end(), open);
  }
  return result;
}

bool ScopeTrees::Reachable(std::size_t dimension, const PathSet& paths,
                           std::set<std::string>& into) const {
  if (paths.undisclosed || paths.include.empty()) return false;
  for (const Edition& edition : editions_) {
    const Tree& tree = edition[dimension];
    if (dimension != kCounterparty && tree.nodes.empty()) {
      into.insert(paths.include.begin(), paths.include.end());
      continue;
    }
    for (const std::string& path : paths.include) {
      if (dimension == kCounterparty && Open(tree, path)) return false;
    }
    // Each edition reads the paths anew.
    std::set<std::string> own;
    for (const std::string& path : paths.include) {
      Expand(tree, dimension, path, own);
    }
    into.insert(own.begin(), own.end());
  }
  return true;
}

bool ScopeTrees::Declared(std::size_t dimension) const {
  return std::any_of(editions_.begin(), editions_.end(),
                     [&](const Edition& edition) {
                       return !edition[dimension].nodes.empty();
                     });
}

bool ScopeTrees::Knows(std::size_t dimension, const std::string& path) const {
  for (const Edition& edition : editions_) {
    const Tree& tree = edition[dimension];
    const std::string own = Canonical(tree, path);
    if (dimension == kCounterparty &&
        parties_.contains(own.substr(own.rfind('/') + 1))) {
      return true;
    }
    // A member of a class may be named below it.
    const std::size_t slash = own.rfind('/');
    const auto above =
        tree.nodes.find(own.substr(0, slash == std::string::npos ? 0 : slash));
    if (above != tree.nodes.end()) {
      const auto& members = above->second.members;
      if (std::find(members.begin(), members.end(), own.substr(slash + 1)) !=
          members.end()) {
        return true;
      }
    }
    for (const auto& [at, node] : tree.nodes) {
      if (PathUnder(at, own)) return true;
      for (const std::string& member : node.members) {
        if (PathUnder(Canonical(tree, member), own)) return true;
      }
    }
  }
  return false;
}

std::vector<std::string> ScopeTrees::Paths(std::size_t dimension) const {
  std::set<std::string> paths;
  for (const Edition& edition : editions_) {
    for (const auto& [path, node] : edition[dimension].nodes) {
      // What lies above a node needs none of its own.
      for (std::size_t at = path.find('/'); at != std::string::npos;
           at = path.find('/', at + 1)) {
        paths.insert(path.substr(0, at));
      }
      paths.insert(path);
    }
    for (const auto& [alias, path] : edition[dimension].aliases) {
      paths.insert(alias);
    }
  }
  return {paths.begin(), paths.end()};
}

std::vector<EventRef> ScopeTrees::EventsOf(std::size_t dimension,
                                           const PathSet& paths,
                                           Date day) const {
  std::set<EventRef> refs;
  const Tree& tree = On(dimension, day);
  for (const auto* list : {&paths.include, &paths.exclude}) {
    for (const std::string& path : Expanded(tree, dimension, *list)) {
      const auto node = tree.nodes.find(path);
      if (node == tree.nodes.end()) continue;
      refs.insert(node->second.because.begin(), node->second.because.end());
    }
  }
  return {refs.begin(), refs.end()};
}

}  // namespace covenant
