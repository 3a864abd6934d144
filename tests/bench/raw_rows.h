// What a log writes, row by row: kept in memory and written again to bare
// RocksDB, with the same batches and syncs.
#ifndef TESTS_BENCH_RAW_ROWS_H_
#define TESTS_BENCH_RAW_ROWS_H_

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/store/append.h"
#include "ledger/store/rows.h"

namespace covenant::bench {

using RowBatches = std::vector<std::vector<Row>>;

// The batches of rows that a log writes for these appends, each of `size` events.
RowBatches RowsOf(const std::vector<NewEvent>& events, std::size_t size);

// RocksDB as the store opens it, without anything of the store.
class BareRocks {
 public:
  // What is set otherwise than the store does, of each table.
  using Change = std::function<void(rocksdb::ColumnFamilyOptions& options,
                                    rocksdb::BlockBasedTableOptions& table)>;

  // Aborts where it cannot be made.
  explicit BareRocks(const std::string& dir, const Change& change = {});
  ~BareRocks();

  // Each batch synced; with `entries_alone` only the rows of that table.
  void Write(const RowBatches& batches, bool entries_alone);
  // Everything into files of tables, compacted.
  void Settle();
  // The rows of the table in [from, end), their checksums verified; an empty end
  // is no bound. Returns how many.
  std::size_t Scan(Table table, const std::string& from,
                   const std::string& end) const;
  // Whether the table has the key.
  bool Has(Table table, const std::string& key) const;
  // Of the files of tables.
  std::uint64_t Bytes() const;

 private:
  rocksdb::DB* db_ = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace covenant::bench

#endif  // TESTS_BENCH_RAW_ROWS_H_
