// What is asked of an append and what it answers.
//
// Refuses: see EventLog::Append in event_log.h, which checks every bound.
// Thread safety: plain values.
#ifndef LEDGER_STORE_APPEND_H_
#define LEDGER_STORE_APPEND_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/value/hash.h"
#include "ledger/value/timestamp.h"

namespace covenant {

inline constexpr size_t kMaxPayloadBytes = 10'000'000;
inline constexpr size_t kMaxEventsPerAppend = 250'000;
// All payloads and sealed values of one append together: it is one write.
inline constexpr size_t kMaxAppendBytes = 256'000'000;
inline constexpr size_t kMaxIdempotencyKeyBytes = 255;
inline constexpr size_t kMaxTypeBytes = 128;
inline constexpr size_t kMaxOriginBytes = 255;

// A value kept outside the entries: the entry holds only mac =
// HMAC-SHA-256(key, value), where key is 32 random bytes.
struct SealedValue {
  Hash mac;
  Hash key;
  std::string value;
};

struct NewEvent {
  std::string stream;    // [a-z0-9][a-z0-9-]{0,63}, _ledger, or _party/ID,
                         // _rate/ID, _calendar/ID, _scope/ID
  std::string event_id;  // [A-Za-z0-9][A-Za-z0-9._-]{0,63}, unique in stream
  std::string type;      // [A-Za-z][A-Za-z0-9._-]{0,127}
  uint32_t schema_version = 0;
  std::string payload;                   // at most kMaxPayloadBytes
  std::vector<std::string> also;         // other streams in which it is indexed
  std::optional<Timestamp> asserted_at;  // only in backfill
  std::vector<SealedValue> sealed;
  // Values sealed earlier that this event destroys, by their HMACs. With the
  // append they are gone from the log, and from its files when Append returns.
  std::vector<Hash> erases = {};
  // The first sequences of the events that these values belong to. What was
  // asked under the idempotency keys with which they were recorded is forgotten
  // too: somebody could try words until they are the same request.
  std::vector<uint64_t> erased_events = {};
};

struct AppendRequest {
  std::vector<NewEvent> events;

  // Refused (Aborted) unless they hold when the append's turn comes.
  std::optional<uint64_t> expected_head_sequence;
  std::optional<Hash> expected_head_hash;  // zero: the ledger is empty
  std::map<std::string, uint64_t> expected_versions;  // 0: no such stream yet

  // Empty: none. At most 255 bytes, none of them a control character.
  std::string idempotency_key;
  // What counts as "the same request" under the key. Never stored: only an
  // HMAC of it under a random key is.
  std::string content;

  // Ends backfill for good, atomically with the events (the GoneLive event).
  bool end_backfill = false;
};

struct AppendedEvent {
  uint64_t sequence = 0;  // of the event's first part
  uint64_t version = 0;   // of the event's first part
  uint32_t parts = 1;     // it takes `parts` sequences and versions
  Timestamp recorded_at;

  friend bool operator==(const AppendedEvent&, const AppendedEvent&) = default;
};

struct AppendResult {
  uint64_t first_sequence = 0;
  uint64_t last_sequence = 0;
  std::vector<AppendedEvent> events;  // as many and in order as asked
  bool repeated = false;  // recorded earlier under the same idempotency key
  // A text of these events was erased since, so that a repeat cannot be
  // compared with the request: Append refuses it.
  bool forgotten = false;
};

}  // namespace covenant

#endif  // LEDGER_STORE_APPEND_H_
