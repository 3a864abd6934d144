// Recurring payments: the same sum for every period.
#include <algorithm>
#include <utility>

#include "replay/money/indexation.h"
#include "replay/money/periodic.h"

namespace covenant {
namespace {

// Shares out the amounts over the days in force by the rule for changes, and
// over the whole period by the rule for partial periods. An amount that follows
// an index is that of the period's first day.
std::vector<Piece> PiecesOf(const EvaluationContext& context,
                            const std::string& clause,
                            const ClausePeriod& period) {
  const ClauseState& state = *period.last;
  const auto amount_of = [&](const Slice& slice) {
    return Indexed(AmountLeaf(*slice.state, "amount", "amount", ""),
                   IndexFactor(context, clause, *slice.state,
                               *period.nominal.days.from()));
  };
  return PiecesOfPeriod(
      period.nominal.days, period.slices,
      {SymbolOf(state, "rate_change"), SymbolOf(state, "partial_period"),
       "amount for the period", period.nominal.length},
      amount_of, [&](const Slice& a, const Slice& b) {
        const Trace x = amount_of(a), y = amount_of(b);
        return x->value == y->value && x->unit == y->unit &&
               x->unknown_because == y->unknown_because;
      });
}

}  // namespace

void EvaluateRecurring(EvaluationContext& context, const std::string& clause,
                       const ClauseRuns& runs) {
  for (const ClausePeriod& period :
       ClausePeriodsOf(runs, context.as_of, context.facts.PastOf(clause))) {
    const std::vector<Piece> pieces = PiecesOf(context, clause, period);
    if (pieces.empty()) continue;
    const std::string unit = pieces.front().amount->unit;
    Occurrence occurrence = OccurrenceOf(context, clause, period, unit);
    const Date last = *period.nominal.days.LastDay();
    const Date counts = occurrence.due ? std::min(*occurrence.due, last) : last;
    if (counts > context.as_of) continue;
    occurrence.in_advance = true;
    std::vector<Trace> amounts;
    amounts.reserve(pieces.size());
    for (const Piece& piece : pieces) amounts.push_back(piece.amount);
    Trace amount = amounts.size() == 1
                       ? amounts.front()
                       : Sum("amounts", unit, std::move(amounts));
    SetAccrued(context, period, occurrence, std::move(amount), pieces);
    context.Keep(std::move(occurrence));
  }
}

}  // namespace covenant
