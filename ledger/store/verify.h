// What a verification of a whole log is asked and what it found.
//
// Refuses nothing; see EventLog::Verify.
// Thread safety: plain values.
#ifndef LEDGER_STORE_VERIFY_H_
#define LEDGER_STORE_VERIFY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/store/event_log.h"
#include "ledger/value/hash.h"

namespace covenant {

inline constexpr uint64_t kDefaultVerifyBytes = uint64_t{512} << 20;

// What an event's content says that rows must agree with.
struct EventClaims {
  bool readable = true;  // false: of a newer schema; the rest is not known
  std::vector<std::string> also;  // streams in which it must be indexed
  std::vector<Hash> macs;         // HMACs of its sealed texts
  // The heads of all streams after so many entries (heads.h).
  std::optional<std::pair<uint64_t, Hash>> heads;
  // The event of its stream whose sealed texts it erases; empty: it is no
  // erasure.
  std::string erases = {};
  bool ends_backfill = false;
};

struct VerifyOptions {
  // What may be held at a time; a larger log is read in several passes.
  uint64_t memory_bytes = kDefaultVerifyBytes;
  unsigned threads = 0;  // 0: one for each core
  // Reads an event; an error becomes a finding. Called from several threads;
  // each event once. Empty: the contents of events are not looked at.
  std::function<absl::StatusOr<EventClaims>(const StoredEvent&)> read_event;
  // What an event means, in words, for a finding about it.
  std::function<std::string(const StoredEvent&)> describe;
  // Told from time to time how many of all readings of entries are done.
  std::function<void(uint64_t done, uint64_t all)> progress;
};

// One thing that does not hold. `sequence` 0: it is not known, or there is no
// entry that it speaks of; then `stream` may be empty.
struct VerifyFinding {
  uint64_t sequence = 0;
  std::string stream;
  uint64_t version = 0;
  std::string event_id;
  std::string why;
  std::string meaning;  // empty: the entry cannot be read
};

struct VerifyReport {
  uint64_t entries = 0;
  uint64_t events = 0;
  uint64_t streams = 0;
  uint64_t bytes = 0;  // of all entries
  uint64_t tiles = 0;  // of the tree, compared with those stored
  uint64_t index_rows = 0;
  uint64_t sealed = 0;  // values that are there
  uint64_t erased = 0;
  // Events of which sealed values are gone, though no event of this log erased
  // them: it was restored to a point before the erasure, or from a backup that
  // was made during one, or somebody took them out. By name, in the order of
  // the log.
  std::vector<std::string> unexplained;
  uint64_t heads = 0;  // events that name the heads of all streams
  uint64_t passes = 0;
  // An erasure was broken off: values that it erased can still be in the files
  // until the next opening for writing has finished it.
  bool erasure_pending = false;
  // The first by sequence first, those without one behind; not all, where there
  // are very many.
  std::vector<VerifyFinding> findings;
};

}  // namespace covenant

#endif  // LEDGER_STORE_VERIFY_H_
