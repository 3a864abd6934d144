#include "ledger/store/ledger_dir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "ledger/store/event_log.h"
#include "ledger/store/rocks_options.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

std::string ErrorText(int error) {
  return std::generic_category().message(error);
}

absl::Status NoLedger(const std::string& dir) {
  return absl::NotFoundError(
      Concat({"no ledger at ", dir, "; create one with `covenant init`"}));
}

// 0 if there is something of that name, else errno.
int Look(const std::string& path) {
  struct stat unused;
  return stat(path.c_str(), &unused) == 0 ? 0 : errno;
}

// The LOCK files that this process holds, by device and inode. The system does
// not tell a process of its own locks, and drops them all when the process
// closes any descriptor of the file: so nobody may look at one that is held
// here.
using FileId = std::pair<dev_t, ino_t>;
std::mutex held_here_mutex;
std::set<FileId>& HeldHere() {
  static auto* const held = new std::set<FileId>;
  return *held;
}

std::optional<FileId> IdOf(const std::string& path) {
  struct stat found;
  if (stat(path.c_str(), &found) != 0) return std::nullopt;
  return FileId(found.st_dev, found.st_ino);
}

bool IsAbsent(int error) { return error == ENOENT || error == ENOTDIR; }

std::string ThisProcess() {
  char host[256] = "unknown host";
  if (gethostname(host, sizeof(host) - 1) != 0) host[0] = '?';
  return Concat({"process ", std::to_string(getpid()), " on ", host, " since ",
                 SystemClock()().ToString()});
}

}  // namespace

absl::Status FindLedger(const LedgerPaths& paths) {
  const int rows = Look(paths.rows);
  const int anchor = Look(paths.anchor);
  if (rows == 0 && anchor == 0) {
    if (access(paths.rows.c_str(), R_OK | X_OK) == 0 &&
        access(paths.anchor.c_str(), R_OK) == 0) {
      return absl::OkStatus();
    }
    return absl::PermissionDeniedError(Concat(
        {"the ledger at ", paths.dir, " may not be read: ", ErrorText(errno)}));
  }
  for (const int error : {rows, anchor}) {
    if (error == 0 || IsAbsent(error)) continue;
    return absl::PermissionDeniedError(Concat(
        {"the directory ", paths.dir, " may not be read: ", ErrorText(error)}));
  }
  if (rows == 0) {
    return absl::DataLossError(
        Concat({"the anchor ", paths.anchor,
                " is missing, so nobody can tell whether the log is whole; "
                "restore a backup, and "
                "keep this copy for inspection"}));
  }
  return NoLedger(paths.dir);
}

absl::Status CheckWritePermission(const std::string& dir) {
  if (access(dir.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  const int error = errno;
  if (IsAbsent(error)) return NoLedger(dir);
  return absl::PermissionDeniedError(
      Concat({"the ledger at ", dir, " may not be written: ", ErrorText(error),
              "; reading needs no such permission"}));
}

absl::Status MakeLedgerDirectory(rocksdb::FileSystem& file_system,
                                 const std::string& dir) {
  const bool fresh = IsAbsent(Look(dir));
  const rocksdb::Status made =
      file_system.CreateDirIfMissing(dir, rocksdb::IOOptions(), nullptr);
  if (made.IsPathNotFound()) {
    return absl::NotFoundError(Concat(
        {"the directory above ", dir, " does not exist; create it first"}));
  }
  if (!made.ok())
    return FromRocks(made, Concat({"creating the directory ", dir}));
  // A file system without permissions is no failure.
  if (fresh) static_cast<void>(chmod(dir.c_str(), S_IRWXU));
  return absl::OkStatus();
}

absl::Status SyncDirectory(rocksdb::FileSystem& file_system,
                           const std::string& dir) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  rocksdb::Status status =
      file_system.NewDirectory(dir, rocksdb::IOOptions(), &directory, nullptr);
  if (status.ok()) status = directory->Fsync(rocksdb::IOOptions(), nullptr);
  return FromRocks(status, Concat({"syncing the directory ", dir}));
}

absl::Status DeleteFlatDirectory(rocksdb::FileSystem& file_system,
                                 const std::string& dir) {
  if (IsAbsent(Look(dir))) return absl::OkStatus();
  const std::string doing = Concat({"deleting ", dir});
  std::vector<std::string> names;
  rocksdb::Status status =
      file_system.GetChildren(dir, rocksdb::IOOptions(), &names, nullptr);
  if (!status.ok()) return FromRocks(status, doing);
  for (const std::string& name : names) {
    if (name == "." || name == "..") continue;
    status =
        file_system.DeleteFile(dir + "/" + name, rocksdb::IOOptions(), nullptr);
    if (!status.ok()) return FromRocks(status, doing);
  }
  return FromRocks(file_system.DeleteDir(dir, rocksdb::IOOptions(), nullptr),
                   doing);
}

absl::Status WriteReserve(rocksdb::FileSystem& file_system,
                          const LedgerPaths& paths) {
  uint64_t size = 0;
  if (file_system
          .GetFileSize(paths.reserve, rocksdb::IOOptions(), &size, nullptr)
          .ok() &&
      size >= kReserveBytes) {
    return absl::OkStatus();
  }
  const rocksdb::Status written =
      rocksdb::WriteStringToFile(&file_system, std::string(kReserveBytes, '\0'),
                                 paths.reserve, /*should_sync=*/true);
  return FromRocks(written, Concat({"writing the reserve ", paths.reserve}));
}

bool DropReserve(rocksdb::FileSystem& file_system, const LedgerPaths& paths) {
  return file_system.DeleteFile(paths.reserve, rocksdb::IOOptions(), nullptr)
      .ok();
}

bool HasWriter(const LedgerPaths& paths) {
  const std::lock_guard guard(held_here_mutex);
  const std::optional<FileId> id = IdOf(paths.lock);
  if (!id) return !IsAbsent(Look(paths.lock));
  if (HeldHere().contains(*id)) return true;
  const int file = open(paths.lock.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool held = fcntl(file, F_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
  close(file);
  return held;
}

absl::StatusOr<std::unique_ptr<DirHold>> DirHold::Take(
    std::shared_ptr<rocksdb::FileSystem> file_system,
    const LedgerPaths& paths) {
  const std::lock_guard guard(held_here_mutex);
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked =
      file_system->LockFile(paths.lock, rocksdb::IOOptions(), &lock, nullptr);
  if (!locked.ok()) {
    absl::Status status = FromRocks(locked, Concat({"locking ", paths.lock}));
    if (!absl::IsUnavailable(status)) return status;
    std::string holder;
    if (!rocksdb::ReadFileToString(file_system.get(), paths.holder, &holder)
             .ok() ||
        holder.empty()) {
      holder = "another process";
    }
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    return absl::FailedPreconditionError(
        Concat({"the ledger at ", paths.dir, " is open for writing by ", holder,
                "; wait until it ends, or open the ledger for reading"}));
  }
  std::unique_ptr<DirHold> hold(new DirHold(file_system, paths, lock));
  if (const std::optional<FileId> id = IdOf(paths.lock)) HeldHere().insert(*id);
  // Only a help for people: a full disk must not keep the ledger shut.
  rocksdb::WriteStringToFile(file_system.get(), ThisProcess() + "\n",
                             paths.holder)
      .PermitUncheckedError();
  return hold;
}

DirHold::~DirHold() {
  const std::lock_guard guard(held_here_mutex);
  if (const std::optional<FileId> id = IdOf(paths_.lock)) HeldHere().erase(*id);
  file_system_->DeleteFile(paths_.holder, rocksdb::IOOptions(), nullptr)
      .PermitUncheckedError();
  file_system_->UnlockFile(lock_, rocksdb::IOOptions(), nullptr)
      .PermitUncheckedError();
}

}  // namespace covenant
