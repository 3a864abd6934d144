// Shares: revenue shares and unit prices, which are one computation: reported
// figures at a rate or a price, by tiers, credited against advances, between a
// minimum and caps, period by period.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "replay/money/advances.h"
#include "replay/money/caps.h"
#include "replay/money/count_starts.h"
#include "replay/money/figures.h"
#include "replay/money/indexation.h"
#include "replay/money/minimum.h"
#include "replay/money/periodic.h"
#include "replay/money/tiers.h"

namespace covenant {
namespace {

// One sum in the making.
struct Draft {
  std::string name;
  const ReportItem* item = nullptr;
  std::vector<Trace> amounts;
  std::vector<Piece> pieces;   // for what is waived
  std::vector<Trace> credits;  // against advances
  std::optional<Interval> days = {};  // other than those of the period
  // Of what is earned that is credited at most; null: all.
  Trace share = nullptr;
};

class ShareClause {
 public:
  ShareClause(EvaluationContext& context, const std::string& clause,
              const ClauseRuns& runs, Advances& advances)
      : context_(context),
        clause_(clause),
        runs_(runs),
        advances_(advances),
        periods_(
            ClausePeriodsOf(runs, context.as_of, context.facts.PastOf(clause))),
        years_(CountStartsOf(periods_, ByYear)),
        ends_(EndsForYears(runs, context.as_of)),
        tier_counts_(periods_),
        period_cap_(context, clause_, "period_cap", "cap of the period"),
        year_cap_(context, clause_, "year_cap", "cap of the year"),
        lifetime_cap_(context, clause_, "lifetime_cap", "lifetime cap") {
    stated_year_ = Stated(Counted::kAccruedInYear, ByYear);
    year_cap_.State(stated_year_);
    lifetime_cap_.State(Stated(Counted::kAccruedInAll, ForLife));
    tier_counts_.State(Stated(Counted::kTierBase, TierResetOf),
                       Stated(Counted::kTierCharge, TierResetOf));
  }

  const std::vector<ClausePeriod>& periods() const { return periods_; }
  std::vector<Repayment> Repayments() const {
    return advances_.RepaymentsOf(clause_, runs_);
  }

  void Compute(std::size_t index) {
    const ClausePeriod& period = periods_[index];
    index_ = index;
    Read(period);
    auto figures = FiguresOf(context_, clause_, period, rule_);
    if (!figures) {
      if (period.stops <= context_.as_of) Await(period);
      return;
    }
    const Trace outstanding =
        recoups_ ? advances_.Outstanding(period) : nullptr;
    if (AnyDayHas(period, "recoup.rate_after") || !table_.crossing.empty()) {
      figures = WithOneTotal(*figures, "total", rule_.unit);
    }
    std::vector<Draft> drafts = DraftsOf(period, *figures, outstanding);
    for (const Draft& draft : drafts) {
      auto& priced = context_.priced[{clause_, period.nominal.name}];
      priced.insert(priced.end(), draft.amounts.begin(), draft.amounts.end());
    }
    if (per_item_) {
      if (context_.as_of > ReportDueOf(context_, period)) {
        context_.reported.emplace(clause_, period.nominal.name);
      }
      for (Draft& draft : drafts) Settle(period, std::move(draft));
      AddMinimum(period, std::nullopt);
    } else {
      AddMinimum(period, std::move(drafts.front()));
    }
    AddYearMinimum();
  }

  void Finish() {
    const Run* now = RunOn(runs_, context_.as_of);
    if (now == nullptr) return;
    if (now->state != nullptr) {
      std::size_t until = periods_.size();
      const auto year_of = [&](std::size_t place) {
        return YearStart(*now->state, periods_[place].stops);
      };
      const Date year = YearStart(*now->state, context_.as_of);
      while (until > 0 && year < year_of(until - 1)) --until;
      const bool any = until > 0 && year_of(until - 1) == year;
      year_cap_.AddBalance(*now->state,
                           any ? years_[until - 1] : Cap::Starts{until}, until);
      lifetime_cap_.AddBalance(*now->state, {0}, periods_.size());
    }
    const ClauseState* last = now->state != nullptr || periods_.empty()
                                  ? now->state
                                  : periods_.back().last;
    if (last != nullptr) advances_.Finish(clause_, *last, *now);
  }

 private:
  // What the terms of the period's last day in force say of the whole period,
  // and what some of its days say.
  void Read(const ClausePeriod& period) {
    const ClauseState& state = *period.last;
    const bool is_price = state.kind == kind::kUnitPrice;
    currency_ = SymbolOf(state, "currency");
    table_ = TiersOf(state, currency_);
    // Prices that follow an index are those of the period's first day.
    rule_.index = !is_price ? nullptr
                            : IndexFactor(context_, clause_, state,
                                          *period.nominal.days.from());
    recoups_ = state.fields.contains("recoup.advances");
    per_item_ = SymbolOf(state, "settle") == "item";
    by_line_ = SymbolOf(state, "rounding.at") == "line";
    change_ = SymbolOf(state, "rate_change");
    rule_.currency = currency_;
    rule_.unit = is_price ? SymbolOf(state, "unit") : currency_;
    rule_.what = is_price ? "price of" : "share of";
    tiered_ = AnyDayHas(period, "tiers");
    retiered_ = false;
    for (const Slice& slice : period.slices) {
      retiered_ = retiered_ || (slice.Active() && slice.state != &state &&
                                TierTermsOf(*slice.state) != TierTermsOf(state));
    }
    allows_ = AnyDayHas(period, "allowance");
    const bool plain =
        !tiered_ && !allows_ && !AnyDayHas(period, "recoup.rate_after");
    rule_.factor = !plain ? "" : is_price ? "price" : "rate";
  }

  // --- Periods whose reports are not due yet. What they come to is left out,
  // and is not known to what is computed after them.

  void Await(const ClausePeriod& period) {
    const auto of_it = [&](const std::string& unit) {
      return Unknown("of " + period.nominal.name + ", not reported yet", unit,
                     std::string(finding::kMissingReport), {},
                     period.last->created_by);
    };
    const Trace amount = of_it(currency_);
    if (tiered_) tier_counts_.Count(index_, of_it(rule_.unit));
    if (recoups_) advances_.Await(period, amount);
    year_cap_.Await(index_, period, amount);
    lifetime_cap_.Await(index_, period, amount);
    Remember(amount, amount);
  }

  static std::string ByYear(const ClauseState&) { return "year"; }
  static std::string ForLife(const ClauseState&) { return "never"; }

  StatedStart Stated(Counted counted, ResetRule reset) const {
    return {context_.facts, clause_, counted, context_.as_of, periods_, reset};
  }

  // --- From figures to amounts.

  // The figures, without what is free of them all, deductions among them.
  std::vector<Trace> BasesOf(const ClausePeriod& period,
                             const std::vector<Figure>& figures) const {
    std::vector<Trace> bases;
    bases.reserve(figures.size());
    for (const Figure& figure : figures) bases.push_back(figure.base);
    if (!allows_) return bases;
    return AboveAllowance(
        bases, rule_.unit,
        Over(period, "allowance", rule_.unit, [&](const ClauseState& state) {
          return OrNothing(state, "allowance", "allowance", rule_.unit);
        }));
  }

  std::vector<Draft> DraftsOf(const ClausePeriod& period,
                              const std::vector<Figure>& figures,
                              Trace outstanding) {
    std::vector<Draft> drafts;
    if (!per_item_) drafts.push_back({period.nominal.name, nullptr, {}, {}, {}});
    std::map<std::string, int> names;
    const std::vector<Trace> bases = BasesOf(period, figures);
    // Against the bounds of the tiers, by each reading.
    std::vector<TierCounts::Before> counts;
    if (tiered_) counts = tier_counts_.BeforePeriod(index_);
    const std::vector<TierCounts::Before> at_start = counts;
    // The tiers of the figures from..until-1, which are `base` together.
    const auto tiered = [&](const ClauseState* terms, std::size_t from,
                            std::size_t until, const Trace& base) {
      std::vector<Trace> readings;
      for (std::size_t r = 0; r < counts.size(); ++r) {
        Trace before = counts[r].counted;
        if (table_.mode == "cumulative-rate" && !per_item_) {
          // What the period reaches by its end picks the tier of all its
          // figures.
          before = at_start[r].counted;
          for (std::size_t i = 0; i < bases.size(); ++i) {
            if (i >= from && i < until) continue;
            before = SumWith("counted beside it", before, bases[i]);
          }
        }
        Trace amount = Tiered(period, terms, before, counts[r], base);
        if (counts.size() > 1) tier_counts_.ChargeBy(counts[r], index_, amount);
        const bool all = counts[r].whole == counts[r].counted;
        counts[r].counted = SumWith("counted before", counts[r].counted, base);
        counts[r].whole = all ? counts[r].counted
                              : SumWith("counted since", counts[r].whole, base);
        counts[r].charged =
            SumWith("charged before", counts[r].charged, amount);
        readings.push_back(std::move(amount));
      }
      tier_counts_.Count(index_, base);
      return BetweenCounts(
          "no rule for what counts from before a change of the "
          "tiers' kind or reset",
          std::move(readings));
    };
    const auto earn_out = [&](Draft& draft, EarnedOut earned) {
      outstanding =
          Difference("advances left", currency_, {outstanding, earned.credit});
      draft.credits.push_back(std::move(earned.credit));
      return std::move(earned.amount);
    };
    const Trace share_of_all = CreditedShareOver(period, change_);
    for (Draft& draft : drafts) draft.share = share_of_all;
    // Rates that change once the advances are earned out go figure by figure.
    const bool at_once =
        recoups_ && !per_item_ && !AnyDayHas(period, "recoup.rate_after");
    Trace together;  // figures priced all at once
    const ClauseState* terms_of_together = nullptr;
    std::size_t first = 0;  // of them
    const auto price_together = [&](std::size_t until) {
      if (together == nullptr) return;
      Draft& draft = drafts.back();
      Trace amount = tiered(terms_of_together, first, until, together);
      draft.pieces.push_back({amount, nullptr});
      draft.amounts.push_back(std::move(amount));
      together = nullptr;
    };
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const Figure& figure = figures[i];
      if (per_item_) {
        drafts.push_back(NewItem(period, figure, names));
        drafts.back().share = figure.item != nullptr
                                  ? CreditedShareOf(*figure.state)
                                  : share_of_all;
      }
      Draft& draft = drafts.back();
      const Trace& base = bases[i];
      Trace amount;
      if (figure.amount != nullptr) {
        amount = figure.amount;
      } else if (tiered_) {
        // Where tiers change inside the period, each dated figure has those of
        // its day.
        const bool own = retiered_ && figure.item != nullptr &&
                         (per_item_ || table_.mode == "marginal");
        const ClauseState* terms = own ? figure.state : nullptr;
        if (figure.waived == nullptr && !per_item_ && table_.crossing.empty()) {
          if (terms != terms_of_together) price_together(i);
          if (together == nullptr) first = i;
          terms_of_together = terms;
          together =
              SumWith("figures of " + period.nominal.name, together, base);
          continue;
        }
        price_together(i);
        amount = tiered(terms, i, i + 1, base);
      } else {
        amount = Product(rule_.what + " " + figure.base->label, currency_,
                         {FactorFor(period, figure), base});
      }
      if (recoups_ && !at_once) {
        const Trace& share = figure.item != nullptr
                                 ? CreditedShareOf(*figure.state)
                                 : share_of_all;
        amount = earn_out(draft, EarnOut(period, figure, base, share,
                                         std::move(amount), outstanding));
      }
      if (by_line_) {
        amount = RoundedAmount(*period.last, currency_, std::move(amount));
      }
      draft.pieces.push_back(
          {amount, WaivedOfFigure(figure, amount), {}, figure.share});
      draft.amounts.push_back(std::move(amount));
    }
    price_together(figures.size());
    if (at_once && !drafts.front().amounts.empty()) {
      Draft& draft = drafts.front();
      Trace all = draft.amounts.front();
      if (draft.amounts.size() > 1)
        all = Sum("all figures", currency_, draft.amounts);
      earn_out(draft, Credit(std::move(all), share_of_all, outstanding));
    }
    return drafts;
  }

  Draft NewItem(const ClausePeriod& period, const Figure& figure,
                std::map<std::string, int>& names) const {
    Draft draft;
    draft.item = figure.item;
    draft.name = period.nominal.name + "." +
                 (figure.item != nullptr ? figure.item->date.ToString()
                                         : std::string("total"));
    const int count = ++names[draft.name];
    if (count > 1) draft.name += "." + std::to_string(count);
    return draft;
  }

  Trace FactorOf(const ClauseState& state) const {
    return state.kind == kind::kUnitPrice
               ? Indexed(AmountLeaf(state, "price", "price", currency_),
                         rule_.index)
               : RateLeaf(state, "rate", "rate");
  }

  // The factor of a figure: by its day, or for a total by the rule for changes.
  Trace FactorFor(const ClausePeriod& period, const Figure& figure) const {
    if (figure.item != nullptr) return FactorOf(*figure.state);
    const bool is_price = figure.state->kind == kind::kUnitPrice;
    return Over(period, is_price ? "price" : "rate", is_price ? currency_ : "",
                [&](const ClauseState& state) { return FactorOf(state); });
  }

  // A term of the whole period, by the rule for changes inside it.
  Trace Over(const ClausePeriod& period, const std::string& label,
             const std::string& unit,
             const std::function<Trace(const ClauseState&)>& read) const {
    return TermOver(label, unit, change_, period.slices, read);
  }

  // `base` by the tiers of `terms`, or of the whole period where they are null.
  Trace Tiered(const ClausePeriod& period, const ClauseState* terms,
               const Trace& before, const TierCounts::Before& earlier,
               const Trace& base) const {
    const std::string label = rule_.what + " " + period.nominal.name;
    const auto under = [&](const ClauseState& state) {
      TierTable table = TiersOf(state, currency_);
      for (TierRow& row : table.rows) {
        row.factor = Indexed(row.factor, rule_.index);
      }
      if (table.rows.empty()) {
        return Product(label, currency_, {FactorOf(state), base});
      }
      return TierAmount(table, label, rule_.unit, currency_, before,
                        earlier.charged, base, earlier.ordinal, &earlier.whole);
    };
    if (terms != nullptr) return under(*terms);
    return Over(period, label, currency_, under);
  }

  // The amount, and what of it is credited against `outstanding`.
  EarnedOut EarnOut(const ClausePeriod& period, const Figure& figure,
                    const Trace& base, const Trace& share, Trace amount,
                    const Trace& outstanding) const {
    if (!figure.state->fields.contains("recoup.rate_after")) {
      return Credit(std::move(amount), share, outstanding);
    }
    const auto read_after = [](const ClauseState& terms) {
      return RateLeaf(terms, "recoup.rate_after", "rate once earned out");
    };
    RecoupmentRates rates;
    rates.before = FactorFor(period, figure);
    rates.after = figure.item != nullptr
                      ? read_after(*figure.state)
                      : Over(period, "rate once earned out", "", read_after);
    rates.share = share;
    rates.crossing = SymbolOf(*period.last, "recoup.crossing");
    return CreditAtRates(rates, rule_.what + " " + figure.base->label, base,
                         std::move(amount), outstanding);
  }

  // --- From amounts to sums.

  void AddMinimum(const ClausePeriod& period, std::optional<Draft> draft) {
    const ClauseState& state = *period.last;
    if (!HasMinimum(period.slices, "period")) {
      if (draft) Settle(period, std::move(*draft));
      return;
    }
    Trace share = draft ? Sum(rule_.what + " " + period.nominal.name, currency_,
                              std::move(draft->amounts))
                        : Items(period);
    // The minimum of a period is owed when the period has ended.
    if (context_.as_of < *period.nominal.days.LastDay()) {
      if (draft) {
        draft->amounts = {std::move(share)};
        Settle(period, std::move(*draft));
      }
      return;
    }
    std::int32_t days = 0;
    for (const Slice& slice : period.slices) {
      if (slice.Active()) days += *slice.days.Days();
    }
    Trace least =
        MinimumOver(state, currency_, change_, period.slices, days,
                    *period.nominal.days.Days(), period.nominal.length);
    const bool adds = SymbolOf(state, "minimum.mode") == "additive";
    if (draft) {
      Trace sum = adds ? Sum("share and minimum", currency_, {share, least})
                       : AtLeast(state, NotPaid(draft->credits, draft->pieces),
                                 share, least);
      for (Piece& piece :
           SpreadEvenly(Difference("beyond the share", currency_, {sum, share}),
                        change_, period.slices)) {
        if (piece.waived != nullptr) draft->pieces.push_back(std::move(piece));
      }
      draft->amounts = {std::move(sum)};
      Settle(period, std::move(*draft));
      return;
    }
    Draft own;
    own.name = period.nominal.name + ".minimum";
    own.amounts = {adds ? std::move(least)
                        : LackingTo(std::move(least), share)};
    if (own.amounts.front()->value.IsExactlyZero()) return;
    own.pieces = SpreadEvenly(own.amounts.front(), change_, period.slices);
    Settle(period, std::move(own));
  }

  // What the items of the period come to, as the minimum counts them.
  Trace Items(const ClausePeriod& period) const {
    const bool paid = MinimumCountsPaid(*period.last);
    std::vector<Trace> items;
    const auto& all = context_.out.occurrences;
    const std::string prefix = period.nominal.name + ".";
    for (auto o = all.lower_bound({clause_, prefix});
         o != all.end() && o->first.first == clause_ &&
         o->first.second.starts_with(prefix);
         ++o) {
      const CountedSum counts = context_.CountsOf(o->second);
      items.push_back(paid ? LeftToPay(counts) : counts.accrued);
    }
    return Sum("items of " + period.nominal.name, currency_, std::move(items));
  }

  // With the last period that ends in a year: what lacks to the year's minimum.
  void AddYearMinimum() {
    const ClausePeriod& period = periods_[index_];
    const ClauseState& state = *period.last;
    if (context_.as_of < period.stops) return;
    YearMinimum year =
        YearMinimumOf(state, change_, runs_, ends_, period.stops);
    if (year.least == nullptr) return;
    Draft draft;
    draft.name = NameOfYear(year.start) + ".minimum";
    if (SymbolOf(state, "minimum.mode") != "additive") {
      std::vector<Trace> readings;
      for (const std::size_t from : years_[index_]) {
        readings.push_back(LackingTo(year.least, OfTheYear(state, from)));
      }
      year.least =
          BetweenCounts("no rule for the minimum of a year that has changed",
                        std::move(readings));
    }
    if (year.least->value.IsExactlyZero()) return;
    draft.pieces = SpreadEvenly(year.least, change_, year.slices);
    draft.days = year.days;
    draft.amounts = {std::move(year.least)};
    Settle(period, std::move(draft));
  }

  // What counts towards the minimum of the year that begins with a period.
  Trace OfTheYear(const ClauseState& state, std::size_t from) const {
    const bool paid = MinimumCountsPaid(state);
    std::vector<Trace> sums;
    if (stated_year_.Holds(from, index_)) {
      sums.push_back(stated_year_.figure());
      from = std::max(from, stated_year_.closed());
    }
    for (const Kept& sum : kept_) {
      if (sum.place >= from) sums.push_back(paid ? sum.to_pay : sum.accrued);
    }
    return Sum(paid ? "to be paid for the year" : "accrued in the year",
               currency_, std::move(sums));
  }

  void Settle(const ClausePeriod& period, Draft draft) {
    Trace amount =
        draft.amounts.size() == 1 && draft.item != nullptr
            ? draft.amounts.front()
            : Sum(rule_.what + " " + draft.name, currency_, draft.amounts);
    const Trace credited =
        draft.credits.empty() ? nullptr
                              : Sum("credited against advances", currency_,
                                    draft.credits);
    const Trace all = amount;
    bool binds = false;
    const auto limit = [&](Cap& cap, const Cap::Starts& starts) {
      amount = cap.Limit(period, starts, currency_, std::move(amount), credited,
                         binds);
    };
    limit(period_cap_, {index_});
    limit(year_cap_, years_[index_]);
    limit(lifetime_cap_, {0});
    if (binds) PutUnderCaps(draft.pieces, draft.amounts, all, amount);
    const bool part = draft.name != period.nominal.name;
    Occurrence occurrence =
        OccurrenceOf(context_, clause_, period, currency_,
                     part ? draft.name : std::string(), draft.item);
    if (draft.days) occurrence.period = draft.days;
    SetAccrued(context_, period, occurrence, amount, draft.pieces);
    if (credited != nullptr) {
      occurrence.credited = RoundedAmount(
          *period.last, currency_,
          WithinAccrued(
              WithinShare(credited, draft.share, amount, occurrence.waived),
              occurrence));
    }
    const CountedSum counts = context_.CountsOf(occurrence);
    const Trace to_pay = LeftToPay(counts);
    if (counts.credited != nullptr) advances_.Count(period, counts.credited);
    for (Cap* cap : {&period_cap_, &year_cap_, &lifetime_cap_}) {
      cap->Count(index_, period, counts.accrued, to_pay);
    }
    Remember(counts.accrued, to_pay);
    context_.Keep(std::move(occurrence));
  }

  // What later sums of the same year and the same tiers are computed with.
  void Remember(const Trace& accrued, const Trace& to_pay) {
    kept_.push_back({index_, accrued, to_pay});
    if (tiered_) tier_counts_.Charge(index_, accrued);
  }

  // What one period came to.
  struct Kept {
    std::size_t place;
    Trace accrued, to_pay;
  };

  EvaluationContext& context_;
  const std::string clause_;
  const ClauseRuns& runs_;
  Advances& advances_;
  const std::vector<ClausePeriod> periods_;
  const CountStarts years_;
  const std::vector<Date> ends_;  // of the periods; see YearMinimumOf()
  StatedStart stated_year_;  // what an opening says that accrued in the year
  TierCounts tier_counts_;
  Cap period_cap_, year_cap_, lifetime_cap_;
  std::vector<Kept> kept_;
  // Of the period at hand.
  FigureRule rule_;
  TierTable table_;
  std::string currency_;
  std::string change_;  // the rule for changes inside the period
  bool recoups_ = false, per_item_ = false, allows_ = false, by_line_ = false;
  bool tiered_ = false, retiered_ = false;  // retiered: they change inside it
  std::size_t index_ = 0;
};

}  // namespace

void EvaluateShares(EvaluationContext& context, const ShareClauses& clauses) {
  Advances advances(context, clauses);
  std::vector<std::unique_ptr<ShareClause>> shares;
  // Clauses that recoup the same advances take turns by their periods. What one
  // repays once it has ended comes behind the periods that have ended by then.
  std::vector<Repayment> repayments;
  // By day and clause: the period or, behind those, the repayment.
  std::vector<std::tuple<Date, std::size_t, bool, std::size_t>> turns;
  for (const auto& [clause, runs] : clauses) {
    shares.push_back(
        std::make_unique<ShareClause>(context, clause, runs, advances));
    const auto& periods = shares.back()->periods();
    for (std::size_t i = 0; i < periods.size(); ++i) {
      turns.emplace_back(periods[i].stops, shares.size() - 1, false, i);
    }
    for (Repayment& one : shares.back()->Repayments()) {
      turns.emplace_back(one.turn, one.behind.value_or(clauses.size()), true,
                         repayments.size());
      repayments.push_back(std::move(one));
    }
  }
  std::sort(turns.begin(), turns.end());
  for (const auto& [last, share, repays, index] : turns) {
    if (repays) {
      advances.Repay(repayments[index]);
    } else {
      shares[share]->Compute(index);
    }
  }
  for (const auto& share : shares) share->Finish();
}

}  // namespace covenant
