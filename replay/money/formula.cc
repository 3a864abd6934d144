// The operations of expressions.
#include "replay/money/formula.h"

#include <algorithm>
#include <utility>

namespace covenant {
namespace {

const RationalRange& Yes() {
  static const auto* const yes = new RationalRange(RationalRange::FromInt(1));
  return *yes;
}

bool IsYes(const Trace& condition) { return condition->value == Yes(); }
bool IsNo(const Trace& condition) { return condition->value.IsExactlyZero(); }

}  // namespace

FormulaFigures::FormulaFigures(EvaluationContext& context,
                               const std::string& clause,
                               const ClauseState& state,
                               std::optional<Duration> every, Date begin,
                               const std::vector<FormulaPlace>* places)
    : context_(context),
      clause_(clause),
      state_(state),
      every_(every),
      begin_(begin),
      places_(places),
      expression_(ParseExpression(SymbolOf(state, "amount")).expression) {}

Trace FormulaFigures::AmountFor(const std::string& name,
                             const FormulaPlace& place) {
  occurrence_ = name;
  pending_ = false;
  const std::string unit = SymbolOf(state_, "currency");
  const auto field = state_.fields.find("amount");
  if (field == state_.fields.end() || field->second.conflicting) {
    return field == state_.fields.end()
               ? Unknown("amount", unit, std::string(finding::kUndisclosedTerms),
                         {}, state_.created_by)
               : Unknown("amount", unit,
                         std::string(finding::kConflictingAmendments), {},
                         field->second.set_by);
  }
  if (expression_ == nullptr) {
    return NotKnown("amount", finding::kUndefinedFigure,
                    "the expression of the clause cannot be read by this "
                    "release; the amount is unknown",
                    field->second.set_by)
        .trace;
  }
  const Figure result = Of(expression_, place);
  if (pending_) return nullptr;
  if (result.type.boolean || !CommonType(result.type, ValueType::Of(unit))) {
    return Mismatch(ExpressionText(expression_), result.type,
                    ValueType::Of(unit))
        .trace;
  }
  if (result.trace->unit == unit) return result.trace;
  return Sum("amount", unit, {result.trace});
}

FormulaFigures::Figure FormulaFigures::Of(const Expression& expression,
                                          const FormulaPlace& place) {
  const Key key{expression.get(), *place.days.from(), *place.days.until()};
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  Figure figure = Compute(expression, place);
  if (!pending_) known_.emplace(key, figure);
  return figure;
}

FormulaFigures::Figure FormulaFigures::Compute(const Expression& expression,
                                               const FormulaPlace& place) {
  const ExpressionNode& node = *expression;
  const std::string label = ExpressionText(expression);
  switch (node.op) {
    case ExpressionOp::kLiteral:
      return {Constant(node.text, RationalRange::Exact(node.value),
                       node.type.Unit()),
              node.type};
    case ExpressionOp::kName:
      return Named(node, place);
    case ExpressionOp::kCall:
      return Call(expression, place);
    case ExpressionOp::kNegate: {
      const Figure a = Of(node.inputs[0], place);
      return {Difference(label, a.trace->unit,
                         {Constant("nothing", RationalRange(), a.trace->unit),
                          a.trace}),
              a.type};
    }
    case ExpressionOp::kAdd:
      return Joined(TraceOp::kSum, label, node.inputs, place);
    case ExpressionOp::kSubtract:
      return Joined(TraceOp::kDifference, label, node.inputs, place);
    case ExpressionOp::kMultiply:
    case ExpressionOp::kOf: {
      const Figure a = Of(node.inputs[0], place);
      const Figure b = Of(node.inputs[1], place);
      const ValueType type = TimesType(a.type, b.type);
      return {Product(label, type.Unit(), {a.trace, b.trace}), type};
    }
    case ExpressionOp::kDivide: {
      const Figure a = Of(node.inputs[0], place);
      return Divided(label, a, Of(node.inputs[1], place));
    }
    case ExpressionOp::kLess:
    case ExpressionOp::kLessOrEqual:
    case ExpressionOp::kGreater:
    case ExpressionOp::kGreaterOrEqual:
    case ExpressionOp::kEqual:
    case ExpressionOp::kNotEqual:
      return Compared(expression, place);
    case ExpressionOp::kAnd:
    case ExpressionOp::kOr: {
      // What decides the matter alone needs no other.
      const bool both = node.op == ExpressionOp::kAnd;
      const Figure a = Of(node.inputs[0], place);
      std::vector<Trace> inputs = {a.trace};
      if (both ? !IsNo(a.trace) : !IsYes(a.trace)) {
        inputs.push_back(Of(node.inputs[1], place).trace);
      }
      return {Calculated(both ? TraceOp::kMin : TraceOp::kMax, label, "",
                         std::move(inputs)),
              ValueType::Boolean()};
    }
    case ExpressionOp::kNot:
      return {Difference(label, "",
                         {Constant("yes", Yes(), ""),
                          Of(node.inputs[0], place).trace}),
              ValueType::Boolean()};
    case ExpressionOp::kIf:
      return If(expression, place);
  }
  return {Constant("nothing", RationalRange(), ""), ValueType::Any()};
}

FormulaFigures::Figure FormulaFigures::Named(const ExpressionNode& node,
                                             const FormulaPlace& place) {
  const auto count = [&](std::int32_t value, const char* unit) {
    return Figure{Constant(node.name, RationalRange::FromInt(value), unit),
                  ValueType::Of(unit)};
  };
  if (node.name == "undisclosed") {
    const auto field = state_.fields.find("amount");
    return {Unknown("undisclosed", "", std::string(finding::kUndisclosedTerms),
                    {}, field->second.set_by),
            ValueType::Any()};
  }
  if (node.name == "period-number") return count(place.number, "");
  if (node.name == "days-in-period") return count(*place.days.Days(), "days");
  if (node.name == "days-in-year") {
    const auto start = YearStart(place);
    const auto end = start ? start->AddMonths(12)
                           : absl::StatusOr<Date>(absl::OutOfRangeError(""));
    if (end.ok()) return count(*end - *start, "days");
  }
  return Total(node, place.days, true);
}

// Sums, differences, the least and the greatest: all of one type.
FormulaFigures::Figure FormulaFigures::Joined(
    TraceOp op, const std::string& label, const std::vector<Expression>& inputs,
    const FormulaPlace& place) {
  ValueType common = ValueType::Any();
  std::vector<Trace> traces;
  for (const Expression& input : inputs) {
    Figure figure = Of(input, place);
    const auto type = CommonType(common, figure.type);
    if (!type) return Mismatch(label, common, figure.type);
    common = *type;
    traces.push_back(std::move(figure.trace));
  }
  return {Calculated(op, label, common.Unit(), std::move(traces)), common};
}

FormulaFigures::Figure FormulaFigures::Compared(const Expression& expression,
                                                const FormulaPlace& place) {
  const ExpressionNode& node = *expression;
  const std::string label = ExpressionText(expression);
  const Figure a = Of(node.inputs[0], place);
  const Figure b = Of(node.inputs[1], place);
  const auto make = [&](TraceOp op, const Figure& x, const Figure& y) {
    return Figure{Calculated(op, label, "", {x.trace, y.trace}),
                  ValueType::Boolean()};
  };
  if (!CommonType(a.type, b.type)) {
    Figure unknown = Mismatch(label, a.type, b.type);
    return {HullOf(label, "",
                   {Constant("no", RationalRange(), ""),
                    Constant("yes", Yes(), "")},
                   unknown.trace->unknown_because),
            ValueType::Boolean()};
  }
  switch (node.op) {
    case ExpressionOp::kLess:
      return make(TraceOp::kLess, a, b);
    case ExpressionOp::kLessOrEqual:
      return make(TraceOp::kLessOrEqual, a, b);
    case ExpressionOp::kGreater:
      return make(TraceOp::kLess, b, a);
    case ExpressionOp::kGreaterOrEqual:
      return make(TraceOp::kLessOrEqual, b, a);
    case ExpressionOp::kEqual:
      return make(TraceOp::kEqual, a, b);
    default:
      return {Difference(label, "",
                         {Constant("yes", Yes(), ""),
                          Calculated(TraceOp::kEqual, "whether they are equal",
                                     "", {a.trace, b.trace})}),
              ValueType::Boolean()};
  }
}

FormulaFigures::Figure FormulaFigures::Divided(const std::string& label,
                                               const Figure& a,
                                               const Figure& b) {
  const ValueType type = OverType(a.type, b.type);
  if (b.trace->value.IsExactlyZero()) {
    const auto events = EventsOf(b.trace);
    Figure unknown = NotKnown(label, finding::kUndefinedFigure,
                              label + " divides by zero; the amount is unknown",
                              {events.begin(), events.end()});
    return {unknown.trace, type};
  }
  return {Quotient(label, type.Unit(), a.trace, b.trace), type};
}

FormulaFigures::Figure FormulaFigures::If(const Expression& expression,
                                          const FormulaPlace& place) {
  const ExpressionNode& node = *expression;
  const std::string label = ExpressionText(expression);
  const Figure condition = Of(node.inputs[0], place);
  if (IsYes(condition.trace) || IsNo(condition.trace)) {
    const Figure chosen =
        Of(node.inputs[IsYes(condition.trace) ? 1 : 2], place);
    return {Calculated(TraceOp::kChoice, label, chosen.trace->unit,
                       {condition.trace, chosen.trace}),
            chosen.type};
  }
  const Figure yes = Of(node.inputs[1], place);
  const Figure no = Of(node.inputs[2], place);
  const auto type = CommonType(yes.type, no.type);
  if (!type) return Mismatch(label, yes.type, no.type);
  return {Calculated(TraceOp::kChoice, label, type->Unit(),
                     {condition.trace, yes.trace, no.trace}),
          *type};
}

FormulaFigures::Figure FormulaFigures::Call(const Expression& expression,
                                            const FormulaPlace& place) {
  const ExpressionNode& node = *expression;
  const std::string label = ExpressionText(expression);
  if (node.name == "owed") return Total(node, place.days);
  if (node.name == "value") return MilestoneValue(node);
  if (node.name == "rate") return PublishedRate(node, place);
  if (node.name == "days-between") return DaysBetween(label, node);
  if (IsAggregate(node.name)) return Aggregate(expression, place);
  if (node.name == "marginal" || node.name == "whole") {
    return Tiers(expression, place);
  }
  if (node.name == "min") return Joined(TraceOp::kMin, label, node.inputs, place);
  if (node.name == "max") return Joined(TraceOp::kMax, label, node.inputs, place);
  if (node.name == "sum") return Joined(TraceOp::kSum, label, node.inputs, place);
  if (node.name == "average") {
    const Figure sum = Joined(TraceOp::kSum, "sum", node.inputs, place);
    const auto count = static_cast<std::int64_t>(node.inputs.size());
    return {Quotient(label, sum.trace->unit, sum.trace,
                     Constant("how many", RationalRange::FromInt(count), "")),
            sum.type};
  }
  if (node.name == "clamp") {
    const Figure most = Joined(TraceOp::kMin, "at most " +
                                   ExpressionText(node.inputs[2]),
                               {node.inputs[0], node.inputs[2]}, place);
    const Figure least = Of(node.inputs[1], place);
    const auto type = CommonType(most.type, least.type);
    if (!type) return Mismatch(label, most.type, least.type);
    return {MaxOf(label, type->Unit(), {most.trace, least.trace}), *type};
  }
  const Figure a = Of(node.inputs[0], place);
  if (node.name == "abs") {
    return {Calculated(TraceOp::kAbs, label, a.trace->unit, {a.trace}), a.type};
  }
  const auto places = node.inputs[1]->value.ToInt64();
  return {Rounded(label, a.trace, static_cast<int>(places.value_or(0)),
                  node.name == "floor" ? RoundingMode::kFloor
                                       : RoundingMode::kHalfAway),
          a.type};
}

FormulaFigures::Figure FormulaFigures::Tiers(const Expression& expression,
                                             const FormulaPlace& place) {
  const ExpressionNode& node = *expression;
  const std::string label = ExpressionText(expression);
  const Figure base = Of(node.inputs[0], place);
  if (node.name == "whole") {
    const Figure figure = Whole(node, base, 0, place);
    return {Sum(label, figure.trace->unit, {figure.trace}), figure.type};
  }
  const std::string unit = base.trace->unit;
  const Trace zero = Constant("nothing", RationalRange(), unit);
  std::vector<Trace> parts;
  ValueType type = ValueType::Any();
  for (std::size_t i = 0; i < node.tiers.size(); ++i) {
    const ExpressionTier& tier = node.tiers[i];
    Trace part = base.trace;
    std::string where;
    if (tier.bound != nullptr) {
      part = MinOf("at most " + tier.bound->text, unit,
                   {part, Of(tier.bound, place).trace});
      where = "to " + tier.bound->text;
    }
    if (i > 0) {
      const ExpressionTier& before = node.tiers[i - 1];
      part = MaxOf("above " + before.bound->text, unit,
                   {Difference("less " + before.bound->text, unit,
                               {part, Of(before.bound, place).trace}),
                    zero});
      where = "above " + before.bound->text + (where.empty() ? "" : " ") + where;
    }
    const Figure rate = Of(tier.rate, place);
    const ValueType own = TimesType(base.type, rate.type);
    const auto common = CommonType(type, own);
    if (!common) return Mismatch(label, type, own);
    type = *common;
    parts.push_back(Product("part " + where, own.Unit(),
                            {rate.trace, std::move(part)}));
  }
  return {Sum(label, type.Unit(), std::move(parts)), type};
}

// The tiers from `tier` on, of which one holds the whole amount.
FormulaFigures::Figure FormulaFigures::Whole(const ExpressionNode& node,
                                             const Figure& base,
                                             std::size_t tier,
                                             const FormulaPlace& place) {
  const ExpressionTier& here = node.tiers[tier];
  const auto share = [&]() -> Figure {
    const Figure rate = Of(here.rate, place);
    const ValueType type = TimesType(base.type, rate.type);
    return {Product(ExpressionText(here.rate) + " of all", type.Unit(),
                    {rate.trace, base.trace}),
            type};
  };
  if (here.bound == nullptr) return share();
  const std::string label =
      (here.below ? "below " : "up to ") + here.bound->text;
  const Trace condition = Calculated(
      here.below ? TraceOp::kLess : TraceOp::kLessOrEqual, label, "",
      {base.trace, Of(here.bound, place).trace});
  if (IsYes(condition) || IsNo(condition)) {
    const Figure chosen =
        IsYes(condition) ? share() : Whole(node, base, tier + 1, place);
    return {Calculated(TraceOp::kChoice, "tier", chosen.trace->unit,
                       {condition, chosen.trace}),
            chosen.type};
  }
  const Figure yes = share();
  const Figure no = Whole(node, base, tier + 1, place);
  const auto type = CommonType(yes.type, no.type);
  if (!type) return Mismatch(label, yes.type, no.type);
  return {Calculated(TraceOp::kChoice, "tier", type->Unit(),
                     {condition, yes.trace, no.trace}),
          *type};
}

FormulaFigures::Figure FormulaFigures::Mismatch(const std::string& label,
                                                const ValueType& a,
                                                const ValueType& b) {
  return NotKnown(label, finding::kCurrencyMismatch,
                  label + " joins " + a.ToString() + " and " + b.ToString() +
                      "; the amount is unknown",
                  state_.created_by);
}

FormulaFigures::Figure FormulaFigures::NotKnown(const std::string& label,
                                                std::string_view code,
                                                std::string message,
                                                std::vector<EventRef> because) {
  context_.Find(code, context_.Subject(clause_, occurrence_),
                std::move(message), because);
  return {Unknown(label, "", std::string(code), {}, std::move(because)),
          ValueType::Any()};
}

// A number that stands in the clause.
Trace FormulaFigures::Constant(std::string label, RationalRange value,
                               std::string unit) const {
  const auto field = state_.fields.find("amount");
  if (field == state_.fields.end()) {
    return ConstantLeaf(std::move(label), std::move(value), std::move(unit));
  }
  return Leaf(std::move(label), std::move(value), std::move(unit),
              field->second.basis, field->second.set_by, field->second.place);
}

}  // namespace covenant
