// A process of its own for the store's tests.
//
//   store_crasher append DIR CYCLE   appends until it is killed; for each
//                                    acknowledged append writes Ack to stdout
//   store_crasher open DIR read|write [UID]
//                                    as that user; writes the status as text
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <thread>
#include <vector>

#include "ledger/store/rocks_log.h"
#include "tests/store/crash_script.h"
#include "tests/store/store_testing.h"

namespace covenant {
namespace {

int AppendUntilKilled(const std::string& dir, const std::string& cycle) {
  auto log = OpenRocksLog(dir, OpenMode::kWrite, TestEntryFormat());
  if (!log.ok()) {
    std::cerr << log.status() << std::endl;
    return 1;
  }
  std::atomic<uint64_t> next{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (;;) {
        const uint64_t n = next++;
        auto result = (*log)->Append(CrashRequest(cycle, n));
        if (!result.ok()) {
          std::cerr << result.status() << std::endl;
          _exit(1);
        }
        if (n % 5 == 3) {
          const absl::Status kept = KeepRoot(**log, result->last_sequence);
          if (!kept.ok()) {
            std::cerr << kept << std::endl;
            _exit(1);
          }
        }
        const Ack ack{n, result->first_sequence, result->last_sequence};
        // Less than PIPE_BUF: never torn, never mixed.
        if (write(STDOUT_FILENO, &ack, sizeof(ack)) != sizeof(ack)) _exit(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

int Open(const std::string& dir, OpenMode mode, const char* user) {
  if (user != nullptr && setuid(static_cast<uid_t>(std::atoi(user))) != 0)
    return 2;
  auto log = OpenRocksLog(dir, mode, TestEntryFormat());
  absl::Status status = log.status();
  if (log.ok()) status = CheckWholeLog(**log);
  std::cout << status.ToString() << std::endl;
  return 0;
}

}  // namespace
}  // namespace covenant

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "append") == 0) {
    return covenant::AppendUntilKilled(argv[2], argv[3]);
  }
  if (argc >= 4 && std::strcmp(argv[1], "open") == 0) {
    const auto mode = std::strcmp(argv[3], "write") == 0
                          ? covenant::OpenMode::kWrite
                          : covenant::OpenMode::kRead;
    return covenant::Open(argv[2], mode, argc > 4 ? argv[4] : nullptr);
  }
  return 2;
}
