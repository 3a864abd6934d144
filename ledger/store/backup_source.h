// Internal: reads a backup and checks everything that can be checked without
// knowing what an event means: the manifest, each bundle and tile against the
// leaf hashes of the entries, the root, the files of values.
//
// Refuses: a directory without a backup (NotFound); anything damaged, missing
// or left over in part (DataLoss, naming the file).
// Thread safety: belongs to one thread.
#ifndef LEDGER_STORE_BACKUP_SOURCE_H_
#define LEDGER_STORE_BACKUP_SOURCE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/sha256.h"
#include "ledger/proof/tile.h"
#include "ledger/proof/tile_tree.h"
#include "ledger/store/backup.h"
#include "ledger/store/backup_files.h"
#include "ledger/store/backup_format.h"
#include "ledger/store/restore.h"
#include "ledger/store/rocks_options.h"

namespace covenant {

inline constexpr char kManifestName[] = "BACKUP";
// There while the first backup to a directory is not finished.
inline constexpr char kBegunName[] = "BACKUP.begun";
inline constexpr char kCheckpointName[] = "checkpoint";
inline constexpr std::string_view kValuesMagic = "COVVAL01";

// BackUp with hooks.
absl::StatusOr<BackupReport> BackUpWith(
    const RocksHooks& hooks, const std::string& ledger,
    const std::string& place, const BackupOptions& options,
    std::shared_ptr<const EntryFormat> format);

// Restore with hooks.
absl::StatusOr<RestoreReport> RestoreWith(
    const RocksHooks& hooks, const std::string& backup, const std::string& dir,
    const RestoreOptions& options, std::shared_ptr<const EntryFormat> format);

absl::StatusOr<BackupManifest> ReadManifest(const DurableDir& dir);

// The smaller tile or bundle that a log of fewer entries had in its place, from
// the one that the backup has.
absl::StatusOr<std::string> SmallerTile(const DurableDir& dir,
                                        const BackupManifest& manifest,
                                        const Tile& tile);

// That the files which the manifest stands for are there and have their sizes.
absl::Status CheckFiles(const DurableDir& dir, const BackupManifest& manifest);

// The tiles and the bundle of a log of this size that are not full.
std::vector<Tile> IncompleteTilesOf(uint64_t size);

// "the backup in DIR is damaged: FILE: WHY ...".
absl::Status DamagedBackup(const DurableDir& dir, std::string_view file,
                           std::string_view why);

// The records of all files of values, one after the other.
class ValuesStream {
 public:
  ValuesStream(std::shared_ptr<rocksdb::FileSystem> files,
               const DurableDir& dir, const BackupManifest& manifest)
      : files_(std::move(files)), dir_(dir), manifest_(manifest) {}

  // The next sealed record, or nothing behind the last one. Keys that stand
  // before it are handed to `keys`.
  absl::StatusOr<std::optional<SealedRecord>> Next(const KeyVisitor& keys);

 private:
  absl::StatusOr<std::optional<ValuesRecord>> NextInFile();
  absl::Status Check(const ValuesRecord& record);
  absl::Status OpenFile();
  absl::Status EndFile();
  absl::Status Bad(std::string_view why) const;

  const std::shared_ptr<rocksdb::FileSystem> files_;
  const DurableDir& dir_;
  const BackupManifest& manifest_;
  size_t next_file_ = 0;  // of manifest_.values
  std::unique_ptr<rocksdb::FSSequentialFile> file_;
  std::unique_ptr<Sha256Pieces> hash_;
  uint64_t bytes_ = 0;
  std::string buffer_;
  size_t at_ = 0;
  uint64_t last_sequence_ = 0;
};

class BackupSource {
 public:
  static absl::StatusOr<std::unique_ptr<BackupSource>> Open(
      std::shared_ptr<rocksdb::FileSystem> files, const std::string& dir);

  const DurableDir& dir() const { return dir_; }
  const BackupManifest& manifest() const { return manifest_; }
  ValuesStream Values() const { return {files_, dir_, manifest_}; }

  // The checkpoints that the ledger kept.
  absl::StatusOr<std::vector<KeptCheckpoint>> Checkpoints() const;

  // The bytes of one entry, checked by nothing but the form of its bundle.
  absl::StatusOr<std::string> Entry(uint64_t sequence) const;

  // All entries in their order; each tile, the root and the file `checkpoint`
  // are checked. `heads` must be heads of this log, at most as large as it.
  using Visitor = std::function<absl::Status(
      uint64_t sequence, std::string_view bytes, const Hash& hash)>;
  absl::Status ReadEntries(const std::vector<TreeHead>& heads,
                           const Visitor& visit) const;

 private:
  BackupSource(std::shared_ptr<rocksdb::FileSystem> files,
               const std::string& dir)
      : files_(files), dir_(std::move(files), dir) {}

  absl::StatusOr<std::string> Bundle(uint64_t index, uint32_t width) const;
  absl::Status CheckTile(const Tile& tile, std::string_view hashes) const;
  // The head of the file `checkpoint`, if there is one.
  absl::StatusOr<std::optional<TreeHead>> Published() const;
  // The tiles that stand there for it alone.
  absl::Status CheckSmallerTiles(uint64_t size) const;

  const std::shared_ptr<rocksdb::FileSystem> files_;
  const DurableDir dir_;
  std::unique_ptr<FlockHold> hold_;
  BackupManifest manifest_;
};

}  // namespace covenant

#endif  // LEDGER_STORE_BACKUP_SOURCE_H_
