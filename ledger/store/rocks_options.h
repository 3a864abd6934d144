// Internal: how RocksDB is set up, how its errors become ours, and the hooks by
// which tests put a file system of their own under the log. No other header of
// the store that a layer above includes may name RocksDB.
//
// Refuses: nothing.
// Thread safety: pure functions and plain values.
#ifndef LEDGER_STORE_ROCKS_OPTIONS_H_
#define LEDGER_STORE_ROCKS_OPTIONS_H_

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ledger/store/rocks_log.h"
#include "ledger/store/rows.h"

namespace covenant {

class LogCore;

// What tests change. The defaults are what the program runs with.
struct RocksHooks {
  std::shared_ptr<rocksdb::FileSystem> file_system =
      rocksdb::FileSystem::Default();
  // False: acknowledge without a sync. A crash test must then find losses.
  bool sync = true;
  // Memory for each table's newest rows before they go to a file.
  size_t write_buffer_bytes = size_t{64} << 20;
  // A longer write-ahead log, or more files of it, is moved into tables.
  uint64_t long_wal_bytes = uint64_t{1} << 20;
  size_t long_wal_files = 8;
  // How often a reader looks again before it reports damage.
  int reader_attempts = 5;
};

inline constexpr size_t kReserveBytes = size_t{1} << 20;

rocksdb::DBOptions MakeDbOptions(rocksdb::Env* env);
// One for each Table, in its order.
std::vector<rocksdb::ColumnFamilyDescriptor> MakeTableOptions(
    const RocksHooks& hooks);

// `doing` is a phrase such as "opening the ledger at DIR".
absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing);
// Whether a file was not there: a reader's sign that the writer replaced it.
bool IsVanished(const rocksdb::Status& status);

// CreateRocksLog and OpenRocksLog with hooks.
absl::StatusOr<std::unique_ptr<EventLog>> CreateRocksLogWith(
    const RocksHooks& hooks, const std::string& dir, CreateOptions options,
    std::shared_ptr<const EntryFormat> format);
absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksLogWith(
    const RocksHooks& hooks, const std::string& dir, OpenMode mode,
    std::shared_ptr<const EntryFormat> format, Clock clock);
// The same as a reader, with all that is known inside the store.
absl::StatusOr<std::unique_ptr<LogCore>> OpenRocksReaderWith(
    const RocksHooks& hooks, const std::string& dir,
    std::shared_ptr<const EntryFormat> format);

}  // namespace covenant

#endif  // LEDGER_STORE_ROCKS_OPTIONS_H_
