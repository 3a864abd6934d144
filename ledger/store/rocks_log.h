// The log on disk: a directory, its bytes as in doc/store-format.md.
//
// Refuses: a directory without a ledger (NotFound), one that has a ledger
// (Create: AlreadyExists), a store of another format version
// (FailedPrecondition, naming both versions), a second writer
// (FailedPrecondition, naming the holder), a log shorter than its anchor says
// or with other bytes (DataLoss).
// Thread safety: the functions may be called from any thread.
#ifndef LEDGER_STORE_ROCKS_LOG_H_
#define LEDGER_STORE_ROCKS_LOG_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/store/entry.h"
#include "ledger/store/event_log.h"

namespace covenant {

enum class OpenMode {
  kRead,   // writes nothing, needs no write permission, works beside a writer
  kWrite,  // one process at a time
};

struct CreateOptions {
  std::string origin;     // IsOrigin
  bool backfill = false;  // start in backfill
  Clock clock;            // empty: SystemClock()
};

// Makes the directory `dir` if it is missing (its parent must exist) and an
// empty ledger in it, and opens that for writing. A creation that was cut
// short leaves no ledger; Create may then be called again.
absl::StatusOr<std::unique_ptr<EventLog>> CreateRocksLog(
    const std::string& dir, CreateOptions options,
    std::shared_ptr<const EntryFormat> format);

// Opens the ledger in `dir`. A reader answers up to the anchor as it was when
// it opened. `clock` is used by a writer only; empty: SystemClock().
absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksLog(
    const std::string& dir, OpenMode mode,
    std::shared_ptr<const EntryFormat> format, Clock clock = {});

}  // namespace covenant

#endif  // LEDGER_STORE_ROCKS_LOG_H_
