// Internal: reads entries and events out of rows and checks each against every
// other row that speaks of it.
//
// Refuses: anything damaged, with DataLoss that names stream@version and
// sequence. `limit` is always the last sequence that may be answered for.
// Thread safety: const methods from any thread.
#ifndef LEDGER_STORE_ENTRY_READER_H_
#define LEDGER_STORE_ENTRY_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/entry.h"
#include "ledger/store/event_log.h"
#include "ledger/store/keys.h"
#include "ledger/store/rows.h"

namespace covenant {

// Puts the parts of an event together again.
class PartJoiner {
 public:
  // The event when this was its last part, nothing when more must follow;
  // DataLoss when the part does not follow the one before.
  absl::StatusOr<std::optional<StoredEvent>> Add(Entry entry, const Hash& hash);
  bool open() const { return event_.has_value(); }

 private:
  std::optional<StoredEvent> event_;
  uint32_t next_part_ = 0;
};

class EntryReader {
 public:
  // Both must outlive the reader.
  EntryReader(const Rows& rows, const EntryFormat& format, std::string origin)
      : rows_(rows), format_(format), origin_(std::move(origin)) {}

  const Rows& rows() const { return rows_; }
  const EntryFormat& format() const { return format_; }
  const std::string& origin() const { return origin_; }

  // The last sequence that the order rows know; 0 if none.
  absl::StatusOr<uint64_t> LastSequence() const;
  absl::StatusOr<OrderRow> Order(uint64_t sequence) const;

  // The entry that should stand at this place; the error says what is wrong
  // with it and does not name the place.
  absl::StatusOr<Entry> DecodePlain(std::string_view stream, uint64_t version,
                                    std::string_view bytes) const;

  struct Loaded {
    std::string bytes;
    Entry entry;
  };
  // The entry that an order row stands for, its bytes and header checked.
  absl::StatusOr<Loaded> Load(uint64_t sequence, const OrderRow& order) const;

  absl::StatusOr<Position> At(uint64_t sequence) const;
  absl::StatusOr<uint64_t> SequenceAt(Timestamp end, uint64_t limit) const;
  absl::StatusOr<StreamPosition> StreamHead(std::string_view stream,
                                            uint64_t limit) const;
  absl::StatusOr<std::vector<std::string>> Streams(std::string_view prefix,
                                                   uint64_t limit) const;
  // The event whose first part has this sequence.
  absl::StatusOr<StoredEvent> Event(uint64_t sequence) const;
  absl::StatusOr<std::optional<uint64_t>> FindEvent(
      std::string_view stream, std::string_view event_id) const;
  absl::StatusOr<std::optional<IdempotencyRow>> FindIdempotencyRow(
      std::string_view key) const;
  absl::StatusOr<uint64_t> CrossCount(std::string_view stream) const;
  // What an append that took these sequences was answered.
  absl::StatusOr<AppendResult> Answer(uint64_t first, uint64_t last) const;

  absl::Status ReadStream(std::string_view stream, uint64_t limit,
                          const EventVisitor& visit) const;
  absl::Status ReadStreamAfter(std::string_view stream,
                               const StreamPosition& after, uint64_t limit,
                               const EventVisitor& visit) const;
  absl::Status ReadStreams(std::string_view from, std::string_view end,
                           uint64_t limit, const EventVisitor& visit) const;
  absl::Status ReadIndexed(std::string_view stream, uint64_t limit,
                           const EventVisitor& visit) const;
  absl::Status ReadLog(uint64_t from, uint64_t count, uint64_t limit,
                       const EventVisitor& visit) const;
  // Calls with every order row of first..last; DataLoss at the first gap.
  absl::Status ScanOrder(
      uint64_t first, uint64_t last,
      const std::function<absl::Status(uint64_t sequence, OrderRow order)>&
          visit) const;
  // That for first..last order rows, entries and sealed rows are there.
  absl::Status CheckPresent(uint64_t first, uint64_t last) const;

  absl::StatusOr<std::optional<SealedValue>> Sealed(const Hash& mac) const;

 private:
  class StreamScan;

  // The entries with from <= key < end, of the streams with these heads.
  absl::Status ReadHeaded(
      const std::vector<std::pair<std::string, StreamPosition>>& heads,
      std::string_view from, std::string_view end, uint64_t limit,
      const EventVisitor& visit) const;
  absl::StatusOr<std::optional<StreamPosition>> StreamRow(
      std::string_view stream) const;
  absl::StatusOr<Entry> DecodeEntry(std::string_view stream, uint64_t version,
                                    std::string_view bytes) const;

  const Rows& rows_;
  const EntryFormat& format_;
  const std::string origin_;
};

// DataLoss: "what is damaged: why; what to do".
absl::Status Damaged(std::string_view place, std::string_view what,
                     std::string_view why);

// A visitor's answer as a reading's result: Cancelled only stopped it.
inline absl::Status StoppedOrFailed(absl::Status status) {
  return absl::IsCancelled(status) ? absl::OkStatus() : status;
}

}  // namespace covenant

#endif  // LEDGER_STORE_ENTRY_READER_H_
