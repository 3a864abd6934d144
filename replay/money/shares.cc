// Shares: revenue shares and unit prices, which are one computation: reported
// figures at a rate or a price, by tiers, credited against advances, between a
// minimum and caps, period by period.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "replay/money/caps.h"
#include "replay/money/figures.h"
#include "replay/money/indexation.h"
#include "replay/money/periodic.h"
#include "replay/money/tiers.h"

namespace covenant {
namespace {

// The first day of the contract's year that holds `day`.
Date YearStart(const ClauseState& state, Date day) {
  Date anchor = *Date::FromYmd(day.year(), 1, 1);
  if (const auto* start = state.As<Date>("year_start")) anchor = *start;
  const auto periods = PeriodsOver(*Duration::Parse("1 year"), anchor, day, day);
  return periods.empty() ? anchor : *periods.front().days.from();
}

Trace Nothing(const std::string& unit) {
  return ConstantLeaf("nothing", RationalRange(), unit);
}

// `sum` with `more`; `sum` may be null.
Trace Plus(const std::string& label, const Trace& sum, const Trace& more) {
  return sum == nullptr ? more : Sum(label, more->unit, {sum, more});
}

// What has been credited against advances so far, by the advances' clauses.
using Pools = std::map<std::set<std::string>, Trace>;

// One sum in the making.
struct Draft {
  std::string name;
  const ReportItem* item = nullptr;
  std::vector<Trace> amounts;
  std::vector<Piece> pieces;   // for what is waived
  std::vector<Trace> credits;  // against advances
};

class ShareClause {
 public:
  ShareClause(EvaluationContext& context, const std::string& clause,
              const ClauseRuns& runs, Pools& pools)
      : context_(context),
        clause_(clause),
        runs_(runs),
        pools_(pools),
        periods_(ClausePeriodsOf(runs, context.as_of)),
        period_cap_(context, clause_, "period_cap", "cap of the period"),
        year_cap_(context, clause_, "year_cap", "cap of the year"),
        lifetime_cap_(context, clause_, "lifetime_cap", "lifetime cap") {}

  const std::vector<ClausePeriod>& periods() const { return periods_; }
  const std::string& clause() const { return clause_; }

  void Compute(std::size_t index) {
    const ClausePeriod& period = periods_[index];
    ordinal_ = static_cast<int>(index) + 1;
    Read(period);
    const auto figures = FiguresOf(context_, clause_, period, rule_);
    if (!figures) return;
    const Trace outstanding = recoups_ ? Outstanding(period) : nullptr;
    std::vector<Draft> drafts = DraftsOf(period, *figures, outstanding);
    if (per_item_) {
      for (Draft& draft : drafts) Settle(period, std::move(draft));
      AddMinimum(period, std::nullopt);
    } else {
      AddMinimum(period, std::move(drafts.front()));
    }
    AddYearMinimum(index);
  }

  void Finish() {
    const Run* now = RunOn(runs_, context_.as_of);
    if (now == nullptr) return;
    if (now->state != nullptr) {
      year_cap_.AddBalance(*now->state, WindowOf(*now->state, context_.as_of));
      lifetime_cap_.AddBalance(*now->state, "");
    }
    const ClauseState* last =
        now->state != nullptr || periods_.empty() ? now->state
                                                  : periods_.back().last;
    if (last != nullptr) AddAdvances(*last, *now);
  }

 private:
  // The terms of the period's last day in force, which govern what is not
  // governed by the day of a figure.
  void Read(const ClausePeriod& period) {
    const ClauseState& state = *period.last;
    const bool is_price = state.kind == kind::kUnitPrice;
    currency_ = SymbolOf(state, "currency");
    table_ = TiersOf(state, currency_);
    // Prices that follow an index are those of the period's first day.
    rule_.index = !is_price ? nullptr
                            : IndexFactor(context_.facts.shared, state,
                                          *period.nominal.days.from(),
                                          context_.as_of);
    for (TierRow& row : table_.rows) row.factor = Indexed(row.factor, rule_.index);
    recoups_ = state.fields.contains("recoup.advances");
    per_item_ = SymbolOf(state, "settle") == "item";
    allows_ = state.fields.contains("allowance");
    rule_.currency = currency_;
    rule_.unit = is_price ? SymbolOf(state, "unit") : currency_;
    rule_.what = is_price ? "price of" : "share of";
    plain_ = table_.rows.empty() && !allows_ &&
             !state.fields.contains("recoup.rate_after");
    rule_.factor = !plain_ ? "" : is_price ? "price" : "rate";
  }

  std::string WindowOf(const ClauseState& state, Date day) const {
    return YearStart(state, day).ToString();
  }

  // --- From figures to amounts.

  std::vector<Draft> DraftsOf(const ClausePeriod& period,
                              const std::vector<Figure>& figures,
                              Trace outstanding) {
    std::vector<Draft> drafts;
    if (!per_item_) drafts.push_back({period.nominal.name, nullptr, {}, {}, {}});
    std::map<std::string, int> names;
    Trace counted = Before(period);  // against the bounds of the tiers
    Trace free = allows_ ? AmountLeaf(*period.last, "allowance", "allowance",
                                      rule_.unit)
                         : nullptr;
    Trace together;  // figures priced all at once
    for (const Figure& figure : figures) {
      if (per_item_) drafts.push_back(NewItem(period, figure, names));
      Draft& draft = drafts.back();
      Trace base = figure.base;
      if (free != nullptr) {
        const Trace part = MinOf("within the allowance", rule_.unit,
                                 {MaxOf("taken", rule_.unit,
                                        {base, Nothing(rule_.unit)}),
                                  free});
        base = Difference("above the allowance", rule_.unit, {base, part});
        free = Difference("allowance left", rule_.unit, {free, part});
      }
      Trace amount, credit;
      if (figure.amount != nullptr) {
        amount = figure.amount;
      } else if (!table_.rows.empty()) {
        if (figure.waived == nullptr && !per_item_ && !recoups_) {
          together = Plus("figures of " + period.nominal.name, together, base);
          continue;
        }
        amount = Tiered(period, counted, base);
        counted = Plus("counted before", counted, base);
      } else {
        amount = Product(rule_.what + " " + figure.base->label, currency_,
                         {FactorOf(*figure.state), base});
      }
      if (recoups_) {
        std::tie(amount, credit) =
            Recouped(period, figure, base, std::move(amount), outstanding);
        outstanding = Difference("advances left", currency_,
                                 {outstanding, credit});
        draft.credits.push_back(std::move(credit));
      }
      draft.pieces.push_back({amount, WaivedOf(figure, amount)});
      draft.amounts.push_back(std::move(amount));
    }
    if (together != nullptr) {
      Draft& draft = drafts.back();
      draft.amounts.push_back(Tiered(period, counted, together));
      draft.pieces.push_back({draft.amounts.back(), nullptr});
      counted = Plus("counted before", counted, together);
    }
    if (!table_.rows.empty() && counted != nullptr) Remember(period, counted);
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

  Trace Tiered(const ClausePeriod& period, const Trace& before,
               const Trace& base) const {
    return TierAmount(table_, rule_.what + " " + period.nominal.name,
                      rule_.unit, currency_, before, Charged(period), base,
                      ordinal_);
  }

  Trace WaivedOf(const Figure& figure, const Trace& amount) const {
    if (figure.waived == nullptr) return nullptr;
    if (figure.amount != nullptr) return figure.waived;
    // Priced later: the same part of the amount as of the figure.
    return Product("waived of " + figure.base->label, currency_,
                   {Quotient("part that is waived", "", figure.waived,
                             figure.base),
                    amount});
  }

  // --- Tiers that count over more than one period.

  std::string TierWindow(const ClausePeriod& period) const {
    if (table_.reset == "never") return "";
    if (table_.reset == "year") {
      return WindowOf(*period.last, *period.nominal.days.LastDay());
    }
    return period.nominal.name;
  }

  Trace Before(const ClausePeriod& period) const {
    const auto found = tier_counted_.find(TierWindow(period));
    return found == tier_counted_.end() ? nullptr : found->second;
  }
  Trace Charged(const ClausePeriod& period) const {
    const auto found = tier_charged_.find(TierWindow(period));
    return found == tier_charged_.end() ? nullptr : found->second;
  }
  void Remember(const ClausePeriod& period, const Trace& counted) {
    if (table_.reset != "period") tier_counted_[TierWindow(period)] = counted;
  }

  // --- Advances.

  static std::set<std::string> AdvancesOf(const ClauseState& state) {
    std::set<std::string> names;
    const auto* list = state.As<Value::List>("recoup.advances");
    if (list == nullptr) return names;
    for (const Value& value : *list) {
      if (const auto* name = value.As<std::string>()) names.insert(*name);
    }
    return names;
  }

  // What is due of the advances by the day, whether or not it is paid.
  Trace AdvancedBy(const ClauseState& state, Date day) const {
    std::vector<Trace> advances;
    for (const std::string& name : AdvancesOf(state)) {
      for (const auto& [key, o] : context_.out.occurrences) {
        if (key.first != name || o.accrued == nullptr) continue;
        if (o.due && *o.due > day) continue;
        if (o.unit != currency_) {
          advances.push_back(Unknown(
              "advance in " + o.unit, currency_,
              std::string(finding::kCurrencyMismatch), {o.accrued}, {}));
        } else {
          advances.push_back(o.accrued);
        }
      }
    }
    return Sum("advances due by " + day.ToString(), currency_,
               std::move(advances));
  }

  Trace Credited(const ClauseState& state) const {
    const auto found = pools_.find(AdvancesOf(state));
    return found == pools_.end() ? nullptr : found->second;
  }

  Trace Outstanding(const ClausePeriod& period) const {
    const ClauseState& state = *period.last;
    const bool at_start =
        SymbolOf(state, "recoup.outstanding_on") == "period-start";
    const Date day = at_start ? *period.nominal.days.from()
                              : *period.nominal.days.LastDay();
    Trace advanced = AdvancedBy(state, day);
    const Trace credited = Credited(state);
    if (credited == nullptr) return advanced;
    return Difference("advances outstanding on " + day.ToString(), currency_,
                      {std::move(advanced), credited});
  }

  // The amount, and what of it is credited against `outstanding`.
  std::pair<Trace, Trace> Recouped(const ClausePeriod& period,
                                   const Figure& figure, const Trace& base,
                                   Trace amount, const Trace& outstanding) {
    const ClauseState& state = *figure.state;
    const std::string label = "credited against advances";
    if (!state.fields.contains("recoup.rate_after")) {
      Trace credit = MinOf(label, currency_, {amount, outstanding});
      return {std::move(amount), std::move(credit)};
    }
    const Trace rate = FactorOf(state);
    const Trace after =
        RateLeaf(state, "recoup.rate_after", "rate once earned out");
    const std::string crossing = SymbolOf(*period.last, "recoup.crossing");
    const auto beyond = Less(outstanding->value, amount->value);
    if (beyond == false) {
      return {amount, MinOf(label, currency_, {amount, outstanding})};
    }
    if (beyond == true && !outstanding->value.IsExactlyZero() &&
        crossing == "old-rate") {
      return {amount, outstanding};
    }
    if (beyond == true && crossing == "new-rate") {
      Trace whole = Product(rule_.what + " " + base->label, currency_,
                            {after, base});
      return {whole, MinOf(label, currency_, {whole, outstanding})};
    }
    if (rate->value.IsExactlyZero()) return {amount, Nothing(currency_)};
    // Split: what earns out the advances at the one rate, the rest at the other.
    const Trace part =
        MinOf("part that earns out the advances", currency_,
              {base, Quotient("figures that earn it", currency_, outstanding,
                              rate)});
    Trace credit = Product(label, currency_, {rate, part});
    Trace rest = Product("the rest", currency_,
                         {after, Difference("beyond it", currency_,
                                            {base, part})});
    return {Sum(rule_.what + " " + figure.base->label, currency_,
                {credit, std::move(rest)}),
            credit};
  }

  // --- From amounts to sums.

  void AddMinimum(const ClausePeriod& period, std::optional<Draft> draft) {
    const ClauseState& state = *period.last;
    const bool has = state.fields.contains("minimum.amount") &&
                     SymbolOf(state, "minimum.per") != "year";
    if (!has) {
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
    Trace least = Minimum(state, days, *period.nominal.days.Days());
    const bool adds = SymbolOf(state, "minimum.mode") == "additive";
    if (draft) {
      draft->amounts = {
          adds ? Sum("share and minimum", currency_,
                     {std::move(share), std::move(least)})
               : MaxOf("at least the minimum", currency_,
                       {std::move(share), std::move(least)})};
      Settle(period, std::move(*draft));
      return;
    }
    Draft own;
    own.name = period.nominal.name + ".minimum";
    own.amounts = {adds ? std::move(least) : Lacking(std::move(least), share)};
    if (!own.amounts.front()->value.IsExactlyZero()) {
      Settle(period, std::move(own));
    }
  }

  Trace Lacking(Trace least, const Trace& share) const {
    return MaxOf("what lacks to the minimum", currency_,
                 {Difference("minimum less what accrued", currency_,
                             {std::move(least), share}),
                  Nothing(currency_)});
  }

  // What the items of the period come to.
  Trace Items(const ClausePeriod& period) const {
    std::vector<Trace> items;
    for (const auto& [key, o] : context_.out.occurrences) {
      if (key.first == clause_ && key.second.starts_with(period.nominal.name + ".")) {
        items.push_back(o.accrued);
      }
    }
    return Sum("items of " + period.nominal.name, currency_, std::move(items));
  }

  // The minimum for `days` of `all` days in force.
  Trace Minimum(const ClauseState& state, std::int32_t days,
                std::int32_t all) const {
    Trace least = AmountLeaf(state, "minimum.amount", "minimum", currency_);
    if (days == all) return least;
    const std::string rule = SymbolOf(state, "minimum.partial_period");
    if (rule == "whole") return least;
    if (rule == "none") return Nothing(currency_);
    if (rule == "pro-rata-days") {
      return Product("minimum for the days in force", currency_,
                     {std::move(least),
                      ConstantLeaf(std::to_string(days) + " of " +
                                       std::to_string(all) + " days",
                                   RationalRange::Exact(
                                       Rational::Fraction(days, all)))});
    }
    return Maybe("no rule for a minimum in force only in part",
                 std::move(least), std::string(finding::kAmbiguousReading));
  }

  // With the last period of a year in force: what lacks to the year's minimum.
  void AddYearMinimum(std::size_t index) {
    const ClausePeriod& period = periods_[index];
    const ClauseState& state = *period.last;
    if (!state.fields.contains("minimum.amount") ||
        SymbolOf(state, "minimum.per") != "year") {
      return;
    }
    const Date last = *period.nominal.days.LastDay();
    const Date start = YearStart(state, last);
    const Date end = *Duration::Parse("1 year")->AddTo(start);
    // The next period in the same year is still to come.
    const bool ends_year = *period.nominal.days.until() >= end;
    if (!ends_year &&
        !EndsBefore(end, *period.nominal.days.until())) {
      return;
    }
    if (context_.as_of < last) return;
    std::int32_t days = 0;
    for (const Slice& slice : SlicesOf(runs_, Interval(start, end))) {
      if (slice.Active()) days += *slice.days.Days();
    }
    Trace least = Minimum(state, days, end - start);
    std::vector<Trace> accrued;
    for (const auto& [name, trace] : year_accrued_[start]) {
      accrued.push_back(trace);
    }
    Draft draft;
    draft.name = NameOfYear(start) + ".minimum";
    draft.amounts = {
        SymbolOf(state, "minimum.mode") == "additive"
            ? std::move(least)
            : Lacking(std::move(least),
                      Sum("accrued in the year", currency_,
                          std::move(accrued)))};
    if (draft.amounts.front()->value.IsExactlyZero()) return;
    Settle(period, std::move(draft));
  }

  // Whether the clause is in force on no day of [from, end).
  bool EndsBefore(Date end, Date from) const {
    for (const Slice& slice : SlicesOf(runs_, Interval(from, end))) {
      if (slice.Active()) return false;
    }
    return true;
  }

  static std::string NameOfYear(Date start) {
    return start.month() == 1 && start.day() == 1 ? start.ToString().substr(0, 4)
                                                  : start.ToString();
  }

  void Settle(const ClausePeriod& period, Draft draft) {
    const Date last = *period.nominal.days.LastDay();
    const std::string year = WindowOf(*period.last, last);
    Trace amount =
        draft.amounts.size() == 1 && draft.item != nullptr
            ? draft.amounts.front()
            : Sum(rule_.what + " " + draft.name, currency_, draft.amounts);
    amount = period_cap_.Limit(period, period.nominal.name, currency_,
                               std::move(amount));
    amount = year_cap_.Limit(period, year, currency_, std::move(amount));
    amount = lifetime_cap_.Limit(period, "", currency_, std::move(amount));
    const bool part = draft.name != period.nominal.name;
    Occurrence occurrence =
        OccurrenceOf(context_, clause_, period, currency_,
                     part ? draft.name : std::string(), draft.item);
    SetAccrued(context_, period, occurrence, std::move(amount), draft.pieces);
    if (!draft.credits.empty()) {
      occurrence.credited = RoundedAmount(
          *period.last, currency_,
          MinOf("credited, at most what accrued", currency_,
                {Sum("credited against advances", currency_,
                     std::move(draft.credits)),
                 occurrence.accrued}));
      Trace& pool = pools_[AdvancesOf(*period.last)];
      pool = Plus("credited before", pool, occurrence.credited);
    }
    period_cap_.Count(period, period.nominal.name, occurrence.accrued);
    year_cap_.Count(period, year, occurrence.accrued);
    lifetime_cap_.Count(period, "", occurrence.accrued);
    year_accrued_[YearStart(*period.last, last)].emplace_back(
        occurrence.name, occurrence.accrued);
    if (table_.mode == "whole-amount" && table_.reset != "period") {
      Trace& charged = tier_charged_[TierWindow(period)];
      charged = Plus("charged before", charged, occurrence.accrued);
    }
    const OccurrenceKey key{clause_, occurrence.name};
    context_.out.occurrences[key] = std::move(occurrence);
  }

  // --- Balances of advances.

  void AddAdvances(const ClauseState& state, const Run& now) {
    if (AdvancesOf(state).empty()) return;
    currency_ = SymbolOf(state, "currency");
    Trace left = AdvancedBy(state, context_.as_of);
    if (const Trace credited = Credited(state)) {
      left = Difference("advances less what was credited", currency_,
                        {std::move(left), credited});
    }
    if (now.state == nullptr &&
        SymbolOf(state, "recoup.unearned") == "repaid" &&
        now.days.from()) {
      Repay(state, *now.days.from(), left);
      return;
    }
    ClauseBalance balance;
    balance.clause = context_.Subject(clause_);
    balance.name = "advances outstanding";
    // What is left can be earned by the payer of the share.
    balance.debtor = SymbolOf(state, "creditor");
    balance.creditor = SymbolOf(state, "debtor");
    balance.unit = currency_;
    balance.trace = std::move(left);
    context_.out.balances.push_back(std::move(balance));
  }

  void Repay(const ClauseState& state, Date end, Trace left) {
    Occurrence occurrence;
    occurrence.clause = clause_;
    occurrence.name = "repayment";
    occurrence.debtor = SymbolOf(state, "creditor");
    occurrence.creditor = SymbolOf(state, "debtor");
    occurrence.unit = currency_;
    occurrence.due = end;
    occurrence.closes_on = end;
    occurrence.created = context_.BindingOf(state.created_by);
    occurrence.accrued = RoundedAmount(
        state, currency_,
        MaxOf("advances not earned out", currency_,
              {std::move(left), Nothing(currency_)}));
    if (occurrence.accrued->value.IsExactlyZero()) return;
    context_.out.occurrences[{clause_, occurrence.name}] = std::move(occurrence);
  }

  EvaluationContext& context_;
  const std::string clause_;
  const ClauseRuns& runs_;
  Pools& pools_;
  const std::vector<ClausePeriod> periods_;
  Cap period_cap_, year_cap_, lifetime_cap_;
  std::map<std::string, Trace> tier_counted_, tier_charged_;
  std::map<Date, std::vector<std::pair<std::string, Trace>>> year_accrued_;
  // Of the period at hand.
  FigureRule rule_;
  TierTable table_;
  std::string currency_;
  bool recoups_ = false, per_item_ = false, allows_ = false, plain_ = true;
  int ordinal_ = 0;
};

}  // namespace

void EvaluateShares(EvaluationContext& context,
                    const std::map<std::string, ClauseRuns>& clauses) {
  Pools pools;
  std::vector<std::unique_ptr<ShareClause>> shares;
  // Clauses that recoup the same advances take turns by their periods.
  std::vector<std::tuple<Date, std::size_t, std::size_t>> turns;
  for (const auto& [clause, runs] : clauses) {
    shares.push_back(
        std::make_unique<ShareClause>(context, clause, runs, pools));
    const auto& periods = shares.back()->periods();
    for (std::size_t i = 0; i < periods.size(); ++i) {
      turns.emplace_back(*periods[i].nominal.days.LastDay(), shares.size() - 1,
                         i);
    }
  }
  std::sort(turns.begin(), turns.end());
  for (const auto& [last, share, period] : turns) {
    shares[share]->Compute(period);
  }
  for (const auto& share : shares) share->Finish();
}

}  // namespace covenant
