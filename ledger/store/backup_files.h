// Internal: files that come into being whole: written under another name,
// synced, then renamed. Every change is kept in mind until its directory is
// synced too.
//
// Refuses: what the file system refuses, as FromRocks says it.
// Thread safety: a DurableDir belongs to one thread.
#ifndef LEDGER_STORE_BACKUP_FILES_H_
#define LEDGER_STORE_BACKUP_FILES_H_

#include <rocksdb/file_system.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace covenant {

// An exclusive hold on a directory, by an flock on it, until destruction.
class FlockHold {
 public:
  // With `wait` false Unavailable if another process has it.
  static absl::StatusOr<std::unique_ptr<FlockHold>> Take(
      const std::string& dir, bool wait);
  ~FlockHold();
  FlockHold(const FlockHold&) = delete;
  FlockHold& operator=(const FlockHold&) = delete;

 private:
  explicit FlockHold(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

class DurableDir {
 public:
  DurableDir(std::shared_ptr<rocksdb::FileSystem> files, std::string dir)
      : files_(std::move(files)), dir_(std::move(dir)) {}

  const std::string& dir() const { return dir_; }
  std::string Path(const std::string& name) const { return dir_ + "/" + name; }

  // Names are relative to the directory and may have folders in them, which are
  // made. `name` holds these bytes afterwards, or what it held before.
  absl::Status Write(const std::string& name, std::string_view bytes);
  // The same of what `fill` hands to the function that it is given; the name is
  // asked for when all is written, and where it is empty there is no file. Only
  // the owner may read it.
  using Out = std::function<absl::Status(std::string_view bytes)>;
  absl::Status WriteSecret(
      const std::string& temporary,
      const std::function<absl::Status(const Out& out)>& fill,
      const std::function<std::string()>& name);
  absl::Status Delete(const std::string& name);
  void DeleteFolderIfEmpty(const std::string& name);
  absl::Status MakeDirectory(const std::string& name);
  // Puts all renames, creations and deletions since the last call on disk.
  absl::Status Sync();

  absl::StatusOr<std::string> Read(const std::string& name) const;
  // Whether there is such a file; its size.
  bool Has(const std::string& name, uint64_t* bytes = nullptr) const;
  // Of all files below `name`, relative to the directory; empty if there is no
  // such folder.
  absl::StatusOr<std::vector<std::string>> FilesBelow(
      const std::string& name) const;

  uint64_t bytes_written() const { return bytes_written_; }
  uint64_t files_written() const { return files_written_; }

 private:
  absl::Status MakeFolders(const std::string& name);
  absl::Status Rename(const std::string& from, const std::string& to);
  void Changed(const std::string& name);

  const std::shared_ptr<rocksdb::FileSystem> files_;
  const std::string dir_;
  std::set<std::string> known_;    // folders that are there
  std::set<std::string> changed_;  // folders to be synced, as paths
  uint64_t bytes_written_ = 0;
  uint64_t files_written_ = 0;
};

}  // namespace covenant

#endif  // LEDGER_STORE_BACKUP_FILES_H_
