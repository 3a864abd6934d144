// What the slow model finds about the terms: decisions.md 4 and 5, and
// empty-interval of domain.md section 2.
#include <algorithm>

#include "tests/model/terms_model.h"

namespace covenant::model {

void TermsModel::FindGap(TermsNow& answer) const {
  std::set<std::uint32_t> numbers;
  for (const Law& law : laws_) {
    if (law.text->number > 0) numbers.insert(law.text->number);
  }
  if (!numbers.empty() && *numbers.rbegin() != numbers.size()) {
    answer.must.emplace(finding::kGapInAmendmentNumbers, contract_);
  }
  answer.must.insert(not_counted_.begin(), not_counted_.end());
}

void TermsModel::FindEmptyIntervals(const std::vector<const Law*>& laws,
                                    TermsNow& answer) const {
  for (const Law* law : laws) {
    for (const Step& step : law->steps) {
      if (!step.days || !step.days->Empty()) continue;
      const bool before = *step.days->until() < *step.days->from();
      const auto found = std::make_pair(std::string(finding::kEmptyInterval),
                                        Subject(law->entry->event->id));
      if (before && step.plain_days) answer.must.insert(found);
      answer.may.insert(found);
    }
    const Event& event = *law->entry->event;
    if (event.until) {
      answer.may.emplace(finding::kEmptyInterval, Subject(event.id));
    }
  }
  for (const auto& [id, clause] : answer.clauses) {
    const auto* until = clause.As<Endpoint>("until");
    if (until == nullptr || !until->date) continue;
    const auto* from = clause.As<Endpoint>("from");
    const auto first = from == nullptr ? clause.since : from->date;
    if (!first || *first < *until->date) continue;
    answer.must.emplace(finding::kEmptyInterval, Subject(id));
  }
}

// Whether an instrument finds the clause there on the day, by a rough but safe
// test: a lower one adds it, nothing else takes it out, and it does not
// survive.
bool TermsModel::SurelyThere(const Law& finder, const std::string& clause,
                             Date day) const {
  bool added = false;
  for (const Law& law : laws_) {
    for (const Step& step : law.steps) {
      if (step.change == nullptr) {
        if (&law != &finder) return false;
        continue;
      }
      if (step.clause != clause) continue;
      if (step.leaves.count("survives") != 0) return false;
      if (step.change->op == Change::Op::kRemove && step.change->path.empty())
        return false;
      added = added ||
              (step.change->op == Change::Op::kAdd && law.bound &&
               law.rank < finder.rank && step.days && step.days->Contains(day));
    }
  }
  return added;
}

void TermsModel::FindSuperseded(const std::vector<const Law*>& laws,
                                TermsNow& answer) const {
  for (const Law* low : laws) {
    for (const Law* high : laws) {
      if (low->rank < high->rank) FindSupersededBy(*low, *high, answer);
    }
  }
}

void TermsModel::FindSupersededBy(const Law& low, const Law& high,
                                  TermsNow& answer) const {
  using Op = Change::Op;
  const auto& named = high.text->supersedes;
  if (std::find(named.begin(), named.end(), low.entry->event->id) !=
      named.end()) {
    return;
  }
  // 2: gives the path something to hold, 1: takes something away, 0: neither.
  const auto holds = [](const Step& step) {
    if (step.change == nullptr) return 1;
    switch (step.change->op) {
      case Op::kAdd:
      case Op::kReplace:
      case Op::kSet:
      case Op::kRenumber:
        return 2;
      case Op::kRemove:
        return 1;
      default:
        return 0;
    }
  };
  const auto path_of = [](const Step& step) {
    if (step.change == nullptr) return std::string();
    return step.change->op == Op::kRenumber ? std::string("section")
                                            : step.change->path;
  };
  const auto same_clause = [](const Law& law, const Step& step,
                              const std::string& clause) {
    if (step.change != nullptr) return step.clause == clause;
    const auto& ends = law.text->replaces;
    return ends.empty() ||
           std::find(ends.begin(), ends.end(), clause) != ends.end();
  };
  for (const Step& a : low.steps) {
    if (!a.days || a.days->Empty() || holds(a) == 0) continue;
    const Date first = *a.days->from();
    if (!(*high.bound < first)) continue;
    for (const Step& b : high.steps) {
      if (!b.days || !b.days->Contains(first) || holds(b) == 0) continue;
      // Two endings: of what, and whether it matters, is not said.
      const Step& with_clause = a.change != nullptr ? a : b;
      const std::string& clause = with_clause.clause;
      const auto found =
          std::make_pair(std::string(finding::kSupersededBeforeEffect),
                         Subject(low.entry->event->id));
      if (a.change == nullptr && b.change == nullptr) {
        answer.may.insert(found);
        continue;
      }
      if (!same_clause(low, a, clause) || !same_clause(high, b, clause)) {
        continue;
      }
      const std::string pa = path_of(a);
      const std::string pb = path_of(b);
      if (!pa.empty() && !pb.empty() && !AtOrBelow(pa, pb) &&
          !AtOrBelow(pb, pa)) {
        continue;
      }
      const auto puts_below = [](const Step& step, const std::string& path) {
        return std::any_of(
            step.leaves.begin(), step.leaves.end(),
            [&](const auto& leaf) { return AtOrBelow(leaf.first, path); });
      };
      // One puts a whole clause in which the other's path does not occur.
      const bool apart = (pa.empty() && a.change != nullptr && !pb.empty() &&
                          !puts_below(a, pb)) ||
                         (pb.empty() && b.change != nullptr && !pa.empty() &&
                          !puts_below(b, pa));
      const auto there = [&](const Law& law, const Step& step) {
        return (step.change != nullptr &&
                step.change->op == Change::Op::kAdd) ||
               SurelyThere(law, clause, first);
      };
      if (holds(a) == 2 && (holds(b) == 2 || b.change == nullptr) && !apart &&
          there(low, a) && there(high, b) && high.rectifies == nullptr) {
        answer.must.insert(found);
      }
      answer.may.insert(found);
    }
  }
}

}  // namespace covenant::model
