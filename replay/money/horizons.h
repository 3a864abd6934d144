// Horizons: how a change that was signed late splits what is owed. What the
// instruments gave that bound until a sum fell due keeps its due day; the rest
// falls due when the later instrument binds, and a reduction is a credit
// (domain.md section 2, "A retroactive amendment is not a corrected fact";
// doc/decisions.md 13). Pure.
#ifndef REPLAY_MONEY_HORIZONS_H_
#define REPLAY_MONEY_HORIZONS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/money/evaluate.h"
#include "replay/money/pieces.h"
#include "replay/parties.h"

namespace covenant {

// A part of what is credited, from its day on.
struct DatedCredit {
  Date day;
  RationalRange amount;
};

// One line of what is owed, before payments.
struct Line {
  Occurrence occurrence;
  Trace credited;  // null: none
  std::vector<DatedCredit> credits;  // the same, by day
  // Balances of an opening: the last closed day.
  std::optional<Date> opened;
  // The day on which a statement of it became final.
  std::optional<Date> locked;
  SumParties parties;
  // How transfers have divided the claim that the line is a part of.
  std::vector<ClaimDivision> divisions = {};
};

struct Lines {
  std::vector<Line> lines;
  std::vector<ClauseBalance> balances;
  std::vector<Finding> findings;
  std::map<OccurrenceKey, KeptSum> counted;  // as Evaluation has it
};

// What the sum of which the line is, or is a part, counts by what was computed;
// the end of `lines.counted` if that is not kept.
std::map<OccurrenceKey, KeptSum>::const_iterator KeptOf(
    const Lines& lines, const Occurrence& occurrence);

// A part of what is owed of the sum, in the measure in which it counts for
// others: without the tax and before it is converted.
Trace AsItCounts(const KeptSum& sum, Trace part);

// What accrued of the first line of the occurrence; nothing if none did.
std::optional<RationalRange> AccruedIn(const Lines& lines,
                                       const OccurrenceKey& key);

Lines LinesOf(const std::string& contract,
              const std::vector<BoundInstrument>& instruments,
              const Timeline& timeline, const Facts& facts, Date as_of);

}  // namespace covenant

#endif  // REPLAY_MONEY_HORIZONS_H_
