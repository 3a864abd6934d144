#include "ledger/store/backup_files.h"

#include <fcntl.h>
#include <rocksdb/env.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ledger/store/ledger_dir.h"
#include "ledger/store/rocks_options.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".new";

absl::Status SystemError(int error, std::string_view doing) {
  return FromRocks(
      rocksdb::Status::IOError(std::generic_category().message(error)), doing);
}

std::string FolderOf(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? "" : name.substr(0, slash);
}

}  // namespace

absl::StatusOr<std::unique_ptr<FlockHold>> FlockHold::Take(
    const std::string& dir, bool wait) {
  const int descriptor = open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return SystemError(errno, Concat({"opening ", dir}));
  int locked = -1;
  do {
    locked = flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
  } while (locked != 0 && errno == EINTR);
  if (locked == 0) {
    return std::unique_ptr<FlockHold>(new FlockHold(descriptor));
  }
  const int error = errno;
  close(descriptor);
  if (error == EWOULDBLOCK) {
    return absl::UnavailableError(
        Concat({"another process works in ", dir, "; wait until it ends"}));
  }
  return SystemError(error, Concat({"locking ", dir}));
}

FlockHold::~FlockHold() { close(descriptor_); }

void DurableDir::Changed(const std::string& name) {
  changed_.insert(FolderOf(name).empty() ? dir_ : Path(FolderOf(name)));
}

absl::Status DurableDir::MakeDirectory(const std::string& name) {
  const rocksdb::Status made =
      files_->CreateDirIfMissing(Path(name), rocksdb::IOOptions(), nullptr);
  if (!made.ok()) return FromRocks(made, Concat({"creating ", Path(name)}));
  known_.insert(name);
  Changed(name);
  return absl::OkStatus();
}

absl::Status DurableDir::MakeFolders(const std::string& name) {
  for (size_t slash = name.find('/'); slash != std::string::npos;
       slash = name.find('/', slash + 1)) {
    const std::string folder = name.substr(0, slash);
    if (known_.contains(folder)) continue;
    if (absl::Status status = MakeDirectory(folder); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

absl::Status DurableDir::Rename(const std::string& from,
                                const std::string& to) {
  const rocksdb::Status renamed = files_->RenameFile(
      Path(from), Path(to), rocksdb::IOOptions(), nullptr);
  if (!renamed.ok()) return FromRocks(renamed, Concat({"creating ", Path(to)}));
  Changed(to);
  ++files_written_;
  return absl::OkStatus();
}

absl::Status DurableDir::Write(const std::string& name,
                               std::string_view bytes) {
  if (absl::Status status = MakeFolders(name); !status.ok()) return status;
  const std::string temporary = name + std::string(kUnfinished);
  const rocksdb::Status written = rocksdb::WriteStringToFile(
      files_.get(), rocksdb::Slice(bytes.data(), bytes.size()),
      Path(temporary), /*should_sync=*/true);
  if (!written.ok()) return FromRocks(written, Concat({"writing ", Path(name)}));
  bytes_written_ += bytes.size();
  return Rename(temporary, name);
}

absl::Status DurableDir::WriteSecret(
    const std::string& temporary,
    const std::function<absl::Status(const Out& out)>& fill,
    const std::function<std::string()>& name) {
  if (absl::Status status = MakeFolders(temporary); !status.ok()) return status;
  const std::string path = Path(temporary);
  const std::string doing = Concat({"writing ", path});
  std::unique_ptr<rocksdb::FSWritableFile> file;
  const rocksdb::IOOptions io;
  rocksdb::Status status =
      files_->NewWritableFile(path, rocksdb::FileOptions(), &file, nullptr);
  if (!status.ok()) return FromRocks(status, doing);
  if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
    return SystemError(errno, doing);
  if (absl::Status filled = fill([&](std::string_view bytes) {
        bytes_written_ += bytes.size();
        return FromRocks(
            file->Append(rocksdb::Slice(bytes.data(), bytes.size()), io,
                         nullptr),
            doing);
      });
      !filled.ok()) {
    return filled;
  }
  status = file->Fsync(io, nullptr);
  if (status.ok()) status = file->Close(io, nullptr);
  if (!status.ok()) return FromRocks(status, doing);
  const std::string to = name();
  return to.empty() ? Delete(temporary) : Rename(temporary, to);
}

absl::Status DurableDir::Delete(const std::string& name) {
  const rocksdb::Status deleted =
      files_->DeleteFile(Path(name), rocksdb::IOOptions(), nullptr);
  if (!deleted.ok())
    return FromRocks(deleted, Concat({"deleting ", Path(name)}));
  Changed(name);
  return absl::OkStatus();
}

void DurableDir::DeleteFolderIfEmpty(const std::string& name) {
  if (files_->DeleteDir(Path(name), rocksdb::IOOptions(), nullptr).ok()) {
    changed_.erase(Path(name));
    known_.erase(name);
    Changed(name);
  }
}

absl::Status DurableDir::Sync() {
  // Folders before those that they stand in.
  for (auto it = changed_.rbegin(); it != changed_.rend(); ++it) {
    if (absl::Status status = SyncDirectory(*files_, *it); !status.ok())
      return status;
  }
  changed_.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::string> DurableDir::Read(const std::string& name) const {
  std::string bytes;
  const rocksdb::Status read =
      rocksdb::ReadFileToString(files_.get(), Path(name), &bytes);
  if (!read.ok()) return FromRocks(read, Concat({"reading ", Path(name)}));
  return bytes;
}

bool DurableDir::Has(const std::string& name, uint64_t* bytes) const {
  std::error_code error;
  if (!fs::is_regular_file(Path(name), error)) return false;
  const auto size = fs::file_size(Path(name), error);
  if (bytes != nullptr) *bytes = error ? 0 : size;
  return true;
}

absl::StatusOr<std::vector<std::string>> DurableDir::FilesBelow(
    const std::string& name) const {
  std::vector<std::string> names;
  std::error_code error;
  if (!fs::exists(Path(name), error)) return names;
  for (fs::recursive_directory_iterator it(Path(name), error), end;
       !error && it != end; it.increment(error)) {
    if (it->is_directory()) continue;
    names.push_back(it->path().lexically_relative(dir_).string());
  }
  if (error) return SystemError(error.value(), Concat({"listing ", Path(name)}));
  return names;
}

}  // namespace covenant
