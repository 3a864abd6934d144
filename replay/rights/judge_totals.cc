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

RationalRange Judge::PartOf(const NormException& one,
                            const ContractRights& rights,
                            const Meeting& earlier, const Ways& readings) const {
  RationalRange none = RationalRange::Exact(Rational());
  const Prohibition& norm = *earlier.norm;
  const Act& act = *earlier.act;
  const Sure how = Fits(one, norm, act, earlier.day);
  if (how == Sure::kNo) return none;
  // The clause is read as it is for the act that is asked about.
  const ReadingsOn then = ChosenFor(rights, norm, earlier.day);
  Ways ways = then.settled;
  for (const NormReading* reading : then.contested) {
    if (std::find(readings.begin(), readings.end(), reading) != readings.end()) {
      ways.push_back(reading);
    }
  }
  const ConflictResult result =
      Under(ways, rights, norm, act, earlier.day, AllowedNow(norm), rights.lost,
            &one)
          .result;
  if (result == ConflictResult::kNone) return none;
  RationalRange worth = WorthOf(act, one.in_total->unit());
  if (how == Sure::kYes && result != ConflictResult::kPossible) return worth;
  return RationalRange::Of(Rational(), worth.at_most());
}

std::map<std::pair<std::string, std::string>, Judge::Meeting> Judge::MeetingsOf(
    const ContractRights& rights, const Prohibition& norm) const {
  std::map<std::pair<std::string, std::string>, Meeting> meetings;
  std::vector<std::string> bearers = {norm.bearer};
  bearers.insert(bearers.end(), norm.former_bearers.begin(),
                 norm.former_bearers.end());
  for (const Prohibition& read : rights.norms) {
    if (read.clause != norm.clause ||
        std::find(bearers.begin(), bearers.end(), read.bearer) == bearers.end()) {
      continue;
    }
    const auto acts = acts_of_.find(read.bearer);
    if (acts == acts_of_.end()) continue;
    for (const Act* act : acts->second) {
      const Interval days = read.days.Intersect(act->days);
      if (days.Empty()) continue;
      const Date day = days.from().value_or(act->entered);
      Meeting& first = meetings[{act->contract, act->id}];
      if (first.act != nullptr && first.day <= day) continue;
      first = {&read, act, day};
    }
  }
  return meetings;
}

Judge::Sure Judge::Within(const NormException& one,
                          const ContractRights& rights, const Prohibition& norm,
                          const Act& act, const Ways& readings,
                          Verdict& verdict) const {
  const Unit& unit = one.in_total->unit();
  const Interval window = WindowOf(one, act.entered);
  RationalRange first = WorthOf(act, unit), last = first;
  std::vector<EventRef> counted;
  // Each act once, however many runs it has.
  for (const auto& [id, earlier] : MeetingsOf(rights, norm)) {
    if (id == std::pair(act.contract, act.id)) continue;
    if (id == std::pair(norm.contract, norm.clause)) continue;
    const Act& other = *earlier.act;
    if (other.entered > act.entered || !window.Contains(other.entered) ||
        (norm.began && other.entered < *norm.began)) {
      continue;
    }
    const RationalRange part = PartOf(one, rights, earlier, readings);
    if (part.IsExactlyZero()) continue;
    counted.insert(counted.end(), other.because.begin(), other.because.end());
    last += part;
    // In which order the acts of one day were done is not known.
    if (other.entered < act.entered) first += part;
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
