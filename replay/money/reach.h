// Reach: which sums a clause speaks of that names clauses (`applies_to`) or a
// debtor: late interest, withholding. Pure.
#ifndef REPLAY_MONEY_REACH_H_
#define REPLAY_MONEY_REACH_H_

#include <optional>
#include <string>
#include <vector>

#include "replay/terms.h"

namespace covenant {

// Who owes a sum, and then in whose place the debtor has come: what is agreed
// of the sums of a party is agreed of them whoever owes them now.
using Debtors = std::vector<std::string>;

// How closely `about` speaks of sums owed by the debtors under `clause`: most
// for a clause that it names, then for the debtor, then for one before;
// nothing: not of them.
std::optional<int> Closeness(const ClauseState& about,
                             const std::string& clause, const Debtors& debtors);

}  // namespace covenant

#endif  // REPLAY_MONEY_REACH_H_
