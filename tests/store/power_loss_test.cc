// Stops the log at each of its file system's calls in turn, then takes away
// what was never synced, and looks at what is left.
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <thread>

#include "ledger/store/rocks_log.h"
#include "ledger/store/rocks_options.h"
#include "tests/store/crash_script.h"
#include "tests/store/fault_fs.h"
#include "tests/store/older_store.h"
#include "tests/store/store_testing.h"

namespace covenant::power_loss_test {
namespace {

uint64_t Seed() {
  const char* given = std::getenv("COVENANT_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10)
                                         : std::random_device()();
  std::cout << "COVENANT_SEED=" << seed << std::endl;
  return seed;
}

// The n-th append of the scenario: always the same for the same n.
AppendRequest Nth(int n) {
  const std::string id = "e" + std::to_string(n);
  std::vector<NewEvent> events = {MakeEvent("acme", id, "payload " + id)};
  if (n % 2 == 0)
    events.push_back(MakeEvent("bolt", id, std::string(700, 'b')));
  if (n % 3 == 0) events[0].also = {"coil"};
  if (n % 5 == 0)
    events.push_back(MakeEvent("acme", id + "-big", std::string(130'000, 'x')));
  if (n % 4 == 0) events[0].sealed = {Seal("sealed " + id)};
  AppendRequest request = MakeRequest(std::move(events));
  request.idempotency_key = id;
  request.content = id;
  return request;
}

// What the outside world knows: which appends were answered, and how.
struct Acknowledged {
  std::vector<AppendResult> results;
  std::vector<Hash> macs;
  std::vector<uint64_t> checkpoints;  // sizes that were signed
};

constexpr int kAppends = 12;

// One ledger on one faulty file system.
class Scenario {
 public:
  RocksHooks Hooks() {
    RocksHooks hooks;
    hooks.file_system = faults_;
    hooks.sync = sync_;
    // Small, so that the scenario also switches and flushes.
    hooks.long_wal_bytes = 60'000;
    return hooks;
  }

  // Begins with a copy of a ledger that has so many events that the scenario
  // fills the first tile of the tree.
  void FreshLedger() {
    static const TempDir* const kFirst = [] {
      auto* dir = new TempDir;
      CreateOptions options;
      options.origin = "test.example";
      auto log =
          CreateRocksLog(*dir / "first", std::move(options), TestEntryFormat());
      EXPECT_OK(log.status());
      std::vector<NewEvent> events;
      for (int i = 0; i < 243; ++i)
        events.push_back(MakeEvent("acme", "first" + std::to_string(i)));
      EXPECT_OK((*log)->Append(MakeRequest(std::move(events))).status());
      EXPECT_OK((*log)->Close());
      return dir;
    }();
    CopyDirectory(*kFirst / "first", ledger_);
    faults_ = std::make_shared<FaultFs>();
  }

  // Appends until something fails or all are in.
  absl::Status Run(Acknowledged& acknowledged) {
    auto log = OpenRocksLogWith(Hooks(), ledger_, OpenMode::kWrite,
                                TestEntryFormat(), Clock());
    if (!log.ok()) return log.status();
    for (int n = static_cast<int>(acknowledged.results.size()); n < kAppends;
         ++n) {
      AppendRequest request = Nth(n);
      std::vector<Hash> macs;
      for (const SealedValue& sealed : request.events[0].sealed)
        macs.push_back(sealed.mac);
      auto result = (*log)->Append(std::move(request));
      if (!result.ok()) {
        // A log that failed stays failed, also when the disk is well again.
        EXPECT_STATUS((*log)->Append(OneEvent("acme", "more")).status(),
                      kFailedPrecondition,
                      "refuses writes since one failed; open it again");
        return result.status();
      }
      // A repeat keeps the values that the first request sealed.
      if (!result->repeated) {
        acknowledged.macs.insert(acknowledged.macs.end(), macs.begin(),
                                 macs.end());
      }
      result->repeated = false;
      acknowledged.results.push_back(*std::move(result));
      if (n % 4 == 1) {
        const uint64_t size = acknowledged.results.back().last_sequence;
        if (absl::Status status = KeepRoot(**log, size); !status.ok())
          return status;
        acknowledged.checkpoints.push_back(size);
      }
      if (n == 7) {
        if (absl::Status status = (*log)->Flush(); !status.ok()) return status;
      }
    }
    return (*log)->Close();
  }

  // OK if the ledger opens, is whole and has everything acknowledged.
  absl::Status Check(const Acknowledged& acknowledged) {
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
      RocksHooks hooks;
      hooks.file_system = std::make_shared<FaultFs>();
      auto log =
          OpenRocksLogWith(hooks, ledger_, mode, TestEntryFormat(), Clock());
      if (!log.ok()) return log.status();
      if (absl::Status status = CheckWholeLog(**log); !status.ok())
        return status;
      // A reader answers up to the anchor, which power loss may put back.
      if (mode == OpenMode::kRead) continue;
      for (size_t n = 0; n < acknowledged.results.size(); ++n) {
        auto found = (*log)->FindIdempotencyKey("e" + std::to_string(n));
        if (!found.ok()) return found.status();
        if (!*found)
          return absl::DataLossError("lost append " + std::to_string(n));
        if ((*found)->events != acknowledged.results[n].events) {
          return absl::DataLossError("another answer for append " +
                                     std::to_string(n));
        }
      }
      auto kept = (*log)->Checkpoints();
      if (!kept.ok()) return kept.status();
      for (const uint64_t size : acknowledged.checkpoints) {
        if (std::none_of(kept->begin(), kept->end(),
                         [&](const auto& one) { return one.size == size; })) {
          return absl::DataLossError("lost a checkpoint");
        }
      }
      for (const Hash& mac : acknowledged.macs) {
        auto sealed = (*log)->Sealed(mac);
        if (!sealed.ok()) return sealed.status();
        if (!*sealed) return absl::DataLossError("lost a sealed value");
      }
      // Nothing half there: each append's events are all in or all out.
      for (int n = 0; n < kAppends; ++n) {
        auto found = (*log)->FindIdempotencyKey("e" + std::to_string(n));
        if (!found.ok()) return found.status();
        for (const NewEvent& event : Nth(n).events) {
          auto stored = (*log)->FindEvent(event.stream, event.event_id);
          if (!stored.ok()) return stored.status();
          if (stored->has_value() != found->has_value()) {
            return absl::DataLossError("half of append " + std::to_string(n));
          }
          if (*stored && (*stored)->payload != event.payload) {
            return absl::DataLossError("another payload in append " +
                                       std::to_string(n));
          }
        }
      }
    }
    return absl::OkStatus();
  }

  // The client goes on where it was: repeats what was not answered.
  void Finish(Acknowledged& acknowledged) {
    faults_ = std::make_shared<FaultFs>();
    ASSERT_OK(Run(acknowledged));
    ASSERT_OK(Check(acknowledged));
    ASSERT_EQ(acknowledged.results.size(), size_t{kAppends});
  }

  FaultFs& faults() { return *faults_; }
  const std::string& ledger() const { return ledger_; }
  void DoNotSync() { sync_ = false; }

 private:
  TempDir dir_;
  const std::string ledger_ = dir_ / "ledger";
  std::shared_ptr<FaultFs> faults_ = std::make_shared<FaultFs>();
  bool sync_ = true;
};

// Runs cut(1), cut(2), ... until one of them says that its fault was no longer
// reached; how many were run. Many at a time: after a failed flush RocksDB
// sleeps for a second.
int64_t ForEachCall(const std::function<bool(int64_t call)>& cut) {
  constexpr int kThreads = 12;
  for (const auto pool : {rocksdb::Env::HIGH, rocksdb::Env::LOW}) {
    rocksdb::Env::Default()->SetBackgroundThreads(kThreads, pool);
  }
  std::atomic<int64_t> next{1};
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      while (!done && !::testing::Test::HasFatalFailure()) {
        const int64_t call = next++;
        SCOPED_TRACE("fault at call " + std::to_string(call));
        if (!cut(call)) done = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return next - 1;
}

enum class After { kKill, kLoseAll, kLoseSome, kKillThenLoseAll };

class PowerLossAtEachCall : public ::testing::TestWithParam<After> {};

INSTANTIATE_TEST_SUITE_P(After, PowerLossAtEachCall,
                         ::testing::Values(After::kKill, After::kLoseAll,
                                           After::kLoseSome,
                                           After::kKillThenLoseAll));

// Stops at one call; whether that call was reached.
void CutAt(int64_t call, After after, uint64_t seed, bool& hit,
           size_t& acknowledged_count) {
  std::mt19937_64 random(seed + static_cast<uint64_t>(call));
  Scenario scenario;
  ASSERT_NO_FATAL_FAILURE(scenario.FreshLedger());
  Acknowledged acknowledged;
  scenario.faults().StopAt(call);
  const absl::Status run = scenario.Run(acknowledged);
  hit = scenario.faults().hit();
  if (!hit) {
    EXPECT_OK(run);
  }
  acknowledged_count = acknowledged.results.size();
  if (after == After::kKillThenLoseAll) {
    // The process ends, the next one finds its unsynced bytes, goes on with
    // synced ones behind them, and only then power is lost.
    scenario.faults().Heal();
    scenario.faults().StopAt(60);
    scenario.Run(acknowledged).IgnoreError();
    ASSERT_GE(acknowledged.results.size(), acknowledged_count);
  }
  if (after != After::kKill)
    scenario.faults().LosePower(random, after == After::kLoseSome);
  ASSERT_OK(scenario.Check(acknowledged));
  ASSERT_NO_FATAL_FAILURE(scenario.Finish(acknowledged));
}

TEST_P(PowerLossAtEachCall, NothingAcknowledgedIsLost) {
  const uint64_t seed = Seed();
  std::atomic<size_t> acknowledged{0};
  const int64_t calls = ForEachCall([&](int64_t call) {
    bool hit = false;
    size_t count = 0;
    CutAt(call, GetParam(), seed, hit, count);
    acknowledged += count;
    return hit;
  });
  std::cout << calls << " calls, " << acknowledged << " appends acknowledged\n";
  // The scenario must have been cut in many places, also in the middle.
  EXPECT_GT(calls, 60);
  EXPECT_GT(acknowledged, 100u);
}

TEST(PowerLossTest, TheTestSeesALogThatDoesNotSync) {
  const uint64_t seed = Seed();
  std::atomic<int> losses{0};
  std::atomic<int> runs{0};
  ForEachCall([&](int64_t call) {
    std::mt19937_64 random(seed);
    Scenario scenario;
    scenario.FreshLedger();
    scenario.DoNotSync();
    Acknowledged acknowledged;
    scenario.faults().StopAt(call);
    scenario.Run(acknowledged).IgnoreError();
    const bool hit = scenario.faults().hit();
    scenario.faults().LosePower(random, /*keep=*/false);
    if (!acknowledged.results.empty()) {
      ++runs;
      if (!scenario.Check(acknowledged).ok()) ++losses;
    }
    return hit;
  });
  std::cout << losses << " losses in " << runs << " runs\n";
  // Flushing into tables syncs all the same, so not every run loses.
  EXPECT_GT(runs, 20);
  EXPECT_GT(losses, 8);
}

// A ledger of an older program gets its tree when it is opened for writing;
// that can be cut short at each call.
void CutUpgradeAt(int64_t call, bool keep, uint64_t seed, bool& hit,
                  std::atomic<int>& upgraded) {
  std::mt19937_64 random(seed + static_cast<uint64_t>(call));
  Scenario scenario;
  ASSERT_NO_FATAL_FAILURE(scenario.FreshLedger());
  ASSERT_NO_FATAL_FAILURE(DropTree(scenario.ledger()));
  Acknowledged acknowledged;
  scenario.faults().StopAt(call);
  scenario.Run(acknowledged).IgnoreError();
  hit = scenario.faults().hit();
  scenario.faults().LosePower(random, keep);
  if (HasTree(scenario.ledger())) ++upgraded;
  ASSERT_OK(scenario.Check(acknowledged));
  ASSERT_NO_FATAL_FAILURE(scenario.Finish(acknowledged));
  ASSERT_TRUE(HasTree(scenario.ledger()));
}

TEST(PowerLossTest, AnOlderLedgerGetsItsTreeWhateverCutsItShort) {
  const uint64_t seed = Seed();
  std::atomic<int> upgraded{0};
  const int64_t calls = ForEachCall([&](int64_t call) {
    bool hit = false;
    CutUpgradeAt(call, call % 2 == 0, seed, hit, upgraded);
    return hit;
  });
  std::cout << calls << " calls, " << upgraded << " with their tree\n";
  EXPECT_GT(calls, 60);
  EXPECT_GT(upgraded, 20);
  EXPECT_LT(upgraded, calls);
}

void FullAt(int64_t call, bool& hit, std::atomic<int>& refused) {
  Scenario scenario;
  ASSERT_NO_FATAL_FAILURE(scenario.FreshLedger());
  Acknowledged acknowledged;
  scenario.faults().FullAt(call);
  const absl::Status run = scenario.Run(acknowledged);
  hit = scenario.faults().hit();
  if (!run.ok()) {
    ++refused;
    EXPECT_STATUS(run, kResourceExhausted, "the disk is full");
    EXPECT_THAT(MessageOf(run),
                ::testing::HasSubstr("nothing acknowledged is lost"));
  }
  ASSERT_OK(scenario.Check(acknowledged));
  ASSERT_NO_FATAL_FAILURE(scenario.Finish(acknowledged));
}

TEST(PowerLossTest, AFullDiskAtEachCallLosesNothing) {
  std::atomic<int> refused{0};
  ForEachCall([&](int64_t call) {
    bool hit = false;
    FullAt(call, hit, refused);
    return hit;
  });
  EXPECT_GT(refused, 20);
}

TEST(PowerLossTest, TheReserveOpensALedgerOnAFullDisk) {
  Scenario scenario;
  ASSERT_NO_FATAL_FAILURE(scenario.FreshLedger());
  const std::string reserve = scenario.ledger() + "/RESERVE";
  const auto open = [&] {
    return OpenRocksLogWith(scenario.Hooks(), scenario.ledger(),
                            OpenMode::kWrite, TestEntryFormat(), Clock());
  };
  scenario.faults().SetFreeBytes(0);
  auto log = open();
  ASSERT_OK(log.status());
  EXPECT_FALSE(std::filesystem::exists(reserve) &&
               std::filesystem::file_size(reserve) == kReserveBytes);
  ASSERT_OK((*log)->Close());
  log->reset();
  // Without a reserve the message says what to do.
  std::filesystem::remove(reserve);
  scenario.faults().SetFreeBytes(0);
  log = open();
  EXPECT_STATUS(log.status(), kResourceExhausted,
                "free some space and open the ledger again");
  // Reading needs no room.
  EXPECT_OK(OpenRocksLogWith(scenario.Hooks(), scenario.ledger(),
                             OpenMode::kRead, TestEntryFormat(), Clock())
                .status());
  // When there is room again, the reserve is laid up again.
  scenario.faults().Heal();
  log = open();
  ASSERT_OK(log.status());
  EXPECT_EQ(std::filesystem::file_size(reserve), kReserveBytes);
  EXPECT_OK(CheckWholeLog(**log));
}

// Stops a creation at one call, loses power, and creates again; whether the
// call was reached.
void CutCreationAt(int64_t call, bool keep, uint64_t seed, bool& hit,
                   std::atomic<int>& complete) {
  std::mt19937_64 random(seed + static_cast<uint64_t>(call));
  Scenario scenario;
  const auto create = [&](const RocksHooks& hooks) {
    CreateOptions options;
    options.origin = "test.example";
    return CreateRocksLogWith(hooks, scenario.ledger(), std::move(options),
                              TestEntryFormat());
  };
  scenario.faults().StopAt(call);
  const bool ok = create(scenario.Hooks()).ok();
  hit = scenario.faults().hit();
  scenario.faults().LosePower(random, keep);
  auto opened =
      OpenRocksLog(scenario.ledger(), OpenMode::kWrite, TestEntryFormat());
  if (opened.ok()) {
    ++complete;
    EXPECT_EQ((*opened)->Head()->sequence, 0u);
    return;
  }
  ASSERT_FALSE(ok);
  ASSERT_THAT(opened.status(), IsStatus(absl::StatusCode::kNotFound,
                                        std::string("no ledger at")));
  opened = create(RocksHooks());
  ASSERT_OK(opened.status());
  EXPECT_OK((*opened)->Append(OneEvent("acme", "a")).status());
}

TEST(PowerLossTest, ACreationThatIsCutShortCanBeRepeated) {
  const uint64_t seed = Seed();
  std::atomic<int> complete{0};
  for (const bool keep : {false, true}) {
    const int64_t calls = ForEachCall([&](int64_t call) {
      bool hit = false;
      CutCreationAt(call, keep, seed, hit, complete);
      return hit;
    });
    EXPECT_GT(calls, 20);
  }
  EXPECT_GT(complete, 0);
}

}  // namespace
}  // namespace covenant::power_loss_test
