// Conversion: exchange rates by the rule of a clause (`convert`;
// doc/decisions.md 41). Pure.
#ifndef REPLAY_MONEY_CONVERSION_H_
#define REPLAY_MONEY_CONVERSION_H_

#include <string>

#include "ledger/value/date.h"
#include "replay/shared.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// What one unit of the currency `from`, that of the clause, costs on the day in
// the one that it converts to. One that is not on record is unknown
// (`missing-rate`), one of other currencies too (`currency-mismatch`).
Trace ExchangeOn(const Shared& shared, const ClauseState& clause,
                 const std::string& from, Date day, Date as_of);

// The figure before it was rounded, also before it was grossed up: what it is
// converted to is rounded once.
Trace Unrounded(const Trace& trace);

}  // namespace covenant

#endif  // REPLAY_MONEY_CONVERSION_H_
