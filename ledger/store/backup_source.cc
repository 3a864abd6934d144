#include "ledger/store/backup_source.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;

}  // namespace

absl::Status DamagedBackup(const DurableDir& dir, std::string_view file,
                           std::string_view why) {
  return absl::DataLossError(
      Concat({"the backup in ", dir.dir(), " is damaged: ", file, ": ", why,
              "; nothing was made or changed; take another backup"}));
}

absl::StatusOr<BackupManifest> ReadManifest(const DurableDir& dir) {
  if (!dir.Has(kManifestName)) {
    if (dir.Has(kBegunName)) {
      return absl::NotFoundError(
          Concat({"the backup in ", dir.dir(),
                  " was begun and never finished; there is nothing to restore "
                  "from it"}));
    }
    return absl::NotFoundError(
        Concat({"there is no backup in ", dir.dir(),
                "; `covenant backup` makes one"}));
  }
  auto bytes = dir.Read(kManifestName);
  if (!bytes.ok()) return bytes.status();
  auto manifest = DecodeManifest(*bytes);
  if (!manifest) {
    return DamagedBackup(dir, kManifestName,
                         "it is not what a backup of this version ends with");
  }
  return *std::move(manifest);
}

std::vector<Tile> IncompleteTilesOf(uint64_t size) {
  std::vector<Tile> tiles;
  for (const Tile& tile : TilesOf(size)) {
    if (tile.width < kTileWidth) tiles.push_back(tile);
  }
  if (const auto rest = static_cast<uint32_t>(size % kTileWidth); rest > 0)
    tiles.push_back({true, 0, size / kTileWidth, rest});
  return tiles;
}

absl::StatusOr<std::string> SmallerTile(const DurableDir& dir,
                                        const BackupManifest& manifest,
                                        const Tile& tile) {
  const uint64_t hashes =
      tile.entries ? manifest.size : TileHashes(manifest.size, tile.level);
  Tile whole = tile;
  whole.width = static_cast<uint32_t>(
      std::min<uint64_t>(kTileWidth, hashes - tile.index * kTileWidth));
  auto bytes = dir.Read(TilePath(whole));
  if (!bytes.ok()) return bytes.status();
  size_t length = size_t{tile.width} * Hash::kSize;
  if (tile.entries) {
    const auto entries = ParseBundle(*bytes, whole.width);
    if (!entries.ok()) {
      return DamagedBackup(dir, TilePath(whole), MessageOf(entries.status()));
    }
    const std::string_view last = (*entries)[tile.width - 1];
    length = static_cast<size_t>(last.data() + last.size() - bytes->data());
  }
  bytes->resize(std::min(length, bytes->size()));
  return bytes;
}

absl::Status CheckFiles(const DurableDir& dir, const BackupManifest& manifest) {
  for (const Tile& tile : TilesOf(manifest.size)) {
    uint64_t bytes = 0;
    const std::string name = TilePath(tile);
    if (!dir.Has(name, &bytes))
      return DamagedBackup(dir, name, "the file is missing");
    if (bytes != uint64_t{tile.width} * Hash::kSize)
      return DamagedBackup(dir, name, "the file has another size");
  }
  uint64_t all = 0;
  for (uint64_t index = 0; index < manifest.size / kTileWidth; ++index) {
    uint64_t bytes = 0;
    const std::string name = TilePath({true, 0, index, kTileWidth});
    if (!dir.Has(name, &bytes))
      return DamagedBackup(dir, name, "the file is missing");
    all += bytes;
  }
  if (all != manifest.bundle_bytes) {
    return DamagedBackup(dir, "tile/entries",
                         "the bundles have other sizes than when they were "
                         "written");
  }
  std::vector<ValuesFile> files = manifest.values;
  if (manifest.checkpoints) files.push_back(*manifest.checkpoints);
  for (const ValuesFile& file : files) {
    uint64_t bytes = 0;
    if (!dir.Has(file.Name(), &bytes))
      return DamagedBackup(dir, file.Name(), "the file is missing");
    if (bytes != file.bytes)
      return DamagedBackup(dir, file.Name(), "the file has another size");
  }
  return absl::OkStatus();
}

absl::Status ValuesStream::Bad(std::string_view why) const {
  return DamagedBackup(dir_, manifest_.values[next_file_ - 1].Name(), why);
}

absl::Status ValuesStream::OpenFile() {
  const ValuesFile& file = manifest_.values[next_file_++];
  const rocksdb::Status opened = files_->NewSequentialFile(
      dir_.Path(file.Name()), rocksdb::FileOptions(), &file_, nullptr);
  if (opened.IsPathNotFound() || opened.IsNotFound())
    return Bad("the file is missing");
  if (!opened.ok())
    return FromRocks(opened, Concat({"reading ", dir_.Path(file.Name())}));
  hash_ = std::make_unique<Sha256Pieces>();
  bytes_ = 0;
  buffer_.clear();
  at_ = 0;
  return absl::OkStatus();
}

// The file is read to its end: it must be what the manifest says.
absl::Status ValuesStream::EndFile() {
  const ValuesFile& file = manifest_.values[next_file_ - 1];
  file_.reset();
  if (at_ < buffer_.size()) return Bad("it ends inside a record");
  if (bytes_ != file.bytes) return Bad("it has another size");
  if (hash_->Finish() != file.hash)
    return Bad("its bytes do not have the hash in the manifest");
  return absl::OkStatus();
}

absl::StatusOr<std::optional<ValuesRecord>> ValuesStream::NextInFile() {
  for (;;) {
    std::string_view rest = std::string_view(buffer_).substr(at_);
    if (bytes_ > 0) {
      bool malformed = false;
      auto record = TakeRecord(rest, malformed);
      if (malformed) return Bad("a malformed record");
      at_ = buffer_.size() - rest.size();
      if (record) return record;
    }
    buffer_.erase(0, at_);
    at_ = 0;
    const size_t had = buffer_.size();
    buffer_.resize(had + kReadBytes);
    rocksdb::Slice got;
    const rocksdb::Status read =
        file_->Read(kReadBytes, rocksdb::IOOptions(), &got,
                    buffer_.data() + had, nullptr);
    if (!read.ok()) {
      return FromRocks(
          read, Concat({"reading ", manifest_.values[next_file_ - 1].Name()}));
    }
    if (got.data() != buffer_.data() + had)
      buffer_.replace(had, got.size(), got.data(), got.size());
    buffer_.resize(had + got.size());
    hash_->Add(std::string_view(buffer_).substr(had));
    const bool first = bytes_ == 0;
    bytes_ += got.size();
    if (got.empty()) return std::nullopt;
    if (!first) continue;
    if (buffer_.compare(0, kValuesMagic.size(), kValuesMagic) != 0)
      return Bad("it is not a file of values");
    at_ = kValuesMagic.size();
  }
}

absl::Status ValuesStream::Check(const ValuesRecord& record) {
  const ValuesFile& file = manifest_.values[next_file_ - 1];
  if (const auto* key = std::get_if<KeyRecord>(&record)) {
    if (key->first_sequence >= file.first && key->last_sequence <= file.last &&
        key->first_sequence <= key->last_sequence && !key->key.empty()) {
      return absl::OkStatus();
    }
    return Bad("an idempotency key of other events");
  }
  if (std::holds_alternative<KeptCheckpoint>(record))
    return Bad("a checkpoint among the values");
  const auto& sealed = std::get<SealedRecord>(record);
  if (sealed.sequence < std::max(file.first, last_sequence_) ||
      sealed.sequence > file.last) {
    return Bad("a value stands out of order");
  }
  last_sequence_ = sealed.sequence;
  if (sealed.value && HmacSha256(sealed.value->key.view(),
                                 sealed.value->value) != sealed.mac) {
    return Bad(Concat({"the value ", sealed.mac.ToHex(),
                       " does not have the HMAC that its entry names"}));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<SealedRecord>> ValuesStream::Next(
    const KeyVisitor& keys) {
  for (;;) {
    if (file_ == nullptr) {
      if (next_file_ == manifest_.values.size()) return std::nullopt;
      if (absl::Status status = OpenFile(); !status.ok()) return status;
    }
    auto record = NextInFile();
    if (!record.ok()) return record.status();
    if (!*record) {
      if (absl::Status status = EndFile(); !status.ok()) return status;
      continue;
    }
    if (absl::Status status = Check(**record); !status.ok()) return status;
    if (auto* sealed = std::get_if<SealedRecord>(&**record))
      return std::move(*sealed);
    if (absl::Status status = keys(std::get<KeyRecord>(**std::move(record)));
        !status.ok()) {
      return status;
    }
  }
}

absl::StatusOr<std::unique_ptr<BackupSource>> BackupSource::Open(
    std::shared_ptr<rocksdb::FileSystem> files, const std::string& dir) {
  std::error_code error;
  if (!std::filesystem::is_directory(dir, error)) {
    return absl::NotFoundError(Concat({"there is no directory ", dir}));
  }
  std::unique_ptr<BackupSource> source(
      new BackupSource(std::move(files), dir));
  // Nobody brings it up to date meanwhile.
  auto hold = FlockHold::Take(dir, /*wait=*/false);
  if (!hold.ok()) return hold.status();
  source->hold_ = *std::move(hold);
  auto manifest = ReadManifest(source->dir_);
  if (!manifest.ok()) return manifest.status();
  source->manifest_ = *std::move(manifest);
  if (absl::Status status = CheckFiles(source->dir_, source->manifest_);
      !status.ok()) {
    return status;
  }
  return source;
}

absl::StatusOr<std::vector<KeptCheckpoint>> BackupSource::Checkpoints()
    const {
  std::vector<KeptCheckpoint> records;
  if (!manifest_.checkpoints) return records;
  const std::string name = manifest_.checkpoints->Name();
  auto bytes = dir_.Read(name);
  if (!bytes.ok()) return bytes.status();
  if (Sha256(*bytes) != manifest_.checkpoints->hash) {
    return DamagedBackup(dir_, name,
                         "its bytes do not have the hash in the manifest");
  }
  std::string_view rest = *bytes;
  rest.remove_prefix(std::min(rest.size(), kValuesMagic.size()));
  while (!rest.empty()) {
    bool malformed = false;
    auto record = TakeRecord(rest, malformed);
    if (!record || !std::holds_alternative<KeptCheckpoint>(*record))
      return DamagedBackup(dir_, name, "a malformed record");
    records.push_back(std::get<KeptCheckpoint>(*std::move(record)));
  }
  return records;
}

absl::StatusOr<std::optional<TreeHead>> BackupSource::Published() const {
  const auto& published = manifest_.published;
  if (!dir_.Has(kCheckpointName)) {
    // It is written after the first manifest that names it.
    if (published.size() < 2) return std::nullopt;
    return DamagedBackup(dir_, kCheckpointName, "the file is missing");
  }
  auto bytes = dir_.Read(kCheckpointName);
  if (!bytes.ok()) return bytes.status();
  const Hash hash = Sha256(*bytes);
  auto checkpoint = ParseCheckpoint(*bytes);
  for (const PublishedCheckpoint& one : published) {
    if (one.hash != hash || !checkpoint.ok() ||
        checkpoint->head.size != one.size || one.size > manifest_.size) {
      continue;
    }
    return checkpoint->head;
  }
  return DamagedBackup(dir_, kCheckpointName,
                       "it is not the one that the manifest names");
}

absl::Status BackupSource::CheckSmallerTiles(uint64_t size) const {
  for (const Tile& tile : IncompleteTilesOf(size)) {
    const std::string name = TilePath(tile);
    if (!dir_.Has(name))
      return DamagedBackup(dir_, name, "the file is missing");
    auto stored = dir_.Read(name);
    if (!stored.ok()) return stored.status();
    auto expected = SmallerTile(dir_, manifest_, tile);
    if (!expected.ok()) return expected.status();
    if (*stored != *expected) {
      return DamagedBackup(dir_, name,
                           "it is not the beginning of the larger one");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> BackupSource::Bundle(uint64_t index,
                                                 uint32_t width) const {
  const std::string name = TilePath({true, 0, index, width});
  if (!dir_.Has(name)) return DamagedBackup(dir_, name, "the file is missing");
  return dir_.Read(name);
}

absl::StatusOr<std::string> BackupSource::Entry(uint64_t sequence) const {
  const uint64_t index = (sequence - 1) / kTileWidth;
  const auto width = static_cast<uint32_t>(
      std::min<uint64_t>(kTileWidth, manifest_.size - index * kTileWidth));
  auto bundle = Bundle(index, width);
  if (!bundle.ok()) return bundle.status();
  auto entries = ParseBundle(*bundle, width);
  if (!entries.ok()) {
    return DamagedBackup(dir_, TilePath({true, 0, index, width}),
                         MessageOf(entries.status()));
  }
  return std::string((*entries)[(sequence - 1) % kTileWidth]);
}

absl::Status BackupSource::CheckTile(const Tile& tile,
                                     std::string_view hashes) const {
  const std::string name = TilePath(tile);
  auto stored = dir_.Read(name);
  if (!stored.ok()) return stored.status();
  if (*stored == hashes) return absl::OkStatus();
  if (stored->size() != hashes.size())
    return DamagedBackup(dir_, name, "the file has another size");
  size_t bad = 0;
  while (stored->compare(bad * Hash::kSize, Hash::kSize,
                         hashes.substr(bad * Hash::kSize, Hash::kSize)) == 0) {
    ++bad;
  }
  if (tile.level > 0) {
    return DamagedBackup(dir_, name,
                         Concat({"hash ", std::to_string(bad),
                                 " does not follow from the tiles below"}));
  }
  const uint64_t sequence = tile.index * kTileWidth + bad + 1;
  return DamagedBackup(
      dir_, TilePath({true, 0, tile.index, tile.width}),
      Concat({"entry ", std::to_string(bad), " (sequence ",
              std::to_string(sequence), ") does not have the hash in ", name}));
}

absl::Status BackupSource::ReadEntries(const std::vector<TreeHead>& given,
                                       const Visitor& visit) const {
  const uint64_t size = manifest_.size;
  std::vector<TreeHead> heads = given;
  auto published = Published();
  if (!published.ok()) return published.status();
  if (*published) heads.push_back(**published);
  TileTree tree;
  const TileSink check = [this](const Tile& tile, std::string_view hashes) {
    return tile.level == 0 ? absl::OkStatus() : CheckTile(tile, hashes);
  };
  for (uint64_t first = 0; first < size; first += kTileWidth) {
    const uint64_t index = first / kTileWidth;
    const auto width =
        static_cast<uint32_t>(std::min<uint64_t>(kTileWidth, size - first));
    auto bundle = Bundle(index, width);
    if (!bundle.ok()) return bundle.status();
    auto entries = ParseBundle(*bundle, width);
    if (!entries.ok()) {
      return DamagedBackup(dir_, TilePath({true, 0, index, width}),
                           MessageOf(entries.status()));
    }
    std::string hashes;
    for (const std::string_view entry : *entries)
      hashes += LeafHash(entry).view();
    // Before anybody trusts these entries.
    if (absl::Status status = CheckTile({false, 0, index, width}, hashes);
        !status.ok()) {
      return status;
    }
    for (uint32_t i = 0; i < width; ++i) {
      const Hash leaf = *Hash::FromBytes(
          std::string_view(hashes).substr(i * Hash::kSize, Hash::kSize));
      if (absl::Status status = tree.Add(leaf, check); !status.ok())
        return status;
      if (absl::Status status = visit(first + i + 1, (*entries)[i], leaf);
          !status.ok()) {
        return status;
      }
      for (const TreeHead& head : heads) {
        if (head.size != tree.size() || head.root == tree.Root()) continue;
        return absl::DataLossError(
            Concat({"the backup in ", dir_.dir(),
                    " is not of the log of the checkpoint: its first ",
                    std::to_string(head.size), " entries have the root ",
                    tree.Root().ToHex(), ", and the checkpoint says ",
                    head.root.ToHex(), "; nothing was made"}));
      }
    }
  }
  if (absl::Status status = tree.Incomplete(check); !status.ok()) return status;
  if (tree.Root() != manifest_.root) {
    return DamagedBackup(dir_, kManifestName,
                         "its root is not that of the entries");
  }
  for (const PublishedCheckpoint& one : manifest_.published) {
    if (absl::Status status = CheckSmallerTiles(one.size); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

}  // namespace covenant
