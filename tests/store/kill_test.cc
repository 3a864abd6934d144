// Kills a process that appends, 300 times at random points, and looks at what
// it leaves.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>

#include "ledger/store/rocks_log.h"
#include "tests/store/child_process.h"
#include "tests/store/crash_script.h"
#include "tests/store/store_testing.h"

namespace covenant::kill_test {
namespace {

constexpr int kLedgers = 12;
constexpr int kCyclesEach = 25;

std::vector<Ack> Acks(const std::string& bytes) {
  std::vector<Ack> acks(bytes.size() / sizeof(Ack));
  if (!acks.empty())
    std::memcpy(acks.data(), bytes.data(), acks.size() * sizeof(Ack));
  return acks;
}

// Everything acknowledged is there with its place, and no append is half there.
void CheckCycle(const EventLog& log, const std::string& cycle,
                const std::vector<Ack>& acks) {
  uint64_t most = 0;
  for (const Ack& ack : acks) {
    auto found = log.FindIdempotencyKey(CrashKey(cycle, ack.number));
    ASSERT_OK(found.status());
    ASSERT_TRUE(found->has_value()) << "lost append " << ack.number;
    ASSERT_EQ((*found)->first_sequence, ack.first_sequence);
    ASSERT_EQ((*found)->last_sequence, ack.last_sequence);
    most = std::max(most, ack.number);
  }
  for (uint64_t n = 0; n <= most + 4; ++n) {
    auto found = log.FindIdempotencyKey(CrashKey(cycle, n));
    ASSERT_OK(found.status());
    for (const NewEvent& event : CrashRequest(cycle, n).events) {
      auto stored = log.FindEvent(event.stream, event.event_id);
      ASSERT_OK(stored.status());
      ASSERT_EQ(stored->has_value(), found->has_value())
          << "half of append " << n;
      if (*stored) {
        ASSERT_EQ((*stored)->payload, event.payload);
      }
    }
  }
}

TEST(KillTest, ThreeHundredKillsLoseNothingAcknowledged) {
  const char* given = std::getenv("COVENANT_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10)
                                         : std::random_device()();
  std::cout << "COVENANT_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  size_t acknowledged = 0;
  size_t recovered_more = 0;
  for (int ledger = 0; ledger < kLedgers; ++ledger) {
    TempDir dir;
    const std::string path = dir / "ledger";
    CreateOptions options;
    options.origin = "test.example";
    ASSERT_OK(
        CreateRocksLog(path, std::move(options), TestEntryFormat()).status());
    Position before;
    for (int i = 0; i < kCyclesEach; ++i) {
      const std::string cycle = std::to_string(i);
      SCOPED_TRACE("ledger " + std::to_string(ledger) + " cycle " + cycle);
      ChildProcess child({"append", path, cycle});
      std::string output(sizeof(Ack), '\0');
      // Some are killed while opening, the others some time after a first
      // answer.
      if (random() % 8 != 0) {
        const ssize_t first =
            read(child.output(), output.data(), output.size());
        ASSERT_EQ(first, static_cast<ssize_t>(sizeof(Ack)));
      } else {
        output.clear();
      }
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 12'000));
      child.Kill();
      output += child.Finish();
      const std::vector<Ack> acks = Acks(output);
      acknowledged += acks.size();
      auto log = OpenRocksLog(path, OpenMode::kWrite, TestEntryFormat());
      ASSERT_OK(log.status());
      ASSERT_OK(CheckWholeLog(**log));
      ASSERT_NO_FATAL_FAILURE(CheckCycle(**log, cycle, acks));
      // What was there before is there unchanged.
      ASSERT_EQ(*(*log)->At(before.sequence), before);
      before = *(*log)->Head();
      uint64_t last = 0;
      for (const Ack& ack : acks) last = std::max(last, ack.last_sequence);
      ASSERT_GE(before.sequence, last);
      if (before.sequence > last) ++recovered_more;
      ASSERT_OK((*log)->Close());
    }
  }
  std::cout << kLedgers * kCyclesEach << " kills, " << acknowledged
            << " appends acknowledged, " << recovered_more
            << " times more was recovered than acknowledged\n";
  EXPECT_GT(acknowledged, size_t{kLedgers * kCyclesEach});
}

}  // namespace
}  // namespace covenant::kill_test
