#include "cli/all_cores.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace covenant::cli::all_cores_test {
namespace {

Error Failure(std::size_t task) {
  return MakeError(kUsage, "usage", std::to_string(task), "");
}

TEST(AllCoresTest, EachTaskIsDoneOnce) {
  std::vector<std::atomic<int>> done(1'000);
  ASSERT_TRUE(OnAllCores(done.size(), [&](std::size_t task) -> Outcome {
                ++done[task];
                return Nothing{};
              }).ok());
  for (const auto& count : done) EXPECT_EQ(count, 1);
  EXPECT_TRUE(OnAllCores(0, [](std::size_t) -> Outcome {
                return Failure(0);
              }).ok());
}

// Also where another core fails earlier at a later task.
TEST(AllCoresTest, TheFirstTaskThatFailsIsTold) {
  for (int round = 0; round < 200; ++round) {
    std::atomic<std::size_t> begun{0};
    const Outcome outcome =
        OnAllCores(1'000, [&](std::size_t task) -> Outcome {
          ++begun;
          if (task >= 10) return Failure(task);
          return Nothing{};
        });
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().diagnostics.front().message, "10");
    EXPECT_LT(begun, 1'000u);
  }
}

}  // namespace
}  // namespace covenant::cli::all_cores_test
