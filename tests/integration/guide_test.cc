// doc/clauses.md and doc/powers.md: every clause of the guides is recorded and every
// answer is the program's. COVENANT_UPDATE_GOLDEN=1 rewrites the answers.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/session_file.h"

namespace covenant::guide_test {
namespace {

// The lines of a fenced block, from behind ```sort to the closing fence.
struct Block {
  std::string sort;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Block> BlocksOf(const std::string& text) {
  std::vector<Block> blocks;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, line_end - at);
    at = line_end + 1;
    if (!line.starts_with("```")) continue;
    const std::size_t close = text.find("```\n", at);
    if (close == std::string::npos) break;
    blocks.push_back({line.substr(3), at, close});
    at = close + 4;
  }
  return blocks;
}

std::string Indented(const std::string& text, const std::string& by) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    result += by + line + "\n";
  }
  return result;
}

// One document for each part between `---`; rates and parties belong to no
// contract.
std::string Facts(const std::string& text) {
  std::string result;
  std::istringstream lines("---\n" + text);
  bool first = false;  // of a document
  for (std::string line; std::getline(lines, line);) {
    const bool own = line != "event: rate" && !line.starts_with("event: party");
    if (first && own) result += "contract: acme-nova\n";
    first = line == "---";
    result += line + "\n";
  }
  return result;
}

class GuideTest : public ::testing::TestWithParam<std::string> {};

TEST_P(GuideTest, EveryAnswerIsReal) {
  const std::filesystem::path path =
      std::filesystem::path(COVENANT_SOURCE_DIR) / "doc" / GetParam();
  std::ostringstream read;
  read << std::ifstream(path, std::ios::binary).rdbuf();
  std::string guide = read.str();
  std::string agreement, facts, actual_guide;
  std::size_t kept = 0;
  int answers = 0;
  for (const Block& block : BlocksOf(guide)) {
    const std::string text = guide.substr(block.begin, block.end - block.begin);
    if (block.sort == "yaml" && text.starts_with("- id:")) {
      agreement =
          "contract: acme-nova\nevent: agreement\nid: A1\n"
          "executed: 2024-01-01\nparties: [{ id: acme }, { id: nova }]\n"
          "clauses:\n" +
          Indented(text, "  ");
      facts.clear();
    } else if (block.sort == "yaml") {
      facts = Facts(text);
    } else if (block.sort == "console") {
      ++answers;
      const std::string before =
          "$ cat > contract.yaml <<END\n" + Indented(agreement + facts, "> ") +
          "> END\n$ covenant init -q\nledger covenant made in ledger.db\n"
          "$ covenant append -q -o log.txt contract.yaml\n";
      const std::string actual =
          FormatSession(RunSession(ParseSession(before + text)));
      ASSERT_TRUE(actual.starts_with(before)) << actual;
      actual_guide += guide.substr(kept, block.begin - kept) +
                      actual.substr(before.size());
      kept = block.end;
    }
  }
  actual_guide += guide.substr(kept);
  EXPECT_GE(answers, 10);
  const char* const update = std::getenv("COVENANT_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(path, std::ios::binary) << actual_guide;
  } else {
    EXPECT_EQ(actual_guide, guide);
  }
}

INSTANTIATE_TEST_SUITE_P(Guides, GuideTest,
                         ::testing::Values("clauses.md", "powers.md"));

}  // namespace
}  // namespace covenant::guide_test
