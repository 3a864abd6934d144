#include "ledger/store/restore.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "ledger/store/anchor_file.h"
#include "ledger/store/backup_files.h"
#include "ledger/store/backup_list.h"
#include "ledger/store/backup_source.h"
#include "ledger/store/keys.h"
#include "ledger/store/ledger_dir.h"
#include "ledger/store/restore_rows.h"
#include "ledger/store/rocks_rows.h"
#include "ledger/store/tree_rows.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

namespace fs = std::filesystem;

// Rows are written in groups of about this size.
constexpr size_t kGroupBytes = 4'000'000;

// One run. The ledger is made under another name beside the one that it is to
// have, which it gets when it is whole and has been opened once.
class RestoreRun {
 public:
  RestoreRun(const RocksHooks& hooks, std::string dir,
             const RestoreOptions& options,
             std::shared_ptr<const EntryFormat> format)
      : hooks_(hooks),
        dir_(std::move(dir)),
        paths_(dir_ + ".restoring"),
        options_(options),
        format_(std::move(format)) {}

  absl::StatusOr<RestoreReport> Run(const std::string& backup) {
    auto source = BackupSource::Open(hooks_.file_system, backup);
    if (!source.ok()) return source.status();
    source_ = *std::move(source);
    for (const auto step :
         {&RestoreRun::CheckCheckpoint, &RestoreRun::FindPoint,
          &RestoreRun::CheckTarget, &RestoreRun::Begin}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    absl::Status status = MakeLedger();
    if (!status.ok()) {
      rows_.reset();
      Clear(/*with_directory=*/true).IgnoreError();
      return status;
    }
    return report_;
  }

 private:
  const BackupManifest& manifest() const { return source_->manifest(); }

  absl::Status CheckCheckpoint() {
    if (!options_.checkpoint) return absl::OkStatus();
    const TreeHead& head = options_.checkpoint->head;
    if (head.origin != manifest().origin) {
      return absl::DataLossError(
          Concat({"the checkpoint is of the ledger ", Quoted(head.origin),
                  ", and the backup of ", Quoted(manifest().origin)}));
    }
    if (head.size <= manifest().size) {
      heads_.push_back(head);
      return absl::OkStatus();
    }
    if (options_.allow_older) return absl::OkStatus();
    return absl::FailedPreconditionError(
        Concat({"the backup ends at #", std::to_string(manifest().size),
                ", and the checkpoint was signed of ",
                std::to_string(head.size),
                " entries: whatever came in between is not in the backup. Look "
                "for a later one; --allow-older restores this one all the "
                "same, and says in the ledger that its end is missing"}));
  }

  absl::StatusOr<EntryHeader> HeaderOf(uint64_t sequence) const {
    auto bytes = source_->Entry(sequence);
    if (!bytes.ok()) return bytes.status();
    auto entry = format_->Decode(*bytes);
    if (!entry.ok()) {
      return absl::DataLossError(
          Concat({"the backup's entry of sequence ", std::to_string(sequence),
                  ": ", {entry.status().message().data(),
                         entry.status().message().size()}}));
    }
    return entry->header;
  }

  absl::Status FindPoint() {
    const uint64_t size = manifest().size;
    to_ = size;
    if (options_.to_sequence) {
      to_ = *options_.to_sequence;
    } else if (options_.to_time) {
      uint64_t low = 0;  // recorded by then
      uint64_t high = size + 1;
      while (high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        auto header = HeaderOf(middle);
        if (!header.ok()) return header.status();
        (header->recorded_at <= *options_.to_time ? low : high) = middle;
      }
      to_ = low;
    }
    if (to_ > size) {
      return OutOfRangeText({"the backup ends at #", std::to_string(size),
                             ", before #", std::to_string(to_)});
    }
    if (to_ == 0) return absl::OkStatus();
    auto header = HeaderOf(to_);
    if (!header.ok()) return header.status();
    to_ = header->batch_last;
    return absl::OkStatus();
  }

  absl::Status CheckTarget() {
    std::error_code error;
    if (!fs::exists(dir_, error)) return absl::OkStatus();
    if (fs::is_directory(dir_, error) && fs::is_empty(dir_, error))
      return absl::OkStatus();
    return absl::AlreadyExistsError(
        Concat({dir_, " exists already; a backup is restored into a new "
                      "directory only, beside whatever is left of the old "
                      "ledger"}));
  }

  absl::Status Begin() {
    if (absl::Status status = MakeLedgerDirectory(*hooks_.file_system, paths_.dir);
        !status.ok()) {
      return status;
    }
    auto hold = FlockHold::Take(paths_.dir, /*wait=*/false);
    if (!hold.ok()) return hold.status();
    hold_ = *std::move(hold);
    return Clear(/*with_directory=*/false);
  }

  // Deletes what this or an interrupted run has made.
  absl::Status Clear(bool with_directory) {
    rocksdb::FileSystem& files = *hooks_.file_system;
    for (const std::string& below : {paths_.creating, paths_.rows}) {
      if (absl::Status status = DeleteFlatDirectory(files, below);
          !status.ok()) {
        return status;
      }
    }
    std::vector<std::string> names;
    rocksdb::Status status = files.GetChildren(
        paths_.dir, rocksdb::IOOptions(), &names, nullptr);
    for (const std::string& name : names) {
      if (!status.ok()) break;
      if (name == "." || name == "..") continue;
      status = files.DeleteFile(paths_.dir + "/" + name, rocksdb::IOOptions(),
                                nullptr);
    }
    if (status.ok() && with_directory)
      status = files.DeleteDir(paths_.dir, rocksdb::IOOptions(), nullptr);
    return FromRocks(status, Concat({"deleting ", paths_.dir}));
  }

  absl::Status MakeLedger() {
    for (const auto step :
         {&RestoreRun::WriteRows, &RestoreRun::WriteFiles,
          &RestoreRun::OpenOnce, &RestoreRun::GiveName}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    report_.origin = manifest().origin;
    report_.backup_size = manifest().size;
    report_.backup_made = manifest().made;
    return absl::OkStatus();
  }

  absl::Status WriteRows() {
    auto made = RocksRows::OpenToCreate(hooks_, paths_);
    if (!made.ok()) return made.status();
    rows_ = *std::move(made);
    ValuesStream values = source_->Values();
    const KeyVisitor take_key = [this](const KeyRecord& record) {
      return TakeKey(record);
    };
    EntryRows entries(
        manifest().origin, *format_, *rows_, options_.facts,
        [&](const StoredEvent& event, const EventFacts& facts) {
          return TakeValues(event, facts, values, take_key);
        });
    if (absl::Status status = source_->ReadEntries(
            heads_,
            [&](uint64_t sequence, std::string_view bytes, const Hash& hash) {
              return TakeEntry(sequence, bytes, hash, entries);
            });
        !status.ok()) {
      return status;
    }
    if (!entries.at_point()) {
      return DamagedBackup(source_->dir(), kManifestName,
                           "it ends inside a batch");
    }
    auto left = values.Next(take_key);
    if (!left.ok()) return left.status();
    if (*left) {
      return DamagedBackup(source_->dir(), "values",
                           Concat({"no event has the value ",
                                   (*left)->mac.ToHex()}));
    }
    if (absl::Status status = WriteLast(); !status.ok()) return status;
    absl::Status closed = rows_->Close();
    rows_.reset();
    return closed;
  }

  absl::Status TakeEntry(uint64_t sequence, std::string_view bytes,
                         const Hash& hash, EntryRows& entries) {
    // Entries behind the point are only verified.
    if (absl::Status status = entries.Add(bytes, hash); !status.ok())
      return status;
    if (options_.progress && sequence % kTileWidth == 0)
      options_.progress(sequence, manifest().size);
    if (sequence <= to_) tree_.Add(hash);
    if (sequence == to_) {
      report_.head = entries.head();
      std::vector<Row> last = entries.LastRows();
      if (absl::Status status = Write(entries.TakeRows()); !status.ok())
        return status;
      return Write(std::move(last));
    }
    if (entries.row_bytes() < kGroupBytes) return absl::OkStatus();
    std::vector<Row> rows = entries.TakeRows();
    if (sequence > to_) return absl::OkStatus();
    if (absl::Status status = Write(tree_.TakeRows()); !status.ok())
      return status;
    return Write(std::move(rows));
  }

  absl::Status TakeValues(const StoredEvent& event, const EventFacts& facts,
                          ValuesStream& values, const KeyVisitor& take_key) {
    const uint64_t sequence = event.header.sequence;
    // Backfill was on until then, whatever the metadata says.
    if (facts.ends_backfill) backfill_ = sequence > to_;
    const std::string& stream = event.header.stream;
    if (!facts.erases.empty()) gone_.erase({stream, facts.erases});
    for (const Hash& mac : facts.sealed) {
      auto next = values.Next(take_key);
      if (!next.ok()) return next.status();
      if (!*next || (*next)->sequence != sequence || (*next)->mac != mac) {
        return DamagedBackup(
            source_->dir(), "values",
            Concat({"the value ", mac.ToHex(), " of ",
                    EntryName(event.header.stream, event.header.version,
                              sequence),
                    " is not where it should be"}));
      }
      if (sequence > to_) continue;
      std::string row;
      if (const auto& value = (*next)->value; value) {
        row = Concat({value->key.view(), value->value});
        ++report_.values;
      } else {
        ++report_.erased;
        gone_.emplace(stream, event.header.event_id);
      }
      if (absl::Status status = PutAside(
              {Table::kSealed, std::string(mac.view()), std::move(row)});
          !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status TakeKey(const KeyRecord& record) {
    if (record.last_sequence > to_) return absl::OkStatus();
    return PutAside({Table::kIndex, IdempotencyRowKey(record.key),
                     EncodeIdempotencyRow({record.random, record.content_mac,
                                           record.first_sequence,
                                           record.last_sequence})});
  }

  absl::Status PutAside(Row row) {
    aside_bytes_ += row.key.size() + row.value.size();
    aside_.push_back(std::move(row));
    if (aside_bytes_ < kGroupBytes) return absl::OkStatus();
    aside_bytes_ = 0;
    return Write(std::exchange(aside_, {}));
  }

  absl::Status Write(std::vector<Row> rows) {
    // Nothing counts before the whole is in table files.
    return rows_->Write(std::move(rows), /*sync=*/false);
  }

  // All are kept, also those beyond the point: the ledger contradicts them, and
  // signs nothing until somebody says that it was cut back.
  absl::Status WriteCheckpoints() {
    auto kept = source_->Checkpoints();
    if (!kept.ok()) return kept.status();
    if (options_.checkpoint && options_.checkpoint->head.size > to_) {
      const Checkpoint& given = *options_.checkpoint;
      const KeptCheckpoint one{given.head.size,
                               given.note.signatures.front().id, given.bytes};
      const bool known = std::any_of(
          kept->begin(), kept->end(), [&](const KeptCheckpoint& other) {
            return other.size == one.size && other.key == one.key;
          });
      if (!known) kept->push_back(one);
    }
    std::vector<Row> rows;
    for (KeptCheckpoint& one : *kept) {
      if (one.size > to_) report_.cut_from = std::max(report_.cut_from, one.size);
      rows.push_back({Table::kIndex, CheckpointKey(one.size, one.key),
                      std::move(one.note)});
    }
    return Write(std::move(rows));
  }

  absl::Status WriteLast() {
    LogMetadata metadata = manifest().metadata;
    if (backfill_)
      metadata["backfill"] = std::string(1, *backfill_ ? '\1' : '\0');
    report_.unexplained = gone_.size();
    if (absl::Status status = WriteCheckpoints(); !status.ok()) return status;
    std::string version;
    PutU32(kFormatVersion, version);
    std::vector<Row> rows = tree_.TakeRows();
    rows.push_back(TreeMark());
    rows.push_back({Table::kIndex, MetadataKey("format"), version});
    for (const auto& [name, bytes] : metadata) {
      if (IsOfTheCopy(name)) continue;
      rows.push_back({Table::kIndex, MetadataKey(name), bytes});
    }
    rows.push_back({Table::kIndex, MetadataKey("tables"), U64(to_)});
    if (absl::Status status = Write(std::exchange(aside_, {})); !status.ok())
      return status;
    if (absl::Status status = Write(std::move(rows)); !status.ok())
      return status;
    return rows_->MoveToTables();
  }

  absl::Status WriteFiles() {
    rocksdb::FileSystem& files = *hooks_.file_system;
    const Position& head = report_.head;
    const uint64_t batch =
        head.sequence == 0 ? 0 : head.batch_last - head.batch_first + 1;
    const rocksdb::Status anchored = rocksdb::WriteStringToFile(
        &files,
        NewAnchorFile({head.sequence, batch, head.hash, manifest().origin}),
        paths_.anchor, /*should_sync=*/true);
    if (!anchored.ok())
      return FromRocks(anchored, Concat({"writing the anchor ", paths_.anchor}));
    if (absl::Status status = WriteReserve(files, paths_); !status.ok())
      return status;
    if (absl::Status status = SyncDirectory(files, paths_.creating);
        !status.ok()) {
      return status;
    }
    const rocksdb::Status renamed = files.RenameFile(
        paths_.creating, paths_.rows, rocksdb::IOOptions(), nullptr);
    if (!renamed.ok())
      return FromRocks(renamed, Concat({"creating ", paths_.rows}));
    if (absl::Status status = WriteBackupList(paths_.dir, ListedNow());
        !status.ok()) {
      return status;
    }
    return SyncDirectory(files, paths_.dir);
  }

  // What the ledger knew, and the backup itself. Sequences behind the point are
  // no longer of this log.
  std::vector<ListedBackup> ListedNow() const {
    std::error_code error;
    const fs::path here = fs::weakly_canonical(source_->dir().dir(), error);
    const std::string place = error ? source_->dir().dir() : here.string();
    std::vector<ListedBackup> listed = manifest().backups;
    std::erase_if(listed, [&](const ListedBackup& one) {
      return one.place == place;
    });
    listed.push_back({place, manifest().size, manifest().made, Timestamp()});
    for (ListedBackup& one : listed)
      one.sequence = std::min(one.sequence, to_);
    return listed;
  }

  absl::Status OpenOnce() {
    auto log = OpenRocksLogWith(hooks_, paths_.dir, OpenMode::kRead, format_,
                                Clock());
    if (!log.ok()) return log.status();
    auto head = (*log)->Head();
    if (!head.ok()) return head.status();
    if (*head == report_.head) return absl::OkStatus();
    return absl::InternalError("the restored ledger has another head");
  }

  absl::Status GiveName() {
    rocksdb::FileSystem& files = *hooks_.file_system;
    const rocksdb::Status renamed =
        files.RenameFile(paths_.dir, dir_, rocksdb::IOOptions(), nullptr);
    if (!renamed.ok()) return FromRocks(renamed, Concat({"creating ", dir_}));
    return SyncDirectory(files, dir_ + "/..");
  }

  const RocksHooks& hooks_;
  const std::string dir_;
  const LedgerPaths paths_;
  const RestoreOptions& options_;
  const std::shared_ptr<const EntryFormat> format_;
  std::unique_ptr<BackupSource> source_;
  std::unique_ptr<FlockHold> hold_;
  std::unique_ptr<RocksRows> rows_;
  std::vector<TreeHead> heads_;
  TreeTail tree_;
  uint64_t to_ = 0;
  // As the events say; nothing: no event ends backfill.
  std::optional<bool> backfill_;
  // Events, by stream and id, of which values are gone; less those that an
  // event erased.
  std::set<std::pair<std::string, std::string>> gone_;
  std::vector<Row> aside_;
  size_t aside_bytes_ = 0;
  RestoreReport report_;
};

}  // namespace

absl::StatusOr<RestoreReport> RestoreWith(
    const RocksHooks& hooks, const std::string& backup, const std::string& dir,
    const RestoreOptions& options, std::shared_ptr<const EntryFormat> format) {
  std::string path = dir;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return RestoreRun(hooks, path, options, std::move(format)).Run(backup);
}

absl::StatusOr<RestoreReport> Restore(
    const std::string& backup, const std::string& dir,
    const RestoreOptions& options, std::shared_ptr<const EntryFormat> format) {
  return RestoreWith(RocksHooks(), backup, dir, options, std::move(format));
}

}  // namespace covenant
