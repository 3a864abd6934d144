// Revenue shares: a rate of reported figures, period by period, under caps.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "replay/money/periodic.h"

namespace covenant {
namespace {

bool Contains(const Value::List& list, const std::string& symbol) {
  return std::any_of(list.begin(), list.end(), [&](const Value& value) {
    const auto* name = value.As<std::string>();
    return name != nullptr && *name == symbol;
  });
}

bool Lists(const ClauseState& clause, const std::string& metric) {
  const auto* metrics = clause.As<Value::List>("metrics");
  return metrics != nullptr && Contains(*metrics, metric);
}

std::string DaysText(const Interval& days) {
  return days.from()->ToString() + ".." + days.LastDay()->ToString();
}

// Computes one period of one clause.
class PeriodShare {
 public:
  PeriodShare(EvaluationContext& context, const std::string& clause,
              const ClausePeriod& period)
      : context_(context),
        clause_(clause),
        period_(period),
        unit_(SymbolOf(*period.last, "currency")),
        last_(*period.nominal.days.LastDay()) {}

  // The share before caps, or nothing where the period counts nothing yet.
  std::optional<Trace> Compute() {
    std::set<std::string> metrics;
    for (const Slice& slice : period_.slices) {
      if (!slice.Active()) continue;
      const auto field = slice.state->fields.find("metrics");
      if (field == slice.state->fields.end()) continue;
      if (field->second.conflicting) return ConflictingMetrics(field->second);
      const auto* list = field->second.value.As<Value::List>();
      if (list == nullptr) continue;
      for (const Value& value : *list) {
        if (const auto* name = value.As<std::string>()) metrics.insert(*name);
      }
    }
    bool missing = false;
    for (const std::string& metric : metrics) missing |= AddMetric(metric);
    // A period whose report is not due yet is left out, as is a running one
    // without figures of their own day.
    if (pieces_.empty() && (missing || context_.as_of < last_)) {
      return std::nullopt;
    }
    std::vector<Trace> amounts;
    for (const Piece& piece : pieces_) amounts.push_back(piece.amount);
    return Sum("share of " + period_.nominal.name, unit_, std::move(amounts));
  }

  const std::vector<Piece>& pieces() const { return pieces_; }
  const std::string& unit() const { return unit_; }

 private:
  Trace ConflictingMetrics(const FieldState& field) {
    return Unknown("metrics", unit_,
                   std::string(finding::kConflictingAmendments), {},
                   field.set_by);
  }

  Factor FactorOf(const Slice& slice, const std::string& metric) const {
    if (!slice.Active() || !Lists(*slice.state, metric)) return {};
    Factor factor;
    factor.rate = RateLeaf(*slice.state, "rate", "rate");
    factor.waived = WaivedShare(*slice.state, WaiverMeasure::kAccrual);
    factor.maybe = slice.in_force == InForce::kUnknown;
    return factor;
  }

  // Whether figures of the metric are still out without being late.
  bool AddMetric(const std::string& metric) {
    std::vector<Interval> covered;
    const auto found = context_.facts.reports.find(metric);
    if (found != context_.facts.reports.end()) {
      for (const MetricReport& report : found->second) {
        if (!report.report->period.Overlaps(period_.nominal.days)) continue;
        AddReport(metric, report, covered);
      }
    }
    if (context_.as_of < last_ || Covered(metric, covered)) return false;
    Date due = last_;
    if (const auto* wait = period_.last->As<Duration>("report_due")) {
      const auto late = wait->AddTo(last_);
      if (late.ok()) due = *late;
    }
    if (context_.as_of <= due) return true;
    std::vector<EventRef> because = period_.last->created_by;
    Trace unknown =
        Unknown(metric + " " + DaysText(period_.active) + " is not reported",
                unit_, std::string(finding::kMissingReport), {}, because);
    pieces_.push_back({unknown, WaivedOf(unknown)});
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
    std::size_t first_piece = pieces_.size();
    for (const ReportItem& item : report.report->items) {
      if (item.metric != metric) continue;
      dated = true;
      AddItem(metric, report, item);
    }
    const auto total = report.report->metrics.find(metric);
    if (!dated && ended && total != report.report->metrics.end()) {
      const Trace leaf =
          FigureLeaf(metric + " " + DaysText(days), report, total->second);
      const auto pieces = ShareOut(
          "share of " + metric, unit_, SymbolOf(*period_.last, "rate_change"),
          days, period_.slices,
          [&](const Slice& slice) { return FactorOf(slice, metric); }, leaf);
      pieces_.insert(pieces_.end(), pieces.begin(), pieces.end());
    }
    if (!report.ambiguous) return;
    // Which of two overlapping reports counts is not known, nor is their sum.
    std::vector<Trace> inputs;
    for (std::size_t i = first_piece; i < pieces_.size(); ++i) {
      inputs.push_back(pieces_[i].amount);
    }
    pieces_.resize(first_piece);
    Trace unknown = Unknown("reports of " + metric + " overlap", unit_,
                            std::string(finding::kAmbiguousReading),
                            std::move(inputs), report.record->refs);
    pieces_.push_back({unknown, WaivedOf(unknown)});
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
      pieces_.push_back(PieceOf(
          "share of " + metric, unit_, factor,
          FigureLeaf(metric + " " + item.date.ToString(), report, item.amount)));
      return;
    }
  }

  Trace FigureLeaf(std::string label, const MetricReport& report,
                   const Amount& amount) {
    const Event& event = *report.record->event;
    if (amount.unit().text() != unit_) {
      context_.Find(finding::kCurrencyMismatch,
                    context_.Subject(clause_, period_.nominal.name),
                    label + " is reported in " + amount.unit().text() +
                        ", the clause computes in " + unit_,
                    report.record->refs);
      return Unknown(label + " is in " + amount.unit().text(), unit_,
                     std::string(finding::kCurrencyMismatch), {},
                     report.record->refs);
    }
    return Leaf(std::move(label), amount.Range(), unit_, BasisOf(event),
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
  const std::string unit_;
  const Date last_;  // of the nominal period
  std::vector<Piece> pieces_;
};

// The lifetime cap of one clause: what has counted so far.
class LifetimeCap {
 public:
  LifetimeCap(EvaluationContext& context, const std::string& clause)
      : context_(context), clause_(clause) {}

  Trace Limit(const ClausePeriod& period, const std::string& unit,
              Trace amount) {
    const ClauseState& state = *period.last;
    if (!Has(state) || !Counts(state, *period.nominal.days.LastDay())) {
      return amount;
    }
    Trace cap =
        AmountLeaf(state, "lifetime_cap.amount", "lifetime cap", unit);
    return MinOf("at most what is left under the lifetime cap", unit,
                 {std::move(amount), Left(state, std::move(cap), unit)});
  }

  // Periods count whether or not there was a cap when they accrued.
  void Count(const ClausePeriod& period, const Trace& accrued) {
    const Date last = *period.nominal.days.LastDay();
    history_.emplace_back(last, accrued);
    if (counted_ != nullptr && (!after_ || last > *after_)) {
      counted_ = Plus(counted_, accrued);
    } else {
      counted_ = nullptr;  // made anew when it is asked for
    }
  }

  void AddBalance(const ClauseState& state) {
    if (!Has(state)) return;
    const std::string unit = SymbolOf(state, "currency");
    ClauseBalance balance;
    balance.clause = context_.Subject(clause_);
    balance.name = "lifetime cap left";
    balance.debtor = SymbolOf(state, "debtor");
    balance.creditor = SymbolOf(state, "creditor");
    balance.unit = unit;
    Trace cap = AmountLeaf(state, "lifetime_cap.amount", "lifetime cap", unit);
    if (!cap->value.IsExact() &&
        cap->unknown_because == finding::kUndisclosedAmount) {
      context_.Find(finding::kUndisclosedAmount, context_.Subject(clause_),
                    "the lifetime cap is not disclosed; what is left under it "
                    "is unknown",
                    cap->events);
    }
    balance.trace = Left(state, std::move(cap), unit);
    context_.out.balances.push_back(std::move(balance));
  }

 private:
  static bool Has(const ClauseState& state) {
    return state.fields.contains("lifetime_cap.amount");
  }

  static bool Counts(const ClauseState& state, Date last) {
    const auto* after = state.As<Date>("lifetime_cap.counts_after");
    return after == nullptr || last > *after;
  }

  static Trace Plus(const Trace& sum, const Trace& accrued) {
    return Sum("accrued under the lifetime cap", accrued->unit,
               {sum, accrued});
  }

  // What has accrued in the periods that count under the cap as it reads now;
  // null for nothing.
  Trace Counted(const ClauseState& state) {
    std::optional<Date> after;
    if (const auto* day = state.As<Date>("lifetime_cap.counts_after")) {
      after = *day;
    }
    if (counted_ != nullptr && after == after_) return counted_;
    after_ = after;
    counted_ = nullptr;
    for (const auto& [last, accrued] : history_) {
      if (after && last <= *after) continue;
      counted_ = counted_ == nullptr ? accrued : Plus(counted_, accrued);
    }
    return counted_;
  }

  Trace Left(const ClauseState& state, Trace cap, const std::string& unit) {
    const Trace zero = ConstantLeaf("nothing", RationalRange(), unit);
    const Trace counted = Counted(state);
    if (counted == nullptr) {
      // An undisclosed cap is not negative either.
      return cap->value.IsExact()
                 ? cap
                 : MaxOf("cap left", unit, {std::move(cap), zero});
    }
    return MaxOf("cap left", unit,
                 {Difference("lifetime cap less what has accrued", unit,
                             {std::move(cap), counted}),
                  zero});
  }

  EvaluationContext& context_;
  const std::string& clause_;
  std::vector<std::pair<Date, Trace>> history_;  // last day of the period
  std::optional<Date> after_;  // of `counted_`
  Trace counted_;
};

}  // namespace

void EvaluateRevenueShare(EvaluationContext& context, const std::string& clause,
                          const ClauseRuns& runs) {
  LifetimeCap lifetime(context, clause);
  for (const ClausePeriod& period : ClausePeriodsOf(runs, context.as_of)) {
    PeriodShare share(context, clause, period);
    std::optional<Trace> amount = share.Compute();
    if (!amount) continue;
    Trace capped = *amount;
    if (period.last->fields.contains("period_cap.amount")) {
      const auto* after = period.last->As<Date>("period_cap.counts_after");
      if (after == nullptr || *period.nominal.days.LastDay() > *after) {
        capped = MinOf("at most the cap of the period", share.unit(),
                       {capped, AmountLeaf(*period.last, "period_cap.amount",
                                           "cap of the period", share.unit())});
      }
    }
    capped = lifetime.Limit(period, share.unit(), std::move(capped));
    Occurrence occurrence =
        OccurrenceOf(context, clause, period, share.unit());
    SetAccrued(context, period, occurrence, std::move(capped), share.pieces());
    lifetime.Count(period, occurrence.accrued);
    const OccurrenceKey key{clause, occurrence.name};
    context.out.occurrences[key] = std::move(occurrence);
  }
  const Run* now = RunOn(runs, context.as_of);
  if (now != nullptr && now->state != nullptr) lifetime.AddBalance(*now->state);
}

}  // namespace covenant
