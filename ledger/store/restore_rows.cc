#include "ledger/store/restore_rows.h"

#include <utility>

#include "ledger/store/keys.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

absl::Status Wrong(const EntryHeader& header, std::string_view why,
                   absl::StatusCode code = absl::StatusCode::kDataLoss) {
  return absl::Status(
      code,
      Concat({"the backup's entry ",
              EntryName(header.stream, header.version, header.sequence), ": ",
              why, "; nothing was made"}));
}

}  // namespace

absl::Status EntryRows::CheckPlace(const EntryHeader& header) {
  if (header.origin != origin_) {
    return Wrong(header, Concat({"it belongs to the ledger ",
                                 Quoted(header.origin)}));
  }
  if (header.sequence != head_.sequence + 1) {
    return Wrong(header, Concat({"it stands at sequence ",
                                 std::to_string(head_.sequence + 1)}));
  }
  if (absl::Status status = CheckStreamId(header.stream); !status.ok())
    return Wrong(header, MessageOf(status));
  if (absl::Status status = CheckEventId(header.event_id); !status.ok())
    return Wrong(header, MessageOf(status));
  const auto stream = streams_.find(header.stream);
  const StreamPosition before =
      stream == streams_.end() ? StreamPosition() : stream->second;
  if (header.version != before.version + 1) {
    return Wrong(header, Concat({"its stream has ",
                                 std::to_string(before.version),
                                 " entries before it"}));
  }
  if (header.previous != before.hash) {
    return Wrong(header,
                 "it does not name the hash of the stream's entry before it");
  }
  if (head_.sequence > 0 && header.recorded_at < head_.recorded_at)
    return Wrong(header, "its time is before the entry before");
  const bool begins = head_.sequence == head_.batch_last;
  const bool whole = header.batch_first <= header.sequence &&
                     header.sequence <= header.batch_last;
  if (!whole || (begins ? header.batch_first != header.sequence
                        : header.batch_first != head_.batch_first ||
                              header.batch_last != head_.batch_last)) {
    return Wrong(header, "it is not in the batch that it names");
  }
  return absl::OkStatus();
}

absl::Status EntryRows::Add(std::string_view bytes, const Hash& hash) {
  auto entry = format_.Decode(bytes);
  if (!entry.ok()) {
    return absl::DataLossError(Concat(
        {"the backup's entry of sequence ", std::to_string(head_.sequence + 1),
         ": ", MessageOf(entry.status()), "; nothing was made"}));
  }
  const EntryHeader header = entry->header;
  if (absl::Status status = CheckPlace(header); !status.ok()) return status;
  streams_[header.stream] = {header.version, header.sequence, hash};
  head_ = {header.sequence, header.recorded_at, hash, header.batch_first,
           header.batch_last};
  Put(Table::kEntry, EntryKey(header.stream, header.version),
      std::string(bytes));
  orders_.emplace_back(
      header.sequence,
      OrderRow{header.recorded_at, header.version, header.part, header.parts,
               hash, header.stream, {}});
  auto event = joiner_.Add(*std::move(entry), hash);
  if (!event.ok()) return Wrong(header, MessageOf(event.status()));
  if (*event) return Complete(**event);
  if (at_point())
    return Wrong(header, "its batch ends before the event's last part");
  return absl::OkStatus();
}

absl::Status EntryRows::Complete(const StoredEvent& event) {
  const EntryHeader& header = event.header;
  auto facts = facts_(event);
  if (!facts.ok())
    return Wrong(header, MessageOf(facts.status()), facts.status().code());
  orders_.front().second.sealed = facts->sealed;
  for (const auto& [sequence, order] : orders_)
    Put(Table::kIndex, OrderKey(sequence), EncodeOrderRow(order));
  orders_.clear();
  std::string key = EventKey(header.stream, header.event_id);
  auto taken = written_.Get(Table::kIndex, key);
  if (!taken.ok()) return taken.status();
  if (taken->has_value() || !event_keys_.insert(key).second) {
    return Wrong(header, Concat({"its stream has an event ",
                                 Quoted(header.event_id), " before it"}));
  }
  Put(Table::kIndex, std::move(key), U64(header.sequence));
  const std::set<std::string> also(facts->also.begin(), facts->also.end());
  for (const std::string& stream : also) {
    if (stream == header.stream) continue;
    if (absl::Status status = CheckStreamId(stream); !status.ok())
      return Wrong(header, MessageOf(status));
    ++cross_counts_[stream];
    Put(Table::kIndex, CrossKey(stream, header.sequence), "");
  }
  return seen_(event, *facts);
}

void EntryRows::Put(Table table, std::string key, std::string value) {
  row_bytes_ += key.size() + value.size();
  rows_.push_back({table, std::move(key), std::move(value)});
}

std::vector<Row> EntryRows::TakeRows() {
  row_bytes_ = 0;
  event_keys_.clear();
  return std::exchange(rows_, {});
}

std::vector<Row> EntryRows::LastRows() const {
  std::vector<Row> rows;
  for (const auto& [stream, position] : streams_) {
    rows.push_back(
        {Table::kIndex, StreamKey(stream), EncodeStreamRow(position)});
  }
  for (const auto& [stream, count] : cross_counts_)
    rows.push_back({Table::kIndex, CrossCountKey(stream), U64(count)});
  return rows;
}

}  // namespace covenant
