// The readings of LogCore.
#include <algorithm>
#include <utility>

#include "ledger/proof/tile.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_core.h"
#include "ledger/store/log_verifier.h"
#include "ledger/store/verify.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {

absl::StatusOr<Position> LogCore::Head() const {
  const std::lock_guard lock(state_mutex_);
  return head_;
}

absl::StatusOr<Position> LogCore::At(uint64_t sequence) const {
  if (const uint64_t limit = Limit(); sequence > limit) {
    return OutOfRangeText({"there is no sequence ", std::to_string(sequence),
                           ": the ledger's head is ", std::to_string(limit)});
  }
  return reader_.At(sequence);
}

absl::StatusOr<uint64_t> LogCore::SequenceAt(Timestamp end) const {
  return reader_.SequenceAt(end, Limit());
}

absl::StatusOr<StreamPosition> LogCore::StreamHead(std::string_view stream,
                                                   uint64_t up_to) const {
  return reader_.StreamHead(stream, Limit(up_to));
}

absl::StatusOr<std::vector<std::string>> LogCore::Streams(
    std::string_view prefix, uint64_t up_to) const {
  return reader_.Streams(prefix, Limit(up_to));
}

absl::Status LogCore::ReadStream(std::string_view stream, uint64_t up_to,
                                 const EventVisitor& visit) const {
  return reader_.ReadStream(stream, Limit(up_to), visit);
}

absl::Status LogCore::ReadStreamAfter(std::string_view stream,
                                      const StreamPosition& after,
                                      uint64_t up_to,
                                      const EventVisitor& visit) const {
  return reader_.ReadStreamAfter(stream, after, Limit(up_to), visit);
}

absl::Status LogCore::ReadStreams(std::string_view from, std::string_view end,
                                  uint64_t up_to,
                                  const EventVisitor& visit) const {
  return reader_.ReadStreams(from, end, Limit(up_to), visit);
}

absl::Status LogCore::ReadIndexed(std::string_view stream, uint64_t up_to,
                                  const EventVisitor& visit) const {
  return reader_.ReadIndexed(stream, Limit(up_to), visit);
}

absl::Status LogCore::ReadLog(uint64_t from_sequence, uint64_t limit,
                              const EventVisitor& visit) const {
  return reader_.ReadLog(from_sequence, limit, Limit(), visit);
}

absl::Status LogCore::ReadEntries(uint64_t from_sequence, uint64_t limit,
                                  const EntryVisitor& visit) const {
  if (limit == 0) return absl::OkStatus();
  return StoppedOrFailed(reader_.ScanOrder(
      std::max<uint64_t>(from_sequence, 1), Limit(),
      [&](uint64_t sequence, OrderRow order) -> absl::Status {
        auto loaded = reader_.Load(sequence, order);
        if (!loaded.ok()) return loaded.status();
        absl::Status status =
            visit({sequence, std::move(order.stream), order.version,
                   std::move(loaded->bytes), order.hash});
        if (!status.ok()) return status;
        return --limit == 0 ? absl::CancelledError() : absl::OkStatus();
      }));
}

absl::StatusOr<std::vector<Hash>> LogCore::LeafHashes(uint64_t first,
                                                      uint64_t last) const {
  if (first == 0 || first > last || last > Limit()) {
    return OutOfRangeText({"there are no sequences ", std::to_string(first),
                           " to ", std::to_string(last),
                           ": the ledger has 1 to ", std::to_string(Limit())});
  }
  std::vector<Hash> hashes;
  absl::Status status =
      reader_.ScanOrder(first, last, [&](uint64_t, const OrderRow& order) {
        hashes.push_back(order.hash);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return hashes;
}

absl::StatusOr<std::string> LogCore::TreeTile(uint32_t level, uint64_t index,
                                              uint32_t width) const {
  const uint64_t limit = Limit();
  const uint64_t hashes = TileHashes(limit, level);
  if (width == 0 || width > kTileWidth || index > hashes / kTileWidth ||
      index * kTileWidth + width > hashes) {
    return OutOfRangeText({"the tree of ", std::to_string(limit),
                           " entries has no ", std::to_string(width),
                           " hashes in tile ", std::to_string(index),
                           " of level ", std::to_string(level)});
  }
  return tree_.Tile(level, index, width, limit);
}

absl::StatusOr<std::vector<KeptCheckpoint>> LogCore::Checkpoints() const {
  std::vector<KeptCheckpoint> all;
  bool malformed = false;
  absl::Status scanned = rows_->Scan(
      Table::kIndex, "C", AfterPrefix("C"),
      [&](std::string_view key, std::string_view value) {
        malformed = key.size() != 13;
        if (malformed) return false;
        if (value.empty()) return true;  // disowned
        all.push_back({GetU64(key, 1), GetU32(key, 9), std::string(value)});
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (malformed) {
    return Damaged(rows_->place(), "the rows of signed checkpoints",
                   "a malformed key");
  }
  return all;
}

absl::StatusOr<VerifyReport> LogCore::Verify(
    const VerifyOptions& options) const {
  return LogVerifier(reader_, tree_, Limit(), options).Run();
}

absl::StatusOr<std::optional<StoredEvent>> LogCore::FindEvent(
    std::string_view stream, std::string_view event_id) const {
  if (absl::Status status = CheckStreamId(stream); !status.ok()) return status;
  if (absl::Status status = CheckEventId(event_id); !status.ok()) return status;
  auto sequence = reader_.FindEvent(stream, event_id);
  if (!sequence.ok()) return sequence.status();
  if (!*sequence || **sequence > Limit()) return std::nullopt;
  auto event = reader_.Event(**sequence);
  if (!event.ok()) return event.status();
  if (event->header.stream != stream || event->header.event_id != event_id) {
    return Damaged(rows_->place(),
                   Concat({"the index of event ", stream, "/", event_id}),
                   "it leads to another event");
  }
  if (event->last_sequence > Limit()) return std::nullopt;
  return *std::move(event);
}

absl::StatusOr<std::optional<AppendResult>> LogCore::FindIdempotencyKey(
    std::string_view key) const {
  auto row = reader_.FindIdempotencyRow(key);
  if (!row.ok()) return row.status();
  if (!*row || (*row)->last_sequence > Limit()) return std::nullopt;
  auto answer = reader_.Answer((*row)->first_sequence, (*row)->last_sequence);
  if (!answer.ok()) return answer.status();
  answer->forgotten = (*row)->forgotten();
  return *std::move(answer);
}

absl::StatusOr<std::optional<SealedValue>> LogCore::Sealed(
    const Hash& mac) const {
  return reader_.Sealed(mac);
}

absl::StatusOr<std::optional<std::string>> LogCore::GetCache(
    std::string_view key) const {
  return rows_->Get(Table::kCache, key);
}

absl::Status EventLog::ReadStreams(std::string_view from, std::string_view end,
                                   uint64_t up_to,
                                   const EventVisitor& visit) const {
  auto streams = Streams({}, up_to);
  if (!streams.ok()) return streams.status();
  bool stopped = false;
  for (const std::string& stream : *streams) {
    if (stream < from || (!end.empty() && stream >= end)) continue;
    absl::Status status =
        ReadStream(stream, up_to, [&](StoredEvent event) {
          absl::Status visited = visit(std::move(event));
          stopped = absl::IsCancelled(visited);
          return visited;
        });
    if (!status.ok() || stopped) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<StoredEvent>> EventLog::StreamEvents(
    std::string_view stream, uint64_t up_to) const {
  std::vector<StoredEvent> events;
  absl::Status status = ReadStream(stream, up_to, [&](StoredEvent event) {
    events.push_back(std::move(event));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return events;
}

absl::StatusOr<std::vector<StoredEvent>> EventLog::IndexedEvents(
    std::string_view stream, uint64_t up_to) const {
  std::vector<StoredEvent> events;
  absl::Status status = ReadIndexed(stream, up_to, [&](StoredEvent event) {
    events.push_back(std::move(event));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return events;
}

absl::StatusOr<std::vector<StoredEvent>> EventLog::LogEvents(
    uint64_t from_sequence, uint64_t limit) const {
  std::vector<StoredEvent> events;
  absl::Status status = ReadLog(from_sequence, limit, [&](StoredEvent event) {
    events.push_back(std::move(event));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return events;
}

}  // namespace covenant
