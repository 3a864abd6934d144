// Internal: the log over any Rows; see event_log.h for what it promises.
//
// Refuses: what EventLog refuses.
// Thread safety: as EventLog. Appends queue; the first of the queue leads and
// writes the whole group with one sync, as LevelDB does.
#ifndef LEDGER_STORE_LOG_CORE_H_
#define LEDGER_STORE_LOG_CORE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/append_plan.h"
#include "ledger/store/aside.h"
#include "ledger/store/entry_reader.h"
#include "ledger/store/event_log.h"
#include "ledger/store/rows.h"
#include "ledger/store/tree_rows.h"

namespace covenant {

// FailedPrecondition, with both versions, unless this program reads `version`.
absl::Status CheckFormatVersion(std::string_view place, uint32_t version);

// The refusal of a name that is not IsOrigin.
absl::Status BadOrigin(std::string_view origin);

// The rows of an empty ledger.
std::vector<Row> FirstRows(const std::string& origin, bool backfill,
                           Timestamp now);

class LogCore final : public EventLog, public Aside {
 public:
  // Checks the metadata and compares what the rows hold with the anchor; an
  // absent anchor (memory) means there is none to compare with. A writer then
  // brings the anchor up to date. A reader answers up to the anchor while there
  // may be a writer, whose last rows need not be synced yet. Where there is
  // none
  // (`all_recovered`) it answers for all that the next writer will find.
  static absl::StatusOr<std::unique_ptr<LogCore>> Start(
      std::unique_ptr<Rows> rows, bool writable, std::optional<Anchor> anchor,
      std::shared_ptr<const EntryFormat> format, Clock clock,
      bool all_recovered = false);
  ~LogCore() override;

  const std::string& origin() const override { return reader_.origin(); }
  bool writable() const override { return writable_; }
  bool in_backfill() const override;
  absl::StatusOr<AppendResult> Append(AppendRequest request) override;
  absl::StatusOr<Position> Head() const override;
  absl::StatusOr<Position> At(uint64_t sequence) const override;
  absl::StatusOr<uint64_t> SequenceAt(Timestamp end) const override;
  absl::StatusOr<StreamPosition> StreamHead(std::string_view stream,
                                            uint64_t up_to) const override;
  absl::StatusOr<std::vector<std::string>> Streams(
      std::string_view prefix, uint64_t up_to) const override;
  absl::Status ReadStream(std::string_view stream, uint64_t up_to,
                          const EventVisitor& visit) const override;
  absl::Status ReadStreamAfter(std::string_view stream,
                               const StreamPosition& after, uint64_t up_to,
                               const EventVisitor& visit) const override;
  absl::Status ReadStreams(std::string_view from, std::string_view end,
                           uint64_t up_to,
                           const EventVisitor& visit) const override;
  absl::Status ReadIndexed(std::string_view stream, uint64_t up_to,
                           const EventVisitor& visit) const override;
  absl::Status ReadLog(uint64_t from_sequence, uint64_t limit,
                       const EventVisitor& visit) const override;
  absl::Status ReadEntries(uint64_t from_sequence, uint64_t limit,
                           const EntryVisitor& visit) const override;
  absl::StatusOr<std::vector<Hash>> LeafHashes(uint64_t first,
                                               uint64_t last) const override;
  absl::StatusOr<std::string> TreeTile(uint32_t level, uint64_t index,
                                       uint32_t width) const override;
  absl::Status KeepCheckpoint(const KeptCheckpoint& checkpoint) override;
  absl::StatusOr<std::vector<KeptCheckpoint>> Checkpoints() const override;
  absl::StatusOr<std::optional<StoredEvent>> FindEvent(
      std::string_view stream, std::string_view event_id) const override;
  absl::StatusOr<std::optional<AppendResult>> FindIdempotencyKey(
      std::string_view key) const override;
  absl::StatusOr<std::optional<SealedValue>> Sealed(
      const Hash& mac) const override;
  absl::Status ReadSealed(uint64_t first, uint64_t last,
                          const SealedVisitor& visit) const override;
  absl::Status ReadKeys(uint64_t first, uint64_t last,
                        const KeyVisitor& visit) const override;
  absl::StatusOr<LogMetadata> ReadMetadata() const override;
  absl::Status PutCache(std::string_view key, std::string_view value) override;
  absl::StatusOr<std::optional<std::string>> GetCache(
      std::string_view key) const override;
  absl::StatusOr<VerifyReport> Verify(
      const VerifyOptions& options) const override;
  absl::Status Flush() override;
  absl::Status Close() override;

 private:
  struct Waiter {
    explicit Waiter(const AppendRequest& r) : request(r) {}
    const AppendRequest& request;
    absl::StatusOr<AppendResult> result = absl::UnknownError("not decided");
    bool done = false;
    std::condition_variable wake;
  };

  LogCore(std::unique_ptr<Rows> rows, bool writable,
          std::shared_ptr<const EntryFormat> format, Clock clock,
          std::string origin, Position head, bool in_backfill, bool has_tree,
          TreeTail tail);

  // The last sequence that may be answered for, at most `up_to`.
  uint64_t Limit(uint64_t up_to = kLatest) const;
  absl::Status CheckWritable() const;
  // Marks the log as failed and returns what appenders are told.
  absl::Status Fail(const absl::Status& cause);
  void CommitGroup(const std::vector<Waiter*>& group);
  // Keeps the write-ahead log of a long-lived writer short.
  void MoveToTablesWhenLong();
  absl::Status WriteGroup(GroupPlan& plan);
  absl::Status MoveToTables();
  // Removes what was erased from the files.
  absl::Status Purge();

  const std::unique_ptr<Rows> rows_;
  const bool writable_;
  const std::shared_ptr<const EntryFormat> format_;
  const Clock clock_;
  const EntryReader reader_;
  const TreeReader tree_;

  std::mutex queue_mutex_;
  std::deque<Waiter*> queue_;  // its front leads

  std::mutex write_mutex_;  // held around every use of the rows that writes
  size_t bytes_since_move_ = 0;
  TreeTail tail_;  // of a writer

  mutable std::mutex state_mutex_;
  Position head_;
  bool in_backfill_;
  absl::Status failed_;
  bool closed_ = false;
};

}  // namespace covenant

#endif  // LEDGER_STORE_LOG_CORE_H_
