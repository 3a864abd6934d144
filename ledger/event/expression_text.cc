// Expressions as text again.
#include <string>

#include "ledger/event/expression.h"

namespace covenant {
namespace {

// How tightly an operation binds.
int Binding(ExpressionOp op) {
  switch (op) {
    case ExpressionOp::kIf:
      return 0;
    case ExpressionOp::kOr:
      return 1;
    case ExpressionOp::kAnd:
      return 2;
    case ExpressionOp::kNot:
      return 3;
    case ExpressionOp::kLess:
    case ExpressionOp::kLessOrEqual:
    case ExpressionOp::kGreater:
    case ExpressionOp::kGreaterOrEqual:
    case ExpressionOp::kEqual:
    case ExpressionOp::kNotEqual:
      return 4;
    case ExpressionOp::kAdd:
    case ExpressionOp::kSubtract:
      return 5;
    case ExpressionOp::kMultiply:
    case ExpressionOp::kOf:
    case ExpressionOp::kDivide:
      return 6;
    case ExpressionOp::kNegate:
      return 7;
    case ExpressionOp::kLiteral:
    case ExpressionOp::kName:
    case ExpressionOp::kCall:
      return 8;
  }
  return 8;
}

std::string_view Sign(ExpressionOp op) {
  switch (op) {
    case ExpressionOp::kOr:
      return " or ";
    case ExpressionOp::kAnd:
      return " and ";
    case ExpressionOp::kLess:
      return " < ";
    case ExpressionOp::kLessOrEqual:
      return " <= ";
    case ExpressionOp::kGreater:
      return " > ";
    case ExpressionOp::kGreaterOrEqual:
      return " >= ";
    case ExpressionOp::kEqual:
      return " = ";
    case ExpressionOp::kNotEqual:
      return " <> ";
    case ExpressionOp::kAdd:
      return " + ";
    case ExpressionOp::kSubtract:
      return " - ";
    case ExpressionOp::kMultiply:
      return " * ";
    case ExpressionOp::kOf:
      return " of ";
    case ExpressionOp::kDivide:
      return " / ";
    default:
      return "";
  }
}

class Printer {
 public:
  std::string Run(const Expression& expression) {
    Put(expression, 0);
    return std::move(text_);
  }

 private:
  void Put(const Expression& expression, int least) {
    const ExpressionNode& node = *expression;
    const int binding = Binding(node.op);
    const bool brackets = binding < least;
    if (brackets) text_ += '(';
    switch (node.op) {
      case ExpressionOp::kLiteral:
        text_ += node.text;
        break;
      case ExpressionOp::kName:
        text_ += node.name;
        break;
      case ExpressionOp::kCall:
        PutCall(node);
        break;
      case ExpressionOp::kNegate:
        text_ += '-';
        Put(node.inputs[0], binding);
        break;
      case ExpressionOp::kNot:
        text_ += "not ";
        Put(node.inputs[0], binding);
        break;
      case ExpressionOp::kIf:
        text_ += "if ";
        Put(node.inputs[0], 1);
        text_ += " then ";
        Put(node.inputs[1], 0);
        text_ += " else ";
        Put(node.inputs[2], 0);
        break;
      default:
        // Comparisons do not join; all others join from the left.
        Put(node.inputs[0], binding + (binding == 4 ? 1 : 0));
        text_ += Sign(node.op);
        Put(node.inputs[1], binding + 1);
        break;
    }
    if (brackets) text_ += ')';
  }

  void PutCall(const ExpressionNode& node) {
    text_ += node.name + "(";
    bool first = true;
    for (const std::string& name : node.names) {
      text_ += (first ? "" : ", ") + name;
      first = false;
    }
    for (const Expression& input : node.inputs) {
      if (!first) text_ += ", ";
      Put(input, 0);
      first = false;
    }
    for (const ExpressionTier& tier : node.tiers) {
      text_ += "; ";
      if (tier.bound == nullptr) {
        text_ += "above";
      } else {
        text_ += (tier.below          ? "below "
                  : node.name == "whole" ? "up to "
                                         : "to ") +
                 tier.bound->text;
      }
      text_ += ": ";
      Put(tier.rate, 5);
    }
    text_ += ')';
  }

  std::string text_;
};

}  // namespace

std::string ExpressionText(const Expression& expression) {
  return Printer().Run(expression);
}

}  // namespace covenant
