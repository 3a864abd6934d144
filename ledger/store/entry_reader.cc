#include "ledger/store/entry_reader.h"

#include <algorithm>
#include <functional>

#include "ledger/proof/sha256.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// What an entry's header says wrongly of its place; empty if nothing.
std::string WrongPlace(const EntryHeader& header, std::string_view origin,
                       std::string_view stream, uint64_t version) {
  if (header.origin != origin) {
    return Concat({"it says it belongs to the ledger ", Quoted(header.origin)});
  }
  if (header.stream != stream || header.version != version) {
    return Concat(
        {"it says it is ",
         EntryName(Quoted(header.stream), header.version, header.sequence)});
  }
  if (header.sequence == 0 || header.batch_first > header.sequence ||
      header.batch_last < header.sequence || header.batch_first == 0) {
    return "its sequence does not lie in its batch";
  }
  if (header.parts == 0 || header.part >= header.parts)
    return "it is no part of its event";
  return "";
}

}  // namespace

absl::Status Damaged(std::string_view place, std::string_view what,
                     std::string_view why) {
  return absl::DataLossError(
      Concat({"the ledger at ", place, " is damaged at ", what, ": ", why,
              "; restore a backup, and keep this copy for inspection"}));
}

absl::StatusOr<std::optional<StoredEvent>> PartJoiner::Add(Entry entry,
                                                           const Hash& hash) {
  if (!event_) {
    if (entry.header.part != 0)
      return absl::DataLossError("the event's first part is missing");
    next_part_ = 1;
    const uint64_t sequence = entry.header.sequence;
    const uint64_t version = entry.header.version;
    StoredEvent event{std::move(entry.header), std::move(entry.payload),
                      sequence, version, hash};
    if (event.header.parts <= 1) return event;
    event_ = std::move(event);
  } else {
    const EntryHeader& header = entry.header;
    const EntryHeader& first = event_->header;
    if (header.part != next_part_ || header.parts != first.parts ||
        header.event_id != first.event_id || header.stream != first.stream ||
        header.type != first.type ||
        header.schema_version != first.schema_version ||
        header.recorded_at != first.recorded_at ||
        header.asserted != first.asserted ||
        header.batch_first != first.batch_first ||
        header.batch_last != first.batch_last ||
        header.sequence != event_->last_sequence + 1 ||
        header.version != event_->last_version + 1) {
      return absl::DataLossError(Concat(
          {"it should be part ", std::to_string(next_part_ + 1), " of ",
           std::to_string(first.parts), " of event ", Quoted(first.event_id)}));
    }
    ++next_part_;
    event_->payload += entry.payload;
    event_->last_sequence = header.sequence;
    event_->last_version = header.version;
    event_->hash = hash;
  }
  if (next_part_ < event_->header.parts) return std::nullopt;
  std::optional<StoredEvent> done = std::move(event_);
  event_.reset();
  return done;
}

absl::StatusOr<uint64_t> EntryReader::LastSequence() const {
  auto last = rows_.Last(Table::kIndex, OrderKey(0), AfterPrefix("O"));
  if (!last.ok()) return last.status();
  if (!*last) return 0;
  if ((*last)->first.size() != 9)
    return Damaged(rows_.place(), "the order index", "a bad key");
  return GetU64((*last)->first, 1);
}

absl::StatusOr<OrderRow> EntryReader::Order(uint64_t sequence) const {
  auto row = rows_.Get(Table::kIndex, OrderKey(sequence));
  if (!row.ok()) return row.status();
  const std::string name = "sequence " + std::to_string(sequence);
  if (!*row)
    return Damaged(rows_.place(), name,
                   "its row in the order index is missing");
  auto order = DecodeOrderRow(**row);
  if (!order)
    return Damaged(rows_.place(), name,
                   "its row in the order index is malformed");
  return *std::move(order);
}

absl::StatusOr<Entry> EntryReader::DecodePlain(std::string_view stream,
                                               uint64_t version,
                                               std::string_view bytes) const {
  absl::StatusOr<Entry> entry = format_.Decode(bytes);
  if (!entry.ok()) return entry;
  if (std::string why = WrongPlace(entry->header, origin_, stream, version);
      !why.empty()) {
    return absl::DataLossError(why);
  }
  return entry;
}

absl::StatusOr<Entry> EntryReader::DecodeEntry(std::string_view stream,
                                               uint64_t version,
                                               std::string_view bytes) const {
  absl::StatusOr<Entry> entry = format_.Decode(bytes);
  if (!entry.ok()) {
    return Damaged(rows_.place(),
                   Concat({stream, "@", std::to_string(version)}),
                   MessageOf(entry.status()));
  }
  if (std::string why = WrongPlace(entry->header, origin_, stream, version);
      !why.empty()) {
    return Damaged(rows_.place(),
                   EntryName(stream, version, entry->header.sequence), why);
  }
  return entry;
}

absl::StatusOr<EntryReader::Loaded> EntryReader::Load(
    uint64_t sequence, const OrderRow& order) const {
  const std::string name = EntryName(order.stream, order.version, sequence);
  auto bytes = rows_.Get(Table::kEntry, EntryKey(order.stream, order.version));
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return Damaged(rows_.place(), name, "the entry is missing");
  if (LeafHash(**bytes) != order.hash) {
    return Damaged(rows_.place(), name,
                   "its bytes do not have the hash in the order index");
  }
  auto entry = DecodeEntry(order.stream, order.version, **bytes);
  if (!entry.ok()) return entry.status();
  const EntryHeader& header = entry->header;
  if (header.sequence != sequence || header.recorded_at != order.recorded_at ||
      header.part != order.part || header.parts != order.parts) {
    return Damaged(rows_.place(), name,
                   "its header and the order index differ");
  }
  return Loaded{*std::move(*bytes), *std::move(entry)};
}

absl::StatusOr<Position> EntryReader::At(uint64_t sequence) const {
  if (sequence == 0) return Position{};
  auto order = Order(sequence);
  if (!order.ok()) return order.status();
  auto loaded = Load(sequence, *order);
  if (!loaded.ok()) return loaded.status();
  const EntryHeader& header = loaded->entry.header;
  return Position{sequence, header.recorded_at, order->hash, header.batch_first,
                  header.batch_last};
}

absl::StatusOr<uint64_t> EntryReader::SequenceAt(Timestamp end,
                                                 uint64_t limit) const {
  uint64_t low = 0;           // recorded at or before `end`, or 0
  uint64_t high = limit + 1;  // recorded after it, or beyond the log
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    auto order = Order(middle);
    if (!order.ok()) return order.status();
    (order->recorded_at <= end ? low : high) = middle;
  }
  // The index alone led here: check both sides of the cut by the entries.
  for (const uint64_t sequence : {low, high}) {
    if (sequence == 0 || sequence > limit) continue;
    auto position = At(sequence);
    if (!position.ok()) return position.status();
  }
  return low;
}

absl::StatusOr<std::optional<StreamPosition>> EntryReader::StreamRow(
    std::string_view stream) const {
  auto row = rows_.Get(Table::kIndex, StreamKey(stream));
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  auto position = DecodeStreamRow(**row);
  if (!position || position->version == 0 || position->sequence == 0) {
    return Damaged(rows_.place(), Concat({"the head of stream ", stream}),
                   "a malformed row");
  }
  return position;
}

absl::StatusOr<StreamPosition> EntryReader::StreamHead(std::string_view stream,
                                                       uint64_t limit) const {
  if (absl::Status status = CheckStreamId(stream); !status.ok()) return status;
  auto head = StreamRow(stream);
  if (!head.ok()) return head.status();
  const std::string name = Concat({"the head of stream ", stream});
  if (!*head) {
    auto first = rows_.Get(Table::kEntry, EntryKey(stream, 1));
    if (!first.ok()) return first.status();
    if (!*first) return StreamPosition{};
    // A concurrent append may have made the stream between the two look-ups.
    head = StreamRow(stream);
    if (!head.ok()) return head.status();
    if (!*head)
      return Damaged(rows_.place(), name,
                     "its row is missing, its entries are not");
  }
  const StreamPosition newest = **head;
  auto order = Order(newest.sequence);
  if (!order.ok()) return order.status();
  if (order->stream != stream || order->version != newest.version ||
      order->hash != newest.hash) {
    return Damaged(rows_.place(), name, "its row and the order index differ");
  }
  if (newest.sequence <= limit) return newest;
  // Sequences grow with versions: find the last version within the limit.
  StreamPosition found;
  uint64_t low = 0;
  uint64_t high = newest.version;
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    auto bytes = rows_.Get(Table::kEntry, EntryKey(stream, middle));
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) {
      return Damaged(rows_.place(),
                     Concat({stream, "@", std::to_string(middle)}),
                     "the entry is missing");
    }
    auto entry = DecodeEntry(stream, middle, **bytes);
    if (!entry.ok()) return entry.status();
    const uint64_t sequence = entry->header.sequence;
    auto row = Order(sequence);
    if (!row.ok()) return row.status();
    if (row->stream != stream || row->version != middle ||
        row->hash != LeafHash(**bytes)) {
      return Damaged(rows_.place(), EntryName(stream, middle, sequence),
                     "it and the order index differ");
    }
    if (sequence <= limit) {
      low = middle;
      found = {middle, sequence, row->hash};
    } else {
      high = middle;
    }
  }
  return found;
}

absl::StatusOr<std::vector<std::string>> EntryReader::Streams(
    std::string_view prefix, uint64_t limit) const {
  std::vector<std::string> streams;
  std::vector<std::string> newer;  // heads beyond the limit: look closer
  const std::string from = StreamKey(prefix);
  const absl::Status scanned =
      rows_.Scan(Table::kIndex, from, AfterPrefix(from),
                 [&](std::string_view key, std::string_view value) {
                   const auto head = DecodeStreamRow(value);
                   std::string stream(key.substr(1));
                   if (!head || head->sequence > limit) newer.push_back(stream);
                   streams.push_back(std::move(stream));
                   return true;
                 });
  if (!scanned.ok()) return scanned;
  for (const std::string& stream : newer) {
    auto head = StreamHead(stream, limit);
    if (!head.ok()) return head.status();
    if (head->version == 0) {
      streams.erase(std::lower_bound(streams.begin(), streams.end(), stream));
    }
  }
  return streams;
}

absl::StatusOr<StoredEvent> EntryReader::Event(uint64_t sequence) const {
  PartJoiner joiner;
  for (uint64_t next = sequence;; ++next) {
    auto order = Order(next);
    if (!order.ok()) return order.status();
    auto loaded = Load(next, *order);
    if (!loaded.ok()) return loaded.status();
    auto event = joiner.Add(std::move(loaded->entry), order->hash);
    if (!event.ok()) {
      return Damaged(rows_.place(),
                     EntryName(order->stream, order->version, next),
                     MessageOf(event.status()));
    }
    if (*event) return **std::move(event);
  }
}

absl::StatusOr<std::optional<uint64_t>> EntryReader::FindEvent(
    std::string_view stream, std::string_view event_id) const {
  auto row = rows_.Get(Table::kIndex, EventKey(stream, event_id));
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  if ((*row)->size() != 8) {
    return Damaged(rows_.place(),
                   Concat({"the index of event ", stream, "/", event_id}),
                   "a malformed row");
  }
  return GetU64(**row, 0);
}

absl::StatusOr<std::optional<IdempotencyRow>> EntryReader::FindIdempotencyRow(
    std::string_view key) const {
  auto row = rows_.Get(Table::kIndex, IdempotencyRowKey(key));
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  auto decoded = DecodeIdempotencyRow(**row);
  if (!decoded) {
    return Damaged(rows_.place(), Concat({"the idempotency key ", Quoted(key)}),
                   "a malformed row");
  }
  return decoded;
}

absl::StatusOr<uint64_t> EntryReader::CrossCount(
    std::string_view stream) const {
  auto row = rows_.Get(Table::kIndex, CrossCountKey(stream));
  if (!row.ok()) return row.status();
  if (!*row) return 0;
  if ((*row)->size() != 8) {
    return Damaged(rows_.place(),
                   Concat({"the cross index of stream ", stream}),
                   "a malformed count");
  }
  return GetU64(**row, 0);
}

absl::StatusOr<AppendResult> EntryReader::Answer(uint64_t first,
                                                 uint64_t last) const {
  AppendResult result{first, last, {}, true};
  const absl::Status status =
      ScanOrder(first, last, [&](uint64_t sequence, OrderRow order) {
        if (order.part == 0) {
          result.events.push_back(
              {sequence, order.version, order.parts, order.recorded_at});
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<std::optional<SealedValue>> EntryReader::Sealed(
    const Hash& mac) const {
  auto row = rows_.Get(Table::kSealed, mac.view());
  if (!row.ok()) return row.status();
  if (!*row || (*row)->empty()) return std::nullopt;
  const std::string_view bytes = **row;
  const auto key = Hash::FromBytes(bytes.substr(0, Hash::kSize));
  const std::string_view value =
      bytes.substr(std::min(bytes.size(), Hash::kSize));
  if (!key || HmacSha256(key->view(), value) != mac) {
    return Damaged(rows_.place(), Concat({"the sealed value ", mac.ToHex()}),
                   "it does not have the HMAC that its entry names");
  }
  return SealedValue{mac, *key, std::string(value)};
}

}  // namespace covenant
