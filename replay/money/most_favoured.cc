// Most favoured prices: what was charged above the best comparable price is
// given back. The best price of a day is the least of those that are reported and
// published for it; the own price is compared day by day, for a quantity without
// a day of its own by the rule for changes.
#include <algorithm>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/money/figures.h"
#include "replay/money/indexation.h"
#include "replay/money/periodic.h"
#include "replay/money/rates.h"
#include "replay/money/rounds.h"

namespace covenant {
namespace {

// Whether two prices are one value of one source, or both wanting.
bool SameLeaf(const Trace& a, const Trace& b) {
  return a == b || (a->op == b->op && a->label == b->label &&
                    a->value == b->value && a->unit == b->unit);
}

bool HasAny(const ClauseState& state,
            std::initializer_list<const char*> paths) {
  return std::any_of(paths.begin(), paths.end(),
                     [&](const char* path) { return state.Has(path); });
}

std::vector<std::string> Listed(const ClauseState& state,
                                const std::string& path) {
  std::vector<std::string> names;
  const auto* list = state.As<Value::List>(path);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (const auto* name = (*list)[i].As<std::string>()) names.push_back(*name);
  }
  return names;
}

// Days on which the own price, the terms of the comparison and the best price
// stay as they are.
struct PriceStretch {
  Slice own;
  Slice favoured;
  std::vector<Trace> prices;  // of others
};

class MostFavouredClause {
 public:
  MostFavouredClause(EvaluationContext& context, const std::string& clause,
                     const ClauseRuns& runs)
      : context_(context), clause_(clause), runs_(runs) {}

  void Run() {
    for (const ClausePeriod& period : ClausePeriodsOf(runs_, context_.as_of)) {
      if (*period.nominal.days.LastDay() <= context_.as_of) Compute(period);
    }
  }

 private:
  void Compute(const ClausePeriod& period) {
    const ClauseState& state = *period.last;
    const std::size_t findings = context_.out.findings.size();
    currency_ = SymbolOf(state, "currency");
    unit_ = SymbolOf(state, "unit");
    period_ = &period;
    pieces_.clear();
    missing_.clear();
    waiting_ = false;
    for (const std::string& id : Listed(state, "clauses")) Compare(id);
    if (waiting_) {
      // Figures or prices are not due yet: nothing is said of the period.
      context_.out.findings.resize(findings);
      return;
    }
    for (const std::string& metric : missing_) {
      context_.Find(finding::kMissingReport,
                    context_.Subject(clause_, period.nominal.name),
                    "no price " + metric + " is on record for all days of " +
                        PeriodText(period.active) +
                        "; what is given back is unknown",
                    state.created_by);
    }
    std::vector<Trace> amounts;
    for (const Piece& piece : pieces_) amounts.push_back(piece.amount);
    Occurrence occurrence = OccurrenceOf(context_, clause_, period, currency_);
    SetAccrued(context_, period, occurrence,
               Sum("above the best price in " + period.nominal.name, currency_,
                   std::move(amounts)),
               pieces_);
    context_.Keep(std::move(occurrence));
  }

  // The periods of a compared clause that end in the period at hand.
  void Compare(const std::string& id) {
    const auto runs = context_.runs->find(id);
    if (runs == context_.runs->end()) return;
    auto known = compared_.find(id);
    if (known == compared_.end()) {
      known = compared_
                  .emplace(id, ClausePeriodsOf(runs->second, context_.as_of))
                  .first;
    }
    for (const ClausePeriod& own : known->second) {
      if (own.last->kind == kind::kUnitPrice &&
          period_->nominal.days.Contains(*own.nominal.days.LastDay())) {
        Compare(id, own);
      }
    }
  }

  void Compare(const std::string& id, const ClausePeriod& own) {
    const auto figures =
        FiguresOf(context_, clause_, own,
                  {"", unit_, currency_, "quantity of", nullptr});
    const auto priced = context_.priced.find({id, own.nominal.name});
    if (!figures || priced == context_.priced.end()) {
      waiting_ = true;
      return;
    }
    std::vector<Trace> quantities;
    for (const Figure& figure : *figures) quantities.push_back(figure.base);
    const auto price = PriceOf(id, own, priced->second,
                               Sum("quantity of " + own.nominal.name, unit_,
                                   std::move(quantities)));
    std::vector<Slice> slices;
    std::map<Date, Factor> factors;
    for (const PriceStretch& stretch : StretchesOf(own)) {
      slices.push_back(stretch.own);
      factors[*stretch.own.days.from()] = FactorOf(stretch, price);
    }
    const auto factor = [&](const Slice& slice) {
      return factors.at(*slice.days.from());
    };
    for (const Figure& figure : *figures) {
      const std::string label = "above the best price of " + figure.base->label;
      if (figure.item == nullptr) {
        for (Piece& piece :
             ShareOut(label, currency_, SymbolOf(*period_->last, "rate_change"),
                      own.active, slices, factor, figure.base)) {
          pieces_.push_back(std::move(piece));
        }
        continue;
      }
      for (const Slice& slice : slices) {
        if (!slice.Active() || !slice.days.Contains(figure.item->date)) continue;
        const Factor own_factor = factor(slice);
        if (own_factor.rate == nullptr) continue;
        pieces_.push_back(PieceOf(label, currency_, own_factor, figure.base));
      }
    }
  }

  using PriceRule = std::function<Trace(const ClauseState&)>;

  // What one unit costs under the terms of a day of the period.
  PriceRule PriceOf(const std::string& id, const ClausePeriod& own,
                    const std::vector<Trace>& priced,
                    const Trace& quantity) const {
    const ClauseState& last = *own.last;
    const Trace part = PartCharged(id, own, priced);
    const auto charged = [part, this](Trace price) {
      return part == nullptr
                 ? price
                 : Product("what is charged of it", currency_,
                           {std::move(price), part});
    };
    const bool flat = std::none_of(
        own.slices.begin(), own.slices.end(), [](const Slice& slice) {
          return slice.Active() && HasAny(*slice.state, {"tiers", "allowance"});
        });
    if (flat) {
      const Trace index =
          IndexFactor(context_, id, last, *own.nominal.days.from());
      return [this, index, charged](const ClauseState& state) {
        return charged(
            Indexed(AmountLeaf(state, "price", "price", currency_), index));
      };
    }
    const Trace all = Sum("price of " + own.nominal.name, currency_, priced);
    Trace price =
        quantity->value.IsExactlyZero()
            ? ConstantLeaf("nothing", RationalRange(), currency_)
            : charged(Quotient("price of " + own.nominal.name + " for one unit",
                               currency_, all, quantity));
    return [price](const ClauseState&) { return price; };
  }

  // The part of what the figures came to that is neither waived nor above a
  // cap, and is final where something else is final; null: all of it.
  Trace PartCharged(const std::string& id, const ClausePeriod& own,
                    const std::vector<Trace>& priced) const {
    const ClauseState& last = *own.last;
    std::vector<Trace> accrued, waived;
    bool limited = HasAny(
        last, {"period_cap.amount", "year_cap.amount", "lifetime_cap.amount"});
    bool final = false;
    const auto& all = context_.out.occurrences;
    for (auto o = all.lower_bound({id, own.nominal.name});
         o != all.end() && o->first.first == id &&
         o->first.second.starts_with(own.nominal.name);
         ++o) {
      const std::string& name = o->first.second;
      if (name != own.nominal.name && name[own.nominal.name.size()] != '.') {
        continue;
      }
      CountedSum counts = context_.CountsOf(o->second);
      if (!SameFigure(counts.accrued, o->second.accrued)) {
        limited = true;
        final = final || context_.facts.closed_counts.contains(o->first);
      }
      accrued.push_back(std::move(counts.accrued));
      if (counts.waived != nullptr) waived.push_back(std::move(counts.waived));
    }
    const Trace owed = Sum("accrued for " + own.nominal.name, currency_,
                           std::move(accrued));
    std::vector<Trace> parts;
    if (limited) {
      std::vector<Trace> rounded;
      const bool items = SymbolOf(last, "settle") == "item";
      if (items) {
        for (const Trace& one : priced) {
          rounded.push_back(RoundedAmount(last, currency_, one));
        }
      }
      const Trace full =
          items ? Sum("without the caps", currency_, std::move(rounded))
                : RoundedAmount(last, currency_,
                                Sum("without the caps", currency_, priced));
      if (final && !full->value.IsExactlyZero()) {
        // What is stated may be more, too.
        parts.push_back(Quotient("part that is final", "", owed, full));
      } else if (Less(owed->value, full->value) != false &&
                 !full->value.IsExactlyZero()) {
        parts.push_back(Quotient(
            "part below the caps", "",
            MinOf("below the caps", currency_, {owed, full}), full));
      }
    }
    if (!waived.empty() && !owed->value.IsExactlyZero()) {
      parts.push_back(Quotient(
          "part that is not waived", "",
          Difference("not waived", currency_,
                     {owed, Sum("waived", currency_, std::move(waived))}),
          owed));
    }
    if (parts.empty()) return nullptr;
    return Product("part that is charged", "", std::move(parts));
  }

  // By how much one unit is dearer; nothing on days without a comparison.
  Factor FactorOf(const PriceStretch& stretch, const PriceRule& price) const {
    if (!stretch.own.Active() || !stretch.favoured.Active()) return {};
    const ClauseState& state = *stretch.favoured.state;
    const Trace nothing = ConstantLeaf("nothing", RationalRange(), currency_);
    Trace best = MinOf("best price", currency_, stretch.prices);
    const auto& least = best->value.at_least();
    if (!least || least->Sign() < 0) {
      best = MaxOf("at least nothing", currency_, {std::move(best), nothing});
    }
    if (state.fields.contains("margin")) {
      best = Product("best price and margin", currency_,
                     {std::move(best),
                      Sum("1 and the margin", "",
                          {ConstantLeaf("one", RationalRange::FromInt(1)),
                           RateLeaf(state, "margin", "margin")})});
    }
    Factor factor;
    factor.rate =
        MaxOf("dearer by", currency_,
              {Difference("own price less the best", currency_,
                          {price(*stretch.own.state), std::move(best)}),
               nothing});
    factor.waived = WaivedShare(state, WaiverMeasure::kAccrual);
    factor.maybe = stretch.favoured.in_force == InForce::kUnknown;
    return factor;
  }

  std::vector<PriceStretch> StretchesOf(const ClausePeriod& own) {
    const std::vector<Slice> favoured = SlicesOf(runs_, own.active);
    std::vector<PriceStretch> result;
    const Date until = *own.active.until();
    for (Date day = *own.active.from(); day < until; day = *day.AddDays(1)) {
      PriceStretch now;
      now.own = SliceOn(own.slices, day);
      now.favoured = SliceOn(favoured, day);
      if (now.own.Active() && now.favoured.Active()) {
        now.prices = PricesOn(*now.favoured.state, day);
      }
      if (!result.empty() && Continues(result.back(), now)) {
        result.back().own.days =
            Interval(result.back().own.days.from(), *day.AddDays(1));
        continue;
      }
      now.own.days = Interval::Day(day);
      result.push_back(std::move(now));
    }
    return result;
  }

  static bool Continues(const PriceStretch& a, const PriceStretch& b) {
    return a.own.state == b.own.state && a.favoured.state == b.favoured.state &&
           a.favoured.in_force == b.favoured.in_force &&
           std::equal(a.prices.begin(), a.prices.end(), b.prices.begin(),
                      b.prices.end(), SameLeaf);
  }

  static Slice SliceOn(const std::vector<Slice>& slices, Date day) {
    const auto found =
        std::find_if(slices.begin(), slices.end(), [&](const Slice& slice) {
          return slice.days.Contains(day);
        });
    return found == slices.end() ? Slice() : *found;
  }

  // What others pay for one unit on the day, one or more for each source.
  std::vector<Trace> PricesOn(const ClauseState& state, Date day) {
    std::vector<Trace> prices;
    for (const std::string& metric : Listed(state, "metrics")) {
      AddReported(metric, day, prices);
    }
    for (const std::string& series : Listed(state, "rates")) {
      RateRule rule;
      rule.series = series;
      rule.previous = SymbolOf(state, "fallback") == "previous";
      if (const auto* most = state.As<Duration>("within")) rule.within = *most;
      Trace price = RateOn(context_.facts.shared, rule, RateMeasure::kPrice,
                           day, context_.as_of);
      const std::string measured = currency_ + "/" + unit_;
      if (price->op != TraceOp::kUnknown && price->unit != measured) {
        const std::string why =
            series + " is in " + price->unit + ", not in " + measured;
        price = Unknown(why, currency_, std::string(finding::kCurrencyMismatch),
                        {std::move(price)}, {});
      } else if (price->op != TraceOp::kUnknown) {
        // An amount for one unit from here on.
        price =
            Product(series + " for one unit", currency_, {std::move(price)});
      }
      prices.push_back(std::move(price));
    }
    if (prices.empty()) {
      // Two instruments of equal rank may differ on what is compared.
      prices.push_back(Unknown("what it is compared with", currency_,
                               std::string(finding::kUndisclosedTerms), {},
                               state.created_by));
    }
    return prices;
  }

  void AddReported(const std::string& metric, Date day,
                   std::vector<Trace>& prices) {
    const std::size_t before = prices.size();
    for (const MetricReport& report :
         ReportsAround(context_.facts, clause_, metric, Interval::Day(day))) {
      const Interval& days = report.report->period;
      if (!days.Contains(day)) continue;
      if (report.ambiguous) {
        prices.push_back(Unknown("reports of " + metric + " overlap", currency_,
                                 std::string(finding::kAmbiguousReading), {},
                                 report.record->refs));
        continue;
      }
      const ReportItem* latest = nullptr;
      for (const ReportItem& item : report.report->items) {
        if (item.metric != metric || item.date > day) continue;
        if (latest == nullptr || latest->date <= item.date) latest = &item;
      }
      if (latest != nullptr) {
        for (const ReportItem& item : report.report->items) {
          if (item.metric != metric || item.date != latest->date) continue;
          prices.push_back(PriceLeaf(metric + " " + item.date.ToString(),
                                     report, item.amount));
        }
      }
      const auto total = report.report->metrics.find(metric);
      if (total != report.report->metrics.end() &&
          *days.LastDay() <= context_.as_of) {
        prices.push_back(PriceLeaf(metric + " " + PeriodText(days), report,
                                   total->second));
      }
    }
    if (prices.size() > before) return;
    Date due = *period_->nominal.days.LastDay();
    if (const auto* wait = period_->last->As<Duration>("report_due")) {
      const auto late =
          DayAfter(due, *wait,
                   DueCalendarOf(context_.facts, *period_->last).calendar);
      if (late) due = *late;
    }
    waiting_ = waiting_ || context_.as_of <= due;
    if (std::find(missing_.begin(), missing_.end(), metric) == missing_.end()) {
      missing_.push_back(metric);
    }
    prices.push_back(Unknown("the price " + metric + " is not reported",
                             currency_, std::string(finding::kMissingReport),
                             {}, period_->last->created_by));
  }

  Trace PriceLeaf(const std::string& label, const MetricReport& report,
                  const Amount& amount) const {
    const Event& event = *report.record->event;
    if (amount.unit().text() != currency_) {
      return Unknown(label + " is in " + amount.unit().text(), currency_,
                     std::string(finding::kCurrencyMismatch), {},
                     report.record->refs);
    }
    const auto own = event.basis_of.find("metrics");
    return Leaf(label, amount.Range(), currency_,
                own == event.basis_of.end() ? event.basis : own->second,
                report.record->refs, PlaceOf(event, ""),
                std::string(finding::kUndisclosedAmount));
  }

  EvaluationContext& context_;
  const std::string& clause_;
  const ClauseRuns& runs_;
  std::map<std::string, std::vector<ClausePeriod>> compared_;
  // Of the period at hand.
  const ClausePeriod* period_ = nullptr;
  std::string currency_, unit_;
  std::vector<Piece> pieces_;
  std::vector<std::string> missing_;  // metrics
  bool waiting_ = false;
};

}  // namespace

void EvaluateMostFavoured(EvaluationContext& context, const std::string& clause,
                          const ClauseRuns& runs) {
  MostFavouredClause(context, clause, runs).Run();
}

}  // namespace covenant
