// The options of the store, each against others: how fast rows are written, how
// large they are, how fast they are read.
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "ledger/store/keys.h"
#include "ledger/value/check.h"
#include "tests/bench/commands.h"
#include "tests/bench/portfolio.h"
#include "tests/bench/raw_rows.h"
#include "tests/bench/scratch.h"

namespace covenant::bench {
namespace {

// The stream's part of a key of an entry: all but NUL and version.
class StreamPrefix final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "covenant.bench.stream"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - 8};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    return key.size() > 8;
  }
};

using Options = rocksdb::ColumnFamilyOptions;
using Blocks = rocksdb::BlockBasedTableOptions;

std::vector<std::pair<std::string, BareRocks::Change>> Variants() {
  const auto compressed = [](rocksdb::CompressionType type) {
    return [type](Options& options, Blocks&) { options.compression = type; };
  };
  const auto block = [](std::size_t bytes) {
    return [bytes](Options&, Blocks& blocks) { blocks.block_size = bytes; };
  };
  const auto buffer = [](std::size_t bytes) {
    return [bytes](Options& options, Blocks&) {
      options.write_buffer_size = bytes;
    };
  };
  const auto cache = [](std::size_t bytes) {
    return [bytes](Options&, Blocks& blocks) {
      blocks.block_cache = rocksdb::NewLRUCache(bytes);
    };
  };
  return {
      {"as the store", {}},
      {"no compression", compressed(rocksdb::kNoCompression)},
      {"ZSTD", compressed(rocksdb::kZSTD)},
      {"blocks of 8 KiB", block(8u << 10)},
      {"blocks of 16 KiB", block(16u << 10)},
      {"blocks of 32 KiB", block(32u << 10)},
      {"no filter",
       [](Options&, Blocks& blocks) { blocks.filter_policy = nullptr; }},
      {"ribbon filter",
       [](Options&, Blocks& blocks) {
         blocks.filter_policy.reset(rocksdb::NewRibbonFilterPolicy(10));
       }},
      {"prefix of streams",
       [](Options& options, Blocks&) {
         options.prefix_extractor = std::make_shared<StreamPrefix>();
       }},
      {"universal compaction",
       [](Options& options, Blocks&) {
         options.compaction_style = rocksdb::kCompactionStyleUniversal;
       }},
      {"write buffer 16 MiB", buffer(16u << 20)},
      {"write buffer 128 MiB", buffer(128u << 20)},
      {"cache 8 MiB", cache(8u << 20)},
      {"cache 128 MiB", cache(128u << 20)},
  };
}

double PerSecond(std::size_t count, const Stopwatch& watch) {
  return static_cast<double>(count) / watch.Seconds();
}

}  // namespace

int RunTuning(const std::vector<std::string>& arguments) {
  const int contracts = arguments.empty() ? 200 : std::stoi(arguments[0]);
  const std::vector<NewEvent> events =
      Portfolio({.contracts = contracts, .months = 500}).Events();
  const RowBatches rows = RowsOf(events, 1'000);
  std::printf("%-22s %10s %8s %10s %10s %10s %10s\n", "", "write /s", "MB",
              "scan /s", "stream /s", "found /s", "absent /s");
  for (const auto& [name, change] : Variants()) {
    const Scratch scratch;
    BareRocks rocks(scratch.Path("rows"), change);
    const Stopwatch writing;
    rocks.Write(rows, /*entries_alone=*/false);
    const double written = PerSecond(events.size(), writing);
    rocks.Settle();
    const Stopwatch scanning;
    const std::size_t scanned = rocks.Scan(Table::kEntry, "", "");
    const double scan = PerSecond(scanned, scanning);
    const Stopwatch streaming;
    std::size_t streamed = 0;
    for (int i = 0; i < contracts; ++i) {
      const std::string id = Portfolio::ContractId(i * 37 % contracts);
      streamed += rocks.Scan(Table::kEntry, EntryKey(id, 0),
                             AfterPrefix(id + '\0'));
    }
    const double stream = PerSecond(streamed, streaming);
    double gets[2];
    for (const bool absent : {false, true}) {
      const Stopwatch getting;
      constexpr std::size_t kGets = 50'000;
      for (std::size_t i = 0; i < kGets; ++i) {
        const NewEvent& event = events[i * 7'919 % events.size()];
        const std::string key =
            EventKey(event.stream, event.event_id + (absent ? "x" : ""));
        COVENANT_CHECK(rocks.Has(Table::kIndex, key) != absent);
      }
      gets[absent ? 1 : 0] = PerSecond(kGets, getting);
    }
    std::printf("%-22s %10.0f %8.1f %10.0f %10.0f %10.0f %10.0f\n",
                name.c_str(), written, static_cast<double>(rocks.Bytes()) / 1e6,
                scan, stream, gets[0], gets[1]);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace covenant::bench
