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
    // Nobody is listed in the class or below it.
    std::map<std::string, const TreeNode*> now;
    for (const TreeNode& node : nodes) {
      if (node.dimension == dimension && node.since <= day) now[node.path] = &node;
    }
    for (const auto& [own, node] : now) {
      const auto& members = node->members;
      if (own + "/" + Last(plain) == plain &&
          std::count(members.begin(), members.end(), Last(plain)) > 0) {
        return false;
      }
      if (!Begins(own, plain)) continue;
      if (!members.empty() || (own != plain && parties.count(Last(own)) > 0)) {
        return false;
      }
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
    if (act.counterparty.empty()) return {"~"};
    std::set<std::string> names = act.counterparty_formers;
    names.insert(act.counterparty);
    if (!act.counterparty_now.empty()) names.insert(act.counterparty_now);
    return {names.begin(), names.end()};
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

ScopeModel::Points ScopeModel::PointsOf(
    const std::vector<const Scope*>& scopes, const ModelAct& act,
    int day) const {
  Points points = {{}};
  std::set<std::string> used = {"counterparty"};
  for (const Scope* scope : scopes) {
    for (const auto& [dimension, paths] : *scope) used.insert(dimension);
  }
  for (const std::string& dimension : used) {
    Points more;
    for (const std::string& place : Places(dimension, scopes, act, day)) {
      for (auto point : points) {
        point[dimension] = place;
        more.push_back(std::move(point));
      }
    }
    points = std::move(more);
  }
  return points;
}

ScopeModel::Truth ScopeModel::Fits(const Exception& one, const ModelAct& act,
                                   int day) {
  const auto lists = [](const std::vector<std::string>& list,
                        const std::string& item) {
    return std::count(list.begin(), list.end(), item) > 0;
  };
  if (!one.days.Holds(day)) return Truth::kNo;
  Truth fits = Truth::kYes;
  if (!one.parties.empty() && !lists(one.parties, act.counterparty)) {
    fits = Truth::kPerhaps;
    const auto& formers = act.counterparty_formers;
    if (!lists(one.parties, act.counterparty_now) &&
        std::none_of(formers.begin(), formers.end(),
                     [&](const auto& name) { return lists(one.parties, name); })) {
      return Truth::kNo;
    }
  }
  if (!one.deals.empty() && !lists(one.deals, act.contract) &&
      !lists(one.deals, act.under)) {
    return Truth::kNo;
  }
  const bool late = one.entered_before && act.entered >= *one.entered_before;
  return late ? Truth::kNo : fits;
}

// Whether the act is done at the point: with the one who has come in the place of
// its counterparty perhaps.
ScopeModel::Truth ScopeModel::Done(
    const std::map<std::string, std::string>& point, const ModelAct& act,
    int day) const {
  Truth done = InScope(point, act.scope, act, day);
  // Or with one in whose place it has come.
  if (act.scope.count("counterparty") == 0 && !act.counterparty.empty() &&
      point.at("counterparty") != act.counterparty) {
    done = std::min(done, Truth::kPerhaps);
  }
  return done;
}

// The total by the time of the act: the most and the least of everything before.
ScopeModel::Truth ScopeModel::Within(const Exception& one,
                                     const ModelNorm& norm, const ModelAct& act,
                                     const Read& readings) const {
  const auto window = [&](int day) {
    return std::count_if(one.windows.begin(), one.windows.end(),
                         [&](int first) { return first <= day; });
  };
  const ModelNorm& written =
      *std::find_if(norms.begin(), norms.end(),
                    [&](const ModelNorm& any) { return any.id == norm.id; });
  long least = act.amount.value_or(0), most = act.amount.value_or(kForever);
  std::set<std::string> counted;
  for (const ModelAct& any : acts) {
    if (any.id == act.id || any.id == norm.id) continue;
    if (any.entered > act.entered || any.entered < norm.days.from ||
        window(any.entered) != window(act.entered)) {
      continue;
    }
    // On the first day on which it is done by who is bound then: by the party that
    // is bound now, or one in whose place that has come.
    std::optional<std::pair<int, Truth>> met;
    for (int day = 0; day < 100 && !met; ++day) {
      if (!written.days.Holds(day)) continue;
      for (const ModelAct& other : acts) {
        if (other.id != any.id || !other.days.Holds(day)) continue;
        for (const ModelAct& as : ActsOn(other, day)) {
          const bool theirs = as.actor == norm.bearer ||
                              norm.former_bearers.count(as.actor) > 0;
          for (const ModelNorm& then : NormsOn(written, day)) {
            if (met || !theirs || then.bearer != as.actor) continue;
            Read read = AgreedOn(then, day);
            for (const auto& [name, reading] : ContestedOn(then, day)) {
              if (readings.count(name) > 0) read[name] = reading;
            }
            Truth breaks = Breaks(then, as, day, read, &one);
            if (breaks == Truth::kYes && !then.certain.Holds(day)) {
              breaks = Truth::kPerhaps;
            }
            met = {day, std::min(breaks, Fits(one, as, day))};
          }
        }
      }
    }
    // A permission is one act for each of its sides, and counts once.
    if (!met || met->second == Truth::kNo || !counted.insert(any.id).second) {
      continue;
    }
    most += any.amount.value_or(kForever);
    if (met->second == Truth::kYes && any.entered < act.entered) {
      least += any.amount.value_or(0);
    }
  }
  if (most <= *one.in_total) return Truth::kYes;
  return least > *one.in_total ? Truth::kNo : Truth::kPerhaps;
}

std::vector<ModelNorm> ScopeModel::NormsOn(const ModelNorm& norm,
                                           int day) const {
  const std::string contract = norm.id.substr(0, norm.id.find('/'));
  const std::string clause = norm.id.substr(contract.size() + 1);
  std::vector<ModelNorm> now = {norm};
  for (const ModelTransfer& one : transfers) {
    if (one.day > day || (!one.contract.empty() && one.contract != contract) ||
        (!one.clauses.empty() && one.clauses.count(clause) == 0)) {
      continue;
    }
    std::vector<ModelNorm> next;
    for (const ModelNorm& was : now) {
      ModelNorm is = was;
      if (one.debts && is.bearer == one.from) {
        if (one.stays) next.push_back(was);
        is.former_bearers.insert(one.from);
        is.bearer = one.to;
      }
      next.push_back(std::move(is));
    }
    now.clear();
    for (ModelNorm& is : next) {
      if (one.rights && is.beneficiary == one.from) {
        is.former_beneficiaries.insert(one.from);
        is.beneficiary = one.to;
      }
      if (is.bearer != is.beneficiary) now.push_back(std::move(is));
    }
  }
  return now;
}

std::vector<ModelAct> ScopeModel::ActsOn(const ModelAct& act, int day) const {
  const std::string clause = act.id.substr(act.contract.size() + 1);
  std::vector<ModelAct> now = {act};
  std::map<std::string, std::set<std::string>> formers;
  for (const ModelTransfer& one : transfers) {
    if (one.day > day || (!one.contract.empty() && one.contract != act.contract) ||
        (!one.clauses.empty() && one.clauses.count(clause) == 0) ||
        (act.deal && !one.contract.empty())) {
      continue;
    }
    std::vector<ModelAct> next;
    for (const ModelAct& was : now) {
      ModelAct is = was;
      if ((act.deal || (act.grants ? one.debts : one.rights)) &&
          is.actor == one.from) {
        if (one.stays) next.push_back(was);
        is.actor = one.to;
      }
      next.push_back(std::move(is));
    }
    now = std::move(next);
    for (ModelAct& is : now) {
      if (act.deal) {
        const bool other =
            is.counterparty == one.from || is.counterparty_now == one.from;
        if (other) is.counterparty_now = one.to;
      } else if ((act.grants ? one.rights : one.debts) &&
                 is.counterparty == one.from) {
        is.counterparty = one.to;
      }
      if (!one.contract.empty() || (is.counterparty != one.to &&
                                    is.counterparty_now != one.to)) {
        continue;
      }
      is.counterparty_formers.insert(one.from);
      for (const std::string& former : formers[one.from]) {
        is.counterparty_formers.insert(former);
      }
    }
    if (one.contract.empty()) {
      formers[one.to].insert(one.from);
      const std::set<std::string> before = formers[one.from];
      formers[one.to].insert(before.begin(), before.end());
    }
  }
  return now;
}

ScopeModel::Truth ScopeModel::Breaks(const ModelNorm& norm,
                                     const ModelAct& act, int day,
                                     const Read& readings,
                                     const Exception* but_for) const {
  if (!norm.beneficiary.empty() && (act.counterparty == norm.beneficiary ||
                                    act.counterparty_now == norm.beneficiary)) {
    return Truth::kNo;
  }
  if (norm.own_use_free && act.counterparty.empty()) return Truth::kNo;
  std::vector<const Scope*> scopes = {&norm.scope, &act.scope};
  for (const Exception& one : norm.exceptions) scopes.push_back(&one.scope);
  for (const ModelAct& one : permissions) scopes.push_back(&one.scope);
  for (const auto& [name, one] : readings) {
    scopes.push_back(&one->covers);
    scopes.push_back(&one->leaves_out);
  }
  const Points points = PointsOf(scopes, act, day);
  std::vector<Truth> within;
  for (const Exception& one : norm.exceptions) {
    if (one.in_total && but_for != nullptr) {
      within.push_back(Truth::kNo);
      continue;
    }
    const bool counts = one.in_total && Fits(one, act, day) != Truth::kNo;
    within.push_back(counts ? Within(one, norm, act, readings) : Truth::kYes);
  }
  bool surely = false, perhaps = false;
  for (const auto& point : points) {
    // What the norm says of the point, as it is read.
    Truth forbidden = InScope(point, norm.scope, act, day);
    for (const auto& [name, one] : readings) {
      if (one->covers.empty()) continue;
      Scope wider = norm.scope;
      for (const auto& [dimension, paths] : one->covers) wider[dimension] = paths;
      forbidden = std::max(forbidden, InScope(point, wider, act, day));
    }
    for (const auto& [name, one] : readings) {
      // In words alone: it may cover anything and leave out anything.
      if (one->covers.empty() && one->leaves_out.empty()) {
        forbidden = Truth::kPerhaps;
      }
    }
    const Truth done = Done(point, act, day);
    Truth excepted = Truth::kNo;
    for (const auto& [name, one] : readings) {
      if (one->leaves_out.empty()) continue;
      excepted = std::max(excepted, InScope(point, one->leaves_out, act, day));
    }
    for (std::size_t i = 0; i < norm.exceptions.size(); ++i) {
      const Exception& one = norm.exceptions[i];
      Truth covers = std::min(InScope(point, one.scope, act, day),
                              Fits(one, act, day));
      if (one.words_only) covers = std::min(covers, Truth::kPerhaps);
      covers = std::min(covers, within[i]);
      excepted = std::max(excepted, covers);
    }
    for (const ModelAct& permission : permissions) {
      if (!permission.days.Holds(day)) continue;
      for (const ModelAct& one : ActsOn(permission, day)) {
        if (one.actor != norm.beneficiary || one.counterparty != norm.bearer) {
          continue;
        }
        excepted = std::max(excepted, InScope(point, one.scope, act, day));
      }
    }
    Truth both = std::min(forbidden, done);
    if (but_for != nullptr) {
      both = std::min(both, InScope(point, but_for->scope, act, day));
    }
    surely = surely || (both == Truth::kYes && excepted == Truth::kNo);
    perhaps = perhaps || (both != Truth::kNo && excepted != Truth::kYes);
  }
  return surely ? Truth::kYes : perhaps ? Truth::kPerhaps : Truth::kNo;
}

std::string ScopeModel::Text(const ModelNorm& norm, const ModelAct& act, int day,
                             const Read& readings) const {
  const Truth breaks = Breaks(norm, act, day, readings, nullptr);
  if (breaks == Truth::kNo) return "none";
  if (breaks == Truth::kPerhaps || !norm.certain.Holds(day)) return "possible";
  return norm.asks_first ? "subject-to" : "conflict";
}

namespace {

bool HasBothSides(const ModelNorm& norm, const std::set<std::string>& by) {
  const auto among = [&](const std::string& party,
                         std::set<std::string> formers) {
    formers.insert(party);
    return std::any_of(
        formers.begin(), formers.end(),
        [&](const std::string& one) { return by.count(one) > 0; });
  };
  return among(norm.bearer, norm.former_bearers) &&
         among(norm.beneficiary, norm.former_beneficiaries);
}

}  // namespace

ScopeModel::Read ScopeModel::AgreedOn(const ModelNorm& norm, int day) {
  Read agreed;
  for (const ModelReading& one : norm.readings) {
    if (HasBothSides(norm, one.by) && one.date <= day) agreed[one.name] = &one;
  }
  return agreed;
}

ScopeModel::Read ScopeModel::ContestedOn(const ModelNorm& norm, int day) {
  const Read agreed = AgreedOn(norm, day);
  Read contested;
  for (const ModelReading& one : norm.readings) {
    const bool settled =
        std::any_of(agreed.begin(), agreed.end(), [&](const auto& other) {
          return other.second->date >= one.date;
        });
    if (HasBothSides(norm, one.by) || settled) continue;
    contested[one.name] = &one;
  }
  return contested;
}

std::string ScopeModel::On(const ModelNorm& norm, const ModelAct& act,
                           int day) const {
  if (!norm.days.Holds(day) || !act.days.Holds(day)) return "";
  const Read agreed = AgreedOn(norm, day);
  const Read contested = ContestedOn(norm, day);
  std::set<std::string> sides;
  for (const auto& [name, one] : contested) {
    sides.insert(one->by.begin(), one->by.end());
  }
  const std::string text = Text(norm, act, day, agreed);
  if (contested.empty()) return text;
  std::set<std::string> results;
  for (const auto& [name, one] : contested) {
    auto with = agreed;
    with[name] = one;
    results.insert(Text(norm, act, day, with));
  }
  if (!HasBothSides(norm, sides)) results.insert(text);
  return results.size() == 1 ? *results.begin() : "contested";
}

}  // namespace covenant::model
