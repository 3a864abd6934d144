#include "tests/store/fault_fs.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/store/store_testing.h"

namespace covenant {
namespace {

namespace fs = std::filesystem;
using rocksdb::Slice;

constexpr const char* kOnce = "failed once by the test";

std::string Clean(const std::string& path) {
  std::string clean = fs::path(path).lexically_normal().string();
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

std::optional<std::string> ContentOf(const std::string& path) {
  if (!fs::is_regular_file(path)) return std::nullopt;
  return ReadFile(path);
}

class FaultWritable final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultWritable(FaultFs& faults, std::string path,
                std::unique_ptr<rocksdb::FSWritableFile> file,
                std::shared_ptr<FaultFs::Content> content, uint64_t size)
      : FSWritableFileOwnerWrapper(std::move(file)),
        faults_(faults),
        path_(std::move(path)),
        content_(std::move(content)),
        size_(size) {}

  FaultFs::IOStatus Append(const Slice& data, const FaultFs::IOOptions& options,
                           FaultFs::Debug* debug) override {
    FaultFs::IOStatus status = faults_.Gate(static_cast<int64_t>(data.size()));
    // A write that is cut short leaves a part of its bytes.
    const Slice written(data.data(),
                        status.ok() ? data.size() : data.size() / 2);
    const bool once = status.ToString().find(kOnce) != std::string::npos;
    if (!status.ok() && !status.IsNoSpace() && !once) return status;
    const auto done =
        FSWritableFileOwnerWrapper::Append(written, options, debug);
    if (done.ok()) size_ += written.size();
    return status.ok() ? done : status;
  }
  FaultFs::IOStatus Append(const Slice& data, const FaultFs::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           FaultFs::Debug* debug) override {
    return Append(data, options, debug);
  }
  FaultFs::IOStatus Truncate(uint64_t size, const FaultFs::IOOptions& options,
                             FaultFs::Debug* debug) override {
    FaultFs::IOStatus status = faults_.Gate(0);
    if (!status.ok()) return status;
    size_ = size;
    return FSWritableFileOwnerWrapper::Truncate(size, options, debug);
  }
  FaultFs::IOStatus Sync(const FaultFs::IOOptions& options,
                         FaultFs::Debug* debug) override {
    return Done(FSWritableFileOwnerWrapper::Flush(options, debug));
  }
  FaultFs::IOStatus Fsync(const FaultFs::IOOptions& options,
                          FaultFs::Debug* debug) override {
    return Done(FSWritableFileOwnerWrapper::Flush(options, debug));
  }

 private:
  FaultFs::IOStatus Done(const FaultFs::IOStatus& synced) {
    FaultFs::IOStatus status = faults_.Gate(0);
    if (!status.ok()) return status;
    faults_.DelaySync(path_);
    if (synced.ok()) faults_.Synced(*content_, path_, size_);
    return synced;
  }

  FaultFs& faults_;
  const std::string path_;
  const std::shared_ptr<FaultFs::Content> content_;
  uint64_t size_;
};

class FaultRandomRW final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FaultRandomRW(FaultFs& faults, std::string path,
                std::unique_ptr<rocksdb::FSRandomRWFile> file,
                std::shared_ptr<FaultFs::Content> content)
      : FSRandomRWFileOwnerWrapper(std::move(file)),
        faults_(faults),
        path_(std::move(path)),
        content_(std::move(content)) {}

  FaultFs::IOStatus Write(uint64_t offset, const Slice& data,
                          const FaultFs::IOOptions& options,
                          FaultFs::Debug* debug) override {
    FaultFs::IOStatus status = faults_.Gate(0);
    if (status.ok())
      return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
    // Cut short: half of it is there.
    FSRandomRWFileOwnerWrapper::Write(
        offset, Slice(data.data(), data.size() / 2), options, debug)
        .PermitUncheckedError();
    return status;
  }
  FaultFs::IOStatus Sync(const FaultFs::IOOptions&, FaultFs::Debug*) override {
    const FaultFs::IOStatus status = faults_.Gate(0);
    if (status.ok()) faults_.Synced(*content_, path_, 0);
    return status;
  }

 private:
  FaultFs& faults_;
  const std::string path_;
  const std::shared_ptr<FaultFs::Content> content_;
};

class FaultDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultDirectory(FaultFs& faults, std::string path,
                 std::unique_ptr<rocksdb::FSDirectory> target)
      : FSDirectoryWrapper(std::move(target)),
        faults_(faults),
        path_(std::move(path)) {}

  FaultFs::IOStatus Fsync(const FaultFs::IOOptions&, FaultFs::Debug*) override {
    const FaultFs::IOStatus status = faults_.Gate(0);
    if (status.ok()) faults_.DirectorySynced(path_);
    return status;
  }
  FaultFs::IOStatus FsyncWithDirOptions(
      const FaultFs::IOOptions& options, FaultFs::Debug* debug,
      const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultFs& faults_;
  const std::string path_;
};

}  // namespace

void FaultFs::StopAt(int64_t call) {
  const std::lock_guard lock(mutex_);
  stop_at_ = calls_ + call;
}

void FaultFs::FullAt(int64_t call) {
  const std::lock_guard lock(mutex_);
  full_at_ = calls_ + call;
}

void FaultFs::FailOnceAt(int64_t call) {
  const std::lock_guard lock(mutex_);
  once_at_ = calls_ + call;
}

void FaultFs::SetFreeBytes(int64_t bytes) {
  const std::lock_guard lock(mutex_);
  free_bytes_ = bytes;
}

void FaultFs::SetSyncMillis(int millis) {
  const std::lock_guard lock(mutex_);
  sync_millis_ = millis;
}

void FaultFs::DelaySync(const std::string& path) {
  int millis = 0;
  {
    const std::lock_guard lock(mutex_);
    if (path.ends_with(".log")) millis = sync_millis_;
  }
  if (millis > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(millis));
}

void FaultFs::Heal() {
  const std::lock_guard lock(mutex_);
  stop_at_ = full_at_ = once_at_ = 0;
  free_bytes_.reset();
  stopped_ = hit_ = false;
}

bool FaultFs::hit() {
  const std::lock_guard lock(mutex_);
  return hit_;
}

int64_t FaultFs::calls() {
  const std::lock_guard lock(mutex_);
  return calls_;
}

int64_t FaultFs::wal_syncs() {
  const std::lock_guard lock(mutex_);
  return wal_syncs_;
}

FaultFs::IOStatus FaultFs::Gate(int64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++calls_;
  if (stop_at_ != 0 && calls_ >= stop_at_) stopped_ = true;
  if (stopped_) {
    hit_ = true;
    return IOStatus::IOError("stopped by the test");
  }
  if (once_at_ != 0 && calls_ == once_at_) {
    hit_ = true;
    return IOStatus::IOError(kOnce);
  }
  if (full_at_ != 0 && calls_ >= full_at_) free_bytes_ = 0;
  if (free_bytes_ && bytes > 0) {
    if (*free_bytes_ < bytes) {
      hit_ = true;
      return IOStatus::NoSpace("No space left on device");
    }
    *free_bytes_ -= bytes;
  }
  return IOStatus::OK();
}

std::shared_ptr<FaultFs::Content> FaultFs::Track(const std::string& path) {
  const std::lock_guard lock(mutex_);
  auto& content = files_[Clean(path)];
  if (content == nullptr) {
    content = std::make_shared<Content>();
    std::error_code ignored;
    const auto size = fs::file_size(path, ignored);
    content->synced_bytes = ignored ? 0 : size;
  }
  return content;
}

void FaultFs::Changed(Change change) {
  const std::lock_guard lock(mutex_);
  change.path = Clean(change.path);
  if (!change.to.empty()) change.to = Clean(change.to);
  changes_[fs::path(change.path).parent_path().string()].push_back(
      std::move(change));
}

void FaultFs::Synced(Content& content, const std::string& path,
                     uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (path.ends_with(".log")) ++wal_syncs_;
  if (content.synced) {
    content.synced = ReadFile(path);
  } else {
    content.synced_bytes = bytes;
  }
}

void FaultFs::DirectorySynced(const std::string& dir) {
  const std::lock_guard lock(mutex_);
  changes_.erase(Clean(dir));
}

FaultFs::IOStatus FaultFs::NewWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) {
  IOStatus status = Gate(1);
  if (!status.ok()) return status;
  const auto before = ContentOf(path);
  status = target()->NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  {
    const std::lock_guard lock(mutex_);
    files_.erase(Clean(path));
  }
  Changed({Change::Kind::kCreate, path, "", before});
  *file = std::make_unique<FaultWritable>(*this, path, std::move(*file),
                                          Track(path), 0);
  return status;
}

FaultFs::IOStatus FaultFs::ReopenWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) {
  IOStatus status = Gate(0);
  if (!status.ok()) return status;
  const auto content = Track(path);
  status = target()->ReopenWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<FaultWritable>(*this, path, std::move(*file),
                                          content, fs::file_size(path));
  return status;
}

FaultFs::IOStatus FaultFs::NewRandomRWFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSRandomRWFile>* file, Debug* debug) {
  const IOStatus status = target()->NewRandomRWFile(path, options, file, debug);
  if (!status.ok()) return status;
  const auto content = Track(path);
  if (!content->synced) content->synced = ReadFile(path);
  *file =
      std::make_unique<FaultRandomRW>(*this, path, std::move(*file), content);
  return status;
}

FaultFs::IOStatus FaultFs::NewDirectory(
    const std::string& path, const IOOptions& options,
    std::unique_ptr<rocksdb::FSDirectory>* directory, Debug* debug) {
  const IOStatus status =
      target()->NewDirectory(path, options, directory, debug);
  if (!status.ok()) return status;
  *directory =
      std::make_unique<FaultDirectory>(*this, path, std::move(*directory));
  return status;
}

FaultFs::IOStatus FaultFs::DeleteFile(const std::string& path,
                                      const IOOptions& options, Debug* debug) {
  IOStatus status = Gate(0);
  if (!status.ok()) return status;
  const auto before = ContentOf(path);
  status = target()->DeleteFile(path, options, debug);
  if (!status.ok()) return status;
  {
    const std::lock_guard lock(mutex_);
    files_.erase(Clean(path));
    if (free_bytes_ && before)
      *free_bytes_ += static_cast<int64_t>(before->size());
  }
  Changed({Change::Kind::kDelete, path, "", before});
  return status;
}

FaultFs::IOStatus FaultFs::CreateDir(const std::string& path,
                                     const IOOptions& options, Debug* debug) {
  IOStatus status = Gate(1);
  if (!status.ok()) return status;
  status = target()->CreateDir(path, options, debug);
  if (status.ok()) Changed({Change::Kind::kCreateDir, path, "", std::nullopt});
  return status;
}

FaultFs::IOStatus FaultFs::CreateDirIfMissing(const std::string& path,
                                              const IOOptions& options,
                                              Debug* debug) {
  if (fs::is_directory(path))
    return target()->CreateDirIfMissing(path, options, debug);
  IOStatus status = Gate(1);
  if (!status.ok()) return status;
  status = target()->CreateDirIfMissing(path, options, debug);
  if (status.ok()) Changed({Change::Kind::kCreateDir, path, "", std::nullopt});
  return status;
}

FaultFs::IOStatus FaultFs::DeleteDir(const std::string& path,
                                     const IOOptions& options, Debug* debug) {
  IOStatus status = Gate(0);
  return status.ok() ? target()->DeleteDir(path, options, debug) : status;
}

FaultFs::IOStatus FaultFs::RenameFile(const std::string& from,
                                      const std::string& to,
                                      const IOOptions& options, Debug* debug) {
  IOStatus status = Gate(0);
  if (!status.ok()) return status;
  const auto before = ContentOf(to);
  status = target()->RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  {
    const std::lock_guard lock(mutex_);
    // Everything known of the file, or of the files below it, moves along.
    const std::string old_name = Clean(from);
    const std::string new_name = Clean(to);
    std::map<std::string, std::shared_ptr<Content>> moved;
    for (auto& [path, content] : files_) {
      const bool below = path == old_name || path.starts_with(old_name + "/");
      moved[below ? new_name + path.substr(old_name.size()) : path] = content;
    }
    files_ = std::move(moved);
    if (auto node = changes_.extract(old_name)) {
      for (Change& change : node.mapped()) {
        for (std::string* path : {&change.path, &change.to}) {
          if (!path->empty()) *path = new_name + path->substr(old_name.size());
        }
      }
      node.key() = new_name;
      changes_.insert(std::move(node));
    }
  }
  Changed({Change::Kind::kRename, from, to, before});
  return status;
}

FaultFs::IOStatus FaultFs::LinkFile(const std::string& from,
                                    const std::string& to,
                                    const IOOptions& options, Debug* debug) {
  IOStatus status = Gate(0);
  return status.ok() ? target()->LinkFile(from, to, options, debug) : status;
}

void FaultFs::Undo(const Change& change) {
  std::error_code ignored;
  if (change.kind == Change::Kind::kCreate) fs::remove(change.path, ignored);
  if (change.kind == Change::Kind::kCreateDir)
    fs::remove_all(change.path, ignored);
  if (change.kind == Change::Kind::kRename)
    fs::rename(change.to, change.path, ignored);
  const std::string& path =
      change.kind == Change::Kind::kRename ? change.to : change.path;
  // Its directory may be gone by now, undone as well.
  if (change.before && fs::is_directory(fs::path(path).parent_path())) {
    WriteFile(path, *change.before);
  }
}

void FaultFs::LosePower(std::mt19937_64& random, bool keep) {
  const std::lock_guard lock(mutex_);
  for (const auto& [path, content] : files_) {
    if (!fs::is_regular_file(path)) continue;
    if (content->synced) {
      if (!keep || random() % 2 == 0) WriteFile(path, *content->synced);
      continue;
    }
    const uint64_t size = fs::file_size(path);
    uint64_t kept = content->synced_bytes;
    if (keep && size > kept) kept += random() % (size - kept + 1);
    if (kept < size) fs::resize_file(path, kept);
  }
  for (const auto& [dir, changes] : changes_) {
    const size_t kept = keep ? random() % (changes.size() + 1) : 0;
    for (size_t i = changes.size(); i-- > kept;) Undo(changes[i]);
  }
  files_.clear();
  changes_.clear();
}

}  // namespace covenant
