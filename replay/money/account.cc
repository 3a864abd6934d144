#include "replay/money/account.h"

#include <algorithm>
#include <utility>

#include "replay/money/contested.h"
#include "replay/money/maybe_due.h"

namespace covenant {

bool Account::Settled() const {
  return open.IsExactlyZero() && (!interest || interest->Done());
}

bool DueBefore(const Account& a, const Account& b) {
  const auto& x = a.line.occurrence;
  const auto& y = b.line.occurrence;
  if (x.due.has_value() != y.due.has_value()) return x.due.has_value();
  if (x.due != y.due) return *x.due < *y.due;
  return a.id < b.id;
}

bool Designated(const Account& account, const std::string& clause,
                const std::string& name) {
  const Occurrence& o = account.line.occurrence;
  if (o.clause != clause) return false;
  // A period's name stands for its items and for later sums of it too.
  return name.empty() || o.name == name || o.name.starts_with(name + "+") ||
         o.name.starts_with(name + ".");
}

void TurnRound(Line& line) {
  Occurrence& o = line.occurrence;
  const bool back = o.accrued != nullptr && o.accrued->value.ok() &&
                    o.accrued->value.at_most() &&
                    o.accrued->value.at_most()->Sign() <= 0 &&
                    !o.accrued->value.IsExactlyZero();
  if (!back) return;
  std::swap(o.debtor, o.creditor);
  // What was waived or credited of it turns its sign with it.
  for (Trace* figure : {&o.accrued, &o.waived, &line.credited}) {
    if (*figure == nullptr) continue;
    *figure =
        Difference("owed back", o.unit,
                   {ConstantLeaf("nothing", RationalRange(), o.unit), *figure});
  }
  for (DatedCredit& credit : line.credits) credit.amount = -credit.amount;
}

Debtors DebtorsOf(const Line& line) {
  Debtors debtors = {line.occurrence.debtor};
  for (const FormerParty& one : line.parties.formers) {
    if (one.as_debtor) debtors.push_back(one.party);
  }
  return debtors;
}

bool AccruesAfter(const Line& line, Date day) {
  const Occurrence& o = line.occurrence;
  if (line.opened) return *line.opened > day;
  if (o.repayment) return false;
  if (o.created > day) return true;
  if (!o.accrued_on && !o.period) return false;
  const auto accrued = AccrualDay(o);
  return accrued && *accrued > day;
}

Date StandsFrom(const Line& line) {
  const Occurrence& o = line.occurrence;
  if (line.opened) return *line.opened;
  const auto accrued =
      o.in_advance || !o.period ? AccrualDay(o) : o.closes_on;
  if (!accrued) return o.created;
  const bool increase = o.name.find('+') != std::string::npos;
  const bool at_once = o.due && *o.due <= o.created;
  return increase || at_once ? std::max(*accrued, o.created) : *accrued;
}

Line CarriedBy(const Recorded& by, const Opening& opening,
               const OpeningBalance& balance) {
  Line line;
  Occurrence& o = line.occurrence;
  o.clause = balance.clause;
  o.name = "opening";
  o.debtor = balance.debtor;
  o.creditor = balance.creditor;
  o.unit = balance.amount.unit().text();
  o.due = balance.due ? balance.due : opening.through;
  o.accrued = Leaf("balance carried by " + by.event->id,
                   balance.amount.Range(), o.unit, by.event->basis, by.refs,
                   PlaceOf(*by.event, ""),
                   std::string(finding::kUndisclosedAmount));
  line.opened = opening.through;
  return line;
}

Trace PaidOut(const Account& account, Date day) {
  const Occurrence& o = account.line.occurrence;
  std::vector<Trace> parts{o.accrued};
  if (o.waived != nullptr) parts.push_back(o.waived);
  // A reduction that comes later does not make too much of what was withheld.
  for (const DatedCredit& credit : account.line.credits) {
    if (credit.day > day) continue;
    parts.push_back(
        Leaf("credited", credit.amount, o.unit, o.accrued->basis, {}, "",
             credit.amount.IsExact() ? std::string() : OpenUnknownBecause(o)));
  }
  return Difference("paid out", o.unit, std::move(parts));
}

Trace DiscountOn(const Account& account, Date day) {
  if (account.early.none() || account.discount != nullptr) return nullptr;
  // Where no interest can run, credits have been taken off from the start.
  const auto& credits = account.line.credits;
  const Date through = account.interest || credits.empty()
                           ? day
                           : std::max(day, credits.back().day);
  return account.early.On(day, [&] { return PaidOut(account, through); });
}

RationalRange WithoutDiscount(Account& account, const DatedCredit& credit) {
  if (account.discount == nullptr) return credit.amount;
  const RationalRange granted = account.discount->value;
  const Trace now = account.early.On(
      account.discounted_on, [&] { return PaidOut(account, credit.day); });
  if (!granted.IsExact() || now == nullptr || !now->value.IsExact()) {
    const auto& most = granted.at_most();
    return credit.amount - (most ? RationalRange::Between(Rational(), *most)
                                 : RationalRange::AtLeast(Rational()));
  }
  account.discount = now;
  return credit.amount - (granted - now->value);
}

void AddBreaks(const Facts& facts, Account& account) {
  AddMaybeBreaks(account.line.occurrence, account.breaks);
  for (const DatedCredit& credit : account.line.credits) {
    if (const auto next = credit.day.AddDays(1); next.ok()) {
      account.breaks.insert(*next);
    }
  }
  for (const Recorded* r : facts.disputes) {
    if (!Contests(*r->event->As<Dispute>(), account)) continue;
    account.breaks.insert(r->event->As<Dispute>()->date);
    const auto end = facts.resolutions.find(r->event->id);
    if (end != facts.resolutions.end()) {
      account.breaks.insert(end->second->event->As<DisputeResolution>()->date);
    }
  }
}

std::string OpenUnknownBecause(const Occurrence& occurrence) {
  for (const Trace& figure :
       {occurrence.accrued, occurrence.waived, occurrence.credited}) {
    if (figure == nullptr || figure->value.IsExact()) continue;
    const auto codes = UnknownBecause(figure);
    if (!codes.empty()) return *codes.begin();
  }
  return std::string(finding::kUndisclosedAmount);
}

RationalRange Positive(const RationalRange& range) {
  if (range.IsExact() && range.value().Sign() >= 0) return range;
  return Max(range, RationalRange());
}

absl::StatusOr<Amount> AmountOf(const RationalRange& range,
                                const std::string& unit_text) {
  if (!range.ok()) return range.status();
  auto unit = unit_text.empty() ? absl::StatusOr<Unit>(Unit())
                                : Unit::Parse(unit_text);
  if (!unit.ok()) return unit.status();
  return AmountOf(range, *unit);
}

void StartInterest(const InterestTerms& terms, const Line& line, Date as_of,
                   InterestWaivers* waivers, Account& account) {
  const Occurrence& o = line.occurrence;
  const Debtors debtors = DebtorsOf(line);
  const auto unit = Unit::Parse(o.unit);
  if (!terms.any() || o.accrued == nullptr || !unit.ok() ||
      !unit->IsCurrency()) {
    return;
  }
  const bool maybe =
      o.due && !o.maybe_due.empty() && terms.Reaches(o.clause, debtors, as_of);
  if (maybe && !CanFollowMaybeDue(terms, o, debtors, as_of)) {
    account.interest_unknown = true;
  } else if (o.due) {
    account.interest.emplace(
        terms, o.clause, debtors, o.unit,
        maybe ? o.maybe_due.front().since : *o.due, line.opened,
        o.accrued->basis,
        maybe ? o.maybe_due.front().because : OpenUnknownBecause(o), waivers);
    account.interest->SetDivisions(line.divisions);
  } else {
    account.interest_unknown = o.due_unknown &&
                               !o.accrued->value.IsExactlyZero() &&
                               terms.Reaches(o.clause, debtors, as_of);
  }
}

absl::StatusOr<Amount> AmountOf(const RationalRange& range, const Unit& unit) {
  if (!range.ok()) return range.status();
  const int minor = unit.DecimalPlaces();
  if (range.IsExactlyZero()) {
    const auto zero = Decimal::FromUnits(0, minor);
    if (!zero.ok()) return zero.status();
    return Amount::Exact(*zero, unit);
  }
  const RationalRange positive = Positive(range);
  if (positive.IsExact()) {
    auto exact = Decimal::FromRational(positive.value());
    if (exact.ok()) {
      if (exact->Scale() < minor) exact = exact->Rescaled(minor);
      if (!exact.ok()) return exact.status();
      return Amount::Exact(*std::move(exact), unit);
    }
  }
  // A quantity has no smallest part of its own.
  constexpr int kQuantityPlaces = 6;
  return Amount::FromRange(positive, unit,
                           unit.IsCurrency() ? minor : kQuantityPlaces,
                           RoundingMode::kHalfAway);
}

}  // namespace covenant
