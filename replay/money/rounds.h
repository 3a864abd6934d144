// Rounds: what is known of sums only once all are computed, such as what a cap
// of liability leaves of them, counts for the sums that depend on them. So all
// is computed again with it, round by round, until it stays as it is
// (doc/decisions.md 250). Pure.
#ifndef REPLAY_MONEY_ROUNDS_H_
#define REPLAY_MONEY_ROUNDS_H_

#include <functional>
#include <map>
#include <set>
#include <utility>

#include "replay/money/evaluate.h"

namespace covenant {

// What has not settled after so many rounds is not known. Sums that depend on
// earlier ones settle one after the other, the first in the first round.
inline constexpr int kMostRoundsOfSums = 100;

// `T` is what is found of one sum.
template <typename T>
class Rounds {
 public:
  using Found = std::map<OccurrenceKey, T>;

  // What is found in a round counts in the next one as it is, or as `unknown`
  // makes of it where it does not settle; `same` compares two of a sum.
  Rounds(std::function<bool(const T&, const T&)> same,
         std::function<T(const T&)> unknown)
      : same_(std::move(same)), unknown_(std::move(unknown)) {}

  // What the round at hand is computed with.
  const Found& known() const { return known_; }
  // The sums of which it has not settled.
  const std::set<OccurrenceKey>& open() const { return open_; }

  // Takes what the round found; whether it is what the round was computed with.
  // If not, all is to be computed again.
  bool Settled(Found found) {
    std::set<OccurrenceKey> changed;
    for (const auto& [key, one] : found) {
      const auto before = known_.find(key);
      if (before == known_.end() || !same_(before->second, one)) {
        changed.insert(key);
      }
    }
    for (const auto& [key, one] : known_) {
      if (!found.contains(key)) changed.insert(key);
    }
    for (const OccurrenceKey& key : open_) changed.erase(key);
    if (changed.empty()) return true;
    // Each round opens one more of the sums, so there is an end to it.
    if (++rounds_ > kMostRoundsOfSums) open_.merge(changed);
    for (const OccurrenceKey& key : open_) {
      const auto now = found.find(key);
      const T open =
          unknown_(now == found.end() ? known_.at(key) : now->second);
      found.insert_or_assign(key, open);
    }
    known_ = std::move(found);
    return false;
  }

 private:
  const std::function<bool(const T&, const T&)> same_;
  const std::function<T(const T&)> unknown_;
  Found known_;
  std::set<OccurrenceKey> open_;  // have not settled
  int rounds_ = 0;
};

// Whether two figures, which may be null for nothing, say the same.
inline bool SameFigure(const Trace& a, const Trace& b) {
  if (a == nullptr || b == nullptr) {
    const Trace& one = a == nullptr ? b : a;
    return one == nullptr || one->value.IsExactlyZero();
  }
  return a->unit == b->unit && a->value == b->value;
}

inline bool SameCounts(const CountedSum& a, const CountedSum& b) {
  return SameFigure(a.accrued, b.accrued) && SameFigure(a.waived, b.waived) &&
         SameFigure(a.credited, b.credited);
}

}  // namespace covenant

#endif  // REPLAY_MONEY_ROUNDS_H_
