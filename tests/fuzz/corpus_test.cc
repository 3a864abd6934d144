// Replays the corpora of the fuzzers, so that what they once found stays found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/fuzz_targets.h"

namespace covenant::corpus_test {
namespace {

void Replay(const std::string& target, void (*fuzz)(std::string_view)) {
  const auto folder =
      std::filesystem::path(COVENANT_SOURCE_DIR) / "tests/fuzz/corpus" / target;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in),
                            std::istreambuf_iterator<char>()};
    SCOPED_TRACE(entry.path().filename().string());
    fuzz(bytes);
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(Corpus, Entry) { Replay("entry", FuzzEntry); }
TEST(Corpus, Payload) { Replay("payload", FuzzPayload); }
TEST(Corpus, Authoring) { Replay("authoring", FuzzAuthoring); }
TEST(Corpus, Expression) { Replay("expression", FuzzExpression); }
TEST(Corpus, Values) { Replay("values", FuzzValues); }
TEST(Corpus, Csv) { Replay("csv", FuzzCsv); }

}  // namespace
}  // namespace covenant::corpus_test
