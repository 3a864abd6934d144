#include "ledger/store/anchor_file.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/proof/sha256.h"
#include "ledger/store/event_log.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_core.h"
#include "ledger/store/rocks_options.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::string_view kMagic = "COVANCHR";
constexpr size_t kChecksumAt = 352;

struct Slot {
  uint32_t format_version = 0;
  uint64_t counter = 0;
  Anchor anchor;
};

// Nothing unless the slot's checksum holds.
std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (bytes.size() < kAnchorSlotBytes ||
      bytes.substr(0, kMagic.size()) != kMagic ||
      Sha256(bytes.substr(0, kChecksumAt)).view() !=
          bytes.substr(kChecksumAt, Hash::kSize)) {
    return std::nullopt;
  }
  Slot slot;
  slot.format_version = GetU32(bytes, 8);
  if (slot.format_version != kFormatVersion)
    return slot;  // the rest may differ
  slot.counter = GetU64(bytes, 16);
  slot.anchor.sequence = GetU64(bytes, 24);
  slot.anchor.batch_size = GetU64(bytes, 32);
  slot.anchor.hash = *Hash::FromBytes(bytes.substr(40, Hash::kSize));
  slot.anchor.origin = bytes.substr(73, static_cast<uint8_t>(bytes[72]));
  return slot;
}

}  // namespace

std::string EncodeAnchorSlot(const Anchor& anchor, uint64_t counter) {
  std::string bytes(kMagic);
  PutU32(kFormatVersion, bytes);
  PutU32(0, bytes);
  PutU64(counter, bytes);
  PutU64(anchor.sequence, bytes);
  PutU64(anchor.batch_size, bytes);
  bytes += anchor.hash.view();
  bytes.push_back(static_cast<char>(anchor.origin.size()));
  bytes += anchor.origin;
  bytes.resize(kChecksumAt, '\0');
  bytes += Sha256(bytes).view();
  return bytes;
}

std::string NewAnchorFile(const Anchor& anchor) {
  std::string bytes = EncodeAnchorSlot(anchor, 1);
  bytes.resize(kAnchorSlotAt, '\0');
  bytes += EncodeAnchorSlot(anchor, 2);
  bytes.resize(kAnchorFileBytes, '\0');
  return bytes;
}

absl::StatusOr<ReadAnchorResult> ReadAnchor(rocksdb::FileSystem& file_system,
                                            const std::string& path) {
  std::string bytes;
  const rocksdb::Status read =
      rocksdb::ReadFileToString(&file_system, path, &bytes);
  if (!read.ok()) return FromRocks(read, Concat({"reading the anchor ", path}));
  bytes.resize(kAnchorFileBytes, '\0');
  std::optional<ReadAnchorResult> newest;
  for (const int index : {0, 1}) {
    const auto slot = DecodeSlot(std::string_view(bytes).substr(
        index == 0 ? 0 : kAnchorSlotAt, kAnchorSlotBytes));
    if (!slot) continue;
    if (absl::Status status = CheckFormatVersion(path, slot->format_version);
        !status.ok()) {
      return status;
    }
    if (!newest || slot->counter > newest->counter)
      newest = {slot->anchor, slot->counter, index};
  }
  if (!newest) {
    return absl::DataLossError(Concat(
        {"the anchor ", path,
         " is damaged: neither of its two slots is valid, so nobody can tell "
         "whether the "
         "log is whole; restore a backup, and keep this copy for inspection"}));
  }
  return *newest;
}

absl::Status CheckAnchorSlots(rocksdb::FileSystem& file_system,
                              const std::string& path) {
  for (int attempt = 1;; ++attempt) {
    std::string bytes;
    const rocksdb::Status read =
        rocksdb::ReadFileToString(&file_system, path, &bytes);
    if (!read.ok())
      return FromRocks(read, Concat({"reading the anchor ", path}));
    bytes.resize(kAnchorFileBytes, '\0');
    const std::string_view all = bytes;
    if (DecodeSlot(all.substr(0, kAnchorSlotBytes)) &&
        DecodeSlot(all.substr(kAnchorSlotAt, kAnchorSlotBytes))) {
      return absl::OkStatus();
    }
    // A writer may be in the middle of one.
    if (attempt == 4) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return absl::DataLossError(
      Concat({"one of the two slots of the anchor ", path,
              " is damaged: if it is the newer one, the ledger's last append "
              "is not answered for; the next append writes it anew"}));
}

absl::StatusOr<std::unique_ptr<AnchorFile>> AnchorFile::Open(
    rocksdb::FileSystem& file_system, const std::string& path,
    const ReadAnchorResult& now) {
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  const rocksdb::Status opened =
      file_system.NewRandomRWFile(path, rocksdb::FileOptions(), &file, nullptr);
  if (!opened.ok())
    return FromRocks(opened, Concat({"opening the anchor ", path}));
  return std::unique_ptr<AnchorFile>(
      new AnchorFile(path, std::move(file), now));
}

AnchorFile::~AnchorFile() { Close().IgnoreError(); }

absl::Status AnchorFile::Write(const Anchor& anchor) {
  const std::lock_guard lock(mutex_);
  if (!sync_failed_.ok()) return sync_failed_;
  const int slot = 1 - slot_;
  const rocksdb::Status written = file_->Write(
      slot == 0 ? 0 : kAnchorSlotAt, EncodeAnchorSlot(anchor, counter_ + 1),
      rocksdb::IOOptions(), nullptr);
  if (!written.ok())
    return FromRocks(written, Concat({"writing the anchor ", path_}));
  slot_ = slot;
  ++counter_;
  if (!dirty_) {
    dirty_ = true;
    if (!syncer_.joinable()) syncer_ = std::thread([this] { SyncLoop(); });
    wake_.notify_all();
  }
  return absl::OkStatus();
}

absl::Status AnchorFile::Sync() {
  {
    const std::lock_guard lock(mutex_);
    dirty_ = false;
  }
  const rocksdb::Status synced = file_->Sync(rocksdb::IOOptions(), nullptr);
  if (synced.ok()) return absl::OkStatus();
  absl::Status status =
      FromRocks(synced, Concat({"syncing the anchor ", path_}));
  const std::lock_guard lock(mutex_);
  if (sync_failed_.ok()) sync_failed_ = status;
  return status;
}

void AnchorFile::SyncLoop() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    wake_.wait(lock, [&] { return dirty_ || closed_; });
    // Every append within the second shares the sync.
    wake_.wait_for(lock, std::chrono::milliseconds(900),
                   [&] { return closed_; });
    if (closed_ || !dirty_) continue;
    lock.unlock();
    Sync().IgnoreError();  // remembered, and told to the next append
    lock.lock();
  }
}

absl::Status AnchorFile::Close() {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return absl::OkStatus();
    closed_ = true;
    wake_.notify_all();
  }
  if (syncer_.joinable()) syncer_.join();
  return FromRocks(file_->Close(rocksdb::IOOptions(), nullptr),
                   Concat({"closing the anchor ", path_}));
}

}  // namespace covenant
