// Texts beyond the bounds are refused quickly and with a diagnostic.
#include <gtest/gtest.h>

#include "tests/codec/golden.h"

namespace covenant::limits_test {
namespace {

std::string Codes(const std::string& text) {
  std::string codes;
  for (const Diagnostic& diagnostic :
       ReadAuthoring({{"x", text}}, KnownClauses()).diagnostics) {
    codes += (codes.empty() ? "" : " ") + diagnostic.code;
  }
  return codes;
}

TEST(Limits, FileBytes) {
  EXPECT_EQ(Codes(std::string(kMaxFileBytes + 1, '#')), "E0101");
  EXPECT_EQ(Codes(std::string(kMaxFileBytes, '#')), "E0117");
}

TEST(Limits, ScalarBytes) {
  const std::string head = "event: go-live\nid: live\nnote: ";
  EXPECT_EQ(Codes(head + std::string(kMaxScalarBytes, 'x') + "\n"), "");
  EXPECT_EQ(Codes(head + std::string(kMaxScalarBytes + 1, 'x') + "\n"),
            "E0115");
}

TEST(Limits, Depth) {
  const auto nested = [](std::size_t depth) {
    return "a: " + std::string(depth, '[') + std::string(depth, ']') + "\n";
  };
  EXPECT_EQ(Codes(nested(kMaxDepth - 1)), "E0302");  // no event
  EXPECT_EQ(Codes(nested(kMaxDepth)), "E0113");
  EXPECT_EQ(Codes(nested(1'000'000)), "E0113");
  EXPECT_EQ(Codes(std::string(1'000'000, '[')), "E0113");
  EXPECT_EQ(Codes(std::string(1'000'000, '{')), "E0113");
  std::string block;
  for (std::size_t i = 0; i < 1000; ++i) {
    block += std::string(i, ' ') + "a:\n";
  }
  EXPECT_EQ(Codes(block), "E0113");
  std::string dashes;
  for (int i = 0; i < 10000; ++i) dashes += "- ";
  EXPECT_EQ(Codes(dashes), "E0113");
}

TEST(Limits, Nodes) {
  std::string text = "[";
  for (std::size_t i = 0; i < kMaxNodes; ++i) text += "1,";
  EXPECT_EQ(Codes(text + "1]"), "E0114");
}

TEST(Limits, ManyErrorsAreCappedAndCheap) {
  std::string text = "event: go-live\nid: live\n";
  for (int i = 0; i < 100'000; ++i) text += "id: x\n";
  const std::string codes = Codes(text);
  EXPECT_EQ(codes.substr(codes.size() - 5), "E0120");
}

TEST(Limits, OneEndlessLineWithManyErrors) {
  std::string text = "[";
  for (int i = 0; i < 300'000; ++i) text += "&a 'x', ";
  const Authored result = ReadAuthoring({{"x", text + "1]"}}, KnownClauses());
  EXPECT_EQ(result.diagnostics.size(), 101u);
  EXPECT_EQ(result.diagnostics[0].excerpt, "(a line of 2400003 bytes)");
  EXPECT_LT(Problems(result).size(), 100'000u);
}

TEST(Limits, ManyDocuments) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += "---\nevent: go-live\nid: e" + std::to_string(i) + "\n";
  }
  const Authored result = ReadAuthoring({{"x", text}}, KnownClauses());
  EXPECT_EQ(Problems(result), "");
  EXPECT_EQ(result.events.size(), 20'000u);
}

TEST(Limits, AnAliasBombIsNotExpanded) {
  std::string text = "a0: &a0 x\n";
  for (std::size_t i = 1; i < 200; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            before + ", " + before + "]\n";
  }
  const std::string codes = Codes(text);
  EXPECT_NE(codes.find("E0108"), std::string::npos);
  EXPECT_NE(codes.find("E0109"), std::string::npos);
  EXPECT_EQ(codes.substr(codes.size() - 5), "E0120");
}

}  // namespace
}  // namespace covenant::limits_test
