#include "replay/rights/conflicts_between.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "ledger/value/check.h"

namespace covenant {
namespace {

using ConflictKey = std::tuple<std::string, std::string, std::string>;
using Names = std::map<std::string, std::string>;

template <typename T>
void Append(std::vector<T>& into, const std::vector<T>& from) {
  for (const T& one : from) {
    if (std::find(into.begin(), into.end(), one) == into.end()) {
      into.push_back(one);
    }
  }
}

// One pair by all readings; null: by that one it does not arise.
class Pair {
 public:
  Pair(std::vector<const Conflict*> by, const std::vector<RightsRead>& read)
      : by_(std::move(by)), read_(read) {}

  Conflict Merge(Date as_of) {
    const Conflict* first = nullptr;
    bool on = false;
    for (const Conflict* one : by_) {
      if (one == nullptr) continue;
      if (first == nullptr) first = one;
      on = on || one->done_now;
    }
    COVENANT_CHECK(first != nullptr);  // a pair is of at least one reading
    Conflict merged = *first;
    merged.over = !on && first->over;
    merged.days.clear();
    contract_ = merged.prohibition.substr(0, merged.prohibition.find('/'));
    std::optional<Date> from;
    const auto add = [&](std::optional<Date> until) {
      AddDays(Interval(from, until), merged.days);
    };
    for (const Date day : Breaks()) {
      add(day);
      from = day;
    }
    add(std::nullopt);
    merged.TakeNow(as_of, on);
    return merged;
  }

 private:
  std::set<Date> Breaks() const {
    std::set<Date> breaks;
    for (const Conflict* one : by_) {
      if (one == nullptr) continue;
      for (const ConflictDays& days : one->days) {
        if (days.days.from()) breaks.insert(*days.days.from());
        if (days.days.until()) breaks.insert(*days.days.until());
      }
    }
    return breaks;
  }

  // The clauses on whose reading the results of some days depend.
  std::set<std::string> Deciding(
      const std::vector<const ConflictDays*>& own) const {
    std::set<std::string> clauses;
    for (const auto& [clause, unused] : read_.front().names) {
      for (std::size_t i = 0; i < by_.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
          if (!DifferOnlyIn(clause, read_[i].names, read_[k].names)) continue;
          if (!Same(own[i], own[k])) clauses.insert(clause);
        }
      }
    }
    return clauses;
  }

  static bool DifferOnlyIn(const std::string& clause, const Names& a,
                           const Names& b) {
    return std::all_of(a.begin(), a.end(), [&](const auto& one) {
      return (one.first == clause) != (b.at(one.first) == one.second);
    });
  }

  static ConflictResult ResultOf(const ConflictDays* days) {
    return days == nullptr ? ConflictResult::kNone : days->result;
  }
  static bool Same(const ConflictDays* a, const ConflictDays* b) {
    return ResultOf(a) == ResultOf(b);
  }

  // "broad"; "supply broad, term text" where several clauses decide.
  std::string NameOf(std::size_t i,
                     const std::set<std::string>& clauses) const {
    const Names& names = read_[i].names;
    if (clauses.size() == 1) return names.at(*clauses.begin());
    std::string text;
    for (const std::string& clause : clauses) {
      const bool here = clause.starts_with(contract_ + "/");
      text += (text.empty() ? "" : ", ") +
              (here ? clause.substr(contract_.size() + 1) : clause) + " " +
              names.at(clause);
    }
    return text;
  }

  // The days of the piece, one result; none where no reading has any.
  void AddDays(const Interval& piece, std::vector<ConflictDays>& days) const {
    ConflictDays merged;
    std::vector<const ConflictDays*> own(by_.size(), nullptr);
    bool any = false;
    for (std::size_t i = 0; i < by_.size(); ++i) {
      if (by_[i] == nullptr) continue;
      for (const ConflictDays& one : by_[i]->days) {
        if (one.days.Intersect(piece).Empty()) continue;
        own[i] = &one;
        if (!any) merged = one;
        any = true;
      }
    }
    if (!any) return;
    merged.days = piece;
    const std::set<std::string> clauses = Deciding(own);
    std::map<std::string, ConflictResult> readings;
    bool same = true;
    for (std::size_t i = 0; i < by_.size(); ++i) {
      if (!clauses.empty()) readings[NameOf(i, clauses)] = ResultOf(own[i]);
      same = same && Same(own[i], own[0]);
      if (own[i] == nullptr) continue;
      if (own[i]->result > merged.result) {
        merged.dimensions = own[i]->dimensions;
      }
      merged.retroactive = merged.retroactive || own[i]->retroactive;
      Append(merged.because, own[i]->because);
    }
    if (!same) {
      merged.result = ConflictResult::kContested;
      merged.readings = readings;
      merged.retroactive = false;
      merged.reasons.clear();
      for (std::size_t i = 0; i < by_.size(); ++i) {
        const std::string read_as = "read as " + NameOf(i, clauses) + ": ";
        if (own[i] == nullptr) {
          Append(merged.reasons, {read_as + "not in force"});
        } else if (own[i]->reasons.empty()) {
          Append(merged.reasons,
                 {read_as + std::string(ConflictResultName(own[i]->result))});
        } else {
          for (const std::string& reason : own[i]->reasons) {
            Append(merged.reasons, {read_as + reason});
          }
        }
      }
    }
    if (!days.empty() && days.back().days.until() == piece.from() &&
        days.back().SameAs(merged)) {
      days.back().days = Interval(days.back().days.from(), piece.until());
      Append(days.back().because, merged.because);
      return;
    }
    days.push_back(std::move(merged));
  }

  std::vector<const Conflict*> by_;
  const std::vector<RightsRead>& read_;
  std::string contract_;  // of the prohibition
};

}  // namespace

ConflictsAnswer ConflictsBetween(const std::vector<RightsRead>& read,
                                 const ConflictsQuery& query) {
  std::map<ConflictKey, std::vector<const Conflict*>> pairs;
  for (std::size_t i = 0; i < read.size(); ++i) {
    for (const Conflict& one : read[i].answer.conflicts) {
      auto& by = pairs[{one.prohibition, one.act, one.bearer}];
      by.resize(read.size(), nullptr);
      by[i] = &one;
    }
  }
  ConflictsAnswer answer;
  for (auto& [key, by] : pairs) {
    Conflict merged = Pair(std::move(by), read).Merge(query.as_of);
    if (merged.result == ConflictResult::kNone && !query.all) continue;
    AddConflictFindings(merged, query.as_of, answer.findings);
    answer.conflicts.push_back(std::move(merged));
  }
  std::sort(answer.findings.begin(), answer.findings.end());
  answer.findings.erase(
      std::unique(answer.findings.begin(), answer.findings.end()),
      answer.findings.end());
  return answer;
}

}  // namespace covenant
