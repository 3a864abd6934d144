// A file system under the log that can stop at any of its calls, run full, and
// afterwards lose what was never synced, as a machine that lost power does.
//
// Lost at a power loss: appended bytes after a file's last sync, bytes written
// in place since then, and the creations, renames and deletions in a directory
// since that was last synced. With `keep` true a random part of it survives:
// bytes up to some point, the first few of a directory's changes. Syncs are
// only noted down, never done: the tests make thousands.
#ifndef TESTS_STORE_FAULT_FS_H_
#define TESTS_STORE_FAULT_FS_H_

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace covenant {

class FaultFs final : public rocksdb::FileSystemWrapper {
 public:
  FaultFs() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  static const char* kClassName() { return "FaultFs"; }
  const char* Name() const override { return kClassName(); }

  // The call number `call` (from 1, counted from now) and all after it fail.
  void StopAt(int64_t call);
  // As if the disk were full from that call on.
  void FullAt(int64_t call);
  // That call alone fails: a write leaves half of its bytes, a sync syncs
  // nothing. Those after it succeed.
  void FailOnceAt(int64_t call);
  // So many bytes can still be written. Deleting a file gives its bytes back.
  void SetFreeBytes(int64_t bytes);
  // Each sync of a write-ahead log takes so long.
  void SetSyncMillis(int millis);
  // Nothing fails any more; what is unsynced stays unsynced.
  void Heal();
  // Whether a call failed because of StopAt, FullAt, FailOnceAt or
  // SetFreeBytes.
  bool hit();
  int64_t calls();
  int64_t wal_syncs();
  // Call only when nobody has a file open.
  void LosePower(std::mt19937_64& random, bool keep);

  using IOStatus = rocksdb::IOStatus;
  using IOOptions = rocksdb::IOOptions;
  using FileOptions = rocksdb::FileOptions;
  using Debug = rocksdb::IODebugContext;
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           Debug* debug) override;
  IOStatus ReopenWritableFile(const std::string& path,
                              const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              Debug* debug) override;
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                           Debug* debug) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                        Debug* debug) override;
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      Debug* debug) override;
  IOStatus CreateDir(const std::string& path, const IOOptions& options,
                     Debug* debug) override;
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions& options,
                              Debug* debug) override;
  IOStatus DeleteDir(const std::string& path, const IOOptions& options,
                     Debug* debug) override;
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options, Debug* debug) override;
  IOStatus LinkFile(const std::string& from, const std::string& to,
                    const IOOptions& options, Debug* debug) override;

  // For the files it hands out.
  struct Content {
    uint64_t synced_bytes = 0;
    std::optional<std::string> synced;  // the whole of a file written in place
  };
  // Counts a call; the failure it is to give, or OK. `bytes` are taken.
  IOStatus Gate(int64_t bytes);
  void Synced(Content& content, const std::string& path, uint64_t bytes);
  void DelaySync(const std::string& path);
  void DirectorySynced(const std::string& dir);

 private:
  struct Change {
    enum class Kind { kCreate, kCreateDir, kRename, kDelete } kind;
    std::string path;
    std::string to;                     // kRename
    std::optional<std::string> before;  // what stood at `path` or `to`
  };

  std::shared_ptr<Content> Track(const std::string& path);
  void Changed(Change change);
  void Undo(const Change& change);

  std::mutex mutex_;
  int64_t calls_ = 0;
  int64_t wal_syncs_ = 0;
  int sync_millis_ = 0;
  int64_t stop_at_ = 0;
  int64_t full_at_ = 0;
  int64_t once_at_ = 0;
  std::optional<int64_t> free_bytes_;
  bool stopped_ = false;
  bool hit_ = false;
  std::map<std::string, std::shared_ptr<Content>> files_;
  std::map<std::string, std::vector<Change>> changes_;  // by directory
};

}  // namespace covenant

#endif  // TESTS_STORE_FAULT_FS_H_
