// Every JSON answer of the golden sessions is JSON, says its schema first, and
// every schema that the program writes is described in doc/json.md.
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "tests/integration/session_file.h"

namespace covenant::json_test {
namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// RFC 8259, strictly; numbers as this program writes them: whole ones.
class JsonReader {
 public:
  explicit JsonReader(const std::string& text) : text_(text) {}

  bool Whole() {
    const bool value = Value();
    Space();
    return value && at_ == text_.size();
  }

 private:
  void Space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
      ++at_;
    }
  }
  bool Take(const std::string& word) {
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  bool Value() {
    Space();
    if (Take("true") || Take("false") || Take("null")) return true;
    if (at_ >= text_.size()) return false;
    if (text_[at_] == '{') return Items('}', true);
    if (text_[at_] == '[') return Items(']', false);
    if (text_[at_] == '"') return String();
    const std::size_t start = at_;
    while (at_ < text_.size() && std::isdigit(text_[at_]) != 0) ++at_;
    return at_ > start;
  }
  bool Items(char close, bool keyed) {
    ++at_;
    Space();
    if (Take(std::string(1, close))) return true;
    do {
      Space();
      if (keyed && !(String() && Take(":"))) return false;
      if (!Value()) return false;
      Space();
    } while (Take(","));
    return Take(std::string(1, close));
  }
  bool String() {
    if (!Take("\"")) return false;
    for (; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c < 0x20) return false;
      if (c == '\\') ++at_;
      if (c == '"') break;
    }
    return Take("\"");
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

TEST(JsonAnswersTest, AreJsonAndDescribed) {
  const fs::path root(COVENANT_SOURCE_DIR);
  const std::string described = Read(root / "doc/json.md");
  static const std::regex kSchema(
      "^\\{\n \"schema\": \"(covenant\\.[a-z-]+\\.v1)\"");
  std::size_t answers = 0;
  for (const auto& entry :
       fs::directory_iterator(root / "tests/golden/sessions")) {
    for (const SessionStep& step : ParseSession(Read(entry.path())).steps) {
      std::string output = step.output;
      if (output.rfind("{\n", 0) != 0) continue;
      output = output.substr(0, output.find("\n[exit ") + 1);
      if (output.empty()) output = step.output;
      if (step.command.front().find("head -c") != std::string::npos) continue;
      ++answers;
      EXPECT_TRUE(JsonReader(output).Whole()) << output;
      std::smatch schema;
      ASSERT_TRUE(std::regex_search(output, schema, kSchema)) << output;
      EXPECT_NE(described.find("`" + schema[1].str() + "`"), std::string::npos)
          << schema[1];
    }
  }
  EXPECT_GE(answers, 12u);
}

}  // namespace
}  // namespace covenant::json_test
