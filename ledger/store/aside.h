// Internal: what a log holds beside its entries and cannot compute from them:
// the sealed values, the idempotency keys and the metadata. Backups carry these
// along, and the checkpoints that EventLog::Checkpoints gives.
//
// Refuses: damaged rows (DataLoss).
// Thread safety: plain values; an Aside as EventLog.
#ifndef LEDGER_STORE_ASIDE_H_
#define LEDGER_STORE_ASIDE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/append.h"
#include "ledger/value/hash.h"

namespace covenant {

// One value that an event sealed.
struct SealedRecord {
  uint64_t sequence = 0;  // of the event's first part
  Hash mac;
  std::optional<SealedValue> value;  // nothing: erased
};
using SealedVisitor = std::function<absl::Status(SealedRecord record)>;

// What an idempotency key was used for.
struct KeyRecord {
  std::string key;
  Hash random;       // the key of the HMAC
  Hash content_mac;  // HMAC-SHA-256(random, content)
  uint64_t first_sequence = 0;
  uint64_t last_sequence = 0;
};
using KeyVisitor = std::function<absl::Status(KeyRecord record)>;

// Names of metadata and their bytes, as in doc/store-format.md.
using LogMetadata = std::map<std::string, std::string>;

// What a log hands out for backups. Never beyond what it may answer for.
class Aside {
 public:
  virtual ~Aside() = default;

  // What the events of first..last sealed, in the order of the log, each with
  // its value where that still exists. A reader may see a value, or that it is
  // erased, as of any moment since it was opened.
  virtual absl::Status ReadSealed(uint64_t first, uint64_t last,
                                  const SealedVisitor& visit) const = 0;
  // The idempotency keys of appends that lie within first..last, by key. Looks
  // at all keys of the ledger.
  virtual absl::Status ReadKeys(uint64_t first, uint64_t last,
                                const KeyVisitor& visit) const = 0;
  virtual absl::StatusOr<LogMetadata> ReadMetadata() const = 0;
};

}  // namespace covenant

#endif  // LEDGER_STORE_ASIDE_H_
