#include "replay/rights/conflicts.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "replay/rights/conflicts_between.h"
#include "replay/rights/judge.h"
#include "replay/rights/norm_index.h"

namespace covenant {
namespace {

std::string ClauseId(const Prohibition& norm) {
  return norm.contract + "/" + norm.clause;
}
std::string ActId(const Act& act) { return act.contract + "/" + act.id; }

bool IsGrant(std::string_view kind) {
  return kind == kind::kExclusivity || kind == kind::kLicence;
}

class Finder {
 public:
  Finder(std::vector<const ContractRights*> rights, const ScopeTrees& trees,
         const ConflictsQuery& query)
      : rights_(std::move(rights)),
        trees_(trees),
        query_(query),
        judge_(trees, permissions_, acts_of_, query.reading, rights_) {}

  ConflictsAnswer Run() {
    Collect();
    for (std::size_t a = 0; a < acts_.size(); ++a) {
      const auto index = by_bearer_.find(acts_[a].act->actor);
      if (index == by_bearer_.end()) continue;
      // Of the norms of the bearer, all are asked only where all answers are
      // wanted.
      const std::vector<std::size_t> norms =
          query_.all ? all_of_[acts_[a].act->actor]
                     : index->second.Candidates(acts_[a].reach);
      for (const std::size_t n : norms) Compare(n, a);
    }
    Answer();
    return std::move(answer_);
  }

 private:
  struct NormAt {
    const ContractRights* rights;
    const Prohibition* norm;
    Reach reach;
  };
  struct ActAt {
    const ContractRights* rights;
    const Act* act;
    Reach reach;
  };
  // prohibition, act, bearer
  using Key = std::tuple<std::string, std::string, std::string>;

  void Collect() {
    std::set<std::string_view> beneficiaries;
    bool totals = false;
    for (const ContractRights* of : rights_) {
      const ContractRights& rights = *of;
      for (const Prohibition& norm : rights.norms) {
        beneficiaries.insert(norm.beneficiary);
        for (const NormException& one : norm.exceptions) {
          totals = totals || one.in_total;
        }
        std::vector<const ScopeSets*> more;
        bool in_words = false;  // by which it may reach anything
        const auto readings = rights.readings.find(norm.clause);
        if (readings != rights.readings.end()) {
          for (const NormReading& one : readings->second) {
            more.push_back(&one.covers);
            in_words = in_words || one.in_words;
          }
        }
        norms_.push_back({&rights, &norm,
                          in_words ? Reach()
                                   : ReachOf(norm.scope, "", more, trees_)});
      }
    }
    for (std::size_t n = 0; n < norms_.size(); ++n) {
      const std::string& bearer = norms_[n].norm->bearer;
      by_bearer_[bearer].Add(n, &norms_[n].reach);
      if (query_.all) all_of_[bearer].push_back(n);
    }
    for (auto& [bearer, index] : by_bearer_) index.Build();
    for (const ContractRights* of : rights_) {
      const ContractRights& rights = *of;
      const Begins begins = BeginsOf(rights);
      for (const Act& act : rights.acts) {
        if (act.kind == kind::kPermission && act.grants &&
            beneficiaries.contains(act.actor) &&
            by_bearer_.contains(act.counterparty)) {
          permissions_[{act.actor, act.counterparty}].push_back(&act);
        }
        if (!Wanted(act, begins)) continue;
        if (totals) acts_of_[act.actor].push_back(&act);
        if (by_bearer_.contains(act.actor)) {
          acts_.push_back(
              {&rights, &act,
               ReachOf(act.scope, act.counterparty, {}, trees_)});
          if (act.scope[kCounterparty]) continue;
          auto& reach = acts_.back().reach[kCounterparty];
          if (!act.counterparty_now.empty()) {
            reach.push_back(act.counterparty_now);
          }
          for (const FormerName& one : act.counterparty_formers) {
            reach.push_back(one.name);
          }
        }
      }
    }
  }

  // The first day of what each party does, by contract, id and party; absent:
  // always.
  using Begins =
      std::map<std::tuple<std::string_view, std::string_view, std::string_view>,
               std::optional<Date>>;
  static Begins BeginsOf(const ContractRights& rights) {
    Begins begins;
    for (const Act& act : rights.acts) {
      const auto& from = act.days.from();
      const auto [first, fresh] =
          begins.try_emplace({act.contract, act.id, act.actor}, from);
      if (!fresh && from < first->second) first->second = from;
    }
    return begins;
  }

  // An act of the future is none yet, unless it is a draft. Of one that has
  // begun the days to come belong to it, however they read.
  bool Wanted(const Act& act, const Begins& begins) const {
    if (act.sequence > query_.recorded) return true;
    const auto& first = begins.at({act.contract, act.id, act.actor});
    return !first || *first <= query_.as_of;
  }

  bool Asked(const Prohibition& norm, const Act& act) const {
    const std::string& party = query_.party;
    if (!party.empty() && norm.bearer != party && norm.beneficiary != party &&
        act.counterparty != party && act.counterparty_now != party) {
      return false;
    }
    const auto& contracts = query_.contracts;
    if (!contracts.empty() && !contracts.contains(norm.contract) &&
        !contracts.contains(act.contract)) {
      return false;
    }
    const std::string& path = query_.path;
    return path.empty() || PathUnder(ClauseId(norm), path) ||
           PathUnder(ActId(act), path);
  }

  void Compare(std::size_t n, std::size_t a) {
    const Prohibition& norm = *norms_[n].norm;
    const Act& act = *acts_[a].act;
    const Interval days = norm.days.Intersect(act.days);
    if (days.Empty() || !Asked(norm, act)) return;
    if (!query_.all && !MayMeet(norms_[n].reach, acts_[a].reach)) return;
    if (norm.contract == act.contract && norm.clause == act.id) return;
    // Of two exclusive grants of one grantor the later is the act.
    if (IsGrant(norm.kind) && IsGrant(act.kind) && IsExclusive(act) &&
        std::tie(act.entered, act.sequence, act.contract, act.id) <
            std::tie(norm.entered, norm.sequence, norm.contract, norm.clause)) {
      return;
    }
    const ContractRights& rights = *norms_[n].rights;
    std::vector<ConflictDays> pieces;
    std::optional<Date> from = days.from();
    const auto judge = [&](std::optional<Date> first,
                           std::optional<Date> until) {
      ConflictDays piece = judge_.On(rights, norm, act, first.value_or(Date()));
      piece.days = Interval(first, until);
      pieces.push_back(std::move(piece));
    };
    const auto add = [&](std::optional<Date> until) {
      judge(from, until);
      if (pieces.back().result != ConflictResult::kConflict) return;
      // Of its days some may have been lawful, by what had bound then.
      std::optional<Date> first = from;
      for (const Date day :
           judge_.BreaksBefore(rights, norm, Interval(from, until))) {
        pieces.back().days = Interval(first, day);
        judge(day, until);
        first = day;
      }
    };
    for (const Date day : judge_.Breaks(rights, norm, act, days)) {
      add(day);
      from = day;
    }
    add(days.until());
    const bool nothing = std::all_of(
        pieces.begin(), pieces.end(), [](const ConflictDays& one) {
          return one.result == ConflictResult::kNone;
        });
    if (nothing && !query_.all) return;
    const Key key(ClauseId(norm), ActId(act), norm.bearer);
    act_of_.emplace(key, a);
    Conflict& pair = pairs_[key];
    pair.prohibition = ClauseId(norm);
    pair.prohibition_kind = norm.kind;
    pair.act = ActId(act);
    pair.act_kind = act.kind;
    pair.bearer = norm.bearer;
    pair.counterparty = act.counterparty;
    const bool now = days.Contains(query_.as_of);
    if (now || pair.beneficiary.empty()) pair.beneficiary = norm.beneficiary;
    if (now || pair.prohibition_place.empty()) {
      pair.prohibition_place = norm.place;
    }
    if (now || pair.act_place.empty()) pair.act_place = act.place;
    for (ConflictDays& piece : pieces) pair.days.push_back(std::move(piece));
  }

  // Whether the grant of the act forbids the grantor to make others.
  bool IsExclusive(const Act& act) {
    if (exclusive_.empty()) {
      for (const NormAt& one : norms_) {
        exclusive_.insert({one.norm->contract, one.norm->clause,
                           one.norm->bearer});
      }
    }
    return exclusive_.contains({act.contract, act.id, act.actor});
  }

  static void Join(std::vector<ConflictDays>& days) {
    std::stable_sort(days.begin(), days.end(),
                     [](const ConflictDays& a, const ConflictDays& b) {
                       return a.days.from() < b.days.from();
                     });
    std::vector<ConflictDays> joined;
    for (ConflictDays& one : days) {
      if (!joined.empty() && joined.back().days.until() == one.days.from() &&
          joined.back().SameAs(one)) {
        joined.back().days =
            Interval(joined.back().days.from(), one.days.until());
        for (const EventRef& ref : one.because) {
          auto& because = joined.back().because;
          if (std::find(because.begin(), because.end(), ref) == because.end()) {
            because.push_back(ref);
          }
        }
        continue;
      }
      joined.push_back(std::move(one));
    }
    days = std::move(joined);
  }

  void Answer() {
    for (auto& [key, pair] : pairs_) {
      Join(pair.days);
      const ActAt& at = acts_[act_of_.at(key)];
      bool on = false, started = false;
      for (const Act& act : at.rights->acts) {
        if (act.id != at.act->id || act.actor != at.act->actor) continue;
        on = on || act.days.Contains(query_.as_of);
        started = started || !act.days.from() ||
                  *act.days.from() <= query_.as_of;
      }
      pair.over = !on && started;
      pair.TakeNow(query_.as_of, on);
      if (pair.result == ConflictResult::kNone && !query_.all) continue;
      AddConflictFindings(pair, query_.as_of, answer_.findings);
      answer_.conflicts.push_back(std::move(pair));
    }
    std::sort(answer_.findings.begin(), answer_.findings.end());
    answer_.findings.erase(
        std::unique(answer_.findings.begin(), answer_.findings.end()),
        answer_.findings.end());
  }

  const std::vector<const ContractRights*> rights_;
  const ScopeTrees& trees_;
  const ConflictsQuery& query_;
  Judge::Permissions permissions_;
  Judge::ActsOf acts_of_;
  Judge judge_;
  std::vector<NormAt> norms_;
  std::vector<ActAt> acts_;
  std::map<std::string, NormIndex> by_bearer_;
  std::map<std::string, std::vector<std::size_t>> all_of_;
  std::map<Key, std::size_t> act_of_;  // of each pair, one of its acts
  std::set<std::tuple<std::string, std::string, std::string>> exclusive_;
  std::map<Key, Conflict> pairs_;
  ConflictsAnswer answer_;
};

}  // namespace

std::string_view ConflictResultName(ConflictResult result) {
  switch (result) {
    case ConflictResult::kNone:
      return "none";
    case ConflictResult::kSubjectTo:
      return "subject-to";
    case ConflictResult::kPossible:
      return "possible";
    case ConflictResult::kContested:
      return "contested";
    case ConflictResult::kConflict:
      return "conflict";
  }
  return "";
}

bool ConflictDays::SameAs(const ConflictDays& other) const {
  return result == other.result && readings == other.readings &&
         retroactive == other.retroactive && reasons == other.reasons;
}

void AddConflictFindings(const Conflict& pair, Date as_of,
                         std::vector<Finding>& findings) {
  if (pair.result == ConflictResult::kPossible) {
    std::string why;
    for (const DimensionEvidence& one : pair.now.dimensions) {
      if (one.overlap != "possible") continue;
      why += (why.empty() ? "" : ", ") + one.dimension;
    }
    findings.push_back(
        {std::string(finding::kPossibleConflict), pair.prohibition,
         pair.act + " may do what it forbids" +
             (why.empty() ? "; what decides it is not known"
                          : "; not known: " + why),
         pair.now.because});
  }
  for (const ConflictDays& one : pair.days) {
    if (!one.retroactive) continue;
    findings.push_back(
        {std::string(finding::kBreachByRetroactivity), pair.prohibition,
         pair.act + " was lawful when done, on " +
             one.days.from().value_or(as_of).ToString() +
             "; only a later instrument that reaches back forbids it",
         one.because});
  }
}

void Conflict::TakeNow(Date as_of, bool on) {
  const ConflictDays* taken = nullptr;
  for (const ConflictDays& one : days) {
    const bool counts = on ? one.days.Contains(as_of)
                           : taken == nullptr || taken->result < one.result;
    if (counts) taken = &one;
  }
  if (taken != nullptr) {
    now = *taken;
  } else {
    now = ConflictDays();
    now.reasons = {"the clause is not in force on this day"};
  }
  result = now.result;
  done_now = on;
}

ConflictsAnswer ConflictsOf(const std::vector<ContractRights>& rights,
                            const ScopeTrees& trees,
                            const ConflictsQuery& query) {
  // What is contested in one contract is asked by each of its readings, with each
  // of those of the others. Of what would make too many the fields are not known.
  constexpr std::size_t kMost = 32;
  std::vector<const ContractRights*> plain;
  std::vector<RightsRead> read = {{}};
  for (const ContractRights& one : rights) {
    if (one.read.empty() || read.size() * one.read.size() > kMost) {
      plain.push_back(&one);
      continue;
    }
    std::vector<RightsRead> more;
    for (const RightsRead& so_far : read) {
      for (const ContractRights& way : one.read) {
        more.push_back(so_far);
        more.back().rights.push_back(&way);
        for (const auto& [clause, name] : way.choice) {
          more.back().names[one.contract + "/" + clause] = name;
        }
      }
    }
    read = std::move(more);
  }
  if (read.size() == 1) return Finder(std::move(plain), trees, query).Run();
  ConflictsQuery wide = query;
  wide.all = true;
  for (RightsRead& one : read) {
    one.rights.insert(one.rights.end(), plain.begin(), plain.end());
    one.answer = Finder(one.rights, trees, wide).Run();
  }
  return ConflictsBetween(read, query);
}

std::vector<Conflict> NewConflicts(const ConflictsAnswer& before,
                                   const ConflictsAnswer& after) {
  const auto key = [](const Conflict& one) {
    return std::tie(one.prohibition, one.act, one.bearer);
  };
  std::vector<Conflict> result;
  for (const Conflict& one : after.conflicts) {
    const auto old = std::find_if(
        before.conflicts.begin(), before.conflicts.end(),
        [&](const Conflict& other) { return key(other) == key(one); });
    if (old == before.conflicts.end() || old->result < one.result) {
      result.push_back(one);
    }
  }
  return result;
}

}  // namespace covenant
