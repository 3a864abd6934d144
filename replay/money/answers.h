// Answers: the balances, the state and the findings of each account once it is
// settled. Pure.
#ifndef REPLAY_MONEY_ANSWERS_H_
#define REPLAY_MONEY_ANSWERS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "replay/money/account.h"
#include "replay/money/facts.h"
#include "replay/obligations.h"

namespace covenant {

// Adds to `result` the obligations of the accounts, with their findings, and the
// running balances of the clauses. OutOfRange when a figure exceeds its bounds.
absl::Status AddAnswers(const std::string& contract,
                        const std::vector<Account>& accounts,
                        std::vector<ClauseBalance> balances, const Facts& facts,
                        const std::map<std::string, bool>& suspended,
                        Date as_of, Obligations& result);

}  // namespace covenant

#endif  // REPLAY_MONEY_ANSWERS_H_
