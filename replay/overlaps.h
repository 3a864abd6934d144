// Overlaps: two changes of one instrument that give one field a value on the same
// days; which of them counts cannot be known (domain.md section 2). Pure.
#ifndef REPLAY_OVERLAPS_H_
#define REPLAY_OVERLAPS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/interval.h"

namespace covenant {

struct Overlap {
  std::size_t first;   // indexes of the changes
  std::size_t second;
  std::string path;    // "clause" or "clause.field"
  Interval days;       // on which both apply
};

// The first overlap of each change with an earlier one. A condition counts as
// any day; `event` gives the instrument's own dates.
std::vector<Overlap> OverlapsOf(const Event& event, const Instrument& body);

}  // namespace covenant

#endif  // REPLAY_OVERLAPS_H_
