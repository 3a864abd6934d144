// Diagnostic: one error of the user's text, with its place, its frozen code and
// the remedy. Every command prints errors in this one form (interface.md).
// Plain data.
#ifndef LEDGER_CODEC_DIAGNOSTIC_H_
#define LEDGER_CODEC_DIAGNOSTIC_H_

#include <cstdint>
#include <string>
#include <vector>

namespace covenant {

// A place in a text: lines and columns from 1, columns counted in characters
// (code points); 0 where there is none.
struct Location {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;  // characters to underline

  friend bool operator==(const Location&, const Location&) = default;
};

struct Diagnostic {
  std::string code;  // "E0217"
  Location where;
  std::string excerpt;  // the whole line, without its end, if not over 16 KiB
  std::string message;  // what is wrong: "rate needs its unit"
  std::string label;    // beside the caret: "found a bare number"; may be empty
  std::string help;     // what to do: "write `rate: 6.5 %`"
};

// The form of interface.md, one diagnostic after the other, ends in a newline:
//   amendments/A2.yaml:13:9: error[E0217]: rate needs its unit
//      |
//   13 |     rate: 0.065
//      |           ^^^^^ found a bare number
//      = help: write `rate: 6.5 %`
// Long lines are cut around the place; control characters are shown as escapes.
std::string RenderDiagnostics(const std::vector<Diagnostic>& diagnostics,
                              bool color);

}  // namespace covenant

#endif  // LEDGER_CODEC_DIAGNOSTIC_H_
