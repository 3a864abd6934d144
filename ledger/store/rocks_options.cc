#include "ledger/store/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// RocksDB's own log would be one more file for every opening, also of a reader
// that must write nothing.
class NullLogger final : public rocksdb::Logger {
 public:
  NullLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

bool HasLz4() {
  static const bool has = [] {
    const auto all = rocksdb::GetSupportedCompressions();
    return std::find(all.begin(), all.end(), rocksdb::kLZ4Compression) !=
           all.end();
  }();
  return has;
}

}  // namespace

rocksdb::DBOptions MakeDbOptions(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.env = env;
  options.info_log = std::make_shared<NullLogger>();
  options.keep_log_file_num = 1;
  // The default mode drops acknowledged events after one flipped byte in the
  // middle of the log, silently; this one reports it.
  options.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  options.file_checksum_gen_factory =
      rocksdb::GetFileChecksumGenCrc32cFactory();
  // A short write-ahead log is replayed at each opening; writing table files
  // for a handful of rows each time would cost more.
  options.avoid_flush_during_recovery = true;
  options.max_total_wal_size = uint64_t{64} << 20;
  options.max_manifest_file_size = uint64_t{4} << 20;
  // RocksDB would otherwise go on by itself after a full disk; here a log that
  // failed stays failed until it is opened again and has compared its anchor.
  options.max_bgerror_resume_count = 0;
  // Start-up: a command opens, reads a little and ends.
  options.max_open_files = 512;
  options.max_file_opening_threads = 1;
  options.skip_stats_update_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_background_jobs = 2;
  // Preallocation would take the size of a whole memtable for a write-ahead log
  // of a few kilobytes, and keep it after a kill.
  options.allow_fallocate = false;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> MakeTableOptions(
    const RocksHooks& hooks) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(size_t{32} << 20);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression =
      HasLz4() ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.compaction_style = rocksdb::kCompactionStyleLevel;
  options.level_compaction_dynamic_level_bytes = true;
  options.write_buffer_size = hooks.write_buffer_bytes;
  // Against a read error at offset 0 of a table that drops data in compaction
  // (fixed in RocksDB 8.7); costs nothing measurable.
  options.paranoid_file_checks = true;
  rocksdb::ColumnFamilyOptions sealed = options;
  sealed.compression = rocksdb::kNoCompression;  // see doc/store-format.md
  rocksdb::ColumnFamilyOptions tree = options;
  tree.compression = rocksdb::kNoCompression;  // hashes do not get smaller
  return {
      {rocksdb::kDefaultColumnFamilyName, options},
      {"entry", options},
      {"sealed", sealed},
      {"cache", options},
      {"tree", tree},
  };
}

absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  const auto says = [&](const char* what) {
    return text.find(what) != std::string::npos;
  };
  if (status.IsNoSpace() || says("No space left on device") ||
      says("Disk quota exceeded")) {
    return absl::ResourceExhaustedError(
        Concat({"the disk is full: ", doing, ": ", text,
                "; nothing acknowledged is lost; free some space and open the "
                "ledger again"}));
  }
  if (says("Permission denied") || says("Operation not permitted") ||
      says("Read-only file system")) {
    return absl::PermissionDeniedError(
        Concat({doing, ": ", text,
                "; the user running this needs permission for the directory "
                "and its files"}));
  }
  if (status.IsCorruption() || status.IsPathNotFound() || status.IsNotFound()) {
    return absl::DataLossError(
        Concat({"the stored files are damaged: ", doing, ": ", text,
                "; nothing was changed; restore a backup, and keep this "
                "copy for inspection"}));
  }
  return absl::UnavailableError(Concat({doing, ": ", text}));
}

bool IsVanished(const rocksdb::Status& status) {
  return status.IsPathNotFound() ||
         status.ToString().find("No such file or directory") !=
             std::string::npos;
}

}  // namespace covenant
