#include "cli/progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace covenant::cli {
namespace {

using std::chrono::steady_clock;

constexpr auto kFirst = std::chrono::seconds(1);
constexpr auto kEach = std::chrono::milliseconds(200);

}  // namespace

ProgressLine::ProgressLine(std::string doing, std::string units, bool quiet)
    : doing_(std::move(doing)),
      units_(std::move(units)),
      on_(!quiet && isatty(STDERR_FILENO) != 0),
      next_(steady_clock::now() + kFirst) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void ProgressLine::Show(std::uint64_t done, std::uint64_t all) {
  if (!on_ || all == 0) return;
  const std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  if (now < next_) return;
  next_ = now + kEach;
  shown_ = true;
  const std::string text = "\r\x1b[K" + doing_ + ": " + std::to_string(done) +
                           " of " + std::to_string(all) + " " + units_ + " (" +
                           std::to_string(done * 100 / all) + " %)";
  std::fputs(text.c_str(), stderr);
}

}  // namespace covenant::cli
