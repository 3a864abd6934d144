#include "replay/money/pieces.h"

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

}  // namespace

Trace CountsWhole() {
  return ConstantLeaf(kCounts, RationalRange::FromInt(1));
}

bool SameFactor(const Factor& a, const Factor& b) {
  return a.maybe == b.maybe && SameTrace(a.rate, b.rate) &&
         SameTrace(a.waived, b.waived);
}

Piece PieceOf(const std::string& label, const std::string& unit,
              const Factor& factor, const Trace& total) {
  Piece piece;
  piece.amount = factor.rate->label == kCounts
                     ? total
                     : Product(label, unit, {factor.rate, total});
  if (factor.maybe) {
    piece.amount = Maybe("in force on an undisclosed day",
                         std::move(piece.amount),
                         std::string(finding::kUndisclosedTerms));
  }
  if (factor.waived != nullptr) {
    piece.waived =
        Product("waived of " + label, unit, {factor.waived, piece.amount});
  }
  return piece;
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
          {ConstantLeaf("share of days", RationalRange::Exact(
                                             Rational::Fraction(share.days, all))),
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
    std::vector<Trace> amounts, waived;
    for (const Share& share : shares) {
      const Trace zero = ConstantLeaf("nothing", RationalRange(), unit);
      const Piece piece = share.factor.rate == nullptr
                              ? Piece{zero, nullptr}
                              : PieceOf(label, unit, share.factor, total);
      amounts.push_back(piece.amount);
      waived.push_back(piece.waived == nullptr ? zero : piece.waived);
    }
    Piece piece;
    const std::string code(finding::kAmbiguousReading);
    piece.amount = HullOf(label + ": no rule for a change inside the period",
                          unit, std::move(amounts), code);
    bool any = false;
    for (const Share& share : shares) any = any || share.factor.waived != nullptr;
    if (any) {
      piece.waived = HullOf("waived of " + label, unit, std::move(waived), code);
    }
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace covenant
