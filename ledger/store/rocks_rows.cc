#include "ledger/store/rocks_rows.h"

#include <rocksdb/env.h>
#include <rocksdb/iterator.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "ledger/value/status_text.h"

namespace covenant {
namespace {

rocksdb::Slice AsSlice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
std::string_view AsView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

constexpr int kReadAttempts = 4;

}  // namespace

RocksRows::Opened::~Opened() {
  if (db == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* one : handles) {
    if (one == nullptr) continue;
    db->DestroyColumnFamilyHandle(one).PermitUncheckedError();
  }
  db->Close().PermitUncheckedError();
  delete db;
}

rocksdb::Status RocksRows::Open(const RocksHooks& hooks, const std::string& dir,
                                How how, std::shared_ptr<Opened>& out) {
  auto made = std::make_shared<Opened>();
  made->file_system = hooks.file_system;
  made->env = rocksdb::NewCompositeEnv(hooks.file_system);
  rocksdb::DBOptions options = MakeDbOptions(made->env.get());
  const auto tables = MakeTableOptions(hooks);
  rocksdb::Status status;
  if (how == How::kRead) {
    status = rocksdb::DB::OpenForReadOnly(options, dir, tables, &made->handles,
                                          &made->db);
    if (status.IsInvalidArgument()) {
      status = OpenPresent(options, dir, tables, *made);
    }
  } else {
    options.create_if_missing = options.error_if_exists = how == How::kCreate;
    // A ledger of an older program gets the tables that it lacks.
    options.create_missing_column_families = true;
    status = rocksdb::DB::Open(options, dir, tables, &made->handles, &made->db);
  }
  if (status.ok()) out = std::move(made);
  return status;
}

rocksdb::Status RocksRows::OpenPresent(
    const rocksdb::DBOptions& options, const std::string& dir,
    const std::vector<rocksdb::ColumnFamilyDescriptor>& tables,
    Opened& opened) {
  std::vector<std::string> names;
  rocksdb::Status status =
      rocksdb::DB::ListColumnFamilies(options, dir, &names);
  if (!status.ok()) return status;
  std::vector<rocksdb::ColumnFamilyDescriptor> present;
  for (const auto& table : tables) {
    if (std::count(names.begin(), names.end(), table.name) > 0)
      present.push_back(table);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  status = rocksdb::DB::OpenForReadOnly(options, dir, present, &handles,
                                        &opened.db);
  if (!status.ok()) return status;
  opened.handles.assign(tables.size(), nullptr);
  for (size_t i = 0, next = 0; i < tables.size(); ++i) {
    if (next < present.size() && present[next].name == tables[i].name)
      opened.handles[i] = handles[next++];
  }
  return status;
}

absl::Status RocksRows::Create(const RocksHooks& hooks,
                               const LedgerPaths& paths,
                               std::vector<Row> rows) {
  auto made = OpenToCreate(hooks, paths);
  if (!made.ok()) return made.status();
  if (absl::Status written = (*made)->Write(std::move(rows), /*sync=*/true);
      !written.ok()) {
    return written;
  }
  return (*made)->Close();
}

absl::StatusOr<std::unique_ptr<RocksRows>> RocksRows::OpenToCreate(
    const RocksHooks& hooks, const LedgerPaths& paths) {
  std::unique_ptr<RocksRows> made(new RocksRows(hooks, paths));
  made->writable_ = true;
  const rocksdb::Status status =
      Open(hooks, paths.creating, How::kCreate, made->opened_);
  if (!status.ok())
    return FromRocks(status, Concat({"creating the ledger at ", paths.dir}));
  return made;
}

absl::StatusOr<std::unique_ptr<RocksRows>> RocksRows::OpenToWrite(
    const RocksHooks& hooks, const LedgerPaths& paths,
    std::unique_ptr<DirHold> hold, std::unique_ptr<AnchorFile> anchor) {
  std::unique_ptr<RocksRows> rows(new RocksRows(hooks, paths));
  rows->writable_ = true;
  rows->hold_ = std::move(hold);
  rows->anchor_ = std::move(anchor);
  rocksdb::Status status = Open(hooks, paths.rows, How::kWrite, rows->opened_);
  const bool full = status.IsNoSpace();
  if (full && DropReserve(*hooks.file_system, paths)) {
    status = Open(hooks, paths.rows, How::kWrite, rows->opened_);
  }
  if (!status.ok())
    return FromRocks(status, Concat({"opening the ledger at ", paths.dir}));
  // On a full disk the ledger opens without a reserve: its room is needed now.
  if (!full) WriteReserve(*hooks.file_system, paths).IgnoreError();
  return rows;
}

absl::StatusOr<std::unique_ptr<RocksRows>> RocksRows::OpenToRead(
    const RocksHooks& hooks, const LedgerPaths& paths) {
  std::unique_ptr<RocksRows> rows(new RocksRows(hooks, paths));
  const rocksdb::Status status =
      Open(hooks, paths.rows, How::kRead, rows->opened_);
  if (!status.ok())
    return FromRocks(status, Concat({"opening the ledger at ", paths.dir}));
  return rows;
}

RocksRows::~RocksRows() { Close().IgnoreError(); }

std::shared_ptr<RocksRows::Opened> RocksRows::opened() const {
  const std::lock_guard lock(mutex_);
  return opened_;
}

absl::Status RocksRows::Read(
    std::string_view doing,
    const std::function<rocksdb::Status(const Opened&)>& read) const {
  for (int attempt = 1;; ++attempt) {
    const std::shared_ptr<Opened> view = opened();
    if (view == nullptr)
      return absl::FailedPreconditionError("the ledger was closed");
    rocksdb::Status status = read(*view);
    if (status.ok()) return absl::OkStatus();
    if (writable_ || !IsVanished(status) || attempt == kReadAttempts) {
      return FromRocks(status,
                       Concat({doing, " of the ledger at ", paths_.dir}));
    }
    std::shared_ptr<Opened> fresh;
    if (!Open(hooks_, paths_.rows, How::kRead, fresh).ok()) continue;
    const std::lock_guard lock(mutex_);
    if (opened_ == view) opened_ = std::move(fresh);
  }
}

absl::StatusOr<std::optional<std::string>> RocksRows::Get(
    Table table, std::string_view key) const {
  std::optional<std::string> found;
  absl::Status status = Read("reading a row", [&](const Opened& view) {
    if (view.handle(table) == nullptr) return rocksdb::Status::OK();
    std::string value;
    rocksdb::Status got = view.db->Get(
        rocksdb::ReadOptions(), view.handle(table), AsSlice(key), &value);
    if (got.ok()) found = std::move(value);
    // A missing file is "path not found", another code than a missing row.
    return got.IsNotFound() ? rocksdb::Status::OK() : got;
  });
  if (!status.ok()) return status;
  return found;
}

absl::Status RocksRows::Scan(Table table, std::string_view from,
                             std::string_view end,
                             const RowVisitor& visit) const {
  return ScanRange(table, from, end, /*keep=*/true, visit);
}

absl::Status RocksRows::ScanOnce(Table table, std::string_view from,
                                 std::string_view end,
                                 const RowVisitor& visit) const {
  return ScanRange(table, from, end, /*keep=*/false, visit);
}

absl::Status RocksRows::ScanRange(Table table, std::string_view from,
                                  std::string_view end, bool keep,
                                  const RowVisitor& visit) const {
  std::string next(from);
  const rocksdb::Slice bound = AsSlice(end);
  return Read("reading a range", [&](const Opened& view) {
    if (view.handle(table) == nullptr) return rocksdb::Status::OK();
    rocksdb::ReadOptions options;
    options.fill_cache = keep;
    if (!end.empty()) options.iterate_upper_bound = &bound;
    const std::unique_ptr<rocksdb::Iterator> it(
        view.db->NewIterator(options, view.handle(table)));
    bool delivered = false;
    for (it->Seek(next); it->Valid(); it->Next()) {
      delivered = true;
      if (!visit(AsView(it->key()), AsView(it->value())))
        return rocksdb::Status::OK();
      next.assign(it->key().data(), it->key().size());
    }
    // The iterator just stops at a damaged block: only its status tells. When
    // this runs again it goes on behind the last row that was handed out.
    if (delivered) next.push_back('\0');
    return it->status();
  });
}

absl::StatusOr<std::optional<std::pair<std::string, std::string>>>
RocksRows::Last(Table table, std::string_view from,
                std::string_view end) const {
  std::optional<std::pair<std::string, std::string>> found;
  absl::Status status = Read("reading the last row", [&](const Opened& view) {
    if (view.handle(table) == nullptr) return rocksdb::Status::OK();
    const std::unique_ptr<rocksdb::Iterator> it(
        view.db->NewIterator(rocksdb::ReadOptions(), view.handle(table)));
    if (end.empty()) {
      it->SeekToLast();
    } else {
      it->SeekForPrev(AsSlice(end));
      if (it->Valid() && AsView(it->key()) == end) it->Prev();
    }
    if (it->Valid() && AsView(it->key()) >= from) {
      found.emplace(it->key().ToString(), it->value().ToString());
    }
    return it->status();
  });
  if (!status.ok()) return status;
  return found;
}

absl::Status RocksRows::Write(std::vector<Row> rows, bool sync) {
  const std::shared_ptr<Opened> view = opened();
  if (view == nullptr || !writable_) {
    return absl::FailedPreconditionError("the ledger is not open for writing");
  }
  rocksdb::WriteBatch batch;
  rocksdb::Status status;
  for (const Row& row : rows) {
    status = batch.Put(view->handle(row.table), row.key, row.value);
    if (!status.ok()) break;
  }
  rocksdb::WriteOptions options;
  options.sync = sync && hooks_.sync;
  if (status.ok()) status = view->db->Write(options, &batch);
  return FromRocks(status, Concat({"writing to the ledger at ", paths_.dir}));
}

absl::Status RocksRows::Anchored(const Anchor& anchor) {
  return anchor_->Write(anchor);
}

absl::Status RocksRows::SyncAnchor() { return anchor_->Sync(); }

bool RocksRows::LongWriteAheadLog() const {
  std::vector<std::string> names;
  const rocksdb::IOOptions io;
  if (!hooks_.file_system->GetChildren(paths_.rows, io, &names, nullptr).ok())
    return false;
  uint64_t bytes = 0;
  size_t files = 0;
  for (const std::string& name : names) {
    uint64_t size = 0;
    if (!name.ends_with(".log") ||
        !hooks_.file_system
             ->GetFileSize(paths_.rows + "/" + name, io, &size, nullptr)
             .ok()) {
      continue;
    }
    bytes += size;
    ++files;
  }
  return bytes > hooks_.long_wal_bytes || files > hooks_.long_wal_files;
}

absl::Status RocksRows::MoveToTables() {
  const std::shared_ptr<Opened> view = opened();
  if (view == nullptr)
    return absl::FailedPreconditionError("the ledger was closed");
  rocksdb::FlushOptions options;
  options.wait = true;
  return FromRocks(
      view->db->Flush(options, view->handles),
      Concat({"moving the write-ahead log of ", paths_.dir, " into tables"}));
}

// Waits for flushes and compactions: at their end they delete files in the
// background.
rocksdb::Status WaitForBackground(rocksdb::DB& db) {
  for (int attempt = 0; attempt < 10'000; ++attempt) {
    uint64_t flushes = 1, compactions = 1;
    db.GetIntProperty(rocksdb::DB::Properties::kNumRunningFlushes, &flushes);
    db.GetIntProperty(rocksdb::DB::Properties::kNumRunningCompactions,
                      &compactions);
    if (flushes + compactions == 0) return rocksdb::Status::OK();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return rocksdb::Status::TimedOut("background work does not end");
}

absl::Status RocksRows::Purge(Table table, std::string_view from,
                              std::string_view end) {
  const std::shared_ptr<Opened> view = opened();
  if (view == nullptr)
    return absl::FailedPreconditionError("the ledger was closed");
  rocksdb::CompactRangeOptions options;
  // Also files that nothing is merged into: they may hold what an earlier purge
  // did not get to.
  options.bottommost_level_compaction =
      rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.exclusive_manual_compaction = true;
  const rocksdb::Slice first(from.data(), from.size());
  const rocksdb::Slice last(end.data(), end.size());
  rocksdb::Status status = view->db->CompactRange(
      options, view->handle(table), from.empty() ? nullptr : &first,
      end.empty() ? nullptr : &last);
  // Files that are no longer used go now, also those whose deletion a power
  // loss took back; and then for good.
  if (status.ok()) status = WaitForBackground(*view->db);
  if (status.ok()) status = view->db->DisableFileDeletions();
  if (status.ok()) status = view->db->EnableFileDeletions(/*force=*/true);
  std::unique_ptr<rocksdb::FSDirectory> dir;
  const rocksdb::IOOptions io;
  if (status.ok()) {
    status = hooks_.file_system->NewDirectory(paths_.rows, io, &dir, nullptr);
  }
  if (status.ok()) status = dir->Fsync(io, nullptr);
  return FromRocks(status, Concat({"removing erased values from the files of ",
                                   paths_.dir}));
}

absl::Status RocksRows::VerifyFiles() const {
  absl::Status anchor =
      CheckAnchorSlots(*hooks_.file_system, paths_.anchor);
  if (!anchor.ok()) return anchor;
  return Read("checking the files", [&](const Opened& view) {
    return view.db->VerifyFileChecksums(rocksdb::ReadOptions());
  });
}

absl::Status RocksRows::Close() {
  std::shared_ptr<Opened> last;
  {
    const std::lock_guard lock(mutex_);
    last.swap(opened_);
  }
  absl::Status result;
  if (last != nullptr && last.use_count() == 1) {
    for (rocksdb::ColumnFamilyHandle* one : last->handles) {
      if (one == nullptr) continue;
      last->db->DestroyColumnFamilyHandle(one).PermitUncheckedError();
    }
    last->handles.clear();
    rocksdb::Status status = last->db->Close();
    // A reader has nothing to lose when closing.
    if (writable_)
      result =
          FromRocks(status, Concat({"closing the ledger at ", paths_.dir}));
  }
  last.reset();
  if (anchor_ != nullptr) result.Update(anchor_->Close());
  hold_.reset();
  return result;
}

}  // namespace covenant
