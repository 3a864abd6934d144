// The words with which amounts and rates write what is known of a range, and
// how they are taken from a text. For sources of this folder only.
#ifndef LEDGER_VALUE_RANGE_WORDS_H_
#define LEDGER_VALUE_RANGE_WORDS_H_

#include <string_view>

namespace covenant {

inline constexpr std::string_view kAtLeast = "at least ";
inline constexpr std::string_view kAtMost = "at most ";
inline constexpr std::string_view kBetween = "between ";
inline constexpr std::string_view kAnd = " and ";
inline constexpr std::string_view kUndisclosed = "undisclosed";

// Whether the text starts so; then it is taken off.
inline bool TakePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

}  // namespace covenant

#endif  // LEDGER_VALUE_RANGE_WORDS_H_
