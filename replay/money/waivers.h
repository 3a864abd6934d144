// Waivers by amount: how much is waived of the sums of an interval, spread over
// them from the oldest due on (doc/decisions.md 51). Waivers by share are part of
// what each clause computes. Pure.
#ifndef REPLAY_MONEY_WAIVERS_H_
#define REPLAY_MONEY_WAIVERS_H_

#include <functional>
#include <string>
#include <vector>

#include "replay/money/horizons.h"

namespace covenant {

// One waiver by amount and the days on which it stands in the terms.
struct AmountWaiver {
  std::string clause;
  Attachment attachment;
  std::vector<Interval> days;
};

// In the order of their recording.
std::vector<AmountWaiver> AmountWaiversOf(const Timeline& timeline);

// Adds to what is waived of each line, and the balances "waiver ID left".
void WaiveAmounts(const std::string& contract,
                  const std::vector<AmountWaiver>& waivers, Lines& lines);

// What is owed before payments and before the waivers take their amounts, where
// the sums that depend on the waived ones count what is waived of these.
// `lines_of` computes by facts that say so (Facts::waived_by_amount).
Lines LinesBeforeWaivers(const std::string& contract,
                         const std::vector<AmountWaiver>& waivers,
                         const Facts& facts,
                         const std::function<Lines(const Facts&)>& lines_of);

// What is waived of another amount of the sum, if as great a part of it is
// waived as of what `from` accrued, which must not be zero.
Trace WaivedOf(const Occurrence& from, const std::string& label, Trace accrued);

}  // namespace covenant

#endif  // REPLAY_MONEY_WAIVERS_H_
