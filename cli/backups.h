// What the shell knows of backups: which of them may still hold erased texts,
// and what a restored event says to the store. Thread-compatible.
#ifndef CLI_BACKUPS_H_
#define CLI_BACKUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/error.h"
#include "ledger/event/event.h"
#include "ledger/store/backup_list.h"
#include "ledger/store/restore.h"

namespace covenant::cli {

// The backups that the ledger in `store` knows and that may hold what an event
// at `sealed` sealed and one at `erased` destroyed: those that end in between,
// and those that have not ended.
Result<std::vector<ListedBackup>> BackupsWith(const std::string& store,
                                              std::uint64_t sealed,
                                              std::uint64_t erased);

// As Append stored it; FailedPrecondition for an event that a newer program
// wrote.
absl::StatusOr<EventFacts> FactsOf(const StoredEvent& stored);

}  // namespace covenant::cli

#endif  // CLI_BACKUPS_H_
