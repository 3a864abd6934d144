#include "ledger/store/keys.h"

namespace covenant {
namespace {

constexpr size_t kOrderFixedBytes = 8 + 8 + 4 + 4 + Hash::kSize + 1;

std::string Tagged(char tag, std::string_view rest) {
  std::string key(1, tag);
  key += rest;
  return key;
}

}  // namespace

Hash HashAt(std::string_view bytes, size_t at) {
  return *Hash::FromBytes(bytes.substr(at, Hash::kSize));
}

void PutU32(uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift));
}

void PutU64(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift));
}

uint32_t GetU32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; ++i)
    value = (value << 8) | static_cast<uint8_t>(bytes[i]);
  return value;
}

uint64_t GetU64(std::string_view bytes, size_t at) {
  return (uint64_t{GetU32(bytes, at)} << 32) | GetU32(bytes, at + 4);
}

std::string U64(uint64_t value) {
  std::string out;
  PutU64(value, out);
  return out;
}

std::string EntryKey(std::string_view stream, uint64_t version) {
  std::string key(stream);
  key.push_back('\0');
  PutU64(version, key);
  return key;
}

std::string MetadataKey(std::string_view name) { return Tagged('M', name); }

std::string OrderKey(uint64_t sequence) { return Tagged('O', U64(sequence)); }

std::string StreamKey(std::string_view stream) { return Tagged('S', stream); }

std::string EventKey(std::string_view stream, std::string_view event_id) {
  std::string key = Tagged('E', stream);
  key.push_back('\0');
  key += event_id;
  return key;
}

std::string CrossKey(std::string_view stream, uint64_t sequence) {
  return Tagged('X', EntryKey(stream, sequence));
}

std::string CrossCountKey(std::string_view stream) {
  return Tagged('Y', stream);
}

std::string IdempotencyRowKey(std::string_view key) { return Tagged('K', key); }

std::string CheckpointKey(uint64_t size, uint32_t key) {
  std::string row = Tagged('C', U64(size));
  PutU32(key, row);
  return row;
}

std::string AfterPrefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) {
    prefix.back() = static_cast<char>(static_cast<uint8_t>(prefix.back()) + 1);
  }
  return prefix;
}

std::string EncodeOrderRow(const OrderRow& row) {
  std::string out;
  out.reserve(kOrderFixedBytes + row.stream.size() +
              row.sealed.size() * Hash::kSize);
  PutU64(static_cast<uint64_t>(row.recorded_at.micros()), out);
  PutU64(row.version, out);
  PutU32(row.part, out);
  PutU32(row.parts, out);
  out += row.hash.view();
  out.push_back(static_cast<char>(row.stream.size()));
  out += row.stream;
  for (const Hash& mac : row.sealed) out += mac.view();
  return out;
}

std::optional<OrderRow> DecodeOrderRow(std::string_view bytes) {
  if (bytes.size() < kOrderFixedBytes) return std::nullopt;
  OrderRow row;
  row.recorded_at =
      Timestamp::FromMicros(static_cast<int64_t>(GetU64(bytes, 0)));
  row.version = GetU64(bytes, 8);
  row.part = GetU32(bytes, 16);
  row.parts = GetU32(bytes, 20);
  row.hash = HashAt(bytes, 24);
  const size_t stream_size = static_cast<uint8_t>(bytes[56]);
  const size_t macs_at = kOrderFixedBytes + stream_size;
  if (bytes.size() < macs_at || (bytes.size() - macs_at) % Hash::kSize != 0)
    return std::nullopt;
  if (row.parts == 0 || row.part >= row.parts || row.version == 0)
    return std::nullopt;
  row.stream = bytes.substr(kOrderFixedBytes, stream_size);
  for (size_t at = macs_at; at < bytes.size(); at += Hash::kSize) {
    row.sealed.push_back(HashAt(bytes, at));
  }
  return row;
}

std::string EncodeStreamRow(const StreamPosition& row) {
  std::string out = U64(row.version);
  PutU64(row.sequence, out);
  out += row.hash.view();
  return out;
}

std::optional<StreamPosition> DecodeStreamRow(std::string_view bytes) {
  if (bytes.size() != 16 + Hash::kSize) return std::nullopt;
  return StreamPosition{GetU64(bytes, 0), GetU64(bytes, 8), HashAt(bytes, 16)};
}

std::string EncodeIdempotencyRow(const IdempotencyRow& row) {
  std::string out(row.key.view());
  out += row.content_mac.view();
  PutU64(row.first_sequence, out);
  PutU64(row.last_sequence, out);
  return out;
}

std::optional<IdempotencyRow> DecodeIdempotencyRow(std::string_view bytes) {
  if (bytes.size() != 2 * Hash::kSize + 16) return std::nullopt;
  IdempotencyRow row{HashAt(bytes, 0), HashAt(bytes, 32), GetU64(bytes, 64),
                     GetU64(bytes, 72)};
  if (row.first_sequence == 0 || row.first_sequence > row.last_sequence)
    return std::nullopt;
  return row;
}

std::string EntryName(std::string_view stream, uint64_t version,
                      uint64_t sequence) {
  std::string name(stream);
  name += "@" + std::to_string(version) + " (sequence " +
          std::to_string(sequence) + ")";
  return name;
}

}  // namespace covenant
