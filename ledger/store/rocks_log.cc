#include "ledger/store/rocks_log.h"

#include <chrono>
#include <thread>
#include <utility>

#include "ledger/store/anchor_file.h"
#include "ledger/store/ledger_dir.h"
#include "ledger/store/log_core.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/rocks_rows.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

absl::StatusOr<std::unique_ptr<EventLog>> OpenHeld(
    const RocksHooks& hooks, const LedgerPaths& paths,
    std::unique_ptr<DirHold> hold, std::shared_ptr<const EntryFormat> format,
    Clock clock) {
  auto anchor = ReadAnchor(*hooks.file_system, paths.anchor);
  if (!anchor.ok()) return anchor.status();
  auto file = AnchorFile::Open(*hooks.file_system, paths.anchor, *anchor);
  if (!file.ok()) return file.status();
  auto rows =
      RocksRows::OpenToWrite(hooks, paths, std::move(hold), *std::move(file));
  if (!rows.ok()) return rows.status();
  return LogCore::Start(*std::move(rows), /*writable=*/true, anchor->anchor,
                        std::move(format), std::move(clock));
}

absl::StatusOr<std::unique_ptr<LogCore>> OpenReader(
    const RocksHooks& hooks, const LedgerPaths& paths,
    std::shared_ptr<const EntryFormat> format) {
  // A writer may move the log's newest rows from one file to another between
  // our reading of the two; then what we see is too short, or a file is gone.
  // The next attempt sees the newer files. Damage stays.
  for (int attempt = 1;; ++attempt) {
    auto anchor = ReadAnchor(*hooks.file_system, paths.anchor);
    if (!anchor.ok() && !absl::IsDataLoss(anchor.status()))
      return anchor.status();
    absl::Status status = anchor.status();
    if (anchor.ok()) {
      auto rows = RocksRows::OpenToRead(hooks, paths);
      status = rows.status();
      if (rows.ok()) {
        // Asked after the rows were opened: what they hold beyond the anchor is
        // of a writer that has ended.
        const bool no_writer = !HasWriter(paths);
        auto log = LogCore::Start(*std::move(rows), /*writable=*/false,
                                  anchor->anchor, format, Clock(), no_writer);
        if (log.ok()) return log;
        status = log.status();
      }
    }
    if (!absl::IsDataLoss(status) || attempt >= hooks.reader_attempts)
      return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(4 << attempt));
  }
}

absl::Status MakeLedger(const RocksHooks& hooks, const LedgerPaths& paths,
                        const CreateOptions& options, Timestamp now) {
  rocksdb::FileSystem& files = *hooks.file_system;
  if (absl::Status status = DeleteFlatDirectory(files, paths.creating);
      !status.ok()) {
    return status;
  }
  if (absl::Status status = WriteReserve(files, paths); !status.ok())
    return status;
  if (absl::Status status = RocksRows::Create(
          hooks, paths, FirstRows(options.origin, options.backfill, now));
      !status.ok()) {
    return status;
  }
  const rocksdb::Status anchored =
      rocksdb::WriteStringToFile(&files, NewAnchorFile({0, 0, Hash(), options.origin}),
                                 paths.anchor, /*should_sync=*/true);
  if (!anchored.ok())
    return FromRocks(anchored, Concat({"writing the anchor ", paths.anchor}));
  if (absl::Status status = SyncDirectory(files, paths.creating); !status.ok())
    return status;
  if (absl::Status status = SyncDirectory(files, paths.dir); !status.ok())
    return status;
  // From here on there is a ledger.
  const rocksdb::Status renamed = files.RenameFile(
      paths.creating, paths.rows, rocksdb::IOOptions(), nullptr);
  if (!renamed.ok())
    return FromRocks(renamed, Concat({"creating ", paths.rows}));
  if (absl::Status status = SyncDirectory(files, paths.dir); !status.ok())
    return status;
  return SyncDirectory(files, paths.dir + "/..");
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> CreateRocksLogWith(
    const RocksHooks& hooks, const std::string& dir, CreateOptions options,
    std::shared_ptr<const EntryFormat> format) {
  if (!IsOrigin(options.origin)) return BadOrigin(options.origin);
  if (!options.clock) options.clock = SystemClock();
  const LedgerPaths paths(dir);
  if (absl::Status status = MakeLedgerDirectory(*hooks.file_system, dir);
      !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckWritePermission(dir); !status.ok())
    return status;
  const auto refuse_existing = [&] {
    absl::Status found = FindLedger(paths);
    if (absl::IsNotFound(found)) return absl::OkStatus();
    if (!found.ok()) return found;
    return absl::AlreadyExistsError(Concat(
        {"there is a ledger at ", dir, " already; choose another directory"}));
  };
  if (absl::Status status = refuse_existing(); !status.ok()) return status;
  auto hold = DirHold::Take(hooks.file_system, paths);
  if (!hold.ok()) return hold.status();
  // Again under the lock: somebody may have been faster.
  if (absl::Status status = refuse_existing(); !status.ok()) return status;
  if (auto anchor = ReadAnchor(*hooks.file_system, paths.anchor);
      anchor.ok() && anchor->anchor.sequence > 0) {
    return absl::DataLossError(Concat({"the anchor ", paths.anchor,
                                       " says that there was a ledger with ",
                                       std::to_string(anchor->anchor.sequence),
                                       " entries, but its rows/ are missing; "
                                       "restore a backup, or choose another "
                                       "directory"}));
  }
  if (absl::Status status = MakeLedger(hooks, paths, options, options.clock());
      !status.ok()) {
    return status;
  }
  return OpenHeld(hooks, paths, *std::move(hold), std::move(format),
                  std::move(options.clock));
}

namespace {

// DataLoss where an anchor tells of entries and their rows are gone.
absl::Status FindWhole(const RocksHooks& hooks, const LedgerPaths& paths) {
  absl::Status found = FindLedger(paths);
  if (!absl::IsNotFound(found)) return found;
  const auto anchor = ReadAnchor(*hooks.file_system, paths.anchor);
  if (!anchor.ok() || anchor->anchor.sequence == 0) return found;
  return absl::DataLossError(Concat(
      {"the rows of the ledger, ", paths.rows,
       ", are missing; its anchor tells of ",
       std::to_string(anchor->anchor.sequence),
       " entries: restore a backup, and keep this copy for inspection"}));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogCore>> OpenRocksReaderWith(
    const RocksHooks& hooks, const std::string& dir,
    std::shared_ptr<const EntryFormat> format) {
  const LedgerPaths paths(dir);
  if (absl::Status status = FindWhole(hooks, paths); !status.ok()) {
    return status;
  }
  return OpenReader(hooks, paths, std::move(format));
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksLogWith(
    const RocksHooks& hooks, const std::string& dir, OpenMode mode,
    std::shared_ptr<const EntryFormat> format, Clock clock) {
  if (mode == OpenMode::kRead)
    return OpenRocksReaderWith(hooks, dir, std::move(format));
  const LedgerPaths paths(dir);
  if (absl::Status status = FindWhole(hooks, paths); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckWritePermission(dir); !status.ok())
    return status;
  auto hold = DirHold::Take(hooks.file_system, paths);
  if (!hold.ok()) return hold.status();
  return OpenHeld(hooks, paths, *std::move(hold), std::move(format),
                  std::move(clock));
}

absl::StatusOr<std::unique_ptr<EventLog>> CreateRocksLog(
    const std::string& dir, CreateOptions options,
    std::shared_ptr<const EntryFormat> format) {
  return CreateRocksLogWith(RocksHooks(), dir, std::move(options),
                            std::move(format));
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksLog(
    const std::string& dir, OpenMode mode,
    std::shared_ptr<const EntryFormat> format, Clock clock) {
  return OpenRocksLogWith(RocksHooks(), dir, mode, std::move(format),
                          std::move(clock));
}

}  // namespace covenant
