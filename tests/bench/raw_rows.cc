#include "tests/bench/raw_rows.h"

#include <rocksdb/iterator.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "ledger/codec/entry_codec.h"
#include "ledger/store/log_core.h"
#include "ledger/store/rocks_options.h"
#include "ledger/value/check.h"

namespace covenant::bench {
namespace {

// Rows in memory that remember what was written.
class RecordingRows final : public Rows {
 public:
  explicit RecordingRows(RowBatches& written) : written_(written) {}

  const std::string& place() const override { return place_; }
  absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key) const override {
    const auto& rows = tables_[static_cast<std::size_t>(table)];
    const auto it = rows.find(key);
    if (it == rows.end()) return std::nullopt;
    return it->second;
  }
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    const RowVisitor& visit) const override {
    const auto& rows = tables_[static_cast<std::size_t>(table)];
    for (auto it = rows.lower_bound(from);
         it != rows.end() && (end.empty() || it->first < end); ++it) {
      if (!visit(it->first, it->second)) break;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override {
    const auto& rows = tables_[static_cast<std::size_t>(table)];
    auto it = end.empty() ? rows.end() : rows.lower_bound(end);
    if (it == rows.begin() || (--it)->first < from) return std::nullopt;
    return *it;
  }
  absl::Status Write(std::vector<Row> rows, bool) override {
    for (const Row& row : rows) {
      tables_[static_cast<std::size_t>(row.table)].insert_or_assign(row.key,
                                                                    row.value);
    }
    written_.push_back(std::move(rows));
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
  RowBatches& written_;
  std::array<std::map<std::string, std::string, std::less<>>, kTableCount>
      tables_;
};

}  // namespace

RowBatches RowsOf(const std::vector<NewEvent>& events, std::size_t size) {
  RowBatches written;
  auto rows = std::make_unique<RecordingRows>(written);
  COVENANT_CHECK(
      rows->Write(FirstRows("bench", false, Timestamp()), true).ok());
  auto log = LogCore::Start(std::move(rows), /*writable=*/true, std::nullopt,
                            std::make_shared<ProtoEntryFormat>(), {});
  COVENANT_CHECK(log.ok());
  for (std::size_t i = 0; i < events.size(); i += size) {
    AppendRequest request;
    const std::size_t end = std::min(i + size, events.size());
    request.events.assign(events.begin() + static_cast<std::ptrdiff_t>(i),
                          events.begin() + static_cast<std::ptrdiff_t>(end));
    COVENANT_CHECK((*log)->Append(std::move(request)).ok());
  }
  // What opening and moving into tables wrote is not of the appends.
  RowBatches appends;
  for (auto& batch : written) {
    bool entry = false;
    for (const Row& row : batch) entry = entry || row.table == Table::kEntry;
    if (entry) appends.push_back(std::move(batch));
  }
  return appends;
}

BareRocks::BareRocks(const std::string& dir, const Change& change) {
  rocksdb::DBOptions options = MakeDbOptions(rocksdb::Env::Default());
  options.create_if_missing = options.create_missing_column_families = true;
  std::vector<rocksdb::ColumnFamilyDescriptor> tables =
      MakeTableOptions(RocksHooks());
  for (rocksdb::ColumnFamilyDescriptor& table : tables) {
    if (!change) break;
    rocksdb::BlockBasedTableOptions blocks =
        *table.options.table_factory
             ->GetOptions<rocksdb::BlockBasedTableOptions>();
    change(table.options, blocks);
    table.options.table_factory.reset(
        rocksdb::NewBlockBasedTableFactory(blocks));
  }
  COVENANT_CHECK(
      rocksdb::DB::Open(options, dir, tables, &handles_, &db_).ok());
}

BareRocks::~BareRocks() {
  for (auto* handle : handles_) {
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
  delete db_;
}

void BareRocks::Write(const RowBatches& batches, bool entries_alone) {
  rocksdb::WriteOptions options;
  options.sync = true;
  for (const auto& rows : batches) {
    rocksdb::WriteBatch batch;
    for (const Row& row : rows) {
      if (entries_alone && row.table != Table::kEntry) continue;
      COVENANT_CHECK(batch
                         .Put(handles_[static_cast<std::size_t>(row.table)],
                              row.key, row.value)
                         .ok());
    }
    COVENANT_CHECK(db_->Write(options, &batch).ok());
  }
}

bool BareRocks::Has(Table table, const std::string& key) const {
  rocksdb::PinnableSlice value;
  return db_
      ->Get(rocksdb::ReadOptions(), handles_[static_cast<std::size_t>(table)],
            key, &value)
      .ok();
}

std::uint64_t BareRocks::Bytes() const {
  std::uint64_t bytes = 0;
  for (auto* handle : handles_) {
    std::uint64_t own = 0;
    db_->GetIntProperty(handle, rocksdb::DB::Properties::kTotalSstFilesSize,
                        &own);
    bytes += own;
  }
  return bytes;
}

void BareRocks::Settle() {
  for (auto* handle : handles_) {
    COVENANT_CHECK(db_->CompactRange({}, handle, nullptr, nullptr).ok());
  }
}

std::size_t BareRocks::Scan(Table table, const std::string& from,
                            const std::string& end) const {
  rocksdb::ReadOptions options;
  const rocksdb::Slice bound = end;
  if (!end.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> it(
      db_->NewIterator(options, handles_[static_cast<std::size_t>(table)]));
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (it->Seek(from); it->Valid(); it->Next()) {
    ++count;
    bytes += it->value().size();
  }
  COVENANT_CHECK(it->status().ok() && (count == 0 || bytes > 0));
  return count;
}

}  // namespace covenant::bench
