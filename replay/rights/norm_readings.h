// Norm readings: how parties read the scopes of clauses, as their events state it:
// readings that are asserted, agreed or ordered, and disputes that are resolved by
// one (doc/decisions.md 64, 91 and "Readings of scopes"). Pure.
#ifndef REPLAY_RIGHTS_NORM_READINGS_H_
#define REPLAY_RIGHTS_NORM_READINGS_H_

#include <map>
#include <string>
#include <vector>

#include "replay/record.h"
#include "replay/rights/norms.h"

namespace covenant {

// By clause, in record order; those of days after the point's are left out, unless
// they are of a draft.
std::map<std::string, std::vector<NormReading>> NormReadingsOf(
    const std::vector<Recorded>& record, const RightsPoint& point);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_NORM_READINGS_H_
