// The event reference is complete, fresh, and its examples are right.
#include <gtest/gtest.h>

#include "ledger/codec/event_codec.h"
#include "ledger/codec/reference_examples.h"
#include "tests/codec/golden.h"

namespace covenant::reference_test {
namespace {

const std::vector<std::string>& Kinds() {
  static const auto* const kinds = new std::vector<std::string>{
      "payment",       "payment-schedule", "recurring-payment",
      "revenue-share", "ceiling",          "commitment",
      "formula",
      "exclusivity",   "prohibition",      "right-of-first-refusal",
      "licence",       "permission",       "provision"};
  return *kinds;
}

// All YAML blocks of a Markdown text.
std::vector<std::string> Blocks(const std::string& markdown) {
  std::vector<std::string> blocks;
  for (std::size_t at = 0;
       (at = markdown.find("```yaml\n", at)) != std::string::npos;) {
    at += 8;
    const std::size_t end = markdown.find("```", at);
    blocks.push_back(markdown.substr(at, end - at));
    at = end;
  }
  return blocks;
}

std::string Indented(std::string_view text) {
  std::string result = "  ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "  ";
  }
  return result;
}

std::string ClauseDocument(std::string_view clause) {
  return "contract: acme-nova\nevent: agreement\nid: X\nparties: [{ id: acme "
         "}, "
         "{ id: nova }]\nclauses:\n" +
         Indented(clause);
}

void ExpectReads(const std::string& text) {
  const Authored result = ReadAuthoring({{"example", text}}, GoldenClauses());
  EXPECT_EQ(Problems(result), "") << text;
  EXPECT_EQ(result.events.size(), 1u);
}

TEST(Reference, EveryEventHasAnExampleThatReads) {
  for (const std::string& type : EventTypes()) {
    SCOPED_TRACE(type);
    const std::string text(EventExample(type));
    ASSERT_NE(text, "");
    EXPECT_NE(text.find("event: " + type + "\n"), std::string::npos);
    ExpectReads(text);
  }
  EXPECT_EQ(EventExample("nothing"), "");
}

TEST(Reference, EveryKindOfClauseHasAnExampleThatReads) {
  for (const std::string& kind : Kinds()) {
    SCOPED_TRACE(kind);
    const std::string text(ClauseExample(kind));
    ASSERT_NE(text, "");
    EXPECT_NE(text.find("kind: " + kind + "\n"), std::string::npos);
    ExpectReads(ClauseDocument(text));
  }
}

TEST(Reference, EveryBlockOfTheTextReads) {
  const auto blocks = Blocks(EventReference());
  EXPECT_GE(blocks.size(), EventTypes().size() + Kinds().size() + 1);
  for (const std::string& block : blocks) {
    if (block.substr(0, 2) == "- ") {
      ExpectReads(ClauseDocument(block));
    } else if (block.substr(0, 8) == "changes:") {
      ExpectReads("contract: acme-nova\nevent: amendment\nid: X\n" + block);
    } else {
      ExpectReads(block);
    }
  }
}

TEST(Reference, NamesEveryEventKindAndNoEmptyMeaning) {
  const std::string text = EventReference();
  for (const std::string& type : EventTypes()) {
    EXPECT_NE(text.find("\n### " + type + "\n"), std::string::npos) << type;
  }
  for (const std::string& kind : Kinds()) {
    EXPECT_NE(text.find("\n### kind: " + kind + "\n"), std::string::npos);
  }
  EXPECT_EQ(text.find("|  |"), std::string::npos);
  EXPECT_EQ(text.find("utc_offset_minutes"), std::string::npos);
}

TEST(Reference, TheFileInDocIsFresh) {
  ExpectGolden(SourceDir() / "doc/events.md", EventReference());
}

}  // namespace
}  // namespace covenant::reference_test
