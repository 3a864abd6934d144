#include "replay/money/pieces.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "replay/money/evaluate.h"

namespace covenant {
namespace {

bool SameTrace(const Trace& a, const Trace& b) {
  if ((a == nullptr) != (b == nullptr)) return false;
  return a == nullptr || a == b ||
         (a->value == b->value && a->value.IsExact() && a->unit == b->unit) ||
         (a->value == b->value && a->events == b->events);
}

constexpr char kCounts[] = "counts";

// Names the key that settles it.
constexpr char kNoRule[] =
    ": no rule for a change inside the period (rate_change)";

struct Share {
  Factor factor;
  std::int32_t days = 0;
  bool holds_first = false;  // the first day of the period
  bool holds_last = false;
};

// The factors of the days of the period in order, equal neighbours joined; days
// outside all slices count as nothing.
std::vector<Share> SharesOf(const Interval& period,
                            const std::vector<Slice>& slices,
                            const std::function<Factor(const Slice&)>& factor) {
  std::vector<Share> shares;
  std::int32_t inside = 0;
  for (const Slice& slice : slices) {
    const Interval part = slice.days.Intersect(period);
    if (part.Empty()) continue;
    Share share;
    share.factor = slice.Active() ? factor(slice) : Factor{};
    share.days = *part.Days();
    share.holds_first = part.from() == period.from();
    share.holds_last = part.until() == period.until();
    inside += share.days;
    if (!shares.empty() && SameFactor(shares.back().factor, share.factor)) {
      shares.back().days += share.days;
      shares.back().holds_last = share.holds_last;
      continue;
    }
    shares.push_back(std::move(share));
  }
  const std::int32_t outside = *period.Days() - inside;
  if (outside > 0) shares.push_back({Factor{}, outside, false, false});
  return shares;
}

Trace DaysOf(std::int32_t part, std::int32_t all) {
  return ConstantLeaf(
      std::to_string(part) + " of " + std::to_string(all) + " days",
      RationalRange::Exact(Rational::Fraction(part, all)));
}

// Somewhere between the pieces: no rule says which counts.
Piece Undecided(const std::string& label, const std::string& unit,
                const std::vector<Piece>& readings) {
  const Trace zero = ConstantLeaf("nothing", RationalRange(), unit);
  std::vector<Trace> amounts, waived;
  bool waives = false;
  for (const Piece& reading : readings) {
    amounts.push_back(reading.amount);
    waived.push_back(reading.waived == nullptr ? zero : reading.waived);
    waives = waives || reading.waived != nullptr;
  }
  const std::string code(finding::kAmbiguousReading);
  Piece piece;
  piece.amount = HullOf(label + kNoRule, unit, std::move(amounts), code);
  if (waives) {
    piece.waived = HullOf("waived of " + label, unit, std::move(waived), code);
  }
  return piece;
}

}  // namespace

Trace CountsWhole() { return ConstantLeaf(kCounts, RationalRange::FromInt(1)); }

bool SameFactor(const Factor& a, const Factor& b) {
  return a.maybe == b.maybe && SameTrace(a.rate, b.rate) &&
         SameTrace(a.waived, b.waived);
}

Trace RoundedToMinorUnit(std::string label, Trace amount) {
  const auto unit = Unit::Parse(amount->unit);
  return Rounded(std::move(label), std::move(amount),
                 unit.ok() ? unit->DecimalPlaces() : 0,
                 RoundingMode::kHalfAway);
}

Piece PieceOf(const std::string& label, const std::string& unit,
              const Factor& factor, const Trace& total) {
  Piece piece;
  piece.amount = factor.rate->label == kCounts
                     ? total
                     : Product(label, unit, {factor.rate, total});
  if (factor.maybe) {
    piece.amount =
        Maybe("in force on an undisclosed day", std::move(piece.amount),
              std::string(finding::kUndisclosedTerms));
  }
  if (factor.waived != nullptr) {
    piece.waived =
        Product("waived of " + label, unit, {factor.waived, piece.amount});
    piece.share = factor.waived;
  }
  return piece;
}

void PutUnderCaps(std::vector<Piece>& pieces, const std::vector<Trace>& amounts,
                  const Trace& all, const Trace& limited) {
  std::vector<Trace> waived;
  for (const Piece& piece : pieces) {
    if (piece.waived != nullptr) waived.push_back(piece.waived);
  }
  if (waived.empty() || all->value.IsExactlyZero()) return;
  const std::string& unit = all->unit;
  // One share of all that there is needs no division of ranges.
  const Trace share = pieces.front().share;
  const bool same =
      std::equal(pieces.begin(), pieces.end(), amounts.begin(), amounts.end(),
                 [&](const Piece& piece, const Trace& amount) {
                   return piece.amount == amount && piece.share != nullptr &&
                          SameTrace(piece.share, share);
                 });
  const auto number = [](std::string label, std::int64_t value) {
    return ConstantLeaf(std::move(label), RationalRange::FromInt(value));
  };
  Trace part = share;
  if (!same) {
    part = Quotient("part that is waived", "",
                    Sum("waived", unit, std::move(waived)), all);
    part = MinOf("part that is waived, at most all", "",
                 {std::move(part), number("all", 1)});
    part = MaxOf("part that is waived, at least nothing", "",
                 {std::move(part), number("nothing", 0)});
  }
  Piece left{limited, Product("waived of what the caps leave", unit,
                              {std::move(part), limited})};
  if (same) left.share = share;
  pieces = {std::move(left)};
}

std::vector<Piece> ShareOut(const std::string& label, const std::string& unit,
                            const std::string& rule, const Interval& period,
                            const std::vector<Slice>& slices,
                            const std::function<Factor(const Slice&)>& factor,
                            const Trace& total) {
  const std::vector<Share> shares = SharesOf(period, slices, factor);
  std::vector<Piece> pieces;
  const auto whole = [&](const Share& share) {
    if (share.factor.rate != nullptr) {
      pieces.push_back(PieceOf(label, unit, share.factor, total));
    }
  };
  if (shares.size() == 1) {
    whole(shares.front());
  } else if (rule == "pro-rata-days") {
    for (const Share& share : shares) {
      if (share.factor.rate == nullptr) continue;
      const std::int32_t all = *period.Days();
      const Trace part = Product(
          std::to_string(share.days) + " of " + std::to_string(all) + " days",
          unit,
          {ConstantLeaf(
               "share of days",
               RationalRange::Exact(Rational::Fraction(share.days, all))),
           total});
      pieces.push_back(PieceOf(label, unit, share.factor, part));
    }
  } else if (rule == "period-start" || rule == "period-end") {
    for (const Share& share : shares) {
      if (rule == "period-start" ? share.holds_first : share.holds_last) {
        whole(share);
      }
    }
  } else {
    std::vector<Piece> readings;
    for (const Share& share : shares) {
      if (share.factor.rate == nullptr) {
        readings.push_back(
            {ConstantLeaf("nothing", RationalRange(), unit), nullptr});
      } else {
        readings.push_back(PieceOf(label, unit, share.factor, total));
      }
    }
    pieces.push_back(Undecided(label, unit, readings));
  }
  return pieces;
}

Trace TermOver(const std::string& label, const std::string& unit,
               const std::string& rule, const std::vector<Slice>& slices,
               const std::function<Trace(const ClauseState&)>& read) {
  struct Stretch {
    Trace value;
    std::int32_t days;
  };
  std::vector<Stretch> readings;
  std::int32_t all = 0;
  for (const Slice& slice : slices) {
    if (!slice.Active()) continue;
    Trace value = read(*slice.state);
    const std::int32_t days = *slice.days.Days();
    all += days;
    if (!readings.empty() && SameTrace(readings.back().value, value)) {
      readings.back().value = std::move(value);  // the latest that says so
      readings.back().days += days;
      continue;
    }
    readings.push_back({std::move(value), days});
  }
  if (readings.size() == 1 || rule == "period-end") {
    return readings.back().value;
  }
  if (rule == "period-start") return readings.front().value;
  std::vector<Trace> values;
  values.reserve(readings.size());
  for (Stretch& reading : readings) {
    values.push_back(
        rule != "pro-rata-days"
            ? std::move(reading.value)
            : Product(label + " by days", unit,
                      {DaysOf(reading.days, all), std::move(reading.value)}));
  }
  if (rule == "pro-rata-days") return Sum(label, unit, std::move(values));
  return HullOf(label + kNoRule, unit, std::move(values),
                std::string(finding::kAmbiguousReading));
}

std::vector<Piece> SpreadEvenly(const Trace& amount, const std::string& rule,
                                const std::vector<Slice>& slices) {
  std::int32_t all = 0;
  std::vector<Interval> over;
  bool waives = false;
  for (const Slice& slice : slices) {
    if (!slice.Active()) continue;
    all += *slice.days.Days();
    over.push_back(slice.days);
    waives =
        waives || WaivedShare(*slice.state, WaiverMeasure::kAccrual) != nullptr;
  }
  const auto waived_on = [](const ClauseState& state) {
    Trace share = WaivedShare(state, WaiverMeasure::kAccrual);
    return share != nullptr ? share : ConstantLeaf("nothing", RationalRange());
  };
  const std::string& unit = amount->unit;
  if (!waives) return {{amount, nullptr, std::move(over)}};
  std::vector<Piece> pieces;
  if (rule != "pro-rata-days") {
    Trace share = TermOver("waived", "", rule, slices, waived_on);
    Trace waived = Product("waived", unit, {std::move(share), amount});
    pieces.push_back({amount, std::move(waived)});
    return pieces;
  }
  for (const Slice& slice : slices) {
    if (!slice.Active()) continue;
    Trace part =
        Product("of the days", unit, {DaysOf(*slice.days.Days(), all), amount});
    Trace waived = Product("waived", unit, {waived_on(*slice.state), part});
    pieces.push_back({std::move(part), std::move(waived), {slice.days}});
  }
  return pieces;
}

Trace PartOfPeriod(std::int32_t days, std::int32_t all,
                   const std::optional<Rational>& length) {
  if (!length) return DaysOf(days, all);
  std::string label = length->ToString() + " regular periods";
  if (days < all) {
    label = std::to_string(days) + " of " + std::to_string(all) + " days, " +
            label;
  }
  return ConstantLeaf(std::move(label),
                      RationalRange::Exact(Rational::Fraction(days, all) *
                                           *length));
}

Trace WithoutRule(const std::string& label, Trace whole,
                  const std::optional<Rational>& length) {
  if (length && Rational::FromInt(1) < *length) {
    const std::string unit = whole->unit;
    whole = Product(label, unit,
                    {PartOfPeriod(1, 1, length), std::move(whole)});
  }
  return Maybe(label, std::move(whole),
               std::string(finding::kAmbiguousReading));
}

std::vector<Piece> PiecesOfPeriod(
    const Interval& period, const std::vector<Slice>& slices,
    const PeriodRules& rules, const std::function<Trace(const Slice&)>& amount,
    const std::function<bool(const Slice&, const Slice&)>& same) {
  std::vector<Slice> active;
  std::int32_t days = 0;
  bool maybe = false;
  for (const Slice& slice : slices) {
    if (!slice.Active()) continue;
    active.push_back(slice);
    days += *slice.days.Days();
    maybe = maybe || slice.in_force == InForce::kUnknown;
  }
  const std::int32_t all = *period.Days();
  const bool whole = days == all && !rules.length;
  if (!whole && rules.partial_period == "none") return {};
  const bool by_days = !whole && rules.partial_period == "pro-rata-days";
  std::vector<Interval> all_days;
  all_days.reserve(active.size());
  for (const Slice& slice : active) all_days.push_back(slice.days);
  const auto piece_of = [&](const Slice& slice, Trace part,
                            std::vector<Interval> over) {
    const Trace total = amount(slice);
    Factor factor;
    factor.rate = part == nullptr ? CountsWhole() : std::move(part);
    factor.waived = WaivedShare(*slice.state, WaiverMeasure::kAccrual);
    factor.maybe = maybe;
    Piece piece = PieceOf(rules.label, total->unit, factor, total);
    piece.days = std::move(over);
    return piece;
  };
  const Slice& first = active.front();
  const bool changes =
      std::any_of(active.begin() + 1, active.end(), [&](const Slice& slice) {
        return !SameTrace(WaivedShare(*slice.state, WaiverMeasure::kAccrual),
                          WaivedShare(*first.state, WaiverMeasure::kAccrual)) ||
               !same(slice, first);
      });
  const Trace share = by_days ? PartOfPeriod(days, all, rules.length) : nullptr;
  std::vector<Piece> pieces;
  if (!changes || rules.rate_change == "period-end") {
    pieces.push_back(piece_of(active.back(), share, all_days));
  } else if (rules.rate_change == "period-start") {
    pieces.push_back(piece_of(first, share, all_days));
  } else if (rules.rate_change == "pro-rata-days") {
    for (const Slice& slice : active) {
      pieces.push_back(
          piece_of(slice,
                   by_days ? PartOfPeriod(*slice.days.Days(), all, rules.length)
                           : DaysOf(*slice.days.Days(), days),
                   {slice.days}));
    }
  } else {
    std::vector<Piece> readings;
    readings.reserve(active.size());
    for (const Slice& slice : active) {
      readings.push_back(piece_of(slice, share, {}));
    }
    pieces.push_back(
        Undecided(rules.label, readings.front().amount->unit, readings));
  }
  if (whole || !rules.partial_period.empty()) return pieces;
  for (Piece& piece : pieces) {
    piece.amount = WithoutRule(
        rules.length
            ? "no rule for a period of another length (partial_period)"
            : "no rule for a period in force only in part (partial_period)",
        std::move(piece.amount), rules.length);
  }
  return pieces;
}

std::vector<Trace> NotPaid(std::vector<Trace> credits,
                           const std::vector<Piece>& pieces) {
  for (const Piece& piece : pieces) {
    if (piece.waived != nullptr) credits.push_back(piece.waived);
  }
  return credits;
}

}  // namespace covenant
