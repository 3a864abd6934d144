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

// What was on record at a sequence, and what was owed by it before payments.
struct AsKnown {
  const Facts& facts;
  const Lines& lines;
};
using KnownAt = std::function<AsKnown(std::uint64_t sequence)>;

// What is owed before payments, with what was stated in place of what is
// computed for each sum whose statement is final by the as-of day; tells of the
// difference. What was reported later for its period, or amended, counts for
// other periods of the clause no more than for itself. `lines_of` computes without regard to
// statements; what `known_at` gives must outlive the result.
Lines LinesWithFinal(const std::string& contract, const Timeline& timeline,
                     const Facts& facts, Date as_of, const KnownAt& known_at,
                     const std::function<Lines(const Facts&)>& lines_of);

}  // namespace covenant

#endif  // REPLAY_MONEY_FINALITY_H_
