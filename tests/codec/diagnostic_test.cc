#include "ledger/codec/diagnostic.h"

#include <gtest/gtest.h>

#include "ledger/value/utf8.h"

namespace covenant::diagnostic_test {
namespace {

Diagnostic At(std::uint32_t column, std::uint32_t length, std::string line) {
  return {"E0217",
          {"amendments/A2.yaml", 13, column, length},
          std::move(line),
          "rate needs its unit",
          "found a bare number",
          "write `rate: 6.5 %`"};
}

TEST(Diagnostic, HasTheFormOfTheDesign) {
  EXPECT_EQ(RenderDiagnostics({At(11, 5, "    rate: 0.065")}, false),
            "amendments/A2.yaml:13:11: error[E0217]: rate needs its unit\n"
            "   |\n"
            "13 |     rate: 0.065\n"
            "   |           ^^^^^ found a bare number\n"
            "   = help: write `rate: 6.5 %`\n");
}

TEST(Diagnostic, GutterGrowsWithTheLineNumber) {
  Diagnostic diagnostic = At(1, 1, "x");
  diagnostic.where.line = 12345;
  diagnostic.help = "";
  diagnostic.label = "";
  EXPECT_EQ(RenderDiagnostics({diagnostic}, false),
            "amendments/A2.yaml:12345:1: error[E0217]: rate needs its unit\n"
            "      |\n12345 | x\n      | ^\n");
}

TEST(Diagnostic, WithoutAPlaceThereIsNoExcerpt) {
  Diagnostic diagnostic = At(0, 1, "");
  diagnostic.where.line = 0;
  EXPECT_EQ(RenderDiagnostics({diagnostic}, false),
            "amendments/A2.yaml: error[E0217]: rate needs its unit\n"
            "   = found a bare number\n   = help: write `rate: 6.5 %`\n");
}

TEST(Diagnostic, ColorsAreOnlyThereWhenAskedFor) {
  const Diagnostic diagnostic = At(11, 5, "    rate: 0.065");
  EXPECT_EQ(RenderDiagnostics({diagnostic}, false).find('\x1b'),
            std::string::npos);
  EXPECT_NE(RenderDiagnostics({diagnostic}, true).find("\x1b[1;31m^^^^^"),
            std::string::npos);
}

// Nothing that stands in a file may command the terminal.
TEST(Diagnostic, ControlCharactersAreShownAsEscapes) {
  Diagnostic diagnostic =
      At(1, 3, "a\x1b[31m\x07\x7f\xff \xC2\x9B \xE2\x80\xAE");
  diagnostic.message = "bad \x1b]0;x";
  diagnostic.where.file = "f\n.yaml";
  const std::string text = RenderDiagnostics({diagnostic}, false);
  EXPECT_TRUE(IsValidUtf8(text));
  EXPECT_NE(text.find("a\\x1B[31m\\x07\\x7F\\xFF \\u \\u"), std::string::npos)
      << text;
  EXPECT_NE(text.find("f\\x0A.yaml"), std::string::npos);
  for (const char c : text) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
}

TEST(Diagnostic, LongLinesAreCutAroundThePlace) {
  const std::string line =
      std::string(300, 'a') + "HERE" + std::string(300, 'b');
  const std::string text = RenderDiagnostics({At(301, 4, line)}, false);
  EXPECT_NE(text.find("13 | ..." + std::string(50, 'a') + "HERE" +
                      std::string(46, 'b') + "...\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("   | " + std::string(53, ' ') + "^^^^ found"),
            std::string::npos)
      << text;
}

TEST(Diagnostic, PlacesBeyondTheLineDoNotBreak) {
  for (const std::uint32_t column : {1u, 5u, 80u, 4'000'000'000u}) {
    for (const std::uint32_t length : {0u, 1u, 4'000'000'000u}) {
      const std::string text =
          RenderDiagnostics({At(column, length, "ab")}, false);
      EXPECT_LT(text.size(), 400u);
      EXPECT_NE(text.find('^'), std::string::npos);
    }
  }
}

TEST(Diagnostic, WideTextIsUnderlinedByCharacter) {
  const std::string text = RenderDiagnostics({At(3, 2, "üöäß = x")}, false);
  EXPECT_NE(text.find("   |   ^^ found"), std::string::npos) << text;
}

}  // namespace
}  // namespace covenant::diagnostic_test
