// The types of expressions.
#include <algorithm>
#include <utility>

#include "ledger/event/expression.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {
namespace {

using Kind = ExpressionProblem::Kind;

ValueType Combine(const ValueType& a, const ValueType& b, int sign) {
  if (a.any || b.any) return ValueType::Any();
  ValueType result = a;
  for (const auto& [unit, power] : b.units) {
    int& now = result.units[unit];
    now += sign * power;
    if (now == 0) result.units.erase(unit);
  }
  return result;
}

class Typer {
 public:
  explicit Typer(const ExpressionNames& names) : names_(names) {}

  TypedExpression Run(const Expression& expression) {
    TypedExpression result;
    result.type = Type(expression);
    result.problem = std::move(problem_);
    return result;
  }

 private:
  ValueType Fail(Kind kind, const ExpressionNode& at, std::string message,
                 std::string label, std::string help) {
    if (!problem_) {
      problem_ =
          ExpressionProblem{kind,
                            at.at,
                            at.length,
                            std::move(message),
                            std::move(label),
                            std::move(help)};
    }
    return ValueType::Any();
  }

  ValueType NumberOf(const Expression& expression) {
    ValueType type = Type(expression);
    if (!type.boolean) return type;
    return Fail(Kind::kType, *expression, "a number is expected, not yes or no",
                "", "use it as a condition: `if a > b then c else d`");
  }

  void Condition(const Expression& expression) {
    const ValueType type = Type(expression);
    if (type.boolean || problem_) return;
    Fail(Kind::kType, *expression, "a condition is expected",
         "this is " + type.ToString(), "compare it: `a > 0 USD`");
  }

  // The one type of all; `what` says what is done with them.
  ValueType Same(const std::vector<Expression>& inputs, std::string_view what,
                 const ExpressionNode& at) {
    ValueType common = ValueType::Any();
    for (const Expression& input : inputs) {
      const ValueType type = NumberOf(input);
      const auto joined = CommonType(common, type);
      if (!joined) {
        return Fail(Kind::kType, inputs.size() == 2 ? at : *input,
                    Concat({common.ToString(), " and ", type.ToString(),
                            " cannot be ", what}),
                    "", Remedy(common, type));
      }
      common = *joined;
    }
    return common;
  }

  static std::string Remedy(const ValueType& a, const ValueType& b) {
    if (a.units.empty() || b.units.empty()) {
      const std::string unit = a.units.empty() ? b.Unit() : a.Unit();
      return "write the number with its unit, `1000 " + unit +
             "`, or multiply: a rate is taken `of` an amount";
    }
    return "amounts of different units are never added or compared; multiply by "
           "a price such as `2.50 USD/wafers` first";
  }

  ValueType Name(const ExpressionNode& node) {
    if (node.name == "undisclosed") return ValueType::Any();
    if (node.name == "self") {
      return Fail(Kind::kType, node,
                  "`self` is what this clause accrued in earlier periods", "",
                  "write `previous(self)`, `ytd(self)` or `cumulative(self)`");
    }
    if (node.name == "period-number" || node.name == "days-in-period" ||
        node.name == "days-in-year") {
      if (!names_.periods) return NoPeriods(node);
      return node.name == "period-number" ? ValueType::Number()
                                          : ValueType::Of("days");
    }
    const auto metric = names_.metrics.find(node.name);
    if (metric != names_.metrics.end()) {
      if (!names_.periods) return NoPeriods(node);
      return ValueType::Of(metric->second);
    }
    return UnknownName(node);
  }

  ValueType NoPeriods(const ExpressionNode& node) {
    return Fail(Kind::kType, node,
                "`" + node.name + "` needs periods, and this clause has none",
                "",
                "write `every: 3 months` for an amount of each period, or "
                "`counted_every: 1 year` for one that is owed once");
  }

  ValueType UnknownName(const ExpressionNode& node) {
    std::vector<std::string> known = ReservedNames();
    for (const auto& [name, unit] : names_.metrics) known.push_back(name);
    std::string help;
    // `sales-costs` is one name; most likely a difference was meant.
    for (std::size_t i = node.name.find('-'); i != std::string::npos;
         i = node.name.find('-', i + 1)) {
      const std::string left = node.name.substr(0, i);
      const std::string right = node.name.substr(i + 1);
      if (names_.metrics.contains(left) && names_.metrics.contains(right)) {
        help = "a minus needs spaces around it: write `" + left + " - " + right +
               "`";
      }
    }
    if (help.empty()) {
      if (const auto close = Closest(node.name, known)) {
        help = "did you mean `" + *close + "`?";
      } else if (std::find(ExpressionFunctions().begin(),
                           ExpressionFunctions().end(),
                           node.name) != ExpressionFunctions().end()) {
        help = "write the values of the function in brackets: `" + node.name +
               "(...)`";
      } else {
        help = "name it with its unit under `metrics`: `metrics: { sales: USD }`";
      }
    }
    return Fail(Kind::kName, node, "unknown metric " + Quoted(node.name),
                "not under `metrics`", std::move(help));
  }

  bool Count(const Expression& input, std::int64_t least, std::int64_t most,
             std::string_view what) {
    const auto number = input->value.ToInt64();
    if (input->op == ExpressionOp::kLiteral && input->type.units.empty() &&
        input->text.find_first_not_of("0123456789") == std::string::npos &&
        number && *number >= least && *number <= most) {
      return true;
    }
    Fail(Kind::kType, *input,
         Concat({"the number of ", what, " is a whole number from ",
                 std::to_string(least), " to ", std::to_string(most)}),
         "", Concat({"write it in digits, for example `",
                     std::to_string(least + 2), "`"}));
    return false;
  }

  ValueType Aggregate(const ExpressionNode& node) {
    if (!names_.periods) return NoPeriods(node);
    if (node.inputs.size() == 2 &&
        !Count(node.inputs[1], 1, kMaxExpressionPeriods, "periods")) {
      return ValueType::Any();
    }
    const Expression& input = node.inputs[0];
    if (input->op == ExpressionOp::kName && input->name == "self") {
      return ValueType::Any();
    }
    return NumberOf(input);
  }

  ValueType Tiers(const ExpressionNode& node) {
    const ValueType base = NumberOf(node.inputs[0]);
    ValueType rate = ValueType::Any();
    for (const ExpressionTier& tier : node.tiers) {
      if (tier.bound != nullptr) {
        const auto common = CommonType(base, Literal(*tier.bound));
        if (!common) {
          return Fail(Kind::kType, *tier.bound,
                      "the bound is " + tier.bound->type.ToString() +
                          ", and what is divided into tiers is " +
                          base.ToString(),
                      "", "write the bound in the same unit");
        }
      }
      const ValueType type = NumberOf(tier.rate);
      const auto common = CommonType(rate, type);
      if (!common) {
        return Fail(Kind::kType, *tier.rate,
                    "the rates of the tiers are of different kinds: " +
                        rate.ToString() + " and " + type.ToString(),
                    "", "write all as rates, `5 %`, or all as prices");
      }
      rate = *common;
    }
    return TimesType(base, rate);
  }

  ValueType Published(const ExpressionNode& node) {
    const auto series = names_.rates.find(node.names[0]);
    if (series == names_.rates.end()) {
      return Fail(Kind::kName, node, "unknown rate " + Quoted(node.names[0]),
                  "not under `rates`",
                  "say what it is: `rates: { " + node.names[0] +
                      ": percent }`, the unit of an index, or `USD/EUR`");
    }
    if (node.names.size() > 1) {
      const std::string& which = node.names[1];
      if (which != "period-start" && which != "period-end" &&
          which != "average") {
        return Fail(Kind::kName, node,
                    Quoted(which) + " is no day of the period", "",
                    "write `period-start`, `period-end` or `average`");
      }
      if (!names_.periods) return NoPeriods(node);
    }
    return RateType(series->second);
  }

  ValueType Call(const ExpressionNode& node) {
    if (node.name == "owed") {
      if (!names_.unit_of_clause) return ValueType::Any();
      const auto unit = names_.unit_of_clause(node.names[0]);
      return unit ? ValueType::Of(*unit) : ValueType::Any();
    }
    if (node.name == "value") return ValueType::Any();
    if (node.name == "rate") return Published(node);
    if (node.name == "days-between") return ValueType::Of("days");
    if (IsAggregate(node.name)) return Aggregate(node);
    if (node.name == "marginal" || node.name == "whole") return Tiers(node);
    if (node.name == "round" || node.name == "floor") {
      Count(node.inputs[1], 0, 18, "places");
      return NumberOf(node.inputs[0]);
    }
    return Same(node.inputs, "taken together", node);
  }

  ValueType Literal(const ExpressionNode& node) {
    for (const auto& dimension : node.type.units) {
      const std::string& unit = dimension.first;
      if (!names_.metrics.contains(unit) || unit == "days") continue;
      const bool also_unit =
          std::any_of(names_.metrics.begin(), names_.metrics.end(),
                      [&](const auto& metric) { return metric.second == unit; });
      if (also_unit) continue;
      return Fail(Kind::kType, node,
                  Concat({Quoted(unit), " is a metric, not a unit"}), "",
                  "multiply by it: write ` * " + unit + "`");
    }
    return node.type;
  }

  ValueType Type(const Expression& expression) {
    const ExpressionNode& node = *expression;
    if (problem_) return ValueType::Any();
    switch (node.op) {
      case ExpressionOp::kLiteral:
        return Literal(node);
      case ExpressionOp::kName:
        return Name(node);
      case ExpressionOp::kCall:
        return Call(node);
      case ExpressionOp::kNegate:
        return NumberOf(node.inputs[0]);
      case ExpressionOp::kAdd:
        return Same(node.inputs, "added", node);
      case ExpressionOp::kSubtract:
        return Same(node.inputs, "subtracted", node);
      case ExpressionOp::kMultiply:
      case ExpressionOp::kOf: {
        const ValueType a = NumberOf(node.inputs[0]);
        return TimesType(a, NumberOf(node.inputs[1]));
      }
      case ExpressionOp::kDivide: {
        const ValueType a = NumberOf(node.inputs[0]);
        if (node.inputs[1]->op == ExpressionOp::kLiteral &&
            node.inputs[1]->value.IsZero()) {
          return Fail(Kind::kType, *node.inputs[1], "division by zero", "",
                      "divide by another number");
        }
        return OverType(a, NumberOf(node.inputs[1]));
      }
      case ExpressionOp::kLess:
      case ExpressionOp::kLessOrEqual:
      case ExpressionOp::kGreater:
      case ExpressionOp::kGreaterOrEqual:
      case ExpressionOp::kEqual:
      case ExpressionOp::kNotEqual:
        Same(node.inputs, "compared", node);
        return ValueType::Boolean();
      case ExpressionOp::kAnd:
      case ExpressionOp::kOr:
      case ExpressionOp::kNot:
        for (const Expression& input : node.inputs) Condition(input);
        return ValueType::Boolean();
      case ExpressionOp::kIf:
        Condition(node.inputs[0]);
        return Same({node.inputs[1], node.inputs[2]},
                    "the two results of one `if`", node);
    }
    return ValueType::Any();
  }

  const ExpressionNames& names_;
  std::optional<ExpressionProblem> problem_;
};

template <typename Visit>
void Walk(const Expression& expression, const Visit& visit) {
  if (expression == nullptr) return;
  visit(*expression);
  for (const Expression& input : expression->inputs) Walk(input, visit);
  for (const ExpressionTier& tier : expression->tiers) Walk(tier.rate, visit);
}

}  // namespace

ValueType RateType(std::string_view text) {
  return text == "percent" ? ValueType::Number() : ValueType::Of(text);
}

ValueType ValueType::Of(std::string_view unit) {
  ValueType type;
  const std::size_t slash = unit.find('/');
  const std::string_view first = unit.substr(0, slash);
  if (!first.empty() && first != "1") type.units[std::string(first)] = 1;
  if (slash != std::string_view::npos) {
    type = OverType(type, Of(unit.substr(slash + 1)));
  }
  return type;
}

std::string ValueType::Unit() const {
  std::string above, below;
  for (const auto& [unit, power] : units) {
    std::string& side = power > 0 ? above : below;
    for (int i = 0; i < (power > 0 ? power : -power) && i < 4; ++i) {
      side += (side.empty() ? "" : "*") + unit;
    }
  }
  if (below.empty()) return above;
  return (above.empty() ? "1" : above) + "/" + below;
}

std::string ValueType::ToString() const {
  if (boolean) return "yes or no";
  if (any) return "any amount";
  return units.empty() ? "a plain number" : Unit();
}

ValueType TimesType(const ValueType& a, const ValueType& b) {
  return Combine(a, b, 1);
}

ValueType OverType(const ValueType& a, const ValueType& b) {
  return Combine(a, b, -1);
}

std::optional<ValueType> CommonType(const ValueType& a, const ValueType& b) {
  if (a.any) return b;
  if (b.any || a == b) return a;
  return std::nullopt;
}

TypedExpression TypeOfExpression(const Expression& expression,
                                 const ExpressionNames& names) {
  return Typer(names).Run(expression);
}

std::map<std::string, std::size_t> ClausesOwedIn(const Expression& expression) {
  std::map<std::string, std::size_t> clauses;
  Walk(expression, [&](const ExpressionNode& node) {
    if (node.op == ExpressionOp::kCall && node.name == "owed") {
      clauses.try_emplace(node.names[0], node.at);
    }
  });
  return clauses;
}

std::set<std::string> MetricsIn(const Expression& expression) {
  std::set<std::string> metrics;
  Walk(expression, [&](const ExpressionNode& node) {
    if (node.op == ExpressionOp::kName && !IsExpressionWord(node.name)) {
      metrics.insert(node.name);
    }
  });
  return metrics;
}

std::optional<MonthDay> ParseMonthDay(std::string_view text) {
  if (text.size() != 5 || text[2] != '-' || !AllDigits(text.substr(0, 2)) ||
      !AllDigits(text.substr(3))) {
    return std::nullopt;
  }
  MonthDay result;
  result.month = (text[0] - '0') * 10 + (text[1] - '0');
  result.day = (text[3] - '0') * 10 + (text[4] - '0');
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (result.month < 1 || result.month > 12 || result.day < 1 ||
      result.day > kDays[result.month - 1]) {
    return std::nullopt;
  }
  return result;
}

}  // namespace covenant
