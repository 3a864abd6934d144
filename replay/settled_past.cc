#include "replay/settled_past.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace covenant {
namespace {

auto Figures(const Obligation& o) {
  return std::tie(o.accrued, o.interest, o.waived, o.credited, o.paid,
                  o.disputed, o.contingent, o.owed, o.overpaid);
}

bool Same(const Obligation& a, const Obligation& b) {
  return std::tie(a.id, a.contract, a.clause, a.occurrence, a.debtor,
                  a.creditor, a.kind, a.period, a.due, a.due_not_before, a.unit,
                  a.can_be_late, a.state, a.basis, a.because, a.unknown_because,
                  a.locked, a.also_liable, a.performers) ==
             std::tie(b.id, b.contract, b.clause, b.occurrence, b.debtor,
                      b.creditor, b.kind, b.period, b.due, b.due_not_before,
                      b.unit, b.can_be_late, b.state, b.basis, b.because,
                      b.unknown_because, b.locked, b.also_liable,
                      b.performers) &&
         Figures(a) == Figures(b) &&
         a.party_changes.size() == b.party_changes.size() &&
         EqualTraces(a.trace, b.trace) &&
         EqualTraces(a.accrued_trace, b.accrued_trace);
}

bool Same(const Total& a, const Total& b) {
  return std::tie(a.debtor, a.creditor, a.unit, a.owed, a.due, a.overdue,
                  a.contingent, a.unknown_because) ==
         std::tie(b.debtor, b.creditor, b.unit, b.owed, b.due, b.overdue,
                  b.contingent, b.unknown_because);
}

bool Same(const ClauseBalance& a, const ClauseBalance& b) {
  return std::tie(a.clause, a.name, a.debtor, a.creditor, a.unit, a.amount,
                  a.basis, a.because, a.unknown_because) ==
             std::tie(b.clause, b.name, b.debtor, b.creditor, b.unit, b.amount,
                      b.basis, b.because, b.unknown_because) &&
         EqualTraces(a.trace, b.trace);
}

template <typename T>
bool SameAll(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return Same(x, y); });
}

}  // namespace

OpenObligations WithoutSettled(Obligations all,
                               const std::vector<SettledSums>& before) {
  OpenObligations open;
  const auto order = [](const SettledSums& sums) {
    return std::tie(sums.clause, sums.debtor, sums.creditor, sums.unit);
  };
  std::map<std::tuple<std::string, std::string, std::string, std::string>,
           std::uint64_t>
      counts;
  for (const SettledSums& sums : before) counts[order(sums)] += sums.count;
  std::erase_if(all.obligations, [&](const Obligation& one) {
    if (one.state != ObligationState::kSettled) return false;
    ++counts[{one.clause, one.debtor, one.creditor, one.unit}];
    return true;
  });
  TotalSums totals;
  for (const Obligation& one : all.obligations) totals.Add(one, all.as_of);
  for (const auto& [key, count] : counts) {
    const auto& [clause, debtor, creditor, unit] = key;
    open.settled.push_back({clause, debtor, creditor, unit, count});
    totals.AddSettled(debtor, creditor, unit);
  }
  all.totals = totals.Totals();
  all.seen = {};
  open.owed = std::move(all);
  return open;
}

bool SameAnswers(const OpenObligations& a, const OpenObligations& b) {
  return a.owed.as_of == b.owed.as_of && a.owed.known == b.owed.known &&
         SameAll(a.owed.obligations, b.owed.obligations) &&
         SameAll(a.owed.totals, b.owed.totals) &&
         SameAll(a.owed.balances, b.owed.balances) &&
         a.owed.findings == b.owed.findings && a.settled == b.settled;
}

}  // namespace covenant
