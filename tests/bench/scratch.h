// Scratch: a directory of its own for one run of a benchmark, removed with all
// that is in it at the end. Aborts where none can be made.
#ifndef TESTS_BENCH_SCRATCH_H_
#define TESTS_BENCH_SCRATCH_H_

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "ledger/value/check.h"

namespace covenant::bench {

class Scratch {
 public:
  Scratch() {
    std::string name =
        (std::filesystem::temp_directory_path() / "covenant-bench-XXXXXX")
            .string();
    COVENANT_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string Path(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

// Seconds since it was made.
class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         start_)
        .count();
  }

 private:
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
};

}  // namespace covenant::bench

#endif  // TESTS_BENCH_SCRATCH_H_
