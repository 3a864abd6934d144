// InParts: work on many things that do not depend on each other, on all cores.
// The work of the parts must be safe to do at the same time.
#ifndef CLI_PARTS_H_
#define CLI_PARTS_H_

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace covenant::cli {

// Calls work(begin, end) for adjacent parts of [0, count), one for each core,
// none smaller than `least`; returns when all are done.
template <typename Work>
void InParts(std::size_t count, std::size_t least, const Work& work) {
  const std::size_t cores =
      std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  const std::size_t parts =
      std::clamp<std::size_t>(count / std::max<std::size_t>(least, 1), 1, cores);
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < parts; ++i) {
    threads.emplace_back(
        [&, i] { work(count * i / parts, count * (i + 1) / parts); });
  }
  work(0, count / parts);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace covenant::cli

#endif  // CLI_PARTS_H_
