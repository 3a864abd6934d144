#include "cli/document_batches.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace covenant::cli::document_batches_test {
namespace {

class DocumentBatchesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::path(::testing::TempDir()) /
           ("batches-" + std::to_string(getpid()));
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string File(const std::string& name, const std::string& text) {
    const std::string path = (dir_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  static std::vector<DocumentBatches::Batch> All(
      const std::vector<std::string>& names, std::size_t documents) {
    std::vector<DocumentBatches::Batch> all;
    DocumentBatches batches(names, documents);
    while (true) {
      auto next = batches.Next();
      EXPECT_TRUE(next.ok());
      if (!next.ok() || !*next) break;
      all.push_back(**next);
    }
    EXPECT_EQ(batches.bytes_read(), batches.bytes());
    return all;
  }

  std::filesystem::path dir_;
};

TEST_F(DocumentBatchesTest, DocumentsKeepTheirLinesAndBytes) {
  const std::string text =
      "# first\na: 1\n---\nb: 2\n--- # third\nc: |\n  --- inside\n---\nd: 4";
  const std::string name = File("a", text);
  for (std::size_t documents = 1; documents <= 5; ++documents) {
    std::string joined;
    std::size_t count = 0;
    std::uint32_t lines = 0;
    for (const auto& batch : All({name}, documents)) {
      EXPECT_EQ(batch.lines_before, lines);
      EXPECT_LE(batch.documents, documents);
      for (const char c : batch.file.text) lines += c == '\n' ? 1 : 0;
      joined += batch.file.text;
      count += batch.documents;
    }
    EXPECT_EQ(joined, text);
    EXPECT_EQ(count, 4u);
  }
}

TEST_F(DocumentBatchesTest, EmptyDocumentsAndFilesAreNone) {
  const auto batches = All({File("a", "---\n# nothing\n---\n\n"), File("b", ""),
                            File("c", "---\n---\nx: 1\n")},
                           1);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].documents, 1u);
  EXPECT_EQ(batches[0].lines_before, 0u);
}

// Whatever the sizes of documents are, against the pieces in which a file is read.
TEST_F(DocumentBatchesTest, LinesAcrossPiecesAreWhole) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += "---\nkey" + std::to_string(i) + ": " +
            std::string(static_cast<std::size_t>(i * 7 % 1'000), 'x') + "\n";
  }
  std::string joined;
  std::size_t count = 0;
  for (const auto& batch : All({File("a", text)}, 7)) {
    joined += batch.file.text;
    count += batch.documents;
  }
  EXPECT_EQ(joined, text);
  EXPECT_EQ(count, 400u);
}

TEST_F(DocumentBatchesTest, AFileThatIsNotThereIsRefused) {
  DocumentBatches batches({(dir_ / "none").string()}, 1);
  const auto next = batches.Next();
  ASSERT_FALSE(next.ok());
  EXPECT_EQ(next.error().exit_code, kStore);
}

}  // namespace
}  // namespace covenant::cli::document_batches_test
