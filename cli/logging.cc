#include "cli/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace covenant::cli {

void StartLogging(bool verbose, bool quiet) {
  auto logger = std::make_shared<spdlog::logger>(
      "covenant", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("covenant: %l: %v");
  logger->set_level(quiet     ? spdlog::level::off
                    : verbose ? spdlog::level::debug
                              : spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace covenant::cli
