// Settle: openings, payments and disputes applied to what is owed, giving the
// balances and the state of each obligation (domain.md section 5). Pure.
#ifndef REPLAY_MONEY_SETTLE_H_
#define REPLAY_MONEY_SETTLE_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "replay/money/facts.h"
#include "replay/money/horizons.h"
#include "replay/obligations.h"

namespace covenant {

// `suspended`: the clauses whose duties rest on the day. OutOfRange when a
// figure exceeds its bounds.
absl::StatusOr<Obligations> Settle(const std::string& contract, Lines lines,
                                   const Facts& facts,
                                   const std::set<std::string>& suspended,
                                   Date as_of);

// A computed range as an amount that is not negative, with at least the minor
// digits of the unit. OutOfRange when the range is not ok().
absl::StatusOr<Amount> AmountOf(const RationalRange& range,
                                const std::string& unit);

}  // namespace covenant

#endif  // REPLAY_MONEY_SETTLE_H_
