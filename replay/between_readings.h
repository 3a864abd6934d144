// Between readings: one answer for a contract of which parties read clauses
// differently, from the answers by each reading. What they agree on is said; what
// they differ on is unknown between them (`ambiguous-reading`), never one of them
// (doc/decisions.md, "Readings"). Pure.
#ifndef REPLAY_BETWEEN_READINGS_H_
#define REPLAY_BETWEEN_READINGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/norms.h"
#include "replay/obligations.h"
#include "replay/readings.h"
#include "replay/terms.h"

namespace covenant {

// An answer, and by which choice of readings it is so.
template <typename T>
struct Read {
  ReadingChoice choice;
  T answer;
};

// Each takes one answer or more, of the same contract and point.
Terms TermsBetween(std::vector<Read<Terms>> read, const Readings& readings);
Norms NormsBetween(std::vector<Read<Norms>> read, const Readings& readings);
// `terms`: those between the readings, whose findings the answer holds too.
absl::StatusOr<Obligations> ObligationsBetween(
    std::vector<Read<Obligations>> read, const Readings& readings,
    const Terms& terms);

}  // namespace covenant

#endif  // REPLAY_BETWEEN_READINGS_H_
