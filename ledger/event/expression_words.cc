#include "ledger/event/expression_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "ledger/event/expression.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsLetter(char c) { return IsLower(c) || IsUpper(c); }

constexpr std::array<std::string_view, 12> kKeywords = {
    "of", "and", "or", "not", "if", "then",
    "else", "per", "to", "up", "below", "above"};

// The words of the text; a sign is one character, or one of <= >= <>.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Run() {
    std::vector<Token> tokens;
    while (true) {
      const std::size_t from = at_;
      while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
      if (!tokens.empty()) tokens.back().space_after = at_ > from;
      Token token;
      token.space_before = at_ > from || from == 0;
      token.at = at_;
      if (at_ == text_.size()) {
        tokens.push_back(token);
        return tokens;
      }
      token.word = Next();
      token.text = text_.substr(token.at, at_ - token.at);
      tokens.push_back(token);
    }
  }

 private:
  char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  Word Next() {
    const char c = text_[at_];
    if (IsDigit(c)) {
      while (IsDigit(At(at_)) || (At(at_) == '.' && IsDigit(At(at_ + 1)))) ++at_;
      // `3/8` is one number; `3 / 8` is a division.
      if (At(at_) == '/' && IsDigit(At(at_ + 1))) {
        ++at_;
        while (IsDigit(At(at_))) ++at_;
      }
      return Word::kNumber;
    }
    if (IsLetter(c)) {
      const auto inside = [&](std::size_t i) {
        return IsLetter(At(i)) || IsDigit(At(i)) || At(i) == '_' ||
               (At(i) == '-' && (IsLetter(At(i + 1)) || IsDigit(At(i + 1))));
      };
      while (inside(at_)) ++at_;
      return Word::kName;
    }
    const std::string_view two = text_.substr(at_, 2);
    at_ += two == "<=" || two == ">=" || two == "<>" ? 2 : 1;
    // All bytes of one character that is not ASCII.
    while ((static_cast<unsigned char>(At(at_)) & 0xC0u) == 0x80u) ++at_;
    return Word::kSign;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
};

constexpr std::array<ExpressionFunction, 19> kFunctions = {{
    {"min", 1, kManyArguments, "min(a, b)"},
    {"max", 1, kManyArguments, "max(a, b)"},
    {"sum", 1, kManyArguments, "sum(a, b)"},
    {"average", 1, kManyArguments, "average(a, b)"},
    {"clamp", 3, 3, "clamp(x, low, high)"},
    {"abs", 1, 1, "abs(x)"},
    {"floor", 2, 2, "floor(x, 2)"},
    {"round", 2, 2, "round(x, 2)"},
    {"ytd", 1, 1, "ytd(x)"},
    {"cumulative", 1, 1, "cumulative(x)"},
    {"previous", 1, 2, "previous(x)"},
    {"trailing-average", 2, 2, "trailing-average(x, 3)"},
    {"trailing-sum", 2, 2, "trailing-sum(x, 3)"},
    {"owed", 1, 1, "owed(clause)"},
    {"value", 2, 2, "value(milestone, name)"},
    {"rate", 1, 2, "rate(name)"},
    {"days-between", 2, 2, "days-between(2024-03-31, milestone)"},
    {"marginal", 1, 1, "marginal(x; to 1000000 USD: 5 %; above: 3 %)"},
    {"whole", 1, 1, "whole(x; up to 1000000 USD: 0 %; above: 7 %)"},
}};

}  // namespace

std::vector<Token> ExpressionTokens(std::string_view text) {
  return Lexer(text).Run();
}

bool IsExpressionKeyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

const ExpressionFunction* ExpressionFunctionNamed(std::string_view name) {
  for (const ExpressionFunction& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

const std::vector<std::string>& ReservedNames() {
  static const auto* const names = new std::vector<std::string>{
      "days-in-period", "days-in-year", "period-number", "self", "undisclosed"};
  return *names;
}

const std::vector<std::string>& ExpressionFunctions() {
  static const auto* const names = [] {
    auto* all = new std::vector<std::string>;
    for (const ExpressionFunction& function : kFunctions) all->emplace_back(function.name);
    std::sort(all->begin(), all->end());
    return all;
  }();
  return *names;
}

bool IsExpressionWord(std::string_view word) {
  return IsExpressionKeyword(word) || ExpressionFunctionNamed(word) != nullptr ||
         std::find(ReservedNames().begin(), ReservedNames().end(), word) !=
             ReservedNames().end();
}

bool IsAggregate(std::string_view function) {
  return function == "ytd" || function == "cumulative" ||
         function == "previous" || function == "trailing-sum" ||
         function == "trailing-average";
}

}  // namespace covenant
