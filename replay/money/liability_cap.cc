#include "replay/money/liability_cap.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "replay/money/conversion.h"
#include "replay/money/stated_counts.h"
#include "replay/money/waivers.h"

namespace covenant {
namespace {

// Whether a list of clauses, `absent` if there is none, has the clause.
bool Lists(const ClauseState& cap, const std::string& path,
           const std::string& clause, bool absent) {
  if (!cap.fields.contains(path)) return absent;
  const auto* list = cap.As<Value::List>(path);
  if (list == nullptr) return false;
  return std::any_of(list->begin(), list->end(), [&](const Value& item) {
    const auto* id = item.As<std::string>();
    return id != nullptr && *id == clause;
  });
}

// Whether a day counts together with a later one, or the same.
bool Within(const Duration& span, Date earlier, Date day) {
  const auto end = span.AddTo(earlier);
  return earlier <= day && (!end.ok() || day < *end);
}

// The first day of the contract year that holds the day.
Date YearOf(Date start, Date day) {
  for (int year = day.year(); year >= Date::kMinYear; --year) {
    const auto begins = start.AddMonths(12LL * (year - start.year()));
    if (begins.ok() && *begins <= day) return *begins;
  }
  return *Date::FromYmd(Date::kMinYear, 1, 1);
}

// One cap.
class LiabilityCap {
 public:
  // Adds to the sums that are limited.
  LiabilityCap(EvaluationContext& context, const std::string& clause,
               const ClauseRuns& runs, std::set<OccurrenceKey>& limited)
      : context_(context), clause_(clause), runs_(runs), limited_(limited) {}

  void Apply() {
    std::vector<Occurrence*> sums;
    for (auto& [key, o] : context_.out.occurrences) {
      if (o.accrued != nullptr && AccrualDay(o)) sums.push_back(&o);
    }
    std::sort(sums.begin(), sums.end(),
              [](const Occurrence* a, const Occurrence* b) {
                return std::tuple(*AccrualDay(*a), a->clause, a->name) <
                       std::tuple(*AccrualDay(*b), b->clause, b->name);
              });
    for (Occurrence* o : sums) {
      const Date day = CountsOn(*o);
      const Run* run = RunOn(runs_, day);
      if (run != nullptr && IsCap(*run) && Limits(*run->state, *o)) {
        Limit(*run, day, *o);
      }
      counted_.push_back(o);
    }
    AddBalance();
  }

 private:
  // What has accrued of a period that runs counts behind all else and by the
  // terms of the as-of day.
  Date CountsOn(const Occurrence& o) const {
    return std::min(*AccrualDay(o), context_.as_of);
  }

  static bool IsCap(const Run& run) {
    return run.state != nullptr && run.state->kind == kind::kLiabilityCap;
  }

  // What is owed back, below zero, is no liability of the debtor.
  bool Limits(const ClauseState& cap, const Occurrence& o) const {
    const auto& most = o.accrued->value.at_most();
    const std::string unit = SymbolOf(cap, "currency");
    return o.debtor == SymbolOf(cap, "debtor") && (!most || most->Sign() > 0) &&
           Lists(cap, "clauses", o.clause, true) &&
           !Lists(cap, "except", o.clause, false) &&
           (o.unit == unit || Paid(o).unit == unit);
  }

  // The sum as it is owed, in the currency to which it is converted.
  Occurrence Paid(Occurrence o) const {
    ConvertCurrency(context_, o);
    return o;
  }

  // Whether what accrued on the earlier day counts together with the day.
  static bool Together(const ClauseState& cap, Date earlier, Date day) {
    if (const auto* span = cap.As<Duration>("trailing")) {
      return Within(*span, earlier, day);
    }
    if (const auto* start = cap.As<Date>("year_start")) {
      return earlier <= day && YearOf(*start, earlier) == YearOf(*start, day);
    }
    return earlier <= day;
  }

  static bool FeeCounts(const ClauseState& cap, Date earlier, Date day) {
    if (const auto* span = cap.As<Duration>("fees_over")) {
      return Within(*span, earlier, day);
    }
    return Together(cap, earlier, day);
  }

  Trace LimitOn(const ClauseState& cap, Date day) const {
    const std::string unit = SymbolOf(cap, "currency");
    if (!cap.fields.contains("share")) {
      return AmountLeaf(cap, "amount", "limit", unit);
    }
    const auto share = [&](const std::string& label) {
      return Product(label, unit,
                     {RateLeaf(cap, "share", "share of the fees"),
                      SymbolOf(cap, "fees_count") == "paid"
                          ? FeesPaid(cap, day, unit)
                          : FeesAccrued(cap, day, unit)});
    };
    if (!cap.fields.contains("amount")) return share("limit");
    std::vector<Trace> both{AmountLeaf(cap, "amount", "fixed limit", unit),
                            share("limit by the fees")};
    const std::string which = SymbolOf(cap, "of_both");
    if (which == "greater-of") {
      return MaxOf("limit, the greater of both", unit, std::move(both));
    }
    if (which == "lesser-of") {
      return MinOf("limit, the lesser of both", unit, std::move(both));
    }
    // An amendment may add the one and leave the other.
    return HullOf("which of both is the limit is not said", unit,
                  std::move(both), std::string(finding::kAmbiguousReading));
  }

  Trace FeesAccrued(const ClauseState& cap, Date day,
                    const std::string& unit) const {
    std::vector<Trace> fees;
    for (const auto& [key, o] : context_.out.occurrences) {
      const auto on = AccrualDay(o);
      if (o.accrued == nullptr || !on) continue;
      if (Lists(cap, "fees", o.clause, false) && FeeCounts(cap, *on, day)) {
        fees.push_back(FeeIn(unit, o));
      }
    }
    return Fees("fees accrued", unit, std::move(fees));
  }

  // What the fee comes to in the currency of the cap, or in which it is paid;
  // of one in another currency that is not known.
  Trace FeeIn(const std::string& unit, Occurrence fee) const {
    fee.accrued = context_.CountsOf(fee).accrued;
    if (fee.unit == unit) return fee.accrued;
    const Occurrence paid = Paid(fee);
    if (paid.unit == unit) return paid.accrued;
    return OtherCurrency(fee.clause + "/" + fee.name, fee.unit, unit,
                         {fee.accrued}, {});
  }

  static Trace OtherCurrency(const std::string& what, const std::string& is,
                             const std::string& unit, std::vector<Trace> inputs,
                             std::vector<EventRef> refs) {
    return MaxOf("fees, at least nothing", unit,
                 {Unknown(what + " is in " + is + ", the cap in " + unit, unit,
                          std::string(finding::kCurrencyMismatch),
                          std::move(inputs), std::move(refs)),
                  ConstantLeaf("nothing", RationalRange(), unit)});
  }

  // A payment without designation may be for the fees or for something else.
  Trace FeesPaid(const ClauseState& cap, Date day,
                 const std::string& unit) const {
    std::vector<Trace> fees;
    for (const Recorded* r : context_.facts.payments) {
      const auto& payment = *r->event->As<PaymentMade>();
      if (!FeeCounts(cap, payment.date, day)) continue;
      const std::string& to = payment.designation;
      if (to.empty() ? !PaysFees(cap, payment)
                     : !Lists(cap, "fees", to.substr(0, to.find('/')), false)) {
        continue;
      }
      const std::string label = "paid " + payment.date.ToString();
      const std::string is = payment.amount.unit().text();
      Trace paid = is == unit
                       ? Leaf(label, payment.amount.Range(), unit,
                              r->event->basis, r->refs, PlaceOf(*r->event, ""),
                              std::string(finding::kUndisclosedAmount))
                       : OtherCurrency(label, is, unit, {}, r->refs);
      if (to.empty()) {
        paid = Maybe("without designation", std::move(paid),
                     std::string(finding::kAmbiguousReading));
      }
      fees.push_back(std::move(paid));
    }
    return Fees("fees paid", unit, std::move(fees));
  }

  bool PaysFees(const ClauseState& cap, const PaymentMade& payment) const {
    const auto& occurrences = context_.out.occurrences;
    return std::any_of(
        occurrences.begin(), occurrences.end(), [&](const auto& entry) {
          const Occurrence& fee = entry.second;
          if (!Lists(cap, "fees", fee.clause, false) ||
              fee.debtor != payment.payer || fee.creditor != payment.payee) {
            return false;
          }
          if (fee.unit == payment.amount.unit().text()) return true;
          Occurrence o = fee;
          ConvertCurrency(context_, o);
          return o.paid_in != nullptr || o.unit == payment.amount.unit().text();
        });
  }

  static Trace Fees(const std::string& label, const std::string& unit,
                    std::vector<Trace> fees) {
    if (fees.empty()) return ConstantLeaf("no " + label, RationalRange(), unit);
    return Sum(label, unit, std::move(fees));
  }

  // What an opening states that had accrued under the cap, and of what counts
  // together with the day.
  std::vector<StatedCount> StatedFor(const ClauseState& cap, Date day) const {
    const bool by_year = cap.fields.contains("year_start");
    auto stated = StatedCountsOf(
        context_.facts, clause_,
        by_year ? Counted::kAccruedInYear : Counted::kAccruedInAll,
        context_.as_of);
    if (stated.empty() || stated.front().through >= day) return {};
    if (!Together(cap, stated.front().through, day)) stated.clear();
    if (!stated.empty() && cap.fields.contains("trailing")) {
      Trace& figure = stated.front().figure;
      figure = Maybe("when it accrued is not stated", std::move(figure),
                     std::string(finding::kAmbiguousReading));
    }
    return stated;
  }

  // What is left of the limit for what accrues on the day.
  Trace Left(const ClauseState& cap, Date day) const {
    const std::string unit = SymbolOf(cap, "currency");
    std::vector<Trace> parts{LimitOn(cap, day)};
    const auto stated = StatedFor(cap, day);
    for (const StatedCount& one : stated) parts.push_back(one.figure);
    for (const Occurrence* o : counted_) {
      if (!stated.empty() && CountsOn(*o) <= stated.front().through) continue;
      if (Limits(cap, *o) && Together(cap, CountsOn(*o), day)) {
        parts.push_back(FeeIn(SymbolOf(cap, "currency"), *o));
      }
    }
    return MaxOf("liability cap left", unit,
                 {Difference("limit less what has accrued", unit,
                             std::move(parts)),
                  ConstantLeaf("nothing", RationalRange(), unit)});
  }

  void Limit(const Run& run, Date day, Occurrence& o) {
    Trace left = Left(*run.state, day);
    const std::string unit = left->unit;
    const Trace owed = unit == o.unit ? o.accrued : Paid(o).accrued;
    if (LessOrEqual(owed->value, left->value).value_or(false)) return;
    Trace capped = MinOf("at most what is left under " + clause_, unit,
                         {owed, std::move(left)});
    if (unit != o.unit) {
      capped = BeforeConversion(std::move(capped), owed, o.accrued);
    }
    if (run.in_force == InForce::kUnknown) {
      capped = HullOf("the cap is in force on an undisclosed day", o.unit,
                      {std::move(capped), o.accrued},
                      std::string(finding::kUndisclosedTerms));
    }
    // The cap may be a share with more digits than the currency has.
    capped = RoundedAmount(*run.state, o.unit, std::move(capped));
    if (o.waived != nullptr) {
      o.waived = WaivedOf(o, "waived of what accrues under the cap", capped);
    }
    if (o.credited != nullptr) {
      o.credited = MinOf("credited, at most what accrues", o.unit,
                         {o.credited, capped});
    }
    o.accrued = std::move(capped);
    limited_.emplace(o.clause, o.name);
  }

  // What accrues of the sum if `capped` of what it is converted to is owed: the
  // same part of it, before it is rounded, so that it is converted to just
  // that.
  static Trace BeforeConversion(Trace capped, const Trace& owed,
                                const Trace& accrued) {
    const Trace all = Unrounded(accrued);
    Trace part = Product("as much of it before it is converted", accrued->unit,
                         {Quotient("part of what is owed", "",
                                   std::move(capped), Unrounded(owed)),
                          all});
    if (part->value.IsExact()) return part;
    return MinOf(
        "at most all of it", accrued->unit,
        {MaxOf("at least nothing", accrued->unit,
               {std::move(part),
                ConstantLeaf("nothing", RationalRange(), accrued->unit)}),
         all});
  }

  void AddBalance() {
    const Run* now = RunOn(runs_, context_.as_of);
    if (now == nullptr || !IsCap(*now)) return;
    ClauseBalance balance;
    balance.clause = context_.Subject(clause_);
    balance.name = "liability cap left";
    balance.debtor = SymbolOf(*now->state, "debtor");
    balance.unit = SymbolOf(*now->state, "currency");
    balance.trace = Left(*now->state, context_.as_of);
    context_.out.balances.push_back(std::move(balance));
  }

  EvaluationContext& context_;
  const std::string& clause_;
  const ClauseRuns& runs_;
  std::set<OccurrenceKey>& limited_;
  // What has accrued so far, in order.
  std::vector<const Occurrence*> counted_;
};

}  // namespace

std::map<OccurrenceKey, CountedSum> ApplyLiabilityCaps(
    EvaluationContext& context) {
  std::set<OccurrenceKey> limited;
  for (const auto& [clause, runs] : *context.runs) {
    const bool caps = std::any_of(runs.begin(), runs.end(), [](const Run& run) {
      return run.state != nullptr && run.state->kind == kind::kLiabilityCap;
    });
    if (caps) LiabilityCap(context, clause, runs, limited).Apply();
  }
  std::map<OccurrenceKey, CountedSum> left;
  for (const OccurrenceKey& key : limited) {
    const Occurrence& o = context.out.occurrences.at(key);
    left.emplace(key, CountedSum{o.accrued, o.waived, o.credited});
  }
  return left;
}

}  // namespace covenant
