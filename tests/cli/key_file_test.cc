// Key files: who may read them, and what is read.
#include "cli/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/proof/sha256.h"

namespace covenant::cli {
namespace {

namespace fs = std::filesystem;

class KeyFileTest : public ::testing::Test {
 protected:
  KeyFileTest() : key_("acme", KeyType::kEd25519, Sha256("seed")) {
    std::string pattern =
        (fs::temp_directory_path() / "key-file-XXXXXX").string();
    dir_ = mkdtemp(pattern.data());
    file_ = (dir_ / "acme.key").string();
  }
  ~KeyFileTest() override { fs::remove_all(dir_); }

  mode_t Mode() const {
    struct stat status = {};
    EXPECT_EQ(stat(file_.c_str(), &status), 0);
    return status.st_mode & 07777;
  }
  void Write(const std::string& text) {
    std::ofstream(file_, std::ios::binary) << text;
    EXPECT_EQ(chmod(file_.c_str(), 0600), 0);
  }
  std::string Code() const {
    const auto read = ReadKeyFile(file_);
    if (read.ok()) return "";
    return std::to_string(read.error().exit_code) + " " +
           read.error().diagnostics.front().code;
  }

  SignerKey key_;
  fs::path dir_;
  std::string file_;
};

TEST_F(KeyFileTest, KeepsAKeyWhateverTheUmask) {
  const mode_t before = umask(0);
  const bool written = WriteKeyFile(file_, key_).ok();
  umask(before);
  ASSERT_TRUE(written);
  EXPECT_EQ(Mode(), 0600u);
  const auto read = ReadKeyFile(file_);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->ToString(), key_.ToString());
}

TEST_F(KeyFileTest, RefusesAKeyThatOthersCanUse) {
  ASSERT_TRUE(WriteKeyFile(file_, key_).ok());
  for (const mode_t others : {0040u, 0020u, 0010u, 0004u, 0002u, 0001u}) {
    ASSERT_EQ(chmod(file_.c_str(), 0600 | others), 0);
    EXPECT_EQ(Code(), "7 key-exposed") << std::oct << others;
  }
  ASSERT_EQ(chmod(file_.c_str(), 0400), 0);
  EXPECT_EQ(Code(), "");
}

TEST_F(KeyFileTest, ReplacesNoFile) {
  ASSERT_TRUE(WriteKeyFile(file_, key_).ok());
  const SignerKey other("nova", KeyType::kEd25519, Sha256("other"));
  const auto again = WriteKeyFile(file_, other);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().exit_code, kRefused);
  EXPECT_EQ(again.error().diagnostics.front().code, "already-exists");
  EXPECT_EQ(ReadKeyFile(file_)->ToString(), key_.ToString());
}

TEST_F(KeyFileTest, RefusesWhatIsNoSigningKeyWithoutShowingIt) {
  EXPECT_EQ(Code(), "6 not-found");
  std::string altered = key_.ToString();
  altered[13] ^= 1;  // of the name, so that the hash is wrong
  for (const std::string& text :
       {std::string(), key_.verifier().ToString(), altered,
        key_.ToString() + "\n" + key_.ToString(), std::string(20'000, 'x')}) {
    Write(text);
    EXPECT_EQ(Code(), "3 invalid");
    const Error error = ReadKeyFile(file_).error();
    EXPECT_EQ(RenderError(error, false).find("PRIVATE+KEY+acme"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace covenant::cli
