#include "replay/rights/norm_index.h"

#include <algorithm>
#include <optional>
#include <set>

#include "ledger/event/value.h"

namespace covenant {
namespace {

bool Comparable(const std::string& a, const std::string& b) {
  return PathUnder(a, b) || PathUnder(b, a);
}

}  // namespace

bool MayMeet(const std::vector<std::string>& a,
             const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return true;
  for (const std::string& x : a) {
    for (const std::string& y : b) {
      if (Comparable(x, y)) return true;
    }
  }
  return false;
}

bool MayMeet(const Reach& a, const Reach& b) {
  for (std::size_t d = 0; d < kDimensions; ++d) {
    if (!MayMeet(a[d], b[d])) return false;
  }
  return true;
}

Reach ReachOf(const ScopeSets& scope, const std::string& counterparty,
              const std::vector<const ScopeSets*>& more,
              const ScopeTrees& trees) {
  Reach reach;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    if (!scope[d]) {
      if (d == kCounterparty && !counterparty.empty()) {
        reach[d] = {counterparty};
      }
      continue;
    }
    std::set<std::string> paths;
    bool all = !trees.Reachable(d, *scope[d], paths);
    for (const ScopeSets* other : more) {
      if ((*other)[d]) all = !trees.Reachable(d, *(*other)[d], paths) || all;
    }
    if (!all) reach[d].assign(paths.begin(), paths.end());
  }
  return reach;
}

void NormIndex::Add(std::size_t norm, const Reach* reach) {
  norms_.emplace_back(norm, reach);
}

void NormIndex::Build() {
  std::array<std::map<std::string, std::size_t>, kDimensions> count;
  for (const auto& [norm, reach] : norms_) {
    for (std::size_t d = 0; d < kDimensions; ++d) {
      for (const std::string& path : (*reach)[d]) ++count[d][path];
    }
  }
  for (const auto& [norm, reach] : norms_) {
    std::optional<std::size_t> best, fewest;
    for (std::size_t d = 0; d < kDimensions; ++d) {
      if ((*reach)[d].empty()) continue;
      std::size_t neighbours = 0;
      for (const std::string& path : (*reach)[d]) {
        neighbours += count[d].at(path);
      }
      if (fewest && *fewest <= neighbours) continue;
      fewest = neighbours;
      best = d;
    }
    if (!best) {
      everywhere_.push_back(norm);
      continue;
    }
    for (const std::string& path : (*reach)[*best]) {
      under_[*best].emplace(path, norm);
    }
  }
}

std::vector<std::size_t> NormIndex::Candidates(const Reach& act) const {
  std::vector<std::size_t> found = everywhere_;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const auto& under = under_[d];
    if (under.empty()) continue;
    if (act[d].empty()) {
      for (const auto& [path, norm] : under) found.push_back(norm);
      continue;
    }
    for (const std::string& path : act[d]) {
      // What lies under the path.
      const auto [first, last] = under.equal_range(path);
      for (auto at = first; at != last; ++at) found.push_back(at->second);
      for (auto at = under.lower_bound(path + "/");
           at != under.end() && PathUnder(at->first, path); ++at) {
        found.push_back(at->second);
      }
      // What it lies under.
      for (std::size_t slash = path.find('/'); slash != std::string::npos;
           slash = path.find('/', slash + 1)) {
        const auto [from, to] = under.equal_range(path.substr(0, slash));
        for (auto at = from; at != to; ++at) found.push_back(at->second);
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace covenant
