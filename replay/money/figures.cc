#include "replay/money/figures.h"

#include <algorithm>
#include <set>
#include <utility>

#include "replay/money/indexation.h"
#include "replay/money/year_parts.h"

namespace covenant {
namespace {

// A deduction from what the metrics say.
struct Deducted {
  std::string metric;
  const Rate* at_most = nullptr;  // of the figures before deductions
};

std::vector<Deducted> DeductionsOf(const ClauseState& clause) {
  std::vector<Deducted> result;
  const auto* list = clause.As<Value::List>("deductions");
  if (list == nullptr) return result;
  for (const Value& item : *list) {
    const auto* map = item.As<Value::Map>();
    if (map == nullptr) continue;
    const auto metric = map->find("metric");
    const auto at_most = map->find("at_most");
    if (metric == map->end()) continue;
    result.push_back(
        {*metric->second.As<std::string>(),
         at_most == map->end() ? nullptr : at_most->second.As<Rate>()});
  }
  return result;
}

bool Deducts(const ClauseState& clause, const std::string& metric) {
  const auto list = DeductionsOf(clause);
  return std::any_of(list.begin(), list.end(),
                     [&](const Deducted& d) { return d.metric == metric; });
}

bool Counts(const ClauseState& clause, const std::string& metric) {
  const auto* metrics = clause.As<Value::List>("metrics");
  return metrics != nullptr &&
         std::any_of(metrics->begin(), metrics->end(), [&](const Value& value) {
           const auto* name = value.As<std::string>();
           return name != nullptr && *name == metric;
         });
}

bool Lists(const ClauseState& clause, const std::string& metric) {
  return Counts(clause, metric) || Deducts(clause, metric);
}

Trace Negative(const Trace& trace) {
  if (trace == nullptr) return trace;
  return Difference(
      "less " + trace->label, trace->unit,
      {ConstantLeaf("nothing", RationalRange(), trace->unit), trace});
}

// The figures of one period of one clause.
class FigureCollector {
 public:
  FigureCollector(EvaluationContext& context, const std::string& clause,
                  const ClausePeriod& period, const FigureRule& rule)
      : context_(context),
        clause_(clause),
        period_(period),
        rule_(rule),
        unit_(rule.factor.empty() ? rule.unit : rule.currency),
        last_(*period.nominal.days.LastDay()) {}

  std::optional<std::vector<Figure>> Collect() {
    std::set<std::string> metrics;
    for (const Slice& slice : period_.slices) {
      if (!slice.Active()) continue;
      const auto field = slice.state->fields.find("metrics");
      if (field == slice.state->fields.end()) continue;
      if (field->second.conflicting) {
        Trace unknown =
            Unknown("metrics", unit_,
                    std::string(finding::kConflictingAmendments), {},
                    field->second.set_by);
        AddUnknown(std::move(unknown));
        return std::move(figures_);
      }
      if (const auto* list = field->second.value.As<Value::List>()) {
        for (const Value& value : *list) {
          if (const auto* name = value.As<std::string>()) metrics.insert(*name);
        }
      }
      for (const Deducted& d : DeductionsOf(*slice.state)) {
        metrics.insert(d.metric);
      }
    }
    bool waiting = false;
    for (const std::string& metric : metrics) waiting |= AddMetric(metric);
    // A period that has ended and of which a report is not due yet is left out, as
    // is a running one without figures of their own day. What is settled figure by
    // figure stays.
    const bool stays =
        SymbolOf(*period_.last, "settle") == "item" &&
        std::any_of(
            figures_.begin(), figures_.end(),
            [](const Figure& figure) { return figure.item != nullptr; });
    if (waiting && !stays) return std::nullopt;
    if (figures_.empty() && context_.as_of < last_) return std::nullopt;
    LimitDeductions();
    std::stable_sort(figures_.begin(), figures_.end(),
                     [](const Figure& a, const Figure& b) {
                       const bool x = a.item != nullptr, y = b.item != nullptr;
                       if (x != y) return x;
                       return x && a.item->date < b.item->date;
                     });
    return std::move(figures_);
  }

 private:
  Factor FactorOf(const Slice& slice, const std::string& metric) const {
    if (!slice.Active() || !Lists(*slice.state, metric)) return {};
    Factor factor;
    factor.rate = CountsWhole();
    if (rule_.factor == "rate") {
      factor.rate = RateLeaf(*slice.state, "rate", "rate");
    } else if (!rule_.factor.empty()) {
      factor.rate = Indexed(AmountLeaf(*slice.state, rule_.factor,
                                       rule_.factor, rule_.currency),
                            rule_.index);
    }
    factor.waived = WaivedShare(*slice.state, WaiverMeasure::kAccrual);
    factor.maybe = slice.in_force == InForce::kUnknown;
    return factor;
  }

  // What figures of the metric count with on the days of the period: what is
  // not reported would be another amount by other rates.
  std::vector<Trace> FactorsOf(const std::string& metric) const {
    std::vector<Trace> factors;
    if (rule_.factor.empty()) return factors;
    for (const Slice& slice : period_.slices) {
      Factor factor = FactorOf(slice, metric);
      if (factor.rate == nullptr ||
          (!factors.empty() &&
           SameFactor({factors.back(), nullptr}, {factor.rate, nullptr}))) {
        continue;
      }
      factors.push_back(std::move(factor.rate));
    }
    return factors;
  }

  // Whether figures of the metric are still out without being late.
  bool AddMetric(const std::string& metric) {
    std::vector<Interval> covered;
    for (const MetricReport& report :
         ReportsAround(context_.facts, clause_, metric, period_.nominal.days)) {
      if (!report.report->period.Overlaps(period_.nominal.days)) continue;
      AddReport(metric, report, covered);
    }
    if (context_.as_of < last_ || Covered(metric, covered)) return false;
    if (context_.as_of <= ReportDueOf(context_, period_)) return true;
    std::vector<EventRef> because = period_.last->created_by;
    // Limits of deductions are parts of it.
    if (Counts(*period_.last, metric)) {
      gross_.push_back(Unknown(metric + " is not reported", rule_.unit,
                               std::string(finding::kMissingReport), {},
                               because));
    }
    AddUnknown(Unknown(
        metric + " " + DaysText(period_.active) + " is not reported", unit_,
        std::string(finding::kMissingReport), FactorsOf(metric), because));
    context_.Find(finding::kMissingReport,
                  context_.Subject(clause_, period_.nominal.name),
                  "no report of " + metric + " for " +
                      DaysText(period_.active) +
                      " is on record; the amount is unknown",
                  because);
    return false;
  }

  void AddReport(const std::string& metric, const MetricReport& report,
                 std::vector<Interval>& covered) {
    const Interval& days = report.report->period;
    const bool ended = *days.LastDay() <= context_.as_of;
    if (ended) covered.push_back(days);
    bool dated = false;
    const std::size_t first = figures_.size();
    for (const ReportItem& item : report.report->items) {
      if (item.metric != metric) continue;
      dated = true;
      AddItem(metric, report, item);
    }
    const auto total = report.report->metrics.find(metric);
    if (!dated && ended && total != report.report->metrics.end()) {
      const Trace leaf =
          FigureLeaf(metric + " " + DaysText(days), report, total->second);
      for (Piece& piece : ShareOut(
               rule_.what + " " + metric, unit_,
               SymbolOf(*period_.last, "rate_change"), days, period_.slices,
               [&](const Slice& slice) { return FactorOf(slice, metric); },
               leaf)) {
        Add(metric, leaf, std::move(piece), *period_.last, nullptr);
        figures_.back().days = days;
      }
    }
    if (!report.ambiguous && !report.total_differs) return;
    // Which of two overlapping reports counts is not known, nor is their sum;
    // nor whether single figures are part of a total that is another.
    std::vector<Trace> inputs;
    for (std::size_t i = first; i < figures_.size(); ++i) {
      const Figure& figure = figures_[i];
      inputs.push_back(figure.amount != nullptr ? figure.amount : figure.base);
    }
    figures_.resize(first);
    (Counts(*period_.last, metric) ? gross_ : deducted_[metric])
        .push_back(Unknown("which of the figures of " + metric + " counts",
                           rule_.unit, std::string(finding::kAmbiguousReading),
                           {}, report.record->refs));
    AddUnknown(
        Unknown(report.total_differs
                    ? "the report gives a total and other figures of " + metric
                    : "reports of " + metric + " overlap",
                unit_, std::string(finding::kAmbiguousReading),
                std::move(inputs), report.record->refs));
  }

  void AddItem(const std::string& metric, const MetricReport& report,
               const ReportItem& item) {
    if (item.date > context_.as_of ||
        !period_.nominal.days.Contains(item.date)) {
      return;
    }
    for (const Slice& slice : period_.slices) {
      if (!slice.days.Contains(item.date)) continue;
      const Factor factor = FactorOf(slice, metric);
      if (factor.rate == nullptr) return;
      const Trace leaf =
          FigureLeaf(metric + " " + item.date.ToString(), report, item.amount);
      Add(metric, leaf,
          PieceOf(rule_.what + " " + metric, unit_, factor, leaf),
          *slice.state, &item);
      return;
    }
  }

  void Add(const std::string& metric, const Trace& leaf, Piece piece,
           const ClauseState& state, const ReportItem* item) {
    Figure figure;
    const bool priced = !rule_.factor.empty();
    figure.base = priced ? leaf : piece.amount;
    figure.amount = priced ? std::move(piece.amount) : nullptr;
    figure.waived = std::move(piece.waived);
    figure.share = std::move(piece.share);
    figure.state = &state;
    figure.item = item;
    if (Counts(state, metric)) {
      gross_.push_back(figure.base);
    } else {
      deducted_[metric].push_back(figure.base);
      if (figure.waived != nullptr) {
        deducted_waived_[metric].push_back(figure.waived);
      }
      figure.base = Negative(figure.base);
      figure.amount = Negative(figure.amount);
      figure.waived = Negative(figure.waived);
    }
    figures_.push_back(std::move(figure));
  }

  void AddUnknown(Trace unknown) {
    Figure figure;
    figure.state = period_.last;
    figure.waived = WaivedOf(unknown);
    figure.base = unknown;
    if (!rule_.factor.empty()) figure.amount = std::move(unknown);
    figures_.push_back(std::move(figure));
  }

  // What a deduction exceeds its limit by is added back at the terms of the
  // last day.
  void LimitDeductions() {
    for (const Deducted& d : DeductionsOf(*period_.last)) {
      const auto found = deducted_.find(d.metric);
      if (d.at_most == nullptr || found == deducted_.end()) continue;
      const auto& field = period_.last->fields.at("deductions");
      const Trace limit = Product(
          d.metric + " at most", rule_.unit,
          {Leaf("of the figures before deductions", d.at_most->Range(), "",
                field.basis, field.set_by, field.place,
                std::string(finding::kUndisclosedTerms)),
           Sum("before deductions", rule_.unit, gross_)});
      const Trace all = Sum(d.metric, rule_.unit, found->second);
      Figure back;
      back.state = period_.last;
      back.base = MaxOf(
          d.metric + " above its limit", rule_.unit,
          {Difference("beyond the limit", rule_.unit, {all, limit}),
           ConstantLeaf("nothing", RationalRange(), rule_.unit)});
      if (back.base->value.IsExactlyZero()) continue;
      if (!rule_.factor.empty()) {
        const Trace factor =
            rule_.factor == "rate"
                ? RateLeaf(*period_.last, "rate", "rate")
                : Indexed(AmountLeaf(*period_.last, rule_.factor, rule_.factor,
                                     rule_.currency),
                          rule_.index);
        back.amount = Product(rule_.what + " what is not deducted",
                              rule_.currency, {factor, back.base});
      }
      const auto waived = deducted_waived_.find(d.metric);
      if (waived != deducted_waived_.end()) {
        // The same part of it as of all that was to be deducted.
        const std::string unit = waived->second.front()->unit;
        back.waived = Product(
            "waived of what is not deducted", unit,
            {Sum("waived of " + d.metric, unit, waived->second),
             Quotient("part that is not deducted", "", back.base, all)});
      }
      figures_.push_back(std::move(back));
    }
  }

  // What is waived of an unknown amount is unknown too; null where nothing is.
  Trace WaivedOf(const Trace& unknown) const {
    for (const Slice& slice : period_.slices) {
      if (!slice.Active()) continue;
      Trace share = WaivedShare(*slice.state, WaiverMeasure::kAccrual);
      if (share == nullptr) continue;
      return Product("waived of " + unknown->label, unit_,
                     {std::move(share), unknown});
    }
    return nullptr;
  }

  Trace FigureLeaf(std::string label, const MetricReport& report,
                   const Amount& amount) {
    const Event& event = *report.record->event;
    if (amount.unit().text() != rule_.unit) {
      context_.Find(finding::kCurrencyMismatch,
                    context_.Subject(clause_, period_.nominal.name),
                    label + " is reported in " + amount.unit().text() +
                        ", the clause computes in " + rule_.unit,
                    report.record->refs);
      return Unknown(label + " is in " + amount.unit().text(), rule_.unit,
                     std::string(finding::kCurrencyMismatch), {},
                     report.record->refs);
    }
    return Leaf(std::move(label), amount.Range(), rule_.unit, BasisOf(event),
                report.record->refs, PlaceOf(event, ""),
                std::string(finding::kUndisclosedAmount));
  }

  static Basis BasisOf(const Event& event) {
    const auto own = event.basis_of.find("metrics");
    return own == event.basis_of.end() ? event.basis : own->second;
  }

  // Whether every day on which the clause counts the metric is reported on.
  bool Covered(const std::string& metric, std::vector<Interval> covered) const {
    std::sort(covered.begin(), covered.end(),
              [](const Interval& a, const Interval& b) {
                return *a.from() < *b.from();
              });
    for (const Slice& slice : period_.slices) {
      if (!slice.Active() || !Lists(*slice.state, metric)) continue;
      Date next = *slice.days.from();
      for (const Interval& report : covered) {
        if (*report.from() <= next && next < *report.until()) {
          next = *report.until();
        }
      }
      if (next < *slice.days.until()) return false;
    }
    return true;
  }

  EvaluationContext& context_;
  const std::string& clause_;
  const ClausePeriod& period_;
  const FigureRule& rule_;
  const std::string unit_;  // of what the pieces are in
  const Date last_;         // of the nominal period
  std::vector<Figure> figures_;
  std::vector<Trace> gross_;
  std::map<std::string, std::vector<Trace>> deducted_;
  std::map<std::string, std::vector<Trace>> deducted_waived_;
};

}  // namespace

std::optional<std::vector<Figure>> FiguresOf(EvaluationContext& context,
                                             const std::string& clause,
                                             const ClausePeriod& period,
                                             const FigureRule& rule) {
  return FigureCollector(context, clause, period, rule).Collect();
}

Trace WaivedOfFigure(const Figure& figure, const Trace& amount) {
  if (figure.waived == nullptr) return nullptr;
  if (figure.amount != nullptr) return figure.waived;
  if (figure.base->value.IsExactlyZero()) return nullptr;
  // Priced later: the same part of the amount as of the figure.
  return Product(
      "waived of " + figure.base->label, amount->unit,
      {Quotient("part that is waived", "", figure.waived, figure.base),
       amount});
}

std::vector<Figure> WithOneTotal(const std::vector<Figure>& figures,
                                 const std::string& label,
                                 const std::string& unit) {
  std::vector<Figure> result;
  std::vector<Trace> totals;
  Figure total;
  for (const Figure& figure : figures) {
    if (figure.item != nullptr || figure.waived != nullptr ||
        figure.amount != nullptr) {
      result.push_back(figure);
      continue;
    }
    totals.push_back(figure.base);
    total = figure;
  }
  if (totals.size() > 1) total.base = Sum(label, unit, totals);
  if (!totals.empty()) result.push_back(std::move(total));
  return result;
}

}  // namespace covenant
