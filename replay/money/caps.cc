#include "replay/money/caps.h"

#include <algorithm>
#include <limits>

#include "replay/money/count_starts.h"

namespace covenant {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

}  // namespace

Cap::Terms Cap::TermsOf(const ClauseState& state) const {
  Terms terms;
  const auto* day = state.As<Date>(field_ + ".counts_after");
  if (day != nullptr) terms.after = *day;
  terms.paid = SymbolOf(state, field_ + ".counts") == "paid";
  return terms;
}

Trace Cap::Limit(const ClausePeriod& period, const Starts& starts,
                 const std::string& unit, Trace amount, const Trace& credited,
                 bool& binds) {
  const ClauseState& state = *period.last;
  if (!Has(state)) return amount;
  const Terms terms = TermsOf(state);
  const auto& after = terms.after;
  if (after && period.stops <= *after) return amount;
  std::vector<Trace> readings;
  for (const std::size_t start : starts) {
    const bool stated = GoesOn(start, stated_.PlaceOf(period), terms);
    std::vector<Trace> parts{
        AmountLeaf(state, field_ + ".amount", name_, unit)};
    for (const Awaited& one : awaited_) {
      if (one.place < start || (after && one.last <= *after)) continue;
      if (stated && one.place < stated_.closed()) continue;
      parts.push_back(one.unknown);
    }
    Trace cap = parts.size() == 1 ? parts.front()
                                  : Difference(name_ + " less what is awaited",
                                               unit, std::move(parts));
    const auto [window, fresh] = windows_.try_emplace(start);
    if (fresh || window->second.terms != terms ||
        window->second.stated != stated) {
      window->second = From(start, terms, stated);
    }
    Advance(window->second, kAll);
    Trace left = Left(state, window->second.counted, std::move(cap), unit);
    if (terms.paid && credited != nullptr) {
      left = Sum(name_ + " left and what is credited", unit,
                 {std::move(left), credited});
    }
    if (!LessOrEqual(amount->value, left->value).value_or(false)) binds = true;
    readings.push_back(MinOf("at most what is left under the " + name_, unit,
                             {amount, std::move(left)}));
  }
  return BetweenCounts("no rule for what counts under the " + name_ +
                           " after its year has changed",
                       std::move(readings));
}

void Cap::Count(std::size_t place, const ClausePeriod& period,
                const Trace& accrued, const Trace& to_pay) {
  history_.push_back({place, period.stops, accrued, to_pay});
}

void Cap::Await(std::size_t place, const ClausePeriod& period, Trace unknown) {
  awaited_.push_back({place, period.stops, std::move(unknown)});
}

void Cap::AddBalance(const ClauseState& state, const Starts& starts,
                     std::size_t until) {
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
  std::vector<Trace> readings;
  for (const std::size_t start : starts) {
    const Terms terms = TermsOf(state);
    Window window = From(start, terms, GoesOn(start, until, terms));
    Advance(window, until);
    readings.push_back(Left(state, window.counted, cap, unit));
  }
  balance.trace =
      BetweenCounts("no rule for what counts after the year has changed",
                    std::move(readings));
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

bool Cap::GoesOn(std::size_t start, std::size_t place,
                 const Terms& terms) const {
  return stated_.Holds(start, place) &&
         !(terms.after && stated_.through() <= *terms.after);
}

// Of the entries from a period on, none counted yet.
Cap::Window Cap::From(std::size_t start, const Terms& terms,
                      bool stated) const {
  const std::size_t from = stated ? std::max(start, stated_.closed()) : start;
  const auto first = std::partition_point(
      history_.begin(), history_.end(),
      [&](const Entry& entry) { return entry.place < from; });
  return {static_cast<std::size_t>(first - history_.begin()), terms,
          stated ? stated_.figure() : nullptr, stated};
}

// Counts on, up to the period `until`.
void Cap::Advance(Window& window, std::size_t until) const {
  for (; window.next < history_.size(); ++window.next) {
    const Entry& entry = history_[window.next];
    if (entry.place >= until) return;
    if (window.terms.after && entry.last <= *window.terms.after) continue;
    window.counted = Plus(window.counted, entry, window.terms);
  }
}

// `counted` is null for nothing.
Trace Cap::Left(const ClauseState& state, const Trace& counted, Trace cap,
                const std::string& unit) const {
  const Trace zero = ConstantLeaf("nothing", RationalRange(), unit);
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
