// Internal: row keys and values, byte for byte as in doc/store-format.md.
//
// Refuses: values of the wrong length (DataLoss; the caller adds which row).
// Thread safety: pure functions.
#ifndef LEDGER_STORE_KEYS_H_
#define LEDGER_STORE_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/store/event_log.h"
#include "ledger/value/hash.h"
#include "ledger/value/timestamp.h"

namespace covenant {

inline constexpr uint32_t kFormatVersion = 1;

// The hash whose bytes begin at `at`; they must be there.
Hash HashAt(std::string_view bytes, size_t at);

void PutU32(uint32_t value, std::string& out);
void PutU64(uint64_t value, std::string& out);
// Precondition: 4 or 8 bytes at `at`.
uint32_t GetU32(std::string_view bytes, size_t at);
uint64_t GetU64(std::string_view bytes, size_t at);
std::string U64(uint64_t value);

// Table entry.
std::string EntryKey(std::string_view stream, uint64_t version);

// Table index.
std::string MetadataKey(std::string_view name);
std::string OrderKey(uint64_t sequence);
std::string StreamKey(std::string_view stream);
std::string EventKey(std::string_view stream, std::string_view event_id);
std::string CrossKey(std::string_view stream, uint64_t sequence);
std::string CrossCountKey(std::string_view stream);
std::string IdempotencyRowKey(std::string_view key);
std::string CheckpointKey(uint64_t size, uint32_t key);
// The least key after every key that begins with `prefix` (not all 0xff).
std::string AfterPrefix(std::string prefix);

// Row O.
struct OrderRow {
  Timestamp recorded_at;
  uint64_t version = 0;
  uint32_t part = 0;
  uint32_t parts = 1;
  Hash hash;
  std::string stream;
  std::vector<Hash> sealed;
};
std::string EncodeOrderRow(const OrderRow& row);
std::optional<OrderRow> DecodeOrderRow(std::string_view bytes);

// Row S.
std::string EncodeStreamRow(const StreamPosition& row);
std::optional<StreamPosition> DecodeStreamRow(std::string_view bytes);

// Row K. Both hashes are zero where a text of these events was erased: what was
// asked is forgotten.
struct IdempotencyRow {
  Hash key;
  Hash content_mac;
  uint64_t first_sequence = 0;
  uint64_t last_sequence = 0;

  bool forgotten() const { return key == Hash() && content_mac == Hash(); }
};
std::string EncodeIdempotencyRow(const IdempotencyRow& row);
std::optional<IdempotencyRow> DecodeIdempotencyRow(std::string_view bytes);

// "acme@3 (sequence 17)".
std::string EntryName(std::string_view stream, uint64_t version,
                      uint64_t sequence);

}  // namespace covenant

#endif  // LEDGER_STORE_KEYS_H_
