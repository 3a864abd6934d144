// Tampers with a ledger of 500 events in every way that is at hand; verification
// names each, or the ledger does not open.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "ledger/proof/sha256.h"
#include "ledger/proof/tile.h"
#include "ledger/store/heads.h"
#include "ledger/store/keys.h"
#include "ledger/store/memory_log.h"
#include "ledger/store/tree_rows.h"
#include "tests/store/tampered.h"

namespace covenant::verify_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Verdict = TamperedLedger::Verdict;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

// The files whose bytes matter: not the lock, nor the zeros laid up for a full
// disk.
std::vector<std::string> DataFiles(const std::string& ledger) {
  std::vector<std::string> files = {ledger + "/ANCHOR"};
  for (const auto& entry : fs::directory_iterator(ledger + "/rows")) {
    if (entry.path().filename() == "LOCK" || entry.file_size() == 0) continue;
    files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string KindOf(const std::string& file) {
  const fs::path path(file);
  const std::string extension = path.extension();
  if (!extension.empty()) return extension;
  const std::string name = path.filename();
  return name.substr(0, name.find('-'));
}

struct Tally {
  uint64_t refused = 0;
  uint64_t found = 0;
  uint64_t harmless = 0;
};

// Flips one byte at `count` places that are spread over all files by their
// sizes, with at least some in each.
void FlipBytes(TamperedLedger& ledger, uint64_t count, std::mt19937_64& random,
               std::map<std::string, Tally>& tallies) {
  const auto files = DataFiles(ledger.path());
  uint64_t bytes = 0;
  for (const std::string& file : files) bytes += fs::file_size(file);
  for (const std::string& file : files) {
    const uint64_t size = fs::file_size(file);
    const uint64_t places = count * size / bytes + 20;
    std::fstream data(file, std::ios::binary | std::ios::in | std::ios::out);
    ASSERT_TRUE(data.good()) << file;
    for (uint64_t i = 0; i < places; ++i) {
      const auto at = static_cast<std::streamoff>(random() % size);
      const auto mask = static_cast<char>(1 << (random() % 8));
      char good = 0;
      data.seekg(at).get(good);
      data.seekp(at).put(static_cast<char>(good ^ mask)).flush();
      SCOPED_TRACE("byte " + std::to_string(at) + " of " + file);
      Tally& tally = tallies[KindOf(file)];
      switch (ledger.Judge()) {
        case Verdict::kRefused:
          ++tally.refused;
          break;
        case Verdict::kFound:
          ++tally.found;
          break;
        case Verdict::kHarmless:
          ++tally.harmless;
          break;
      }
      data.seekp(at).put(good).flush();
      ASSERT_TRUE(data.good());
    }
  }
  ASSERT_EQ(ledger.Judge(), Verdict::kHarmless);
}

TEST(TamperTest, FlippedBytesOfTheFiles) {
  const uint64_t seed = FromEnvironment("COVENANT_SEED", 1);
  const uint64_t flips = FromEnvironment("COVENANT_FLIPS", 600);
  std::cout << "COVENANT_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  std::map<std::string, Tally> tallies;
  for (const bool tables : {false, true}) {
    TamperedLedger ledger(tables);
    ASSERT_EQ(ledger.Judge(), Verdict::kHarmless);
    ASSERT_NO_FATAL_FAILURE(FlipBytes(ledger, flips / 2, random, tallies));
  }
  Tally all;
  for (const auto& [kind, tally] : tallies) {
    std::cout << kind << ": " << tally.refused << " refused at opening, "
              << tally.found << " found, " << tally.harmless << " harmless\n";
    all.refused += tally.refused;
    all.found += tally.found;
    all.harmless += tally.harmless;
  }
  const uint64_t places = all.refused + all.found + all.harmless;
  std::cout << places << " flips\n";
  EXPECT_GE(places, flips);
  EXPECT_GT(all.found, 0u);
  // What does no harm lies in files of no content: old logs of changes, options,
  // the anchor's other slot.
  EXPECT_EQ(tallies[".sst"].harmless, 0u);
}

class TamperedRows : public ::testing::Test {
 protected:
  // What verification says after the change, which must be found.
  std::string Said(const std::function<void()>& change) {
    ledger_.Restore();
    change();
    std::string said;
    EXPECT_NE(ledger_.Judge(&said), Verdict::kHarmless);
    // Several passes find it as well.
    std::string again;
    EXPECT_NE(ledger_.Judge(&again, 1), Verdict::kHarmless);
    EXPECT_EQ(again.substr(0, again.find('\n')),
              said.substr(0, said.find('\n')));
    ++count_;
    return said;
  }
  void Put(Table table, const std::string& key, const std::string& value) {
    ledger_.Put(table, key, value);
  }
  OrderRow Order(uint64_t sequence) {
    return *DecodeOrderRow(ledger_.Get(Table::kIndex, OrderKey(sequence)));
  }
  std::string Bytes(const OrderRow& order) {
    return ledger_.Get(Table::kEntry, EntryKey(order.stream, order.version));
  }
  ~TamperedRows() override { std::cout << count_ << " changes found\n"; }

  TamperedLedger ledger_{true};
  int count_ = 0;
};

TEST_F(TamperedRows, AnEntryIsNamed) {
  ASSERT_EQ(ledger_.Judge(nullptr, 1), Verdict::kHarmless);
  for (const uint64_t sequence : {1, 2, 77, 78, 256, 257, 400, 502}) {
    SCOPED_TRACE(sequence);
    const OrderRow order = Order(sequence);
    const std::string key = EntryKey(order.stream, order.version);
    const std::string name = order.stream + "@" +
                             std::to_string(order.version) + " ";
    const std::string number = " #" + std::to_string(sequence) + " ";
    const std::string good = Bytes(order);
    // The payload: only the hashes tell.
    std::string bad = good;
    bad.back() ^= 1;
    std::string said = Said([&] { Put(Table::kEntry, key, bad); });
    if (sequence < 502) {
      EXPECT_THAT(said.substr(0, said.find('\n')), HasSubstr(name));
      EXPECT_THAT(said.substr(0, said.find('\n')), HasSubstr(number));
    }
    EXPECT_THAT(said, HasSubstr("hash"));
    // With the order index: the chain and the tree tell.
    OrderRow changed = order;
    changed.hash = LeafHash(bad);
    said = Said([&] {
      Put(Table::kEntry, key, bad);
      Put(Table::kIndex, OrderKey(sequence), EncodeOrderRow(changed));
    });
    // Gone, and no entry at all.
    said = Said([&] { ledger_.Delete(Table::kEntry, key); });
    EXPECT_THAT(said, HasSubstr("missing"));
    if (sequence < 502) {
      EXPECT_THAT(said, HasSubstr(number));
    }
    said = Said([&] { Put(Table::kEntry, key, "no entry"); });
    EXPECT_THAT(said, HasSubstr(order.stream + "@"));
    // Dropped with every row that knows it.
    said = Said([&] {
      ledger_.Delete(Table::kEntry, key);
      ledger_.Delete(Table::kIndex, OrderKey(sequence));
      ledger_.Delete(Table::kIndex,
                     EventKey(order.stream, "e" + std::to_string(sequence)));
    });
  }
}

TEST_F(TamperedRows, TwoEventsInEachOthersPlace) {
  // In one stream, in two, neighbours, far apart.
  for (const auto& [a, b] : std::vector<std::pair<uint64_t, uint64_t>>{
           {3, 6}, {3, 4}, {100, 101}, {20, 450}, {90, 480}}) {
    SCOPED_TRACE(a);
    OrderRow one = Order(a);
    OrderRow other = Order(b);
    const std::string first = Bytes(one);
    const std::string second = Bytes(other);
    const auto swap_entries = [&] {
      Put(Table::kEntry, EntryKey(one.stream, one.version), second);
      Put(Table::kEntry, EntryKey(other.stream, other.version), first);
    };
    Said(swap_entries);
    // With their order rows.
    Said([&] {
      swap_entries();
      Put(Table::kIndex, OrderKey(a), EncodeOrderRow(other));
      Put(Table::kIndex, OrderKey(b), EncodeOrderRow(one));
    });
    // With headers that are right again, and order rows.
    Said([&] {
      auto x = TestEntryFormat()->Decode(first);
      auto y = TestEntryFormat()->Decode(second);
      ASSERT_TRUE(x.ok() && y.ok());
      std::swap(x->payload, y->payload);
      const std::string xs = TestEntryFormat()->Encode(x->header, x->payload);
      const std::string ys = TestEntryFormat()->Encode(y->header, y->payload);
      Put(Table::kEntry, EntryKey(one.stream, one.version), xs);
      Put(Table::kEntry, EntryKey(other.stream, other.version), ys);
      OrderRow p = one;
      OrderRow q = other;
      p.hash = LeafHash(xs);
      q.hash = LeafHash(ys);
      Put(Table::kIndex, OrderKey(a), EncodeOrderRow(p));
      Put(Table::kIndex, OrderKey(b), EncodeOrderRow(q));
    });
  }
}

TEST_F(TamperedRows, IndexRows) {
  const auto put = [&](const std::string& key, const std::string& value) {
    return Said([&] { Put(Table::kIndex, key, value); });
  };
  const auto without = [&](const std::string& key) {
    return Said([&] { ledger_.Delete(Table::kIndex, key); });
  };
  OrderRow order = Order(40);
  ++order.version;
  EXPECT_THAT(put(OrderKey(40), EncodeOrderRow(order)),
              HasSubstr("#40 its header and the order index differ"));
  order = Order(40);
  order.recorded_at = Timestamp::FromMicros(1);
  EXPECT_THAT(put(OrderKey(40), EncodeOrderRow(order)), HasSubstr("#40 "));
  order = Order(41);
  order.sealed = {Order(40).sealed};
  EXPECT_THAT(put(OrderKey(41), EncodeOrderRow(order)),
              HasSubstr("#41 the order index names a sealed value"));
  EXPECT_THAT(put(OrderKey(40), "short"), HasSubstr("malformed"));
  EXPECT_THAT(without(OrderKey(40)),
              HasSubstr("#40 its row in the order index is missing"));
  EXPECT_THAT(put(StreamKey("acme"), ledger_.Get(Table::kIndex,
                                                 StreamKey("bolt"))),
              HasSubstr("acme@"));
  EXPECT_THAT(put(StreamKey("acme"), EncodeStreamRow({uint64_t{1} << 60, 4,
                                                      Hash()})),
              HasSubstr("acme@"));
  EXPECT_THAT(without(StreamKey("bolt")), HasSubstr("no head row"));
  EXPECT_THAT(put(StreamKey("zulu"), EncodeStreamRow({1, 1, Hash()})),
              HasSubstr("zulu@1"));
  EXPECT_THAT(put(EventKey("acme", "e3"), U64(6)),
              HasSubstr("the index of event acme/e3: it leads to another"));
  EXPECT_THAT(put(EventKey("acme", "none"), U64(6)),
              HasSubstr("the index of event acme/none: it leads to another"));
  EXPECT_THAT(without(EventKey("acme", "e3")),
              HasSubstr("#3 the index of event ids does not lead to it"));
  EXPECT_THAT(put(CrossKey("dora", 5), ""), HasSubstr("#5 the streams"));
  EXPECT_THAT(put(CrossKey("acme", 3), ""), HasSubstr("cross index"));
  EXPECT_THAT(without(CrossKey("dora", 4)),
              HasSubstr("#4 it is not indexed in the stream dora"));
  EXPECT_THAT(put(CrossCountKey("dora"), U64(3)), HasSubstr("its count"));
  EXPECT_THAT(without(CrossCountKey("dora")), HasSubstr("count"));
  IdempotencyRow key;
  key.first_sequence = 3;
  key.last_sequence = 4;
  EXPECT_THAT(put(IdempotencyRowKey("key-1"), EncodeIdempotencyRow(key)),
              HasSubstr("the idempotency key `key-1`"));
  EXPECT_THAT(put(IdempotencyRowKey("key-1"), "x"), HasSubstr("malformed"));
  EXPECT_THAT(put(MetadataKey("created"), "x"), HasSubstr("metadata"));
  EXPECT_THAT(put("C", "x"), HasSubstr("checkpoint"));
  const Hash mac = Order(40).sealed.at(0);
  EXPECT_THAT(Said([&] {
                Put(Table::kSealed, std::string(mac.view()),
                    std::string(40, 'x'));
              }),
              HasSubstr("a sealed value"));
  EXPECT_THAT(Said([&] { Put(Table::kSealed, std::string(mac.view()), ""); }),
              HasSubstr("e40 is gone without an erasure"));
  EXPECT_THAT(
      Said([&] { ledger_.Delete(Table::kSealed, std::string(mac.view())); }),
      HasSubstr("#40 its sealed value"));
}

TEST_F(TamperedRows, Tiles) {
  std::string tile = ledger_.Get(Table::kTree, TileKey(0, 0));
  tile[100 * 32] ^= 1;
  EXPECT_THAT(Said([&] { Put(Table::kTree, TileKey(0, 0), tile); }),
              HasSubstr("#101 the tree's tile/0/000 has another hash for it"));
  EXPECT_THAT(Said([&] { Put(Table::kTree, TileKey(0, 0), "x"); }),
              HasSubstr("tile/0/000"));
  EXPECT_THAT(Said([&] { ledger_.Delete(Table::kTree, TileKey(0, 0)); }),
              HasSubstr("tile/0/000"));
  std::string slot = ledger_.Get(Table::kTree, SlotKey(0, 7));
  slot.back() ^= 1;
  EXPECT_THAT(Said([&] { Put(Table::kTree, SlotKey(0, 7), slot); }),
              HasSubstr("#264 the tree's tile/0/001.p/246 has another hash"));
  slot = ledger_.Get(Table::kTree, SlotKey(1, 0));
  slot.back() ^= 1;
  EXPECT_THAT(Said([&] { Put(Table::kTree, SlotKey(1, 0), slot); }),
              HasSubstr("the tree's tile/1/000.p/1: hash 0"));
}

// The `heads` events that a reader of contents knows are recomputed.
TEST(VerifyTest, HeadsOfStreamsAreRecomputed) {
  for (const bool right : {true, false}) {
    auto log = CreateMemoryLog("test.example", false, TestEntryFormat());
    ASSERT_OK(log.status());
    for (int i = 0; i < 700; ++i) {
      ASSERT_OK((*log)
                    ->Append(OneEvent("s" + std::to_string(i % 9),
                                      "e" + std::to_string(i)))
                    .status());
      if (i % 300 != 299) continue;
      const uint64_t size = (*log)->Head()->sequence;
      Hash root = HeadsRoot(*HeadsAt(**log, size));
      if (!right && i > 500) root = Hash();
      ASSERT_OK((*log)
                    ->Append(OneEvent("_ledger", "heads-" + std::to_string(size),
                                      root.ToHex()))
                    .status());
    }
    VerifyOptions options;
    options.memory_bytes = 1;
    options.read_event =
        [](const StoredEvent& event) -> absl::StatusOr<EventClaims> {
      EventClaims claims;
      if (event.header.stream == "_ledger") {
        claims.heads.emplace(event.header.sequence - 1,
                             *Hash::FromHex(event.payload));
      }
      return claims;
    };
    auto report = (*log)->Verify(options);
    ASSERT_OK(report.status());
    EXPECT_EQ(report->heads, 2u);
    EXPECT_EQ(report->passes, 3u);
    EXPECT_EQ(report->entries, 702u);
    if (right) {
      EXPECT_TRUE(report->findings.empty()) << report->findings[0].why;
    } else {
      ASSERT_EQ(report->findings.size(), 1u);
      EXPECT_EQ(report->findings[0].sequence, 602u);
      EXPECT_EQ(report->findings[0].event_id, "heads-601");
    }
  }
}

TEST(VerifyTest, AnEmptyLogHolds) {
  auto log = CreateMemoryLog("test.example", false, TestEntryFormat());
  ASSERT_OK(log.status());
  auto report = (*log)->Verify(VerifyOptions());
  ASSERT_OK(report.status());
  EXPECT_TRUE(report->findings.empty());
  EXPECT_EQ(report->entries, 0u);
}

}  // namespace
}  // namespace covenant::verify_test
