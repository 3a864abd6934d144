// The application of operations to the terms of one day (doc/decisions.md 1, 3
// and 8), with the side-by-side rule for instruments of equal rank.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ledger/value/check.h"
#include "replay/family.h"
#include "replay/timeline.h"

namespace covenant {
namespace {

// What one instrument touched, for the side-by-side rule. An instrument that is
// alone at its rank needs none of it.
struct Touched {
  std::map<std::string, std::set<std::string>> paths;  // clause to field paths
  std::set<std::string> claims_present;
  std::set<std::string> claims_absent;
  std::set<std::string> replaced;  // clauses whose attachments were dropped
};

using Clauses = std::map<std::string, ClauseState>;

bool Holds(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

Basis BasisOf(const Event& event, const Change& change, const Clause* clause,
              const std::string& path) {
  const std::string top = path.substr(0, path.find('.'));
  if (clause != nullptr) {
    for (const std::string& key : {path, top}) {
      const auto found = clause->basis.find(key);
      if (found != clause->basis.end()) return found->second;
    }
  }
  if (change.basis) return *change.basis;
  for (const std::string& key : {path, top}) {
    const auto found = event.basis_of.find(key);
    if (found != event.basis_of.end()) return found->second;
  }
  return event.basis;
}

// What an operation rests on: its instrument, and the facts by which it applies.
std::vector<EventRef> RefsOf(const BoundInstrument& by, const TermOp& op) {
  std::vector<EventRef> refs = by.record.refs;
  refs.insert(refs.end(), op.met_by.begin(), op.met_by.end());
  return refs;
}

class ChangeApplier {
 public:
  ChangeApplier(const std::string& contract, Date day)
      : contract_(contract), day_(day) {}

  // Applies the operations of one instrument that hold the day. `touched` may be
  // null.
  void Apply(const BoundInstrument& by, ResolvedTerms& terms,
             Touched* touched) {
    restated_.clear();
    for (const TermOp& op : by.ops) {
      if (op.never || !op.days.Contains(day_)) continue;
      if (op.change == nullptr) {
        End(by, op, terms, touched);
      } else {
        Change_(by, op, terms, touched);
      }
    }
  }

 private:
  void End(const BoundInstrument& by, const TermOp& op, ResolvedTerms& terms,
           Touched* touched) {
    const bool restates = by.body->kind == InstrumentKind::kRestatement;
    for (auto it = terms.clauses.begin(); it != terms.clauses.end();) {
      ClauseState& clause = it->second;
      const auto& listed = by.body->replaces;
      // What is restated stands under the contract above as before.
      if ((!op.whole_contract && !listed.empty() &&
           !Holds(listed, it->first)) ||
          (restates && clause.from_above)) {
        ++it;
        continue;
      }
      // A clause that survives is not touched by what ends the others.
      const bool* survives = clause.As<bool>("survives");
      if (!restates && survives != nullptr && *survives && InTail(clause, op)) {
        clause.survives = true;
        ++it;
        continue;
      }
      TouchAll(clause, touched);
      if (touched != nullptr) touched->claims_absent.insert(it->first);
      const char* how = restates ? "restated"
                        : by.body->kind == InstrumentKind::kRescission
                            ? "rescinded"
                            : "terminated";
      terms.ended[it->first] = {it->first, clause.kind, how, by.record.refs,
                                op.days};
      if (restates) restated_.insert_or_assign(it->first, std::move(clause));
      it = terms.clauses.erase(it);
    }
  }

  bool InTail(const ClauseState& clause, const TermOp& op) const {
    const auto* tail = clause.As<Duration>("tail");
    if (tail == nullptr || !op.days.from()) return true;
    const auto end = tail->AddTo(*op.days.from());
    return !end.ok() || day_ < *end;
  }

  void TouchAll(const ClauseState& clause, Touched* touched) {
    if (touched == nullptr) return;
    auto& paths = touched->paths[clause.id];
    for (const auto& [path, field] : clause.fields) paths.insert(path);
  }

  void Change_(const BoundInstrument& by, const TermOp& op,
               ResolvedTerms& terms, Touched* touched) {
    const Change& change = *op.change;
    const auto host = terms.clauses.find(change.target);
    if (change.op != Change::Op::kAdd && host == terms.clauses.end()) {
      terms.findings.push_back(
          {std::string(finding::kHostProvisionExpired),
           contract_ + "/" + change.target,
           by.id() + " changes " + change.target +
               ", which is not among the terms on this day; the change does "
               "not apply",
           by.record.refs});
      return;
    }
    switch (change.op) {
      case Change::Op::kAdd:
      case Change::Op::kReplace:
        Put(by, op, terms, touched);
        break;
      case Change::Op::kSet:
      case Change::Op::kRenumber:
        Set(by, op, host->second, touched);
        break;
      case Change::Op::kRemove:
        if (change.path.empty()) {
          TouchAll(host->second, touched);
          if (touched != nullptr) touched->claims_absent.insert(change.target);
          terms.ended[change.target] = {change.target, host->second.kind,
                                        "removed", by.record.refs, op.days};
          terms.clauses.erase(host);
        } else {
          for (const auto& [path, field] : host->second.fields) {
            if (PathsOverlap(path, change.path)) {
              terms.removed_fields[{change.target, path}] = by.record.refs;
            }
          }
          Clear(change.path, host->second, touched);
        }
        break;
      case Change::Op::kWaive:
      case Change::Op::kConsent:
      case Change::Op::kSuspend:
      case Change::Op::kRelease:
        Attach(by, op, host->second);
        break;
    }
  }

  void Put(const BoundInstrument& by, const TermOp& op, ResolvedTerms& terms,
           Touched* touched) {
    const Event& event = *by.record.event;
    const Change& change = *op.change;
    const Clause& clause = *change.clause;
    const auto old = terms.clauses.find(clause.id);
    if (old != terms.clauses.end()) {
      TouchAll(old->second, touched);
      if (change.op == Change::Op::kReplace) {
        ReportDropped(by, op, old->second, clause, terms);
      }
    } else if (const auto was = restated_.find(clause.id);
               was != restated_.end()) {
      ReportDropped(by, op, was->second, clause, terms);
    }
    ClauseState state;
    state.id = clause.id;
    state.kind = clause.kind;
    state.created_by = RefsOf(by, op);
    state.created_days = op.days;
    state.survives = op.survives_from && *op.survives_from <= day_;
    const auto* own = FindField(clause.fields, "section");
    const auto* symbol = own == nullptr ? nullptr : own->As<std::string>();
    const std::string place =
        PlaceOf(event, symbol != nullptr ? *symbol : change.section);
    for (const auto& [path, value] : clause.fields) {
      state.fields[path] = {value, false, BasisOf(event, change, &clause, path),
                            state.created_by, place, op.days};
    }
    TouchAll(state, touched);
    if (touched != nullptr) {
      touched->claims_present.insert(clause.id);
      touched->replaced.insert(clause.id);
    }
    terms.ended.erase(clause.id);
    terms.clauses.insert_or_assign(clause.id, std::move(state));
  }

  // The days of the old text's own term, from the replacement on, before that of
  // the new text begins.
  void ReportDropped(const BoundInstrument& by, const TermOp& op,
                     const ClauseState& old, const Clause& clause,
                     ResolvedTerms& terms) {
    const auto day = [](const Value* value) -> std::optional<Date> {
      const auto* end = value == nullptr ? nullptr : value->As<Endpoint>();
      return end == nullptr ? std::nullopt : end->date;
    };
    const auto begins = day(FindField(clause.fields, "from"));
    if (!begins || !op.days.from()) return;
    const Interval term(day(old.Find("from")), day(old.Find("until")));
    const Interval dropped =
        term.Intersect(Interval(op.days.from(), begins)).Intersect(op.days);
    if (dropped.Empty() || !dropped.LastDay()) return;
    terms.findings.push_back(
        {std::string(finding::kPeriodDropped), contract_ + "/" + clause.id,
         by.id() + " replaces " + clause.id + " by a text whose term begins on " +
             begins->ToString() + ": from " + dropped.from()->ToString() +
             " to " + dropped.LastDay()->ToString() +
             " no text of it is in force",
         by.record.refs});
  }

  void Clear(const std::string& path, ClauseState& clause, Touched* touched) {
    auto* paths = touched == nullptr ? nullptr : &touched->paths[clause.id];
    if (paths != nullptr) paths->insert(path);
    std::erase_if(clause.fields, [&](const auto& field) {
      if (!PathsOverlap(field.first, path)) return false;
      if (paths != nullptr) paths->insert(field.first);
      return true;
    });
  }

  void Set(const BoundInstrument& by, const TermOp& op, ClauseState& clause,
           Touched* touched) {
    const Event& event = *by.record.event;
    const Change& change = *op.change;
    const std::string path =
        change.op == Change::Op::kRenumber ? "section" : change.path;
    Fields fields;
    SetField(fields, path, change.to);
    Clear(path, clause, touched);
    for (const auto& [leaf, value] : fields) {
      if (touched != nullptr) touched->paths[clause.id].insert(leaf);
      clause.fields[leaf] = {value, false,
                             BasisOf(event, change, nullptr, leaf),
                             RefsOf(by, op), PlaceOf(event, change.section),
                             op.days};
    }
    if (change.op == Change::Op::kSet && touched != nullptr) {
      touched->claims_present.insert(clause.id);
    }
  }

  void Attach(const BoundInstrument& by, const TermOp& op,
              ClauseState& clause) {
    const Change& change = *op.change;
    Attachment attachment;
    attachment.type = change.op == Change::Op::kWaive     ? "waiver"
                      : change.op == Change::Op::kConsent ? "consent"
                      : change.op == Change::Op::kRelease ? "release"
                                                          : "suspension";
    attachment.text = change.act.Shown();
    attachment.share = change.share;
    attachment.amount = change.amount;
    attachment.measured_by = change.measured_by;
    attachment.deal = change.deal;
    attachment.deal_event = change.deal_event;
    attachment.scope = change.scope;
    attachment.days = op.days;
    attachment.met = op.met;
    attachment.place_in_event =
        static_cast<std::size_t>(&change - by.body->changes.data());
    attachment.because = RefsOf(by, op);
    attachment.place = PlaceOf(*by.record.event, change.section);
    clause.attachments.push_back(std::move(attachment));
  }

  const std::string& contract_;
  const Date day_;
  // The clauses that the instrument which is applied restates, as they were.
  std::map<std::string, ClauseState> restated_;
};

// The results of instruments of equal rank, each applied alone to `base`, put
// together.
class SideBySide {
 public:
  explicit SideBySide(ResolvedTerms base) : base_(std::move(base)) {}

  void Add(const BoundInstrument& by, ChangeApplier& applier) {
    Result result{&by, base_, {}};
    result.terms.findings.clear();
    applier.Apply(by, result.terms, &result.touched);
    results_.push_back(std::move(result));
  }

  ResolvedTerms Merge() {
    ResolvedTerms merged = base_;
    std::set<std::string> clauses;
    for (const Result& r : results_) {
      merged.findings.insert(merged.findings.end(), r.terms.findings.begin(),
                             r.terms.findings.end());
      merged.removed_fields.insert(r.terms.removed_fields.begin(),
                                   r.terms.removed_fields.end());
      for (const auto& [id, state] : r.terms.clauses) clauses.insert(id);
      for (const auto& [id, paths] : r.touched.paths) clauses.insert(id);
    }
    for (const std::string& id : clauses) MergeClause(id, merged);
    return merged;
  }

 private:
  struct Result {
    const BoundInstrument* by;
    ResolvedTerms terms;
    Touched touched;

    bool Claims(const std::string& id) const {
      return touched.claims_present.contains(id) ||
             touched.claims_absent.contains(id);
    }
    const ClauseState* Find(const std::string& id) const {
      const auto found = terms.clauses.find(id);
      return found == terms.clauses.end() ? nullptr : &found->second;
    }
    bool Touches(const std::string& id, const std::string& path) const {
      const auto found = touched.paths.find(id);
      if (found == touched.paths.end()) return false;
      // Setting a structure touches all that could stand below it.
      for (std::size_t end = path.size(); end != std::string::npos;
           end = end == 0 ? std::string::npos : path.rfind('.', end - 1)) {
        if (found->second.contains(path.substr(0, end))) return true;
      }
      return false;
    }
  };

  void MergeClause(const std::string& id, ResolvedTerms& merged) {
    std::vector<const Result*> present, absent;
    const ClauseState* first = nullptr;
    std::set<std::string> kinds;
    for (const Result& r : results_) {
      if (!r.Claims(id)) continue;
      const ClauseState* const state = r.Find(id);
      (state != nullptr ? present : absent).push_back(&r);
      if (state == nullptr) continue;
      if (first == nullptr) first = state;
      kinds.insert(state->kind);
    }
    if (present.empty() && !absent.empty()) {
      merged.clauses.erase(id);
      merged.ended[id] = EndedBy(id, absent);
      return;
    }
    const auto base = merged.clauses.find(id);
    if (present.empty() && base == merged.clauses.end()) return;
    if (!present.empty()) merged.ended.erase(id);
    const bool disputed = !absent.empty() || kinds.size() > 1;
    if (base != merged.clauses.end()) first = &base->second;
    COVENANT_CHECK(first != nullptr);  // one of the two is there
    ClauseState state = *first;
    std::set<std::string> paths;
    for (const auto& [path, field] : state.fields) paths.insert(path);
    for (const Result& r : results_) {
      const auto touched = r.touched.paths.find(id);
      if (touched == r.touched.paths.end()) continue;
      paths.insert(touched->second.begin(), touched->second.end());
    }
    // Put anew, the clause no longer survives what ended its predecessor.
    state.survives =
        std::any_of(results_.begin(), results_.end(), [&](const Result& r) {
          const ClauseState* own = r.Find(id);
          return own != nullptr && own->survives;
        });
    for (const Result* r : present) {
      if (r->touched.replaced.contains(id)) {
        state.kind = r->Find(id)->kind;
        state.created_by = r->Find(id)->created_by;
        state.created_days = r->Find(id)->created_days;
      }
    }
    std::vector<EventRef> claimants;
    for (const auto* list : {&present, &absent}) {
      for (const Result* r : *list) Join(claimants, r->by->record.refs);
    }
    for (const std::string& path : paths) {
      if (disputed) {
        state.fields[path] = ConflictingField(claimants, ClaimedOf(id, path, present));
      } else {
        MergePath(id, path, state);
      }
    }
    state.disputed = state.disputed || disputed;
    merged.clauses.insert_or_assign(id, std::move(state));
    MergeAttachments(id, merged);
  }

  // All that end the clause do so together; how is told by the one whose name
  // comes first, so that the order of recording does not show.
  static EndedClause EndedBy(const std::string& id,
                             const std::vector<const Result*>& absent) {
    EndedClause ended = absent.front()->terms.ended.at(id);
    std::vector<EventRef> because;
    for (const Result* r : absent) {
      const EndedClause& own = r->terms.ended.at(id);
      if (std::make_pair(own.how, own.days.from()) <
          std::make_pair(ended.how, ended.days.from())) {
        ended = own;
      }
      Join(because, own.because);
    }
    ended.because = std::move(because);
    return ended;
  }

  // The values that the path has after one of them or another.
  static std::vector<Value> ClaimedOf(const std::string& id,
                                      const std::string& path,
                                      const std::vector<const Result*>& by) {
    std::vector<Value> claimed;
    for (const Result* r : by) {
      const ClauseState* clause = r->Find(id);
      if (clause == nullptr) continue;
      const auto found = clause->fields.find(path);
      if (found != clause->fields.end()) AddClaimed(found->second, claimed);
    }
    return claimed;
  }

  void MergePath(const std::string& id, const std::string& path,
                 ClauseState& state) {
    std::vector<const Result*> touching;
    for (const Result& r : results_) {
      if (r.Touches(id, path)) touching.push_back(&r);
    }
    if (touching.empty()) return;
    const auto field = [&](const Result* r) -> const FieldState* {
      const ClauseState* clause = r->Find(id);
      if (clause == nullptr) return nullptr;
      const auto found = clause->fields.find(path);
      return found == clause->fields.end() ? nullptr : &found->second;
    };
    const FieldState* first = field(touching.front());
    bool same = true;
    std::vector<EventRef> claimants;
    for (const Result* r : touching) {
      const FieldState* other = field(r);
      same = same && (first == nullptr) == (other == nullptr) &&
             (first == nullptr || first->value == other->value);
      Join(claimants, other == nullptr ? r->by->record.refs : other->set_by);
    }
    if (!same) {
      state.fields[path] = ConflictingField(claimants, ClaimedOf(id, path, touching));
    } else if (first == nullptr) {
      state.fields.erase(path);
    } else {
      FieldState merged = *first;
      merged.set_by.clear();
      for (const Result* r : touching) {
        Join(merged.set_by, field(r)->set_by);
        merged.basis = Weakest(merged.basis, field(r)->basis);
      }
      state.fields[path] = std::move(merged);
    }
  }

  void MergeAttachments(const std::string& id, ResolvedTerms& merged) {
    const auto target = merged.clauses.find(id);
    if (target == merged.clauses.end()) return;
    const auto base = base_.clauses.find(id);
    std::vector<Attachment> all;
    bool dropped = false;
    for (const Result& r : results_) {
      dropped = dropped || r.touched.replaced.contains(id);
    }
    if (base != base_.clauses.end() && !dropped) all = base->second.attachments;
    for (const Result& r : results_) {
      const ClauseState* clause = r.Find(id);
      if (clause == nullptr) continue;
      const std::size_t old =
          base != base_.clauses.end() && !r.touched.replaced.contains(id)
              ? base->second.attachments.size()
              : 0;
      all.insert(all.end(),
                 clause->attachments.begin() + static_cast<std::ptrdiff_t>(old),
                 clause->attachments.end());
    }
    target->second.attachments = std::move(all);
  }

  static void Join(std::vector<EventRef>& into,
                   const std::vector<EventRef>& refs) {
    for (const EventRef& ref : refs) {
      if (std::find(into.begin(), into.end(), ref) == into.end()) {
        into.push_back(ref);
      }
    }
  }

  const ResolvedTerms base_;
  std::vector<Result> results_;
};

// What is still in conflict when all operations have been applied.
void ReportConflicts(const std::string& contract, ResolvedTerms& terms) {
  const auto report = [&](const std::string& what,
                          const std::vector<EventRef>& because) {
    std::string ids;
    for (const EventRef& ref : because) {
      ids += (ids.empty() ? "" : ", ") + ref.id;
    }
    terms.findings.push_back(
        {std::string(finding::kConflictingAmendments), contract + "/" + what,
         "instruments of equal rank (" + ids + ") give " + what +
             " different values; it is unknown until an event settles it",
         because});
  };
  for (const auto& [id, clause] : terms.clauses) {
    for (const auto& [path, field] : clause.fields) {
      if (!field.conflicting) continue;
      report(clause.disputed ? id : id + "." + path, field.set_by);
      if (clause.disputed) break;
    }
  }
}

bool AppliesOn(const BoundInstrument& instrument, Date day) {
  return std::any_of(
      instrument.ops.begin(), instrument.ops.end(),
      [&](const TermOp& op) { return !op.never && op.days.Contains(day); });
}

// The terms of one contract of a family, under those of the contract above it.
ResolvedTerms ResolveLevel(const std::string& contract,
                           const std::vector<BoundInstrument>& instruments,
                           Date day, int level, const ResolvedTerms& above) {
  std::vector<const BoundInstrument*> order;
  const Milestones* milestones = nullptr;  // of the contract above
  for (const BoundInstrument& instrument : instruments) {
    if (instrument.level == level + 1) milestones = instrument.milestones;
    if (instrument.level == level && AppliesOn(instrument, day)) {
      order.push_back(&instrument);
    }
  }
  if (order.empty()) return {};
  std::stable_sort(order.begin(), order.end(),
                   [](const BoundInstrument* a, const BoundInstrument* b) {
                     return a->rank < b->rank;
                   });
  ResolvedTerms terms;
  Incorporate(above, terms);
  ChangeApplier applier(contract, day);
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && order[end]->rank == order[i]->rank) ++end;
    if (end - i == 1) {
      applier.Apply(*order[i], terms, nullptr);
    } else {
      SideBySide group(std::move(terms));
      for (std::size_t k = i; k < end; ++k) group.Add(*order[k], applier);
      terms = group.Merge();
    }
    i = end;
  }
  if (milestones != nullptr) StandUnder(above, *milestones, day, terms);
  EndIncorporated(instruments, level, above, terms);
  return terms;
}

}  // namespace

ResolvedTerms ResolveDay(const std::string& contract,
                         const std::vector<BoundInstrument>& instruments,
                         Date day) {
  int top = 0;
  for (const BoundInstrument& one : instruments) top = std::max(top, one.level);
  ResolvedTerms above;
  for (int level = top; level > 0; --level) {
    above = ResolveLevel(contract, instruments, day, level, above);
  }
  ResolvedTerms terms = ResolveLevel(contract, instruments, day, 0, above);
  ReportConflicts(contract, terms);
  return terms;
}

}  // namespace covenant
