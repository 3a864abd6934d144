#include "ledger/store/memory_log.h"

#include <array>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "ledger/proof/sha256.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_core.h"
#include "ledger/store/tree_rows.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

class MemoryRows final : public Rows {
 public:
  const std::string& place() const override { return place_; }

  absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key) const override {
    const std::shared_lock lock(mutex_);
    const auto& rows = tables_[static_cast<size_t>(table)];
    const auto it = rows.find(key);
    if (it == rows.end()) return std::nullopt;
    return it->second;
  }

  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    const RowVisitor& visit) const override {
    // The visitor reads other rows, so the lock is not held around it: rows
    // are never removed, hence iterators stay valid.
    const auto& rows = tables_[static_cast<size_t>(table)];
    std::shared_lock lock(mutex_);
    for (auto it = rows.lower_bound(from);
         it != rows.end() && (end.empty() || it->first < end); ++it) {
      const std::string value = it->second;
      lock.unlock();
      if (!visit(it->first, value)) return absl::OkStatus();
      lock.lock();
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    const std::shared_lock lock(mutex_);
    const auto& rows = tables_[static_cast<size_t>(table)];
    auto it = end.empty() ? rows.end() : rows.lower_bound(end);
    if (it == rows.begin() || (--it)->first < from) return std::nullopt;
    return *it;
  }

  absl::Status Write(std::vector<Row> rows, bool) override {
    const std::unique_lock lock(mutex_);
    for (Row& row : rows) {
      tables_[static_cast<size_t>(row.table)].insert_or_assign(
          std::move(row.key), std::move(row.value));
    }
    return absl::OkStatus();
  }

  absl::Status Anchored(const Anchor&) override { return absl::OkStatus(); }
  absl::Status SyncAnchor() override { return absl::OkStatus(); }
  bool LongWriteAheadLog() const override { return false; }
  absl::Status MoveToTables() override { return absl::OkStatus(); }
  absl::Status Purge(Table, std::string_view, std::string_view) override {
    return absl::OkStatus();
  }
  absl::Status VerifyFiles() const override { return absl::OkStatus(); }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  const std::string place_ = "memory";
  mutable std::shared_mutex mutex_;
  std::array<std::map<std::string, std::string, std::less<>>, kTableCount>
      tables_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> CreateMemoryLog(
    std::string origin, bool backfill,
    std::shared_ptr<const EntryFormat> format, Clock clock) {
  if (!IsOrigin(origin)) return BadOrigin(origin);
  if (!clock) clock = SystemClock();
  auto rows = std::make_unique<MemoryRows>();
  if (absl::Status status =
          rows->Write(FirstRows(origin, backfill, clock()), true);
      !status.ok()) {
    return status;
  }
  return LogCore::Start(std::move(rows), /*writable=*/true, std::nullopt,
                        std::move(format), std::move(clock));
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenMemoryLog(
    std::string origin, const std::vector<std::string>& entries,
    std::shared_ptr<const EntryFormat> format) {
  if (!IsOrigin(origin)) return BadOrigin(origin);
  std::vector<Row> rows = FirstRows(origin, /*backfill=*/false, Timestamp());
  // It has no tree: that of the ledger has other leaves.
  const std::string tree_mark = TreeMark().key;
  std::erase_if(rows, [&](const Row& row) { return row.key == tree_mark; });
  Anchor anchor{0, 0, Hash(), origin};
  std::map<std::string, StreamPosition> streams;  // as far as they go from 1
  for (const std::string& bytes : entries) {
    auto entry = format->Decode(bytes);
    if (!entry.ok()) return entry.status();
    const EntryHeader& header = entry->header;
    if (header.sequence <= anchor.sequence) {
      return absl::InvalidArgumentError(
          "entries must be given in the order of their sequences");
    }
    const Hash hash = LeafHash(bytes);
    rows.push_back(
        {Table::kEntry, EntryKey(header.stream, header.version), bytes});
    rows.push_back({Table::kIndex, OrderKey(header.sequence),
                    EncodeOrderRow({header.recorded_at,
                                    header.version,
                                    header.part,
                                    header.parts,
                                    hash,
                                    header.stream,
                                    {}})});
    if (header.part == 0) {
      rows.push_back({Table::kIndex, EventKey(header.stream, header.event_id),
                      U64(header.sequence)});
    }
    StreamPosition& head = streams[header.stream];
    if (header.version == head.version + 1) {
      head = {header.version, header.sequence, hash};
    }
    anchor.sequence = header.sequence;
    anchor.batch_size = header.batch_last - header.batch_first + 1;
    anchor.hash = hash;
  }
  for (const auto& [stream, head] : streams) {
    if (head.version == 0) continue;
    rows.push_back({Table::kIndex, StreamKey(stream), EncodeStreamRow(head)});
  }
  rows.push_back({Table::kIndex, MetadataKey("tables"), U64(anchor.sequence)});
  auto memory = std::make_unique<MemoryRows>();
  if (absl::Status status = memory->Write(std::move(rows), true);
      !status.ok()) {
    return status;
  }
  return LogCore::Start(std::move(memory), /*writable=*/false, anchor,
                        std::move(format), {});
}

}  // namespace covenant
