// The commands that check what logs publish: a log of several tiles made with
// the library, then altered file by file.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/sha256.h"
#include "ledger/proof/tile.h"

namespace covenant::cli::published_test {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void Write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

class PublishedTest : public ::testing::Test {
 protected:
  PublishedTest() : key_("example.org/log", KeyType::kEd25519, Sha256("seed")) {
    std::string pattern =
        (fs::temp_directory_path() / "published-XXXXXX").string();
    dir_ = mkdtemp(pattern.data());
  }
  ~PublishedTest() override { fs::remove_all(dir_); }

  void Publish(std::uint64_t size) {
    std::vector<Hash> leaves;
    std::string bundle, hashes;
    std::vector<Hash> level1;
    const auto flush = [&](std::uint32_t width) {
      const std::uint64_t index = (leaves.size() - 1) / kTileWidth;
      Write(dir_ / TilePath({true, 0, index, width}), bundle);
      Write(dir_ / TilePath({false, 0, index, width}), hashes);
      if (width == kTileWidth) level1.push_back(TileNode(hashes, 0, 8));
      bundle.clear();
      hashes.clear();
    };
    for (std::uint64_t i = 0; i < size; ++i) {
      const std::string entry = "entry " + std::to_string(i);
      AddToBundle(entry, bundle);
      leaves.push_back(LeafHash(entry));
      hashes += leaves.back().view();
      if (leaves.size() % kTileWidth == 0) flush(kTileWidth);
    }
    if (leaves.size() % kTileWidth != 0) {
      flush(static_cast<std::uint32_t>(leaves.size() % kTileWidth));
    }
    if (!level1.empty()) {
      std::string text;
      for (const Hash& hash : level1) text += hash.view();
      Write(dir_ / TilePath({false, 1, 0,
                             static_cast<std::uint32_t>(level1.size())}),
            text);
    }
    const std::string text =
        TreeHeadText({"example.org/log", size, MerkleRoot(leaves)});
    Write(dir_ / "checkpoint", NoteBytes(text, {key_.SignatureLine(text, 0)}));
  }

  int Verify() {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = Main({"verify-tiles", "--key",
                           key_.verifier().ToString(), dir_.string()});
    out_ = ::testing::internal::GetCapturedStdout();
    err_ = ::testing::internal::GetCapturedStderr();
    return code;
  }

  const SignerKey key_;
  fs::path dir_;
  std::string out_, err_;
};

TEST_F(PublishedTest, ALogOfSeveralTilesHolds) {
  for (const std::uint64_t size : {0u, 1u, 256u, 700u}) {
    fs::remove_all(dir_);
    Publish(size);
    EXPECT_EQ(Verify(), 0) << size << err_;
  }
  EXPECT_NE(out_.find("700 entries, 4 tiles"), std::string::npos) << out_;
}

TEST_F(PublishedTest, AFullTileTakesThePlaceOfAPartialOne) {
  Publish(700);
  const std::string checkpoint = ReadAll(dir_ / "checkpoint");
  Publish(768);
  // As a client that holds the older checkpoint sees the grown log.
  fs::remove_all(dir_ / "tile/0/002.p");
  fs::remove_all(dir_ / "tile/entries/002.p");
  Write(dir_ / "checkpoint", checkpoint);
  EXPECT_EQ(Verify(), 0) << err_;
}

TEST_F(PublishedTest, EveryAlteredFileIsNamed) {
  Publish(700);
  std::vector<fs::path> files;
  for (const auto& one : fs::recursive_directory_iterator(dir_)) {
    if (one.is_regular_file()) files.push_back(one.path());
  }
  std::sort(files.begin(), files.end());
  ASSERT_EQ(files.size(), 8u);
  int found = 0;
  for (const fs::path& file : files) {
    const std::string bytes = ReadAll(file);
    const std::size_t step = std::max<std::size_t>(1, bytes.size() / 23);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      std::string altered = bytes;
      altered[at] = static_cast<char>(altered[at] ^ 1);
      Write(file, altered);
      EXPECT_EQ(Verify(), 5) << file << " byte " << at;
      ++found;
    }
    Write(file, bytes.substr(0, bytes.size() - 1));
    EXPECT_EQ(Verify(), 5) << file << " cut";
    Write(file, bytes);
  }
  EXPECT_EQ(Verify(), 0) << err_;
  std::cout << found << " altered bytes found" << std::endl;
}

}  // namespace
}  // namespace covenant::cli::published_test
