// Pieces: how a total over a period is shared out over the days on which a
// clause reads differently, by the rule that the contract states. Pure.
#ifndef REPLAY_MONEY_PIECES_H_
#define REPLAY_MONEY_PIECES_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/value/rational.h"
#include "replay/money/clause_runs.h"
#include "replay/trace.h"

namespace covenant {

// What one slice makes of a total: a factor, or null for nothing at all.
struct Factor {
  Trace rate;    // null: nothing
  Trace waived;  // share of the result that is waived; null: none
  bool maybe = false;  // in force on an undisclosed day
};

// The rate of what counts as it is; it does not show in traces.
Trace CountsWhole();

// Whether two factors do the same to any total.
bool SameFactor(const Factor& a, const Factor& b);

struct Piece {
  Trace amount;
  Trace waived;  // null: none
  // The days over which both are spread evenly; none: not known.
  std::vector<Interval> days = {};
  Trace share = nullptr;  // that is waived, where it is one; or null
};

// A transfer that divided a claim.
struct ClaimDivision {
  Trace fraction;       // that passed
  bool passed = false;  // the part at hand did; else it is what was left
  std::string by;       // the event's id
};

// Rounded half away from zero to the minor unit of its currency; of what is no
// currency, to whole units.
Trace RoundedToMinorUnit(std::string label, Trace amount);

// `total` × the factor of one slice.
Piece PieceOf(const std::string& label, const std::string& unit,
              const Factor& factor, const Trace& total);

// Of the pieces of a sum that is `all`, the sum of `amounts`, but for its caps,
// makes one of what these leave of it, `limited`: the same part is waived of
// that as of all (decisions.md 226). Does nothing where nothing is waived.
void PutUnderCaps(std::vector<Piece>& pieces, const std::vector<Trace>& amounts,
                  const Trace& all, const Trace& limited);

// `total` over `period`, of which `slices` are the parts that belong to the
// occurrence; days of the period outside all slices belong to others. `rule` is
// pro-rata-days, period-start, period-end or empty: then the result is unknown
// (`ambiguous-reading`), unless all days have the same factor.
std::vector<Piece> ShareOut(const std::string& label, const std::string& unit,
                            const std::string& rule, const Interval& period,
                            const std::vector<Slice>& slices,
                            const std::function<Factor(const Slice&)>& factor,
                            const Trace& total);

// One term that counts for the whole of a period, read from the terms of its
// days: where they do not all say the same, the one that `rule` picks or weighs by
// days, as above; without a rule unknown between them (`ambiguous-reading`). At
// least one slice is active.
Trace TermOver(const std::string& label, const std::string& unit,
               const std::string& rule, const std::vector<Slice>& slices,
               const std::function<Trace(const ClauseState&)>& read);

// What is credited or waived of a sum.
std::vector<Trace> NotPaid(std::vector<Trace> credits,
                           const std::vector<Piece>& pieces);

// An amount that is of all days in force alike, and what is waived of it by the
// terms of its days; `rule` as above. At least one slice is active.
std::vector<Piece> SpreadEvenly(const Trace& amount, const std::string& rule,
                                const std::vector<Slice>& slices);

// How a clause shares out an amount that counts for a whole period.
struct PeriodRules {
  std::string rate_change;     // as `rule` above
  std::string partial_period;  // pro-rata-days, whole, none or empty
  std::string label;           // of its parts: "amount for the period"
  // Of a period of another length than the regular ones: how many it is; the
  // rule for part periods is for it too.
  std::optional<Rational> length = {};
};

// So many of the days of a period, which is `length` regular ones where it has
// another length, as a part of a regular one.
Trace PartOfPeriod(std::int32_t days, std::int32_t all,
                   const std::optional<Rational>& length);

// `whole` is for a regular period, and no rule says what it is for one of which
// the days in force are a part, or that is of another length: anything from
// nothing to what it can be.
Trace WithoutRule(const std::string& label, Trace whole,
                  const std::optional<Rational>& length);

// The amounts of one period in which a clause may read differently from day to
// day, or be in force in part only. `amount` says what one slice makes of the
// whole period, `same` whether two slices say the same but for waivers. A change
// or a part without a rule is unknown (`ambiguous-reading`).
std::vector<Piece> PiecesOfPeriod(
    const Interval& period, const std::vector<Slice>& slices,
    const PeriodRules& rules,
    const std::function<Trace(const Slice&)>& amount,
    const std::function<bool(const Slice&, const Slice&)>& same);

}  // namespace covenant

#endif  // REPLAY_MONEY_PIECES_H_
