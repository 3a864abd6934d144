// What expressions read: reports, what other clauses accrued, milestones, and
// all that over several periods.
#include <algorithm>
#include <utility>

#include "replay/money/formula.h"
#include "replay/money/periodic.h"
#include "replay/money/rates.h"
#include "replay/money/stated_counts.h"
#include "replay/money/year_parts.h"

namespace covenant {
namespace {

// The unit in which the clause declares a metric.
std::string UnitOf(const ClauseState& state, const std::string& metric) {
  return SymbolOf(state, "metrics." + metric);
}

Basis BasisOf(const Event& event) {
  const auto own = event.basis_of.find("metrics");
  return own == event.basis_of.end() ? event.basis : own->second;
}

bool Covers(std::vector<Interval> covered, const Interval& window) {
  std::sort(covered.begin(), covered.end(),
            [](const Interval& a, const Interval& b) {
              return *a.from() < *b.from();
            });
  Date next = *window.from();
  for (const Interval& days : covered) {
    if (*days.from() <= next && next < *days.until()) next = *days.until();
  }
  return next >= *window.until();
}

// std::ranges::subrange is beyond the clang that makes the fuzz targets.
template <typename Iterator>
struct Between {
  Iterator first, last;
  Iterator begin() const { return first; }
  Iterator end() const { return last; }
};

// The part of what is sorted by day that lies in the window, which has both ends.
template <typename ByDay>
Between<typename ByDay::const_iterator> Inside(const ByDay& by_day,
                                               const Interval& window) {
  const auto first = by_day.lower_bound(*window.from());
  return {first,
          window.Empty() ? first : by_day.lower_bound(*window.until())};
}

// What an opening states that the clause had accrued of the window: since its
// contract year began, or in all.
std::optional<StatedCount> StatedWithin(const EvaluationContext& context,
                                        const std::string& clause,
                                        const ClauseRuns& runs,
                                        const Interval& window) {
  if (window.Empty()) return std::nullopt;
  const auto first =
      std::find_if(runs.begin(), runs.end(),
                   [](const Run& run) { return run.state != nullptr; });
  if (first == runs.end() || !first->days.from()) return std::nullopt;
  for (const Counted counted :
       {Counted::kAccruedInYear, Counted::kAccruedInAll}) {
    const auto stated =
        StatedCountsOf(context.facts, clause, counted, context.as_of);
    if (stated.empty() || !window.Contains(stated.front().through)) continue;
    const Run* run = RunOn(runs, stated.front().through);
    const ClauseState& state =
        *(run == nullptr || run->state == nullptr ? first->state : run->state);
    const bool from_there =
        counted == Counted::kAccruedInYear
            ? *window.from() == YearStart(state, stated.front().through)
            : *window.from() <= *first->days.from();
    if (from_there) return stated.front();
  }
  return std::nullopt;
}

}  // namespace

std::optional<Date> FormulaFigures::YearStart(const FormulaPlace& place) const {
  MonthDay start;
  if (const std::string text = SymbolOf(state_, "year_start"); !text.empty()) {
    start = ParseMonthDay(text).value_or(MonthDay{});
  }
  const Date last = *place.days.LastDay();
  const auto of_year = [&](int year) {
    return Date::FromYmd(year, start.month, start.day);
  };
  auto day = of_year(last.year());
  if (day.ok() && *day > last) day = of_year(last.year() - 1);
  if (!day.ok()) return std::nullopt;
  return *day;
}

std::optional<Date> FormulaFigures::Back(Date from, int periods) const {
  if (!every_) return std::nullopt;
  const auto day = every_->AddTo(from, -periods);
  if (!day.ok()) return std::nullopt;
  return *day;
}

std::optional<FormulaPlace> FormulaFigures::Before(const FormulaPlace& place,
                                                   int periods) const {
  if (places_ != nullptr) {
    const int index = place.number - 1 - periods;
    if (index < 0) return std::nullopt;
    return (*places_)[static_cast<std::size_t>(index)];
  }
  const auto from = Back(*place.days.from(), periods);
  const auto until = Back(*place.days.from(), periods - 1);
  if (!from || !until) return std::nullopt;
  return FormulaPlace{Interval(*from, periods == 0 ? *place.days.until() : *until),
                      place.number - periods};
}

FormulaFigures::Figure FormulaFigures::Aggregate(const Expression& expression,
                                                 const FormulaPlace& place) {
  const ExpressionNode& node = *expression;
  const Expression& what = node.inputs[0];
  const std::string label = ExpressionText(expression);
  const int count =
      node.inputs.size() < 2
          ? 1
          : static_cast<int>(node.inputs[1]->value.ToInt64().value_or(1));
  const bool previous = node.name == "previous";
  const bool trailing = node.name == "trailing-sum" ||
                        node.name == "trailing-average";
  const bool self = what->op == ExpressionOp::kName && what->name == "self";
  const bool of_days =
      self ||
      (what->op == ExpressionOp::kName && !IsExpressionWord(what->name)) ||
      (what->op == ExpressionOp::kCall && what->name == "owed");
  const auto too_few = [&] {
    return NotKnown(label, finding::kAmbiguousReading,
                    label + " needs periods before the first one; the clause "
                            "does not say what they count",
                    state_.created_by);
  };
  const auto average = [&](Figure total) -> Figure {
    if (node.name != "trailing-average") return total;
    return {Quotient(label, total.trace->unit, total.trace,
                     Constant("periods", RationalRange::FromInt(count), "")),
            total.type};
  };
  const Date from = *place.days.from();
  const Date until = *place.days.until();
  if (of_days) {
    std::optional<Date> first, end;
    if (node.name == "ytd") {
      first = YearStart(place);
      end = self ? from : until;
    } else if (node.name == "cumulative") {
      first = begin_;
      end = self ? from : until;
    } else if (previous) {
      first = Back(from, count);
      end = Back(from, count - 1);
    } else {
      first = Back(from, self ? count : count - 1);
      end = self ? from : until;
      if (self && first && *first < begin_) return too_few();
    }
    if (!first || !end) return too_few();
    const Interval window(std::min(*first, *end), *end);
    Figure total = Total(*what, window);
    if (total.trace->label != label && node.name != "trailing-average" &&
        !window.Empty()) {
      total.trace = Sum(label, total.trace->unit, {total.trace});
    }
    return average(std::move(total));
  }
  // Anything else is computed for each of the periods.
  std::vector<FormulaPlace> places;
  if (previous || trailing) {
    for (int i = previous ? count : 0; i < (previous ? count + 1 : count); ++i) {
      const auto earlier = Before(place, i);
      if (!earlier) return too_few();
      places.push_back(*earlier);
    }
  } else {
    const auto year = YearStart(place);
    const Date first = node.name == "ytd" ? year.value_or(begin_) : begin_;
    for (int i = 0; i < kMaxExpressionPeriods; ++i) {
      const auto earlier = Before(place, i);
      if (!earlier || *earlier->days.LastDay() < first) break;
      places.push_back(*earlier);
    }
  }
  std::reverse(places.begin(), places.end());
  ValueType common = ValueType::Any();
  std::vector<Trace> parts;
  for (const FormulaPlace& each : places) {
    const Figure figure = Of(what, each);
    const auto type = CommonType(common, figure.type);
    if (!type) return Mismatch(label, common, figure.type);
    common = *type;
    parts.push_back(Sum(DaysText(each.days), figure.trace->unit, {figure.trace}));
  }
  Figure total{Sum(label, common.Unit(), std::move(parts)), common};
  return average(std::move(total));
}

FormulaFigures::Figure FormulaFigures::Total(const ExpressionNode& node,
                                             const Interval& window,
                                             bool period) {
  if (node.op == ExpressionOp::kCall) return Owed(node.names[0], window);
  if (node.name == "self") return Owed(clause_, window);
  return Metric(node.name, window, period);
}

// Days on which the clause is not in force need no report, but where the amount
// of the whole period is taken by the days in force.
void FormulaFigures::AddNotInForce(const Interval& window,
                                   std::vector<Interval>& covered) const {
  if (context_.runs == nullptr ||
      SymbolOf(state_, "partial_period") == "pro-rata-days") {
    return;
  }
  const auto runs = context_.runs->find(clause_);
  if (runs == context_.runs->end()) return;
  for (const Slice& slice : SlicesOf(runs->second, window)) {
    if (!slice.Active()) covered.push_back(slice.days);
  }
}

FormulaFigures::Figure FormulaFigures::Metric(const std::string& metric,
                                              const Interval& window,
                                              bool period) {
  const std::string unit = UnitOf(state_, metric);
  const ValueType type = ValueType::Of(unit);
  const std::string label = metric + " " + DaysText(window);
  std::vector<Trace> parts;
  std::vector<Interval> covered;
  for (const MetricReport& report :
       ReportsAround(context_.facts, clause_, metric, window)) {
    const Interval& days = report.report->period;
    if (!days.Overlaps(window)) continue;
    if (*days.LastDay() > context_.as_of && !window.Covers(days)) continue;
    covered.push_back(days);
    AddReport(metric, report, window, parts);
  }
  if (period) AddNotInForce(window, covered);
  if (Covers(covered, window)) {
    if (parts.size() == 1) return {parts.front(), type};
    return {Sum(label, unit, std::move(parts)), type};
  }
  const Date last = *window.LastDay();
  Date due = last;
  if (const auto* wait = state_.As<Duration>("report_due")) {
    const auto late =
        DayAfter(last, *wait, DueCalendarOf(context_.facts, state_).calendar);
    if (late) due = *late;
  }
  if (context_.as_of <= due) {
    pending_ = true;
    return {Unknown(label, unit, std::string(finding::kMissingReport), {},
                    state_.created_by),
            type};
  }
  context_.Find(finding::kMissingReport,
                context_.Subject(clause_, occurrence_),
                "no report of " + metric + " for " + DaysText(window) +
                    " is on record; the amount is unknown",
                state_.created_by);
  return {Unknown(label + " is not reported", unit,
                  std::string(finding::kMissingReport), std::move(parts),
                  state_.created_by),
          type};
}

void FormulaFigures::AddReport(const std::string& metric,
                               const MetricReport& report,
                               const Interval& window,
                               std::vector<Trace>& parts) {
  const Event& event = *report.record->event;
  const std::string unit = UnitOf(state_, metric);
  const Interval& days = report.report->period;
  const auto add = [&](const std::string& label, const Amount& amount) {
    if (amount.unit().text() != unit) {
      parts.push_back(
          NotKnown(label + " is in " + amount.unit().text(),
                   finding::kCurrencyMismatch,
                   label + " is reported in " + amount.unit().text() +
                       ", the clause computes in " + unit,
                   report.record->refs)
              .trace);
      return;
    }
    parts.push_back(Leaf(label, amount.Range(), unit, BasisOf(event),
                         report.record->refs, PlaceOf(event, ""),
                         std::string(finding::kUndisclosedAmount)));
  };
  const auto unclear = [&](const std::string& why) {
    parts.push_back(NotKnown(metric + " " + DaysText(days),
                             finding::kAmbiguousReading, why,
                             report.record->refs)
                        .trace);
  };
  if (report.ambiguous) {
    return unclear("reports of " + metric +
                   " overlap; which of them counts is not known");
  }
  if (report.total_differs) {
    return unclear("the report gives a total and other figures of " + metric +
                   "; whether they are part of it is not known");
  }
  bool dated = false;
  for (const ReportItem& item : report.report->items) {
    if (item.metric != metric) continue;
    dated = true;
    if (window.Contains(item.date)) {
      add(metric + " " + item.date.ToString(), item.amount);
    }
  }
  const auto total = report.report->metrics.find(metric);
  if (dated || total == report.report->metrics.end()) return;
  if (window.Covers(days)) return add(metric + " " + DaysText(days), total->second);
  unclear("the report of " + metric + " for " + DaysText(days) +
          " is not divided by the days that the formula counts, " +
          DaysText(window));
}

FormulaFigures::Figure FormulaFigures::Owed(const std::string& clause,
                                            const Interval& window) {
  const bool self = clause == clause_;
  const std::string label =
      (self ? "accrued under this clause" : "accrued under " + clause) +
      (window.Empty() ? std::string() : " " + DaysText(window));
  const auto runs = context_.runs == nullptr
                        ? std::map<std::string, ClauseRuns>::const_iterator()
                        : context_.runs->find(clause);
  if (context_.runs == nullptr || runs == context_.runs->end()) {
    return {Unknown(label, "", std::string(finding::kUndisclosedTerms), {},
                    state_.created_by),
            ValueType::Any()};
  }
  if (!self && !context_.computed.contains(clause)) {
    return NotKnown(label, finding::kUndefinedFigure,
                    clause_ + " and " + clause +
                        " need each other to be computed",
                    state_.created_by);
  }
  const ClosedByDay& closed = context_.Closed(clause);
  std::vector<const Occurrence*> inside = closed.undated;
  const auto stated = StatedWithin(context_, clause, runs->second, window);
  const auto counts = [&](Date day) {
    return !stated || day > stated->through;
  };
  if (every_) {
    for (const auto& [day, o] : Inside(closed.occurrences, window)) {
      if (!counts(day)) continue;
      inside.push_back(o);
    }
  } else {
    // What is owed once counts what has accrued, also for a period that runs.
    for (const auto& [day, o] : closed.occurrences) {
      const Date accrued = *AccrualDay(*o);
      if (window.Contains(accrued) && counts(accrued)) inside.push_back(o);
    }
  }
  std::sort(inside.begin(), inside.end(),
            [](const Occurrence* a, const Occurrence* b) {
              return a->name < b->name;
            });
  std::vector<Trace> parts;
  std::string unit;
  if (stated) {
    unit = stated->figure->unit;
    parts.push_back(stated->figure);
  }
  for (const Occurrence* each : inside) {
    const Occurrence& o = *each;
    if (o.accrued == nullptr) continue;
    if (unit.empty()) unit = o.unit;
    if (o.unit != unit) {
      return Mismatch(label, ValueType::Of(unit), ValueType::Of(o.unit));
    }
    Trace part =
        Sum(clause + " " + o.name, unit, {context_.CountsOf(o).accrued});
    parts.push_back(o.closes_on
                        ? std::move(part)
                        : Maybe("owed on an undisclosed day", std::move(part),
                                std::string(finding::kUndisclosedTerms)));
  }
  // A period that has ended and is not computed yet waits for its reports.
  for (const auto& [last, name] : Inside(closed.awaited, window)) {
    if (counts(last) && !context_.out.occurrences.contains({clause, name}) &&
        !context_.reported.contains({clause, name})) {
      pending_ = true;
    }
  }
  if (unit.empty()) {
    return {Constant(label + ": nothing", RationalRange(), ""), ValueType::Any()};
  }
  return {Sum(label, unit, std::move(parts)), ValueType::Of(unit)};
}

FormulaFigures::Figure FormulaFigures::MilestoneValue(
    const ExpressionNode& node) {
  const std::string label = node.names[0] + " " + node.names[1];
  const auto reached = context_.facts.milestones.find(node.names[0]);
  if (reached == context_.facts.milestones.end() ||
      reached->second.date > context_.as_of) {
    return NotKnown(label, finding::kMissingRate,
                    node.names[0] + " has not been reached; " + node.names[1] +
                        " is unknown",
                    state_.created_by);
  }
  static const auto* const kNone = new std::map<std::string, Amount>;
  const Milestone* milestone = reached->second.milestone;
  const auto& values = milestone == nullptr ? *kNone : milestone->values;
  const auto value = values.find(node.names[1]);
  if (value == values.end()) {
    return NotKnown(label, finding::kMissingRate,
                    node.names[0] + " states no " + node.names[1],
                    reached->second.record->refs);
  }
  const Event& event = *reached->second.record->event;
  const std::string unit = value->second.unit().text();
  return {Leaf(label, value->second.Range(), unit, event.basis,
               reached->second.record->refs, PlaceOf(event, ""),
               std::string(finding::kUndisclosedAmount)),
          ValueType::Of(unit)};
}

// The series on a day of the period, its last one unless another is named, or
// its mean over the period.
FormulaFigures::Figure FormulaFigures::PublishedRate(
    const ExpressionNode& node, const FormulaPlace& place) {
  const std::string what = SymbolOf(state_, "rates." + node.names[0]);
  const std::string which =
      node.names.size() > 1 ? node.names[1] : "period-end";
  const ValueType type = RateType(what);
  const std::size_t slash = what.find('/');
  RateMeasure measures =
      what == "percent" ? RateMeasure::kPercent : RateMeasure::kIndex;
  if (slash != std::string::npos) {
    const auto base = Unit::Parse(what.substr(slash + 1));
    measures = base.ok() && base->IsCurrency() ? RateMeasure::kExchange
                                               : RateMeasure::kPrice;
  }
  RateRule rule;
  rule.series = node.names[0];
  rule.previous = SymbolOf(state_, "fallback") == "previous";
  if (const auto* most = state_.As<Duration>("within")) rule.within = *most;
  const Shared& shared = context_.facts.shared;
  Trace value;
  if (which == "average") {
    const DueCalendar calendar = DueCalendarOf(context_.facts, state_);
    value = RateAverage(shared, rule, measures, place.days, context_.as_of,
                        calendar.calendar);
  } else {
    const Date day = which == "period-start" ? *place.days.from()
                                             : *place.days.LastDay();
    value = RateOn(shared, rule, measures, day, context_.as_of);
  }
  const std::string unit = type.Unit();
  if (value->op != TraceOp::kUnknown && value->unit != unit) {
    return Mismatch("rate(" + node.names[0] + ")", ValueType::Of(value->unit),
                    type);
  }
  return {std::move(value), type};
}

FormulaFigures::Figure FormulaFigures::DayOf(const std::string& name) {
  const ValueType days = ValueType::Of("days");
  if (const auto date = Date::Parse(name); date.ok()) {
    return {Constant("day " + name,
                     RationalRange::FromInt(date->DaysSince1970()), "days"),
            days};
  }
  const auto reached = context_.facts.milestones.find(name);
  if (reached == context_.facts.milestones.end() ||
      reached->second.date > context_.as_of) {
    return NotKnown(name, finding::kMissingReport,
                    name + " has not been reached; its day is unknown",
                    state_.created_by);
  }
  const Date date = reached->second.date;
  const Event& event = *reached->second.record->event;
  return {Leaf("day of " + name + " " + date.ToString(),
               RationalRange::FromInt(date.DaysSince1970()), "days",
               event.basis, reached->second.record->refs, PlaceOf(event, "")),
          days};
}

FormulaFigures::Figure FormulaFigures::DaysBetween(const std::string& label,
                                                   const ExpressionNode& node) {
  const Figure from = DayOf(node.names[0]);
  const Figure to = DayOf(node.names[1]);
  return {Difference(label, "days", {to.trace, from.trace}),
          ValueType::Of("days")};
}

}  // namespace covenant
