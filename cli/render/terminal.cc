#include "cli/render/terminal.h"

#include "ledger/value/utf8.h"

namespace covenant::cli {
namespace {

std::string_view Escape(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kHead:
      return "\033[1m";
    case Style::kDim:
      return "\033[2m";
    case Style::kOverdue:
      return "\033[31m";
    case Style::kUnknown:
      return "\033[33m";
    case Style::kAdded:
      return "\033[32m";
    case Style::kRemoved:
      return "\033[31m";
    case Style::kError:
      return "\033[1;31m";
  }
  return "";
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// How many bytes the UTF-8 character at the start of `text` has; 0 if none.
std::size_t CharacterBytes(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < text.size() && bytes < 4 && IsContinuation(text[bytes])) {
    ++bytes;
  }
  return IsValidUtf8(text.substr(0, bytes)) ? bytes : 0;
}

}  // namespace

std::string Paint(const Terminal& terminal, Style style,
                  std::string_view text) {
  if (!terminal.color || style == Style::kPlain || text.empty()) {
    return std::string(text);
  }
  return std::string(Escape(style)) + std::string(text) + "\033[0m";
}

std::size_t TextWidth(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    if (!IsContinuation(c)) ++width;
  }
  return width;
}

std::string ValidUtf8(std::string_view text) {
  if (IsValidUtf8(text)) return std::string(text);
  std::string result;
  while (!text.empty()) {
    const std::size_t bytes = CharacterBytes(text);
    if (bytes == 0) {
      result += "\xef\xbf\xbd";
      text.remove_prefix(1);
    } else {
      result += text.substr(0, bytes);
      text.remove_prefix(bytes);
    }
  }
  return result;
}

namespace {

// The code of an override or isolate of the direction of writing (U+202A to
// U+202E, U+2066 to U+2069) that begins at the byte, or 0.
int DirectionMark(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at] != '\xe2') return 0;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  const auto third = static_cast<unsigned char>(text[at + 2]);
  if (second == 0x80 && third >= 0xaa && third <= 0xae) {
    return 0x2000 + (third & 0x3f);
  }
  if (second == 0x81 && third >= 0xa6 && third <= 0xa9) {
    return 0x2040 + (third & 0x3f);
  }
  return 0;
}

}  // namespace

std::string Printable(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  const std::string valid = ValidUtf8(text);
  std::string result;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    const bool c1 = c == 0xc2 && i + 1 < valid.size() &&
                    static_cast<unsigned char>(valid[i + 1]) < 0xa0;
    if (const int mark = DirectionMark(valid, i); mark != 0) {
      // Would change the order in which what follows is shown.
      result += mark < 0x2060 ? "\\u202" : "\\u206";
      result += kHex[mark & 15];
      i += 2;
    } else if (c == '\n' || c == '\t' || c == '\r') {
      result += ' ';
    } else if (c < 0x20 || c == 0x7f || c1) {
      const auto shown = c1 ? static_cast<unsigned char>(valid[++i]) : c;
      result += "\\x";
      result += kHex[shown >> 4];
      result += kHex[shown & 15];
    } else {
      result += valid[i];
    }
  }
  return result;
}

}  // namespace covenant::cli
