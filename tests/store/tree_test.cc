// The tree over the entries: its rows, proofs out of them, ledgers of older
// programs, heads of streams and the checkpoints that are kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"
#include "ledger/proof/tile.h"
#include "ledger/store/heads.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_tree.h"
#include "ledger/store/memory_log.h"
#include "ledger/store/rocks_log.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/tree_rows.h"
#include "tests/store/older_store.h"
#include "tests/store/store_testing.h"

namespace covenant::tree_test {
namespace {

std::unique_ptr<EventLog> MemoryLog() {
  auto log = CreateMemoryLog("test.example", false, TestEntryFormat());
  EXPECT_OK(log.status());
  return *std::move(log);
}

std::unique_ptr<EventLog> DiskLog(const std::string& dir) {
  CreateOptions options;
  options.origin = "test.example";
  auto log = CreateRocksLog(dir, std::move(options), TestEntryFormat());
  EXPECT_OK(log.status());
  return *std::move(log);
}

// `count` events of a few streams in one append.
void AppendMany(EventLog& log, uint64_t count) {
  const uint64_t before = log.Head()->sequence;
  std::vector<NewEvent> events;
  for (uint64_t i = before + 1; i <= before + count; ++i) {
    events.push_back(MakeEvent("stream-" + std::to_string(i % 7),
                               "e" + std::to_string(i), "x"));
  }
  ASSERT_OK(log.Append(MakeRequest(std::move(events))).status());
}

std::vector<Hash> Leaves(const EventLog& log) {
  auto leaves = log.LeafHashes(1, log.Head()->sequence);
  EXPECT_OK(leaves.status());
  return *leaves;
}

// Every proof in trees of this size verifies, and against no other leaf.
void CheckProofs(const EventLog& log, const std::vector<Hash>& leaves,
                 uint64_t size, uint64_t step) {
  SCOPED_TRACE("size " + std::to_string(size));
  const std::vector<Hash> part(leaves.begin(),
                               leaves.begin() + static_cast<int64_t>(size));
  auto root = RootOf(log, size);
  ASSERT_OK(root.status());
  ASSERT_EQ(*root, MerkleRoot(part));
  for (uint64_t sequence = 1; sequence <= size; sequence += step) {
    auto path = InclusionPath(log, sequence, size);
    ASSERT_OK(path.status());
    ASSERT_OK(VerifyInclusion(sequence - 1, size, leaves[sequence - 1], *path,
                              *root));
    ASSERT_FALSE(VerifyInclusion(sequence - 1, size, Hash(), *path, *root).ok());
    auto older = RootOf(log, sequence);
    ASSERT_OK(older.status());
    auto consistency = ConsistencyPath(log, sequence, size);
    ASSERT_OK(consistency.status());
    ASSERT_OK(VerifyConsistency(sequence, size, *older, *root, *consistency));
  }
}

TEST(TreeTest, EverySizeByOneEventAtATimeAndByMany) {
  const auto one = MemoryLog();
  const auto many = MemoryLog();
  for (uint64_t size = 1; size <= 520; ++size) {
    ASSERT_NO_FATAL_FAILURE(AppendMany(*one, 1));
    if (size > 3 && size != 256 && size != 257 && size != 511 && size != 520)
      continue;
    ASSERT_NO_FATAL_FAILURE(
        AppendMany(*many, size - many->Head()->sequence));
    ASSERT_OK(CheckWholeLog(*one));
    ASSERT_OK(CheckWholeLog(*many));
  }
  const auto leaves = Leaves(*one);
  for (const uint64_t size : {1, 2, 3, 255, 256, 257, 300, 512, 513, 520}) {
    ASSERT_NO_FATAL_FAILURE(CheckProofs(*one, leaves, size, 3));
  }
}

TEST(TreeTest, ThreeLevelsOfTilesOnDisk) {
  TempDir dir;
  auto log = DiskLog(dir / "ledger");
  for (const uint64_t count : {65'000, 530, 6, 1'000}) {
    ASSERT_NO_FATAL_FAILURE(AppendMany(*log, count));
  }
  auto leaves = Leaves(*log);
  const uint64_t size = 66'536;
  ASSERT_EQ(leaves.size(), size);
  ASSERT_NO_FATAL_FAILURE(CheckProofs(*log, leaves, size, 4'999));
  ASSERT_NO_FATAL_FAILURE(CheckProofs(*log, leaves, 65'535, 9'999));
  ASSERT_OK(log->Close());
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
    auto again = OpenRocksLog(dir / "ledger", mode, TestEntryFormat());
    ASSERT_OK(again.status());
    ASSERT_NO_FATAL_FAILURE(CheckProofs(**again, leaves, size, 14'999));
    EXPECT_STATUS((*again)->TreeTile(0, 260, 1).status(), kOutOfRange,
                  "the tree of 66536 entries has no 1 hashes in tile 260");
    EXPECT_STATUS((*again)->TreeTile(3, 0, 1).status(), kOutOfRange, "");
    EXPECT_STATUS((*again)->TreeTile(0, 0, 257).status(), kOutOfRange, "");
    EXPECT_STATUS(RootOf(**again, size + 1).status(), kOutOfRange,
                  "there is no tree of 66537 entries");
  }
}

TEST(TreeTest, AProofReadsAtMostOneTileOfALevelAndOneAtTheEdge) {
  // Of a million leaves only the shape counts.
  for (const uint64_t size : {1'000'000, 1 << 20, (1 << 20) + 257}) {
    uint64_t most = 0;
    std::mt19937_64 random(size);
    for (int i = 0; i < 2'000; ++i) {
      uint64_t reads = 0;
      const NodeSource nodes = NodesFromTiles(
          [&](uint32_t, uint64_t, uint32_t width) {
            ++reads;
            return std::string(size_t{width} * Hash::kSize, 'x');
          },
          size);
      ASSERT_OK(ProveInclusion(nodes, random() % size, size).status());
      most = std::max(most, reads);
    }
    EXPECT_LE(most, 5u) << size;  // with entry, order and id: 8 rows
  }
}

TEST(TreeTest, ALedgerOfAnOlderProgramComputesItsTreeAndThenGetsIt) {
  TempDir dir;
  const std::string path = dir / "ledger";
  auto log = DiskLog(path);
  ASSERT_NO_FATAL_FAILURE(AppendMany(*log, 66'000));
  const auto leaves = Leaves(*log);
  ASSERT_OK(log->Close());
  log.reset();
  ASSERT_NO_FATAL_FAILURE(DropTree(path));
  ASSERT_FALSE(HasTree(path));
  {
    auto reader = OpenRocksLog(path, OpenMode::kRead, TestEntryFormat());
    ASSERT_OK(reader.status());
    ASSERT_NO_FATAL_FAILURE(CheckProofs(**reader, leaves, 66'000, 40'000));
  }
  ASSERT_FALSE(HasTree(path));
  auto writer = OpenRocksLog(path, OpenMode::kWrite, TestEntryFormat());
  ASSERT_OK(writer.status());
  ASSERT_NO_FATAL_FAILURE(CheckProofs(**writer, leaves, 66'000, 20'000));
  ASSERT_NO_FATAL_FAILURE(AppendMany(**writer, 300));
  ASSERT_OK(CheckWholeLog(**writer));
  ASSERT_OK((*writer)->Close());
  writer->reset();
  ASSERT_TRUE(HasTree(path));
  auto reader = OpenRocksLog(path, OpenMode::kRead, TestEntryFormat());
  ASSERT_OK(reader.status());
  ASSERT_OK(CheckWholeLog(**reader));
}

// A reader keeps what it saw, also where the writer has filled the tile since.
TEST(TreeTest, AReaderBesideAWriter) {
  TempDir dir;
  auto writer = DiskLog(dir / "ledger");
  for (int round = 0; round < 8; ++round) {
    ASSERT_NO_FATAL_FAILURE(AppendMany(*writer, 100));
    auto reader =
        OpenRocksLog(dir / "ledger", OpenMode::kRead, TestEntryFormat());
    ASSERT_OK(reader.status());
    ASSERT_NO_FATAL_FAILURE(AppendMany(*writer, 200));
    ASSERT_OK(CheckWholeLog(**reader));
    const auto leaves = Leaves(*writer);
    const uint64_t seen = (*reader)->Head()->sequence;
    ASSERT_EQ(*RootOf(**reader, seen), *RootOf(*writer, seen));
  }
}

TEST(TreeTest, HeadsOfAllStreamsUnderOneRoot) {
  const auto log = MemoryLog();
  ASSERT_NO_FATAL_FAILURE(AppendMany(*log, 40));
  ASSERT_OK(log->Append(OneEvent("_party/acme", "p1")).status());
  ASSERT_OK(log->Append(OneEvent("_ledger", "l1")).status());
  auto heads = HeadsAt(*log, 42);
  ASSERT_OK(heads.status());
  ASSERT_EQ(heads->size(), 9u);
  EXPECT_EQ(heads->front().stream, "_ledger");
  EXPECT_TRUE(std::is_sorted(
      heads->begin(), heads->end(),
      [](const auto& a, const auto& b) { return a.stream < b.stream; }));
  // By the definition: the bytes of a leaf, and the root.
  std::vector<Hash> leaves;
  for (const HeadEntry& head : *heads) {
    auto position = log->StreamHead(head.stream);
    ASSERT_OK(position.status());
    std::string bytes = head.stream + '\0';
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<char>(position->version >> shift));
    leaves.push_back(LeafHash(bytes + std::string(position->hash.view())));
  }
  const Hash root = HeadsRoot(*heads);
  EXPECT_EQ(root, MerkleRoot(leaves));
  for (const HeadEntry& head : *heads) {
    auto proof = ProveHead(*heads, head.stream);
    ASSERT_OK(proof.status());
    EXPECT_EQ(proof->head, head);
    EXPECT_OK(VerifyHead(*proof, root));
    HeadProof wrong = *proof;
    --wrong.head.version;
    EXPECT_STATUS(VerifyHead(wrong, root), kDataLoss, "another root");
    wrong = *proof;
    wrong.head.hash = Hash();
    EXPECT_FALSE(VerifyHead(wrong, root).ok());
    wrong = *proof;
    wrong.head.stream += "x";
    EXPECT_FALSE(VerifyHead(wrong, root).ok());
    EXPECT_FALSE(VerifyHead(*proof, Sha256("")).ok());
  }
  EXPECT_STATUS(ProveHead(*heads, "nothing").status(), kNotFound, "nothing");
  // At an earlier size, as it was then.
  auto then = HeadsAt(*log, 10);
  ASSERT_OK(then.status());
  EXPECT_EQ(then->size(), 7u);
  EXPECT_EQ(then->front().version, 1u);  // of stream-0: sequence 7
  EXPECT_TRUE(HeadsAt(*log, 0)->empty());
  EXPECT_EQ(HeadsRoot(*HeadsAt(*log, 0)), EmptyRoot());
  EXPECT_STATUS(HeadsAt(*log, 43).status(), kOutOfRange, "43");
}

TEST(TreeTest, CheckpointsAreKept) {
  TempDir dir;
  auto log = DiskLog(dir / "ledger");
  ASSERT_NO_FATAL_FAILURE(AppendMany(*log, 300));
  EXPECT_STATUS(log->KeepCheckpoint({301, 7, "note"}), kOutOfRange,
                "is not of this ledger, which has 300");
  ASSERT_OK(log->KeepCheckpoint({300, 7, "large"}));
  ASSERT_OK(log->KeepCheckpoint({2, 9, "two"}));
  ASSERT_OK(log->KeepCheckpoint({2, 8, "two of another key"}));
  ASSERT_OK(log->KeepCheckpoint({300, 7, "again"}));
  const std::vector<KeptCheckpoint> kept = {
      {2, 8, "two of another key"}, {2, 9, "two"}, {300, 7, "again"}};
  EXPECT_EQ(*log->Checkpoints(), kept);
  ASSERT_OK(log->Close());
  log.reset();
  auto reader = OpenRocksLog(dir / "ledger", OpenMode::kRead, TestEntryFormat());
  ASSERT_OK(reader.status());
  EXPECT_EQ(*(*reader)->Checkpoints(), kept);
  EXPECT_STATUS((*reader)->KeepCheckpoint({1, 1, ""}), kFailedPrecondition,
                "for reading only");
}

// Damage of the tree alone is noticed where it is used.
TEST(TreeTest, DamagedTreeRowsAreNoticed) {
  TempDir dir;
  const std::string path = dir / "ledger";
  const std::string kept = dir / "kept";
  {
    auto log = DiskLog(path);
    ASSERT_NO_FATAL_FAILURE(AppendMany(*log, 300));
    ASSERT_OK(log->Close());
  }
  CopyDirectory(path, kept);
  const auto change = [&](const std::string& key, const std::string& value) {
    CopyDirectory(kept, path);
    rocksdb::DB* db = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    ASSERT_TRUE(rocksdb::DB::Open(MakeDbOptions(rocksdb::Env::Default()),
                                  path + "/rows",
                                  MakeTableOptions(RocksHooks()), &handles, &db)
                    .ok());
    auto* tree = handles[static_cast<size_t>(Table::kTree)];
    ASSERT_TRUE((value.empty()
                     ? db->Delete(rocksdb::WriteOptions(), tree, key)
                     : db->Put(rocksdb::WriteOptions(), tree, key, value))
                    .ok());
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    delete db;
  };
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
    const auto open = [&] {
      return OpenRocksLog(path, mode, TestEntryFormat()).status();
    };
    ASSERT_NO_FATAL_FAILURE(change(SlotKey(0, 43), ""));
    EXPECT_STATUS(open(), kDataLoss, "tile/0/001");
    ASSERT_NO_FATAL_FAILURE(
        change(SlotKey(0, 43), U64(299) + std::string(Hash::kSize, 'x')));
    EXPECT_STATUS(open(), kDataLoss, "the tree's leaf 299");
    ASSERT_NO_FATAL_FAILURE(
        change(SlotKey(0, 3), U64(3) + std::string(Hash::kSize, 'x')));
    EXPECT_STATUS(open(), kDataLoss, "tile/0/001");
    ASSERT_NO_FATAL_FAILURE(change(TileKey(0, 0), ""));
    EXPECT_STATUS(open(), kDataLoss, "tile/0/000: its row is missing");
    ASSERT_NO_FATAL_FAILURE(change(TileKey(0, 0), "short"));
    EXPECT_STATUS(open(), kDataLoss, "tile/0/000: its row has another length");
  }
}

}  // namespace
}  // namespace covenant::tree_test
