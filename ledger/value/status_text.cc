#include "ledger/value/status_text.h"

#include <cstddef>

#include "ledger/value/utf8.h"

namespace covenant {

std::string Concat(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string result;
  result.reserve(size);
  for (const std::string_view part : parts) result += part;
  return result;
}

absl::Status InvalidText(std::initializer_list<std::string_view> parts) {
  return absl::InvalidArgumentError(Concat(parts));
}

absl::Status OutOfRangeText(std::initializer_list<std::string_view> parts) {
  return absl::OutOfRangeError(Concat(parts));
}

std::string Quoted(std::string_view text) {
  constexpr std::size_t kMaxBytes = 80;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string result = "`";
  std::size_t i = 0;
  while (i < text.size() && i < kMaxBytes) {
    std::size_t length = 1;
    while (length < 4 && i + length <= text.size() &&
           !IsValidUtf8(text.substr(i, length))) {
      ++length;
    }
    const std::string_view one = text.substr(i, length);
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if (one.size() == length && IsValidUtf8(one) && byte >= 0x20 &&
        byte != 0x7f && byte != '`') {
      result += one;
      i += length;
    } else {
      result += "\\x";
      result += kHex[byte >> 4];
      result += kHex[byte & 15];
      ++i;
    }
  }
  result += i < text.size() ? "...`" : "`";
  return result;
}

bool AllDigits(std::string_view text) {
  for (const char c : text) {
    if (!IsDigit(c)) return false;
  }
  return !text.empty();
}

std::string AsciiLower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (IsUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string AsciiUpper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (IsLower(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

}  // namespace covenant
