// Internal: the small ordered key-value interface under the log. LogCore does
// everything that the log promises on top of it, so the disk and the memory log
// cannot differ in what they accept or answer. A PostgreSQL store would be one
// more implementation.
//
// Refuses: nothing; it knows no meaning of a row.
// Thread safety: every method from any thread; Write, Anchored, Flush and Close
// are called by one thread at a time.
#ifndef LEDGER_STORE_ROWS_H_
#define LEDGER_STORE_ROWS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/value/hash.h"

namespace covenant {

enum class Table : uint8_t { kIndex, kEntry, kSealed, kCache, kTree };
inline constexpr int kTableCount = 5;

struct Row {
  Table table;
  std::string key;
  std::string value;
};

// What the anchor file says of the head; doc/store-format.md.
struct Anchor {
  uint64_t sequence = 0;
  uint64_t batch_size = 0;
  Hash hash;
  std::string origin;

  friend bool operator==(const Anchor&, const Anchor&) = default;
};

// Returns whether to go on. The views are valid during the call.
using RowVisitor =
    std::function<bool(std::string_view key, std::string_view value)>;

class Rows {
 public:
  virtual ~Rows() = default;

  // Where the rows are, for messages.
  virtual const std::string& place() const = 0;

  virtual absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key) const = 0;
  // Rows with from <= key < end in byte order; an empty `end` is no bound.
  virtual absl::Status Scan(Table table, std::string_view from,
                            std::string_view end,
                            const RowVisitor& visit) const = 0;
  // The same for what is read once from end to end: nothing of it is kept for
  // the next reading, and what was kept stays.
  virtual absl::Status ScanOnce(Table table, std::string_view from,
                                std::string_view end,
                                const RowVisitor& visit) const {
    return Scan(table, from, end, visit);
  }
  // The greatest row with from <= key < end.
  virtual absl::StatusOr<std::optional<std::pair<std::string, std::string>>>
  Last(Table table, std::string_view from, std::string_view end) const = 0;

  // All rows or none. With `sync` they are on disk when it returns OK.
  virtual absl::Status Write(std::vector<Row> rows, bool sync) = 0;

  // Records the head outside the rows, after a synced Write.
  virtual absl::Status Anchored(const Anchor& anchor) = 0;
  // Puts the anchor on disk.
  virtual absl::Status SyncAnchor() = 0;
  // Whether the write-ahead log is large enough to be worth MoveToTables.
  virtual bool LongWriteAheadLog() const = 0;
  // Everything written so far goes into synced table files.
  virtual absl::Status MoveToTables() = 0;
  // Values of the table that were overwritten, and that MoveToTables has since
  // put into table files, are in no file any more.
  virtual absl::Status Purge(Table table, std::string_view from,
                             std::string_view end) = 0;
  // That every table file has the bytes that were written, all of them; a block
  // that is read is checked anyhow, but not what lies between blocks.
  virtual absl::Status VerifyFiles() const = 0;
  virtual absl::Status Close() = 0;
};

}  // namespace covenant

#endif  // LEDGER_STORE_ROWS_H_
