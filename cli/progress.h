// ProgressLine: how far long work is, as one line on a terminal's stderr that
// is written over; nothing in the first second, nothing where stderr is no
// terminal or -q is given. Refuses nothing. Thread-safe.
#ifndef CLI_PROGRESS_H_
#define CLI_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace covenant::cli {

class ProgressLine {
 public:
  // `doing` is a phrase such as "backing up", `units` what is counted, such as
  // "entries".
  ProgressLine(std::string doing, std::string units, bool quiet);
  // Wipes the line.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(std::uint64_t done, std::uint64_t all);

 private:
  const std::string doing_;
  const std::string units_;
  const bool on_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_;
  bool shown_ = false;
};

}  // namespace covenant::cli

#endif  // CLI_PROGRESS_H_
