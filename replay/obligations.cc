#include "replay/obligations.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "replay/money/account.h"

namespace covenant {
namespace {

// The amount, or a bound that says nothing where it exceeds what can be held:
// totals of amounts that are each within bounds.
Amount TotalAmount(const RationalRange& range, const std::string& unit) {
  auto amount = AmountOf(range, unit);
  return amount.ok() ? *std::move(amount) : Amount::Undisclosed(*Unit::Parse(unit));
}

}  // namespace

std::string_view ObligationStateName(ObligationState state) {
  switch (state) {
    case ObligationState::kContingent: return "contingent";
    case ObligationState::kAccrued: return "accrued";
    case ObligationState::kDue: return "due";
    case ObligationState::kOverdue: return "overdue";
    case ObligationState::kSettled: return "settled";
    case ObligationState::kWaived: return "waived";
    case ObligationState::kSuspended: return "suspended";
    case ObligationState::kDisputed: return "disputed";
    case ObligationState::kDischarged: return "discharged";
    case ObligationState::kUnknown: return "unknown";
  }
  return "unknown";
}

void TotalSums::Add(const Obligation& o, Date as_of) {
  Sums& s = sums_[{o.debtor, o.creditor, o.unit}];
  const RationalRange owed = o.owed.Range();
  s.owed += owed;
  s.contingent += o.contingent.Range();
  if (o.due && *o.due <= as_of) s.due += owed;
  if (o.due && *o.due < as_of) s.overdue += o.can_be_late;
  // It may be due, by one of its due days.
  const auto maybe = [](const RationalRange& part) {
    return Hull(RationalRange::FromInt(0), part);
  };
  if (o.due_not_before && *o.due_not_before <= as_of) s.due += maybe(owed);
  if (o.due_not_before && *o.due_not_before < as_of) {
    s.overdue += maybe(o.can_be_late);
  }
  if (!owed.IsExact() || !o.contingent.IsExact()) {
    s.unknown_because.insert(o.unknown_because.begin(),
                             o.unknown_because.end());
  }
}

void TotalSums::AddSettled(const std::string& debtor,
                           const std::string& creditor,
                           const std::string& unit) {
  sums_[{debtor, creditor, unit}];
}

void TotalSums::Add(const TotalSums& others) {
  for (const auto& [key, other] : others.sums_) {
    Sums& s = sums_[key];
    s.owed += other.owed;
    s.due += other.due;
    s.overdue += other.overdue;
    s.contingent += other.contingent;
    s.unknown_because.insert(other.unknown_because.begin(),
                             other.unknown_because.end());
  }
}

std::vector<Total> TotalSums::Totals() const {
  std::vector<Total> totals;
  for (const auto& [key, s] : sums_) {
    const auto& [debtor, creditor, unit] = key;
    totals.push_back({debtor, creditor, unit, TotalAmount(s.owed, unit),
                      TotalAmount(s.due, unit), TotalAmount(s.overdue, unit),
                      TotalAmount(s.contingent, unit),
                      {s.unknown_because.begin(), s.unknown_because.end()}});
  }
  return totals;
}

std::vector<Total> TotalsOf(const std::vector<Obligation>& obligations,
                            Date as_of) {
  TotalSums sums;
  for (const Obligation& one : obligations) sums.Add(one, as_of);
  return sums.Totals();
}

std::vector<Net> NetsOf(const std::vector<Total>& totals) {
  std::vector<Net> nets;
  for (const Total& a : totals) {
    for (const Total& b : totals) {
      const bool mutual = a.debtor == b.creditor && a.creditor == b.debtor &&
                          a.unit == b.unit;
      if (!mutual || !a.owed.IsExact() || !b.owed.IsExact()) continue;
      const Rational more = a.owed.value().ToRational();
      const Rational less = b.owed.value().ToRational();
      // Each pair once, by the greater debt; both must be owed something.
      const bool first = less < more || (less == more && a.debtor < b.debtor);
      if (!first || less.IsZero()) continue;
      nets.push_back({a.debtor, a.creditor, a.unit,
                      TotalAmount(RationalRange::Exact(more - less), a.unit)});
    }
  }
  return nets;
}

std::vector<ClauseBalance> FamilyCeilings(
    const std::vector<ClauseBalance>& balances) {
  std::map<std::tuple<std::string, std::string, std::string>,
           std::vector<Trace>>
      groups;
  for (const ClauseBalance& b : balances) {
    if (b.name == "ceiling") {
      groups[{b.debtor, b.creditor, b.unit}].push_back(b.trace);
    }
  }
  std::vector<ClauseBalance> result;
  for (auto& [key, traces] : groups) {
    ClauseBalance total;
    total.name = "ceiling of the family";
    std::tie(total.debtor, total.creditor, total.unit) = key;
    total.trace = Sum("ceilings of the family", total.unit, std::move(traces));
    total.amount = TotalAmount(total.trace->value, total.unit);
    total.basis = total.trace->basis;
    total.because = EventsOf(total.trace);
    if (!total.trace->value.IsExact()) {
      const auto codes = UnknownBecause(total.trace);
      total.unknown_because.assign(codes.begin(), codes.end());
    }
    result.push_back(std::move(total));
  }
  return result;
}

}  // namespace covenant
