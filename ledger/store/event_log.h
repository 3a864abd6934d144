// The append-only log of one ledger: the store's whole public interface.
// Implementations: rocks_log.h (on disk) and memory_log.h (its twin for tests
// and what-if runs).
//
// Refuses: everything that would break a law of the log, leaving it unchanged:
// a reused event id, a gap, a time that decreases, an append half done. Any
// read checks what it returns against chain, keys and checksums; damage is
// DataLoss naming the entry as stream@version (sequence N), never a shorter
// answer.
//
// Status codes: InvalidArgument (the request is malformed), AlreadyExists (id
// or idempotency key taken), Aborted (an expected head or version does not
// hold: read again), FailedPrecondition (not in this state: read-only, backfill
// over, failed earlier, held by another process), NotFound, DataLoss (stored
// bytes are damaged or missing), ResourceExhausted (disk full),
// PermissionDenied, Unavailable (other input/output errors).
//
// Thread safety: every method may be called from any thread at any time, except
// that Close and destruction must not overlap any other call.
#ifndef LEDGER_STORE_EVENT_LOG_H_
#define LEDGER_STORE_EVENT_LOG_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/append.h"
#include "ledger/store/entry.h"
#include "ledger/value/hash.h"
#include "ledger/value/timestamp.h"

namespace covenant {

struct VerifyOptions;
struct VerifyReport;

// The present, in UTC. May step back: the log clamps it.
using Clock = std::function<Timestamp()>;

// The operating system's clock.
Clock SystemClock();

// "Everything this log may answer": for a writer the last acknowledged append,
// for a reader the anchor it read at opening.
inline constexpr uint64_t kLatest = std::numeric_limits<uint64_t>::max();

// A point of the ledger. Sequence 0 is the empty ledger: zero hash, epoch time.
struct Position {
  uint64_t sequence = 0;
  Timestamp recorded_at;
  Hash hash;                 // leaf hash of the entry with this sequence
  uint64_t batch_first = 0;  // its logical batch; a known point must be a
  uint64_t batch_last = 0;   // batch_last

  friend bool operator==(const Position&, const Position&) = default;
};

// The newest entry of a stream. Version 0: no such stream (at that point).
struct StreamPosition {
  uint64_t version = 0;
  uint64_t sequence = 0;
  Hash hash;

  friend bool operator==(const StreamPosition&,
                         const StreamPosition&) = default;
};

// An event as read back, its parts joined.
struct StoredEvent {
  EntryHeader header;          // of its first part
  std::string payload;         // of all parts
  uint64_t last_sequence = 0;  // of its last part
  uint64_t last_version = 0;
  Hash hash;  // leaf hash of its last part

  friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};

// The exact bytes of one entry, for proofs and export.
struct RawEntry {
  uint64_t sequence = 0;
  std::string stream;
  uint64_t version = 0;
  std::string bytes;
  Hash hash;  // LeafHash(bytes), checked
};

// A checkpoint that the ledger's owner has signed, kept so that no other is
// signed that contradicts it.
struct KeptCheckpoint {
  uint64_t size = 0;
  uint32_t key = 0;  // the id of the key, as in the signature
  std::string note;

  friend bool operator==(const KeptCheckpoint&,
                         const KeptCheckpoint&) = default;
};

// A visitor returns OK to go on. Absl's Cancelled stops the reading without an
// error; any other status stops it and becomes the result. It must not append.
using EventVisitor = std::function<absl::Status(StoredEvent event)>;
using EntryVisitor = std::function<absl::Status(RawEntry entry)>;

class EventLog {
 public:
  virtual ~EventLog() = default;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  // The name chosen at creation.
  virtual const std::string& origin() const = 0;
  virtual bool writable() const = 0;
  // Whether events may still assert their own times.
  virtual bool in_backfill() const = 0;

  // Records all events of the request or none, in order, durably: when it
  // returns OK they survive a crash and a power loss. Concurrent calls share
  // one synced write. The order of checks is: form (InvalidArgument),
  // idempotency key (the first answer again, or AlreadyExists), expected head
  // and versions (Aborted), backfill rules, event ids (AlreadyExists).
  // After a failed write the log refuses further appends (FailedPrecondition)
  // until it is opened again; the failed events may then turn out recorded, so
  // retry with an idempotency key. A log that is open for reading answers a
  // repeat, and refuses all else (FailedPrecondition).
  virtual absl::StatusOr<AppendResult> Append(AppendRequest request) = 0;

  // The newest position this log may answer for.
  virtual absl::StatusOr<Position> Head() const = 0;
  // The position of `sequence`; OutOfRange beyond the head.
  virtual absl::StatusOr<Position> At(uint64_t sequence) const = 0;
  // The last sequence recorded at or before `end`; 0 if there is none.
  virtual absl::StatusOr<uint64_t> SequenceAt(Timestamp end) const = 0;

  // The stream's newest entry with sequence <= up_to.
  virtual absl::StatusOr<StreamPosition> StreamHead(
      std::string_view stream, uint64_t up_to = kLatest) const = 0;
  // All streams with an entry of sequence <= up_to whose name begins with
  // `prefix`, in byte order.
  virtual absl::StatusOr<std::vector<std::string>> Streams(
      std::string_view prefix = {}, uint64_t up_to = kLatest) const = 0;

  // The events of one stream whose last part has sequence <= up_to, in version
  // order, chain verified. An unknown stream has no events (OK).
  virtual absl::Status ReadStream(std::string_view stream, uint64_t up_to,
                                  const EventVisitor& visit) const = 0;
  // The same of the events behind `after`, which must be the last part of an
  // event of the stream: the chain is verified from its hash on.
  // FailedPrecondition where the stream has no such entry by up_to.
  virtual absl::Status ReadStreamAfter(std::string_view stream,
                                       const StreamPosition& after,
                                       uint64_t up_to,
                                       const EventVisitor& visit) const = 0;
  // All events of every stream with from <= name < end, in byte order; an empty
  // `end` is no bound. One pass over the entries, for readings of a whole
  // ledger: two threads can each take a part.
  virtual absl::Status ReadStreams(std::string_view from, std::string_view end,
                                   uint64_t up_to,
                                   const EventVisitor& visit) const;
  // The events homed elsewhere that are indexed in this stream, by sequence.
  virtual absl::Status ReadIndexed(std::string_view stream, uint64_t up_to,
                                   const EventVisitor& visit) const = 0;
  // At most `limit` events in global order, the first being the one that begins
  // at from_sequence or next after it (an event's later parts do not begin
  // one).
  virtual absl::Status ReadLog(uint64_t from_sequence, uint64_t limit,
                               const EventVisitor& visit) const = 0;
  // At most `limit` entries from from_sequence, in global order, as stored.
  virtual absl::Status ReadEntries(uint64_t from_sequence, uint64_t limit,
                                   const EntryVisitor& visit) const = 0;
  // The leaf hashes of sequences first..last, from the index alone.
  virtual absl::StatusOr<std::vector<Hash>> LeafHashes(uint64_t first,
                                                       uint64_t last) const = 0;

  // The first `width` hashes of a tile of the tree over the leaf hashes, leaf i
  // being the entry of sequence i + 1 (c2sp.org/tlog-tiles). OutOfRange unless
  // the tree of all entries has them. See log_tree.h for roots and proofs.
  virtual absl::StatusOr<std::string> TreeTile(uint32_t level, uint64_t index,
                                               uint32_t width) const = 0;

  // Durably keeps a signed checkpoint; one of the same size and key is
  // replaced. Its text is not looked at. OutOfRange beyond the head. An empty
  // note disowns what was kept of that size and key, also beyond the head.
  virtual absl::Status KeepCheckpoint(const KeptCheckpoint& checkpoint) = 0;
  // Those kept, the smallest first. Beside a writer a reader may see one of a
  // size for which it does not answer yet.
  virtual absl::StatusOr<std::vector<KeptCheckpoint>> Checkpoints() const = 0;

  // Nothing if the stream has no such event (at the head).
  virtual absl::StatusOr<std::optional<StoredEvent>> FindEvent(
      std::string_view stream, std::string_view event_id) const = 0;
  // What was answered under this key (with repeated = true), or nothing.
  virtual absl::StatusOr<std::optional<AppendResult>> FindIdempotencyKey(
      std::string_view key) const = 0;

  // The value sealed under this HMAC, or nothing (erased, or never there).
  virtual absl::StatusOr<std::optional<SealedValue>> Sealed(
      const Hash& mac) const = 0;

  // Rows that may be lost or deleted at any time: derived state only. Not
  // synced. Keys of 1 to 1,024 bytes. PutCache needs a writable log.
  virtual absl::Status PutCache(std::string_view key,
                                std::string_view value) = 0;
  virtual absl::StatusOr<std::optional<std::string>> GetCache(
      std::string_view key) const = 0;

  // Recomputes everything from the entries and compares; see verify.h. What does
  // not hold is in the report; a status only says that nothing could be read.
  virtual absl::StatusOr<VerifyReport> Verify(
      const VerifyOptions& options) const = 0;

  // Puts the anchor itself on disk, and a large write-ahead log into tables.
  virtual absl::Status Flush() = 0;
  // Flush and release the store; afterwards only destruction is allowed. The
  // destructor closes too, but cannot report an error.
  virtual absl::Status Close() = 0;

  // The same reads as vectors, for callers that hold everything anyway.
  absl::StatusOr<std::vector<StoredEvent>> StreamEvents(
      std::string_view stream, uint64_t up_to = kLatest) const;
  absl::StatusOr<std::vector<StoredEvent>> IndexedEvents(
      std::string_view stream, uint64_t up_to = kLatest) const;
  absl::StatusOr<std::vector<StoredEvent>> LogEvents(
      uint64_t from_sequence, uint64_t limit = kLatest) const;

 protected:
  EventLog() = default;
};

// Forms of names that only the store needs; ids are in ledger/value/ids.h.
bool IsEventType(std::string_view type);
// Printable ASCII without space and '+' (it becomes a C2SP key name), 1 to 255.
bool IsOrigin(std::string_view origin);

}  // namespace covenant

#endif  // LEDGER_STORE_EVENT_LOG_H_
