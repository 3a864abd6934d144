// Terminal: what the place that text goes to can show: colour, Unicode, width.
// And the helpers that every text answer uses: painting, measuring and making
// user text harmless (control characters become escapes, so that a document
// cannot drive the reader's terminal). Pure, safe from any thread.
#ifndef CLI_RENDER_TERMINAL_H_
#define CLI_RENDER_TERMINAL_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace covenant::cli {

struct Terminal {
  bool color = false;
  bool unicode = false;
  std::size_t width = 0;  // columns; 0: no limit (a file or a pipe)

  std::string_view Dot() const { return unicode ? "·" : "-"; }
  std::string_view Arrow() const { return unicode ? "→" : "->"; }
};

enum class Style {
  kPlain,
  kHead,
  kDim,
  kOverdue,
  kUnknown,
  kAdded,
  kRemoved,
  kError
};

std::string Paint(const Terminal& terminal, Style style, std::string_view text);

// Characters (code points) of the text.
std::size_t TextWidth(std::string_view text);

// Bytes that are not UTF-8 replaced by U+FFFD.
std::string ValidUtf8(std::string_view text);

// The same, and control characters as \xHH, line breaks as spaces.
std::string Printable(std::string_view text);

}  // namespace covenant::cli

#endif  // CLI_RENDER_TERMINAL_H_
