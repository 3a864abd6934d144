// Carve-outs for acts that come to an amount in total: what the acts that one
// covers have come to when an act is done (doc/decisions.md, Totals).
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "replay/rights/judge.h"

namespace covenant {
namespace {

// The days that are counted together with this one.
Interval WindowOf(const NormException& one, Date day) {
  if (!one.every || !one.anchor || one.every->count() <= 0) {
    return Interval::All();
  }
  if (day < *one.anchor) return Interval::Until(*one.anchor);
  Date from = *one.anchor;
  constexpr int kMostWindows = 100'000;
  for (int i = 1; i < kMostWindows; ++i) {
    const auto next = one.every->AddTo(*one.anchor, i);
    if (!next.ok()) return Interval::From(from);
    if (day < *next) return Interval(from, *next);
    from = *next;
  }
  return Interval::From(from);
}

// What the act comes to, in the unit of the total; not less than nothing.
RationalRange WorthOf(const Act& act, const Unit& unit) {
  RationalRange some = RationalRange::AtLeast(Rational());
  if (!act.amount || act.amount->unit() != unit) return some;
  return Max(act.amount->Range(), RationalRange::Exact(Rational()));
}

// As an amount where that is exact.
std::string Shown(const RationalRange& range, const Unit& unit) {
  const auto amount = Amount::FromRange(range, unit, unit.DecimalPlaces(),
                                        RoundingMode::kHalfAway);
  if (amount.ok() && amount->Range() == range) return amount->ToString();
  return range.ToString() + " " + std::string(unit.text());
}

std::string Named(const Interval& days) {
  return "from " + days.from()->ToString() + " to " +
         days.LastDay()->ToString();
}

}  // namespace

RationalRange Judge::PartOf(const NormException& one, const Prohibition& norm,
                            const Act& act) const {
  RationalRange none = RationalRange::Exact(Rational());
  const bool with_beneficiary = !norm.beneficiary.empty() &&
                                act.counterparty == norm.beneficiary;
  if (with_beneficiary || (norm.own_use_free && act.counterparty.empty())) {
    return none;
  }
  Sure how = Fits(one, norm, act, act.entered);
  if (how == Sure::kNo) return none;
  Box least, most;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const Covered own = CoveredBy(d, norm.scope[d], act, act.entered);
    const Covered done = ActCovers(d, act, act.entered);
    const Covered excepted = CoveredBy(d, one.scope[d], act, act.entered);
    least.regions[d] = own.certain.Intersect(done.certain)
                           .Intersect(excepted.certain);
    most.regions[d] = own.possible.Intersect(done.possible)
                          .Intersect(excepted.possible);
  }
  if (most.Empty()) return none;
  if (least.Empty() || !act.certain) how = Sure::kPerhaps;
  RationalRange worth = WorthOf(act, one.in_total->unit());
  if (how == Sure::kYes) return worth;
  return RationalRange::Of(Rational(), worth.at_most());
}

Judge::Sure Judge::Within(const NormException& one, const Prohibition& norm,
                          const Act& act, Verdict& verdict) const {
  const Unit& unit = one.in_total->unit();
  const Interval window = WindowOf(one, act.entered);
  RationalRange first = WorthOf(act, unit), last = first;
  std::vector<EventRef> counted;
  // Each act once, however many runs it has.
  std::map<std::pair<std::string, std::string>, const Act*> acts;
  const auto collect = [&](const std::string& bearer) {
    const auto found = acts_of_.find(bearer);
    if (found == acts_of_.end()) return;
    for (const Act* other : found->second) {
      acts.try_emplace({other->contract, other->id}, other);
    }
  };
  collect(norm.bearer);
  for (const std::string& bearer : norm.former_bearers) collect(bearer);
  for (const auto& [id, other] : acts) {
    if (id == std::pair(act.contract, act.id)) continue;
    if (id == std::pair(norm.contract, norm.clause)) continue;
    if (other->entered > act.entered || !window.Contains(other->entered) ||
        (norm.began && other->entered < *norm.began)) {
      continue;
    }
    const RationalRange part = PartOf(one, norm, *other);
    if (part.IsExactlyZero()) continue;
    counted.insert(counted.end(), other->because.begin(), other->because.end());
    last += part;
    // In which order the acts of one day were done is not known.
    if (other->entered < act.entered) first += part;
  }
  const RationalRange most = one.in_total->Range();
  const std::optional<bool> surely = LessOrEqual(last, most);
  const std::optional<bool> perhaps = LessOrEqual(first, most);
  const Sure how = surely.value_or(false)    ? Sure::kYes
                   : !perhaps.value_or(true) ? Sure::kNo
                                             : Sure::kPerhaps;
  std::string said = one.what + " " + one.name + ": " + Shown(last, unit) +
                     " with this act, of " + Shown(most, unit) + " in total";
  if (window.from() && window.until()) said += " " + Named(window);
  if (how == Sure::kNo) said += "; not covered";
  verdict.reasons.push_back(std::move(said));
  for (const EventRef& ref : counted) {
    if (std::find(verdict.because.begin(), verdict.because.end(), ref) ==
        verdict.because.end()) {
      verdict.because.push_back(ref);
    }
  }
  return how;
}

}  // namespace covenant
