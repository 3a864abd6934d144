// Maybe due: interest on a sum of which a part, whose amount is not known, may
// have been due before the sum certainly was (doc/decisions.md 246). Pure.
#ifndef REPLAY_MONEY_MAYBE_DUE_H_
#define REPLAY_MONEY_MAYBE_DUE_H_

#include <set>

#include "ledger/value/date.h"
#include "ledger/value/range.h"
#include "replay/money/evaluate.h"
#include "replay/money/interest.h"

namespace covenant {

// Whether the terms of interest let a part that may have been due earlier be
// followed in one account with the rest: nothing in them counts from the due day
// but the days on which interest runs.
bool CanFollowMaybeDue(const InterestTerms& terms, const Occurrence& o,
                       const Debtors& debtors, Date as_of);

// What bears interest on `day` of the open principal `open`: that, where no part
// may have been due earlier. Else on days until the due day that is anything up to what may have been due. Later it is what is open
// and, if more was due than is owed now, what of its credit went to `run`: the
// interest open on the due day.
RationalRange BearsWithMaybe(const Occurrence& o, Date day,
                             const RationalRange& open,
                             const RationalRange& run);

// Adds the days from which that changes.
void AddMaybeBreaks(const Occurrence& o, std::set<Date>& breaks);

}  // namespace covenant

#endif  // REPLAY_MONEY_MAYBE_DUE_H_
