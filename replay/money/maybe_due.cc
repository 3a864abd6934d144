#include "replay/money/maybe_due.h"

#include <algorithm>
#include <string>

namespace covenant {
namespace {

// Whether only the days on which it runs count from the due day.
bool CountsDaysAlone(const ClauseState& clause) {
  for (const char* path : {"grace", "compounding", "compensation", "reference.rate"}) {
    if (clause.fields.contains(path)) return false;
  }
  const std::string day_count = SymbolOf(clause, "day_count");
  return clause.attachments.empty() &&
         (day_count.empty() || day_count.starts_with("actual"));
}

// Anything from nothing to the most that the range can be.
RationalRange UpTo(const RationalRange& range) {
  const auto& most = range.at_most();
  if (!most) return RationalRange::AtLeast(Rational());
  if (most->Sign() <= 0) return {};
  return RationalRange::Between(Rational(), *most);
}

}  // namespace

bool CanFollowMaybeDue(const InterestTerms& terms, const Occurrence& o,
                       const Debtors& debtors, Date as_of) {
  const auto follows = [&](Date day) {
    const InterestTerms::Rule rule = terms.On(day, o.clause, debtors);
    return rule.none() ||
           (rule.clauses.size() == 1 && CountsDaysAlone(*rule.clauses.front()));
  };
  const auto& breaks = terms.breaks();
  return follows(o.maybe_due.front().since) &&
         std::all_of(breaks.lower_bound(o.maybe_due.front().since),
                     breaks.upper_bound(as_of), follows);
}

RationalRange BearsWithMaybe(const Occurrence& o, Date day,
                             const RationalRange& open,
                             const RationalRange& run) {
  if (o.maybe_due.empty()) return open;
  RationalRange before;
  for (const MaybeDue& one : o.maybe_due) {
    if (one.since < day) before += one.amount;
  }
  if (day <= *o.due) return UpTo(before);
  RationalRange owed = o.accrued->value;
  if (o.waived != nullptr) owed -= o.waived->value;
  return open + UpTo(Min(before - owed, run));
}

void AddMaybeBreaks(const Occurrence& o, std::set<Date>& breaks) {
  const auto add = [&](Date day) {
    if (const auto next = day.AddDays(1); next.ok()) breaks.insert(*next);
  };
  if (o.maybe_due.empty()) return;
  for (const MaybeDue& one : o.maybe_due) add(one.since);
  add(*o.due);
}

}  // namespace covenant
