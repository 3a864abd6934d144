// Finality: sums that a statement locked, because nobody objected to it in time
// (domain.md section 2, "Closing the past"; doc/decisions.md 50). Pure.
#ifndef REPLAY_MONEY_FINALITY_H_
#define REPLAY_MONEY_FINALITY_H_

#include <cstdint>
#include <functional>
#include <string>

#include "replay/money/facts.h"
#include "replay/money/horizons.h"

namespace covenant {

// What was owed as known at a sequence, before payments.
using LinesKnownAt = std::function<const Lines&(std::uint64_t sequence)>;

// Puts what was stated in place of what is computed, for each sum whose
// statement is final by the as-of day, and tells of the difference.
void LockFinal(const std::string& contract, const Timeline& timeline,
               const Facts& facts, Date as_of, const LinesKnownAt& known_at,
               Lines& lines);

}  // namespace covenant

#endif  // REPLAY_MONEY_FINALITY_H_
