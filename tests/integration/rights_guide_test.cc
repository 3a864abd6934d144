// doc/rights.md, doc/families.md and doc/cuad.md: every session of the first two
// gives the answers that it shows, every clause of the last can be appended.
// COVENANT_UPDATE_GOLDEN=1 rewrites the answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/session_file.h"

namespace covenant::rights_guide_test {
namespace {

std::filesystem::path InDoc(const std::string& name) {
  return std::filesystem::path(COVENANT_SOURCE_DIR) / "doc" / name;
}

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// A fenced block: from behind ```sort to the closing fence.
struct Block {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Block> BlocksOf(const std::string& text, const std::string& sort) {
  std::vector<Block> blocks;
  const std::string open = "```" + sort + "\n";
  for (std::size_t at = text.find(open); at != std::string::npos;
       at = text.find(open, at)) {
    const std::size_t begin = at + open.size();
    const std::size_t end = text.find("```\n", begin);
    if (end == std::string::npos) break;
    blocks.push_back({begin, end});
    at = end + 4;
  }
  return blocks;
}

std::string Indented(const std::string& text, const std::string& by) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) result += by + line + "\n";
  return result;
}

void ExpectRealAnswers(const std::string& name, std::size_t least) {
  const std::string guide = Read(InDoc(name));
  const std::vector<Block> blocks = BlocksOf(guide, "console");
  ASSERT_GE(blocks.size(), least);
  std::string actual_guide;
  std::size_t kept = 0;
  for (const Block& block : blocks) {
    // Each block has a ledger of its own.
    const std::string before =
        "$ covenant init -q\nledger covenant made in ledger.db\n";
    const std::string actual = FormatSession(RunSession(ParseSession(
        before + guide.substr(block.begin, block.end - block.begin))));
    const std::size_t own = actual.find("$ cat");
    ASSERT_NE(own, std::string::npos) << actual;
    actual_guide += guide.substr(kept, block.begin - kept) + actual.substr(own);
    kept = block.end;
  }
  actual_guide += guide.substr(kept);
  const char* const update = std::getenv("COVENANT_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(InDoc(name), std::ios::binary) << actual_guide;
  } else {
    EXPECT_EQ(actual_guide, guide);
  }
}

TEST(RightsGuide, EveryAnswerIsReal) { ExpectRealAnswers("rights.md", 8); }
TEST(FamiliesGuide, EveryAnswerIsReal) { ExpectRealAnswers("families.md", 1); }

TEST(CuadGuide, EveryCategoryCanBeAppended) {
  const std::string guide = Read(InDoc("cuad.md"));
  int categories = 0;
  std::istringstream lines(guide);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| ") && line.find("](#") != std::string::npos) {
      ++categories;
    }
  }
  EXPECT_EQ(categories, 41);
  const std::vector<Block> blocks = BlocksOf(guide, "yaml");
  EXPECT_GE(blocks.size(), 15u);
  for (const Block& block : blocks) {
    std::string text = guide.substr(block.begin, block.end - block.begin);
    if (text.starts_with("- id:")) {
      text = "contract: acme-nova\nevent: agreement\nid: A1\n"
             "executed: 2024-01-01\n"
             "parties: [{ id: acme }, { id: nova }, { id: globex }]\n"
             "clauses:\n" +
             Indented(text, "  ");
    }
    const SessionText session = RunSession(ParseSession(
        "$ cat > contract.yaml <<END\n" + Indented(text, "> ") +
        "> END\n$ covenant init -q\n"
        "$ covenant append -q -o log.txt contract.yaml\n"));
    const std::string done = FormatSession(session);
    EXPECT_EQ(done.find("error["), std::string::npos) << done;
    EXPECT_EQ(done.find("[exit"), std::string::npos) << done;
  }
}

}  // namespace
}  // namespace covenant::rights_guide_test
