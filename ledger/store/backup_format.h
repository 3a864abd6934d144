// Internal: the bytes of a backup's own files, as in doc/store-format.md: the
// manifest BACKUP, and the files of values, which hold what entries do not.
//
// Refuses: bytes that no Encode gives (nothing).
// Thread safety: plain values and pure functions.
#ifndef LEDGER_STORE_BACKUP_FORMAT_H_
#define LEDGER_STORE_BACKUP_FORMAT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/store/aside.h"
#include "ledger/store/backup_list.h"
#include "ledger/store/event_log.h"
#include "ledger/value/hash.h"
#include "ledger/value/timestamp.h"

namespace covenant {

inline constexpr uint32_t kBackupVersion = 1;

// A file of values of the events first..last.
struct ValuesFile {
  uint64_t first = 0;
  uint64_t last = 0;
  uint64_t bytes = 0;
  Hash hash;

  // "values/FIRST-LAST-HASH": another content is another file. A file of
  // checkpoints is "values/checkpoints-HASH".
  std::string Name() const;

  friend bool operator==(const ValuesFile&, const ValuesFile&) = default;
};

// A signed checkpoint of the first `size` entries, by the hash of its file.
struct PublishedCheckpoint {
  uint64_t size = 0;
  Hash hash;

  friend bool operator==(const PublishedCheckpoint&,
                         const PublishedCheckpoint&) = default;
};

struct BackupManifest {
  std::string origin;
  Timestamp made;     // when it was finished
  uint64_t size = 0;  // entries
  Hash root;          // of their tree
  // Bytes of all full bundles of entries.
  uint64_t bundle_bytes = 0;
  LogMetadata metadata;  // without those that IsOfTheCopy
  std::vector<ValuesFile> values;
  // All checkpoints that the ledger keeps, in a file of their own: 0..0.
  std::optional<ValuesFile> checkpoints;
  // What the file `checkpoint` holds: the newest checkpoint of at most `size`
  // entries; or still the one that stood there when this manifest was written.
  // None: there was none yet.
  std::vector<PublishedCheckpoint> published;
  std::vector<ListedBackup> backups;  // those that the ledger knew

  friend bool operator==(const BackupManifest&,
                         const BackupManifest&) = default;
};

std::string EncodeManifest(const BackupManifest& manifest);
std::optional<BackupManifest> DecodeManifest(std::string_view bytes);

// Whether a metadata row belongs to the copy of the ledger and not to the
// ledger: the state of its files.
bool IsOfTheCopy(std::string_view metadata_name);

// Records of a file of values: sealed ones in the order of the log, then keys.
// Checkpoints stand in a file of their own.
using ValuesRecord = std::variant<SealedRecord, KeyRecord, KeptCheckpoint>;
std::string EncodeRecord(const ValuesRecord& record);
// Takes one record off the front of `bytes`. Nothing if they are too few, with
// `malformed` set where no more bytes would help.
std::optional<ValuesRecord> TakeRecord(std::string_view& bytes,
                                       bool& malformed);

}  // namespace covenant

#endif  // LEDGER_STORE_BACKUP_FORMAT_H_
