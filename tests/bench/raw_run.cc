// How near the log comes to what RocksDB itself does with the same bytes.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cli/session.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/store/rocks_log.h"
#include "ledger/value/check.h"
#include "replay/contract.h"
#include "tests/bench/commands.h"
#include "tests/bench/portfolio.h"
#include "tests/bench/raw_rows.h"
#include "tests/bench/scratch.h"

namespace covenant::bench {
namespace {

constexpr int kRepeats = 5;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::shared_ptr<const EntryFormat> Format() {
  return std::make_shared<ProtoEntryFormat>();
}

// Seconds of appending the events to a new ledger, `size` at a time.
double Append(const std::vector<NewEvent>& events, std::size_t size,
              const std::string& dir) {
  auto log = CreateRocksLog(dir, {"bench", false, {}}, Format());
  COVENANT_CHECK(log.ok());
  std::vector<AppendRequest> requests;
  for (std::size_t i = 0; i < events.size(); i += size) {
    requests.emplace_back();
    const std::size_t end = std::min(i + size, events.size());
    requests.back().events.assign(
        events.begin() + static_cast<std::ptrdiff_t>(i),
        events.begin() + static_cast<std::ptrdiff_t>(end));
  }
  const Stopwatch watch;
  for (AppendRequest& request : requests) {
    COVENANT_CHECK((*log)->Append(std::move(request)).ok());
  }
  return watch.Seconds();
}

void CompareAppends(const std::vector<NewEvent>& all, std::size_t size,
                    std::size_t count) {
  const std::vector<NewEvent> events(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(
                                     std::min(count, all.size())));
  const RowBatches rows = RowsOf(events, size);
  std::size_t bytes = 0, row_count = 0;
  for (const auto& batch : rows) {
    row_count += batch.size();
    for (const Row& row : batch) bytes += row.key.size() + row.value.size();
  }
  std::vector<double> ours, same, entries;
  for (int i = 0; i < kRepeats; ++i) {
    const Scratch scratch;
    ours.push_back(Append(events, size, scratch.Path("ledger")));
    for (const bool entries_alone : {false, true}) {
      BareRocks bare(scratch.Path(entries_alone ? "entries" : "rows"));
      const Stopwatch watch;
      bare.Write(rows, entries_alone);
      (entries_alone ? entries : same).push_back(watch.Seconds());
    }
  }
  const auto rate = [&](const std::vector<double>& seconds) {
    return static_cast<double>(events.size()) / Median(seconds);
  };
  std::printf(
      "append by %-5zu %9.0f /s  same rows %9.0f /s  entries alone %9.0f /s  "
      "ratios %.2f %.2f  (%.1f rows, %.0f bytes an event)\n",
      size, rate(ours), rate(same), rate(entries), rate(ours) / rate(same),
      rate(ours) / rate(entries),
      static_cast<double>(row_count) / static_cast<double>(events.size()),
      static_cast<double>(bytes) / static_cast<double>(events.size()));
  std::fflush(stdout);
}

// The median rate of something that two threads do, each with a half of the
// contracts.
double Rate(std::size_t count, const std::function<void(bool second)>& half) {
  std::vector<double> seconds;
  for (int i = 0; i < kRepeats; ++i) {
    const Stopwatch watch;
    std::thread other([&] { half(true); });
    half(false);
    other.join();
    seconds.push_back(watch.Seconds());
  }
  return static_cast<double>(count) / Median(seconds);
}

void CompareReplays(const Portfolio& portfolio,
                    const std::vector<NewEvent>& events) {
  const Scratch scratch;
  Append(events, 1'000, scratch.Path("ledger"));
  const std::string middle = Portfolio::ContractId(portfolio.contracts() / 2);
  double bare = 0;
  {
    BareRocks rocks(scratch.Path("rows"));
    rocks.Write(RowsOf(events, 1'000), /*entries_alone=*/true);
    rocks.Settle();
    bare = Rate(events.size(), [&](bool second) {
      rocks.Scan(Table::kEntry, second ? middle : "", second ? "" : middle);
    });
  }
  const auto log =
      OpenRocksLog(scratch.Path("ledger"), OpenMode::kRead, Format());
  COVENANT_CHECK(log.ok());
  const auto read = [&](bool second, const EventVisitor& visit) {
    COVENANT_CHECK((*log)
                       ->ReadStreams(second ? middle : "", second ? "" : middle,
                                     kLatest, visit)
                       .ok());
  };
  const double verified = Rate(events.size(), [&](bool second) {
    read(second, [](const StoredEvent&) { return absl::OkStatus(); });
  });
  std::vector<std::vector<Event>> decoded[2];
  const double replayed = Rate(events.size(), [&](bool second) {
    auto& contracts = decoded[second ? 1 : 0];
    contracts.clear();
    read(second, [&](const StoredEvent& stored) {
      auto event = cli::Session::Decode(stored);
      COVENANT_CHECK(event.ok());
      if (contracts.empty() || contracts.back().front().stream != event->stream)
        contracts.emplace_back();
      contracts.back().push_back(*std::move(event));
      return absl::OkStatus();
    });
  });
  std::vector<std::shared_ptr<const std::vector<Event>>> shared[2];
  for (int i = 0; i < 2; ++i) {
    for (auto& events_of : decoded[i]) {
      shared[i].push_back(std::make_shared<const std::vector<Event>>(
          std::move(events_of)));
    }
  }
  const double from_state = Rate(events.size(), [&](bool second) {
    for (const auto& own : shared[second ? 1 : 0]) {
      COVENANT_CHECK(
          Contract::Create(own->front().stream, own, kLatest).ok());
    }
  });
  std::printf(
      "bare scan %.0f /s, hashes and chain verified %.0f /s (%.2f), decoded "
      "too %.0f /s (%.2f), replay of decoded events %.0f /s; two threads\n",
      bare, verified, verified / bare, replayed, replayed / bare, from_state);
}

}  // namespace

int RunRawLimit(const std::vector<std::string>& arguments) {
  const int contracts = arguments.empty() ? 200 : std::stoi(arguments[0]);
  const Portfolio portfolio({.contracts = contracts, .months = 500});
  const std::vector<NewEvent> events = portfolio.Events();
  CompareAppends(events, 1, 3'000);
  CompareAppends(events, 100, 50'000);
  CompareAppends(events, 1'000, events.size());
  CompareReplays(portfolio, events);
  return 0;
}

}  // namespace covenant::bench
