// Compensation: the fixed sum that is owed beside interest once a sum is late, by
// how large it is. Pure.
#ifndef REPLAY_MONEY_COMPENSATION_H_
#define REPLAY_MONEY_COMPENSATION_H_

#include <string>

#include "ledger/value/range.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// What the late-interest clause gives for a debt of which `open` is open, in
// `unit`; null where it gives nothing. Of a debt whose size is not known it is
// between the bands that it can fall into, with `unknown_because`; bands in
// another currency leave it unknown (`currency-mismatch`).
Trace CompensationFor(const ClauseState& clause, const std::string& unit,
                      const RationalRange& open,
                      const std::string& unknown_because);

}  // namespace covenant

#endif  // REPLAY_MONEY_COMPENSATION_H_
