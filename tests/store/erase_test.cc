// Erased values: gone from the log and from every byte of its files, while all
// entries, chains and hashes stay (integrity.md, "Sealed text and erasure").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "ledger/store/aside.h"
#include "ledger/store/memory_log.h"
#include "ledger/store/rocks_log.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/verify.h"
#include "tests/store/fault_fs.h"
#include "tests/store/store_testing.h"

namespace covenant::erase_test {
namespace {

std::uint64_t Seed() {
  const char* given = std::getenv("COVENANT_SEED");
  const std::uint64_t seed = given != nullptr
                                 ? std::strtoull(given, nullptr, 10)
                                 : std::random_device()();
  std::cout << "COVENANT_SEED=" << seed << std::endl;
  return seed;
}

std::string RandomValue(std::mt19937_64& random) {
  std::string value;
  for (int i = 0; i < 64; ++i) value.push_back(static_cast<char>(random()));
  return value;
}

// The files below `dir` in whose bytes the value stands.
std::vector<std::string> FilesWith(const std::string& dir,
                                   const std::string& value) {
  std::vector<std::string> found;
  for (const auto& one : std::filesystem::recursive_directory_iterator(dir)) {
    if (!one.is_regular_file()) continue;
    const std::string path = one.path().string();
    if (ReadFile(path).find(value) != std::string::npos) found.push_back(path);
  }
  return found;
}

AppendRequest Sealing(const std::string& id, const SealedValue& sealed) {
  NewEvent event = MakeEvent("acme", id);
  event.sealed = {sealed};
  return MakeRequest({std::move(event)});
}

AppendRequest Erasing(const std::string& id, const SealedValue& sealed) {
  NewEvent event = MakeEvent("acme", id);
  event.erases = {sealed.mac};
  return MakeRequest({std::move(event)});
}

TEST(Erase, TheValueIsGoneAndTheEntriesAreNot) {
  auto log = CreateMemoryLog("test.example", false, TestEntryFormat(), Clock());
  ASSERT_OK(log.status());
  const SealedValue sealed = Seal("words");
  ASSERT_OK((*log)->Append(Sealing("e1", sealed)).status());
  const auto before = (*log)->StreamEvents("acme");
  ASSERT_OK((*log)->Append(Erasing("e2", sealed)).status());
  EXPECT_EQ(*(*log)->Sealed(sealed.mac), std::nullopt);
  EXPECT_EQ(*(*log)->StreamEvents("acme", 1), *before);
  EXPECT_OK(CheckWholeLog(**log));
}

// The key still names the events, but nobody can try words under it.
TEST(Erase, WhatWasAskedUnderAKeyIsForgotten) {
  const TempDir dir;
  CreateOptions options;
  options.origin = "test.example";
  auto log = CreateRocksLog(dir / "ledger", options, TestEntryFormat());
  ASSERT_OK(log.status());
  const SealedValue sealed = Seal("words");
  AppendRequest sealing = Sealing("e1", sealed);
  sealing.idempotency_key = "k1";
  sealing.content = "the request with the words";
  const auto first = (*log)->Append(sealing);
  ASSERT_OK(first.status());
  AppendRequest other = MakeRequest({MakeEvent("acme", "e2")});
  other.idempotency_key = "k2";
  other.content = "another";
  ASSERT_OK((*log)->Append(other).status());
  const auto same = (*log)->Append(sealing);
  ASSERT_OK(same.status());
  EXPECT_TRUE(same->repeated);
  std::string mac;
  const auto* aside = dynamic_cast<const Aside*>(log->get());
  ASSERT_NE(aside, nullptr);
  ASSERT_OK(aside->ReadKeys(1, 9, [&](const KeyRecord& record) {
    if (record.key == "k1") mac = record.content_mac.view();
    return absl::OkStatus();
  }));
  ASSERT_FALSE(FilesWith(dir / "ledger", mac).empty());

  AppendRequest erasing = Erasing("e3", sealed);
  erasing.events[0].erased_events = {first->first_sequence};
  ASSERT_OK((*log)->Append(erasing).status());
  for (const char* content : {"the request with the words", "a guess"}) {
    sealing.content = content;
    const absl::Status refused = (*log)->Append(sealing).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kAlreadyExists) << refused;
    EXPECT_THAT(std::string(refused.message()),
                testing::HasSubstr("erased since"));
  }
  EXPECT_TRUE(FilesWith(dir / "ledger", mac).empty());
  EXPECT_EQ((*(*log)->FindIdempotencyKey("k1"))->first_sequence,
            first->first_sequence);
  EXPECT_TRUE((*log)->Append(other)->repeated);
  EXPECT_OK(CheckWholeLog(**log));
}

TEST(Erase, NoFileHoldsTheValueAnyMore) {
  const std::uint64_t seed = Seed();
  std::mt19937_64 random(seed);
  const TempDir dir;
  CreateOptions options;
  options.origin = "test.example";
  auto log = CreateRocksLog(dir / "ledger", options, TestEntryFormat());
  ASSERT_OK(log.status());
  // One in the oldest table file, one in a younger one, one in the write-ahead
  // log, each among others.
  std::vector<SealedValue> secrets;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 40; ++i) {
      const SealedValue sealed = Seal(RandomValue(random));
      const std::string id = std::to_string(round) + "-" + std::to_string(i);
      ASSERT_OK((*log)->Append(Sealing(id, sealed)).status());
      if (i == 20) secrets.push_back(sealed);
    }
    if (round == 2) break;
    ASSERT_OK((*log)->Close());
    RocksHooks hooks;
    hooks.long_wal_bytes = 0;  // into tables when it is opened
    log = OpenRocksLogWith(hooks, dir / "ledger", OpenMode::kWrite,
                           TestEntryFormat(), Clock());
    ASSERT_OK(log.status());
  }
  for (const SealedValue& secret : secrets) {
    ASSERT_FALSE(FilesWith(dir / "ledger", secret.value).empty());
    ASSERT_OK(
        (*log)->Append(Erasing("x" + secret.mac.ToHex().substr(0, 8), secret))
            .status());
    EXPECT_TRUE(FilesWith(dir / "ledger", secret.value).empty());
    // Nor the key, without which the HMAC says nothing of a guessed value.
    EXPECT_TRUE(
        FilesWith(dir / "ledger", std::string(secret.key.view())).empty());
  }
  ASSERT_OK((*log)->Close());
  log = OpenRocksLog(dir / "ledger", OpenMode::kWrite, TestEntryFormat());
  ASSERT_OK(log.status());
  EXPECT_OK(CheckWholeLog(**log));
  for (const SealedValue& secret : secrets) {
    EXPECT_EQ(*(*log)->Sealed(secret.mac), std::nullopt);
    EXPECT_TRUE(FilesWith(dir / "ledger", secret.value).empty());
  }
}

// Power fails at calls of an erasing append, some of them in each run, since a
// failed flush takes a second: afterwards the ledger opens, and the value is either
// there, or gone from every file.
TEST(Erase, IsFinishedAtTheNextOpening) {
  const std::uint64_t seed = Seed();
  std::mt19937_64 random(seed);
  const SealedValue secret = Seal(RandomValue(random));
  const TempDir dir;
  {
    CreateOptions options;
    options.origin = "test.example";
    auto log = CreateRocksLog(dir / "first", options, TestEntryFormat());
    ASSERT_OK(log.status());
    ASSERT_OK((*log)->Append(Sealing("e1", secret)).status());
    ASSERT_OK((*log)->Close());
  }
  int erased = 0, kept = 0, pending = 0;
  for (std::int64_t call = 1;; call += 1 + static_cast<std::int64_t>(random() % 4)) {
    const std::string place = dir / ("l" + std::to_string(call));
    CopyDirectory(dir / "first", place);
    const auto faults = std::make_shared<FaultFs>();
    RocksHooks hooks;
    hooks.file_system = faults;
    bool acknowledged = false;
    {
      auto log = OpenRocksLogWith(hooks, place, OpenMode::kWrite,
                                  TestEntryFormat(), Clock());
      ASSERT_OK(log.status());
      faults->StopAt(call);
      acknowledged = (*log)->Append(Erasing("e2", secret)).ok();
    }
    const bool stopped = faults->hit();
    faults->Heal();
    faults->LosePower(random, call % 2 == 0);
    {
      // Whoever only reads is told while files still hold what is erased.
      auto reader = OpenRocksLogWith(hooks, place, OpenMode::kRead,
                                     TestEntryFormat(), Clock());
      ASSERT_OK(reader.status());
      const auto seen = (*reader)->Sealed(secret.mac);
      ASSERT_OK(seen.status());
      if (!*seen && !FilesWith(place, secret.value).empty()) {
        const auto report = (*reader)->Verify({});
        ASSERT_OK(report.status());
        EXPECT_TRUE(report->erasure_pending) << "call " << call;
        ++pending;
      }
    }
    auto log = OpenRocksLogWith(hooks, place, OpenMode::kWrite,
                                  TestEntryFormat(), Clock());
    ASSERT_OK(log.status());
    const auto value = (*log)->Sealed(secret.mac);
    ASSERT_OK(value.status());
    if (*value) {
      EXPECT_FALSE(acknowledged) << "call " << call;
      ++kept;
    } else {
      EXPECT_THAT(FilesWith(place, secret.value), ::testing::IsEmpty())
          << "call " << call << (acknowledged ? ", acknowledged" : "");
      ++erased;
    }
    EXPECT_OK(CheckWholeLog(**log));
    log->reset();
    std::filesystem::remove_all(place);
    if (!stopped) break;
  }
  std::cout << kept << " times kept, " << erased << " times erased, " << pending
            << " times not yet gone from the files" << std::endl;
  EXPECT_GT(kept, 0);
  EXPECT_GT(erased, 1);
}

}  // namespace
}  // namespace covenant::erase_test
