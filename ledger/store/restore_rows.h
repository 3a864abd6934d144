// Internal: the rows of a ledger from its entries, one after the other: what
// the appends wrote, without their requests.
//
// Refuses: an entry that does not follow from those before it (DataLoss): of
// another ledger, out of order, with a broken chain, inside a broken batch, with
// an event id that its stream has.
// Thread safety: belongs to one thread.
#ifndef LEDGER_STORE_RESTORE_ROWS_H_
#define LEDGER_STORE_RESTORE_ROWS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/store/entry.h"
#include "ledger/store/entry_reader.h"
#include "ledger/store/event_log.h"
#include "ledger/store/restore.h"
#include "ledger/store/rows.h"
#include "ledger/value/hash.h"

namespace covenant {

class EntryRows {
 public:
  using Facts =
      std::function<absl::StatusOr<EventFacts>(const StoredEvent& event)>;
  // Given each event with its facts when it is complete.
  using Seen = std::function<absl::Status(const StoredEvent& event,
                                          const EventFacts& facts)>;

  // `written` holds the rows that were taken and written so far. The references
  // must outlive this.
  EntryRows(std::string origin, const EntryFormat& format, const Rows& written,
            Facts facts, Seen seen)
      : origin_(std::move(origin)),
        format_(format),
        written_(written),
        facts_(std::move(facts)),
        seen_(std::move(seen)) {}

  absl::Status Add(std::string_view bytes, const Hash& hash);

  // Where the last entry stands. A point is the end of a batch.
  const Position& head() const { return head_; }
  bool at_point() const { return head_.sequence == head_.batch_last; }

  // The rows of the events completed since the last call; the caller writes
  // them before it adds more.
  std::vector<Row> TakeRows();
  size_t row_bytes() const { return row_bytes_; }
  // The rows of what has no row yet since every entry changes it: the heads of
  // the streams and the counts of what is indexed elsewhere.
  std::vector<Row> LastRows() const;

 private:
  absl::Status CheckPlace(const EntryHeader& header);
  absl::Status Complete(const StoredEvent& event);
  void Put(Table table, std::string key, std::string value);

  const std::string origin_;
  const EntryFormat& format_;
  const Rows& written_;
  const Facts facts_;
  const Seen seen_;

  Position head_;
  std::map<std::string, StreamPosition> streams_;
  std::map<std::string, uint64_t> cross_counts_;
  std::set<std::string> event_keys_;  // of rows not taken yet
  std::vector<Row> rows_;
  size_t row_bytes_ = 0;
  PartJoiner joiner_;
  std::vector<std::pair<uint64_t, OrderRow>> orders_;  // of the open event
};

}  // namespace covenant

#endif  // LEDGER_STORE_RESTORE_ROWS_H_
