// Helpers with which this folder's sources write error messages: joining parts
// and quoting user text so that a message stays one short line of valid UTF-8.
// Refuses nothing; pure functions, safe from any thread.
#ifndef LEDGER_VALUE_STATUS_TEXT_H_
#define LEDGER_VALUE_STATUS_TEXT_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace covenant {

std::string Concat(std::initializer_list<std::string_view> parts);

absl::Status InvalidText(std::initializer_list<std::string_view> parts);
absl::Status OutOfRangeText(std::initializer_list<std::string_view> parts);

// The words of a status.
inline std::string MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// `text` for a message: between backticks, whole characters of its first 80 bytes
// (then "..."), a control, a backtick or a byte that is not UTF-8 as "\xHH".
std::string Quoted(std::string_view text);

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
inline bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
// Non-empty and digits only.
bool AllDigits(std::string_view text);
std::string AsciiLower(std::string_view text);
std::string AsciiUpper(std::string_view text);

}  // namespace covenant

#endif  // LEDGER_VALUE_STATUS_TEXT_H_
