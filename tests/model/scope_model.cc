#include "tests/model/scope_model.h"

#include <algorithm>

namespace covenant::model {
namespace {

bool Begins(const std::string& place, const std::string& path) {
  return place == path || (place.size() > path.size() &&
                           place.compare(0, path.size(), path) == 0 &&
                           place[path.size()] == '/');
}

std::string Last(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

// The path with the longest alias at its head written out.
std::string ScopeModel::Plain(const std::string& dimension,
                              const std::string& path, int day) const {
  std::map<std::string, const TreeNode*> now;
  for (const TreeNode& node : nodes) {
    if (node.dimension == dimension && node.since <= day) now[node.path] = &node;
  }
  std::string best, to;
  for (const auto& [own, node] : now) {
    for (const std::string& alias : node->aliases) {
      if (Begins(path, alias) && alias.size() > best.size()) {
        best = alias;
        to = own;
      }
    }
  }
  return best.empty() ? path : to + path.substr(best.size());
}

bool ScopeModel::Under(const std::string& dimension, const std::string& place,
                       const std::string& path, int day, int depth) const {
  const std::string plain = Plain(dimension, path, day);
  if (Begins(place, plain)) return true;
  if (dimension == "counterparty") {
    // A path whose last part is a party names that party.
    if (parties.count(Last(plain)) > 0 && Begins(place, Last(plain))) return true;
  }
  if (depth > 8) return false;
  std::map<std::string, const TreeNode*> now;
  for (const TreeNode& node : nodes) {
    if (node.dimension == dimension && node.since <= day) now[node.path] = &node;
  }
  for (const auto& [own, node] : now) {
    if (!Begins(own, plain)) continue;
    if (dimension == "counterparty" && parties.count(Last(own)) > 0 &&
        Begins(place, Last(own))) {
      return true;
    }
    for (const std::string& member : node->members) {
      if (Under(dimension, place, member, day, depth + 1)) return true;
    }
  }
  return false;
}

ScopeModel::Truth ScopeModel::In(const std::string& dimension,
                                 const std::string& place, const Paths& paths,
                                 const ModelAct& act, int day) const {
  if (paths.undisclosed) return Truth::kPerhaps;
  const bool by_party = dimension == "counterparty" &&
                        act.scope.count(dimension) == 0 &&
                        !act.counterparty.empty();
  const auto open = [&](const std::string& path) {
    const std::string plain = Plain(dimension, path, day);
    if (parties.count(Last(plain)) > 0) return false;
    for (const TreeNode& node : nodes) {
      if (node.dimension != dimension || node.since > day) continue;
      if (Begins(node.path, plain) || Begins(plain, node.path)) return false;
    }
    return true;
  };
  bool in = paths.include.empty(), open_in = false, open_out = false;
  for (const std::string& path : paths.include) {
    in = in || Under(dimension, place, path, day, 0);
    open_in = open_in || (by_party && open(path));
  }
  for (const std::string& path : paths.exclude) {
    if (Under(dimension, place, path, day, 0)) in = false;
    open_out = open_out || (by_party && open(path));
  }
  if (in) return open_out ? Truth::kPerhaps : Truth::kYes;
  return open_in ? Truth::kPerhaps : Truth::kNo;
}

ScopeModel::Truth ScopeModel::InScope(
    const std::map<std::string, std::string>& point, const Scope& scope,
    const ModelAct& act, int day) const {
  Truth result = Truth::kYes;
  for (const auto& [dimension, paths] : scope) {
    result = std::min(result, In(dimension, point.at(dimension), paths, act, day));
  }
  return result;
}

// Places that tell all sets apart: what they name, and something else below each
// and beside them all.
std::vector<std::string> ScopeModel::Places(
    const std::string& dimension, const std::vector<const Scope*>& scopes,
    const ModelAct& act, int day) const {
  if (dimension == "counterparty" && act.scope.count(dimension) == 0) {
    return {act.counterparty.empty() ? "~" : act.counterparty};
  }
  std::set<std::string> places = {"elsewhere"};
  const auto add = [&](const std::string& path) {
    places.insert(path);
    places.insert(path + "/other");
  };
  for (const Scope* scope : scopes) {
    const auto found = scope->find(dimension);
    if (found == scope->end()) continue;
    for (const std::string& path : found->second.include) add(path);
    for (const std::string& path : found->second.exclude) add(path);
  }
  for (const TreeNode& node : nodes) {
    if (node.dimension != dimension) continue;
    add(node.path);
    for (const std::string& member : node.members) add(member);
  }
  // An alias is no place of its own: what it names is.
  std::vector<std::string> result;
  for (const std::string& place : places) {
    if (Plain(dimension, place, day) == place) result.push_back(place);
  }
  return result;
}

std::string ScopeModel::Text(
    const ModelNorm& norm, const ModelAct& act, int day,
    const std::vector<const ModelReading*>& readings) const {
  if (!norm.beneficiary.empty() && act.counterparty == norm.beneficiary) {
    return "none";
  }
  if (norm.own_use_free && act.counterparty.empty()) return "none";
  std::vector<const Scope*> scopes = {&norm.scope, &act.scope};
  for (const Exception& one : norm.exceptions) scopes.push_back(&one.scope);
  for (const ModelAct& one : permissions) scopes.push_back(&one.scope);
  for (const ModelReading* one : readings) {
    scopes.push_back(&one->covers);
    scopes.push_back(&one->leaves_out);
  }
  std::vector<std::map<std::string, std::string>> points = {{}};
  std::set<std::string> used;
  for (const Scope* scope : scopes) {
    for (const auto& [dimension, paths] : *scope) used.insert(dimension);
  }
  used.insert("counterparty");
  for (const std::string& dimension : used) {
    std::vector<std::map<std::string, std::string>> more;
    for (const std::string& place : Places(dimension, scopes, act, day)) {
      for (auto point : points) {
        point[dimension] = place;
        more.push_back(std::move(point));
      }
    }
    points = std::move(more);
  }
  bool surely = false, perhaps = false;
  for (const auto& point : points) {
    // What the norm says of the point, as it is read.
    Truth forbidden = InScope(point, norm.scope, act, day);
    for (const ModelReading* one : readings) {
      if (one->covers.empty()) continue;
      Scope wider = norm.scope;
      for (const auto& [dimension, paths] : one->covers) wider[dimension] = paths;
      forbidden = std::max(forbidden, InScope(point, wider, act, day));
    }
    const Truth done = InScope(point, act.scope, act, day);
    Truth excepted = Truth::kNo;
    for (const ModelReading* one : readings) {
      if (one->leaves_out.empty()) continue;
      excepted = std::max(excepted, InScope(point, one->leaves_out, act, day));
    }
    for (const Exception& one : norm.exceptions) {
      const auto lists = [](const std::vector<std::string>& list,
                            const std::string& item) {
        return std::count(list.begin(), list.end(), item) > 0;
      };
      if (!one.days.Holds(day)) continue;
      if (!one.parties.empty() && !lists(one.parties, act.counterparty)) continue;
      if (!one.deals.empty() && !lists(one.deals, act.contract) &&
          !lists(one.deals, act.under)) {
        continue;
      }
      if (one.entered_before && act.entered >= *one.entered_before) continue;
      Truth covers = InScope(point, one.scope, act, day);
      if (one.words_only) covers = std::min(covers, Truth::kPerhaps);
      excepted = std::max(excepted, covers);
    }
    for (const ModelAct& one : permissions) {
      if (one.actor != norm.beneficiary || one.counterparty != norm.bearer ||
          !one.days.Holds(day)) {
        continue;
      }
      excepted = std::max(excepted, InScope(point, one.scope, act, day));
    }
    const Truth both = std::min(forbidden, done);
    surely = surely || (both == Truth::kYes && excepted == Truth::kNo);
    perhaps = perhaps || (both != Truth::kNo && excepted != Truth::kYes);
  }
  if (!perhaps) return "none";
  if (!surely || !norm.certain.Holds(day)) return "possible";
  return norm.asks_first ? "subject-to" : "conflict";
}

std::string ScopeModel::On(const ModelNorm& norm, const ModelAct& act,
                           int day) const {
  if (!norm.days.Holds(day) || !act.days.Holds(day)) return "";
  std::vector<const ModelReading*> agreed;
  std::map<std::string, const ModelReading*> contested;
  const auto all_sides = [&](const ModelReading& one) {
    return one.by.count(norm.bearer) > 0 && one.by.count(norm.beneficiary) > 0;
  };
  for (const ModelReading& one : norm.readings) {
    if (all_sides(one) && one.date <= day) agreed.push_back(&one);
  }
  std::set<std::string> sides;
  for (const ModelReading& one : norm.readings) {
    const bool settled =
        std::any_of(agreed.begin(), agreed.end(), [&](const ModelReading* other) {
          return other->date >= one.date;
        });
    if (all_sides(one) || settled) continue;
    contested[one.name] = &one;
  }
  for (const auto& [name, one] : contested) {
    sides.insert(one->by.begin(), one->by.end());
  }
  const std::string text = Text(norm, act, day, agreed);
  if (contested.empty()) return text;
  std::set<std::string> results;
  for (const auto& [name, one] : contested) {
    auto with = agreed;
    with.push_back(one);
    results.insert(Text(norm, act, day, with));
  }
  if (sides.count(norm.bearer) == 0 || sides.count(norm.beneficiary) == 0) {
    results.insert(text);
  }
  return results.size() == 1 ? *results.begin() : "contested";
}

}  // namespace covenant::model
