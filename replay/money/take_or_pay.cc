// Take or pay: a quantity that is paid for whether or not it is taken, and what
// such payments are good for later.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "replay/money/figures.h"
#include "replay/money/indexation.h"
#include "replay/money/periodic.h"
#include "replay/money/rounds.h"
#include "replay/money/stated_counts.h"

namespace covenant {
namespace {

// What one period's shortfall payment is still good for.
struct Credit {
  std::string period;
  std::optional<Date> expires;  // the last day on which it can be used
  Trace left;                   // money, or a quantity
};

class TakeOrPayClause {
 public:
  TakeOrPayClause(EvaluationContext& context, const std::string& clause)
      : context_(context),
        clause_(clause),
        stated_(StatedCountsOf(context.facts, clause, Counted::kMakeUp,
                               context.as_of)) {}

  void Compute(const ClausePeriod& period) {
    const ClauseState& state = *period.last;
    if (!stated_.empty() &&
        *period.nominal.days.LastDay() > stated_.front().through) {
      GoOnFromStated();
    }
    change_ = SymbolOf(state, "rate_change");
    const auto* minimum = state.As<Amount>("minimum");
    const auto* price = state.As<Amount>("price");
    unit_ = minimum == nullptr ? "" : minimum->unit().text();
    currency_ = price == nullptr ? "" : price->unit().text();
    const bool all = SymbolOf(state, "charge") != "shortfall";
    const auto figures = FiguresOf(context_, clause_, period,
                                   {"", unit_, currency_, "quantity of", nullptr});
    if (!figures) {
      if (*period.nominal.days.LastDay() <= context_.as_of) {
        awaited_.push_back(&period);
      }
      return;
    }
    CountAwaited();
    std::vector<Trace> bases;
    bases.reserve(figures->size());
    for (const Figure& figure : *figures) bases.push_back(figure.base);
    const Trace taken =
        Sum("taken in " + period.nominal.name, unit_, std::move(bases));
    const Trace cost = PriceOf(period);
    // What lacks is known when the period has ended.
    const bool ended = context_.as_of >= *period.nominal.days.LastDay();
    if (!ended && !all) return;
    const Trace least = ended ? Minimum(period) : nullptr;
    const Trace lacking = least == nullptr ? nullptr : Above(least, taken);
    Trace charged = taken;
    if (!all) {
      charged = lacking;
    } else if (least != nullptr) {
      charged = MaxOf("taken, at least the minimum", unit_, {taken, least});
    }
    by_day_ = all && ChangesInside(period);
    const Trace lacks_at = ended ? PriceOfLack(period, cost) : cost;
    Trace amount =
        Product("price of it", currency_, {all ? cost : lacks_at, charged});
    std::vector<Piece> pieces;
    if (by_day_) {
      amount = ByDay(period, *figures, cost, lacks_at, lacking, pieces);
    } else {
      pieces = PiecesOf(period, amount);
    }
    Occurrence occurrence = OccurrenceOf(context_, clause_, period, currency_);
    SetAccrued(context_, period, occurrence, amount, pieces);
    if (state.fields.contains("make_up.applies_to")) {
      Use(period, cost, taken, least, amount, occurrence);
      if (lacking != nullptr) {
        Earn(period, lacks_at, all ? NotTaken(taken, least, lacking) : lacking,
             occurrence.waived);
      }
    }
    if (!credits_.empty() && credits_.back().period == period.nominal.name) {
      TakeBack(occurrence, cost, credits_.back());
    }
    context_.Keep(std::move(occurrence));
  }

  void Finish(const ClauseState& state) {
    GoOnFromStated();
    for (const Credit& credit : credits_) {
      if (credit.left->value.IsExactlyZero()) continue;
      if (credit.expires && *credit.expires < context_.as_of) continue;
      ClauseBalance balance;
      balance.clause = context_.Subject(clause_);
      balance.name =
          "credit of " + credit.period +
          (credit.expires ? ", to " + credit.expires->ToString() : "");
      balance.debtor = SymbolOf(state, "creditor");
      balance.creditor = SymbolOf(state, "debtor");
      balance.unit = credit.left->unit;
      balance.trace = credit.left;
      context_.out.balances.push_back(std::move(balance));
    }
  }

 private:
  // What an opening states takes the place of the credits of closed periods.
  void GoOnFromStated() {
    if (stated_.empty()) return;
    credits_.clear();
    awaited_.clear();
    for (StatedCount& one : stated_) {
      credits_.push_back({"opening", one.expires, std::move(one.figure)});
    }
    stated_.clear();
  }

  Trace Zero(const std::string& unit) const {
    return ConstantLeaf("nothing", RationalRange(), unit);
  }

  // `a` less `b`, at least nothing.
  Trace Above(const Trace& a, const Trace& b) const {
    return MaxOf(a->label + " beyond " + b->label, a->unit,
                 {Difference(a->label + " less " + b->label, a->unit, {a, b}),
                  Zero(a->unit)});
  }

  // A term of the whole period, by the rule for changes inside it.
  Trace Over(const ClausePeriod& period, const std::string& path,
             const std::string& unit) const {
    return TermOver(path, unit, change_, period.slices,
                    [&](const ClauseState& state) {
                      return AmountLeaf(state, path, path, unit);
                    });
  }

  // Where it follows an index, as it stands on the period's first day.
  Trace PriceBy(const ClausePeriod& period, const ClauseState& state) const {
    return Indexed(
        AmountLeaf(state, "price", "price", currency_),
        IndexFactor(context_, clause_, state, *period.nominal.days.from()));
  }

  Trace PriceOf(const ClausePeriod& period) const {
    return TermOver(
        "price", currency_, change_, period.slices,
        [&](const ClauseState& state) { return PriceBy(period, state); });
  }

  // The price of what lacks to the minimum of the period: of each day's part of
  // the minimum by the price of that day (domain.md section 5). It differs from
  // the price of the period where both change inside it.
  Trace PriceOfLack(const ClausePeriod& period, const Trace& cost) const {
    const Trace least = Over(period, "minimum", unit_);
    Trace prices = TermOver(
        "price of the minimum", currency_, change_, period.slices,
        [&](const ClauseState& state) {
          return Product("price of the minimum", currency_,
                         {PriceBy(period, state),
                          AmountLeaf(state, "minimum", "minimum", unit_)});
        });
    if (!prices->value.IsExact() || !least->value.IsExact() ||
        least->value.IsExactlyZero() ||
        prices->value == cost->value * least->value) {
      return cost;
    }
    return Quotient("price of a unit of the minimum", currency_,
                    std::move(prices), least);
  }

  // Whether the price changes inside the period, or what is waived.
  bool ChangesInside(const ClausePeriod& period) const {
    std::optional<Factor> first;
    for (const Slice& slice : period.slices) {
      if (!slice.Active()) continue;
      Factor own{PriceBy(period, *slice.state),
                 WaivedShare(*slice.state, WaiverMeasure::kAccrual)};
      if (first && !SameFactor(*first, own)) return true;
      first = std::move(own);
    }
    return false;
  }

  // The price of the days for which a total is reported.
  Trace PriceOver(const ClausePeriod& period, const Interval& days) const {
    std::vector<Slice> within;
    for (Slice slice : period.slices) {
      slice.days = slice.days.Intersect(days);
      if (!slice.days.Empty()) within.push_back(slice);
    }
    if (!AnyActive(within)) return PriceOf(period);
    return TermOver(
        "price", currency_, change_, within,
        [&](const ClauseState& state) { return PriceBy(period, state); });
  }

  // What is taken on a day of its own by the terms of that day, a total by
  // those of its days. What lacks (null: not known yet) has none: it is of the
  // whole period, at `lacks_at`.
  Trace ByDay(const ClausePeriod& period, const std::vector<Figure>& figures,
              const Trace& cost, const Trace& lacks_at, const Trace& lacking,
              std::vector<Piece>& pieces) const {
    std::vector<Trace> amounts;
    for (const Figure& figure : figures) {
      Trace price = figure.item != nullptr ? PriceBy(period, *figure.state)
                    : figure.days          ? PriceOver(period, *figure.days)
                                           : cost;
      Trace amount = Product("price of " + figure.base->label, currency_,
                             {std::move(price), figure.base});
      pieces.push_back({amount, WaivedOfFigure(figure, amount)});
      amounts.push_back(std::move(amount));
    }
    if (lacking != nullptr && !lacking->value.IsExactlyZero()) {
      Trace amount =
          Product("price of what lacks", currency_, {lacks_at, lacking});
      for (Piece& piece : PiecesOf(period, amount)) {
        pieces.push_back(std::move(piece));
      }
      amounts.push_back(std::move(amount));
    }
    Trace sum = Sum("price of it", currency_, std::move(amounts));
    const auto& fewest = sum->value.at_least();
    if (lacking == nullptr || (fewest && fewest->Sign() >= 0)) return sum;
    // What is below zero can have another price than what lacks for it.
    return MaxOf("at least nothing", currency_,
                 {std::move(sum), Zero(currency_)});
  }

  // What periods used or earned whose reports are not due yet is not known to
  // those that come after them.
  void CountAwaited() {
    for (const ClausePeriod* period : awaited_) {
      const std::string code(finding::kMissingReport);
      const std::string why = period->nominal.name + " is not reported yet";
      for (Credit& credit : credits_) {
        credit.left = Maybe("may be used: " + why, credit.left, code);
      }
      if (!period->last->fields.contains("make_up.applies_to")) continue;
      const bool quantity =
          SymbolOf(*period->last, "make_up.measure") == "quantity";
      const std::string unit = quantity ? unit_ : currency_;
      Credit credit = CreditOf(*period);
      credit.left = MaxOf(
          "at least nothing", unit,
          {Unknown(why, unit, code, {}, period->last->created_by), Zero(unit)});
      credits_.push_back(std::move(credit));
    }
    awaited_.clear();
  }

  // The minimum for the days on which the clause is in force and not suspended.
  Trace Minimum(const ClausePeriod& period) const {
    const ClauseState& state = *period.last;
    Trace least = Over(period, "minimum", unit_);
    // Of a suspension that is limited it is not known whether the minimum
    // rests.
    std::int32_t in_force = 0, rests = 0, may_rest = 0;
    const bool reduces = SymbolOf(state, "suspension") != "none";
    for (const Slice& slice : period.slices) {
      if (!slice.Active()) continue;
      const auto& attached = slice.state->attachments;
      bool suspended = false, limited = false;
      for (const Attachment& a : attached) {
        if (!reduces || a.type != "suspension") continue;
        (IsLimited(a) ? limited : suspended) = true;
      }
      in_force += *slice.days.Days();
      if (suspended) {
        rests += *slice.days.Days();
      } else if (limited) {
        may_rest += *slice.days.Days();
      }
    }
    const std::int32_t all = *period.nominal.days.Days();
    const auto& length = period.nominal.length;
    const bool odd = in_force < all || length;
    const std::string rule = SymbolOf(state, "partial_period");
    if (odd && rule == "none") return Zero(unit_);
    const bool part = odd && rule == "pro-rata-days";
    const std::int32_t base = part || in_force == all ? all : in_force;
    if (part && length) {
      least = Product("minimum for the length of the period", unit_,
                      {std::move(least), PartOfPeriod(1, 1, length)});
    }
    const auto of_days = [&](std::int32_t days) {
      return Product(
          "minimum for the days that count", unit_,
          {least,
           ConstantLeaf(
               std::to_string(days) + " of " + std::to_string(base) + " days",
               RationalRange::Exact(Rational::Fraction(days, base)))});
    };
    const std::int32_t count = in_force - rests;
    if (may_rest > 0) {
      least =
          HullOf("how much of the minimum the suspension reaches is not known",
                 unit_, {of_days(count - may_rest), of_days(count)},
                 std::string(finding::kUndisclosedAmount));
    } else if ((part && in_force < all) || rests > 0) {
      least = of_days(count);
    }
    if (odd && rule.empty()) {
      return WithoutRule(
          length ? "no rule for the minimum of a period of another length "
                   "(partial_period)"
                 : "no rule for a minimum in force only in part "
                   "(partial_period)",
          std::move(least), length);
    }
    return least;
  }

  std::vector<Piece> PiecesOf(const ClausePeriod& period,
                              const Trace& amount) const {
    bool waives = false;
    const auto waived_on = [&](const ClauseState& state) {
      Trace share = WaivedShare(state, WaiverMeasure::kAccrual);
      waives = waives || share != nullptr;
      return share != nullptr ? share
                              : ConstantLeaf("nothing", RationalRange());
    };
    Trace share = TermOver("waived", "", change_, period.slices, waived_on);
    if (!waives) return {};
    return {{amount, Product("waived", currency_, {std::move(share), amount})}};
  }

  // The oldest credit is used first.
  void Use(const ClausePeriod& period, const Trace& cost, const Trace& taken,
           const Trace& least, const Trace& amount, Occurrence& occurrence) {
    const ClauseState& state = *period.last;
    const bool quantity = SymbolOf(state, "make_up.measure") == "quantity";
    const bool any = SymbolOf(state, "make_up.applies_to") == "any-amount";
    // What credits may pay for, in their measure.
    Trace open;
    if (any) {
      open = quantity ? MaxOf("charged", unit_,
                              {taken, least == nullptr ? taken : least})
                      : amount;
    } else {
      if (least == nullptr) return;  // what exceeds is known at the end
      open = Above(taken, least);
      if (!quantity) {
        open = Product("price of what exceeds the minimum", currency_,
                       {cost, open});
      }
    }
    // Of what is taken on its own day the price can be another than that of
    // credits.
    if ((occurrence.waived != nullptr || by_day_) &&
        !cost->value.IsExactlyZero()) {
      Trace net = occurrence.accrued;
      if (occurrence.waived != nullptr) {
        net =
            Difference("not waived of it", currency_, {net, occurrence.waived});
      }
      if (quantity) net = Quotient("the quantity of that", unit_, net, cost);
      const std::string unit = open->unit;
      open = MinOf(occurrence.waived != nullptr ? "at most what is not waived"
                                                : "at most what accrued",
                   unit, {std::move(open), std::move(net)});
    }
    std::vector<Trace> used;
    for (Credit& credit : credits_) {
      if (credit.expires && *credit.expires < *period.nominal.days.LastDay()) {
        continue;
      }
      if (open->value.IsExactlyZero()) break;
      if (credit.left->value.IsExactlyZero()) continue;
      Trace part;
      if (credit.left->unit == open->unit) {
        part = MinOf("credit of " + credit.period, open->unit,
                     {credit.left, open});
        credit.left =
            Difference("left of the credit", open->unit, {credit.left, part});
      } else {
        // What a credit in another unit pays for is not known.
        const std::string code(finding::kCurrencyMismatch);
        const std::string why = "the credit of " + credit.period + " is in " +
                                credit.left->unit + ", not in " + open->unit;
        part = Maybe(why, open, code);
        credit.left = Maybe("may be used: " + why, credit.left, code);
      }
      open = Difference("not yet credited", open->unit, {open, part});
      used.push_back(quantity ? Product("credit of " + credit.period, currency_,
                                        {cost, std::move(part)})
                              : std::move(part));
    }
    if (used.empty()) return;
    occurrence.credited = RoundedAmount(
        state, currency_, Sum("make-up credits", currency_, std::move(used)));
  }

  // What of the minimum is charged without being taken. What is taken below
  // zero lacks, too, but the charge for the period is none for it.
  Trace NotTaken(const Trace& taken, const Trace& least,
                 const Trace& lacking) const {
    const auto& fewest = taken->value.at_least();
    if (fewest && fewest->Sign() >= 0) return lacking;
    return Above(least,
                 MaxOf("taken, at least nothing", unit_, {taken, Zero(unit_)}));
  }

  // A credit for what is charged without being taken, without what is waived:
  // that is not paid, and is for what lacks first.
  void Earn(const ClausePeriod& period, const Trace& cost, const Trace& lacking,
            const Trace& waived) {
    const ClauseState& state = *period.last;
    if (lacking->value.IsExactlyZero()) return;
    const bool quantity = SymbolOf(state, "make_up.measure") == "quantity";
    Credit credit = CreditOf(period);
    credit.left = lacking;
    if (!quantity || (waived != nullptr && !cost->value.IsExactlyZero())) {
      Trace paid = RoundedAmount(
          state, currency_,
          Product("paid without taking", currency_, {cost, lacking}));
      if (waived != nullptr) {
        paid = MaxOf("not waived of it", currency_,
                     {Difference("less what is waived", currency_,
                                 {std::move(paid), waived}),
                      Zero(currency_)});
      }
      credit.left =
          quantity ? MinOf("at most what lacks", unit_,
                           {lacking, Quotient("the quantity of that", unit_,
                                              std::move(paid), cost)})
                   : std::move(paid);
    }
    if (credit.left->value.IsExactlyZero()) return;
    credits_.push_back(std::move(credit));
  }

  // What of the sum is not to be paid, by what is known of it once all is
  // computed, gives no credit.
  void TakeBack(const Occurrence& o, const Trace& cost, Credit& credit) const {
    const CountedSum counts = context_.CountsOf(o);
    if (SameFigure(counts.accrued, o.accrued) &&
        SameFigure(counts.waived, o.waived)) {
      return;
    }
    const auto net = [&](const Trace& accrued, const Trace& waived) {
      return waived == nullptr
                 ? accrued
                 : Difference("not waived of it", currency_, {accrued, waived});
    };
    Trace less = MaxOf("not to be paid", currency_,
                       {Difference("computed less what counts", currency_,
                                   {net(o.accrued, o.waived),
                                    net(counts.accrued, counts.waived)}),
                        Zero(currency_)});
    if (credit.left->unit != currency_) {
      if (cost->value.IsExactlyZero()) return;
      less = Quotient("the quantity of that", credit.left->unit,
                      std::move(less), cost);
    }
    credit.left =
        MaxOf("credit, at least nothing", credit.left->unit,
              {Difference("credit less what is not to be paid",
                          credit.left->unit, {credit.left, std::move(less)}),
               Zero(credit.left->unit)});
  }

  static Credit CreditOf(const ClausePeriod& period) {
    Credit credit;
    credit.period = period.nominal.name;
    if (const auto* wait = period.last->As<Duration>("make_up.expires")) {
      const auto last = wait->AddTo(*period.nominal.days.LastDay());
      if (last.ok()) credit.expires = *last;
    }
    return credit;
  }

  EvaluationContext& context_;
  const std::string& clause_;
  std::vector<StatedCount> stated_;           // not taken over yet
  std::vector<const ClausePeriod*> awaited_;  // not counted yet
  std::string change_;    // the rule for changes inside a period
  std::string unit_;      // of the quantity
  std::string currency_;  // of the price
  bool by_day_ = false;   // by the prices of their days
  std::vector<Credit> credits_;
};

}  // namespace

void EvaluateTakeOrPay(EvaluationContext& context, const std::string& clause,
                       const ClauseRuns& runs) {
  TakeOrPayClause terms(context, clause);
  const std::vector<ClausePeriod> periods =
      ClausePeriodsOf(runs, context.as_of);
  for (const ClausePeriod& period : periods) terms.Compute(period);
  if (!periods.empty()) terms.Finish(*periods.back().last);
}

}  // namespace covenant
