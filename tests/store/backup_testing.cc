#include "tests/store/backup_testing.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ledger/store/backup_format.h"
#include "ledger/store/ledger_dir.h"
#include "ledger/store/log_tree.h"
#include "ledger/store/rocks_log.h"
#include "ledger/store/rocks_rows.h"

namespace covenant {

RandomLedger::RandomLedger(std::string dir, uint64_t seed, bool backfill)
    : dir_(std::move(dir)),
      random_(seed),
      clock_(At("2026-01-01T00:00:00Z")),
      asserted_(At("2001-01-01T00:00:00Z")) {
  CreateOptions options;
  options.origin = "test.example/ledger";
  options.backfill = backfill;
  options.clock = clock_.clock();
  auto log = CreateRocksLog(dir_, std::move(options), TestEntryFormat());
  EXPECT_OK(log.status());
  EXPECT_OK((*log)->Close());
}

std::unique_ptr<EventLog> RandomLedger::Open() const {
  auto log = OpenRocksLog(dir_, OpenMode::kWrite, TestEntryFormat(),
                          clock_.clock());
  EXPECT_OK(log.status());
  return *std::move(log);
}

NewEvent RandomLedger::RandomEvent() {
  static const char* const kStreams[] = {"acme", "bolt", "coil", "_party/dora",
                                         "_ledger"};
  NewEvent event = MakeEvent(kStreams[random_() % 5],
                             "e" + std::to_string(next_++));
  const uint64_t kind = random_() % 20;
  const size_t size = kind == 0   ? 130'000
                      : kind == 1 ? 64'000
                                  : random_() % 300;
  event.payload.assign(size, static_cast<char>('a' + random_() % 26));
  for (uint64_t i = random_() % 3; i > 0; --i)
    event.also.push_back(kStreams[random_() % 5]);
  if (random_() % 4 == 0) {
    for (uint64_t i = 1 + random_() % 2; i > 0; --i) {
      // Also one that no buffer of a reader holds whole.
      const bool large = random_() % 30 == 0;
      std::string value(large ? 300'000 : 32, '\0');
      for (char& c : value) c = static_cast<char>(random_());
      event.sealed.push_back(Seal(std::move(value)));
    }
  }
  return event;
}

void RandomLedger::Append(EventLog& log, AppendRequest request) {
  for (NewEvent& event : request.events) {
    EventFacts facts{event.also, {}, request.end_backfill};
    for (const SealedValue& sealed : event.sealed) {
      facts.sealed.push_back(sealed.mac);
      values_.push_back(sealed);
    }
    facts_[event.stream + "/" + event.event_id] = std::move(facts);
  }
  EXPECT_OK(log.Append(std::move(request)).status());
}

void RandomLedger::Grow(int appends) {
  auto log = Open();
  for (int i = 0; i < appends; ++i) {
    AppendRequest request;
    for (uint64_t n = 1 + random_() % 4; n > 0; --n) {
      request.events.push_back(RandomEvent());
      if (!log->in_backfill()) continue;
      if (random_() % 2 == 0)
        asserted_ = Timestamp::FromMicros(asserted_.micros() + 5'000'000);
      request.events.back().asserted_at = asserted_;
    }
    if (log->in_backfill() && random_() % 40 == 0) {
      request.end_backfill = true;
      request.events.resize(1);
    }
    if (random_() % 3 == 0) {
      request.idempotency_key = "key " + std::to_string(next_);
      request.content = "content";
      keys_.push_back(request.idempotency_key);
    }
    clock_.AdvanceSeconds(static_cast<int64_t>(random_() % 3));
    Append(*log, std::move(request));
  }
  EXPECT_OK(log->Close());
}

bool RandomLedger::EraseOne() {
  if (values_.empty()) return false;
  auto log = Open();
  if (log->in_backfill()) clock_.AdvanceSeconds(1);
  // In the stream of the event that has the value.
  const Hash& mac = values_.front().mac;
  const auto target =
      std::find_if(facts_.begin(), facts_.end(), [&](const auto& one) {
        const std::vector<Hash>& sealed = one.second.sealed;
        return std::find(sealed.begin(), sealed.end(), mac) != sealed.end();
      });
  const size_t slash = target->first.rfind('/');
  NewEvent event =
      MakeEvent(target->first.substr(0, slash), "e" + std::to_string(next_++));
  event.type = "erased";
  event.erases = {mac};
  event.erased_events = {
      (*log->FindEvent(event.stream, target->first.substr(slash + 1)))
          ->header.sequence};
  const std::string name = event.stream + "/" + event.event_id;
  const std::string erased = target->first.substr(slash + 1);
  erased_.push_back(values_.front());
  values_.erase(values_.begin());
  if (log->in_backfill()) event.asserted_at = asserted_;
  Append(*log, MakeRequest({std::move(event)}));
  facts_[name].erases = erased;
  EXPECT_OK(log->Close());
  return true;
}

absl::StatusOr<EventFacts> RandomLedger::FactsOf(
    const StoredEvent& event) const {
  const auto found =
      facts_.find(event.header.stream + "/" + event.header.event_id);
  if (found == facts_.end()) return absl::NotFoundError("no such event");
  return found->second;
}

BackupOptions RandomLedger::Backup() const {
  BackupOptions options;
  options.erases = [](const EntryHeader& h) { return h.type == "erased"; };
  options.clock = clock_.clock();
  return options;
}

RestoreOptions RandomLedger::Restoring() const {
  RestoreOptions options;
  options.facts = [this](const StoredEvent& event) { return FactsOf(event); };
  return options;
}

namespace {

Hash RootAtHead(const std::string& dir) {
  auto log = OpenRocksLog(dir, OpenMode::kRead, TestEntryFormat());
  EXPECT_OK(log.status());
  if (!log.ok()) return Hash();
  const auto root = RootOf(**log, (*log)->Head()->sequence);
  EXPECT_OK(root.status());
  return root.ok() ? *root : Hash();
}

}  // namespace

std::map<std::string, std::string> RowsOf(const std::string& dir) {
  std::map<std::string, std::string> all;
  auto rows = RocksRows::OpenToRead(RocksHooks(), LedgerPaths(dir));
  EXPECT_OK(rows.status());
  if (!rows.ok()) return all;
  for (int table = 0; table < kTableCount; ++table) {
    if (table == static_cast<int>(Table::kCache)) continue;
    EXPECT_OK((*rows)->Scan(
        static_cast<Table>(table), "", "",
        [&](std::string_view key, std::string_view value) {
          const bool metadata =
              table == static_cast<int>(Table::kIndex) && key[0] == 'M';
          // Hashes of tiles that are not full leave rows behind when the tile is.
          const bool slot =
              table == static_cast<int>(Table::kTree) && key[0] == 'H';
          if (!slot && (!metadata || !IsOfTheCopy(key.substr(1)))) {
            all[std::to_string(table) + " " + std::string(key)] = value;
          }
          return true;
        }));
  }
  return all;
}

std::string Differences(const std::string& dir, const std::string& other) {
  const auto one = RowsOf(dir);
  const auto two = RowsOf(other);
  EXPECT_FALSE(one.empty());
  std::string text;
  for (const auto& [key, value] : one) {
    const auto found = two.find(key);
    if (found == two.end()) {
      text += "only the first has " + testing::PrintToString(key) + "\n";
    } else if (found->second != value) {
      text += "they differ in " + testing::PrintToString(key) + "\n";
    }
  }
  for (const auto& [key, value] : two) {
    if (!one.contains(key))
      text += "only the second has " + testing::PrintToString(key) + "\n";
  }
  if (RootAtHead(dir) != RootAtHead(other)) text += "their trees differ\n";
  return text;
}

std::vector<std::string> AllFiles(const std::string& dir) {
  std::vector<std::string> files;
  for (const auto& one : std::filesystem::recursive_directory_iterator(dir)) {
    if (one.is_regular_file()) files.push_back(one.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> FilesWith(const std::string& dir,
                                   const std::string& value) {
  std::vector<std::string> found;
  for (const std::string& path : AllFiles(dir)) {
    if (ReadFile(path).find(value) != std::string::npos) found.push_back(path);
  }
  return found;
}

}  // namespace covenant
