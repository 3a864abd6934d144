#include "replay/between_readings.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "replay/money/account.h"

namespace covenant {
namespace {

template <typename T>
void Join(std::vector<T>& into, const std::vector<T>& from) {
  into.insert(into.end(), from.begin(), from.end());
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

template <typename T>
bool AllSame(const std::vector<T>& values) {
  return std::all_of(values.begin(), values.end(),
                     [&](const T& one) { return one == values.front(); });
}

// What asserts the readings that are open.
std::vector<EventRef> RefsOf(const Readings& readings) {
  std::vector<EventRef> refs;
  for (const auto& [clause, names] : readings.contested) {
    Join(refs, readings.RefsOf(clause));
  }
  return refs;
}

Finding Ambiguous(const std::string& contract, const std::string& clause,
                  const Readings& readings) {
  std::string names;
  const auto& all = readings.contested.at(clause);
  for (std::size_t i = 0; i < all.size(); ++i) {
    names += (i == 0 ? "" : i + 1 == all.size() ? " or " : ", ") + all[i];
  }
  return {std::string(finding::kAmbiguousReading), contract + "/" + clause,
          "it is read differently (" + names +
              "); what differs is unknown between these readings until it is "
              "settled",
          readings.RefsOf(clause)};
}

// The clauses that the choices differ on.
std::set<std::string> Open(const std::vector<ReadingChoice>& choices) {
  std::set<std::string> clauses;
  for (const ReadingChoice& choice : choices) {
    for (const auto& [clause, name] : choice) {
      if (choices.front().at(clause) != name) clauses.insert(clause);
    }
  }
  return clauses;
}

template <typename T>
std::vector<ReadingChoice> ChoicesIn(const std::vector<Read<T>>& read) {
  std::vector<ReadingChoice> choices;
  for (const auto& one : read) choices.push_back(one.choice);
  return choices;
}

void Sort(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
}

// --- Terms.

// What the clause has at the path by each choice.
FieldState FieldBetween(const std::string& path,
                        const std::vector<const ClauseState*>& states,
                        const std::vector<ReadingChoice>& choices,
                        const std::string& clause, bool& there) {
  FieldState merged;
  std::vector<std::optional<Value>> values;
  bool conflicting = false;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto found = states[i]->fields.find(path);
    const bool has = found != states[i]->fields.end();
    values.push_back(has ? std::optional(found->second.value) : std::nullopt);
    if (!has) continue;
    if (!there) merged = found->second;
    there = true;
    conflicting = conflicting || found->second.conflicting;
    for (const EventRef& ref : found->second.set_by) {
      if (std::find(merged.set_by.begin(), merged.set_by.end(), ref) ==
          merged.set_by.end()) {
        merged.set_by.push_back(ref);
      }
    }
    merged.basis = Weakest(merged.basis, found->second.basis);
  }
  if (AllSame(values)) {
    merged.conflicting = conflicting;
    return merged;
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto own = choices[i].find(clause);
    merged.readings[own != choices[i].end() ? own->second
                                            : ChoiceName(choices[i])] =
        values[i].value_or(Value());
  }
  merged.value = {};
  merged.conflicting = true;
  merged.place.clear();
  merged.reading.clear();
  return merged;
}

ClauseState ClauseBetween(const std::vector<const ClauseState*>& states,
                          const std::vector<ReadingChoice>& choices) {
  ClauseState merged = *states.front();
  std::set<std::string> paths;
  for (const ClauseState* one : states) {
    for (const auto& [path, field] : one->fields) paths.insert(path);
    if (one->in_force != merged.in_force) merged.in_force = InForce::kUnknown;
    merged.survives = merged.survives && one->survives;
  }
  for (const std::string& path : paths) {
    bool there = false;
    merged.fields[path] =
        FieldBetween(path, states, choices, merged.id, there);
  }
  return merged;
}

// --- Sums.

// The amounts from the least to the greatest; null: none is owed there.
absl::StatusOr<Amount> AmountBetween(
    const std::vector<const Obligation*>& read,
    const std::function<const Amount&(const Obligation&)>& of, bool& differs) {
  std::optional<RationalRange> range;
  const Amount* first = nullptr;
  bool same = true;
  for (const Obligation* one : read) {
    const RationalRange own =
        one == nullptr ? RationalRange() : of(*one).Range();
    if (one != nullptr && first == nullptr) first = &of(*one);
    same = same && (!range || *range == own);
    range = range ? Hull(*range, own) : own;
  }
  if (same) return *first;
  differs = true;
  return AmountOf(*range, first->unit());
}

// The figure by each choice, from the least to the greatest.
Trace TraceBetween(const std::vector<Trace>& read,
                   const std::vector<ReadingChoice>& choices,
                   const std::string& unit) {
  if (AllSame(read)) return read.front();
  std::vector<Trace> inputs;
  for (std::size_t i = 0; i < read.size(); ++i) {
    std::vector<Trace> own;
    if (read[i] != nullptr) own.push_back(read[i]);
    inputs.push_back(
        Sum("read as " + ChoiceName(choices[i]), unit, std::move(own)));
  }
  return HullOf("between the readings", unit, std::move(inputs),
                std::string(finding::kAmbiguousReading));
}

// The days of both; absent where one of them has none or no end.
std::optional<Interval> Around(const std::optional<Interval>& a,
                               const std::optional<Interval>& b) {
  if (!a || !b || !a->until() || !b->until()) return std::nullopt;
  return Interval(std::min(a->from(), b->from()),
                  std::max(a->until(), b->until()));
}

absl::StatusOr<Obligation> ObligationBetween(
    const std::vector<const Obligation*>& read,
    const std::vector<ReadingChoice>& choices, const Readings& readings,
    bool& differs) {
  Obligation merged;
  bool first = true, absent = false, other_day = false;
  std::vector<Trace> traces, accrued;
  for (const Obligation* one : read) {
    traces.push_back(one == nullptr ? nullptr : one->trace);
    accrued.push_back(one == nullptr ? nullptr : one->accrued_trace);
    if (one == nullptr) {
      absent = true;
      continue;
    }
    if (first) {
      merged = *one;
      first = false;
      continue;
    }
    Join(merged.because, one->because);
    Join(merged.unknown_because, one->unknown_because);
    Join(merged.also_liable, one->also_liable);
    Join(merged.performers, one->performers);
    merged.basis = Weakest(merged.basis, one->basis);
    if (merged.period != one->period) {
      merged.period = Around(merged.period, one->period);
    }
    other_day = other_day || merged.due != one->due;
    if (merged.state != one->state) merged.state = ObligationState::kUnknown;
    if (merged.locked != one->locked) merged.locked.reset();
  }
  if (absent) merged.state = ObligationState::kUnknown;
  if (other_day) {
    for (const Obligation* one : read) {
      if (one == nullptr || !one->due) continue;
      merged.due_not_before = merged.due_not_before
                                  ? std::min(*merged.due_not_before, *one->due)
                                  : *one->due;
    }
    merged.due.reset();
    merged.state = ObligationState::kUnknown;
  }
  bool figures = false;
  using Of = const Amount& (*)(const Obligation&);
  const std::pair<Amount*, Of> amounts[] = {
      {&merged.accrued,
       [](const Obligation& o) -> const Amount& { return o.accrued; }},
      {&merged.interest,
       [](const Obligation& o) -> const Amount& { return o.interest; }},
      {&merged.waived,
       [](const Obligation& o) -> const Amount& { return o.waived; }},
      {&merged.credited,
       [](const Obligation& o) -> const Amount& { return o.credited; }},
      {&merged.paid,
       [](const Obligation& o) -> const Amount& { return o.paid; }},
      {&merged.disputed,
       [](const Obligation& o) -> const Amount& { return o.disputed; }},
      {&merged.contingent,
       [](const Obligation& o) -> const Amount& { return o.contingent; }},
      {&merged.owed,
       [](const Obligation& o) -> const Amount& { return o.owed; }},
      {&merged.overpaid,
       [](const Obligation& o) -> const Amount& { return o.overpaid; }}};
  for (const auto& [amount, of] : amounts) {
    auto between = AmountBetween(read, of, figures);
    if (!between.ok()) return between.status();
    *amount = *std::move(between);
  }
  merged.trace = TraceBetween(traces, choices, merged.unit);
  merged.accrued_trace = TraceBetween(accrued, choices, merged.unit);
  if (figures || absent || other_day) {
    differs = true;
    Join(merged.unknown_because, {std::string(finding::kAmbiguousReading)});
    Join(merged.because, RefsOf(readings));
    if (!merged.owed.IsExact()) merged.state = ObligationState::kUnknown;
  }
  return merged;
}

absl::StatusOr<ClauseBalance> BalanceBetween(
    const std::vector<const ClauseBalance*>& read,
    const std::vector<ReadingChoice>& choices, const Readings& readings,
    bool& differs) {
  ClauseBalance merged;
  std::optional<RationalRange> range;
  std::vector<Trace> traces;
  bool same = true, first = true;
  for (const ClauseBalance* one : read) {
    traces.push_back(one == nullptr ? nullptr : one->trace);
    if (one == nullptr) {
      same = false;
      continue;
    }
    const RationalRange own = one->amount.Range();
    same = same && (!range || *range == own);
    range = range ? Hull(*range, own) : own;
    if (first) {
      merged = *one;
      first = false;
      continue;
    }
    Join(merged.because, one->because);
    Join(merged.unknown_because, one->unknown_because);
    merged.basis = Weakest(merged.basis, one->basis);
  }
  if (same) return merged;
  differs = true;
  // Where there is none by one reading: no limit as well as nothing left.
  if (std::count(read.begin(), read.end(), nullptr) > 0) {
    range = RationalRange::AtLeast(Rational());
  }
  auto amount = AmountOf(*range, merged.unit);
  if (!amount.ok()) return amount.status();
  merged.amount = *std::move(amount);
  merged.trace = TraceBetween(traces, choices, merged.unit);
  Join(merged.unknown_because, {std::string(finding::kAmbiguousReading)});
  Join(merged.because, RefsOf(readings));
  return merged;
}

// --- Norms.

bool SameStep(const NormStep& a, const NormStep& b) {
  return a.day == b.day && a.state == b.state && a.what == b.what &&
         a.listed == b.listed;
}

Norm NormBetween(const std::vector<const Norm*>& read,
                 const std::vector<ReadingChoice>& choices,
                 const Readings& readings, Date as_of) {
  const Norm* first = *std::find_if(read.begin(), read.end(),
                                    [](const Norm* one) { return one != nullptr; });
  Norm merged = *first;
  merged.steps.clear();
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i] == nullptr) continue;
    for (const NormStep& step : read[i]->steps) {
      const auto has = [&](const Norm* other) {
        return other != nullptr &&
               std::any_of(other->steps.begin(), other->steps.end(),
                           [&](const NormStep& s) { return SameStep(s, step); });
      };
      const auto before = static_cast<std::ptrdiff_t>(i);
      if (std::any_of(read.begin(), read.begin() + before, has)) continue;
      NormStep own = step;
      std::string names;
      for (std::size_t k = 0; k < read.size(); ++k) {
        if (!has(read[k])) continue;
        names += (names.empty() ? "" : " or ") + ChoiceName(choices[k]);
      }
      if (!std::all_of(read.begin(), read.end(), has)) {
        own.what += " (read as " + names + ")";
        Join(own.because, RefsOf(readings));
      }
      merged.steps.push_back(std::move(own));
    }
  }
  std::stable_sort(merged.steps.begin(), merged.steps.end(),
                   [](const NormStep& a, const NormStep& b) {
                     return a.day < b.day;
                   });
  const bool same = std::all_of(read.begin(), read.end(), [&](const Norm* one) {
    return one != nullptr && one->state == first->state &&
           one->since == first->since;
  });
  if (same) return merged;
  merged.since.reset();
  const bool agreed = std::all_of(read.begin(), read.end(), [&](const Norm* one) {
    return one != nullptr && one->state == first->state;
  });
  if (agreed) return merged;
  merged.state = NormState::kContested;
  // Since the first day on which the readings part.
  const auto parted = std::find_if(
      merged.steps.begin(), merged.steps.end(), [](const NormStep& step) {
        return step.what.find(" (read as ") != std::string::npos;
      });
  if (parted != merged.steps.end() && parted->day <= as_of) {
    merged.since = parted->day;
  }
  return merged;
}

// The answers by id, in the order of the ids: null where there is none.
template <typename Key, typename T>
std::map<Key, std::vector<const T*>> ByKey(
    const std::vector<const std::vector<T>*>& lists,
    const std::function<Key(const T&)>& key) {
  std::map<Key, std::vector<const T*>> result;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const T& one : *lists[i]) {
      auto& own = result[key(one)];
      own.resize(lists.size(), nullptr);
      own[i] = &one;
    }
  }
  return result;
}

}  // namespace

Terms TermsBetween(std::vector<Read<Terms>> read, const Readings& readings) {
  const std::vector<ReadingChoice> choices = ChoicesIn(read);
  Terms merged = read.front().answer;
  std::set<std::string> ids, contested;
  for (const auto& one : read) {
    for (const auto& [id, clause] : one.answer.clauses) ids.insert(id);
    Join(merged.findings, one.answer.findings);
    merged.removed_fields.insert(one.answer.removed_fields.begin(),
                                 one.answer.removed_fields.end());
  }
  const std::set<std::string> open = Open(choices);
  for (const std::string& id : ids) {
    std::vector<const ClauseState*> states;
    std::vector<ReadingChoice> by;
    for (const auto& one : read) {
      const auto found = one.answer.clauses.find(id);
      if (found == one.answer.clauses.end()) continue;
      states.push_back(&found->second);
      by.push_back(one.choice);
    }
    ClauseState clause = ClauseBetween(states, by);
    // By one reading it has ended.
    if (states.size() < read.size()) {
      clause.in_force = InForce::kUnknown;
      merged.ended.erase(id);
    }
    const bool differs = std::any_of(
        clause.fields.begin(), clause.fields.end(),
        [](const auto& field) { return !field.second.readings.empty(); });
    if (differs || states.size() < read.size()) {
      contested.insert(open.begin(), open.end());
    }
    merged.clauses.insert_or_assign(id, std::move(clause));
  }
  // What is left open for having too many combinations.
  for (const auto& [clause, names] : readings.contested) {
    if (!choices.front().contains(clause)) contested.insert(clause);
  }
  for (const std::string& clause : contested) {
    merged.findings.push_back(Ambiguous(merged.contract, clause, readings));
  }
  Sort(merged.findings);
  return merged;
}

Norms NormsBetween(std::vector<Read<Norms>> read, const Readings& readings) {
  const std::vector<ReadingChoice> choices = ChoicesIn(read);
  Norms merged;
  merged.as_of = read.front().answer.as_of;
  std::vector<const std::vector<Norm>*> lists;
  for (const auto& one : read) {
    lists.push_back(&one.answer.norms);
    Join(merged.findings, one.answer.findings);
  }
  for (const auto& [id, all] : ByKey<std::string, Norm>(
           lists, [](const Norm& norm) { return norm.id; })) {
    merged.norms.push_back(NormBetween(all, choices, readings, merged.as_of));
  }
  return merged;
}

absl::StatusOr<Obligations> ObligationsBetween(
    std::vector<Read<Obligations>> read, const Readings& readings,
    const Terms& terms) {
  const std::vector<ReadingChoice> choices = ChoicesIn(read);
  Obligations merged;
  merged.as_of = read.front().answer.as_of;
  merged.known = read.front().answer.known;
  merged.seen = read.front().answer.seen;
  merged.findings = terms.findings;
  std::vector<const std::vector<Obligation>*> sums;
  std::vector<const std::vector<ClauseBalance>*> balances;
  for (const auto& one : read) {
    sums.push_back(&one.answer.obligations);
    balances.push_back(&one.answer.balances);
    Join(merged.findings, one.answer.findings);
  }
  bool differs = false;
  // Of another party or in another unit it is another sum.
  using SumKey = std::tuple<std::string, std::string, std::string, std::string>;
  for (const auto& [key, all] : ByKey<SumKey, Obligation>(
           sums, [](const Obligation& o) -> SumKey {
             return {o.id, o.unit, o.debtor, o.creditor};
           })) {
    auto sum = ObligationBetween(all, choices, readings, differs);
    if (!sum.ok()) return sum.status();
    merged.obligations.push_back(*std::move(sum));
  }
  std::stable_sort(merged.obligations.begin(), merged.obligations.end(),
                   [](const Obligation& a, const Obligation& b) {
                     if (a.due != b.due) {
                       return a.due && (!b.due || *a.due < *b.due);
                     }
                     return a.id < b.id;
                   });
  using BalanceKey = std::tuple<std::string, std::string, std::string,
                                std::string, std::string>;
  for (const auto& [key, all] : ByKey<BalanceKey, ClauseBalance>(
           balances, [](const ClauseBalance& b) -> BalanceKey {
             return {b.clause, b.name, b.unit, b.debtor, b.creditor};
           })) {
    auto balance = BalanceBetween(all, choices, readings, differs);
    if (!balance.ok()) return balance.status();
    merged.balances.push_back(*std::move(balance));
  }
  if (differs) {
    for (const std::string& clause : Open(choices)) {
      merged.findings.push_back(Ambiguous(terms.contract, clause, readings));
    }
  }
  Sort(merged.findings);
  merged.totals = TotalsOf(merged.obligations, merged.as_of);
  return merged;
}

}  // namespace covenant
