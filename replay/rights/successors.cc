#include "replay/rights/successors.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace covenant {
namespace {

// Whether an act is done by its party as one that is bound: the grantor of a
// permission, the bearer of an exclusivity.
bool AsBound(const Act& act) {
  return act.grants || act.kind == kind::kExclusivity;
}

using FormersOf = std::map<std::string, std::vector<FormerName>>;

class Successor {
 public:
  // `formers`: in whose place parties have come, by party; what this change adds
  // is added.
  Successor(const PartyChange& change, std::optional<Date> bound,
            FormersOf& formers, ContractRights& rights)
      : change_(change), bound_(bound), formers_(formers), rights_(rights) {
    after_ = change.day ? Interval::From(*change.day) : Interval::All();
  }

  void Apply() {
    for (std::size_t n = rights_.norms.size(); n-- > 0;) {
      const Prohibition& norm = rights_.norms[n];
      if (!change_.debts || !change_.Covers(norm.clause)) continue;
      if (norm.bearer == From()) Bearer(n);
    }
    for (std::size_t n = rights_.norms.size(); n-- > 0;) {
      const Prohibition& norm = rights_.norms[n];
      // A part of the sums is no part of a prohibition.
      if (!change_.rights || change_.terms.share) continue;
      if (!change_.Covers(norm.clause) || norm.beneficiary != From()) continue;
      Divide(rights_.norms, n, false, [&](Prohibition& later) {
        later.former_beneficiaries.push_back(From());
        later.beneficiary = change_.terms.to;
      });
    }
    // Who is bound to itself is not bound.
    std::erase_if(rights_.norms, [&](const Prohibition& norm) {
      return norm.bearer == norm.beneficiary && norm.bearer == change_.terms.to;
    });
    for (std::size_t a = rights_.acts.size(); a-- > 0;) Actor(a);
    for (std::size_t a = rights_.acts.size(); a-- > 0;) Counterparty(a);
    if (IsSuccession()) NameFormers();
  }

 private:
  const std::string& From() const { return change_.terms.from; }
  bool IsSuccession() const { return change_.how == "succession"; }

  bool Stays() const {
    return change_.terms.original == OriginalDebtor::kStillLiable ||
           change_.terms.share.has_value();
  }

  // Adds what holds from the day on, changed, and cuts what was before. One
  // that stays beside it is not cut.
  template <typename T>
  void Divide(std::vector<T>& list, std::size_t i, bool stays,
              const auto& change) {
    T later = list[i];
    later.days = later.days.Intersect(after_);
    if (later.days.Empty()) return;
    change(later);
    Pass(later);
    if (stays) {
      list.push_back(std::move(later));
      return;
    }
    if (!change_.day) {
      list[i] = std::move(later);
      return;
    }
    list[i].days = list[i].days.Intersect(Interval::Until(*change_.day));
    if (list[i].days.Empty()) {
      list[i] = std::move(later);
    } else {
      list.push_back(std::move(later));
    }
  }

  void Pass(Prohibition& norm) const {
    norm.passed.push_back(
        {change_.terms.to + " has come in the place of " + From() + " by " +
             change_.how + " " + change_.id + ", " +
             (change_.day ? "from " + change_.day->ToString() : "as if always"),
         change_.because});
    if (bound_) norm.bound = std::max(norm.bound, *bound_);
  }
  void Pass(Act& act) const {
    for (const EventRef& ref : change_.because) act.because.push_back(ref);
  }

  void Bearer(std::size_t n) {
    // Whoever performs for the bearer is not itself bound.
    if (change_.terms.original == OriginalDebtor::kSolelyLiable) return;
    Divide(rights_.norms, n, Stays(), [&](Prohibition& norm) {
      norm.former_bearers.push_back(From());
      norm.bearer = change_.terms.to;
    });
  }

  // A deal that was done stays that of the party that did it, unless another has
  // come in its place in all that it has.
  bool Concerns(const Act& act) const {
    if (change_.terms.original == OriginalDebtor::kSolelyLiable) return false;
    return act.kind == "deal" ? IsSuccession() : change_.Covers(act.id);
  }

  void Actor(std::size_t a) {
    const Act& act = rights_.acts[a];
    const bool side = AsBound(act) ? change_.debts : change_.rights;
    if (!Concerns(act) || act.actor != From()) return;
    if (act.kind != "deal" && !side) return;
    Divide(rights_.acts, a, Stays(),
           [&](Act& later) { later.actor = change_.terms.to; });
  }

  void Counterparty(std::size_t a) {
    const Act& act = rights_.acts[a];
    if (!Concerns(act) || change_.terms.share) return;
    if (act.kind == "deal") {
      // It keeps the name of whom it was made with beside the new one.
      if (act.counterparty != From() && act.counterparty_now != From()) return;
      Divide(rights_.acts, a, false,
             [&](Act& later) { later.counterparty_now = change_.terms.to; });
      return;
    }
    const bool side = AsBound(act) ? change_.rights : change_.debts;
    if (!side || act.counterparty != From()) return;
    Divide(rights_.acts, a, false,
           [&](Act& later) { later.counterparty = change_.terms.to; });
  }

  // Whether what is said of the party that was, in a class or a carve-out, holds of
  // its successor is not known, whatever that does by its own name.
  void NameFormers() {
    std::vector<FormerName> came = {{From(), change_.day, change_.because}};
    for (FormerName one : formers_[From()]) {
      if (!one.since || (change_.day && *one.since < *change_.day)) {
        one.since = change_.day;
      }
      one.because.insert(one.because.end(), change_.because.begin(),
                         change_.because.end());
      came.push_back(std::move(one));
    }
    for (Act& act : rights_.acts) {
      if (act.counterparty != change_.terms.to &&
          act.counterparty_now != change_.terms.to) {
        continue;
      }
      for (const FormerName& one : came) {
        if (one.name == act.counterparty) continue;
        act.counterparty_formers.push_back(one);
      }
    }
    auto& all = formers_[change_.terms.to];
    all.insert(all.end(), came.begin(), came.end());
  }

  const PartyChange& change_;
  const std::optional<Date> bound_;
  FormersOf& formers_;
  ContractRights& rights_;
  Interval after_;
};

}  // namespace

void Succeed(const std::vector<PartyChange>& changes,
             const BindingOfChange& binding, ContractRights& rights) {
  FormersOf formers;
  for (const PartyChange& change : changes) {
    if (change.void_of_effect) continue;
    Successor(change, binding(change), formers, rights).Apply();
  }
}

}  // namespace covenant
