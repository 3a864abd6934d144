// Golden sessions of the whole program. COVENANT_UPDATE_GOLDEN=1 rewrites them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/session_file.h"

namespace covenant::sessions_test {
namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void Write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

bool Updating() {
  const char* const update = std::getenv("COVENANT_UPDATE_GOLDEN");
  return update != nullptr && std::string(update) == "1";
}

std::vector<std::string> SessionNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(
           fs::path(COVENANT_SOURCE_DIR) / "tests/golden/sessions")) {
    if (entry.path().extension() == ".session") {
      names.push_back(entry.path().stem());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

class SessionsTest : public ::testing::TestWithParam<std::string> {};

TEST_P(SessionsTest, GivesTheOutput) {
  const fs::path path = fs::path(COVENANT_SOURCE_DIR) /
                        "tests/golden/sessions" / (GetParam() + ".session");
  const std::string expected = Read(path);
  const SessionText session = ParseSession(expected);
  ASSERT_FALSE(session.steps.empty()) << "no command in " << GetParam();
  const std::string actual = FormatSession(RunSession(session));
  if (Updating()) {
    Write(path, actual);
  } else {
    EXPECT_EQ(actual, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(, SessionsTest, ::testing::ValuesIn(SessionNames()),
                         [](const auto& session) {
                           std::string name = session.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// The block of the README that begins with ```console.
TEST(ReadmeTest, ItsSessionIsReal) {
  const fs::path path = fs::path(COVENANT_SOURCE_DIR) / "README.md";
  std::string readme = Read(path);
  static constexpr std::string_view kBegin = "```console\n";
  const std::size_t begin = readme.find(kBegin);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t start = begin + kBegin.size();
  const std::size_t end = readme.find("```\n", start);
  ASSERT_NE(end, std::string::npos);
  const std::string expected = readme.substr(start, end - start);
  const std::string actual = FormatSession(RunSession(ParseSession(expected)));
  if (Updating()) {
    Write(path, readme.replace(start, end - start, actual));
  } else {
    EXPECT_EQ(actual, expected);
  }
}

TEST(SessionFileTest, ReadsWhatItWrites) {
  const std::string text =
      "# a remark\n$ cat <<END\n> a\n>\n> END\na\n\n# another\n$ false\n"
      "[exit 1]\n";
  const SessionText session = ParseSession(text);
  ASSERT_EQ(session.steps.size(), 2u);
  EXPECT_EQ(session.steps[0].command.size(), 4u);
  EXPECT_EQ(FormatSession(session), text);
  EXPECT_EQ(FormatSession(RunSession(session)), text);
}

}  // namespace
}  // namespace covenant::sessions_test
