// Compensation: what is owed once beside interest when a sum is late: a fixed
// sum by how large it is, or a share of it. Pure.
#ifndef REPLAY_MONEY_COMPENSATION_H_
#define REPLAY_MONEY_COMPENSATION_H_

#include <string>

#include "ledger/value/range.h"
#include "replay/terms.h"
#include "replay/trace.h"

namespace covenant {

// What the late-interest clause gives for a debt of which `open` is open; null
// where it gives nothing. Of a debt whose size is not known it is between the
// bands that it can fall into, with `unknown_because`; bands in another
// currency leave it unknown (`currency-mismatch`).
Trace CompensationFor(const ClauseState& clause, const Trace& open,
                      const std::string& unknown_because);

}  // namespace covenant

#endif  // REPLAY_MONEY_COMPENSATION_H_
