// Law 6: every event type, clause kind, finding code, rejection and verb is
// named by a golden test.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/import/codes.h"
#include "ledger/codec/error_codes.h"
#include "ledger/event/event.h"
#include "replay/decide.h"
#include "replay/finding.h"
#include "tests/layers/source_files.h"

namespace covenant::golden_coverage_test {
namespace {

// The text of all golden files, and of the README with its session.
const std::string& GoldenText() {
  static const auto* const text = [] {
    std::string all;
    const std::filesystem::path root(COVENANT_SOURCE_DIR);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             root / "tests" / "golden")) {
      if (!entry.is_regular_file()) continue;
      // One stream for each: an empty file would end a common one.
      std::ostringstream one;
      one << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      all += one.str() + "\n";
    }
    all += ReadText("README.md");
    return new std::string(std::move(all));
  }();
  return *text;
}

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Whether the words stand in the text, not as a part of longer ones.
bool Names(const std::string& text, const std::string& words) {
  for (std::size_t at = text.find(words); at != std::string::npos;
       at = text.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || !IsWordCharacter(text[at - 1])) &&
        (end == text.size() || !IsWordCharacter(text[end]))) {
      return true;
    }
  }
  return false;
}

std::string Missing(const std::vector<std::string>& words) {
  std::string missing;
  for (const std::string& word : words) {
    if (!Names(GoldenText(), word)) missing += "  " + word + "\n";
  }
  return missing;
}

// The names in ledger/event/clause.h.
std::vector<std::string> ClauseKinds() {
  static const std::regex kKind("std::string_view k\\w+\\s*=\\s*\"([a-z-]+)\"");
  const std::string header = ReadText("ledger/event/clause.h");
  std::vector<std::string> kinds;
  for (auto it = std::sregex_iterator(header.begin(), header.end(), kKind);
       it != std::sregex_iterator(); ++it) {
    kinds.push_back((*it)[1]);
  }
  return kinds;
}

TEST(GoldenCoverageTest, EveryVerb) {
  std::vector<std::string> words;
  for (const cli::Command& command : cli::Commands()) {
    words.push_back("covenant " + std::string(command.form.name));
  }
  EXPECT_EQ(Missing(words), "");
}

TEST(GoldenCoverageTest, EveryEventType) {
  std::vector<std::string> words;
  for (const std::string& type : EventTypes()) {
    words.push_back("event: " + type);
  }
  EXPECT_GE(words.size(), 20u);
  EXPECT_EQ(Missing(words), "");
}

TEST(GoldenCoverageTest, EveryClauseKind) {
  std::vector<std::string> words;
  for (const std::string& kind : ClauseKinds()) {
    words.push_back("kind: " + kind);
  }
  EXPECT_GE(words.size(), 12u);
  EXPECT_EQ(Missing(words), "");
}

TEST(GoldenCoverageTest, EveryFindingCode) {
  std::vector<std::string> words;
  for (const FindingCode& code : FindingCodes()) {
    words.emplace_back(code.code);
  }
  EXPECT_EQ(Missing(words), "");
}

TEST(GoldenCoverageTest, EveryCodeOfFilesOfRows) {
  std::vector<std::string> words;
  for (const ErrorCode& code : cli::ImportCodes()) {
    words.emplace_back(code.code);
  }
  EXPECT_EQ(Missing(words), "");
}

TEST(GoldenCoverageTest, EveryRejectionCode) {
  std::vector<std::string> words;
  for (const RejectionCode& code : RejectionCodes()) {
    words.push_back("error[" + std::string(code.code) + "]");
  }
  EXPECT_EQ(Missing(words), "");
}

}  // namespace
}  // namespace covenant::golden_coverage_test
