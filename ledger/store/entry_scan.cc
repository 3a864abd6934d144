// The readings of EntryReader that go over many entries.
#include <algorithm>
#include <functional>

#include "ledger/proof/sha256.h"
#include "ledger/store/entry_reader.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {

// How many heads of streams a reading of many holds at a time.
constexpr size_t kHeadsAtOnce = 1'000;

// One stream on its way through a pass over entries. An event is handed out only
// when the next entry, or the stream's head row, has confirmed the hash of its
// last entry. The head is read before the entries, so that an append in between
// only adds to them.
class EntryReader::StreamScan {
 public:
  StreamScan(const EntryReader& reader, std::string_view stream,
             std::optional<StreamPosition> head, uint64_t limit,
             const EventVisitor& visit)
      : reader_(reader),
        stream_(stream),
        head_(head),
        limit_(limit),
        visit_(visit) {}

  // From behind an entry of the stream, which the order index knows.
  void Resume(const StreamPosition& after) {
    version_ = after.version;
    sequence_ = after.sequence;
    hash_ = after.hash;
  }

  // The whole pass over this stream alone.
  absl::Status Run() {
    absl::Status failed;
    absl::Status scanned = reader_.rows_.Scan(
        Table::kEntry, EntryKey(stream_, version_ == 0 ? 0 : version_ + 1),
        AfterPrefix(stream_ + '\0'),
        [&](std::string_view key, std::string_view bytes) {
          failed = Take(key, bytes);
          return failed.ok() && !beyond_;
        });
    if (!failed.ok()) return failed;
    if (!scanned.ok()) return scanned;
    return Finish();
  }

  const std::string& stream() const { return stream_; }
  // Whether an entry was met that lies beyond the limit: what follows does too.
  bool beyond() const { return beyond_; }

  // After the last entry.
  absl::Status Finish() {
    if (!beyond_) {
      if (absl::Status status = CheckEnd(head_); !status.ok()) return status;
      if (absl::Status status = Deliver(); !status.ok()) return status;
    }
    // An event that lies astride the limit has not happened yet there.
    if (joiner_.open() && !beyond_) {
      return Damage(version_, sequence_, "the event's last part is missing");
    }
    return absl::OkStatus();
  }

  // One row of the stream, in the order of versions.
  absl::Status Take(std::string_view key, std::string_view bytes) {
    if (key.size() != stream_.size() + 9 ||
        GetU64(key, stream_.size() + 1) != version_ + 1) {
      return Damage(version_ + 1, 0,
                    "the entry is missing; its sequence is not known");
    }
    auto entry = reader_.DecodeEntry(stream_, version_ + 1, bytes);
    if (!entry.ok()) return entry.status();
    const EntryHeader& header = entry->header;
    if (header.previous != hash_) return Blame(header);
    if (header.sequence <= sequence_) {
      return Damage(header.version, header.sequence,
                    "its sequence is not above the one before");
    }
    if (version_ > 0 && header.recorded_at < recorded_at_) {
      return Damage(header.version, header.sequence,
                    "its time is before the entry before");
    }
    if (absl::Status status = Deliver(); !status.ok()) return status;
    const Hash hash = LeafHash(bytes);
    if (header.sequence > limit_) {
      beyond_ = true;
      return ConfirmByOrder(header.version, header.sequence, hash);
    }
    ++version_;
    sequence_ = header.sequence;
    recorded_at_ = header.recorded_at;
    hash_ = hash;
    auto event = joiner_.Add(*std::move(entry), hash);
    if (!event.ok()) {
      return Damage(version_, sequence_,
                    std::string(event.status().message().data(),
                                event.status().message().size()));
    }
    held_ = *std::move(event);
    return absl::OkStatus();
  }

 private:
  absl::Status Damage(uint64_t version, uint64_t sequence,
                      std::string_view why) const {
    return Damaged(reader_.rows_.place(), EntryName(stream_, version, sequence),
                   why);
  }

  absl::Status Deliver() {
    if (!held_) return absl::OkStatus();
    StoredEvent event = *std::move(held_);
    held_.reset();
    return visit_(std::move(event));
  }

  absl::Status ConfirmByOrder(uint64_t version, uint64_t sequence,
                              const Hash& hash) const {
    auto order = reader_.Order(sequence);
    if (!order.ok())
      return Damage(version, sequence, "the order index does not know it");
    if (order->stream != stream_ || order->version != version ||
        order->hash != hash) {
      return Damage(version, sequence, "it and the order index differ");
    }
    return absl::OkStatus();
  }

  // `header` names another previous hash than the entry before it has: one of
  // the two is damaged, and the order index knows which.
  absl::Status Blame(const EntryHeader& header) const {
    if (version_ > 0) {
      if (absl::Status status = ConfirmByOrder(version_, sequence_, hash_);
          !status.ok()) {
        return status;
      }
    }
    return Damage(header.version, header.sequence,
                  "it does not name the hash of the stream's entry before it");
  }

  // The scan came to the end of the stream; the head row, read before it, says
  // how many entries there were at least.
  absl::Status CheckEnd(const std::optional<StreamPosition>& head) const {
    if (!head) {
      if (version_ == 0) return absl::OkStatus();
      // The stream may have begun after the head row was read; if not, the row
      // is lost, and with it the knowledge of how long the stream is.
      auto now = reader_.StreamHead(stream_, limit_);
      return now.ok() ? ConfirmByOrder(version_, sequence_, hash_)
                      : now.status();
    }
    if (version_ < head->version) {
      return Damage(version_ + 1,
                    version_ + 1 == head->version ? head->sequence : 0,
                    "the end of the stream is missing; it should have " +
                        std::to_string(head->version) + " entries");
    }
    if (version_ == head->version && hash_ == head->hash &&
        sequence_ == head->sequence) {
      return absl::OkStatus();
    }
    if (absl::Status status = ConfirmByOrder(version_, sequence_, hash_);
        !status.ok()) {
      return status;
    }
    if (version_ > head->version)
      return absl::OkStatus();  // appended meanwhile
    return Damaged(reader_.rows_.place(), "the head of stream " + stream_,
                   "its row does not name the last entry");
  }

  const EntryReader& reader_;
  const std::string stream_;
  const std::optional<StreamPosition> head_;
  const uint64_t limit_;
  const EventVisitor& visit_;
  PartJoiner joiner_;
  std::optional<StoredEvent> held_;
  bool beyond_ = false;
  uint64_t version_ = 0;
  uint64_t sequence_ = 0;
  Timestamp recorded_at_;
  Hash hash_;
};

absl::Status EntryReader::ReadStream(std::string_view stream, uint64_t limit,
                                     const EventVisitor& visit) const {
  if (absl::Status status = CheckStreamId(stream); !status.ok()) return status;
  auto head = StreamRow(stream);
  if (!head.ok()) return head.status();
  return StoppedOrFailed(
      StreamScan(*this, stream, *std::move(head), limit, visit).Run());
}

absl::Status EntryReader::ReadStreamAfter(std::string_view stream,
                                          const StreamPosition& after,
                                          uint64_t limit,
                                          const EventVisitor& visit) const {
  if (absl::Status status = CheckStreamId(stream); !status.ok()) return status;
  auto head = StreamRow(stream);
  if (!head.ok()) return head.status();
  StreamScan scan(*this, stream, *std::move(head), limit, visit);
  if (after != StreamPosition{}) {
    const auto order = after.sequence == 0 || after.sequence > limit
                           ? absl::OutOfRangeError("beyond the log")
                           : Order(after.sequence);
    if (!order.ok() || order->stream != stream ||
        order->version != after.version || order->hash != after.hash ||
        order->part + 1 < order->parts) {
      return absl::FailedPreconditionError(
          Concat({"the stream ", stream, " has no event that ends at version ",
                  std::to_string(after.version), " with that hash"}));
    }
    scan.Resume(after);
  }
  return StoppedOrFailed(scan.Run());
}

absl::Status EntryReader::ReadStreams(std::string_view from,
                                      std::string_view end, uint64_t limit,
                                      const EventVisitor& visit) const {
  std::string next(from);
  while (true) {
    // Some heads, and then the entries of their streams in one pass.
    std::vector<std::pair<std::string, StreamPosition>> heads;
    std::string stop(end);
    bool more = false;
    absl::Status failed;
    absl::Status scanned = rows_.Scan(
        Table::kIndex, StreamKey(next),
        end.empty() ? AfterPrefix(StreamKey("")) : StreamKey(end),
        [&](std::string_view key, std::string_view value) {
          const std::string_view stream = key.substr(1);
          if (heads.size() == kHeadsAtOnce) {
            more = true;
            stop = stream;
            return false;
          }
          const auto head = DecodeStreamRow(value);
          if (!head || head->version == 0 || head->sequence == 0) {
            failed = Damaged(rows_.place(),
                             Concat({"the head of stream ", stream}),
                             "a malformed row");
            return false;
          }
          heads.emplace_back(stream, *head);
          return true;
        });
    if (!failed.ok()) return failed;
    if (!scanned.ok()) return scanned;
    failed = ReadHeaded(heads, next, stop, limit, visit);
    if (!failed.ok()) return StoppedOrFailed(std::move(failed));
    if (!more) return absl::OkStatus();
    next = std::move(stop);
  }
}

absl::Status EntryReader::ReadHeaded(
    const std::vector<std::pair<std::string, StreamPosition>>& heads,
    std::string_view from, std::string_view end, uint64_t limit,
    const EventVisitor& visit) const {
  std::optional<StreamScan> scan;
  auto head = heads.begin();
  // Ends the stream at hand and begins the one of this name, if any. A head in
  // between has no entries; its own reading says what is wrong.
  const auto turn_to = [&](std::optional<std::string_view> stream) {
    absl::Status status;
    if (scan) status = scan->Finish();
    scan.reset();
    for (; status.ok() && head != heads.end() &&
           (!stream || head->first < *stream);
         ++head) {
      status = StreamScan(*this, head->first, head->second, limit, visit)
                   .Finish();
    }
    if (!status.ok() || !stream) return status;
    std::optional<StreamPosition> own;
    if (head != heads.end() && head->first == *stream) own = (head++)->second;
    scan.emplace(*this, *stream, own, limit, visit);
    return status;
  };
  absl::Status failed;
  absl::Status scanned = rows_.ScanOnce(
      Table::kEntry, from, end,
      [&](std::string_view key, std::string_view bytes) {
        if (key.size() < 9) {
          failed = Damaged(rows_.place(), "the entries", "a bad key");
          return false;
        }
        const std::string_view stream = key.substr(0, key.size() - 9);
        if (!scan || scan->stream() != stream) {
          failed = turn_to(stream);
        }
        if (failed.ok() && !scan->beyond()) {
          failed = scan->Take(key, bytes);
        }
        return failed.ok();
      });
  if (!failed.ok()) return failed;
  if (!scanned.ok()) return scanned;
  return turn_to(std::nullopt);
}

absl::Status EntryReader::ReadIndexed(std::string_view stream, uint64_t limit,
                                      const EventVisitor& visit) const {
  if (absl::Status status = CheckStreamId(stream); !status.ok()) return status;
  auto expected = CrossCount(stream);
  if (!expected.ok()) return expected.status();
  const std::string from = CrossKey(stream, 0);
  std::vector<uint64_t> sequences;
  uint64_t seen = 0;
  absl::Status scanned = rows_.Scan(
      Table::kIndex, from, AfterPrefix(from.substr(0, from.size() - 8)),
      [&](std::string_view key, std::string_view) {
        ++seen;
        const uint64_t sequence = GetU64(key, key.size() - 8);
        if (sequence <= limit) sequences.push_back(sequence);
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (seen < *expected) {
    return Damaged(rows_.place(),
                   Concat({"the cross index of stream ", stream}),
                   "rows are missing");
  }
  for (const uint64_t sequence : sequences) {
    auto event = Event(sequence);
    if (!event.ok()) return event.status();
    if (event->last_sequence > limit) continue;
    if (absl::Status status = visit(*std::move(event)); !status.ok()) {
      return StoppedOrFailed(std::move(status));
    }
  }
  return absl::OkStatus();
}

absl::Status EntryReader::ScanOrder(
    uint64_t first, uint64_t last,
    const std::function<absl::Status(uint64_t sequence, OrderRow order)>& visit)
    const {
  if (first > last) return absl::OkStatus();
  uint64_t next = first;
  absl::Status failed;
  absl::Status scanned = rows_.Scan(
      Table::kIndex, OrderKey(first), AfterPrefix(OrderKey(last)),
      [&](std::string_view key, std::string_view value) {
        const std::string name = "sequence " + std::to_string(next);
        auto order = DecodeOrderRow(value);
        if (key != OrderKey(next)) {
          failed = Damaged(rows_.place(), name,
                           "its row in the order index is missing");
        } else if (!order) {
          failed = Damaged(rows_.place(), name,
                           "its row in the order index is malformed");
        } else {
          failed = visit(next, *std::move(order));
        }
        ++next;
        return failed.ok();
      });
  if (!failed.ok()) return failed;
  if (!scanned.ok()) return scanned;
  if (next <= last) {
    return Damaged(rows_.place(), "sequence " + std::to_string(next),
                   "its row in the order index is missing");
  }
  return absl::OkStatus();
}

absl::Status EntryReader::ReadLog(uint64_t from, uint64_t count, uint64_t limit,
                                  const EventVisitor& visit) const {
  if (count == 0) return absl::OkStatus();
  PartJoiner joiner;
  return StoppedOrFailed(ScanOrder(
      std::max<uint64_t>(from, 1), limit,
      [&](uint64_t sequence, OrderRow order) -> absl::Status {
        // Begun in the middle of an event: go on to the next one.
        if (!joiner.open() && order.part != 0 && sequence - order.part < from) {
          return absl::OkStatus();
        }
        auto loaded = Load(sequence, order);
        if (!loaded.ok()) return loaded.status();
        auto event = joiner.Add(std::move(loaded->entry), order.hash);
        if (!event.ok()) {
          return Damaged(rows_.place(),
                         EntryName(order.stream, order.version, sequence),
                         std::string(event.status().message().data(),
                                     event.status().message().size()));
        }
        if (!*event) return absl::OkStatus();
        if (absl::Status status = visit(**std::move(event)); !status.ok())
          return status;
        return --count == 0 ? absl::CancelledError() : absl::OkStatus();
      }));
}

absl::Status EntryReader::CheckPresent(uint64_t first, uint64_t last) const {
  return ScanOrder(
      first, last, [&](uint64_t sequence, OrderRow order) -> absl::Status {
        auto bytes =
            rows_.Get(Table::kEntry, EntryKey(order.stream, order.version));
        if (!bytes.ok()) return bytes.status();
        if (!*bytes) {
          return Damaged(rows_.place(),
                         EntryName(order.stream, order.version, sequence),
                         "the entry is missing");
        }
        for (const Hash& mac : order.sealed) {
          auto sealed = rows_.Get(Table::kSealed, mac.view());
          if (!sealed.ok()) return sealed.status();
          if (!*sealed) {
            return Damaged(rows_.place(),
                           EntryName(order.stream, order.version, sequence),
                           "its sealed value " + mac.ToHex() + " is missing");
          }
        }
        return absl::OkStatus();
      });
}

}  // namespace covenant
