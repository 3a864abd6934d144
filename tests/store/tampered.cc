#include "tests/store/tampered.h"

#include <rocksdb/env.h>

#include <memory>

#include "ledger/proof/sha256.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_tree.h"
#include "ledger/store/rocks_log.h"

namespace covenant {
namespace {

// "also STREAM mac HEX ...": what the event must be indexed and sealed by.
NewEvent Numbered(int i) {
  const std::string id = "e" + std::to_string(i);
  NewEvent event = MakeEvent(i % 3 == 0   ? "acme"
                             : i % 3 == 1 ? "bolt"
                                          : "coil-" + std::to_string(i % 5),
                             id, "");
  if (i % 4 == 0) {
    event.also = {"dora"};
    event.payload += "also dora ";
  }
  if (i % 10 == 0) {
    const std::string value = "sealed " + id;
    const Hash key = Sha256(id);
    event.sealed = {{HmacSha256(key.view(), value), key, value}};
    event.payload += "mac " + event.sealed[0].mac.ToHex() + " ";
  }
  event.payload += "payload of " + id;
  // Two are stored in parts.
  if (i == 77 || i == 300) event.payload += std::string(70'000, 'x');
  return event;
}

}  // namespace

absl::StatusOr<EventClaims> ReadTestClaims(const StoredEvent& event) {
  EventClaims claims;
  std::string_view text = event.payload;
  if (text.rfind("also dora ", 0) == 0) {
    claims.also = {"dora"};
    text.remove_prefix(10);
  }
  if (text.rfind("mac ", 0) == 0) {
    const auto mac = Hash::FromHex(text.substr(4, 64));
    if (!mac) return absl::DataLossError("no HMAC in the payload");
    claims.macs = {*mac};
    text.remove_prefix(69);
  }
  if (text.rfind("payload of ", 0) != 0)
    return absl::DataLossError("not a payload of the test");
  return claims;
}

TamperedLedger::TamperedLedger(bool tables) {
  hooks_.reader_attempts = 1;
  hooks_.long_wal_bytes = tables ? 1 : uint64_t{1} << 40;
  CreateOptions options;
  options.origin = "test.example";
  auto log = CreateRocksLogWith(hooks_, path_, std::move(options),
                                TestEntryFormat());
  EXPECT_OK(log.status());
  for (int i = 1; i <= kEvents;) {
    AppendRequest request;
    const int first = i;
    for (; i <= kEvents && i < first + 1 + first % 7; ++i)
      request.events.push_back(Numbered(i));
    request.idempotency_key = "key-" + std::to_string(first);
    EXPECT_OK((*log)->Append(std::move(request)).status());
    if (i >= 250 && first < 250) {
      checkpoints_.push_back({(*log)->Head()->sequence, 7, "a note"});
      EXPECT_OK((*log)->KeepCheckpoint(checkpoints_.back()));
    }
  }
  head_ = *(*log)->Head();
  root_ = *RootOf(**log, head_.sequence);
  EXPECT_OK((*log)->Close());
  hooks_.long_wal_bytes = uint64_t{1} << 40;
  CopyDirectory(path_, kept_);
}

void TamperedLedger::Restore() { CopyDirectory(kept_, path_); }

void TamperedLedger::WithRows(
    const std::function<void(rocksdb::DB&, const Handles&)>& change) {
  rocksdb::DB* db = nullptr;
  Handles handles;
  const auto opened =
      rocksdb::DB::Open(MakeDbOptions(rocksdb::Env::Default()), path_ + "/rows",
                        MakeTableOptions(hooks_), &handles, &db);
  ASSERT_TRUE(opened.ok()) << opened.ToString();
  change(*db, handles);
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  delete db;
}

std::string TamperedLedger::Get(Table table, const std::string& key) {
  std::string value;
  WithRows([&](rocksdb::DB& db, const Handles& handles) {
    const auto got = db.Get(rocksdb::ReadOptions(),
                            handles[static_cast<size_t>(table)], key, &value);
    EXPECT_TRUE(got.ok()) << got.ToString();
  });
  return value;
}

void TamperedLedger::Put(Table table, const std::string& key,
                         const std::string& value) {
  WithRows([&](rocksdb::DB& db, const Handles& handles) {
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(),
                       handles[static_cast<size_t>(table)], key, value)
                    .ok());
  });
}

void TamperedLedger::Delete(Table table, const std::string& key) {
  WithRows([&](rocksdb::DB& db, const Handles& handles) {
    ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(),
                          handles[static_cast<size_t>(table)], key)
                    .ok());
  });
}

TamperedLedger::Verdict TamperedLedger::Judge(std::string* said,
                                              uint64_t memory) {
  auto log = OpenRocksLogWith(hooks_, path_, OpenMode::kRead, TestEntryFormat(),
                              Clock());
  if (!log.ok()) {
    if (said != nullptr) *said = MessageOf(log.status());
    EXPECT_EQ(log.status().code(), absl::StatusCode::kDataLoss)
        << log.status();
    return Verdict::kRefused;
  }
  VerifyOptions options;
  options.read_event = ReadTestClaims;
  options.threads = 2;
  options.memory_bytes = memory;
  auto report = (*log)->Verify(options);
  EXPECT_OK(report.status());
  if (!report.ok()) return Verdict::kFound;
  if (said != nullptr) said->clear();
  for (const VerifyFinding& finding : report->findings) {
    if (said == nullptr) break;
    *said += finding.stream + "@" + std::to_string(finding.version) + " " +
             finding.event_id + " #" + std::to_string(finding.sequence) + " " +
             finding.why + "\n";
  }
  for (const std::string& event : report->unexplained) {
    if (said != nullptr) *said += event + " is gone without an erasure\n";
  }
  if (!report->findings.empty() || !report->unexplained.empty())
    return Verdict::kFound;
  // Nothing found: then nothing may be wrong.
  EXPECT_EQ(*(*log)->Head(), head_);
  if (*(*log)->Head() != head_) return Verdict::kHarmless;
  EXPECT_EQ(report->entries, head_.sequence);
  EXPECT_EQ(report->events, uint64_t{kEvents});
  EXPECT_EQ(*RootOf(**log, head_.sequence), root_);
  EXPECT_EQ(*(*log)->Checkpoints(), checkpoints_);
  return Verdict::kHarmless;
}

}  // namespace covenant
