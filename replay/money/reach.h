// Reach: which sums a clause speaks of that names clauses (`applies_to`) or a
// debtor: late interest, withholding. Pure.
#ifndef REPLAY_MONEY_REACH_H_
#define REPLAY_MONEY_REACH_H_

#include <optional>
#include <string>

#include "replay/terms.h"

namespace covenant {

// How closely `about` speaks of sums owed by `debtor` under `clause`: more for a
// clause that it names than for a debtor; nothing: not of them.
std::optional<int> Closeness(const ClauseState& about,
                             const std::string& clause,
                             const std::string& debtor);

}  // namespace covenant

#endif  // REPLAY_MONEY_REACH_H_
