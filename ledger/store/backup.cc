#include "ledger/store/backup.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ledger/proof/checkpoint.h"
#include "ledger/proof/sha256.h"
#include "ledger/proof/tile_tree.h"
#include "ledger/store/backup_files.h"
#include "ledger/store/backup_format.h"
#include "ledger/store/backup_list.h"
#include "ledger/store/backup_source.h"
#include "ledger/store/ledger_dir.h"
#include "ledger/store/log_core.h"
#include "ledger/store/log_tree.h"
#include "ledger/store/rocks_options.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBufferBytes = size_t{256} << 10;
constexpr char kValuesInWork[] = "values/new";

// One run. Everything that it writes before the manifest stands beside what the
// old manifest names; nothing of that is touched until the new one is in place.
class BackupRun {
 public:
  BackupRun(const RocksHooks& hooks, const std::string& ledger,
            const std::string& place, const BackupOptions& options,
            std::shared_ptr<const EntryFormat> format)
      : hooks_(hooks),
        ledger_(ledger),
        options_(options),
        clock_(options.clock ? options.clock : SystemClock()),
        format_(std::move(format)),
        dir_(hooks.file_system, place) {}

  absl::StatusOr<BackupReport> Run() {
    for (const auto step :
         {&BackupRun::Enter, &BackupRun::OpenLedger, &BackupRun::CheckOld,
          &BackupRun::WriteEntries, &BackupRun::WriteValues,
          &BackupRun::WriteCheckpoints, &BackupRun::WriteManifest,
          &BackupRun::Publish, &BackupRun::RemoveTheRest}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    return Report();
  }

 private:
  // The directory is there, ours for the time being, and holds a backup or
  // nothing.
  absl::Status Enter() {
    // A ledger that is not there must not leave a directory behind.
    if (absl::Status status = FindLedger(LedgerPaths(ledger_)); !status.ok())
      return status;
    const std::string& place = dir_.dir();
    std::error_code error;
    if (!fs::exists(place, error)) {
      const rocksdb::Status made = hooks_.file_system->CreateDirIfMissing(
          place, rocksdb::IOOptions(), nullptr);
      if (made.IsPathNotFound() || made.IsNotFound()) {
        return absl::NotFoundError(
            Concat({"the directory above ", place,
                    " does not exist; create it first"}));
      }
      if (!made.ok())
        return FromRocks(made, Concat({"creating the directory ", place}));
      chmod(place.c_str(), S_IRWXU);
      if (absl::Status status =
              SyncDirectory(*hooks_.file_system, place + "/..");
          !status.ok()) {
        return status;
      }
    }
    auto hold = FlockHold::Take(place, /*wait=*/false);
    if (!hold.ok()) return hold.status();
    hold_ = *std::move(hold);
    if (dir_.Has(kManifestName)) {
      auto old = ReadManifest(dir_);
      if (!old.ok()) return old.status();
      old_ = *std::move(old);
      return absl::OkStatus();
    }
    if (dir_.Has(kBegunName)) return absl::OkStatus();
    for (fs::directory_iterator it(place, error), end; !error && it != end;
         it.increment(error)) {
      // The mark itself may have been cut short.
      if (it->path().filename().string().starts_with(kBegunName)) continue;
      return absl::AlreadyExistsError(
          Concat({"the directory ", place,
                  " holds other things than a backup; choose an empty one"}));
    }
    if (absl::Status status = dir_.Write(kBegunName, ""); !status.ok())
      return status;
    return dir_.Sync();
  }

  absl::Status OpenLedger() {
    // Before anything is read, so that an erasure in the meantime knows of us.
    report_.listed = NoteBackupBegun(ledger_, dir_.dir(), clock_());
    auto log = OpenRocksReaderWith(hooks_, ledger_, format_);
    if (!log.ok()) return log.status();
    log_ = *std::move(log);
    auto head = log_->Head();
    if (!head.ok()) return head.status();
    head_ = *head;
    auto metadata = log_->ReadMetadata();
    if (!metadata.ok()) return metadata.status();
    std::erase_if(*metadata,
                  [](const auto& row) { return IsOfTheCopy(row.first); });
    new_ = old_;
    new_.origin = log_->origin();
    new_.size = head_.sequence;
    new_.metadata = *std::move(metadata);
    return absl::OkStatus();
  }

  absl::Status NotOurs(std::initializer_list<std::string_view> why) const {
    return absl::DataLossError(Concat(
        {"the backup in ", dir_.dir(), " is not one of this ledger: ",
         Concat(why),
         "; nothing was changed; back up into another directory, and keep both "
         "until you know which of the two was rewritten"}));
  }

  // The ledger continues what the backup holds, and the backup's files are
  // there.
  absl::Status CheckOld() {
    if (!HasOld()) return absl::OkStatus();
    if (old_.origin != new_.origin) {
      return NotOurs({"it is of the ledger ", Quoted(old_.origin), ", not ",
                      Quoted(new_.origin)});
    }
    if (old_.metadata["created"] != new_.metadata["created"])
      return NotOurs({"the two were not created at the same time"});
    if (old_.size > head_.sequence) {
      return NotOurs({"it has ", std::to_string(old_.size),
                      " entries, and the ledger has ",
                      std::to_string(head_.sequence),
                      ": the ledger is an older copy, or was cut back"});
    }
    auto root = RootOf(*log_, old_.size);
    if (!root.ok()) return root.status();
    if (*root != old_.root) {
      return NotOurs({"the first ", std::to_string(old_.size),
                      " entries of the two have the roots ",
                      old_.root.ToHex(), " and ", root->ToHex(),
                      ": the two logs have parted"});
    }
    return CheckFiles(dir_, old_);
  }

  bool HasOld() const { return !old_.origin.empty(); }

  absl::Status WriteEntries() {
    if (absl::Status status = tree_.Resume(
            old_.size,
            [this](uint32_t level, uint64_t index, uint32_t width) {
              return dir_.Read(TilePath({false, level, index, width}));
            });
        !status.ok()) {
      return status;
    }
    if (HasOld() && tree_.Root() != old_.root) {
      return absl::DataLossError(
          Concat({"the backup in ", dir_.dir(),
                  " is damaged: its tiles do not give its root; nothing was "
                  "changed; back up into another directory"}));
    }
    if (head_.sequence > old_.size) {
      // The last bundle was not full: it is written again with what is new.
      const uint64_t first = old_.size / kTileWidth * kTileWidth + 1;
      if (absl::Status status = log_->ReadEntries(
              first, head_.sequence - first + 1,
              [this](const RawEntry& entry) { return Take(entry); });
          !status.ok()) {
        return status;
      }
      if (absl::Status status = WriteIncomplete(); !status.ok()) return status;
    }
    new_.root = tree_.Root();
    return absl::OkStatus();
  }

  absl::Status Take(const RawEntry& entry) {
    AddToBundle(entry.bytes, bundle_);
    if (entry.sequence > old_.size) {
      if (absl::Status status = tree_.Add(entry.hash, WriteTile());
          !status.ok()) {
        return status;
      }
      auto decoded = format_->Decode(entry.bytes);
      if (!decoded.ok()) return decoded.status();
      erased_ |= !options_.erases || options_.erases(decoded->header);
    }
    if (entry.sequence % kTileWidth != 0) return absl::OkStatus();
    new_.bundle_bytes += bundle_.size();
    absl::Status status = dir_.Write(
        TilePath({true, 0, entry.sequence / kTileWidth - 1, kTileWidth}),
        bundle_);
    bundle_.clear();
    if (options_.progress) {
      options_.progress(entry.sequence - old_.size,
                        head_.sequence - old_.size);
    }
    return status;
  }

  TileSink WriteTile() {
    return [this](const Tile& tile, std::string_view hashes) {
      return dir_.Write(TilePath(tile), hashes);
    };
  }

  absl::Status WriteIncomplete() {
    if (!bundle_.empty()) {
      const auto width = static_cast<uint32_t>(head_.sequence % kTileWidth);
      if (absl::Status status = dir_.Write(
              TilePath({true, 0, head_.sequence / kTileWidth, width}), bundle_);
          !status.ok()) {
        return status;
      }
    }
    return tree_.Incomplete([this](const Tile& tile, std::string_view hashes) {
      // The old backup has the same tile.
      if (TileHashes(old_.size, tile.level) ==
          TileHashes(head_.sequence, tile.level)) {
        return absl::OkStatus();
      }
      return dir_.Write(TilePath(tile), hashes);
    });
  }

  absl::Status WriteValues() {
    if (head_.sequence == old_.size) return absl::OkStatus();
    uint64_t first = old_.size + 1;
    if (erased_ && !new_.values.empty()) {
      report_.values_renewed = true;
      new_.values.clear();
      first = 1;
    }
    // Files of like size are joined, so that there are never many, and each
    // value is written a number of times that grows with the logarithm of the
    // ledger.
    uint64_t span = head_.sequence - first + 1;
    while (!new_.values.empty()) {
      const ValuesFile& before = new_.values.back();
      if (before.last - before.first + 1 > 2 * span) break;
      first = before.first;
      span = head_.sequence - first + 1;
      new_.values.pop_back();
    }
    ValuesFile file{first, head_.sequence, 0, Hash()};
    Sha256Pieces hash;
    bool any = false;
    absl::Status status = dir_.WriteSecret(
        kValuesInWork,
        [&](const DurableDir::Out& out) {
          return FillValues(file, hash, any, out);
        },
        [&] {
          file.hash = hash.Finish();
          return any ? file.Name() : std::string();
        });
    if (status.ok() && any) new_.values.push_back(file);
    return status;
  }

  absl::Status FillValues(ValuesFile& file, Sha256Pieces& hash, bool& any,
                          const DurableDir::Out& out) {
    std::string buffer(kValuesMagic);
    const auto write = [&] {
      hash.Add(buffer);
      file.bytes += buffer.size();
      absl::Status status = out(buffer);
      buffer.clear();
      return status;
    };
    const auto put = [&](const ValuesRecord& record) {
      any = true;
      buffer += EncodeRecord(record);
      return buffer.size() < kBufferBytes ? absl::OkStatus() : write();
    };
    if (absl::Status status = log_->ReadSealed(
            file.first, file.last,
            [&](const SealedRecord& record) { return put(record); });
        !status.ok()) {
      return status;
    }
    if (absl::Status status = log_->ReadKeys(
            file.first, file.last,
            [&](const KeyRecord& record) { return put(record); });
        !status.ok()) {
      return status;
    }
    return write();
  }

  // Whether the backup has the tree of the checkpoint: not if the ledger was cut
  // back since it was signed.
  absl::StatusOr<bool> IsOfThisLog(const KeptCheckpoint& kept) const {
    if (kept.size > head_.sequence) return false;
    const auto checkpoint = ParseCheckpoint(kept.note);
    if (!checkpoint.ok()) return false;
    auto root = RootOf(*log_, kept.size);
    if (!root.ok()) return root.status();
    return checkpoint->head.size == kept.size &&
           checkpoint->head.root == *root;
  }

  // All that the ledger keeps: a new one may be of an old size. The newest that
  // is not beyond the backup is published with it.
  absl::Status WriteCheckpoints() {
    auto kept = log_->Checkpoints();
    if (!kept.ok()) return kept.status();
    std::string bytes(kValuesMagic);
    uint64_t published = 0;
    for (const KeptCheckpoint& one : *kept) {
      bytes += EncodeRecord(one);
      auto holds = IsOfThisLog(one);
      if (!holds.ok()) return holds.status();
      if (!*holds) continue;
      published = one.size;
      checkpoint_ = one.note;
    }
    if (bytes.size() > kValuesMagic.size()) {
      new_.checkpoints = ValuesFile{0, 0, bytes.size(), Sha256(bytes)};
      if (new_.checkpoints != old_.checkpoints) {
        if (absl::Status status = dir_.WriteSecret(
                kValuesInWork,
                [&](const DurableDir::Out& out) { return out(bytes); },
                [&] { return new_.checkpoints->Name(); });
            !status.ok()) {
          return status;
        }
      }
    }
    new_.published.clear();
    if (!checkpoint_.empty())
      new_.published.push_back({published, Sha256(checkpoint_)});
    if (!old_.published.empty())
      new_.published.push_back(old_.published.front());
    for (const PublishedCheckpoint& one : new_.published) {
      for (const Tile& tile : IncompleteTilesOf(one.size)) {
        auto smaller = SmallerTile(dir_, new_, tile);
        if (!smaller.ok()) return smaller.status();
        if (dir_.Has(TilePath(tile))) {
          const auto held = dir_.Read(TilePath(tile));
          if (held.ok() && *held == *smaller) continue;
        }
        if (absl::Status status = dir_.Write(TilePath(tile), *smaller);
            !status.ok()) {
          return status;
        }
      }
    }
    return absl::OkStatus();
  }

  // The file by which others can check the directory as a published log.
  absl::Status Publish() {
    if (checkpoint_.empty()) return absl::OkStatus();
    if (dir_.Has(kCheckpointName)) {
      auto held = dir_.Read(kCheckpointName);
      if (!held.ok()) return held.status();
      if (*held == checkpoint_) return absl::OkStatus();
    }
    if (absl::Status status = dir_.Write(kCheckpointName, checkpoint_);
        !status.ok()) {
      return status;
    }
    return dir_.Sync();
  }

  absl::Status WriteManifest() {
    new_.made = clock_();
    // Of a damaged or unreadable list `listed` tells already.
    new_.backups = ReadBackupList(ledger_).value_or(std::vector<ListedBackup>());
    std::erase_if(new_.backups, [this](const ListedBackup& backup) {
      return backup.place == dir_.dir();
    });
    new_.backups.push_back({dir_.dir(), new_.size, new_.made, Timestamp()});
    if (absl::Status status = dir_.Sync(); !status.ok()) return status;
    if (absl::Status status = dir_.Write(kManifestName, EncodeManifest(new_));
        !status.ok()) {
      return status;
    }
    return dir_.Sync();
  }

  // What neither the manifest names nor a full tile needs: of older backups and
  // of ones that were interrupted.
  absl::Status RemoveTheRest() {
    std::set<std::string> keep;
    for (const ValuesFile& file : new_.values) keep.insert(file.Name());
    if (new_.checkpoints) keep.insert(new_.checkpoints->Name());
    std::set<uint64_t> sizes = {new_.size};
    for (const PublishedCheckpoint& one : new_.published)
      sizes.insert(one.size);
    for (const uint64_t size : sizes) {
      for (const Tile& tile : IncompleteTilesOf(size))
        keep.insert(TilePath(tile));
    }
    std::set<std::string> folders;
    for (const char* below : {"tile", "values"}) {
      auto names = dir_.FilesBelow(below);
      if (!names.ok()) return names.status();
      for (const std::string& name : *names) {
        const auto tile = ParseTilePath(name);
        if (keep.contains(name) || (tile && tile->width == kTileWidth))
          continue;
        if (absl::Status status = dir_.Delete(name); !status.ok())
          return status;
        folders.insert(fs::path(name).parent_path().string());
      }
    }
    if (dir_.Has(kBegunName)) {
      if (absl::Status status = dir_.Delete(kBegunName); !status.ok())
        return status;
    }
    if (absl::Status status = dir_.Sync(); !status.ok()) return status;
    for (const std::string& folder : folders) dir_.DeleteFolderIfEmpty(folder);
    return absl::OkStatus();
  }

  BackupReport Report() {
    report_.listed.Update(
        NoteBackupMade(ledger_, dir_.dir(), new_.size, new_.made));
    report_.place = dir_.dir();
    report_.origin = new_.origin;
    report_.head = head_;
    report_.root = new_.root;
    report_.had = old_.size;
    report_.new_bytes = dir_.bytes_written();
    report_.new_files = dir_.files_written();
    return report_;
  }

  const RocksHooks& hooks_;
  const std::string& ledger_;
  const BackupOptions& options_;
  const Clock clock_;
  const std::shared_ptr<const EntryFormat> format_;
  DurableDir dir_;
  std::unique_ptr<FlockHold> hold_;
  std::unique_ptr<LogCore> log_;
  Position head_;
  BackupManifest old_;  // without an origin: there was none
  BackupManifest new_;
  TileTree tree_;
  std::string bundle_;
  std::string checkpoint_;  // to be published
  bool erased_ = false;
  BackupReport report_;
};

}  // namespace

absl::StatusOr<BackupReport> BackUpWith(
    const RocksHooks& hooks, const std::string& ledger,
    const std::string& place, const BackupOptions& options,
    std::shared_ptr<const EntryFormat> format) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(place, error), error);
  std::string path = error ? place : whole.string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return BackupRun(hooks, ledger, path, options, std::move(format)).Run();
}

absl::StatusOr<BackupReport> BackUp(const std::string& ledger,
                                    const std::string& place,
                                    const BackupOptions& options,
                                    std::shared_ptr<const EntryFormat> format) {
  return BackUpWith(RocksHooks(), ledger, place, options, std::move(format));
}

}  // namespace covenant
