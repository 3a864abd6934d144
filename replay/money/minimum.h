// Minimum: the least that a share comes to for a period or a year of the
// contract, and what lacks to it. Pure.
#ifndef REPLAY_MONEY_MINIMUM_H_
#define REPLAY_MONEY_MINIMUM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "replay/money/clause_runs.h"
#include "replay/money/evaluate.h"
#include "replay/money/pieces.h"

namespace covenant {

// Whether the clause has a minimum for each "period" or "year" on one of the
// days.
bool HasMinimum(const std::vector<Slice>& slices, const std::string& per);

// The minimum for `days` of `all` days in force, which `slices` cut; `change` is
// the rule for terms that change inside, `length` as PartOfPeriod takes it.
Trace MinimumOver(const ClauseState& state, const std::string& currency,
                  const std::string& change, const std::vector<Slice>& slices,
                  std::int32_t days, std::int32_t all,
                  const std::optional<Rational>& length = {});

// Whether only what is paid or still to be paid counts towards it
// (doc/decisions.md 14).
bool MinimumCountsPaid(const ClauseState& state);

// The share, or the minimum where that is more; `not_paid` is what of the share
// is credited or waived.
Trace AtLeast(const ClauseState& state, std::vector<Trace> not_paid,
              Trace share, Trace least);

// What lacks to `least`, at least nothing.
Trace LackingTo(Trace least, const Trace& share);

// An amount of the terms, nothing where they have none.
Trace OrNothing(const ClauseState& state, const std::string& path,
                const std::string& label, const std::string& unit);

}  // namespace covenant

#endif  // REPLAY_MONEY_MINIMUM_H_
