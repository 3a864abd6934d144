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

template <typename T>
std::vector<ReadingChoice> ChoicesIn(const std::vector<Read<T>>& read) {
  std::vector<ReadingChoice> choices;
  choices.reserve(read.size());
  for (const auto& one : read) choices.push_back(one.choice);
  return choices;
}

void Sort(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
}

// The clauses on whose reading it depends: of two choices that differ in one of
// them alone, `same` says whether they give the same.
std::set<std::string> Deciding(
    const std::vector<ReadingChoice>& choices,
    const std::function<bool(std::size_t, std::size_t)>& same) {
  std::set<std::string> deciding;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      std::vector<std::string> apart;
      for (const auto& [clause, name] : choices[i]) {
        const auto other = choices[k].find(clause);
        if (other == choices[k].end() || other->second != name) {
          apart.push_back(clause);
        }
      }
      if (apart.size() == 1 && !same(i, k)) deciding.insert(apart.front());
    }
  }
  return deciding;
}

// The choice by the clauses that decide.
std::string NameOf(const ReadingChoice& choice,
                   const std::set<std::string>& deciding) {
  ReadingChoice own;
  for (const auto& [clause, name] : choice) {
    if (deciding.empty() || deciding.contains(clause)) own[clause] = name;
  }
  return ChoiceName(own);
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
using AmountOfSum = const Amount& (*)(const Obligation&);

absl::StatusOr<Amount> AmountBetween(const std::vector<const Obligation*>& read,
                                     AmountOfSum of, bool& differs) {
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

// The figure by each choice, from the least to the greatest; once where some
// clauses do not matter.
Trace TraceBetween(const std::vector<Trace>& read,
                   const std::vector<ReadingChoice>& choices,
                   const std::string& unit) {
  const auto value = [&](std::size_t i) {
    return read[i] == nullptr ? RationalRange() : read[i]->value;
  };
  const auto same = [&](std::size_t i, std::size_t k) {
    return (read[i] == nullptr) == (read[k] == nullptr) && value(i) == value(k);
  };
  bool all = true;
  for (std::size_t i = 1; i < read.size(); ++i) all = all && same(i, 0);
  if (all) return read.front();
  const std::set<std::string> deciding = Deciding(choices, same);
  std::set<std::string> named;
  std::vector<Trace> inputs;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const std::string name = NameOf(choices[i], deciding);
    if (!named.insert(name).second) continue;
    std::vector<Trace> own;
    if (read[i] != nullptr) own.push_back(read[i]);
    inputs.push_back(Sum("read as " + name, unit, std::move(own)));
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
    std::set<std::string>& contested) {
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
  const std::pair<Amount*, AmountOfSum> amounts[] = {
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
  if (absent) {
    merged.can_be_late = Hull(RationalRange::FromInt(0), merged.can_be_late);
  }
  for (const Obligation* one : read) {
    if (one == nullptr) continue;
    merged.can_be_late = Hull(merged.can_be_late, one->can_be_late);
  }
  merged.trace = TraceBetween(traces, choices, merged.unit);
  merged.accrued_trace = TraceBetween(accrued, choices, merged.unit);
  if (figures || absent || other_day) {
    const auto deciding = Deciding(choices, [&](std::size_t i, std::size_t k) {
      const Obligation* a = read[i];
      const Obligation* b = read[k];
      if (a == nullptr || b == nullptr) return a == b;
      return a->due == b->due &&
             std::all_of(std::begin(amounts), std::end(amounts),
                         [&](const auto& amount) {
                           return amount.second(*a) == amount.second(*b);
                         });
    });
    contested.insert(deciding.begin(), deciding.end());
    Join(merged.unknown_because, {std::string(finding::kAmbiguousReading)});
    for (const std::string& clause : deciding) {
      Join(merged.because, readings.RefsOf(clause));
    }
    if (!merged.owed.IsExact()) merged.state = ObligationState::kUnknown;
  }
  return merged;
}

absl::StatusOr<ClauseBalance> BalanceBetween(
    const std::vector<const ClauseBalance*>& read,
    const std::vector<ReadingChoice>& choices, const Readings& readings,
    std::set<std::string>& contested) {
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
  const auto deciding = Deciding(choices, [&](std::size_t i, std::size_t k) {
    const ClauseBalance* a = read[i];
    const ClauseBalance* b = read[k];
    return a == nullptr || b == nullptr ? a == b : a->amount == b->amount;
  });
  contested.insert(deciding.begin(), deciding.end());
  // Where there is none by one reading: no limit as well as nothing left.
  if (std::count(read.begin(), read.end(), nullptr) > 0) {
    range = RationalRange::AtLeast(Rational());
  }
  auto amount = AmountOf(*range, merged.unit);
  if (!amount.ok()) return amount.status();
  merged.amount = *std::move(amount);
  merged.trace = TraceBetween(traces, choices, merged.unit);
  Join(merged.unknown_because, {std::string(finding::kAmbiguousReading)});
  for (const std::string& clause : deciding) {
    Join(merged.because, readings.RefsOf(clause));
  }
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
  const auto same_norm = [&](std::size_t i, std::size_t k) {
    if (read[i] == nullptr || read[k] == nullptr) return read[i] == read[k];
    return read[i]->state == read[k]->state &&
           std::equal(read[i]->steps.begin(), read[i]->steps.end(),
                      read[k]->steps.begin(), read[k]->steps.end(), SameStep);
  };
  const std::set<std::string> deciding = Deciding(choices, same_norm);
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
      std::set<std::string> told;
      for (std::size_t k = 0; k < read.size(); ++k) {
        const std::string name = NameOf(choices[k], deciding);
        if (!has(read[k]) || !told.insert(name).second) continue;
        names += (names.empty() ? "" : " or ") + name;
      }
      if (!std::all_of(read.begin(), read.end(), has)) {
        own.what += " (read as " + names + ")";
        for (const std::string& clause : deciding) {
          Join(own.because, readings.RefsOf(clause));
        }
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
  // Since the first of the days, up to this one, on which their states part.
  const auto state_on = [](const Norm* one, Date day) {
    std::optional<NormState> state;
    for (std::size_t i = 0; one != nullptr && i < one->steps.size(); ++i) {
      if (one->steps[i].day <= day) state = one->steps[i].state;
    }
    return state;
  };
  for (const NormStep& step : merged.steps) {
    if (step.day > as_of) break;
    const bool parted =
        std::any_of(read.begin(), read.end(), [&](const Norm* one) {
          return state_on(one, step.day) != state_on(read.front(), step.day);
        });
    if (!parted) merged.since.reset();
    if (parted && !merged.since) merged.since = step.day;
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
    const auto state_of = [&](std::size_t i) -> const ClauseState* {
      const auto found = read[i].answer.clauses.find(id);
      return found == read[i].answer.clauses.end() ? nullptr : &found->second;
    };
    contested.merge(Deciding(choices, [&](std::size_t i, std::size_t k) {
      const ClauseState* a = state_of(i);
      const ClauseState* b = state_of(k);
      return a == nullptr || b == nullptr ? a == b : *a == *b;
    }));
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
  std::set<std::string> contested;
  // Of another party or in another unit it is another sum.
  using SumKey = std::tuple<std::string, std::string, std::string, std::string>;
  for (const auto& [key, all] : ByKey<SumKey, Obligation>(
           sums, [](const Obligation& o) -> SumKey {
             return {o.id, o.unit, o.debtor, o.creditor};
           })) {
    auto sum = ObligationBetween(all, choices, readings, contested);
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
    auto balance = BalanceBetween(all, choices, readings, contested);
    if (!balance.ok()) return balance.status();
    merged.balances.push_back(*std::move(balance));
  }
  for (const std::string& clause : contested) {
    merged.findings.push_back(Ambiguous(terms.contract, clause, readings));
  }
  Sort(merged.findings);
  merged.totals = TotalsOf(merged.obligations, merged.as_of);
  return merged;
}

}  // namespace covenant
