// How operations act on the terms of one day: decisions.md 1, 3 and 8.
#include <algorithm>

#include "ledger/value/duration.h"
#include "tests/model/terms_model.h"

namespace covenant::model {

void TermsModel::Apply(const Law& law, Date day, State& state, Touches& touches,
                       TermsNow& answer) const {
  for (const Step& step : law.steps) {
    if (!step.days || !step.days->Contains(day)) continue;
    if (step.change == nullptr) {
      TakeOut(law, step, day, state, touches, answer);
    } else {
      ApplyChange(law, step, day, state, touches, answer);
    }
  }
}

void TermsModel::TakeOut(const Law& law, const Step& step, Date day,
                         State& state, Touches& touches,
                         TermsNow& answer) const {
  const std::vector<std::string>& named = law.text->replaces;
  std::vector<std::string> ended;
  for (const auto& [id, clause] : state) {
    const bool is_named =
        std::find(named.begin(), named.end(), id) != named.end();
    if (named.empty() || is_named) ended.push_back(id);
  }
  for (const std::string& id : named) {
    if (state.count(id) == 0) {
      answer.may.emplace(finding::kHostProvisionExpired, Subject(id));
    }
  }
  for (const std::string& id : ended) {
    ClauseNow& clause = state[id];
    if (law.text->kind != InstrumentKind::kRestatement) {
      const auto marked = clause.fields.find("survives");
      const bool doubtful =
          marked != clause.fields.end() && marked->second.value == nullptr;
      const bool* survives = clause.As<bool>("survives");
      if (doubtful) answer.undetermined.push_back("`survives` is conflicting");
      if (survives != nullptr && *survives) {
        if (!named.empty()) {
          answer.undetermined.push_back("a surviving clause is terminated");
        }
        const auto tail_field = clause.fields.find("tail");
        if (tail_field != clause.fields.end() &&
            tail_field->second.value == nullptr) {
          answer.undetermined.push_back("`tail` is conflicting");
        }
        const Duration* tail = clause.As<Duration>("tail");
        if (tail == nullptr || day < *tail->AddTo(*step.days->from())) {
          clause.survives_end = true;
          continue;
        }
      }
    }
    state.erase(id);
    answer.gone[id] = Gone::kEnded;
    Touched& touched = touches[id];
    touched.whole = true;
    touched.attachments_gone = true;
    touched.exists = false;
  }
}

void TermsModel::ApplyChange(const Law& law, const Step& step, Date day,
                             State& state, Touches& touches,
                             TermsNow& answer) const {
  const Change& change = *step.change;
  const std::string& id = step.clause;
  using Op = Change::Op;
  if (change.op != Op::kAdd && state.count(id) == 0) {
    answer.must.emplace(finding::kHostProvisionExpired, Subject(id));
    return;
  }
  Touched& touched = touches[id];
  if (change.op == Op::kAdd || change.op == Op::kReplace) {
    ClauseNow clause;
    clause.kind = change.clause->kind;
    clause.added_by = law.entry;
    clause.since = step.days->from();
    clause.survives_end = step.survives_from && *step.survives_from <= day;
    for (const auto& [path, value] : step.leaves) {
      clause.fields[path] = FieldNow{&value, {law.entry}, false, step.begun_by};
    }
    state[id] = std::move(clause);
    answer.gone.erase(id);
    touched.whole = true;
    touched.attachments_gone = true;
    touched.exists = true;
    return;
  }
  if (change.op == Op::kRemove && change.path.empty()) {
    state.erase(id);
    answer.gone[id] = Gone::kRemoved;
    touched.whole = true;
    touched.attachments_gone = true;
    touched.exists = false;
    return;
  }
  ClauseNow& clause = state[id];
  if (change.op == Op::kSet || change.op == Op::kRemove ||
      change.op == Op::kRenumber) {
    const std::string path =
        change.op == Op::kRenumber ? "section" : change.path;
    std::erase_if(clause.fields, [&](const auto& field) {
      return AtOrBelow(field.first, path);
    });
    for (const auto& [leaf, value] : step.leaves) {
      clause.fields[leaf] = FieldNow{&value, {law.entry}, false, step.begun_by};
    }
    touched.paths.push_back(path);
    if (change.op == Op::kSet) touched.exists = true;
    return;
  }
  const char* type = change.op == Op::kWaive     ? "waiver"
                     : change.op == Op::kConsent ? "consent"
                                                 : "suspension";
  clause.attachments.push_back(
      AttachedNow{type, step.days, law.entry, &change, step.begun_by});
}

void TermsModel::ApplySideBySide(const std::vector<const Law*>& laws, Date day,
                                 State& state, TermsNow& answer) const {
  std::vector<State> after(laws.size(), state);
  std::vector<Touches> touches(laws.size());
  std::set<std::string> ids;
  for (const auto& [id, clause] : state) ids.insert(id);
  for (std::size_t i = 0; i < laws.size(); ++i) {
    Apply(*laws[i], day, after[i], touches[i], answer);
    for (const auto& [id, touched] : touches[i]) ids.insert(id);
    if (laws[i]->rectifies != nullptr) {
      answer.undetermined.push_back("rectifications of equal rank");
    }
    for (const Law& other : laws_) {
      if (other.rectifies == laws[i]) {
        answer.undetermined.push_back(
            "an instrument of equal rank is rectified");
      }
    }
  }
  State merged;
  for (const std::string& id : ids) {
    MergeClause(id, state, laws, after, touches, merged, answer);
    const auto it = merged.find(id);
    if (it == merged.end()) continue;
    answer.gone.erase(id);
    for (std::size_t i = 0; i < laws.size(); ++i) {
      const auto now = after[i].find(id);
      if (now != after[i].end() && now->second.survives_end) {
        it->second.survives_end = true;
      }
    }
  }
  state = std::move(merged);
}

namespace {

// The value that a state gives a leaf; null: none.
const FieldNow* Leaf(const ClauseNow* clause, const std::string& path) {
  if (clause == nullptr) return nullptr;
  const auto it = clause->fields.find(path);
  return it == clause->fields.end() ? nullptr : &it->second;
}

bool SameValue(const FieldNow* a, const FieldNow* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->value == nullptr || b->value == nullptr) return false;
  return *a->value == *b->value;
}

}  // namespace

void TermsModel::MergeClause(const std::string& id, const State& before,
                             const std::vector<const Law*>& laws,
                             const std::vector<State>& after,
                             const std::vector<Touches>& touches, State& merged,
                             TermsNow& answer) const {
  const auto in = [&id](const State& state) -> const ClauseNow* {
    const auto it = state.find(id);
    return it == state.end() ? nullptr : &it->second;
  };
  const ClauseNow* base = in(before);
  std::vector<std::size_t> hands;  // the laws that touch the clause
  bool says_yes = false;
  bool says_no = false;
  bool attachments_gone = false;
  for (std::size_t i = 0; i < laws.size(); ++i) {
    const auto it = touches[i].find(id);
    if (it == touches[i].end()) continue;
    hands.push_back(i);
    if (it->second.exists) (*it->second.exists ? says_yes : says_no) = true;
    attachments_gone = attachments_gone || it->second.attachments_gone;
  }
  for (const State& state : after) {
    const ClauseNow* now = in(state);
    if (now != nullptr && now->survives_end && says_no) {
      answer.undetermined.push_back("a survivor beside an ending");
    }
  }
  if (hands.size() <= 1) {
    const ClauseNow* only = hands.empty() ? base : in(after[hands[0]]);
    if (only != nullptr) merged[id] = *only;
    return;
  }
  if (says_no && !says_yes) return;

  std::set<std::string> leaves;
  ClauseNow result;
  // What leaves the clause as it is does not settle whether it is there.
  result.existence_disputed =
      base != nullptr && base->existence_disputed && !says_yes;
  bool has_kind = false;
  for (const std::size_t i : hands) {
    const ClauseNow* now = in(after[i]);
    if (now == nullptr) continue;
    const Touched& touched = touches[i].at(id);
    if (says_no && !(touched.exists && *touched.exists)) continue;
    for (const auto& [path, field] : now->fields) leaves.insert(path);
    if (has_kind && result.kind != now->kind) {
      answer.undetermined.push_back("kinds of equal rank differ");
    }
    if (!has_kind || touched.whole) {
      result.kind = now->kind;
      result.added_by = now->added_by;
      result.since = now->since;
    }
    has_kind = true;
  }
  if (says_no) {
    result.existence_disputed = true;
    for (const std::string& path : leaves) {
      result.fields[path] = FieldNow{nullptr, {}, true};
    }
    merged[id] = std::move(result);
    return;
  }
  if (base != nullptr) {
    for (const auto& [path, field] : base->fields) leaves.insert(path);
  }
  for (const std::string& path : leaves) {
    std::vector<std::size_t> touching;
    for (const std::size_t i : hands) {
      const Touched& touched = touches[i].at(id);
      const bool at = std::any_of(
          touched.paths.begin(), touched.paths.end(),
          [&](const std::string& above) { return AtOrBelow(path, above); });
      // The whole clause: what it had and what it gets.
      const bool whole = touched.whole && (Leaf(base, path) != nullptr ||
                                           Leaf(in(after[i]), path) != nullptr);
      if (whole || at) touching.push_back(i);
    }
    const FieldNow* first =
        Leaf(touching.empty() ? base : in(after[touching[0]]), path);
    bool same = true;
    for (const std::size_t i : touching) {
      same = same && SameValue(first, Leaf(in(after[i]), path));
    }
    if (same && first == nullptr) continue;
    FieldNow field;
    field.value = same ? first->value : nullptr;
    if (touching.size() < 2) {
      field = *first;
    } else {
      for (const std::size_t i : touching) {
        field.claims.push_back(laws[i]->entry);
        const FieldNow* own = Leaf(in(after[i]), path);
        if (own != nullptr) {
          field.facts.insert(field.facts.end(), own->facts.begin(),
                             own->facts.end());
        }
      }
    }
    result.fields[path] = std::move(field);
  }
  if (base != nullptr && !attachments_gone) {
    result.attachments = base->attachments;
  }
  for (const std::size_t i : hands) {
    for (const AttachedNow& attached : in(after[i])->attachments) {
      if (attached.by == laws[i]->entry) {
        result.attachments.push_back(attached);
      }
    }
  }
  merged[id] = std::move(result);
}

}  // namespace covenant::model
