// The log in memory: the same answers and refusals as the log on disk, without
// a file, for tests and what-if runs. It lives as long as the object.
//
// Refuses: what EventLog refuses; it has no input/output errors.
// Thread safety: as EventLog.
#ifndef LEDGER_STORE_MEMORY_LOG_H_
#define LEDGER_STORE_MEMORY_LOG_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/store/entry.h"
#include "ledger/store/event_log.h"

namespace covenant {

// An empty ledger. InvalidArgument unless IsOrigin(origin). An empty clock is
// SystemClock().
absl::StatusOr<std::unique_ptr<EventLog>> CreateMemoryLog(
    std::string origin, bool backfill,
    std::shared_ptr<const EntryFormat> format, Clock clock = {});

// Some entries of a ledger, for reading, by their bytes and in the order of
// their sequences: streams of which the first to some version are there, and
// single entries, which count for no stream. Nothing else is known: no index of
// other streams, no idempotency key, no sealed value. InvalidArgument or
// DataLoss for what is no entry of `origin`.
absl::StatusOr<std::unique_ptr<EventLog>> OpenMemoryLog(
    std::string origin, const std::vector<std::string>& entries,
    std::shared_ptr<const EntryFormat> format);

}  // namespace covenant

#endif  // LEDGER_STORE_MEMORY_LOG_H_
