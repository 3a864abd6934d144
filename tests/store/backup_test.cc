// Backups and restored ledgers: equal row by row, incremental, refused where
// they are not of one log, and without what was erased.
#include "ledger/store/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "ledger/store/backup_files.h"
#include "ledger/store/backup_list.h"
#include "ledger/store/backup_source.h"
#include "ledger/store/restore.h"
#include "ledger/store/rocks_log.h"
#include "tests/store/backup_testing.h"
#include "tests/store/store_testing.h"

namespace covenant::backup_test {
namespace {

namespace fs = std::filesystem;

uint64_t Seed() {
  const char* given = std::getenv("COVENANT_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10)
                                         : std::random_device()();
  std::cout << "COVENANT_SEED=" << seed << std::endl;
  return seed;
}

std::unique_ptr<EventLog> Reader(const std::string& dir) {
  auto log = OpenRocksLog(dir, OpenMode::kRead, TestEntryFormat());
  EXPECT_OK(log.status());
  return log.ok() ? *std::move(log) : nullptr;
}

absl::StatusOr<BackupReport> BackUpOf(const RandomLedger& ledger,
                                      const std::string& place) {
  return BackUp(ledger.dir(), place, ledger.Backup(), TestEntryFormat());
}

absl::StatusOr<RestoreReport> RestoreOf(const RandomLedger& ledger,
                                        const std::string& place,
                                        const std::string& dir) {
  return Restore(place, dir, ledger.Restoring(), TestEntryFormat());
}

TEST(Backup, TheRestoredLedgerHasTheSameRows) {
  const uint64_t seed = Seed();
  for (uint64_t round = 0; round < 4; ++round) {
    SCOPED_TRACE(round);
    const TempDir dir;
    RandomLedger ledger(dir / "ledger", seed + round, round % 2 == 0);
    // Several backups to one place, each of which adds to the one before.
    for (const int appends : {3, 200, 1, 0, 60}) {
      ledger.Grow(appends);
      if (appends == 60) ledger.EraseOne();
      const auto report = BackUpOf(ledger, dir / "backup");
      ASSERT_OK(report.status());
      EXPECT_OK(report->listed);
    }
    const auto restored =
        RestoreOf(ledger, dir / "backup", dir / "restored");
    ASSERT_OK(restored.status());
    EXPECT_EQ(Differences(dir / "ledger", dir / "restored"), "");
    EXPECT_EQ(restored->head, *Reader(dir / "ledger")->Head());
    EXPECT_EQ(restored->erased, ledger.erased().size());
    EXPECT_EQ(restored->values, ledger.values().size());
    EXPECT_EQ(restored->unexplained, 0u);
    EXPECT_OK(CheckWholeLog(*Reader(dir / "restored")));
    // A fresh backup is the same in everything that matters.
    ASSERT_OK(BackUpOf(ledger, dir / "fresh").status());
    ASSERT_OK(RestoreOf(ledger, dir / "fresh", dir / "again").status());
    EXPECT_EQ(Differences(dir / "restored", dir / "again"), "");
  }
}

// Nothing in a backup but events is proved by the tree.
TEST(Backup, WhatEventsDoNotSayIsNotBelieved) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 5, true);
  ledger.Grow(60);
  ASSERT_TRUE(ledger.EraseOne());
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  RestoreOptions options = ledger.Restoring();
  options.facts = [&](const StoredEvent& event) {
    auto facts = ledger.FactsOf(event);
    if (facts.ok()) {
      facts->erases.clear();
      facts->ends_backfill = event.header.sequence == 3;
    }
    return facts;
  };
  const auto restored =
      Restore(dir / "backup", dir / "restored", options, TestEntryFormat());
  ASSERT_OK(restored.status());
  EXPECT_EQ(restored->unexplained, 1u);
  EXPECT_FALSE(Reader(dir / "restored")->in_backfill());
}

TEST(Backup, AnEmptyLedgerIsRestoredEmpty) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 1, true);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  ASSERT_OK(RestoreOf(ledger, dir / "backup", dir / "restored").status());
  EXPECT_EQ(Differences(dir / "ledger", dir / "restored"), "");
  EXPECT_TRUE(Reader(dir / "restored")->in_backfill());
}

TEST(Backup, ARestoredLedgerGoesOn) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  ledger.Grow(20);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  ASSERT_OK(RestoreOf(ledger, dir / "backup", dir / "restored").status());
  auto log = OpenRocksLog(dir / "restored", OpenMode::kWrite,
                          TestEntryFormat());
  ASSERT_OK(log.status());
  const Position before = *(*log)->Head();
  const auto added = (*log)->Append(OneEvent("acme", "after"));
  ASSERT_OK(added.status());
  EXPECT_EQ(added->first_sequence, before.sequence + 1);
  EXPECT_OK(CheckWholeLog(**log));
  // An event id, and an idempotency key, are still taken.
  EXPECT_STATUS((*log)->Append(OneEvent("acme", "after")).status(),
                kAlreadyExists, "already has an event");
  for (const std::string& key : ledger.keys())
    EXPECT_TRUE((*(*log)->FindIdempotencyKey(key)).has_value()) << key;
  ASSERT_OK((*log)->Close());
  // It is the same log: the backup of the old ledger is brought up to it.
  const auto report =
      BackUp(dir / "restored", dir / "backup", ledger.Backup(),
             TestEntryFormat());
  ASSERT_OK(report.status());
  EXPECT_EQ(report->had, before.sequence);
  EXPECT_EQ(report->head.sequence, before.sequence + 1);
}

TEST(Backup, ToAPointItEndsWithItsBatch) {
  const uint64_t seed = Seed();
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", seed, true);
  ledger.Grow(120);
  ledger.EraseOne();
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  const auto log = Reader(dir / "ledger");
  const uint64_t size = log->Head()->sequence;
  std::mt19937_64 random(seed);
  for (int round = 0; round < 8; ++round) {
    const uint64_t wanted = 1 + random() % size;
    SCOPED_TRACE(wanted);
    const Position within = *log->At(wanted);
    const Position end = *log->At(within.batch_last);
    RestoreOptions options = ledger.Restoring();
    if (round % 2 == 0) options.to_sequence = wanted;
    if (round % 2 == 1) options.to_time = within.recorded_at;
    const uint64_t expected = round % 2 == 0
                                  ? end.sequence
                                  : *log->SequenceAt(within.recorded_at);
    const std::string to = dir / ("to" + std::to_string(round));
    const auto report =
        Restore(dir / "backup", to, options, TestEntryFormat());
    ASSERT_OK(report.status());
    EXPECT_EQ(report->head, *log->At(expected));
    const auto restored = Reader(to);
    EXPECT_OK(CheckWholeLog(*restored));
    const std::vector<std::string> streams = *log->Streams("", expected);
    EXPECT_EQ(*restored->Streams(), streams);
    for (const std::string& stream : streams) {
      EXPECT_EQ(*restored->StreamEvents(stream),
                *log->StreamEvents(stream, expected));
    }
    for (const char* stream : {"acme", "bolt", "_party/dora"}) {
      EXPECT_EQ(*restored->IndexedEvents(stream),
                *log->IndexedEvents(stream, expected));
    }
    for (const std::string& key : ledger.keys()) {
      const auto now = *log->FindIdempotencyKey(key);
      EXPECT_EQ((*restored->FindIdempotencyKey(key)).has_value(),
                now->last_sequence <= expected);
    }
  }
}

TEST(Backup, ToAPointItHasTheRowsOfThatTime) {
  const uint64_t seed = Seed();
  for (const bool backfill : {false, true}) {
    const TempDir dir;
    RandomLedger ledger(dir / "ledger", seed, backfill);
    ledger.Grow(100);
    const auto early = BackUpOf(ledger, dir / "early");
    ASSERT_OK(early.status());
    ledger.Grow(100);
    ASSERT_OK(BackUpOf(ledger, dir / "late").status());
    ASSERT_OK(RestoreOf(ledger, dir / "early", dir / "one").status());
    RestoreOptions options = ledger.Restoring();
    options.to_sequence = early->head.sequence;
    ASSERT_OK(
        Restore(dir / "late", dir / "two", options, TestEntryFormat()).status());
    EXPECT_EQ(Differences(dir / "one", dir / "two"), "");
  }
}

TEST(Backup, BeforeGoLiveARestoredLedgerIsInBackfill) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 7, true);
  for (int i = 0; i < 400 && Reader(dir / "ledger")->in_backfill(); ++i)
    ledger.Grow(1);
  ASSERT_FALSE(Reader(dir / "ledger")->in_backfill());
  const uint64_t live = Reader(dir / "ledger")->Head()->sequence;
  ledger.Grow(1);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  RestoreOptions options = ledger.Restoring();
  options.to_sequence = live;
  ASSERT_OK(Restore(dir / "backup", dir / "live", options, TestEntryFormat())
                .status());
  EXPECT_FALSE(Reader(dir / "live")->in_backfill());
  options.to_sequence = Reader(dir / "ledger")->At(live)->batch_first - 1;
  ASSERT_OK(Restore(dir / "backup", dir / "before", options, TestEntryFormat())
                .status());
  EXPECT_TRUE(Reader(dir / "before")->in_backfill());
  options.to_sequence = live + 1'000'000;
  EXPECT_STATUS(Restore(dir / "backup", dir / "beyond", options,
                        TestEntryFormat())
                    .status(),
                kOutOfRange, "the backup ends at #");
}

TEST(Backup, OnlyWhatIsNewIsWritten) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  ledger.Grow(400);
  const auto first = BackUpOf(ledger, dir / "backup");
  ASSERT_OK(first.status());
  EXPECT_GT(first->new_bytes, 1'000'000u);
  const auto same = BackUpOf(ledger, dir / "backup");
  ASSERT_OK(same.status());
  EXPECT_EQ(same->had, same->head.sequence);
  EXPECT_EQ(same->new_files, 1u);  // the manifest
  std::map<std::string, fs::file_time_type> times;
  for (const std::string& file : AllFiles(dir / "backup"))
    times[file] = fs::last_write_time(file);
  ledger.Grow(1);
  const auto more = BackUpOf(ledger, dir / "backup");
  ASSERT_OK(more.status());
  size_t untouched = 0;
  for (const std::string& file : AllFiles(dir / "backup")) {
    const auto before = times.find(file);
    untouched += before != times.end() &&
                 before->second == fs::last_write_time(file);
  }
  // All full bundles and tiles, and the values of before.
  EXPECT_GE(untouched, 2 * (same->head.sequence / 256));
  EXPECT_LE(more->new_files, 6u);
}

TEST(Backup, ManySmallOnesLeaveFewFiles) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  for (int i = 0; i < 60; ++i) {
    ledger.Grow(3);
    ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  }
  EXPECT_LE(AllFiles(dir / "backup" + "/values").size(), 8u);
  // Nothing is left of tiles that were not full.
  const uint64_t size = Reader(dir / "ledger")->Head()->sequence;
  EXPECT_LE(AllFiles(dir / "backup" + "/tile").size(),
            2 * (size / 256) + 3);
  for (const auto& one :
       fs::recursive_directory_iterator(dir / "backup" + "/tile")) {
    EXPECT_FALSE(one.is_directory() && fs::is_empty(one.path()))
        << one.path();
  }
}

TEST(Backup, ErasedValuesAreGoneFromTheNextOne) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  ledger.Grow(60);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  ASSERT_TRUE(ledger.EraseOne());
  const std::string value = ledger.erased().front().value;
  const std::string key(ledger.erased().front().key.view());
  EXPECT_EQ(FilesWith(dir / "ledger", value).size(), 0u);
  EXPECT_EQ(FilesWith(dir / "backup", value).size(), 1u);
  ledger.Grow(5);
  const auto report = BackUpOf(ledger, dir / "backup");
  ASSERT_OK(report.status());
  EXPECT_TRUE(report->values_renewed);
  EXPECT_EQ(FilesWith(dir / "backup", value).size(), 0u);
  EXPECT_EQ(FilesWith(dir / "backup", key).size(), 0u);
  for (const std::string& file : AllFiles(dir / "backup" + "/values")) {
    EXPECT_EQ(fs::status(file).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
  }
  EXPECT_EQ(fs::status(dir / "backup").permissions(), fs::perms::owner_all);
  // An older backup put beside a newer ledger is not made from its values.
  ASSERT_OK(RestoreOf(ledger, dir / "backup", dir / "restored").status());
  EXPECT_EQ(*Reader(dir / "restored")->Sealed(ledger.erased().front().mac),
            std::nullopt);
}

TEST(Backup, RefusesWhatThisLedgerDoesNotContinue) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  ledger.Grow(30);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  ledger.Grow(5);
  const std::string before = ReadFile(dir / "backup" + "/BACKUP");
  // A log that has parted: the same up to a point, then another event.
  ASSERT_OK(RestoreOf(ledger, dir / "backup", dir / "fork").status());
  auto fork = OpenRocksLog(dir / "fork", OpenMode::kWrite, TestEntryFormat());
  ASSERT_OK(fork.status());
  const uint64_t parted = (*fork)->Head()->sequence;
  for (int i = 0; i < 40; ++i) {
    ASSERT_OK((*fork)->Append(OneEvent("acme", "f" + std::to_string(i)))
                  .status());
  }
  ASSERT_OK((*fork)->Close());
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  const std::string held = ReadFile(dir / "backup" + "/BACKUP");
  EXPECT_NE(held, before);
  EXPECT_STATUS(BackUp(dir / "fork", dir / "backup", ledger.Backup(),
                       TestEntryFormat())
                    .status(),
                kDataLoss, "the two logs have parted");
  // An older copy of the ledger.
  RestoreOptions options = ledger.Restoring();
  options.to_sequence = parted;
  ASSERT_OK(Restore(dir / "backup", dir / "older", options, TestEntryFormat())
                .status());
  EXPECT_STATUS(BackUp(dir / "older", dir / "backup", ledger.Backup(),
                       TestEntryFormat())
                    .status(),
                kDataLoss, "is an older copy, or was cut back");
  // Another ledger of the same name.
  RandomLedger other(dir / "other", 5, false);
  other.Grow(60);
  EXPECT_STATUS(BackUp(dir / "other", dir / "backup", other.Backup(),
                       TestEntryFormat())
                    .status(),
                kDataLoss, "is not one of this ledger");
  EXPECT_EQ(ReadFile(dir / "backup" + "/BACKUP"), held);
  EXPECT_OK(RestoreOf(ledger, dir / "backup", dir / "still").status());
}

TEST(Backup, RefusesOtherDirectories) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 3, false);
  ledger.Grow(3);
  fs::create_directory(dir / "full");
  WriteFile(dir / "full" + "/letter", "x");
  EXPECT_STATUS(BackUpOf(ledger, dir / "full").status(), kAlreadyExists,
                "holds other things than a backup");
  EXPECT_STATUS(BackUpOf(ledger, dir / "no/where").status(), kNotFound,
                "create it first");
  EXPECT_STATUS(BackUp(dir / "none", dir / "new", ledger.Backup(),
                       TestEntryFormat())
                    .status(),
                kNotFound, "no ledger at");
  EXPECT_FALSE(fs::exists(dir / "new"));
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  const auto hold = FlockHold::Take(dir / "backup", false);
  ASSERT_OK(hold.status());
  EXPECT_STATUS(BackUpOf(ledger, dir / "backup").status(), kUnavailable,
                "another process works in");
  EXPECT_STATUS(RestoreOf(ledger, dir / "backup", dir / "new").status(),
                kUnavailable, "another process works in");
}

TEST(Restore, RefusesDirectoriesThatHoldAnything) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 3, false);
  ledger.Grow(3);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  EXPECT_STATUS(RestoreOf(ledger, dir / "backup", dir / "ledger").status(),
                kAlreadyExists, "exists already");
  EXPECT_STATUS(RestoreOf(ledger, dir / "backup", dir / "no/where").status(),
                kNotFound, "create it first");
  EXPECT_STATUS(RestoreOf(ledger, dir / "ledger", dir / "new").status(),
                kNotFound, "there is no backup in");
  EXPECT_STATUS(RestoreOf(ledger, dir / "none", dir / "new").status(),
                kNotFound, "there is no directory");
  fs::create_directory(dir / "empty");
  EXPECT_OK(RestoreOf(ledger, dir / "backup", dir / "empty").status());
  EXPECT_EQ(Differences(dir / "ledger", dir / "empty"), "");
}

// Whoever changes any byte of a backup is noticed, and nothing is made.
TEST(Restore, NoticesEveryFlippedByte) {
  const uint64_t seed = Seed();
  std::mt19937_64 random(seed);
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", seed, false);
  ledger.Grow(150);
  ledger.EraseOne();
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  size_t flipped = 0;
  for (const std::string& file : AllFiles(dir / "backup")) {
    const std::string bytes = ReadFile(file);
    for (int i = 0; i < 12; ++i) {
      std::string changed = bytes;
      const size_t at = i == 0   ? 0
                        : i == 1 ? bytes.size() - 1
                                 : random() % bytes.size();
      changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
      WriteFile(file, changed);
      const auto report =
          RestoreOf(ledger, dir / "backup", dir / "restored");
      EXPECT_STATUS(report.status(), kDataLoss, "nothing was made")
          << file << " byte " << at;
      EXPECT_FALSE(fs::exists(dir / "restored"));
      EXPECT_FALSE(fs::exists(dir / "restored.restoring"));
      ++flipped;
    }
    // Cut, and gone.
    WriteFile(file, bytes.substr(0, bytes.size() - 1));
    EXPECT_STATUS(RestoreOf(ledger, dir / "backup", dir / "restored").status(),
                  kDataLoss, "")
        << file;
    fs::remove(file);
    EXPECT_FALSE(
        RestoreOf(ledger, dir / "backup", dir / "restored").status().ok())
        << file;
    WriteFile(file, bytes);
  }
  std::cout << flipped << " bytes flipped in "
            << AllFiles(dir / "backup").size() << " files" << std::endl;
  EXPECT_OK(RestoreOf(ledger, dir / "backup", dir / "restored").status());
}

// A backup is damaged or not when it is brought up to date, too.
TEST(Backup, NoticesMissingFilesOfTheOldOne) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 11, false);
  ledger.Grow(200);
  ASSERT_OK(BackUpOf(ledger, dir / "backup").status());
  ledger.Grow(1);
  for (const std::string& file : AllFiles(dir / "backup")) {
    if (file.ends_with("/BACKUP") || file.find(".p/") != std::string::npos)
      continue;
    const std::string bytes = ReadFile(file);
    fs::remove(file);
    EXPECT_STATUS(BackUpOf(ledger, dir / "backup").status(), kDataLoss,
                  "is missing")
        << file;
    WriteFile(file, bytes);
  }
  EXPECT_OK(BackUpOf(ledger, dir / "backup").status());
}

TEST(Backup, IsConsistentWhileOthersAppend) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  ledger.Grow(10);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    auto log = OpenRocksLog(dir / "ledger", OpenMode::kWrite,
                            TestEntryFormat());
    ASSERT_OK(log.status());
    for (int i = 0; !stop; ++i) {
      const std::string id = "w" + std::to_string(i);
      AppendRequest request = MakeRequest(
          {MakeEvent("acme", id), MakeEvent("bolt", id, std::string(500, 'x')),
           MakeEvent("coil", id)});
      ASSERT_OK((*log)->Append(std::move(request)).status());
    }
    ASSERT_OK((*log)->Close());
  });
  RestoreOptions options;
  options.facts = [&](const StoredEvent& event) {
    auto facts = ledger.FactsOf(event);
    return facts.ok() ? facts : EventFacts();
  };
  uint64_t last = 0;
  for (int i = 0; i < 10; ++i) {
    const auto report = BackUpOf(ledger, dir / "backup");
    ASSERT_OK(report.status());
    EXPECT_EQ(report->head.sequence, report->head.batch_last);
    EXPECT_GE(report->head.sequence, last);
    last = report->head.sequence;
    const std::string to = dir / ("r" + std::to_string(i));
    ASSERT_OK(Restore(dir / "backup", to, options, TestEntryFormat()).status());
    EXPECT_OK(CheckWholeLog(*Reader(to)));
  }
  stop = true;
  writer.join();
  EXPECT_GT(last, 10u);
}

TEST(BackupList, KnowsEachPlaceOnce) {
  const TempDir dir;
  EXPECT_EQ(ReadBackupList(dir.path())->size(), 0u);
  const Timestamp one = At("2026-01-01T00:00:00Z");
  const Timestamp two = At("2026-01-02T00:00:00Z");
  ASSERT_OK(NoteBackupBegun(dir.path(), "/b/a b%\n", one));
  ASSERT_OK(NoteBackupMade(dir.path(), "/b/a b%\n", 9, two));
  ASSERT_OK(NoteBackupBegun(dir.path(), "/a", one));
  ASSERT_OK(NoteBackupBegun(dir.path(), "/a", two));
  const std::vector<ListedBackup> expected = {
      {"/a", 0, Timestamp(), one}, {"/b/a b%\n", 9, two, Timestamp()}};
  EXPECT_EQ(*ReadBackupList(dir.path()), expected);
  EXPECT_EQ(ReadFile(dir / "BACKUPS"),
            "covenant backups 1\n0 - 2026-01-01T00:00:00Z /a\n"
            "9 2026-01-02T00:00:00Z - /b/a%20b%25%0A\n");
  for (const char* wrong :
       {"", "covenant backups 2\n", "covenant backups 1\nx - - /a\n",
        "covenant backups 1\n0 - - /a", "covenant backups 1\n0 - - /a b\n"}) {
    WriteFile(dir / "BACKUPS", wrong);
    EXPECT_STATUS(ReadBackupList(dir.path()).status(), kDataLoss,
                  "the list of backups")
        << wrong;
  }
}

TEST(BackupList, ABackupIsMadeWhereTheListCannotBeWritten) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", 3, false);
  ledger.Grow(3);
  WriteFile(dir / "ledger/BACKUPS", "not a list");
  const auto report = BackUpOf(ledger, dir / "backup");
  ASSERT_OK(report.status());
  EXPECT_STATUS(report->listed, kDataLoss, "the list of backups");
  ASSERT_OK(RestoreOf(ledger, dir / "backup", dir / "restored").status());
  EXPECT_EQ(ReadBackupList(dir / "restored")->size(), 1u);
}

TEST(BackupManifest, IsReadAsItWasWrittenOrNotAtAll) {
  BackupManifest manifest;
  manifest.origin = "test.example";
  manifest.made = At("2026-01-02T03:04:05.6Z");
  manifest.size = 700;
  manifest.root = RandomKey();
  manifest.bundle_bytes = 12'345;
  manifest.metadata = {{"backfill", std::string(1, '\0')}, {"origin", "x y"}};
  manifest.values = {{1, 600, 5, RandomKey()}, {601, 700, 9, RandomKey()}};
  manifest.checkpoints = ValuesFile{0, 0, 17, RandomKey()};
  manifest.published = {{650, RandomKey()}, {3, RandomKey()}};
  manifest.backups = {{"/a b", 3, At("2026-01-01T00:00:00Z"), Timestamp()}};
  const std::string bytes = EncodeManifest(manifest);
  EXPECT_EQ(DecodeManifest(bytes), manifest);
  for (size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(DecodeManifest(bytes.substr(0, cut)).has_value()) << cut;
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(DecodeManifest(changed).has_value()) << at;
  }
  EXPECT_FALSE(DecodeManifest(bytes + "\n").has_value());
}

}  // namespace
}  // namespace covenant::backup_test
