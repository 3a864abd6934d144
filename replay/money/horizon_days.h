// Horizon days: the days on which instruments bound that decide what had fallen
// due by then (doc/decisions.md 13). Pure.
#ifndef REPLAY_MONEY_HORIZON_DAYS_H_
#define REPLAY_MONEY_HORIZON_DAYS_H_

#include <string>
#include <vector>

#include "replay/instruments.h"
#include "replay/money/evaluate.h"

namespace covenant {

// The binding days up to which the contract is to be replayed, in order. Where
// no later instrument reaches back, once with all; else once without the first
// that does, and from then on for every binding day, because what binds in
// between decides what had fallen due. `final`: with all.
std::vector<Date> HorizonsOf(const std::vector<BoundInstrument>& instruments,
                             const Evaluation& final);

// What had bound by the day, and what waives whenever it was signed: a waiver
// is a balance of its own, not a term that makes sums fall due, so that what it
// waives of the old sum and of the new one are compared alike.
std::vector<BoundInstrument> BoundBy(
    const std::vector<BoundInstrument>& instruments, Date day);

// The ids of what bound on the day, "A2+A3": by id, so that the order of
// recording does not show in names.
std::string IdsBoundOn(const std::vector<BoundInstrument>& instruments,
                       Date day);

}  // namespace covenant

#endif  // REPLAY_MONEY_HORIZON_DAYS_H_
