#include "replay/money/caps.h"

namespace covenant {

std::optional<Date> Cap::After(const ClauseState& state) const {
  const auto* day = state.As<Date>(field_ + ".counts_after");
  return day == nullptr ? std::nullopt : std::optional<Date>(*day);
}

Trace Cap::Limit(const ClausePeriod& period, const std::string& window,
                 const std::string& unit, Trace amount) {
  const ClauseState& state = *period.last;
  if (!Has(state)) return amount;
  const auto after = After(state);
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
  return MinOf("at most what is left under the " + name_, unit,
               {std::move(amount), Left(state, window, std::move(cap), unit)});
}

void Cap::Count(const ClausePeriod& period, const std::string& window,
                const Trace& accrued) {
  const Date last = *period.nominal.days.LastDay();
  Window& own = windows_[window];
  own.history.emplace_back(last, accrued);
  if (own.counted != nullptr && (!own.after || last > *own.after)) {
    own.counted = Plus(own.counted, accrued);
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

Trace Cap::Plus(const Trace& sum, const Trace& accrued) const {
  return Sum("accrued under the " + name_, accrued->unit, {sum, accrued});
}

// What has accrued in the periods that count under the cap as it reads now;
// null for nothing.
Trace Cap::Counted(const ClauseState& state, const std::string& window) {
  const auto found = windows_.find(window);
  if (found == windows_.end()) return nullptr;
  Window& own = found->second;
  const auto after = After(state);
  if (own.counted != nullptr && after == own.after) return own.counted;
  own.after = after;
  own.counted = nullptr;
  for (const auto& [last, accrued] : own.history) {
    if (after && last <= *after) continue;
    own.counted = own.counted == nullptr ? accrued : Plus(own.counted, accrued);
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
               {Difference(name_ + " less what has accrued", unit,
                           {std::move(cap), counted}),
                zero});
}

}  // namespace covenant
