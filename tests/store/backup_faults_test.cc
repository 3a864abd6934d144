// Backups and restorations that stop at each of their file system's calls in
// turn, lose what was never synced, and are looked at then.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include "ledger/store/backup_source.h"
#include "ledger/store/rocks_log.h"
#include "ledger/store/rocks_options.h"
#include "tests/store/backup_testing.h"
#include "tests/store/fault_fs.h"
#include "tests/store/store_testing.h"

namespace covenant::backup_faults_test {
namespace {

namespace fs = std::filesystem;

uint64_t Seed() {
  const char* given = std::getenv("COVENANT_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10)
                                         : std::random_device()();
  std::cout << "COVENANT_SEED=" << seed << std::endl;
  return seed;
}

RocksHooks HooksOf(const std::shared_ptr<FaultFs>& faults) {
  RocksHooks hooks;
  hooks.file_system = faults;
  return hooks;
}

// What a backup says when it is restored: its size, after all was verified.
absl::StatusOr<uint64_t> SizeOf(const RandomLedger& ledger,
                                const std::string& place,
                                const std::string& scratch) {
  fs::remove_all(scratch);
  auto report =
      Restore(place, scratch, ledger.Restoring(), TestEntryFormat());
  if (!report.ok()) return report.status();
  return report->head.sequence;
}

// One backup of a ledger with a full bundle, values and an erasure, onto an
// older backup, or onto none.
void StopEverywhere(uint64_t seed, bool first) {
  std::mt19937_64 random(seed);
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", seed, false);
  ledger.Grow(90);
  uint64_t before = 0;
  if (!first) {
    auto old = BackUp(dir / "ledger", dir / "old", ledger.Backup(),
                      TestEntryFormat());
    ASSERT_OK(old.status());
    before = old->head.sequence;
    ledger.Grow(60);
    ASSERT_TRUE(ledger.EraseOne());
  }
  uint64_t after = 0;
  int stopped = 0;
  int kept_old = 0;
  for (int64_t call = 1;; ++call) {
    SCOPED_TRACE(call);
    fs::remove_all(dir / "backup");
    if (!first) CopyDirectory(dir / "old", dir / "backup");
    auto faults = std::make_shared<FaultFs>();
    faults->StopAt(call);
    auto report = BackUpWith(HooksOf(faults), dir / "ledger", dir / "backup",
                             ledger.Backup(), TestEntryFormat());
    const bool hit = faults->hit();
    if (!hit) {
      ASSERT_OK(report.status());
      after = report->head.sequence;
    }
    faults->Heal();
    faults->LosePower(random, /*keep=*/random() % 2 == 0);
    auto size = SizeOf(ledger, dir / "backup", dir / "scratch");
    if (!hit) {
      ASSERT_OK(size.status());
      EXPECT_EQ(*size, after);
      break;
    }
    ++stopped;
    if (first && !size.ok()) {
      // There was none before: there is none, and it says so.
      EXPECT_TRUE(absl::IsNotFound(size.status())) << size.status();
      ++kept_old;
    } else {
      ASSERT_OK(size.status());
      const bool old = *size == before;
      kept_old += old;
      if (!old) {
        EXPECT_EQ(Differences(dir / "ledger", dir / "scratch"), "");
      }
    }
    // The next backup mends it.
    auto again = BackUp(dir / "ledger", dir / "backup", ledger.Backup(),
                        TestEntryFormat());
    ASSERT_OK(again.status());
    size = SizeOf(ledger, dir / "backup", dir / "scratch");
    ASSERT_OK(size.status());
    EXPECT_EQ(*size, again->head.sequence);
    for (const SealedValue& erased : ledger.erased())
      EXPECT_EQ(FilesWith(dir / "backup", erased.value).size(), 0u);
    for (const std::string& file : AllFiles(dir / "backup")) {
      EXPECT_FALSE(file.ends_with(".new") || file.ends_with("begun")) << file;
    }
  }
  std::cout << "stopped at " << stopped << " calls; " << kept_old
            << " times the backup before was left" << std::endl;
  EXPECT_GT(stopped, 20);
  EXPECT_GT(kept_old, 0);
}

TEST(BackupFaults, StoppedAnywhereTheOldOneOrTheNewOneIsWhole) {
  StopEverywhere(Seed(), /*first=*/false);
}

TEST(BackupFaults, TheFirstOneIsThereWholeOrNotAtAll) {
  StopEverywhere(Seed(), /*first=*/true);
}

TEST(BackupFaults, AFullDiskLeavesTheOldOne) {
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", Seed(), false);
  ledger.Grow(40);
  ASSERT_OK(BackUp(dir / "ledger", dir / "backup", ledger.Backup(),
                   TestEntryFormat())
                .status());
  ledger.Grow(150);
  auto faults = std::make_shared<FaultFs>();
  faults->SetFreeBytes(20'000);
  EXPECT_STATUS(BackUpWith(HooksOf(faults), dir / "ledger", dir / "backup",
                           ledger.Backup(), TestEntryFormat())
                    .status(),
                kResourceExhausted, "the disk is full");
  EXPECT_OK(SizeOf(ledger, dir / "backup", dir / "scratch").status());
}

TEST(RestoreFaults, StoppedAnywhereThereIsALedgerOrNothing) {
  const uint64_t seed = Seed();
  std::mt19937_64 random(seed);
  const TempDir dir;
  RandomLedger ledger(dir / "ledger", seed, false);
  ledger.Grow(20);
  ASSERT_OK(BackUp(dir / "ledger", dir / "backup", ledger.Backup(),
                   TestEntryFormat())
                .status());
  const std::string to = dir / "restored";
  int stopped = 0;
  int made = 0;
  for (int64_t call = 1;; call += 1 + static_cast<int64_t>(random() % 3)) {
    SCOPED_TRACE(call);
    auto faults = std::make_shared<FaultFs>();
    faults->StopAt(call);
    auto report = RestoreWith(HooksOf(faults), dir / "backup", to,
                              ledger.Restoring(), TestEntryFormat());
    const bool hit = faults->hit();
    if (!hit) ASSERT_OK(report.status());
    faults->Heal();
    faults->LosePower(random, /*keep=*/random() % 2 == 0);
    if (fs::exists(to)) {
      ++made;
      EXPECT_EQ(Differences(dir / "ledger", to), "");
    } else {
      EXPECT_TRUE(hit);
    }
    if (!hit) break;
    ++stopped;
    fs::remove_all(to);
    // What it left does not stand in the way of the next one.
    if (random() % 4 == 0) {
      ASSERT_OK(Restore(dir / "backup", to, ledger.Restoring(),
                        TestEntryFormat())
                    .status());
      EXPECT_EQ(Differences(dir / "ledger", to), "");
      EXPECT_FALSE(fs::exists(to + ".restoring"));
      fs::remove_all(to);
    }
  }
  std::cout << "stopped at " << stopped << " calls; a ledger was there "
            << made << " times" << std::endl;
  EXPECT_GT(stopped, 20);
}

}  // namespace
}  // namespace covenant::backup_faults_test
