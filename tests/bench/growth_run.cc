// What an answer about one contract costs as its own history grows, and as the
// ledger around it does.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/session.h"
#include "cli/snapshots.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"
#include "ledger/store/rocks_log.h"
#include "ledger/value/check.h"
#include "replay/contract.h"
#include "tests/bench/commands.h"
#include "tests/bench/portfolio.h"
#include "tests/bench/scratch.h"

namespace covenant::bench {
namespace {

constexpr std::size_t kBatch = 10'000;
constexpr int kAsks = 101;
// The contracts whose own history is asked about come behind all others.
constexpr int kLong = 90'000;

struct Quantiles {
  double median = 0, most = 0;  // the 99th percentile
};

Quantiles Time(int count, const std::function<void()>& run) {
  std::vector<double> seconds;
  for (int i = 0; i < count; ++i) {
    const Stopwatch watch;
    run();
    seconds.push_back(watch.Seconds());
  }
  std::sort(seconds.begin(), seconds.end());
  return {seconds[seconds.size() / 2], seconds[seconds.size() * 99 / 100]};
}

std::unique_ptr<EventLog> Open(const std::string& dir, OpenMode mode) {
  auto log = OpenRocksLog(dir, mode, std::make_shared<ProtoEntryFormat>());
  COVENANT_CHECK(log.ok());
  return *std::move(log);
}

// Seconds of appending them, durable, in batches.
double Append(EventLog& log, std::vector<NewEvent> events) {
  std::vector<AppendRequest> requests;
  for (std::size_t i = 0; i < events.size(); i += kBatch) {
    AppendRequest& request = requests.emplace_back();
    const std::size_t end = std::min(i + kBatch, events.size());
    std::move(events.begin() + static_cast<std::ptrdiff_t>(i),
              events.begin() + static_cast<std::ptrdiff_t>(end),
              std::back_inserter(request.events));
  }
  const Stopwatch watch;
  for (AppendRequest& request : requests) {
    COVENANT_CHECK(log.Append(std::move(request)).ok());
  }
  return watch.Seconds();
}

std::uint64_t SizeOf(const std::string& dir) {
  std::uint64_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir)) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  return bytes;
}

// The most memory that this process has had, in megabytes.
double MostMemory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.compare(0, 6, "VmHWM:") == 0) {
      return std::strtod(line.c_str() + 6, nullptr) / 1024;
    }
  }
  return 0;
}

void Ask(cli::Session& session, const std::string& contract, Date day) {
  session.Forget();
  const auto loaded = session.Load(contract, kLatest);
  COVENANT_CHECK(loaded.ok());
  COVENANT_CHECK(loaded->ObligationsAt(day).ok());
}

// What is owed under one contract: read, verified, decoded and replayed; and
// replayed alone.
void TellAnswer(const std::string& dir, const std::string& name, int number,
                Date day, int asks) {
  const std::string id = Portfolio::ContractId(number);
  cli::Session session(Open(dir, OpenMode::kRead), day,
                       [] { return *Timestamp::Parse("2026-01-01T00:00:00Z"); });
  Ask(session, id, day);
  const Quantiles whole = Time(asks, [&] { Ask(session, id, day); });
  const auto contract = session.Load(id, kLatest);
  COVENANT_CHECK(contract.ok());
  const Quantiles warm =
      Time(asks, [&] { COVENANT_CHECK(contract->ObligationsAt(day).ok()); });
  std::printf(
      "  %-40s from disk %9.2f ms (99th %9.2f)  replayed %9.2f ms (99th %9.2f)\n",
      name.c_str(), whole.median * 1e3, whole.most * 1e3, warm.median * 1e3,
      warm.most * 1e3);
  std::fflush(stdout);
}

// What is open at the end of its history, replayed and from a snapshot.
void TellSnapshot(const std::string& dir, const std::string& name, int number,
                  Date day, int asks) {
  const std::string id = Portfolio::ContractId(number);
  const auto clock = [] { return *Timestamp::Parse("2026-01-01T00:00:00Z"); };
  cli::Session writer(Open(dir, OpenMode::kWrite), day, clock);
  const auto renew = [&](bool expected) {
    const Stopwatch watch;
    const auto kept = RenewSnapshot(writer, id, /*anyway=*/true);
    COVENANT_CHECK(kept.ok() && *kept == expected);
    return watch.Seconds();
  };
  const double made = renew(true), renewed = renew(true);
  const auto ask = [&](bool counted) {
    writer.Forget();
    const auto open = cli::OpenUnder(writer, id, kLatest, day);
    COVENANT_CHECK(open.ok() && open->from_snapshot == counted);
  };
  ask(true);
  const Quantiles quick = Time(kAsks, [&] { ask(true); });
  const auto again = cli::OpenUnder(writer, id, kLatest, day);
  const std::size_t open = static_cast<std::size_t>(std::count_if(
      again->owed.obligations.begin(), again->owed.obligations.end(),
      [](const Obligation& one) {
        return one.state != ObligationState::kSettled;
      }));
  const Quantiles whole = Time(asks, [&] { Ask(writer, id, day); });
  COVENANT_CHECK(writer.log().Close().ok());
  std::printf(
      "  %-40s from disk %9.2f ms (99th %9.2f)  with snapshot %9.2f ms (99th "
      "%9.2f)  %zu open; made in %.1f ms, looked for again in %.1f ms\n",
      name.c_str(), whole.median * 1e3, whole.most * 1e3, quick.median * 1e3,
      quick.most * 1e3, open, made * 1e3, renewed * 1e3);
  std::fflush(stdout);
}

// Six corrections of one report.
std::vector<NewEvent> Overwrites(const Portfolio& portfolio, int number) {
  std::vector<NewEvent> events;
  const NewEvent report = portfolio.Events()[1];
  auto decoded =
      DecodePayload(report.type, report.schema_version, report.payload);
  COVENANT_CHECK(decoded.ok());
  for (int i = 1; i <= 6; ++i) {
    Event event;
    event.id = "C" + std::to_string(i);
    event.type = "correction";
    Correction body;
    body.target = "R0";
    body.replacement = std::make_shared<const Event>(*decoded);
    event.body = std::move(body);
    auto payload = EncodePayload(event);
    COVENANT_CHECK(payload.ok());
    NewEvent made;
    made.stream = Portfolio::ContractId(number);
    made.event_id = event.id;
    made.type = event.type;
    made.schema_version = kSchemaVersion;
    made.payload = *std::move(payload);
    events.push_back(std::move(made));
  }
  return events;
}

}  // namespace

int RunGrowth(const std::vector<std::string>& arguments) {
  const std::uint64_t most =
      arguments.empty() ? 10'000'000 : std::stoull(arguments[0]);
  const Scratch scratch;
  const std::string dir = scratch.Path("ledger");
  {
    auto made = CreateRocksLog(dir, {"bench", false, {}},
                               std::make_shared<ProtoEntryFormat>());
    COVENANT_CHECK(made.ok() && (*made)->Close().ok());
  }
  const Date day = Portfolio({.contracts = 1}).middle();

  // Around it: contracts of 1,001 events, a hundred at a time.
  std::uint64_t events = 0;
  int contracts = 0;
  for (std::uint64_t next : {std::uint64_t{100'000}, std::uint64_t{1'000'000},
                             std::uint64_t{10'000'000}}) {
    if (next > most) break;
    const auto log = Open(dir, OpenMode::kWrite);
    double seconds = 0, last = 0;
    const std::uint64_t before = events;
    while (events < next) {
      std::vector<NewEvent> part =
          Portfolio({.contracts = 100, .first = contracts}).Events();
      const std::uint64_t count = part.size();
      last = Append(*log, std::move(part));
      seconds += last;
      events += count;
      contracts += 100;
    }
    const Stopwatch closing;
    COVENANT_CHECK(log->Close().ok());
    std::printf("%llu events: appended %.0f /s, the last 100,000 %.0f /s, closed "
                "in %.2f s; %.0f bytes an event on disk, at most %.0f MB of "
                "memory\n",
                static_cast<unsigned long long>(events),
                static_cast<double>(events - before) / seconds, 1e5 / last,
                closing.Seconds(),
                static_cast<double>(SizeOf(dir)) / static_cast<double>(events),
                MostMemory());
    TellAnswer(dir, "one contract of 1,001 events", 17, day, kAsks);
    if (arguments.size() > 1) {
      const std::string command = arguments[1] + " audit c00017 --store " + dir +
                                  " --as-of " + day.ToString() +
                                  " --today 2026-01-01 -q >/dev/null";
      const Quantiles process =
          Time(21, [&] { COVENANT_CHECK(std::system(command.c_str()) == 0); });
      std::printf("  `covenant audit` as a process: %.1f ms\n",
                  process.median * 1e3);
    }
  }

  // Its own history: more payments in each month.
  int number = kLong;
  for (const int payments : {1, 19, 199, 1'999}) {
    const PortfolioPlan plan = {.contracts = 1, .payments = payments,
                                .first = number};
    const std::uint64_t count = 1 + 500 * (1 + static_cast<std::uint64_t>(payments));
    if (count > most) break;
    const Portfolio portfolio(plan);
    const auto log = Open(dir, OpenMode::kWrite);
    Append(*log, portfolio.Events());
    COVENANT_CHECK(log->Close().ok());
    const std::string name =
        "a contract of " + std::to_string(count) + " events";
    const int asks = count < 20'000 ? kAsks : 5;
    TellAnswer(dir, name, number, day, asks);
    const auto again = Open(dir, OpenMode::kWrite);
    Append(*again, Overwrites(portfolio, number));
    COVENANT_CHECK(again->Close().ok());
    TellAnswer(dir, name + ", six corrections", number, day, asks);
    // As of the end, when it is paid in part and when it is paid in full.
    const Date end = *Date::Parse("2021-09-29");
    TellSnapshot(dir, name + ", paid in part", number, end, asks);
    ++number;
    PortfolioPlan in_full = plan;
    in_full.first = number;
    in_full.in_full = true;
    const auto third = Open(dir, OpenMode::kWrite);
    Append(*third, Portfolio(in_full).Events());
    COVENANT_CHECK(third->Close().ok());
    TellSnapshot(dir, name + ", paid in full", number, end, asks);
    ++number;
  }
  return 0;
}

}  // namespace covenant::bench
