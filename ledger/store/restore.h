// Makes a ledger from a backup: the entries byte for byte, every index built
// from them anew, up to the whole backup or to an earlier point. Everything is
// verified: leaf hashes, tiles, the root, the chain of each stream, batches,
// values.
//
// Refuses: a directory that holds anything (AlreadyExists); a backup that is
// damaged, or not of the log of a given checkpoint (DataLoss); one that ends
// before a given checkpoint (FailedPrecondition); a directory without a backup
// (NotFound). Nothing is left behind then.
// Thread safety: from any thread.
#ifndef LEDGER_STORE_RESTORE_H_
#define LEDGER_STORE_RESTORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/store/backup.h"
#include "ledger/store/entry.h"
#include "ledger/store/event_log.h"

namespace covenant {

// What an event's payload says and the store must know: as in the NewEvent and
// AppendRequest by which it was appended.
struct EventFacts {
  std::vector<std::string> also;
  std::vector<Hash> sealed;  // the HMACs of its values
  bool ends_backfill = false;
  std::string erases = {};  // the event of its stream whose values it erases
};

struct RestoreOptions {
  std::function<absl::StatusOr<EventFacts>(const StoredEvent& event)> facts;
  // Up to the end of the batch that holds this sequence, or up to what was
  // recorded at or before this time. Neither: all.
  std::optional<uint64_t> to_sequence;
  std::optional<Timestamp> to_time;
  // A checkpoint of the log: its head must be one of the backup's entries.
  std::optional<Checkpoint> checkpoint;
  // The backup may be older than the checkpoint.
  bool allow_older = false;
  Progress progress;  // may be empty
};

struct RestoreReport {
  std::string origin;
  Position head;               // of the restored ledger
  uint64_t backup_size = 0;    // the entries of the backup
  Timestamp backup_made;
  uint64_t values = 0;         // sealed values restored
  uint64_t erased = 0;         // that were erased, and stay so
  // Events of which values are gone, though no event of the backup erases them:
  // it was made while they were being erased, or somebody took them out.
  uint64_t unexplained = 0;
  // The size of the newest signed checkpoint that the restored ledger does not
  // reach; 0: none is known.
  uint64_t cut_from = 0;
};

// `dir` must not exist, or be empty; its parent must exist.
absl::StatusOr<RestoreReport> Restore(const std::string& backup,
                                      const std::string& dir,
                                      const RestoreOptions& options,
                                      std::shared_ptr<const EntryFormat> format);

}  // namespace covenant

#endif  // LEDGER_STORE_RESTORE_H_
