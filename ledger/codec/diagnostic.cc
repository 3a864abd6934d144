#include "ledger/codec/diagnostic.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "ledger/value/utf8.h"

namespace covenant {
namespace {

constexpr std::size_t kMaxColumns = 100;  // of an excerpt

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kBlue = "\x1b[1;34m";

// The characters of a text; bytes that are not UTF-8 stand alone.
std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> result;
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!IsValidUtf8(text.substr(0, size))) size = 1;
    result.push_back(text.substr(0, size));
    text.remove_prefix(result.back().size());
  }
  return result;
}

// A character for a terminal: itself, or an escape that cannot command it.
std::string Visible(std::string_view character) {
  const auto c = static_cast<unsigned char>(character.front());
  if (character == "\t") return " ";
  if (character.size() == 1 && (c < 0x20 || c >= 0x7f)) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    return std::string("\\x") + kHex[c >> 4] + kHex[c & 15];
  }
  // C1 controls, the byte order mark, and the marks that turn the direction of
  // writing.
  if (character.size() == 2 && c == 0xC2 &&
      static_cast<unsigned char>(character[1]) < 0xA0) {
    return "\\u";
  }
  if (character == "\xEF\xBB\xBF") return "\\uFEFF";
  const std::string_view bidi = character.substr(0, 2);
  if (character.size() == 3 && (bidi == "\xE2\x80" || bidi == "\xE2\x81")) {
    const auto last = static_cast<unsigned char>(character[2]);
    const bool turns = bidi == "\xE2\x80" ? (last >= 0xA8 && last <= 0xAE) ||
                                                last == 0x8E || last == 0x8F
                                          : last >= 0xA6 && last <= 0xA9;
    if (turns) return "\\u";
  }
  return std::string(character);
}

std::string Shown(std::string_view text) {
  std::string result;
  for (const std::string_view c : Characters(text)) result += Visible(c);
  return result;
}

struct Excerpt {
  std::string line;
  std::size_t before = 0;  // columns before the place
  std::size_t length = 1;  // columns of the place
};

// The line, cut around the place where it is long.
Excerpt Cut(const Diagnostic& diagnostic) {
  const auto characters = Characters(diagnostic.excerpt);
  const std::size_t place =
      diagnostic.where.column == 0 ? 0 : diagnostic.where.column - 1;
  const std::size_t end =
      place + std::max<std::uint32_t>(diagnostic.where.length, 1);
  std::size_t from = 0;
  if (characters.size() > kMaxColumns && place > kMaxColumns / 2) {
    from = std::min(place, characters.size()) - kMaxColumns / 2;
  }
  const std::size_t until = std::min(characters.size(), from + kMaxColumns);
  Excerpt result;
  std::size_t width = 0;
  std::size_t underline = 0;
  if (from > 0) {
    result.line = "...";
    width = 3;
  }
  result.before = width;
  for (std::size_t i = from; i < until; ++i) {
    const std::string shown = Visible(characters[i]);
    // An escape is as wide as it is long, any other character one column.
    const std::size_t columns = shown.front() == '\\' ? shown.size() : 1;
    result.line += shown;
    width += columns;
    if (i < place) result.before = width;
    if (i >= place && i < end) underline += columns;
  }
  if (until < characters.size()) result.line += "...";
  if (place > until) result.before = width;
  result.length = std::max<std::size_t>(underline, 1);
  return result;
}

class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string operator()(std::string_view paint, std::string_view text) const {
    if (!color_) return std::string(text);
    return std::string(paint) + std::string(text) + std::string(kReset);
  }

 private:
  bool color_;
};

std::string Render(const Diagnostic& diagnostic, const Painter& paint) {
  std::string place = Shown(diagnostic.where.file);
  if (diagnostic.where.line != 0) {
    place += ":" + std::to_string(diagnostic.where.line) + ":" +
             std::to_string(diagnostic.where.column);
  }
  std::string result = paint(kBold, place + ": ") +
                       paint(kRed, "error[" + diagnostic.code + "]") +
                       paint(kBold, ": " + Shown(diagnostic.message)) + "\n";
  const std::string number = std::to_string(diagnostic.where.line);
  const std::string gutter(std::max<std::size_t>(number.size() + 1, 3), ' ');
  if (diagnostic.where.line != 0) {
    const Excerpt excerpt = Cut(diagnostic);
    const std::string pad(gutter.size() - 1 - number.size(), ' ');
    std::string marks = std::string(excerpt.length, '^');
    if (!diagnostic.label.empty()) marks += " " + Shown(diagnostic.label);
    result += gutter + paint(kBlue, "|") + "\n";
    result += paint(kBlue, pad + number + " |");
    if (!excerpt.line.empty()) result += " " + excerpt.line;
    result += "\n" + gutter + paint(kBlue, "|") + " " +
              std::string(excerpt.before, ' ') + paint(kRed, marks) + "\n";
  } else if (!diagnostic.label.empty()) {
    result += gutter + paint(kBlue, "=") + " " + Shown(diagnostic.label) + "\n";
  }
  if (!diagnostic.help.empty()) {
    result +=
        gutter + paint(kBlue, "=") + " help: " + Shown(diagnostic.help) + "\n";
  }
  return result;
}

}  // namespace

std::string RenderDiagnostics(const std::vector<Diagnostic>& diagnostics,
                              bool color) {
  const Painter paint(color);
  std::string result;
  for (const Diagnostic& diagnostic : diagnostics) {
    result += Render(diagnostic, paint);
  }
  return result;
}

}  // namespace covenant
