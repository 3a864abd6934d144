// Recurring payments: the same sum for every period.
#include <algorithm>

#include "replay/money/indexation.h"
#include "replay/money/periodic.h"

namespace covenant {
namespace {

// Shares out the amounts over the days in force by the rule for changes, and
// over the whole period by the rule for partial periods.
// An amount that follows an index is that of the period's first day.
std::vector<Piece> PiecesOf(const EvaluationContext& context,
                            const ClausePeriod& period) {
  const ClauseState& state = *period.last;
  const std::string partial = SymbolOf(state, "partial_period");
  const Factor one{ConstantLeaf("whole", RationalRange::FromInt(1)), nullptr,
                   false};
  // First: each day in force has an amount.
  std::vector<Slice> active;
  std::int32_t days = 0;
  bool maybe = false;
  for (const Slice& slice : period.slices) {
    if (!slice.Active()) continue;
    active.push_back(slice);
    days += *slice.days.Days();
    maybe = maybe || slice.in_force == InForce::kUnknown;
  }
  const std::int32_t all = *period.nominal.days.Days();
  const bool whole_period = days == all;
  if (!whole_period && partial == "none") return {};
  const auto amount_of = [&](const Slice& slice) {
    return Indexed(AmountLeaf(*slice.state, "amount", "amount", ""),
                   IndexFactor(context.facts.shared, *slice.state,
                               *period.nominal.days.from(), context.as_of));
  };
  const std::string rule = SymbolOf(state, "rate_change");
  std::vector<Piece> pieces;
  const auto add = [&](const Trace& amount, const Slice& slice,
                       const Trace& share_of_days) {
    Factor factor = one;
    if (share_of_days != nullptr) factor.rate = share_of_days;
    factor.waived = WaivedShare(*slice.state, WaiverMeasure::kAccrual);
    factor.maybe = maybe;
    pieces.push_back(PieceOf("amount for the period", amount->unit, factor,
                             amount));
  };
  const Trace first = amount_of(active.front());
  const bool changes = std::any_of(
      active.begin(), active.end(), [&](const Slice& slice) {
        const Trace other = amount_of(slice);
        return !(other->value == first->value) ||
               other->unknown_because != first->unknown_because ||
               (WaivedShare(*slice.state, WaiverMeasure::kAccrual) !=
                nullptr) !=
                   (WaivedShare(*active.front().state,
                                WaiverMeasure::kAccrual) != nullptr);
      });
  const auto fraction = [&](std::int32_t part, std::int32_t of) {
    return ConstantLeaf(std::to_string(part) + " of " + std::to_string(of) +
                            " days",
                        RationalRange::Exact(Rational::Fraction(part, of)));
  };
  const std::int32_t base =
      partial == "pro-rata-days" || whole_period ? all : days;
  if (!changes) {
    add(first, active.back(),
        whole_period || partial == "whole" || partial.empty()
            ? nullptr
            : fraction(days, all));
  } else if (rule == "pro-rata-days") {
    for (const Slice& slice : active) {
      add(amount_of(slice), slice, fraction(*slice.days.Days(), base));
    }
  } else if (rule == "period-start" || rule == "period-end") {
    const Slice& slice =
        rule == "period-start" ? active.front() : active.back();
    add(amount_of(slice), slice,
        base == days ? nullptr : fraction(days, all));
  } else {
    std::vector<Trace> amounts, waived;
    bool waives = false;
    for (const Slice& slice : active) {
      amounts.push_back(amount_of(slice));
      Trace share = WaivedShare(*slice.state, WaiverMeasure::kAccrual);
      waives = waives || share != nullptr;
      waived.push_back(
          share == nullptr
              ? ConstantLeaf("nothing waived", RationalRange(), first->unit)
              : Product("waived", first->unit,
                        {std::move(share), amounts.back()}));
    }
    Piece piece;
    piece.amount = HullOf("the amount changes inside the period and no rule says which counts",
                          first->unit, std::move(amounts),
                          std::string(finding::kAmbiguousReading));
    if (waives) {
      piece.waived = HullOf("waived of one amount or another", first->unit,
                            std::move(waived),
                            std::string(finding::kAmbiguousReading));
    }
    pieces.push_back(std::move(piece));
  }
  if (!whole_period && partial.empty()) {
    for (Piece& piece : pieces) {
      piece.amount = Maybe("no rule for a period in force only in part",
                           std::move(piece.amount),
                           std::string(finding::kAmbiguousReading));
    }
  }
  return pieces;
}

}  // namespace

void EvaluateRecurring(EvaluationContext& context, const std::string& clause,
                       const ClauseRuns& runs) {
  for (const ClausePeriod& period : ClausePeriodsOf(runs, context.as_of)) {
    const std::vector<Piece> pieces = PiecesOf(context, period);
    if (pieces.empty()) continue;
    const std::string unit = pieces.front().amount->unit;
    Occurrence occurrence = OccurrenceOf(context, clause, period, unit);
    const Date last = *period.nominal.days.LastDay();
    const Date counts =
        occurrence.due ? std::min(*occurrence.due, last) : last;
    if (counts > context.as_of) continue;
    std::vector<Trace> amounts;
    for (const Piece& piece : pieces) amounts.push_back(piece.amount);
    Trace amount = amounts.size() == 1
                       ? amounts.front()
                       : Sum("amounts", unit, std::move(amounts));
    SetAccrued(context, period, occurrence, std::move(amount), pieces);
    const OccurrenceKey key{clause, occurrence.name};
    context.out.occurrences[key] = std::move(occurrence);
  }
}

}  // namespace covenant
