// The reader of expressions: a recursive descent over their words.
#include "ledger/event/expression.h"

#include <algorithm>
#include <utility>

#include "ledger/event/expression_words.h"
#include "ledger/value/date.h"
#include "ledger/value/decimal.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"
#include "ledger/value/unit.h"

namespace covenant {
namespace {

using Kind = ExpressionProblem::Kind;

std::optional<ExpressionOp> Comparison(const Token& token) {
  if (token.word != Word::kSign) return std::nullopt;
  if (token.text == "<") return ExpressionOp::kLess;
  if (token.text == "<=") return ExpressionOp::kLessOrEqual;
  if (token.text == ">") return ExpressionOp::kGreater;
  if (token.text == ">=") return ExpressionOp::kGreaterOrEqual;
  if (token.text == "=") return ExpressionOp::kEqual;
  if (token.text == "<>") return ExpressionOp::kNotEqual;
  return std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view text)
      : text_(text), tokens_(ExpressionTokens(text)) {}

  ParsedExpression Run() {
    Expression whole = ParseWhole(0);
    if (!problem_ && Now().word != Word::kEnd) Unexpected("the end");
    if (problem_) return {nullptr, std::move(problem_)};
    return {std::move(whole), std::nullopt};
  }

 private:
  const Token& Now() const { return tokens_[next_]; }
  const Token& Ahead() const {
    return tokens_[std::min(next_ + 1, tokens_.size() - 1)];
  }
  void Step() {
    if (next_ + 1 < tokens_.size()) ++next_;
  }
  bool Take(std::string_view what) {
    if (!Now().Is(what)) return false;
    Step();
    return true;
  }

  Expression Fail(Kind kind, const Token& at, std::string message,
                  std::string label, std::string help) {
    if (!problem_) {
      problem_ = ExpressionProblem{kind,
                                   at.at,
                                   std::max<std::size_t>(at.text.size(), 1),
                                   std::move(message),
                                   std::move(label),
                                   std::move(help)};
    }
    return nullptr;
  }

  Expression Unexpected(std::string_view expected) {
    const Token& token = Now();
    if (token.word == Word::kEnd) {
      return Fail(Kind::kSyntax, token, "the expression ends too early",
                  Concat({expected, " is missing"}),
                  expected.find(',') == std::string_view::npos
                      ? Concat({"write ", expected, " here"})
                      : Concat({"write ", expected,
                                " here; between `{` and `}` a comma ends a "
                                "value: put the expression in quotes there"}));
    }
    if (token.Is("$") || token.text == "€" || token.text == "£") {
      return Fail(Kind::kSyntax, token,
                  "a currency is written as its code behind the number", "",
                  "write for example `40000000 USD`");
    }
    if (token.Is("%")) {
      return Fail(Kind::kSyntax, token, "`%` stands behind a number", "",
                  "write for example `6.5 %`");
    }
    return Fail(
        Kind::kSyntax, token, Concat({Quoted(token.text), " cannot stand here"}),
        Concat({expected, " is expected"}),
        token.Is("=") || token.Is("<") || token.Is(">")
            ? "put comparisons in brackets: `(a < b) and (b < c)`"
        : expected.starts_with("`")
            ? Concat({"write ", expected, " before it"})
            : "join values by `+`, ` - `, `*`, `/` or `of`, and close brackets");
  }

  Expression Make(ExpressionNode node, const Token& at) {
    if (problem_) return nullptr;
    node.at = at.at;
    node.length = std::max<std::size_t>(at.text.size(), 1);
    for (const Expression& input : node.inputs) {
      if (input == nullptr) return nullptr;
    }
    int depth = 0;
    for (const Expression& input : node.inputs) depth = Deeper(depth, input);
    for (const ExpressionTier& tier : node.tiers) {
      depth = Deeper(depth, tier.rate);
    }
    if (++nodes_ > kMaxExpressionNodes || depth + 1 > kMaxExpressionDepth) {
      return Fail(Kind::kSize, at,
                  "the expression has too many parts or levels",
                  "at most " + std::to_string(kMaxExpressionNodes) +
                      " parts and " + std::to_string(kMaxExpressionDepth) +
                      " levels",
                  "divide it: other clauses can be used as `owed(clause)`; long "
                  "sums as `sum(a, b, c)`");
    }
    auto made = std::make_shared<const ExpressionNode>(std::move(node));
    depths_[made.get()] = depth + 1;
    return made;
  }
  int Deeper(int depth, const Expression& input) const {
    const auto found = depths_.find(input.get());
    return found == depths_.end() ? depth : std::max(depth, found->second);
  }

  Expression Join(ExpressionOp op, const Token& at, Expression a,
                  Expression b) {
    ExpressionNode node;
    node.op = op;
    node.inputs = {std::move(a), std::move(b)};
    return Make(std::move(node), at);
  }

  // Every recursion passes here.
  Expression ParseWhole(int level) {
    if (level > kMaxExpressionDepth) {
      return Fail(Kind::kSize, Now(), "the expression is nested too deeply", "",
                  "divide it: other clauses can be used as `owed(clause)`");
    }
    if (!Now().Is("if")) return ParseOr(level);
    const Token at = Now();
    Step();
    ExpressionNode node;
    node.op = ExpressionOp::kIf;
    node.inputs.push_back(ParseOr(level + 1));
    if (problem_) return nullptr;
    if (!Take("then")) return Unexpected("`then`");
    node.inputs.push_back(ParseWhole(level + 1));
    if (problem_) return nullptr;
    if (!Take("else")) return Unexpected("`else`");
    node.inputs.push_back(ParseWhole(level + 1));
    return Make(std::move(node), at);
  }

  Expression ParseOr(int level) {
    Expression left = ParseAnd(level);
    while (!problem_ && Now().Is("or")) {
      const Token at = Now();
      Step();
      left = Join(ExpressionOp::kOr, at, std::move(left), ParseAnd(level));
    }
    return left;
  }

  Expression ParseAnd(int level) {
    Expression left = ParseNot(level);
    while (!problem_ && Now().Is("and")) {
      const Token at = Now();
      Step();
      left = Join(ExpressionOp::kAnd, at, std::move(left), ParseNot(level));
    }
    return left;
  }

  Expression ParseNot(int level) {
    if (level > kMaxExpressionDepth) return ParseWhole(level);  // refuses
    if (!Now().Is("not")) return ParseComparison(level);
    const Token at = Now();
    Step();
    ExpressionNode node;
    node.op = ExpressionOp::kNot;
    node.inputs = {ParseNot(level + 1)};
    return Make(std::move(node), at);
  }

  Expression ParseComparison(int level) {
    Expression left = ParseSum(level);
    if (problem_) return nullptr;
    const auto op = Comparison(Now());
    if (!op) return left;
    const Token at = Now();
    Step();
    return Join(*op, at, std::move(left), ParseSum(level));
  }

  Expression ParseSum(int level) {
    Expression left = ParseProduct(level);
    while (!problem_ && (Now().Is("+") || Now().Is("-"))) {
      const Token at = Now();
      const bool minus = at.Is("-");
      if (minus && (!at.space_before || !at.space_after)) {
        return Fail(Kind::kSyntax, at,
                    "a minus between two values needs spaces around it",
                    "`-` may be part of a name", "write `a - b`");
      }
      Step();
      left = Join(minus ? ExpressionOp::kSubtract : ExpressionOp::kAdd, at,
                  std::move(left), ParseProduct(level));
    }
    return left;
  }

  Expression ParseProduct(int level) {
    Expression left = ParseUnary(level);
    while (!problem_ &&
           (Now().Is("*") || Now().Is("/") || Now().Is("of"))) {
      const Token at = Now();
      const ExpressionOp op = at.Is("*")   ? ExpressionOp::kMultiply
                              : at.Is("/") ? ExpressionOp::kDivide
                                           : ExpressionOp::kOf;
      Step();
      left = Join(op, at, std::move(left), ParseUnary(level));
    }
    return left;
  }

  Expression ParseUnary(int level) {
    if (level > kMaxExpressionDepth) return ParseWhole(level);  // refuses
    if (!Now().Is("-")) return ParsePrimary(level);
    const Token at = Now();
    Step();
    ExpressionNode node;
    node.op = ExpressionOp::kNegate;
    node.inputs = {ParseUnary(level + 1)};
    return Make(std::move(node), at);
  }

  Expression ParsePrimary(int level) {
    const Token at = Now();
    if (at.word == Word::kNumber) return ParseLiteral();
    if (at.Is("(")) {
      Step();
      Expression inner = ParseWhole(level + 1);
      if (problem_) return nullptr;
      if (!Take(")")) return Unexpected("`)`");
      return inner;
    }
    if (at.word == Word::kName && !IsExpressionKeyword(at.text)) {
      if (Ahead().Is("(")) return ParseCall(level);
      Step();
      ExpressionNode node;
      node.op = ExpressionOp::kName;
      node.name = std::string(at.text);
      return Make(std::move(node), at);
    }
    return Unexpected("a value");
  }

  Expression ParseLiteral() {
    const Token at = Now();
    Step();
    ExpressionNode node;
    node.text = std::string(at.text);
    const std::size_t slash = at.text.find('/');
    if (slash != std::string_view::npos) {
      const auto value = Rational::Parse(at.text);
      if (!value.ok() || !value->ok()) {
        return Fail(Kind::kSyntax, at,
                    Concat({Quoted(at.text), " is not a fraction"}), "",
                    "write whole numbers without leading zeros, the second not "
                    "zero: `3/8`");
      }
      node.value = *value;
      return Make(std::move(node), at);
    }
    const auto number = Decimal::Parse(at.text);
    if (!number.ok()) {
      const std::string_view message(number.status().message().data(),
                                     number.status().message().size());
      return Fail(Kind::kSyntax, at,
                  std::string(message.substr(0, message.find("; "))), "",
                  "write digits without thousands separators, `40000000`, and "
                  "at most 18 after a point");
    }
    node.value = number->ToRational();
    if (Now().Is("%")) {
      Step();
      node.text += " %";
      node.value = node.value / Rational::FromInt(100);
    } else if (Now().word == Word::kName && !IsExpressionKeyword(Now().text) &&
               !Ahead().Is("(")) {
      if (!ParseUnit(node)) return nullptr;
    } else if (node.value.IsZero()) {
      node.type = ValueType::Any();
    }
    return Make(std::move(node), at);
  }

  // The unit behind a number: `USD`, `USD/wafers`, `USD per wafers`, `days`.
  bool ParseUnit(ExpressionNode& node) {
    const Token first = Now();
    Step();
    if (first.text == "bps") {
      node.text += " bps";
      node.value = node.value / Rational::FromInt(10000);
      return true;
    }
    std::string over;
    const bool slash = Now().Is("/") && !Now().space_before &&
                       !Now().space_after && Ahead().word == Word::kName;
    if (slash || Now().Is("per")) {
      Step();
      if (Now().word != Word::kName || IsExpressionKeyword(Now().text)) {
        Unexpected("a unit");
        return false;
      }
      if (!UnitOf(Now(), over)) return false;
      Step();
    }
    std::string unit;
    if (!UnitOf(first, unit)) return false;
    node.text += " " + unit + (over.empty() ? "" : "/" + over);
    node.type = ValueType::Of(unit);
    if (!over.empty()) {
      if (over == unit) {
        Fail(Kind::kSyntax, first, "a unit divided by itself", "",
             "write a plain number, or a rate such as `6.5 %`");
        return false;
      }
      node.type = OverType(node.type, ValueType::Of(over));
    }
    return true;
  }

  bool UnitOf(const Token& token, std::string& unit) {
    if (token.text == "day" || token.text == "days") {
      unit = "days";
      return true;
    }
    const auto parsed = Unit::Parse(token.text);
    if (parsed.ok()) {
      unit = parsed->text();
      return true;
    }
    const std::string message(parsed.status().message().data(),
                              parsed.status().message().size());
    const std::size_t cut = message.find("; ");
    const bool time = message.find("length of time") != std::string::npos;
    Fail(Kind::kSyntax, token, message.substr(0, cut), "",
         time ? "spans are counted in days: `45 days`"
         : cut == std::string::npos
             ? "write a currency code such as `USD` or a unit such as `wafers`"
             : message.substr(cut + 2));
    return false;
  }

  Expression ParseCall(int level) {
    const Token at = Now();
    const ExpressionFunction* function = ExpressionFunctionNamed(at.text);
    if (function == nullptr) {
      const auto close = Closest(at.text, ExpressionFunctions());
      std::string all;
      for (const std::string& name : ExpressionFunctions()) {
        all += (all.empty() ? "" : ", ") + name;
      }
      return Fail(Kind::kFunction, at,
                  Concat({"there is no function ", Quoted(at.text)}), "",
                  close ? "did you mean `" + *close + "`?"
                        : "the functions are: " + all);
    }
    Step();
    Step();  // the bracket
    ExpressionNode node;
    node.op = ExpressionOp::kCall;
    node.name = std::string(at.text);
    const bool tiers = node.name == "marginal" || node.name == "whole";
    const bool days = node.name == "days-between";
    const bool names = node.name == "owed" || node.name == "value" ||
                       node.name == "rate" || days;
    std::size_t count = 0;
    while (!Now().Is(")") && !(tiers && Now().Is(";"))) {
      if (count > 0 && !Take(",")) return Unexpected("`,` or `)`");
      ++count;
      if (days && Now().word == Word::kNumber) {
        if (!TakeDate(node.names)) return nullptr;
      } else if (names) {
        if (Now().word != Word::kName || !CheckClauseId(Now().text).ok()) {
          return Unexpected("a name");
        }
        node.names.emplace_back(Now().text);
        Step();
      } else {
        node.inputs.push_back(ParseWhole(level + 1));
        if (problem_) return nullptr;
      }
    }
    if (count < function->least || count > function->most) {
      return Fail(Kind::kSyntax, at,
                  Concat({"`", node.name, "` takes ",
                          function->most == kManyArguments
                              ? std::string("one value or more")
                          : function->least == function->most
                              ? std::to_string(function->least) +
                                    (function->least == 1 ? " value"
                                                          : " values")
                              : "1 or 2 values",
                          ", here it has ", std::to_string(count)}),
                  "", Concat({"write `", function->form, "`"}));
    }
    if (tiers && !ParseTiers(level, at, *function, node)) return nullptr;
    if (!Take(")")) return Unexpected("`)`");
    return Make(std::move(node), at);
  }

  // A day, whose parts the lexer takes for numbers and signs.
  bool TakeDate(std::vector<std::string>& names) {
    const Token at = Now();
    std::string text(at.text);
    for (int i = 0; i < 4; ++i) {
      Step();
      text += Now().text;
    }
    const auto date = Date::Parse(text);
    if (!date.ok()) {
      Fail(Kind::kSyntax, at, "a day is written as YYYY-MM-DD", "",
           "write for example `2024-03-31`, or the name of a milestone");
      return false;
    }
    Step();
    names.push_back(date->ToString());
    return true;
  }

  bool ParseTiers(int level, const Token& at, const ExpressionFunction& function,
                  ExpressionNode& node) {
    while (Take(";")) {
      const Token start = Now();
      if (!node.tiers.empty() && node.tiers.back().bound == nullptr) {
        Fail(Kind::kTiers, start, "nothing comes after `above`", "",
             "write the tier that begins with `above` last");
        return false;
      }
      ExpressionTier tier;
      if (!Take("above")) {
        const bool below = Take("below");
        if (!below) {
          const bool up = Take("up");
          if (!Take("to")) {
            Unexpected(up ? "`to`" : "`to`, `up to`, `below` or `above`");
            return false;
          }
        }
        tier.below = below;
        if (Now().word != Word::kNumber) {
          Unexpected("an amount");
          return false;
        }
        tier.bound = ParseLiteral();
        if (problem_) return false;
        if (!node.tiers.empty() &&
            tier.bound->value <= node.tiers.back().bound->value) {
          Fail(Kind::kTiers, start, "the tiers overlap",
               "not above " + node.tiers.back().bound->text,
               "write the tiers in order, each bound above the one before");
          return false;
        }
      }
      if (!Take(":")) {
        Unexpected("`:`");
        return false;
      }
      tier.rate = ParseSum(level + 1);
      if (problem_) return false;
      node.tiers.push_back(std::move(tier));
    }
    if (node.tiers.empty() || node.tiers.back().bound != nullptr) {
      Fail(Kind::kTiers, at, "the tiers leave a gap",
           node.tiers.empty() ? "no tier"
                              : "nothing above " + node.tiers.back().bound->text,
           Concat({"end them with `above`: `", function.form, "`"}));
      return false;
    }
    return true;
  }

  const std::string_view text_;
  const std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int nodes_ = 0;
  std::map<const ExpressionNode*, int> depths_;
  std::optional<ExpressionProblem> problem_;
};

}  // namespace

ParsedExpression ParseExpression(std::string_view text) {
  if (text.size() > kMaxExpressionBytes) {
    return {nullptr,
            ExpressionProblem{
                Kind::kSize, 0, 1, "the expression is too long",
                "at most " + std::to_string(kMaxExpressionBytes) + " characters",
                "divide it: other clauses can be used as `owed(clause)`"}};
  }
  return Parser(text).Run();
}

}  // namespace covenant
