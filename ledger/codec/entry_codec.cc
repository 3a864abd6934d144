#include "ledger/codec/entry_codec.h"

#include <climits>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "covenant/v1/entry.pb.h"
#include "ledger/codec/schema.h"
#include "ledger/value/hash.h"

namespace covenant {
namespace {

template <typename Message>
bool Parse(std::string_view bytes, Message* message) {
  return bytes.size() <= INT_MAX &&
         message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

EntryHeader FromProto(const v1::EntryHeader& from, const Hash& previous) {
  EntryHeader to;
  to.origin = from.origin();
  to.sequence = from.sequence();
  to.batch_first = from.batch_first();
  to.batch_last = from.batch_last();
  to.recorded_at = Timestamp::FromMicros(from.recorded_at());
  to.asserted = from.asserted();
  to.stream = from.stream();
  to.version = from.version();
  to.previous = previous;
  to.type = from.type();
  to.schema_version = from.schema_version();
  to.part = from.part();
  to.parts = from.parts();
  to.event_id = from.event_id();
  return to;
}

// The wire format of protobuf, in the one form that its writer gives: fields in
// the order of their numbers, what is zero or empty left out, numbers as short as
// they can be. Every entry of a ledger is written, and read, by these two
// classes; the generated code is left to what they do not understand.
constexpr int kVarint = 0;
constexpr int kBytes = 2;

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Number(int field, std::uint64_t value) {
    if (value == 0) return;
    Tag(field, kVarint);
    Varint(value);
  }
  void Bytes(int field, std::string_view value) {
    if (value.empty()) return;
    Tag(field, kBytes);
    Varint(value.size());
    out_ += value;
  }

 private:
  void Tag(int field, int type) {
    out_.push_back(static_cast<char>(field << 3 | type));
  }
  void Varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) {
      out_.push_back(static_cast<char>(value | 0x80));
    }
    out_.push_back(static_cast<char>(value));
  }

  std::string& out_;
};

// Reads fields in the order of the writer; anything else makes it fail, for
// good.
class EntryFields {
 public:
  explicit EntryFields(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t Number(int field) {
    if (!Tag(field, kVarint)) return 0;
    const std::uint64_t value = Varint();
    if (value == 0) ok_ = false;  // it would have been left out
    return value;
  }
  std::uint32_t Number32(int field) {
    const std::uint64_t value = Number(field);
    if (value > std::numeric_limits<std::uint32_t>::max()) ok_ = false;
    return static_cast<std::uint32_t>(value);
  }
  std::string_view Bytes(int field) {
    if (!Tag(field, kBytes)) return {};
    const std::uint64_t size = Varint();
    if (size == 0 || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  // Protobuf lets only UTF-8 stand in a string: what is not ASCII is left to it.
  std::string_view Text(int field) {
    const std::string_view value = Bytes(field);
    unsigned all = 0;
    for (const char c : value) all |= static_cast<unsigned char>(c);
    if (all >= 0x80) ok_ = false;
    return value;
  }
  // Whether all was read, and nothing stands behind it.
  bool Done() const { return ok_ && rest_.empty(); }

 private:
  bool Tag(int field, int type) {
    if (!ok_ || rest_.empty() ||
        rest_[0] != static_cast<char>(field << 3 | type)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_[0]);
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte >= 0x80) continue;
      // A longer form than need be, or more than 64 bits.
      if ((byte == 0 && shift > 0) || (shift == 63 && byte > 1)) break;
      return value;
    }
    ok_ = false;
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

constexpr std::uint64_t ZigZag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^
         static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t FromZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

// The entry, unless its bytes have another form than Encode gives or hold what
// only protobuf can judge.
std::optional<Entry> ReadPlain(std::string_view bytes) {
  EntryFields outer(bytes);
  EntryFields reader(outer.Bytes(1));
  std::optional<Entry> entry(std::in_place);
  EntryHeader& to = entry->header;
  to.origin = reader.Text(1);
  to.sequence = reader.Number(2);
  to.batch_first = reader.Number(3);
  to.batch_last = reader.Number(4);
  to.recorded_at = Timestamp::FromMicros(FromZigZag(reader.Number(5)));
  const std::uint64_t asserted = reader.Number(6);
  to.asserted = asserted != 0;
  to.stream = reader.Text(7);
  to.version = reader.Number(8);
  const std::optional<Hash> previous = Hash::FromBytes(reader.Bytes(9));
  to.type = reader.Text(10);
  to.schema_version = reader.Number32(11);
  to.part = reader.Number32(12);
  to.parts = reader.Number32(13);
  to.event_id = reader.Text(14);
  entry->payload = outer.Bytes(2);
  if (!reader.Done() || !outer.Done() || !previous || asserted > 1) {
    return std::nullopt;
  }
  to.previous = *previous;
  return entry;
}

}  // namespace

std::string ProtoEntryFormat::Encode(const EntryHeader& header,
                                     std::string_view payload) const {
  std::string fields;
  fields.reserve(160 + header.origin.size() + header.stream.size() +
                 header.type.size() + header.event_id.size());
  Writer writer(fields);
  writer.Bytes(1, header.origin);
  writer.Number(2, header.sequence);
  writer.Number(3, header.batch_first);
  writer.Number(4, header.batch_last);
  writer.Number(5, ZigZag(header.recorded_at.micros()));
  writer.Number(6, header.asserted ? 1 : 0);
  writer.Bytes(7, header.stream);
  writer.Number(8, header.version);
  writer.Bytes(9, header.previous.view());
  writer.Bytes(10, header.type);
  writer.Number(11, header.schema_version);
  writer.Number(12, header.part);
  writer.Number(13, header.parts);
  writer.Bytes(14, header.event_id);
  std::string bytes;
  bytes.reserve(fields.size() + payload.size() + 16);
  Writer outer(bytes);
  outer.Bytes(1, fields);
  outer.Bytes(2, payload);
  return bytes;
}

absl::StatusOr<Entry> ProtoEntryFormat::Decode(std::string_view bytes) const {
  if (std::optional<Entry> plain = ReadPlain(bytes)) return *std::move(plain);
  // Protobuf finds out what is wrong.
  schema::QuietProtobuf();
  v1::Entry entry;
  if (!Parse(bytes, &entry)) {
    return absl::DataLossError("the entry is not a protobuf message");
  }
  v1::EntryHeader header;
  if (!Parse(entry.header(), &header)) {
    return absl::DataLossError("the entry's header is not a protobuf message");
  }
  const std::optional<Hash> previous = Hash::FromBytes(header.previous());
  if (!previous) {
    return absl::DataLossError(
        "the previous hash of the entry has not 32 bytes");
  }
  Entry result{FromProto(header, *previous),
               std::move(*entry.mutable_payload())};
  // One entry has one form: unknown or repeated fields, a field order or number
  // length of another writer, and trailing bytes all fail here.
  if (Encode(result.header, result.payload) != bytes) {
    return absl::DataLossError("the entry holds bytes that no writer gives");
  }
  return result;
}

}  // namespace covenant
