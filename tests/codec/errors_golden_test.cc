// Every document in tests/golden/errors is wrong; its messages are golden.
#include <gtest/gtest.h>

#include <set>

#include "ledger/codec/error_codes.h"
#include "ledger/value/utf8.h"
#include "tests/codec/golden.h"

namespace covenant::errors_golden_test {
namespace {

std::vector<std::filesystem::path> BadFiles() {
  return FilesOf(SourceDir() / "tests/golden/errors", {".yaml", ".json"});
}

TEST(ErrorsGolden, MessagesAreAsReviewed) {
  ASSERT_GE(BadFiles().size(), 60u);
  for (const auto& file : BadFiles()) {
    SCOPED_TRACE(file.filename().string());
    const Authored result = ReadAuthoring(
        {{file.filename().string(), ReadWhole(file)}}, GoldenClauses());
    const std::string text = Problems(result);
    EXPECT_FALSE(result.diagnostics.empty());
    EXPECT_TRUE(IsValidUtf8(text));
    auto expected = file;
    ExpectGolden(expected.replace_extension(".expected"), text);
  }
}

// What has no remedy is not an error message.
TEST(ErrorsGolden, EveryMessageHasAPlaceAndARemedy) {
  for (const auto& file : BadFiles()) {
    SCOPED_TRACE(file.filename().string());
    const Authored result =
        ReadAuthoring({{"x.yaml", ReadWhole(file)}}, GoldenClauses());
    for (const Diagnostic& diagnostic : result.diagnostics) {
      EXPECT_GE(diagnostic.where.line, 1u);
      EXPECT_GE(diagnostic.where.column, 1u);
      EXPECT_FALSE(diagnostic.help.empty()) << diagnostic.message;
      EXPECT_NE(diagnostic.code, "E0399") << diagnostic.label;
    }
  }
}

TEST(ErrorCodes, EveryCodeUsedIsExplainedAndAlmostEveryOneIsTested) {
  std::set<std::string> known;
  for (const ErrorCode& code : ErrorCodes()) {
    EXPECT_EQ(code.code.size(), 5u);
    EXPECT_FALSE(code.title.empty());
    EXPECT_FALSE(code.explanation.empty());
    if (!known.empty()) {
      EXPECT_LT(*known.rbegin(), code.code) << "sorted, once";
    }
    known.insert(std::string(code.code));
  }
  std::set<std::string> seen = {
      // Too large for a file in the repository: limits_test.cc.
      "E0101", "E0113", "E0114", "E0115", "E0120",
      // The parser's silent stop, and the net under all checks: not reached.
      "E0119", "E0399"};
  for (const auto& file : BadFiles()) {
    const Authored result =
        ReadAuthoring({{"x.yaml", ReadWhole(file)}}, GoldenClauses());
    for (const Diagnostic& diagnostic : result.diagnostics) {
      seen.insert(diagnostic.code);
    }
  }
  EXPECT_EQ(seen, known);
}

TEST(ErrorCodes, E0217IsTheOneOfTheDesign) {
  for (const ErrorCode& code : ErrorCodes()) {
    if (code.code == "E0217") {
      EXPECT_EQ(code.title, "rate needs its unit");
      return;
    }
  }
  FAIL();
}

}  // namespace
}  // namespace covenant::errors_golden_test
