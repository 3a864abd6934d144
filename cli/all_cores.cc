#include "cli/all_cores.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/progress.h"

namespace covenant::cli {
namespace {

using Task = std::function<Outcome(std::size_t)>;

// `worker`: what a core does its tasks with; an empty one does none. That of
// number 0 runs in the calling thread.
Outcome Spread(std::size_t tasks, std::size_t cores,
               const std::function<Task(std::size_t worker)>& worker) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<std::pair<std::size_t, Error>> failed;
  const auto work = [&](const Task& task) {
    if (!task) return;
    for (std::size_t i = next++; i < tasks; i = next++) {
      const Outcome outcome = task(i);
      if (outcome.ok()) continue;
      const std::lock_guard lock(mutex);
      if (!failed || i < failed->first) failed.emplace(i, outcome.error());
      next = tasks;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < cores && i < tasks; ++i) {
    threads.emplace_back([&, i] { work(worker(i)); });
  }
  work(worker(0));
  for (std::thread& thread : threads) thread.join();
  if (tasks > 1) {
    spdlog::debug("{} tasks done on {} cores", std::min<std::size_t>(next, tasks),
                  threads.size() + 1);
  }
  if (failed) return failed->second;
  return Nothing{};
}

std::size_t Cores() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace

Outcome OnAllCores(std::size_t tasks,
                   const std::function<Outcome(std::size_t task)>& task) {
  return Spread(tasks, Cores(), [&](std::size_t) { return task; });
}

Outcome OnAllCores(
    const Context& context, Session& session, std::size_t tasks,
    std::string_view doing,
    const std::function<Outcome(Session& own, std::size_t task)>& task) {
  ProgressLine progress(std::string(doing), "contracts",
                        context.line.Has("quiet"));
  std::atomic<std::size_t> done{0};
  const auto with = [&](Session& own) -> Task {
    return [&](std::size_t i) {
      Outcome outcome = task(own, i);
      progress.Show(++done, tasks);
      return outcome;
    };
  };
  return Spread(tasks, context.open_with ? 1 : Cores(),
                [&](std::size_t worker) -> Task {
                  if (worker == 0) return with(session);
                  auto own = context.Open(OpenMode::kRead);
                  if (!own.ok()) return {};  // one core less is no failure
                  own->AssumeProposed(session.proposals().bind_on);
                  const auto kept = std::make_shared<Session>(std::move(*own));
                  return [kept, run = with(*kept)](std::size_t i) {
                    return run(i);
                  };
                });
}

}  // namespace covenant::cli
