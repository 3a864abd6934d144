// Damages the ledger's files and rows in many places; each damage is noticed,
// or nothing acknowledged is lost by it.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <random>

#include "ledger/proof/sha256.h"
#include "ledger/store/anchor_file.h"
#include "ledger/store/keys.h"
#include "ledger/store/rocks_log.h"
#include "ledger/store/rocks_options.h"
#include "tests/store/fault_fs.h"
#include "tests/store/store_testing.h"

namespace covenant::damage_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class DamageTest : public ::testing::Test {
 protected:
  DamageTest() {
    hooks_.file_system = std::make_shared<FaultFs>();  // its syncs cost nothing
    hooks_.reader_attempts = 1;
  }

  absl::StatusOr<std::unique_ptr<EventLog>> Open(OpenMode mode) {
    return OpenRocksLogWith(hooks_, ledger_, mode, TestEntryFormat(), Clock());
  }

  // `count` appends of one event, closed again; everything is in the log file.
  void CreateWith(int count) {
    CreateOptions options;
    options.origin = "test.example";
    auto log = CreateRocksLogWith(hooks_, ledger_, std::move(options),
                                  TestEntryFormat());
    ASSERT_OK(log.status());
    for (int i = 1; i <= count; ++i) {
      ASSERT_OK((*log)->Append(Numbered(i)).status());
    }
    count_ = count;
    ASSERT_OK((*log)->Close());
  }

  static AppendRequest Numbered(int i) {
    AppendRequest request = OneEvent(i % 2 == 0 ? "acme" : "bolt",
                                     "e" + std::to_string(i), "payload");
    if (i % 4 == 0) {
      request.events[0].also = {"coil"};
      request.events[0].sealed = {
          SealedValue{HmacSha256(Hash().view(), "secret"), Hash(), "secret"}};
    }
    return request;
  }

  // Whether the damage is noticed; if not, everything must be there.
  bool Noticed(OpenMode mode) {
    auto log = Open(mode);
    absl::Status status = log.status();
    if (status.ok()) status = CheckWholeLog(**log);
    if (!status.ok()) {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      return true;
    }
    EXPECT_EQ((*log)->Head()->sequence, static_cast<uint64_t>(count_));
    for (int i = 1; i <= count_; ++i) {
      const AppendRequest request = Numbered(i);
      auto event = (*log)->FindEvent(request.events[0].stream,
                                     request.events[0].event_id);
      EXPECT_TRUE(event.ok() && event->has_value()) << i;
      for (const SealedValue& sealed : request.events[0].sealed) {
        auto found = (*log)->Sealed(sealed.mac);
        EXPECT_TRUE(found.ok() && found->has_value()) << i;
      }
    }
    return false;
  }

  std::vector<std::string> Wals() {
    std::vector<std::string> wals;
    for (const std::string& path : FilesIn(ledger_ + "/rows", ".log")) {
      if (fs::file_size(path) > 0) wals.push_back(path);
    }
    return wals;
  }

  // Changes rows behind the log's back, with valid checksums.
  void WithRows(
      const std::function<
          void(rocksdb::DB&, const std::vector<rocksdb::ColumnFamilyHandle*>&)>&
          change) {
    const auto env = rocksdb::NewCompositeEnv(hooks_.file_system);
    rocksdb::DB* db = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    const auto opened =
        rocksdb::DB::Open(MakeDbOptions(env.get()), ledger_ + "/rows",
                          MakeTableOptions(hooks_), &handles, &db);
    ASSERT_TRUE(opened.ok()) << opened.ToString();
    change(*db, handles);
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    delete db;
  }
  std::string GetRow(Table table, const std::string& key) {
    std::string value;
    WithRows([&](rocksdb::DB& db, const auto& handles) {
      const auto got = db.Get(rocksdb::ReadOptions(),
                              handles[static_cast<size_t>(table)], key, &value);
      EXPECT_TRUE(got.ok()) << got.ToString();
    });
    return value;
  }
  void PutRow(Table table, const std::string& key, const std::string& value) {
    WithRows([&](rocksdb::DB& db, const auto& handles) {
      ASSERT_TRUE(db.Put(rocksdb::WriteOptions(),
                         handles[static_cast<size_t>(table)], key, value)
                      .ok());
    });
  }
  void DeleteRow(Table table, const std::string& key) {
    WithRows([&](rocksdb::DB& db, const auto& handles) {
      ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(),
                            handles[static_cast<size_t>(table)], key)
                      .ok());
    });
  }

  TempDir dir_;
  const std::string ledger_ = dir_ / "ledger";
  const std::string kept_ = dir_ / "kept";
  RocksHooks hooks_;
  int count_ = 0;
};

TEST_F(DamageTest, AFlippedByteOfTheWriteAheadLogIsNoticedOrHarmless) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(12));
  const auto wals = Wals();
  int noticed = 0;
  int tried = 0;
  for (const std::string& path : wals) {
    const std::string good = ReadFile(path);
    for (size_t at = 0; at < good.size(); at += at < 700 ? 1 : 7) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
      WriteFile(path, bad);
      SCOPED_TRACE("byte " + std::to_string(at) + " of " + path);
      ++tried;
      if (Noticed(OpenMode::kRead)) ++noticed;
    }
    WriteFile(path, good);
  }
  std::cout << noticed << " of " << tried
            << " flips noticed, the others harmless\n";
  EXPECT_FALSE(Noticed(OpenMode::kRead));
  EXPECT_GT(tried, 300);
  EXPECT_GT(noticed, tried * 9 / 10);
}

TEST_F(DamageTest, AWriterNoticesTheSame) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(12));
  fs::rename(ledger_, kept_);
  CopyDirectory(kept_, ledger_);
  const std::string path = Wals().back();
  const std::string good = ReadFile(path);
  int noticed = 0;
  int tried = 0;
  for (size_t at = 3; at < good.size(); at += 97) {
    CopyDirectory(kept_, ledger_);
    std::string bad = good;
    bad[at] = static_cast<char>(~bad[at]);
    WriteFile(path, bad);
    SCOPED_TRACE("byte " + std::to_string(at));
    ++tried;
    if (Noticed(OpenMode::kWrite)) ++noticed;
  }
  EXPECT_GT(noticed, tried * 9 / 10) << "of " << tried;
}

TEST_F(DamageTest, ACutWriteAheadLogIsNoticed) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(12));
  const std::string path = Wals().back();
  const std::string good = ReadFile(path);
  for (size_t size = 0; size < good.size(); size += 13) {
    WriteFile(path, good.substr(0, size));
    SCOPED_TRACE("cut to " + std::to_string(size));
    EXPECT_TRUE(Noticed(OpenMode::kRead));
  }
}

TEST_F(DamageTest, ADeletedWriteAheadLogIsNoticed) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(12));
  // A second process's log follows the first one's.
  {
    auto log = Open(OpenMode::kWrite);
    ASSERT_OK(log.status());
    ASSERT_OK((*log)->Append(Numbered(++count_)).status());
    ASSERT_OK((*log)->Close());
  }
  const auto wals = Wals();
  ASSERT_GE(wals.size(), 2u);
  for (const std::string& path : wals) {
    const std::string good = ReadFile(path);
    for (const std::string& bad :
         {std::string(), good.substr(0, good.size() / 2)}) {
      WriteFile(path, bad);
      EXPECT_TRUE(Noticed(OpenMode::kRead)) << path;
    }
    fs::remove(path);
    EXPECT_TRUE(Noticed(OpenMode::kRead)) << path;
    WriteFile(path, good);
  }
  ASSERT_FALSE(Noticed(OpenMode::kRead));
  for (const std::string& path : wals) fs::remove(path);
  EXPECT_EQ(Open(OpenMode::kWrite).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(DamageTest, AnOlderCopyOfTheRowsIsNoticed) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(4));
  CopyDirectory(ledger_ + "/rows", kept_);
  {
    auto log = Open(OpenMode::kWrite);
    ASSERT_OK(log.status());
    ASSERT_OK((*log)->Append(Numbered(5)).status());
    ASSERT_OK((*log)->Close());
  }
  CopyDirectory(kept_, ledger_ + "/rows");
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
    EXPECT_STATUS(Open(mode).status(), kDataLoss,
                  "log shortened: the ledger at " + ledger_ +
                      " recovered 4 entries, but the anchor says 5");
  }
}

TEST_F(DamageTest, ADeletedTableFileIsNoticed) {
  hooks_.long_wal_bytes = 1;
  ASSERT_NO_FATAL_FAILURE(CreateWith(12));
  const auto tables = FilesIn(ledger_ + "/rows", ".sst");
  ASSERT_FALSE(tables.empty());
  for (const std::string& path : tables) {
    const std::string good = ReadFile(path);
    fs::remove(path);
    EXPECT_TRUE(Noticed(OpenMode::kRead)) << path;
    WriteFile(path, good.substr(0, good.size() - 1));
    EXPECT_TRUE(Noticed(OpenMode::kRead)) << path;
    WriteFile(path, good);
  }
  EXPECT_FALSE(Noticed(OpenMode::kRead));
}

TEST_F(DamageTest, TheAnchorIsReadFromEitherSlot) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(5));
  const std::string path = ledger_ + "/ANCHOR";
  const std::string good = ReadFile(path);
  ASSERT_EQ(good.size(), kAnchorFileBytes);
  auto read = ReadAnchor(*hooks_.file_system, path);
  ASSERT_OK(read.status());
  EXPECT_EQ(read->anchor.sequence, 5u);
  EXPECT_EQ(read->anchor.batch_size, 1u);
  EXPECT_EQ(read->anchor.origin, "test.example");
  const size_t newest = read->slot == 0 ? 0 : kAnchorSlotAt;
  for (size_t at = 0; at < kAnchorSlotBytes; at += 5) {
    std::string bad = good;
    bad[newest + at] = static_cast<char>(bad[newest + at] ^ 0x40);
    WriteFile(path, bad);
    read = ReadAnchor(*hooks_.file_system, path);
    ASSERT_OK(read.status());
    EXPECT_EQ(read->anchor.sequence, 4u);
  }
  std::string bad = good;
  bad[20] ^= 1;
  bad[kAnchorSlotAt + 20] ^= 1;
  WriteFile(path, bad);
  EXPECT_STATUS(Open(OpenMode::kRead).status(), kDataLoss,
                "neither of its two slots is valid");
  WriteFile(path, "");
  EXPECT_STATUS(Open(OpenMode::kWrite).status(), kDataLoss,
                "neither of its two slots is valid");
  fs::remove(path);
  EXPECT_STATUS(Open(OpenMode::kRead).status(), kDataLoss,
                "/ANCHOR is missing");
  // Nor is a new ledger made over it.
  CreateOptions options;
  options.origin = "test.example";
  EXPECT_STATUS(CreateRocksLog(ledger_, options, TestEntryFormat()).status(),
                kDataLoss, "/ANCHOR is missing");
  WriteFile(path, good);
  fs::rename(ledger_ + "/rows", kept_);
  EXPECT_STATUS(CreateRocksLog(ledger_, options, TestEntryFormat()).status(),
                kDataLoss, "there was a ledger with 5 entries");
}

TEST_F(DamageTest, AnAnchorOfAnotherHistoryIsRefused) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(5));
  auto read = ReadAnchor(*hooks_.file_system, ledger_ + "/ANCHOR");
  ASSERT_OK(read.status());
  const auto put = [&](const Anchor& anchor) {
    std::string file = EncodeAnchorSlot(anchor, 99);
    file.resize(kAnchorFileBytes, '\0');
    WriteFile(ledger_ + "/ANCHOR", file);
  };
  Anchor anchor = read->anchor;
  anchor.hash = Sha256("another");
  put(anchor);
  EXPECT_STATUS(Open(OpenMode::kWrite).status(), kDataLoss,
                "log altered: at sequence 5");
  anchor = read->anchor;
  anchor.batch_size = 2;
  put(anchor);
  EXPECT_STATUS(Open(OpenMode::kWrite).status(), kDataLoss,
                "log altered: at sequence 5");
  anchor = read->anchor;
  anchor.origin = "other.example";
  put(anchor);
  EXPECT_STATUS(Open(OpenMode::kRead).status(), kDataLoss,
                "belongs to ledger `other.example`");
  anchor = read->anchor;
  anchor.sequence = 6;
  put(anchor);
  EXPECT_STATUS(Open(OpenMode::kRead).status(), kDataLoss,
                "recovered 5 entries");
}

TEST_F(DamageTest, AnotherFormatVersionIsRefused) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(1));
  const std::string good = ReadFile(ledger_ + "/ANCHOR");
  for (const auto& [version, advice] :
       {std::pair(2, "use a newer program"),
        std::pair(0, "use the older program")}) {
    std::string file = good;
    for (const size_t slot : {size_t{0}, kAnchorSlotAt}) {
      file[slot + 11] = static_cast<char>(version);
      const Hash sum = Sha256(file.substr(slot, 352));
      file.replace(slot + 352, Hash::kSize, sum.view());
    }
    WriteFile(ledger_ + "/ANCHOR", file);
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
      const absl::Status status = Open(mode).status();
      EXPECT_STATUS(status, kFailedPrecondition,
                    "has store format version " + std::to_string(version) +
                        ", and this program reads version 1");
      EXPECT_THAT(MessageOf(status), HasSubstr(advice));
    }
  }
  WriteFile(ledger_ + "/ANCHOR", good);
  PutRow(Table::kIndex, MetadataKey("format"), std::string("\0\0\0\2", 4));
  EXPECT_STATUS(Open(OpenMode::kRead).status(), kFailedPrecondition,
                "store format version 2");
}

TEST_F(DamageTest, AnyFlippedByteOfAnEntryIsNamed) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(8));  // acme@1..4 are sequences 2, 4, 6, 8
  for (const uint64_t version : {2, 3}) {
    const std::string key = EntryKey("acme", version);
    const std::string good = GetRow(Table::kEntry, key);
    for (size_t at = 0; at < good.size(); ++at) {
      SCOPED_TRACE("byte " + std::to_string(at) + " of version " +
                   std::to_string(version));
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
      PutRow(Table::kEntry, key, bad);
      auto log = Open(OpenMode::kRead);
      ASSERT_OK(log.status());
      const std::string name = "acme@" + std::to_string(version);
      std::vector<std::string> seen;
      const absl::Status read =
          (*log)->ReadStream("acme", kLatest, [&](const StoredEvent& event) {
            seen.push_back(event.header.event_id);
            return absl::OkStatus();
          });
      EXPECT_STATUS(read, kDataLoss, name);
      // The damaged one and those after it are never handed out.
      EXPECT_LE(seen.size(), version - 1);
      // Nor is it read from behind the entry before it.
      const auto before = (*log)->At(2 * (version - 1));
      ASSERT_OK(before.status());
      EXPECT_STATUS(
          (*log)->ReadStreamAfter(
              "acme", {version - 1, 2 * (version - 1), before->hash}, kLatest,
              [](const StoredEvent&) {
                return absl::InternalError("handed out");
              }),
          kDataLoss, name);
      EXPECT_STATUS((*log)->LogEvents(1).status(), kDataLoss,
                    name + " (sequence " + std::to_string(2 * version) + ")");
      // Also when it is the last one before the limit.
      EXPECT_EQ((*log)->StreamEvents("acme", 2 * version).status().code(),
                absl::StatusCode::kDataLoss);
      EXPECT_STATUS(
          (*log)->FindEvent("acme", "e" + std::to_string(2 * version)).status(),
          kDataLoss, name);
    }
    PutRow(Table::kEntry, key, good);
  }
  EXPECT_FALSE(Noticed(OpenMode::kRead));
}

TEST_F(DamageTest, AMissingRowIsNoticed) {
  hooks_.long_wal_bytes =
      1;  // so that opening itself need not look at all rows
  ASSERT_NO_FATAL_FAILURE(CreateWith(8));
  hooks_.long_wal_bytes = uint64_t{1} << 30;
  fs::rename(ledger_, kept_);
  const auto without = [&](Table table, const std::string& key) {
    CopyDirectory(kept_, ledger_);
    DeleteRow(table, key);
    auto log = Open(OpenMode::kRead);
    EXPECT_OK(log.status());
    return *std::move(log);
  };
  auto log = without(Table::kEntry, EntryKey("acme", 2));
  EXPECT_STATUS(log->StreamEvents("acme").status(), kDataLoss, "acme@2");
  EXPECT_STATUS(log->LogEvents(1).status(), kDataLoss, "acme@2 (sequence 4)");
  log = without(Table::kEntry, EntryKey("bolt", 4));
  EXPECT_STATUS(log->StreamEvents("bolt").status(), kDataLoss,
                "bolt@4 (sequence 7): the end of the stream is missing; it "
                "should have 4 entries");
  log = without(Table::kIndex, StreamKey("bolt"));
  EXPECT_STATUS(log->StreamEvents("bolt").status(), kDataLoss,
                "the head of stream bolt");
  EXPECT_STATUS(log->StreamHead("bolt").status(), kDataLoss,
                "the head of stream bolt");
  log = without(Table::kIndex, OrderKey(3));
  EXPECT_STATUS(log->LogEvents(1).status(), kDataLoss, "sequence 3");
  EXPECT_STATUS(log->LeafHashes(1, 8).status(), kDataLoss, "sequence 3");
  log = without(Table::kIndex, CrossKey("coil", 4));
  EXPECT_STATUS(log->IndexedEvents("coil").status(), kDataLoss,
                "the cross index of stream coil");
}

TEST_F(DamageTest, ARowThatLeadsElsewhereIsNoticed) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(8));
  PutRow(Table::kIndex, EventKey("acme", "e2"), U64(4));
  PutRow(Table::kIndex, StreamKey("bolt"),
         GetRow(Table::kIndex, StreamKey("acme")));
  const Hash mac = Numbered(4).events[0].sealed[0].mac;
  std::string sealed = GetRow(Table::kSealed, std::string(mac.view()));
  sealed.back() ^= 1;
  PutRow(Table::kSealed, std::string(mac.view()), sealed);
  std::string order = GetRow(Table::kIndex, OrderKey(6));
  order[15] ^= 1;  // its version
  PutRow(Table::kIndex, OrderKey(6), order);
  auto log = Open(OpenMode::kRead);
  ASSERT_OK(log.status());
  EXPECT_STATUS((*log)->FindEvent("acme", "e2").status(), kDataLoss,
                "it leads to another event");
  EXPECT_STATUS((*log)->StreamHead("bolt").status(), kDataLoss,
                "the head of stream bolt");
  EXPECT_STATUS((*log)->StreamEvents("bolt").status(), kDataLoss,
                "the head of stream bolt");
  EXPECT_STATUS((*log)->Sealed(mac).status(), kDataLoss, "the sealed value");
  EXPECT_EQ((*log)->LogEvents(1).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(DamageTest, WhatTheWriteAheadLogMustSupplyIsLookedForAtOpening) {
  ASSERT_NO_FATAL_FAILURE(CreateWith(8));
  const Hash mac = Numbered(4).events[0].sealed[0].mac;
  const std::string sealed = GetRow(Table::kSealed, std::string(mac.view()));
  DeleteRow(Table::kSealed, std::string(mac.view()));
  EXPECT_STATUS(Open(OpenMode::kRead).status(), kDataLoss,
                "its sealed value " + mac.ToHex());
  // An erased one is not missing.
  PutRow(Table::kSealed, std::string(mac.view()), "");
  EXPECT_FALSE((*Open(OpenMode::kRead))->Sealed(mac)->has_value());
  PutRow(Table::kSealed, std::string(mac.view()), sealed);
  const std::string entry = GetRow(Table::kEntry, EntryKey("acme", 2));
  DeleteRow(Table::kEntry, EntryKey("acme", 2));
  EXPECT_STATUS(Open(OpenMode::kWrite).status(), kDataLoss,
                "acme@2 (sequence 4)");
  PutRow(Table::kEntry, EntryKey("acme", 2), entry);
  DeleteRow(Table::kIndex, OrderKey(3));
  EXPECT_STATUS(Open(OpenMode::kWrite).status(), kDataLoss, "sequence 3");
}

}  // namespace
}  // namespace covenant::damage_test
