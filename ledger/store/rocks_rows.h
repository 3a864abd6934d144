// Internal: Rows in a RocksDB database.
//
// Refuses: any use after Close (FailedPrecondition).
// Thread safety: as Rows.
#ifndef LEDGER_STORE_ROCKS_ROWS_H_
#define LEDGER_STORE_ROCKS_ROWS_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/store/anchor_file.h"
#include "ledger/store/ledger_dir.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/rows.h"

namespace covenant {

class RocksRows final : public Rows {
 public:
  // A new database in paths.creating with these rows, synced and closed again.
  static absl::Status Create(const RocksHooks& hooks, const LedgerPaths& paths,
                             std::vector<Row> rows);
  // A new database in paths.creating, open for writing.
  static absl::StatusOr<std::unique_ptr<RocksRows>> OpenToCreate(
      const RocksHooks& hooks, const LedgerPaths& paths);
  // For a writer, which gives its hold and its anchor file.
  static absl::StatusOr<std::unique_ptr<RocksRows>> OpenToWrite(
      const RocksHooks& hooks, const LedgerPaths& paths,
      std::unique_ptr<DirHold> hold, std::unique_ptr<AnchorFile> anchor);
  static absl::StatusOr<std::unique_ptr<RocksRows>> OpenToRead(
      const RocksHooks& hooks, const LedgerPaths& paths);
  ~RocksRows() override;

  const std::string& place() const override { return paths_.dir; }
  absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key) const override;
  absl::Status Scan(Table table, std::string_view from, std::string_view end,
                    const RowVisitor& visit) const override;
  absl::Status ScanOnce(Table table, std::string_view from,
                        std::string_view end,
                        const RowVisitor& visit) const override;
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      Table table, std::string_view from, std::string_view end) const override;
  absl::Status Write(std::vector<Row> rows, bool sync) override;
  absl::Status Anchored(const Anchor& anchor) override;
  absl::Status SyncAnchor() override;
  bool LongWriteAheadLog() const override;
  absl::Status MoveToTables() override;
  absl::Status Purge(Table table, std::string_view from,
                     std::string_view end) override;
  absl::Status VerifyFiles() const override;
  absl::Status Close() override;

 private:
  // An open database and its column families.
  struct Opened {
    ~Opened();
    // Null: the ledger does not have the table.
    rocksdb::ColumnFamilyHandle* handle(Table table) const {
      return handles[static_cast<size_t>(table)];
    }
    std::shared_ptr<rocksdb::FileSystem> file_system;
    std::unique_ptr<rocksdb::Env> env;
    rocksdb::DB* db = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
  };
  enum class How { kCreate, kWrite, kRead };

  // `keep`: blocks that are read stay in the cache.
  absl::Status ScanRange(Table table, std::string_view from,
                         std::string_view end, bool keep,
                         const RowVisitor& visit) const;

  RocksRows(const RocksHooks& hooks, const LedgerPaths& paths)
      : hooks_(hooks), paths_(paths) {}

  static rocksdb::Status Open(const RocksHooks& hooks, const std::string& dir,
                              How how, std::shared_ptr<Opened>& out);
  // For reading a ledger of an older program, which lacks tables: those have no
  // rows.
  static rocksdb::Status OpenPresent(
      const rocksdb::DBOptions& options, const std::string& dir,
      const std::vector<rocksdb::ColumnFamilyDescriptor>& tables,
      Opened& opened);
  std::shared_ptr<Opened> opened() const;
  // Runs `read` on the open database. A reader runs it again on a new view when
  // a file has vanished because the writer replaced it; what a reader may see
  // never changes, so both views agree.
  absl::Status Read(
      std::string_view doing,
      const std::function<rocksdb::Status(const Opened&)>& read) const;

  const RocksHooks hooks_;
  const LedgerPaths paths_;
  bool writable_ = false;
  std::unique_ptr<DirHold> hold_;
  std::unique_ptr<AnchorFile> anchor_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<Opened> opened_;
};

}  // namespace covenant

#endif  // LEDGER_STORE_ROCKS_ROWS_H_
