// Backups: a directory that holds a ledger's entries in the public layout of
// c2sp.org/tlog-tiles, what entries do not hold beside them, and a manifest.
// Its bytes are described in doc/store-format.md. Restoring: restore.h.
//
// Refuses: a directory with other things in it (AlreadyExists); a backup of
// another ledger, or of a log that this one does not continue, and a damaged
// backup (DataLoss); a directory in which another process is at work
// (Unavailable). The directory then holds the backup that it held.
// Thread safety: from any thread; processes take turns by a lock.
#ifndef LEDGER_STORE_BACKUP_H_
#define LEDGER_STORE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/entry.h"
#include "ledger/store/event_log.h"
#include "ledger/value/hash.h"

namespace covenant {

// Entries done so far, of all that there are to do.
using Progress = std::function<void(uint64_t done, uint64_t all)>;

struct BackupOptions {
  // Whether an entry may be one that destroys sealed values: then all values
  // of the backup are compared with the ledger. Empty: each may be.
  std::function<bool(const EntryHeader& header)> erases;
  Clock clock;        // empty: SystemClock()
  Progress progress;  // may be empty
};

struct BackupReport {
  std::string place;  // as an absolute path
  std::string origin;
  Position head;           // up to where the backup goes now
  Hash root;               // of the tree of its entries
  uint64_t had = 0;        // the entries that were in it before
  uint64_t new_bytes = 0;  // written, in all files
  uint64_t new_files = 0;
  bool values_renewed = false;  // since something was erased meanwhile
  // Why the ledger's own list of backups could not be written; OK: it was.
  absl::Status listed;
};

// Brings the backup in `place` up to the ledger in `ledger`, which it opens as
// a reader. The directory is made if it is missing (its parent must exist). An
// interruption at any moment leaves the backup that was there whole; what was
// erased since then is gone from the directory when this returns OK.
absl::StatusOr<BackupReport> BackUp(const std::string& ledger,
                                    const std::string& place,
                                    const BackupOptions& options,
                                    std::shared_ptr<const EntryFormat> format);

}  // namespace covenant

#endif  // LEDGER_STORE_BACKUP_H_
