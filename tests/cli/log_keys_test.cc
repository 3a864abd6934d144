// Key files: who may read them, and what is read.
#include "cli/log_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/proof/sha256.h"

namespace covenant::cli::log_keys_test {
namespace {

namespace fs = std::filesystem;

class LogKeysTest : public ::testing::Test {
 protected:
  LogKeysTest() {
    std::string pattern =
        (fs::temp_directory_path() / "key-file-XXXXXX").string();
    dir_ = mkdtemp(pattern.data());
    file_ = (dir_ / "acme.key").string();
  }
  ~LogKeysTest() override { fs::remove_all(dir_); }

  Result<SignerKey> New(const std::string& name = "acme") const {
    return NewLogKey(file_, name, KeyType::kEd25519, "");
  }
  Result<SignerKey> Read() const {
    return ReadLogKey(file_, KeyType::kEd25519, "");
  }
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
    const auto read = Read();
    if (read.ok()) return "";
    return std::to_string(read.error().exit_code) + " " +
           read.error().diagnostics.front().code;
  }

  fs::path dir_;
  std::string file_;
};

TEST_F(LogKeysTest, KeepsAKeyWhateverTheUmask) {
  const mode_t before = umask(0);
  const auto made = New();
  umask(before);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(Mode(), 0600u);
  const auto read = Read();
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->ToString(), made->ToString());
}

TEST_F(LogKeysTest, RefusesAKeyThatOthersCanUse) {
  ASSERT_TRUE(New().ok());
  for (const mode_t others : {0040u, 0020u, 0010u, 0004u, 0002u, 0001u}) {
    ASSERT_EQ(chmod(file_.c_str(), 0600 | others), 0);
    EXPECT_EQ(Code(), "7 key-exposed") << std::oct << others;
  }
  ASSERT_EQ(chmod(file_.c_str(), 0400), 0);
  EXPECT_EQ(Code(), "");
}

TEST_F(LogKeysTest, ReplacesNoFile) {
  const auto made = New();
  ASSERT_TRUE(made.ok());
  const auto again = New("nova");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().exit_code, kRefused);
  EXPECT_EQ(again.error().diagnostics.front().code, "already-exists");
  EXPECT_EQ(Read()->ToString(), made->ToString());
}

TEST_F(LogKeysTest, KeepsNoKeyInsideTheLedger) {
  const auto inside = NewLogKey((dir_ / "ledger.db" / "acme.key").string(),
                                "acme", KeyType::kEd25519,
                                (dir_ / "ledger.db").string());
  ASSERT_FALSE(inside.ok());
  EXPECT_EQ(inside.error().exit_code, kUsage);
}

TEST_F(LogKeysTest, RefusesWhatIsNoSigningKeyWithoutShowingIt) {
  EXPECT_EQ(Code(), "6 not-found");
  const SignerKey key("acme", KeyType::kEd25519, Sha256("seed"));
  std::string altered = key.ToString();
  altered[13] ^= 1;  // of the name, so that the hash is wrong
  for (const std::string& text :
       {std::string(), key.verifier().ToString(), altered,
        key.ToString() + "\n" + key.ToString(), std::string(9'000, 'x')}) {
    Write(text);
    EXPECT_EQ(Code(), "2 usage");
    const Error error = Read().error();
    EXPECT_EQ(RenderError(error, false).find("PRIVATE+KEY+acme"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace covenant::cli::log_keys_test
