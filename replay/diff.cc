#include "replay/diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ledger/value/check.h"
#include "replay/diff_causes.h"

namespace covenant {
namespace {

using What = TermChange::What;

std::string Shown(const FieldState& field) {
  if (!field.conflicting) return field.value.ToString();
  std::string text;
  for (const auto& [name, value] : field.readings) {
    text += (text.empty() ? "contested: " : ", ") + name + " " +
            (value.empty() ? "nothing" : value.ToString());
  }
  return text.empty() ? "conflicting" : text;
}

std::string ItemLine(const Attachment& a) {
  std::string line = a.text;
  const auto add = [&](const std::string& part) {
    line += (line.empty() ? "" : "; ") + part;
  };
  if (a.share) add(a.share->ToString());
  if (a.amount) add(a.amount->ToString());
  if (!a.deal.empty()) add("deal " + a.deal);
  if (!a.deal_event.empty()) add("deal " + a.deal_event);
  for (const auto& [path, value] : a.scope) add(path + " " + value.ToString());
  if (a.days.until()) add("until " + a.days.until()->ToString());
  return line.empty() ? a.type : line;
}

std::string InForceText(const ClauseState& clause) {
  switch (clause.in_force) {
    case InForce::kYes:
      return "in force";
    case InForce::kNo:
      return "not in force";
    case InForce::kUnknown:
      return "unknown";
  }
  return "";
}

class TermsDiff {
 public:
  TermsDiff(const Terms& before, const Terms& after)
      : before_(before), after_(after) {}

  std::vector<TermChange> Run() {
    std::set<std::string> ids;
    for (const auto& [id, clause] : before_.clauses) ids.insert(id);
    for (const auto& [id, clause] : after_.clauses) ids.insert(id);
    for (const std::string& id : ids) {
      const ClauseState* a = Find(before_, id);
      const ClauseState* b = Find(after_, id);
      if (a == nullptr || b == nullptr) {
        Whole(id, a, b);
      } else {
        Fields_(*a, *b);
        InForce_(*a, *b);
        Attachments(*a, *b);
      }
    }
    return std::move(changes_);
  }

 private:
  static const ClauseState* Find(const Terms& terms, const std::string& id) {
    const auto found = terms.clauses.find(id);
    return found == terms.clauses.end() ? nullptr : &found->second;
  }

  // Whether the events behind a value were seen in the other state already.
  static bool SeenBy(const std::vector<EventRef>& refs, const Terms& terms) {
    return std::all_of(refs.begin(), refs.end(), [&](const EventRef& ref) {
      if (ref.stream == terms.contract)
        return ref.version <= terms.seen.version;
      const auto above = terms.seen_above.find(ref.stream);
      return above != terms.seen_above.end() &&
             ref.version <= above->second.version;
    });
  }

  // What the terms saw of the stream.
  static const RecordSeen& SeenOf(const std::string& stream,
                                  const Terms& terms) {
    const auto above = terms.seen_above.find(stream);
    return above == terms.seen_above.end() ? terms.seen : above->second;
  }

  // What one of the states counts of what acts on the events, and the other
  // does not: cancellations, corrections, signatures.
  static std::vector<EventRef> ActsBetween(const std::vector<EventRef>& refs,
                                           const Terms& with,
                                           const Terms& without) {
    std::vector<EventRef> acts;
    for (const EventRef& ref : refs) {
      acts = Union(acts, covenant::ActsBetween({ref}, SeenOf(ref.stream, with),
                                               SeenOf(ref.stream, without)));
    }
    return acts;
  }

  // Why what `refs` set, on `days`, holds in `with` and not in `without`.
  // False where nothing about it differs between the two.
  static bool Why(const std::vector<EventRef>& refs, const Interval& days,
                  const Terms& with, const Terms& without,
                  std::vector<EventRef>& because, std::string& by_time,
                  bool gone) {
    if (refs.empty()) return false;
    if (!SeenBy(refs, without)) {
      because = refs;
      return true;
    }
    const auto acts = ActsBetween(refs, with, without);
    if (!acts.empty()) {
      because = Union(refs, acts);
      return true;
    }
    if (days.Contains(without.as_of)) return false;
    because = refs;
    if (gone) {
      // Days can also be compared backwards.
      const bool before = without.as_of < days.from();
      by_time = "the interval of " + refs.front().id +
                (before ? " has not begun" : " ended");
    }
    return true;
  }

  // A clause that came or went: caused by what made it or took it out.
  void Whole(const std::string& id, const ClauseState* a,
             const ClauseState* b) {
    TermChange change;
    change.what = a == nullptr ? What::kAdded : What::kRemoved;
    COVENANT_CHECK(a != nullptr || b != nullptr);
    const ClauseState& only = a == nullptr ? *b : *a;
    change.clause = id;
    change.kind = only.kind;
    const Terms& with = a == nullptr ? after_ : before_;
    const Terms& without = a == nullptr ? before_ : after_;
    const auto ended = without.ended.find(id);
    const bool gone = b == nullptr;
    if (gone && ended != without.ended.end()) {
      change.because = ended->second.because;
      change.because =
          Union(change.because, ActsBetween(change.because, with, without));
    } else if (!Why(only.created_by, only.created_days, with, without,
                    change.because, change.by_time, gone)) {
      change.because = only.created_by;
      if (ended != without.ended.end()) {
        // It is back: what had taken it out does not hold any more.
        Why(ended->second.because, ended->second.days, without, with,
            change.because, change.by_time, true);
      }
    }
    changes_.push_back(std::move(change));
  }

  void Fields_(const ClauseState& a, const ClauseState& b) {
    std::set<std::string> paths;
    for (const auto& [path, field] : a.fields) paths.insert(path);
    for (const auto& [path, field] : b.fields) paths.insert(path);
    for (const std::string& path : paths) {
      const auto x = a.fields.find(path);
      const auto y = b.fields.find(path);
      const bool had = x != a.fields.end(), has = y != b.fields.end();
      if (had && has && x->second.value == y->second.value &&
          x->second.conflicting == y->second.conflicting &&
          x->second.readings == y->second.readings &&
          x->second.basis == y->second.basis) {
        continue;
      }
      TermChange change;
      change.what = !had   ? What::kAdded
                    : !has ? What::kRemoved
                           : What::kChanged;
      change.clause = b.id;
      change.kind = b.kind;
      change.path = path;
      if (had) change.before = Shown(x->second);
      if (has) change.after = Shown(y->second);
      if (had && has && change.before == change.after) {
        change.before += " (" + std::string(BasisName(x->second.basis)) + ")";
        change.after += " (" + std::string(BasisName(y->second.basis)) + ")";
      }
      Cause(a, b, had ? &x->second : nullptr, has ? &y->second : nullptr,
            change);
      changes_.push_back(std::move(change));
    }
  }

  void Cause(const ClauseState& a, const ClauseState& b, const FieldState* x,
             const FieldState* y, TermChange& change) {
    static const FieldState none;
    const FieldState& was = x != nullptr ? *x : none;
    const FieldState& is = y != nullptr ? *y : none;
    // In this order: what sets the new value; what replaced the clause; what
    // took the field out; what set the old value and does not hold any more.
    if (Why(is.set_by, is.days, after_, before_, change.because, change.by_time,
            false)) {
      return;
    }
    if (b.created_by != a.created_by &&
        Why(b.created_by, b.created_days, after_, before_, change.because,
            change.by_time, false)) {
      return;
    }
    const auto removed = after_.removed_fields.find({b.id, change.path});
    if (y == nullptr && removed != after_.removed_fields.end()) {
      change.because = removed->second;
      return;
    }
    if (Why(was.set_by, was.days, before_, after_, change.because,
            change.by_time, true)) {
      return;
    }
    change.because = DifferenceOf(was.set_by, is.set_by);
  }

  void InForce_(const ClauseState& a, const ClauseState& b) {
    if (a.in_force == b.in_force) return;
    TermChange change;
    change.clause = b.id;
    change.kind = b.kind;
    change.path = "in force";
    change.before = InForceText(a);
    change.after = InForceText(b);
    for (const char* path : {"from", "until", "ends_on"}) {
      for (const ClauseState* clause : {&a, &b}) {
        const auto field = clause->fields.find(path);
        if (field != clause->fields.end()) {
          change.because = Union(change.because, field->second.set_by);
        }
      }
    }
    change.by_time = "its own term began or ended";
    changes_.push_back(std::move(change));
  }

  void Attachments(const ClauseState& a, const ClauseState& b) {
    const auto missing = [](const Attachment& item,
                            const std::vector<Attachment>& in) {
      return std::find(in.begin(), in.end(), item) == in.end();
    };
    const auto add = [&](const Attachment& item, What what) {
      TermChange change;
      change.what = what;
      change.clause = b.id;
      change.kind = b.kind;
      change.path = item.type;
      (what == What::kAdded ? change.after : change.before) = ItemLine(item);
      change.because =
          Union(item.because, ActsBetween(item.because, before_, after_));
      changes_.push_back(std::move(change));
    };
    for (const Attachment& item : a.attachments) {
      if (missing(item, b.attachments)) add(item, What::kRemoved);
    }
    for (const Attachment& item : b.attachments) {
      if (missing(item, a.attachments)) add(item, What::kAdded);
    }
  }

  const Terms& before_;
  const Terms& after_;
  std::vector<TermChange> changes_;
};

std::string PeriodOf(const Obligation& o) {
  return o.period ? o.period->ToString() : "";
}

// What is shown of an obligation, by name, in the order of the answers.
std::vector<std::pair<std::string, std::string>> BalancesOf(
    const Obligation& o) {
  return {{"debtor", o.debtor},
          {"creditor", o.creditor},
          {"period", PeriodOf(o)},
          {"due", o.due ? o.due->ToString() : ""},
          {"accrued", o.accrued.ToString()},
          {"interest", o.interest.ToString()},
          {"waived", o.waived.ToString()},
          {"credited", o.credited.ToString()},
          {"paid", o.paid.ToString()},
          {"disputed", o.disputed.ToString()},
          {"contingent", o.contingent.ToString()},
          {"owed", o.owed.ToString()},
          {"overpaid", o.overpaid.ToString()},
          {"state", std::string(ObligationStateName(o.state))},
          {"basis", std::string(BasisName(o.basis))}};
}

}  // namespace

std::vector<TermChange> DiffTerms(const Terms& before, const Terms& after) {
  return TermsDiff(before, after).Run();
}

namespace {

// Whether only one of the states saw the event, of the contract, or what acts on
// it. What other streams hold is not known here.
bool IsNews(const EventRef& ref, const std::string& contract,
            const Obligations& before, const Obligations& after) {
  if (ref.stream != contract) return true;
  const bool was = ref.version <= before.seen.version;
  const bool is = ref.version <= after.seen.version;
  return was != is || !ActsBetween({ref}, before.seen, after.seen).empty();
}

// What one sum is paid shifts what is left for the others between the parties:
// where nothing that a sum rests on is news, the news of these are its cause.
void BlameOtherSums(const Obligations& before, const Obligations& after,
                    std::vector<ObligationChange>& changes) {
  using Between = std::tuple<std::string, std::string, std::string>;
  std::map<std::string, const Obligation*> all;
  for (const Obligations* state : {&before, &after}) {
    for (const Obligation& o : state->obligations) all[o.id] = &o;
  }
  const auto between = [&](const ObligationChange& change) {
    const Obligation& o = *all.at(change.id);
    return Between(std::min(o.debtor, o.creditor),
                   std::max(o.debtor, o.creditor), o.unit);
  };
  const auto news_of = [&](const ObligationChange& change) {
    std::vector<EventRef> news;
    for (const EventRef& ref : change.because) {
      if (IsNews(ref, all.at(change.id)->contract, before, after)) {
        news.push_back(ref);
      }
    }
    return news;
  };
  std::map<Between, std::vector<EventRef>> causes;
  for (const ObligationChange& change : changes) {
    auto& news = causes[between(change)];
    news = Union(news, news_of(change));
  }
  for (ObligationChange& change : changes) {
    // What came or went as a whole did not come or go with a payment.
    if (change.what != What::kChanged || !news_of(change).empty()) continue;
    const auto& news = causes[between(change)];
    change.because = Union(change.because, news);
    if (!news.empty()) change.by_time.clear();
  }
}

}  // namespace

std::vector<ObligationChange> DiffObligations(const Obligations& before,
                                              const Obligations& after) {
  std::map<std::string, std::pair<const Obligation*, const Obligation*>> all;
  for (const Obligation& o : before.obligations) all[o.id].first = &o;
  for (const Obligation& o : after.obligations) all[o.id].second = &o;
  std::vector<ObligationChange> changes;
  for (const auto& [id, pair] : all) {
    const auto& [a, b] = pair;
    if (a == nullptr || b == nullptr) {
      const Obligation& only = a == nullptr ? *b : *a;
      ObligationChange change;
      change.what = a == nullptr ? What::kAdded : What::kRemoved;
      change.id = id;
      const std::string text =
          (only.state == ObligationState::kContingent
               ? "contingent " + only.contingent.ToString()
               : only.owed.ToString() + " owed") +
          (only.due ? ", due " + only.due->ToString() : "") + ", " +
          std::string(ObligationStateName(only.state));
      (a == nullptr ? change.after : change.before) = text;
      change.because =
          Union(only.because,
                ActsBetween(only.because, before.seen, after.seen));
      changes.push_back(std::move(change));
      continue;
    }
    const auto x = BalancesOf(*a), y = BalancesOf(*b);
    std::vector<EventRef> because = DifferenceOf(a->because, b->because);
    // What both rest on can read otherwise.
    because = Union(because, ActsBetween(Union(a->because, b->because),
                                         before.seen, after.seen));
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i].second == y[i].second) continue;
      ObligationChange change;
      change.id = id;
      change.balance = x[i].first;
      change.before = x[i].second;
      change.after = y[i].second;
      change.because = because;
      if (because.empty()) change.by_time = "the legal day";
      changes.push_back(std::move(change));
    }
  }
  if (before.as_of == after.as_of) BlameOtherSums(before, after, changes);
  return changes;
}

void BlameReadings(const std::vector<EventRef>& all, Diff& diff) {
  const auto blame = [&](auto& changes) {
    for (auto& change : changes) {
      std::vector<EventRef> own;
      for (const EventRef& ref : all) {
        const auto& because = change.because;
        if (std::find(because.begin(), because.end(), ref) != because.end()) {
          own.push_back(ref);
        }
      }
      change.because = own.empty() ? all : own;
      change.by_time.clear();
    }
  };
  blame(diff.terms);
  blame(diff.obligations);
}

namespace {

// Names the causes of changes that rest on what both states, of one day, saw:
// of what only one of them saw, that by which the end of the clause came about
// otherwise, or by which the use of a power was judged otherwise.
class SilentCauses {
 public:
  SilentCauses(const Terms& before, const Terms& after)
      : before_(before),
        after_(after),
        both_(std::min(before.seen.version, after.seen.version)) {
    for (const Terms* terms : {&before_, &after_}) {
      for (const auto& [id, clause] : terms->clauses) {
        AddNew(clause.created_by, terms_);
        for (const auto& [path, field] : clause.fields) {
          AddNew(field.set_by, terms_);
        }
      }
      for (const auto& [id, ended] : terms->ended)
        AddNew(ended.because, terms_);
      for (const auto& [ref, acts] : terms->seen.withdrawn) {
        AddNew(acts, terms_);
      }
      for (const auto& [id, by] : terms->seen.signed_by) AddNew(by, terms_);
    }
  }

  void Name(Diff& diff) {
    if (before_.as_of != after_.as_of) return;
    for (const auto* findings :
         {&diff.findings_added, &diff.findings_removed}) {
      for (const Finding& one : *findings) {
        if (one.code != finding::kExerciseNotEffective) continue;
        judged_.insert(one.because.begin(), one.because.end());
      }
    }
    for (TermChange& change : diff.terms) Name(change.clause, change);
    for (ObligationChange& change : diff.obligations) {
      const std::string clause = ClauseOf(change);
      Name(clause, change);
      // What came or went as a whole did so by facts: openings, cancellations.
      if (change.what == What::kChanged && !Named(change)) {
        NameByTerms(clause, diff.terms, change);
      }
    }
  }

 private:
  bool IsNew(const EventRef& ref) const {
    return ref.stream == before_.contract && ref.version > both_;
  }

  void AddNew(const std::vector<EventRef>& refs,
              std::vector<EventRef>& into) const {
    for (const EventRef& ref : refs) {
      if (IsNew(ref)) into = Union(into, {ref});
    }
  }

  static std::string ClauseOf(const ObligationChange& change) {
    const std::size_t slash = change.id.find('/');
    const std::size_t end = change.id.find('/', slash + 1);
    return change.id.substr(slash + 1, end - slash - 1);
  }

  // What stands in other streams may be new.
  template <typename Change>
  bool Named(const Change& change) const {
    return std::any_of(change.because.begin(), change.because.end(),
                       [&](const EventRef& ref) {
                         return ref.stream != before_.contract || IsNew(ref);
                       });
  }

  // A sum also changes with terms that it does not rest on: the day on which it
  // falls due, grace, interest that is gone. Time alone did nothing on one day,
  // so what is new in the terms did: in those of its clause, else in any.
  void NameByTerms(const std::string& clause,
                   const std::vector<TermChange>& terms,
                   ObligationChange& change) const {
    std::vector<EventRef> own, any;
    for (const TermChange& one : terms) {
      AddNew(one.because, any);
      if (one.clause == clause) AddNew(one.because, own);
    }
    const auto& news = !own.empty() ? own : !any.empty() ? any : terms_;
    change.because = Union(change.because, news);
    if (!news.empty()) change.by_time.clear();
  }

  template <typename Change>
  void Name(const std::string& clause, Change& change) const {
    if (Named(change)) return;
    std::vector<EventRef> news, rests = change.because;
    for (const Terms* terms : {&before_, &after_}) {
      const auto ended = terms->ended.find(clause);
      if (ended == terms->ended.end()) continue;
      const auto& because = ended->second.because;
      rests = Union(rests, because);
      AddNew(because, news);
      AddNew(ActsBetween(because, before_.seen, after_.seen), news);
    }
    const bool judged =
        std::any_of(rests.begin(), rests.end(),
                    [&](const EventRef& ref) { return judged_.contains(ref); });
    if (news.empty() && judged) news = terms_;
    change.because = Union(change.because, news);
    if (!news.empty()) change.by_time.clear();
  }

  const Terms& before_;
  const Terms& after_;
  const std::uint64_t both_;  // the last version that both saw
  // The uses of powers that have an effect in one of the states alone.
  std::set<EventRef> judged_;
  std::vector<EventRef> terms_;  // what is new of what bears on terms
};

}  // namespace

Diff DiffStates(const Terms& terms_before, const Obligations& owed_before,
                const Terms& terms_after, const Obligations& owed_after) {
  Diff diff;
  diff.terms = DiffTerms(terms_before, terms_after);
  diff.obligations = DiffObligations(owed_before, owed_after);
  const auto& a = owed_before.findings;
  const auto& b = owed_after.findings;
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(),
                      std::back_inserter(diff.findings_added));
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                      std::back_inserter(diff.findings_removed));
  SilentCauses(terms_before, terms_after).Name(diff);
  return diff;
}

}  // namespace covenant
