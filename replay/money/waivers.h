// Waivers by amount: how much is waived of the sums of an interval, spread over
// them from the oldest due on (doc/decisions.md 51). Waivers by share are part of
// what each clause computes. Pure.
#ifndef REPLAY_MONEY_WAIVERS_H_
#define REPLAY_MONEY_WAIVERS_H_

#include <string>

#include "replay/money/horizons.h"

namespace covenant {

// Adds to what is waived of each line, and the balances "waiver ID left".
void WaiveAmounts(const std::string& contract, const Timeline& timeline,
                  Lines& lines);

// What is waived of another amount of the sum, if as great a part of it is
// waived as of what `from` accrued, which must not be zero.
Trace WaivedOf(const Occurrence& from, const std::string& label, Trace accrued);

}  // namespace covenant

#endif  // REPLAY_MONEY_WAIVERS_H_
