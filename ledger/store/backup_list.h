// The backups that a ledger knows of, in its file BACKUPS: `erase` must name
// those that may still hold what it destroyed. Writing the list is no part of
// the log: a backup is made by a reader, and where that may not write here the
// list just does not know it.
//
// Refuses: a malformed list (DataLoss); a directory that may not be written
// (PermissionDenied).
// Thread safety: any thread of any process; writers take turns by a lock on the
// directory.
#ifndef LEDGER_STORE_BACKUP_LIST_H_
#define LEDGER_STORE_BACKUP_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/value/timestamp.h"

namespace covenant {

struct ListedBackup {
  std::string place;      // an absolute path
  uint64_t sequence = 0;  // it holds everything up to here
  Timestamp made;         // when it was finished; of sequence 0: never
  // A backup to this place has begun at this time and is not known to have
  // ended: it may hold anything that the ledger held since. Epoch: none.
  Timestamp begun;

  bool unfinished() const { return begun != Timestamp(); }
  friend bool operator==(const ListedBackup&, const ListedBackup&) = default;
};

// One line of the list, without its end. Control characters, spaces and `%` of
// the place are written as %XX.
std::string BackupLine(const ListedBackup& backup);
// DataLoss for a line that BackupLine does not give.
absl::StatusOr<ListedBackup> ParseBackupLine(std::string_view line);

// The list of the ledger in `dir`, by place; empty where there is none.
absl::StatusOr<std::vector<ListedBackup>> ReadBackupList(
    const std::string& dir);
// Replaces the list.
absl::Status WriteBackupList(const std::string& dir,
                             const std::vector<ListedBackup>& backups);

// Notes that a backup to `place` begins, or that it has ended.
absl::Status NoteBackupBegun(const std::string& dir, const std::string& place,
                             Timestamp now);
absl::Status NoteBackupMade(const std::string& dir, const std::string& place,
                            uint64_t sequence, Timestamp now);

}  // namespace covenant

#endif  // LEDGER_STORE_BACKUP_LIST_H_
