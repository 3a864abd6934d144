// Day basis: a sum is no better known than the days of the events that it rests
// on: when an instrument takes effect, when a milestone was reached, since when
// it is in dispute (domain.md section 3: "A figure has the basis of its weakest
// input"). Pure.
#ifndef REPLAY_MONEY_DAY_BASIS_H_
#define REPLAY_MONEY_DAY_BASIS_H_

#include <vector>

#include "replay/instruments.h"
#include "replay/money/facts.h"
#include "replay/obligations.h"

namespace covenant {

// Weakens the basis of each sum to that of the days of the events that it rests
// on; one that becomes `assumed` by them is the finding `assumed-basis`.
void WeakenByDays(const std::vector<BoundInstrument>& instruments,
                  const Facts& facts, Obligations& result);

}  // namespace covenant

#endif  // REPLAY_MONEY_DAY_BASIS_H_
