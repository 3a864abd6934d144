// The words of an expression, and the functions that it may call. For sources
// of this folder only. Pure.
#ifndef LEDGER_EVENT_EXPRESSION_WORDS_H_
#define LEDGER_EVENT_EXPRESSION_WORDS_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace covenant {

enum class Word { kEnd, kNumber, kName, kSign };

struct Token {
  Word word = Word::kEnd;
  std::string_view text;
  std::size_t at = 0;  // bytes from the start
  bool space_before = false;
  bool space_after = false;

  bool Is(std::string_view what) const {
    return word != Word::kEnd && text == what;
  }
};

// The words of the text, which must outlive them; the last is kEnd. A sign is
// one character, or one of <= >= <>.
std::vector<Token> ExpressionTokens(std::string_view text);

bool IsExpressionKeyword(std::string_view word);

inline constexpr std::size_t kManyArguments = 64;

struct ExpressionFunction {
  std::string_view name;
  std::size_t least;  // arguments
  std::size_t most;
  std::string_view form;
};
// Null for any other name.
const ExpressionFunction* ExpressionFunctionNamed(std::string_view name);

}  // namespace covenant

#endif  // LEDGER_EVENT_EXPRESSION_WORDS_H_
