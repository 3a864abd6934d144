// Internal: the ANCHOR file, byte for byte as in doc/store-format.md: the head
// of the log, kept where a lost write-ahead log cannot take it along.
//
// Refuses: a file without a valid slot (DataLoss), another format version
// (FailedPrecondition).
// Thread safety: ReadAnchor from anywhere; an AnchorFile's methods from any
// thread. It owns a thread that syncs within a second of a write.
#ifndef LEDGER_STORE_ANCHOR_FILE_H_
#define LEDGER_STORE_ANCHOR_FILE_H_

#include <rocksdb/file_system.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/rows.h"

namespace covenant {

inline constexpr size_t kAnchorFileBytes = 8'192;
inline constexpr size_t kAnchorSlotAt = 4'096;  // offset of the second slot
inline constexpr size_t kAnchorSlotBytes = 384;

// One slot's bytes.
std::string EncodeAnchorSlot(const Anchor& anchor, uint64_t counter);
// The whole file, where there was none: of a new ledger, or a restored one.
std::string NewAnchorFile(const Anchor& anchor);

struct ReadAnchorResult {
  Anchor anchor;
  uint64_t counter = 0;
  int slot = 0;  // 0 or 1: where the newest stands
};
absl::StatusOr<ReadAnchorResult> ReadAnchor(rocksdb::FileSystem& file_system,
                                            const std::string& path);

// DataLoss unless both slots are valid, which ReadAnchor does not ask for.
absl::Status CheckAnchorSlots(rocksdb::FileSystem& file_system,
                              const std::string& path);

class AnchorFile {
 public:
  // Opens an existing file; `now` is what ReadAnchor gave for it.
  static absl::StatusOr<std::unique_ptr<AnchorFile>> Open(
      rocksdb::FileSystem& file_system, const std::string& path,
      const ReadAnchorResult& now);
  ~AnchorFile();

  // Overwrites the older slot, without a sync.
  absl::Status Write(const Anchor& anchor);
  absl::Status Sync();
  // Ends the thread and closes the file, without a sync.
  absl::Status Close();

 private:
  AnchorFile(std::string path, std::unique_ptr<rocksdb::FSRandomRWFile> file,
             const ReadAnchorResult& now)
      : path_(std::move(path)),
        file_(std::move(file)),
        counter_(now.counter),
        slot_(now.slot) {}

  void SyncLoop();

  const std::string path_;
  const std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread syncer_;
  uint64_t counter_;
  int slot_;
  bool dirty_ = false;
  bool closed_ = false;
  absl::Status sync_failed_;
};

}  // namespace covenant

#endif  // LEDGER_STORE_ANCHOR_FILE_H_
