// Expression: the arithmetic of a `formula` clause, written as the contract
// says it, `50 % of max(0, ytd(ebit) - 40000000 USD)`: its syntax tree, its
// types and its text. doc/expressions.md is the reference.
//
// Refuses, with place and remedy, what cannot be read: wrong syntax, unknown
// functions and names, amounts of different units added up, tiers with gaps, and
// texts over the bounds below. Pure; immutable once built; const use is safe
// from any thread.
#ifndef LEDGER_EVENT_EXPRESSION_H_
#define LEDGER_EVENT_EXPRESSION_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/value/rational.h"

namespace covenant {

inline constexpr std::size_t kMaxExpressionBytes = 4096;
inline constexpr int kMaxExpressionDepth = 64;
inline constexpr int kMaxExpressionNodes = 1000;
// The most periods that `previous` and `trailing-sum` look back.
inline constexpr int kMaxExpressionPeriods = 1200;

// What a value counts: a plain number (a rate, a count), amounts of units and
// their products and quotients (`USD`, `USD per wafers`, `days`), a yes or no.
struct ValueType {
  bool boolean = false;
  // Fits every type: the literal 0, and what is known only when it is computed.
  bool any = false;
  std::map<std::string, int> units;  // to powers other than 0

  static ValueType Number() { return {}; }
  static ValueType Boolean() { return {true, false, {}}; }
  static ValueType Any() { return {false, true, {}}; }
  // "USD", "USD/wafers", "days"; "" is a plain number.
  static ValueType Of(std::string_view unit);

  // "USD", "USD/wafers", "" for a plain number.
  std::string Unit() const;
  // "USD", "a plain number", "yes or no": for messages.
  std::string ToString() const;
  friend bool operator==(const ValueType&, const ValueType&) = default;
};
ValueType TimesType(const ValueType& a, const ValueType& b);
ValueType OverType(const ValueType& a, const ValueType& b);
// The type of values that are added, compared or chosen between; nothing where
// they differ.
std::optional<ValueType> CommonType(const ValueType& a, const ValueType& b);

enum class ExpressionOp {
  kLiteral,
  kName,  // a metric, or one of ReservedNames()
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,
  kOf,
  kDivide,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kEqual,
  kNotEqual,
  kAnd,
  kOr,
  kNot,
  kIf,    // condition, then, else
  kCall,  // `name` of inputs, and of tiers
};

struct ExpressionNode;
using Expression = std::shared_ptr<const ExpressionNode>;

// One line of `marginal` and `whole`.
struct ExpressionTier {
  Expression bound;  // a literal; null: above all others
  bool below = false;  // the bound itself belongs to the next tier
  Expression rate;
};

struct ExpressionNode {
  ExpressionOp op = ExpressionOp::kLiteral;
  std::string name;    // kName, kCall
  std::string text;    // kLiteral, as written: "6.5 %", "40000000 USD"
  Rational value;      // kLiteral
  ValueType type;      // kLiteral
  std::vector<Expression> inputs;
  std::vector<std::string> names;     // of `owed`, `value` and `rate`
  std::vector<ExpressionTier> tiers;  // of `marginal` and `whole`
  std::size_t at = 0;      // where it stands: bytes from the start
  std::size_t length = 1;  // of its first word
};

struct ExpressionProblem {
  enum class Kind { kSyntax, kType, kFunction, kName, kTiers, kSize };
  Kind kind = Kind::kSyntax;
  std::size_t at = 0;  // bytes from the start of the text
  std::size_t length = 1;
  std::string message;
  std::string label;  // beside the place; may be empty
  std::string help;   // the remedy; never empty
};

struct ParsedExpression {
  Expression expression;  // null with a problem
  std::optional<ExpressionProblem> problem;
};

// White space between words counts as one space.
ParsedExpression ParseExpression(std::string_view text);

// The text that parses to the same tree, with the brackets that it needs.
std::string ExpressionText(const Expression& expression);

// What the names of an expression stand for.
struct ExpressionNames {
  std::map<std::string, std::string> metrics;  // to their units
  std::map<std::string, std::string> rates;    // series, to what they are
  // Whether there are periods that a metric is counted over.
  bool periods = true;
  // The unit in which a clause is owed; nothing where it is not known here.
  // May be empty.
  std::function<std::optional<std::string>(const std::string&)> unit_of_clause;
};

struct TypedExpression {
  ValueType type;
  std::optional<ExpressionProblem> problem;
};
TypedExpression TypeOfExpression(const Expression& expression,
                                 const ExpressionNames& names);

// What a series is to an expression: `percent` is a plain number, else its unit.
ValueType RateType(std::string_view text);

// The clauses in `owed(...)`, each with the first place where it stands.
std::map<std::string, std::size_t> ClausesOwedIn(const Expression& expression);
// The metrics that it names.
std::set<std::string> MetricsIn(const Expression& expression);

// `self`, `days-in-period` and the like: no metric may be called so.
const std::vector<std::string>& ReservedNames();
// Words of the grammar and functions: no metric may be called so either.
bool IsExpressionWord(std::string_view word);
const std::vector<std::string>& ExpressionFunctions();
// Whether the function reads its argument in more than one period.
bool IsAggregate(std::string_view function);

// A month and a day of the start of a contract year, `10-01`; nothing for any
// other text, and for the 29th of February.
struct MonthDay {
  int month = 1;
  int day = 1;
};
std::optional<MonthDay> ParseMonthDay(std::string_view text);

}  // namespace covenant

#endif  // LEDGER_EVENT_EXPRESSION_H_
