#include "ledger/codec/entry_codec.h"

#include <climits>
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

v1::EntryHeader ToProto(const EntryHeader& from) {
  v1::EntryHeader to;
  to.set_origin(from.origin);
  to.set_sequence(from.sequence);
  to.set_batch_first(from.batch_first);
  to.set_batch_last(from.batch_last);
  to.set_recorded_at(from.recorded_at.micros());
  to.set_asserted(from.asserted);
  to.set_stream(from.stream);
  to.set_version(from.version);
  to.set_previous(std::string(from.previous.view()));
  to.set_type(from.type);
  to.set_schema_version(from.schema_version);
  to.set_part(from.part);
  to.set_parts(from.parts);
  to.set_event_id(from.event_id);
  return to;
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

}  // namespace

std::string ProtoEntryFormat::Encode(const EntryHeader& header,
                                     std::string_view payload) const {
  // Neither message holds a map, so that the bytes follow from the fields.
  v1::Entry entry;
  entry.set_header(ToProto(header).SerializeAsString());
  entry.set_payload(std::string(payload));
  return entry.SerializeAsString();
}

absl::StatusOr<Entry> ProtoEntryFormat::Decode(std::string_view bytes) const {
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
