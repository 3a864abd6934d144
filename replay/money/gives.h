// Gives: what one replay gives of a sum, and how two replays differ. Pure.
#ifndef REPLAY_MONEY_GIVES_H_
#define REPLAY_MONEY_GIVES_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "replay/money/evaluate.h"

namespace covenant {

// What one replay gives of an occurrence.
struct Gives {
  Trace accrued;   // null: nothing has accrued
  Trace waived;    // null: nothing
  Trace credited;  // against advances; null: nothing
  std::vector<DaysPart> by_days;  // as of an occurrence
};

Gives GivenBy(const Occurrence& o);

// The value of a figure, which may be null for nothing.
RationalRange ValueOf(const Trace& trace);

// Whether a change is certainly no reduction, or no increase.
bool NotLess(const RationalRange& change);
bool NotMore(const RationalRange& change);
// Whether it is owed the other way round.
bool IsBack(const RationalRange& range);

// Whether figures of two replays are the same number. Ranges that are equal do
// not say so: what is not known is the same where it is computed in the same
// way from the same unknown terms and facts. The figures must outlive it, since
// it remembers them.
class SameFigures {
 public:
  // Each may be null for nothing.
  bool Same(const Trace& a, const Trace& b);

 private:
  using Pair = std::pair<const TraceNode*, const TraceNode*>;
  std::set<Pair> found_;  // pairs that are the same and not known
};

// "nothing 0 EUR"
Trace Zero(const std::string& unit);

// What accrued, but for what is waived and credited of it.
Trace ToPay(const Gives& gives);

// The part of `of` that fits into `room`; null for none.
Trace Within(const std::string& label, const Trace& of, const Trace& room);

// Both together, as sums of one occurrence.
Gives Together(const Gives& a, const Gives& b);
// What `all` gives more than `kept`, which is not more of anything.
Gives Beyond(const std::string& label, const Gives& kept, const Gives& all);

// By days, what accrued and is waived more; empty where one of them does not
// say it.
std::vector<DaysPart> MoreByDays(const Gives& before, const Gives& after);
// The same of what is to be paid, as an amount of which nothing is waived.
std::vector<DaysPart> DaysToPay(const Gives& before, const Gives& after);

}  // namespace covenant

#endif  // REPLAY_MONEY_GIVES_H_
