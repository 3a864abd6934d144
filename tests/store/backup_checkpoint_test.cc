// Checkpoints that were signed of a ledger: carried along by backups, published
// with them, compared when a ledger is restored, and remembered where it ends
// before one of them.
#include <gtest/gtest.h>

#include <filesystem>

#include "ledger/proof/checkpoint.h"
#include "ledger/proof/merkle.h"
#include "ledger/proof/tile.h"
#include "ledger/store/backup_source.h"
#include "ledger/store/rocks_log.h"
#include "tests/store/backup_testing.h"
#include "tests/store/store_testing.h"

namespace covenant::backup_checkpoint_test {
namespace {

namespace fs = std::filesystem;

const char kOrigin[] = "test.example/ledger";

SignerKey Key() {
  return SignerKey(kOrigin, KeyType::kEd25519, *Hash::FromHex(std::string(64, '7')));
}

std::unique_ptr<EventLog> Reader(const std::string& dir) {
  auto log = OpenRocksLog(dir, OpenMode::kRead, TestEntryFormat());
  EXPECT_OK(log.status());
  return *std::move(log);
}

Checkpoint Sign(const TreeHead& head) {
  const std::string text = TreeHeadText(head);
  return *ParseCheckpoint(NoteBytes(text, {Key().SignatureLine(text, 0)}));
}

// Of the ledger's head.
Checkpoint SignHead(const std::string& dir) {
  const auto log = Reader(dir);
  const uint64_t size = log->Head()->sequence;
  return Sign({kOrigin, size, MerkleRoot(*log->LeafHashes(1, size))});
}

void Keep(const std::string& dir, const Checkpoint& checkpoint) {
  auto log = OpenRocksLog(dir, OpenMode::kWrite, TestEntryFormat());
  ASSERT_OK(log.status());
  ASSERT_OK((*log)->KeepCheckpoint({checkpoint.head.size,
                                    Key().verifier().id(), checkpoint.bytes}));
  ASSERT_OK((*log)->Close());
}

class BackupCheckpoint : public ::testing::Test {
 protected:
  BackupCheckpoint() : ledger_(dir_ / "ledger", 42, false) {}

  absl::Status BackUpIt() {
    return BackUp(dir_ / "ledger", dir_ / "backup", ledger_.Backup(),
                  TestEntryFormat())
        .status();
  }

  const TempDir dir_;
  RandomLedger ledger_;
};

TEST_F(BackupCheckpoint, IsPublishedWithItsTiles) {
  ledger_.Grow(180);
  ASSERT_OK(BackUpIt());
  EXPECT_FALSE(fs::exists(dir_ / "backup/checkpoint"));
  // A checkpoint of what an earlier backup holds already, and a newer one.
  for (int round = 0; round < 2; ++round) {
    const Checkpoint signed_one = SignHead(dir_ / "ledger");
    Keep(dir_ / "ledger", signed_one);
    if (round == 1) ledger_.Grow(90);
    ASSERT_OK(BackUpIt());
    EXPECT_EQ(ReadFile(dir_ / "backup/checkpoint"), signed_one.bytes);
    for (const Tile& tile : IncompleteTilesOf(signed_one.head.size)) {
      const std::string file = dir_ / "backup/" + TilePath(tile);
      ASSERT_TRUE(fs::exists(file)) << file;
      if (!tile.entries) {
        EXPECT_EQ(fs::file_size(file), tile.width * Hash::kSize);
      }
    }
    ledger_.Grow(1);
  }
  ASSERT_OK(BackUpIt());
  ASSERT_OK(Restore(dir_ / "backup", dir_ / "restored", ledger_.Restoring(),
                    TestEntryFormat())
                .status());
  EXPECT_EQ(Differences(dir_ / "ledger", dir_ / "restored"), "");
  // Every file that stands there for it is looked at.
  for (const std::string& file : AllFiles(dir_ / "backup")) {
    const std::string bytes = ReadFile(file);
    std::string changed = bytes;
    changed[bytes.size() / 2] = static_cast<char>(changed[bytes.size() / 2] ^ 4);
    WriteFile(file, changed);
    EXPECT_STATUS(Restore(dir_ / "backup", dir_ / "no", ledger_.Restoring(),
                          TestEntryFormat())
                      .status(),
                  kDataLoss, "nothing was made")
        << file;
    WriteFile(file, bytes);
  }
}

TEST_F(BackupCheckpoint, ALedgerThatEndsBeforeItKnowsThat) {
  ledger_.Grow(20);
  const uint64_t early = Reader(dir_ / "ledger")->Head()->sequence;
  Keep(dir_ / "ledger", SignHead(dir_ / "ledger"));
  ledger_.Grow(10);
  const Checkpoint late = SignHead(dir_ / "ledger");
  Keep(dir_ / "ledger", late);
  ASSERT_OK(BackUpIt());
  RestoreOptions options = ledger_.Restoring();
  options.to_sequence = early;
  const auto report =
      Restore(dir_ / "backup", dir_ / "cut", options, TestEntryFormat());
  ASSERT_OK(report.status());
  EXPECT_EQ(report->head.sequence, early);
  EXPECT_EQ(report->cut_from, late.head.size);
  // It knows them all, the later one too.
  EXPECT_EQ(*Reader(dir_ / "cut")->Checkpoints(),
            *Reader(dir_ / "ledger")->Checkpoints());
  // Its own backups carry that on.
  ASSERT_OK(BackUp(dir_ / "cut", dir_ / "second", ledger_.Backup(),
                   TestEntryFormat())
                .status());
  ASSERT_OK(Restore(dir_ / "second", dir_ / "again", ledger_.Restoring(),
                    TestEntryFormat())
                .status());
  EXPECT_EQ(Differences(dir_ / "cut", dir_ / "again"), "");
  // What it contradicts is not published with them, also when it has grown.
  EXPECT_EQ(ParseCheckpoint(ReadFile(dir_ / "second/checkpoint"))->head.size,
            early);
  auto log = OpenRocksLog(dir_ / "cut", OpenMode::kWrite, TestEntryFormat());
  ASSERT_OK(log.status());
  for (int i = 0; i < 60; ++i) {
    ASSERT_OK((*log)->Append(OneEvent("bolt", "n" + std::to_string(i)))
                  .status());
  }
  ASSERT_GT((*log)->Head()->sequence, late.head.size);
  ASSERT_OK((*log)->Close());
  ASSERT_OK(BackUp(dir_ / "cut", dir_ / "second", ledger_.Backup(),
                   TestEntryFormat())
                .status());
  EXPECT_EQ(ParseCheckpoint(ReadFile(dir_ / "second/checkpoint"))->head.size,
            early);
  // Until somebody disowns it.
  log = OpenRocksLog(dir_ / "cut", OpenMode::kWrite, TestEntryFormat());
  ASSERT_OK(log.status());
  ASSERT_OK((*log)->KeepCheckpoint(
      {late.head.size, Key().verifier().id(), ""}));
  EXPECT_EQ((*log)->Checkpoints()->size(), 1u);
  ASSERT_OK((*log)->Close());
}

TEST_F(BackupCheckpoint, OneKeptElsewhereIsCompared) {
  ledger_.Grow(20);
  RestoreOptions options = ledger_.Restoring();
  options.checkpoint = SignHead(dir_ / "ledger");
  ASSERT_OK(BackUpIt());
  const auto restore = [&](const std::string& to) {
    return Restore(dir_ / "backup", dir_ / to, options, TestEntryFormat());
  };
  EXPECT_OK(restore("equal").status());
  TreeHead wrong = options.checkpoint->head;
  wrong.root = RandomKey();
  options.checkpoint = Sign(wrong);
  EXPECT_STATUS(restore("no").status(), kDataLoss,
                "is not of the log of the checkpoint");
  wrong.origin = "other.example";
  options.checkpoint = Sign(wrong);
  EXPECT_STATUS(restore("no").status(), kDataLoss,
                "the checkpoint is of the ledger");
  // Signed after the backup.
  ledger_.Grow(3);
  options.checkpoint = SignHead(dir_ / "ledger");
  EXPECT_STATUS(restore("no").status(), kFailedPrecondition,
                "whatever came in between is not in the backup");
  EXPECT_FALSE(fs::exists(dir_ / "no"));
  options.allow_older = true;
  const auto older = restore("older");
  ASSERT_OK(older.status());
  EXPECT_EQ(older->cut_from, options.checkpoint->head.size);
  EXPECT_EQ(Reader(dir_ / "older")->Checkpoints()->back().note,
            options.checkpoint->bytes);
  ASSERT_OK(BackUpIt());
  EXPECT_OK(restore("newer").status());
}

}  // namespace
}  // namespace covenant::backup_checkpoint_test
