// What the store knows of an entry: its place, its type's name and opaque
// payload bytes. The exact bytes of an entry are written and read by an
// EntryFormat, which the codec layer implements; the store only hashes them.
//
// Refuses: nothing by itself; see EntryFormat::Decode.
// Thread safety: plain values; an EntryFormat must be callable from any thread.
#ifndef LEDGER_STORE_ENTRY_H_
#define LEDGER_STORE_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/value/hash.h"
#include "ledger/value/timestamp.h"

namespace covenant {

// The tile format (c2sp.org/tlog-tiles) gives an entry a 16-bit length.
inline constexpr size_t kMaxEntryBytes = 65'535;

// A larger payload is divided into parts of exactly this many bytes (the last
// one is shorter); the rest of an entry is left to its header.
inline constexpr size_t kPartBytes = 64'000;

// What an entry says of its own place.
struct EntryHeader {
  std::string origin;        // ledger origin, the name chosen at init
  uint64_t sequence = 0;     // from 1, gapless over the ledger
  uint64_t batch_first = 0;  // sequences of its logical batch
  uint64_t batch_last = 0;
  Timestamp recorded_at;  // never decreasing with the sequence
  bool asserted = false;  // recorded_at was asserted by a source (backfill)
  std::string stream;
  uint64_t version = 0;  // from 1, gapless in the stream
  Hash previous;         // leaf hash of the stream's previous entry, or zero
  std::string type;
  uint32_t schema_version = 0;
  uint32_t part = 0;  // 0-based; 0 of 1 for an undivided event
  uint32_t parts = 1;
  std::string event_id;  // unique in the stream

  friend bool operator==(const EntryHeader&, const EntryHeader&) = default;
};

struct Entry {
  EntryHeader header;
  std::string payload;

  friend bool operator==(const Entry&, const Entry&) = default;
};

// How an entry becomes bytes. Decode(Encode(h, p)) must give h and p back. The
// overhead of a header is at most kMaxEntryBytes - kPartBytes (1,535) bytes.
class EntryFormat {
 public:
  virtual ~EntryFormat() = default;

  // The exact byte string that is stored and hashed. Deterministic.
  virtual std::string Encode(const EntryHeader& header,
                             std::string_view payload) const = 0;

  // DataLoss or InvalidArgument for bytes that no Encode gives.
  virtual absl::StatusOr<Entry> Decode(std::string_view bytes) const = 0;
};

}  // namespace covenant

#endif  // LEDGER_STORE_ENTRY_H_
