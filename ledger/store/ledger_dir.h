// Internal: the ledger's directory: the names in it, who holds it, and the
// reserve for a full disk; doc/store-format.md.
//
// Refuses: a second holder (FailedPrecondition, naming the first one).
// Thread safety: plain functions; a DirHold belongs to one thread.
#ifndef LEDGER_STORE_LEDGER_DIR_H_
#define LEDGER_STORE_LEDGER_DIR_H_

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace covenant {

struct LedgerPaths {
  explicit LedgerPaths(const std::string& d)
      : dir(d),
        rows(d + "/rows"),
        creating(d + "/rows.creating"),
        anchor(d + "/ANCHOR"),
        lock(d + "/LOCK"),
        holder(d + "/HOLDER"),
        reserve(d + "/RESERVE") {}

  const std::string dir, rows, creating, anchor, lock, holder, reserve;
};

// OK if there is a ledger; NotFound if not; DataLoss if only a part of one is
// there; PermissionDenied if it may not be looked at.
absl::Status FindLedger(const LedgerPaths& paths);

// PermissionDenied unless this process may write in the directory.
absl::Status CheckWritePermission(const std::string& dir);

// Makes the directory, for its owner alone, unless it is there. Sealed texts are in
// its files. NotFound if the directory above is missing.
absl::Status MakeLedgerDirectory(rocksdb::FileSystem& file_system,
                                 const std::string& dir);

absl::Status SyncDirectory(rocksdb::FileSystem& file_system,
                           const std::string& dir);

// Deletes a directory of files; OK if it is not there.
absl::Status DeleteFlatDirectory(rocksdb::FileSystem& file_system,
                                 const std::string& dir);

// Writes RESERVE if it is missing or short.
absl::Status WriteReserve(rocksdb::FileSystem& file_system,
                          const LedgerPaths& paths);
// Deletes it; whether there was one.
bool DropReserve(rocksdb::FileSystem& file_system, const LedgerPaths& paths);

// Whether a writer, of this process or of another, holds the directory at this
// moment; also true where that cannot be told.
bool HasWriter(const LedgerPaths& paths);

// The writer's hold on the directory, until destruction.
class DirHold {
 public:
  static absl::StatusOr<std::unique_ptr<DirHold>> Take(
      std::shared_ptr<rocksdb::FileSystem> file_system,
      const LedgerPaths& paths);
  ~DirHold();
  DirHold(const DirHold&) = delete;
  DirHold& operator=(const DirHold&) = delete;

 private:
  DirHold(std::shared_ptr<rocksdb::FileSystem> file_system, LedgerPaths paths,
          rocksdb::FileLock* lock)
      : file_system_(std::move(file_system)),
        paths_(std::move(paths)),
        lock_(lock) {}

  const std::shared_ptr<rocksdb::FileSystem> file_system_;
  const LedgerPaths paths_;
  rocksdb::FileLock* const lock_;
};

}  // namespace covenant

#endif  // LEDGER_STORE_LEDGER_DIR_H_
