#include "replay/money/caps.h"

namespace covenant {

Cap::Terms Cap::TermsOf(const ClauseState& state) const {
  Terms terms;
  const auto* day = state.As<Date>(field_ + ".counts_after");
  if (day != nullptr) terms.after = *day;
  terms.paid = SymbolOf(state, field_ + ".counts") == "paid";
  return terms;
}

Trace Cap::Limit(const ClausePeriod& period, const std::string& window,
                 const std::string& unit, Trace amount,
                 const Trace& credited) {
  const ClauseState& state = *period.last;
  if (!Has(state)) return amount;
  const Terms terms = TermsOf(state);
  const auto& after = terms.after;
  if (after && *period.nominal.days.LastDay() <= *after) return amount;
  Trace cap = AmountLeaf(state, field_ + ".amount", name_, unit);
  const auto found = windows_.find(window);
  if (found != windows_.end()) {
    std::vector<Trace> parts{std::move(cap)};
    for (const auto& [last, unknown] : found->second.awaited) {
      if (!after || last > *after) parts.push_back(unknown);
    }
    cap = parts.size() == 1
              ? parts.front()
              : Difference(name_ + " less what is awaited", unit,
                           std::move(parts));
  }
  Trace left = Left(state, window, std::move(cap), unit);
  if (terms.paid && credited != nullptr) {
    left = Sum(name_ + " left and what is credited", unit,
               {std::move(left), credited});
  }
  return MinOf("at most what is left under the " + name_, unit,
               {std::move(amount), std::move(left)});
}

void Cap::Count(const ClausePeriod& period, const std::string& window,
                const Trace& accrued, const Trace& to_pay) {
  const Date last = *period.nominal.days.LastDay();
  Window& own = windows_[window];
  own.history.push_back({last, accrued, to_pay});
  if (own.counted != nullptr && (!own.terms.after || last > *own.terms.after)) {
    own.counted = Plus(own.counted, own.history.back(), own.terms);
  } else {
    own.counted = nullptr;  // made anew when it is asked for
  }
}

void Cap::Await(const ClausePeriod& period, const std::string& window,
                Trace unknown) {
  windows_[window].awaited.emplace_back(*period.nominal.days.LastDay(),
                                        std::move(unknown));
}

void Cap::AddBalance(const ClauseState& state, const std::string& window) {
  if (!Has(state)) return;
  const std::string unit = SymbolOf(state, "currency");
  ClauseBalance balance;
  balance.clause = context_.Subject(clause_);
  balance.name = name_ + " left";
  balance.debtor = SymbolOf(state, "debtor");
  balance.creditor = SymbolOf(state, "creditor");
  balance.unit = unit;
  Trace cap = AmountLeaf(state, field_ + ".amount", name_, unit);
  if (!cap->value.IsExact() &&
      cap->unknown_because == finding::kUndisclosedAmount) {
    context_.Find(finding::kUndisclosedAmount, context_.Subject(clause_),
                  "the " + name_ +
                      " is not disclosed; what is left under it is unknown",
                  cap->events);
  }
  balance.trace = Left(state, window, std::move(cap), unit);
  context_.out.balances.push_back(std::move(balance));
}

Trace Cap::Plus(const Trace& sum, const Entry& entry,
                const Terms& terms) const {
  const Trace& more = terms.paid ? entry.to_pay : entry.accrued;
  if (sum == nullptr) return more;
  return Sum((terms.paid ? "to be paid under the " : "accrued under the ") +
                 name_,
             more->unit, {sum, more});
}

// What counts under the cap as it reads now; null for nothing.
Trace Cap::Counted(const ClauseState& state, const std::string& window) {
  const auto found = windows_.find(window);
  if (found == windows_.end()) return nullptr;
  Window& own = found->second;
  const Terms terms = TermsOf(state);
  if (own.counted != nullptr && terms == own.terms) return own.counted;
  own.terms = terms;
  own.counted = nullptr;
  for (const Entry& entry : own.history) {
    if (terms.after && entry.last <= *terms.after) continue;
    own.counted = Plus(own.counted, entry, terms);
  }
  return own.counted;
}

Trace Cap::Left(const ClauseState& state, const std::string& window, Trace cap,
                const std::string& unit) {
  const Trace zero = ConstantLeaf("nothing", RationalRange(), unit);
  const Trace counted = Counted(state, window);
  if (counted == nullptr) {
    // An undisclosed cap is not negative either.
    return cap->value.IsExact()
               ? cap
               : MaxOf("cap left", unit, {std::move(cap), zero});
  }
  return MaxOf("cap left", unit,
               {Difference(name_ + (TermsOf(state).paid
                                        ? " less what is to be paid"
                                        : " less what has accrued"),
                           unit, {std::move(cap), counted}),
                zero});
}

}  // namespace covenant
