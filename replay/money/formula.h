// Formula: the amounts of formula clauses, from the expression that the clause
// states (ledger/event/expression.h) and what is reported, owed and reached.
// Every step is a node of the trace. Pure.
#ifndef REPLAY_MONEY_FORMULA_H_
#define REPLAY_MONEY_FORMULA_H_

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/event/expression.h"
#include "replay/money/evaluate.h"

namespace covenant {

// The clauses in an order in which each comes after those that its formulas
// name; of clauses that need each other, the first by name comes first.
std::vector<std::string> EvaluationOrder(
    const std::map<std::string, ClauseRuns>& runs);

// What a formula that is owed once comes to on the day on which it accrues;
// `first` is the first day on which the clause is in force.
Trace FormulaOnce(EvaluationContext& context, const std::string& clause,
                  const ClauseState& state, Date first, Date day);

// A stretch of days that an expression is computed for.
struct FormulaPlace {
  Interval days;   // a nominal period, both ends present
  int number = 0;  // of the clause's periods, from 1
};

// The figures of one expression of one clause, period by period.
class FormulaFigures {
 public:
  // `places` are the periods of the clause up to now, and must outlive this;
  // null for a clause that is owed once. `every` counts them backwards.
  FormulaFigures(EvaluationContext& context, const std::string& clause,
                 const ClauseState& state, std::optional<Duration> every,
                 Date begin, const std::vector<FormulaPlace>* places);

  // The amount in the clause's currency; null where figures that it needs are
  // not due yet. `name` is that of the occurrence, for findings.
  Trace AmountFor(const std::string& name, const FormulaPlace& place);

 private:
  struct Figure {
    Trace trace;
    ValueType type;
  };
  using Key = std::tuple<const ExpressionNode*, Date, Date>;

  Figure Of(const Expression& expression, const FormulaPlace& place);
  Figure Compute(const Expression& expression, const FormulaPlace& place);
  Figure Named(const ExpressionNode& node, const FormulaPlace& place);
  Figure Call(const Expression& expression, const FormulaPlace& place);
  Figure Aggregate(const Expression& expression, const FormulaPlace& place);
  Figure Joined(TraceOp op, const std::string& label,
                const std::vector<Expression>& inputs,
                const FormulaPlace& place);
  Figure Compared(const Expression& expression, const FormulaPlace& place);
  Figure Divided(const std::string& label, const Figure& a, const Figure& b);
  Figure Tiers(const Expression& expression, const FormulaPlace& place);
  Figure Whole(const ExpressionNode& node, const Figure& base,
               std::size_t tier, const FormulaPlace& place);
  Figure If(const Expression& expression, const FormulaPlace& place);
  Figure MilestoneValue(const ExpressionNode& node);
  Figure PublishedRate(const ExpressionNode& node, const FormulaPlace& place);
  Figure DaysBetween(const std::string& label, const ExpressionNode& node);
  // The day that is written or on which the milestone was reached, counted from
  // 1970-01-01.
  Figure DayOf(const std::string& name);

  // Totals over days; `period`: of one period itself, of which only the days in
  // force must be reported.
  Figure Total(const ExpressionNode& node, const Interval& window,
               bool period = false);
  Figure Metric(const std::string& metric, const Interval& window, bool period);
  void AddNotInForce(const Interval& window,
                     std::vector<Interval>& covered) const;
  Figure Owed(const std::string& clause, const Interval& window);
  void AddReport(const std::string& metric, const MetricReport& report,
                 const Interval& window, std::vector<Trace>& parts);

  Figure Mismatch(const std::string& label, const ValueType& a,
                  const ValueType& b);
  Figure NotKnown(const std::string& label, std::string_view code,
                  std::string message, std::vector<EventRef> because);
  Trace Constant(std::string label, RationalRange value, std::string unit) const;
  std::optional<Date> YearStart(const FormulaPlace& place) const;
  // The place so many periods before; nothing before the first.
  std::optional<FormulaPlace> Before(const FormulaPlace& place, int periods) const;
  std::optional<Date> Back(Date from, int periods) const;

  EvaluationContext& context_;
  const std::string clause_;
  const ClauseState& state_;
  const std::optional<Duration> every_;
  const Date begin_;
  const std::vector<FormulaPlace>* const places_;
  Expression expression_;
  std::string occurrence_;  // at hand
  bool pending_ = false;    // something is not due to be known yet
  std::map<Key, Figure> known_;
};

}  // namespace covenant

#endif  // REPLAY_MONEY_FORMULA_H_
