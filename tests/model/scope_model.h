// ScopeModel: a second, slow way to say what conflicts: every act is taken apart
// into points, one place in each dimension, and every point is asked of every
// norm on every day. It shares no code with replay/rights.
#ifndef TESTS_MODEL_SCOPE_MODEL_H_
#define TESTS_MODEL_SCOPE_MODEL_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace covenant::model {

inline constexpr int kForever = 1'000'000;

// Days are numbers; until is the first day after.
struct Days {
  int from = -kForever;
  int until = kForever;
  bool Holds(int day) const { return from <= day && day < until; }
};

struct Paths {
  std::vector<std::string> include;  // empty: everything
  std::vector<std::string> exclude;
  bool undisclosed = false;
};
using Scope = std::map<std::string, Paths>;  // by dimension

struct TreeNode {
  std::string dimension;
  std::string path;
  std::vector<std::string> aliases;
  std::vector<std::string> members;
  int since = -kForever;
};

struct Exception {
  Scope scope;
  Days days;
  std::vector<std::string> parties;
  std::vector<std::string> deals;
  std::optional<int> entered_before;
  bool words_only = false;
  std::optional<int> in_total;
  std::vector<int> windows;  // the first days of the windows after the first
};

// One party in the place of another, in a contract or, by succession, in all.
struct ModelTransfer {
  std::string contract;  // empty: all, what was done too
  std::set<std::string> clauses;  // empty: all
  std::string from;
  std::string to;
  int day = 0;
  bool stays = false;  // the old one is bound beside the new one
  bool rights = true;
  bool debts = true;
};

struct ModelReading {
  std::string name;
  std::set<std::string> by;
  Scope covers;
  Scope leaves_out;
  int date = 0;
};

struct ModelNorm {
  std::string id;  // "contract/clause"
  std::string bearer;
  std::string beneficiary;
  bool asks_first = false;
  bool own_use_free = false;
  std::set<std::string> former_bearers;
  std::set<std::string> former_beneficiaries;
  Days days;
  Days certain;  // inside `days`
  Scope scope;
  std::vector<Exception> exceptions;
  std::vector<ModelReading> readings;
};

struct ModelAct {
  std::string id;  // "contract/clause" or "contract/event"
  std::string contract;
  std::string under;
  std::string actor;
  std::string counterparty;
  Days days;
  Scope scope;
  int entered = 0;
  bool deal = false;
  bool grants = false;
  std::optional<int> amount;
  std::string counterparty_now;  // on the day that is asked of
  std::set<std::string> counterparty_formers = {};  // likewise
};

struct ScopeModel {
  std::set<std::string> parties;
  std::vector<TreeNode> nodes;  // a later one of a path takes its place
  std::vector<ModelNorm> norms;
  std::vector<ModelAct> acts;
  std::vector<ModelAct> permissions;  // actor: who permits; counterparty: whom
  std::vector<ModelTransfer> transfers;  // in the order in which they apply

  // Who is bound on the day, each with the norm as it then is.
  std::vector<ModelNorm> NormsOn(const ModelNorm& norm, int day) const;
  // Who does the act on the day.
  std::vector<ModelAct> ActsOn(const ModelAct& act, int day) const;

  // "none", "subject-to", "possible", "contested", "conflict"; "" where one of
  // both is not there on the day.
  std::string On(const ModelNorm& norm, const ModelAct& act, int day) const;

 private:
  enum class Truth { kNo, kPerhaps, kYes };
  using Points = std::vector<std::map<std::string, std::string>>;
  Points PointsOf(const std::vector<const Scope*>& scopes, const ModelAct& act,
                  int day) const;
  static Truth Fits(const Exception& one, const ModelAct& act, int day);
  Truth Done(const std::map<std::string, std::string>& point,
             const ModelAct& act, int day) const;
  // Readings by name.
  using Read = std::map<std::string, const ModelReading*>;
  static Read AgreedOn(const ModelNorm& norm, int day);
  static Read ContestedOn(const ModelNorm& norm, int day);
  Truth Within(const Exception& one, const ModelNorm& norm, const ModelAct& act,
               const Read& readings) const;
  // Whether the act does what is forbidden and not excepted. With `but_for`: of
  // what that exception covers, without those up to a total.
  Truth Breaks(const ModelNorm& norm, const ModelAct& act, int day,
               const Read& readings, const Exception* but_for) const;
  std::string Text(const ModelNorm& norm, const ModelAct& act, int day,
                   const Read& readings) const;
  Truth In(const std::string& dimension, const std::string& place,
           const Paths& paths, const ModelAct& act, int day) const;
  Truth InScope(const std::map<std::string, std::string>& point,
                const Scope& scope, const ModelAct& act, int day) const;
  bool Under(const std::string& dimension, const std::string& place,
             const std::string& path, int day, int depth) const;
  std::string Plain(const std::string& dimension, const std::string& path,
                    int day) const;
  std::vector<std::string> Places(const std::string& dimension,
                                  const std::vector<const Scope*>& scopes,
                                  const ModelAct& act, int day) const;
};

}  // namespace covenant::model

#endif  // TESTS_MODEL_SCOPE_MODEL_H_
