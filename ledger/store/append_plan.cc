#include "ledger/store/append_plan.h"

#include <algorithm>
#include <utility>

#include "ledger/proof/sha256.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

uint32_t PartsOf(const NewEvent& event) {
  const size_t parts = (event.payload.size() + kPartBytes - 1) / kPartBytes;
  return static_cast<uint32_t>(std::max<size_t>(parts, 1));
}

std::string EventName(const NewEvent& event) {
  return Concat({"event ", event.stream, "/", event.event_id});
}

absl::Status Conflict(std::initializer_list<std::string_view> parts) {
  return absl::AbortedError(Concat(parts));
}

absl::Status CompareContent(const AppendRequest& request,
                            const IdempotencyRow& row) {
  if (row.forgotten()) {
    return absl::AlreadyExistsError(
        Concat({"the idempotency key ", Quoted(request.idempotency_key),
                " was used for sequence ", std::to_string(row.first_sequence),
                " to ", std::to_string(row.last_sequence),
                ", of which a text was erased since: whether this is the same "
                "request cannot be told any more; choose a new key for another "
                "request"}));
  }
  if (SameSecret(HmacSha256(row.key.view(), request.content),
                 row.content_mac)) {
    return absl::OkStatus();
  }
  return absl::AlreadyExistsError(
      Concat({"the idempotency key ", Quoted(request.idempotency_key),
              " was used for another request (sequence ",
              std::to_string(row.first_sequence), " to ",
              std::to_string(row.last_sequence),
              "); repeat that request unchanged, or choose a new key"}));
}

}  // namespace

struct GroupPlan::Draft {
  AppendResult result;
  std::vector<bool> asserted;
  std::vector<std::pair<uint64_t, uint64_t>>
      batches;  // first, last for each event
  std::vector<Row> rows;
  std::vector<Hash> leaves;
  std::map<std::string, StreamPosition> streams;
  std::map<std::string, uint64_t> cross_counts;
  std::vector<std::string> event_keys;
  bool erases = false;
  std::set<uint64_t> erased_events;
  Position head;
};

GroupPlan::GroupPlan(const EntryReader& reader, Clock clock, Position head,
                     bool in_backfill, TreeTail tree)
    : reader_(reader),
      clock_(std::move(clock)),
      head_(head),
      in_backfill_(in_backfill),
      tree_(std::move(tree)) {}

std::vector<Row> GroupPlan::TakeRows() {
  for (Row& row : tree_.TakeRows()) rows_.push_back(std::move(row));
  return std::move(rows_);
}

absl::StatusOr<AppendResult> GroupPlan::Add(const AppendRequest& request) {
  auto repeat = FindRepeat(request);
  if (!repeat.ok()) return repeat.status();
  if (*repeat) return **std::move(repeat);
  if (absl::Status status = CheckExpectations(request); !status.ok())
    return status;
  if (absl::Status status = CheckBackfill(request); !status.ok()) return status;
  Draft draft;
  if (absl::Status status = SetTimes(request, draft); !status.ok())
    return status;
  if (absl::Status status = CheckEventIds(request); !status.ok()) return status;
  SetBatches(request, draft);
  for (size_t i = 0; i < request.events.size(); ++i) {
    if (absl::Status status = EncodeEvent(request.events[i], i, draft);
        !status.ok()) {
      return status;
    }
  }
  if (absl::Status status = ForgetRequests(draft); !status.ok()) return status;
  AppendResult result = draft.result;
  Accept(request, std::move(draft));
  return result;
}

absl::StatusOr<std::optional<AppendResult>> GroupPlan::FindRepeat(
    const AppendRequest& request) {
  if (request.idempotency_key.empty()) return std::nullopt;
  if (const auto it = repeats_.find(request.idempotency_key);
      it != repeats_.end()) {
    if (absl::Status status = CompareContent(request, it->second.row);
        !status.ok()) {
      return status;
    }
    AppendResult result = it->second.result;
    result.repeated = true;
    return result;
  }
  auto row = reader_.FindIdempotencyRow(request.idempotency_key);
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  if (absl::Status status = CompareContent(request, **row); !status.ok())
    return status;
  auto answer = reader_.Answer((*row)->first_sequence, (*row)->last_sequence);
  if (!answer.ok()) return answer.status();
  return *std::move(answer);
}

absl::StatusOr<StreamPosition> GroupPlan::StreamHead(
    const std::string& stream) {
  if (const auto it = streams_.find(stream); it != streams_.end())
    return it->second;
  const auto [it, fresh] = heads_.try_emplace(stream);
  if (!fresh) return it->second;
  auto head = reader_.StreamHead(stream, kLatest);
  if (head.ok()) {
    it->second = *head;
  } else {
    heads_.erase(it);
  }
  return head;
}

absl::Status GroupPlan::CheckExpectations(const AppendRequest& request) {
  if (request.expected_head_sequence &&
      *request.expected_head_sequence != head_.sequence) {
    return Conflict({"expected the head to be sequence ",
                     std::to_string(*request.expected_head_sequence),
                     ", but it is ", std::to_string(head_.sequence),
                     ": somebody appended meanwhile; read again, then retry"});
  }
  if (request.expected_head_hash && *request.expected_head_hash != head_.hash) {
    return Conflict({"expected the head to have the hash ",
                     request.expected_head_hash->ToHex(), ", but sequence ",
                     std::to_string(head_.sequence), " has ",
                     head_.hash.ToHex(), ": read again, then retry"});
  }
  for (const auto& [stream, version] : request.expected_versions) {
    auto head = StreamHead(stream);
    if (!head.ok()) return head.status();
    if (head->version != version) {
      return Conflict(
          {"expected stream ", stream, " at version ", std::to_string(version),
           ", but it is at ", std::to_string(head->version),
           ": somebody appended meanwhile; read again, then retry"});
    }
  }
  return absl::OkStatus();
}

absl::Status GroupPlan::CheckBackfill(const AppendRequest& request) const {
  if (in_backfill_) return absl::OkStatus();
  if (request.end_backfill) {
    return absl::FailedPreconditionError(
        "the ledger is not in backfill, so backfill cannot end: it went live "
        "before, or never "
        "was in backfill");
  }
  for (const NewEvent& event : request.events) {
    if (!event.asserted_at) continue;
    return absl::FailedPreconditionError(Concat(
        {EventName(event), " asserts the time ", event.asserted_at->ToString(),
         ", but the ledger is not in backfill: only its own clock stamps "
         "events now; "
         "leave the time out"}));
  }
  return absl::OkStatus();
}

absl::Status GroupPlan::SetTimes(const AppendRequest& request,
                                 Draft& draft) const {
  // A clock that stepped back must not make time decrease.
  Timestamp now = clock_();
  if (head_.sequence > 0) now = std::max(now, head_.recorded_at);
  Timestamp previous = head_.recorded_at;
  bool has_previous = head_.sequence > 0;
  for (const NewEvent& event : request.events) {
    const Timestamp at = event.asserted_at.value_or(now);
    if (has_previous && at < previous) {
      return InvalidText({EventName(event), " asserts the time ", at.ToString(),
                          ", before the event before it, which has ",
                          previous.ToString(),
                          ": append backfill in the order of its times"});
    }
    if (at > now) {
      return InvalidText({EventName(event), " asserts the time ", at.ToString(),
                          ", which is after now, ", now.ToString()});
    }
    previous = at;
    has_previous = true;
    draft.result.events.push_back({0, 0, PartsOf(event), at});
    draft.asserted.push_back(event.asserted_at.has_value());
  }
  return absl::OkStatus();
}

absl::Status GroupPlan::CheckEventIds(const AppendRequest& request) {
  std::set<std::string> own;
  for (const NewEvent& event : request.events) {
    std::string key = EventKey(event.stream, event.event_id);
    const bool planned = event_keys_.contains(key) || own.contains(key);
    if (!planned) {
      // In a stream that is not there yet no id is taken.
      auto head = StreamHead(event.stream);
      if (!head.ok()) return head.status();
      if (head->version == 0) {
        own.insert(std::move(key));
        continue;
      }
      auto found = reader_.FindEvent(event.stream, event.event_id);
      if (!found.ok()) return found.status();
      if (!*found) {
        own.insert(std::move(key));
        continue;
      }
    }
    return absl::AlreadyExistsError(
        Concat({"stream ", event.stream, " already has an event ",
                Quoted(event.event_id),
                planned ? " (in the same append or group)" : "",
                "; an event id is used once in its stream: choose another"}));
  }
  return absl::OkStatus();
}

void GroupPlan::SetBatches(const AppendRequest& request, Draft& draft) const {
  std::vector<AppendedEvent>& events = draft.result.events;
  uint64_t next = head_.sequence + 1;
  draft.result.first_sequence = next;
  draft.batches.resize(events.size());
  size_t begin = 0;  // first event of the current logical batch
  for (size_t i = 0; i < request.events.size(); ++i) {
    if (events[i].recorded_at != events[begin].recorded_at) begin = i;
    events[i].sequence = next;
    next += events[i].parts;
    draft.batches[i].first = events[begin].sequence;
  }
  draft.result.last_sequence = next - 1;
  uint64_t last = next - 1;
  for (size_t i = events.size(); i-- > 0;) {
    draft.batches[i].second = last;
    if (draft.batches[i].first == events[i].sequence)
      last = events[i].sequence - 1;
  }
}

absl::Status GroupPlan::EncodeEvent(const NewEvent& event, size_t index,
                                    Draft& draft) {
  auto position = draft.streams.find(event.stream);
  if (position == draft.streams.end()) {
    auto head = StreamHead(event.stream);
    if (!head.ok()) return head.status();
    position = draft.streams.emplace(event.stream, *head).first;
  }
  AppendedEvent& appended = draft.result.events[index];
  appended.version = position->second.version + 1;
  EntryHeader header{
      .origin = reader_.origin(),
      .sequence = appended.sequence,
      .batch_first = draft.batches[index].first,
      .batch_last = draft.batches[index].second,
      .recorded_at = appended.recorded_at,
      .asserted = draft.asserted[index],
      .stream = event.stream,
      .version = appended.version,
      .previous = position->second.hash,
      .type = event.type,
      .schema_version = event.schema_version,
      .part = 0,
      .parts = appended.parts,
      .event_id = event.event_id,
  };
  const std::string_view payload = event.payload;
  for (uint32_t part = 0; part < appended.parts; ++part) {
    header.part = part;
    header.sequence = appended.sequence + part;
    header.version = appended.version + part;
    std::string bytes = reader_.format().Encode(
        header, payload.substr(size_t{part} * kPartBytes, kPartBytes));
    if (bytes.size() > kMaxEntryBytes) {
      return absl::InternalError(Concat(
          {EventName(event), ": its entry takes ", std::to_string(bytes.size()),
           " bytes: the entry format's header is too large"}));
    }
    OrderRow order{header.recorded_at, header.version, part, header.parts,
                   LeafHash(bytes),    event.stream,   {}};
    if (part == 0) {
      for (const SealedValue& sealed : event.sealed)
        order.sealed.push_back(sealed.mac);
    }
    header.previous = order.hash;
    draft.leaves.push_back(order.hash);
    draft.rows.push_back({Table::kEntry, EntryKey(event.stream, header.version),
                          std::move(bytes)});
    draft.rows.push_back(
        {Table::kIndex, OrderKey(header.sequence), EncodeOrderRow(order)});
  }
  position->second = {header.version, header.sequence, header.previous};
  draft.head = {header.sequence, header.recorded_at, header.previous,
                header.batch_first, header.batch_last};
  std::string key = EventKey(event.stream, event.event_id);
  draft.rows.push_back({Table::kIndex, key, U64(appended.sequence)});
  draft.event_keys.push_back(std::move(key));
  for (const SealedValue& sealed : event.sealed) {
    draft.rows.push_back({Table::kSealed, std::string(sealed.mac.view()),
                          Concat({sealed.key.view(), sealed.value})});
  }
  for (const Hash& mac : event.erases) {
    auto row = reader_.rows().Get(Table::kSealed, mac.view());
    if (!row.ok()) return row.status();
    // Its row stays, empty: an absent one would be damage.
    if (*row && !(*row)->empty()) {
      draft.rows.push_back({Table::kSealed, std::string(mac.view()), ""});
      draft.erases = true;
    }
  }
  draft.erased_events.insert(event.erased_events.begin(),
                             event.erased_events.end());
  return IndexElsewhere(event, appended.sequence, draft);
}

absl::Status GroupPlan::IndexElsewhere(const NewEvent& event, uint64_t sequence,
                                       Draft& draft) {
  const std::set<std::string> others(event.also.begin(), event.also.end());
  for (const std::string& stream : others) {
    if (stream == event.stream) continue;
    auto count = draft.cross_counts.find(stream);
    if (count == draft.cross_counts.end()) {
      uint64_t before = 0;
      if (const auto it = cross_counts_.find(stream);
          it != cross_counts_.end()) {
        before = it->second;
      } else {
        auto stored = reader_.CrossCount(stream);
        if (!stored.ok()) return stored.status();
        before = *stored;
      }
      count = draft.cross_counts.emplace(stream, before).first;
    }
    ++count->second;
    draft.rows.push_back({Table::kIndex, CrossKey(stream, sequence), ""});
  }
  return absl::OkStatus();
}

// An erasure is rare and rewrites files, so reading all keys costs little.
absl::Status GroupPlan::ForgetRequests(Draft& draft) const {
  if (draft.erased_events.empty()) return absl::OkStatus();
  const std::string from = IdempotencyRowKey("");
  return reader_.rows().Scan(
      Table::kIndex, from, AfterPrefix(from),
      [&](std::string_view key, std::string_view value) {
        auto row = DecodeIdempotencyRow(value);
        if (!row || row->forgotten()) return true;  // damage is found by verify
        const auto event = draft.erased_events.lower_bound(row->first_sequence);
        if (event == draft.erased_events.end() || *event > row->last_sequence) {
          return true;
        }
        row->key = row->content_mac = Hash();
        draft.rows.push_back(
            {Table::kIndex, std::string(key), EncodeIdempotencyRow(*row)});
        draft.erases = true;
        return true;
      });
}

void GroupPlan::Accept(const AppendRequest& request, Draft draft) {
  for (Row& row : draft.rows) rows_.push_back(std::move(row));
  for (const Hash& leaf : draft.leaves) tree_.Add(leaf);
  for (const auto& [stream, position] : draft.streams) {
    rows_.push_back(
        {Table::kIndex, StreamKey(stream), EncodeStreamRow(position)});
    streams_[stream] = position;
  }
  for (const auto& [stream, count] : draft.cross_counts) {
    rows_.push_back({Table::kIndex, CrossCountKey(stream), U64(count)});
    cross_counts_[stream] = count;
  }
  for (std::string& key : draft.event_keys) event_keys_.insert(std::move(key));
  if (!request.idempotency_key.empty()) {
    IdempotencyRow row{RandomKey(), Hash(), draft.result.first_sequence,
                       draft.result.last_sequence};
    row.content_mac = HmacSha256(row.key.view(), request.content);
    rows_.push_back({Table::kIndex, IdempotencyRowKey(request.idempotency_key),
                     EncodeIdempotencyRow(row)});
    repeats_[request.idempotency_key] = {row, draft.result};
  }
  if (request.end_backfill) {
    in_backfill_ = false;
    rows_.push_back(
        {Table::kIndex, MetadataKey("backfill"), std::string(1, '\0')});
  }
  if (draft.erases) {
    if (!erases_) {
      rows_.push_back(
          {Table::kIndex, MetadataKey("purge"), std::string(1, '\1')});
    }
    erases_ = true;
  }
  head_ = draft.head;
}

}  // namespace covenant
