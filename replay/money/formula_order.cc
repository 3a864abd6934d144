// The order in which clauses are computed that need each other.
#include <set>

#include "replay/money/formula.h"

namespace covenant {
namespace {

using Needs = std::map<std::string, std::set<std::string>>;

Needs NeedsOf(const std::map<std::string, ClauseRuns>& runs) {
  Needs needs;
  for (const auto& [clause, own] : runs) {
    for (const Run& run : own) {
      if (run.state == nullptr || run.state->kind != kind::kFormula) continue;
      const auto parsed = ParseExpression(SymbolOf(*run.state, "amount"));
      if (parsed.expression == nullptr) continue;
      for (const auto& [other, at] : ClausesOwedIn(parsed.expression)) {
        needs[clause].insert(other);
      }
    }
  }
  return needs;
}

}  // namespace

std::vector<std::string> EvaluationOrder(
    const std::map<std::string, ClauseRuns>& runs) {
  const Needs needs = NeedsOf(runs);
  std::vector<std::string> order;
  std::set<std::string> begun;
  // A list instead of recursion: a chain may be as long as the contract.
  for (const auto& [first, unused] : runs) {
    std::vector<std::pair<std::string, bool>> open = {{first, false}};
    while (!open.empty()) {
      const auto [clause, finished] = open.back();
      open.pop_back();
      if (finished) {
        order.push_back(clause);
        continue;
      }
      if (!runs.contains(clause) || !begun.insert(clause).second) continue;
      open.emplace_back(clause, true);
      const auto own = needs.find(clause);
      if (own == needs.end()) continue;
      for (auto other = own->second.rbegin(); other != own->second.rend();
           ++other) {
        open.emplace_back(*other, false);
      }
    }
  }
  return order;
}

}  // namespace covenant
