// The contract of EventLog, held by the log on disk and by its twin in memory.
#include <gtest/gtest.h>

#include <thread>

#include "ledger/proof/sha256.h"
#include "ledger/store/memory_log.h"
#include "ledger/store/rocks_log.h"
#include "tests/store/store_testing.h"

namespace covenant::contract_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ContractTest : public ::testing::TestWithParam<bool> {
 protected:
  bool on_disk() const { return GetParam(); }

  void Start(bool backfill = false) {
    auto made =
        on_disk()
            ? CreateRocksLog(dir_ / "ledger",
                             {"test.example/ledger", backfill, clock_.clock()},
                             TestEntryFormat())
            : CreateMemoryLog("test.example/ledger", backfill,
                              TestEntryFormat(), clock_.clock());
    ASSERT_OK(made.status());
    log_ = *std::move(made);
  }

  // Closes and opens again; nothing to do in memory.
  void Reopen() {
    if (!on_disk()) return;
    ASSERT_OK(log_->Close());
    log_.reset();
    auto opened = OpenRocksLog(dir_ / "ledger", OpenMode::kWrite,
                               TestEntryFormat(), clock_.clock());
    ASSERT_OK(opened.status());
    log_ = *std::move(opened);
  }

  AppendResult Must(AppendRequest request) {
    auto result = log_->Append(std::move(request));
    EXPECT_OK(result.status());
    return result.ok() ? *result : AppendResult();
  }

  std::vector<std::string> Payloads(std::string_view stream,
                                    uint64_t up_to = kLatest) {
    auto events = log_->StreamEvents(stream, up_to);
    EXPECT_OK(events.status());
    std::vector<std::string> payloads;
    for (const StoredEvent& event :
         events.value_or(std::vector<StoredEvent>())) {
      payloads.push_back(event.payload);
    }
    return payloads;
  }

  TempDir dir_;
  TestClock clock_{At("2024-09-01T08:00:00Z")};
  std::unique_ptr<EventLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Logs, ContractTest, ::testing::Values(true, false),
                         [](const auto& param_info) {
                           return param_info.param ? "Disk" : "Memory";
                         });

TEST_P(ContractTest, AnEmptyLedgerAnswersEverything) {
  Start();
  EXPECT_EQ(log_->origin(), "test.example/ledger");
  EXPECT_TRUE(log_->writable());
  EXPECT_EQ(*log_->Head(), Position());
  EXPECT_EQ(*log_->At(0), Position());
  EXPECT_STATUS(log_->At(1).status(), kOutOfRange, "there is no sequence 1");
  EXPECT_EQ(*log_->SequenceAt(At("2030-01-01T00:00:00Z")), 0u);
  EXPECT_EQ(*log_->StreamHead("acme"), StreamPosition());
  EXPECT_THAT(*log_->Streams(), IsEmpty());
  EXPECT_THAT(*log_->StreamEvents("acme"), IsEmpty());
  EXPECT_THAT(*log_->IndexedEvents("acme"), IsEmpty());
  EXPECT_THAT(*log_->LogEvents(1), IsEmpty());
  EXPECT_EQ(*log_->FindEvent("acme", "e1"), std::nullopt);
  EXPECT_FALSE(log_->FindIdempotencyKey("k")->has_value());
  EXPECT_FALSE(log_->Sealed(Hash())->has_value());
  EXPECT_OK(CheckWholeLog(*log_));
}

TEST_P(ContractTest, AppendsAreReadBackWithTheirPlace) {
  Start();
  const AppendResult first = Must(
      MakeRequest({MakeEvent("acme", "a"), MakeEvent("_party/bolt", "b")}));
  EXPECT_EQ(first.first_sequence, 1u);
  EXPECT_EQ(first.last_sequence, 2u);
  EXPECT_FALSE(first.repeated);
  EXPECT_THAT(first.events, ElementsAre(AppendedEvent{1, 1, 1, clock_.now()},
                                        AppendedEvent{2, 1, 1, clock_.now()}));
  clock_.AdvanceSeconds(5);
  const AppendResult second = Must(OneEvent("acme", "c", "third"));
  EXPECT_THAT(second.events, ElementsAre(AppendedEvent{3, 2, 1, clock_.now()}));
  Reopen();
  const auto events = log_->StreamEvents("acme");
  ASSERT_OK(events.status());
  ASSERT_EQ(events->size(), 2u);
  const EntryHeader& header = (*events)[1].header;
  EXPECT_EQ(header.origin, "test.example/ledger");
  EXPECT_EQ(header.sequence, 3u);
  EXPECT_EQ(header.version, 2u);
  EXPECT_EQ(header.batch_first, 3u);
  EXPECT_EQ(header.batch_last, 3u);
  EXPECT_EQ(header.previous, (*events)[0].hash);
  EXPECT_EQ(header.type, "reported");
  EXPECT_EQ(header.schema_version, 1u);
  EXPECT_EQ(header.event_id, "c");
  EXPECT_FALSE(header.asserted);
  EXPECT_EQ((*events)[1].payload, "third");
  EXPECT_TRUE((*events)[0].header.previous.IsZero());
  EXPECT_EQ((*events)[0].header.batch_last, 2u);
  EXPECT_EQ(log_->Head()->sequence, 3u);
  EXPECT_EQ(log_->Head()->hash, (*events)[1].hash);
  EXPECT_EQ(*log_->At(3), *log_->Head());
  EXPECT_EQ(log_->At(1)->batch_last, 2u);
  EXPECT_THAT(*log_->Streams(), ElementsAre("_party/bolt", "acme"));
  EXPECT_THAT(*log_->Streams("_party/"), ElementsAre("_party/bolt"));
  EXPECT_THAT(*log_->LeafHashes(2, 3),
              ElementsAre(log_->FindEvent("_party/bolt", "b")->value().hash,
                          (*events)[1].hash));
  EXPECT_STATUS(log_->LeafHashes(2, 4).status(), kOutOfRange,
                "no sequences 2 to 4");
  EXPECT_OK(CheckWholeLog(*log_));
}

TEST_P(ContractTest, ReadingStopsAtTheGivenSequence) {
  Start();
  for (int i = 1; i <= 9; ++i) {
    Must(OneEvent(i % 3 == 0 ? "other" : "acme", "e" + std::to_string(i),
                  std::to_string(i)));
  }
  EXPECT_THAT(Payloads("acme", 5), ElementsAre("1", "2", "4", "5"));
  EXPECT_THAT(Payloads("acme", 3), ElementsAre("1", "2"));
  EXPECT_THAT(Payloads("acme", 0), IsEmpty());
  EXPECT_THAT(Payloads("other", 2), IsEmpty());
  EXPECT_THAT(*log_->Streams("", 2), ElementsAre("acme"));
  for (uint64_t up_to = 0; up_to <= 10; ++up_to) {
    const auto events = log_->StreamEvents("acme", up_to);
    const auto head = log_->StreamHead("acme", up_to);
    ASSERT_OK(head.status());
    EXPECT_EQ(head->version, events->size());
    if (!events->empty()) {
      EXPECT_EQ(head->hash, events->back().hash);
      EXPECT_EQ(head->sequence, events->back().last_sequence);
    }
  }
  EXPECT_EQ(log_->LogEvents(4, 2)->size(), 2u);
  EXPECT_EQ(log_->LogEvents(4, 2)->front().payload, "4");
  EXPECT_THAT(*log_->LogEvents(10), IsEmpty());
  EXPECT_THAT(*log_->LogEvents(1, 0), IsEmpty());
}

// The chain is verified from the hash of an entry on.
TEST_P(ContractTest, AStreamIsReadFromBehindAnEntry) {
  Start();
  for (const char* id : {"a", "b", "c", "d"}) {
    Must(MakeRequest({MakeEvent("acme", id), MakeEvent("other", id)}));
  }
  const auto all = log_->StreamEvents("acme");
  ASSERT_OK(all.status());
  ASSERT_EQ(all->size(), 4u);
  const auto position = [&](size_t i) {
    const StoredEvent& event = (*all)[i];
    return StreamPosition{event.last_version, event.last_sequence, event.hash};
  };
  const auto behind = [&](const StreamPosition& after, uint64_t up_to,
                          std::vector<StoredEvent>& found) {
    return log_->ReadStreamAfter("acme", after, up_to, [&](StoredEvent event) {
      found.push_back(std::move(event));
      return absl::OkStatus();
    });
  };
  for (size_t from = 0; from <= 4; ++from) {
    const StreamPosition after =
        from == 0 ? StreamPosition{} : position(from - 1);
    for (uint64_t up_to = 0; up_to <= 9; ++up_to) {
      std::vector<StoredEvent> expected, found;
      for (size_t i = from; i < all->size(); ++i) {
        if ((*all)[i].last_sequence <= up_to) expected.push_back((*all)[i]);
      }
      const absl::Status read = behind(after, up_to, found);
      if (up_to < after.sequence) {
        EXPECT_STATUS(read, kFailedPrecondition,
                      "no event that ends at version");
        EXPECT_THAT(found, IsEmpty());
        continue;
      }
      EXPECT_OK(read);
      EXPECT_EQ(found, expected) << from << " to " << up_to;
    }
  }
  // Not an entry of the stream, with that hash, at that place.
  const StreamPosition good = position(1);
  std::vector<StreamPosition> wrong(4, good);
  wrong[0].hash = position(2).hash;
  wrong[1].version = 3;
  wrong[2].sequence = 4;
  wrong[3].sequence = 99;
  for (const StreamPosition& one : wrong) {
    std::vector<StoredEvent> found;
    EXPECT_STATUS(behind(one, kLatest, found), kFailedPrecondition,
                  "no event that ends at version");
    EXPECT_THAT(found, IsEmpty());
  }
  std::vector<StoredEvent> none;
  EXPECT_STATUS(log_->ReadStreamAfter(
                    "nobody", good, kLatest,
                    [](const StoredEvent&) { return absl::OkStatus(); }),
                kFailedPrecondition, "no event that ends at version");
}

TEST_P(ContractTest, AVisitorStopsAReadingOrFailsIt) {
  Start();
  Must(MakeRequest({MakeEvent("acme", "a"), MakeEvent("acme", "b"),
                    MakeEvent("acme", "c")}));
  int seen = 0;
  const EventVisitor stop = [&](const StoredEvent&) {
    return ++seen == 2 ? absl::CancelledError() : absl::OkStatus();
  };
  EXPECT_OK(log_->ReadStream("acme", kLatest, stop));
  EXPECT_EQ(seen, 2);
  seen = 0;
  EXPECT_OK(log_->ReadLog(1, kLatest, stop));
  EXPECT_EQ(seen, 2);
  const EventVisitor fail = [&](const StoredEvent&) {
    return absl::InternalError("mine");
  };
  EXPECT_STATUS(log_->ReadStream("acme", kLatest, fail), kInternal, "mine");
  EXPECT_STATUS(log_->ReadLog(1, kLatest, fail), kInternal, "mine");
}

// More streams than a reading of all holds at a time, read in parts.
TEST_P(ContractTest, AllStreamsAreReadInParts) {
  Start();
  std::vector<NewEvent> events;
  for (int i = 0; i < 2'300; ++i) {
    const std::string stream = "s" + std::to_string(i);
    events.push_back(MakeEvent(stream, "a"));
    if (i % 3 == 0) events.push_back(MakeEvent(stream, "b"));
  }
  const size_t first_batch = events.size();
  Must(MakeRequest(events));
  Must(MakeRequest({MakeEvent("s7", "z"), MakeEvent("zoo", "a")}));
  const auto names = [&](std::string_view from, std::string_view end,
                         uint64_t up_to) {
    std::vector<std::string> found;
    EXPECT_OK(log_->ReadStreams(from, end, up_to, [&](const StoredEvent& e) {
      found.push_back(e.header.stream + "/" + e.header.event_id);
      return absl::OkStatus();
    }));
    return found;
  };
  std::vector<std::string> all;
  const auto streams = log_->Streams();
  for (const std::string& stream : *streams) {
    const auto own = log_->StreamEvents(stream);
    for (const StoredEvent& e : *own) {
      all.push_back(stream + "/" + e.header.event_id);
    }
  }
  EXPECT_EQ(names("", "", kLatest), all);
  std::vector<std::string> parts = names("", "s2", kLatest);
  EXPECT_EQ(parts.back(), "s1999/a");
  for (const std::string& name : names("s2", "", kLatest)) parts.push_back(name);
  EXPECT_EQ(parts, all);
  EXPECT_EQ(names("", "", first_batch).size(), first_batch);
  EXPECT_THAT(names("", "", 1), ElementsAre("s0/a"));
  EXPECT_THAT(names("t", "u", kLatest), IsEmpty());
  int seen = 0;
  EXPECT_OK(log_->ReadStreams("", "", kLatest, [&](const StoredEvent&) {
    return ++seen == 2 ? absl::CancelledError() : absl::OkStatus();
  }));
  EXPECT_EQ(seen, 2);
  EXPECT_STATUS(log_->ReadStreams("", "", kLatest,
                                  [](const StoredEvent&) {
                                    return absl::InternalError("mine");
                                  }),
                kInternal, "mine");
}

TEST_P(ContractTest, FormIsChecked) {
  Start();
  const auto refused = [&](AppendRequest request, const char* part) {
    EXPECT_STATUS(log_->Append(std::move(request)).status(), kInvalidArgument,
                  part);
  };
  refused({}, "at least one event");
  for (const char* stream : {"", "Acme", "-a", "_other", "_party/", "_party/A",
                             "a/b", "_ledger/x"}) {
    EXPECT_EQ(log_->Append(OneEvent(stream, "e")).status().code(),
              absl::StatusCode::kInvalidArgument)
        << stream;
  }
  refused(OneEvent(std::string(65, 'a'), "e"), "64");
  for (const char* id : {"", ".a", "a b", "a/b"}) {
    EXPECT_EQ(log_->Append(OneEvent("acme", id)).status().code(),
              absl::StatusCode::kInvalidArgument)
        << id;
  }
  AppendRequest request = OneEvent("acme", "e");
  request.events[0].type = "no type";
  refused(request, "event acme/e: the type `no type`");
  request = OneEvent("acme", "e", std::string(kMaxPayloadBytes + 1, 'x'));
  refused(request, "the payload has 10000001 bytes; at most 10000000");
  request = OneEvent("acme", "e");
  request.events[0].also = {"Bad"};
  refused(request, "also indexed in");
  request = OneEvent("acme", "e");
  request.events[0].sealed = {Seal("secret words")};
  request.events[0].sealed[0].value = "other words";
  refused(request, "is not the HMAC of its value");
  const absl::Status sealed = log_->Append(request).status();
  EXPECT_EQ(sealed.ToString().find("words"), std::string::npos);
  request = OneEvent("acme", "e");
  request.idempotency_key = std::string(256, 'k');
  refused(request, "256 bytes");
  request.idempotency_key = "a\nb";
  refused(request, "control character");
  request = OneEvent("acme", "e");
  request.expected_versions["Bad"] = 1;
  refused(request, "Bad");
  refused(MakeRequest(std::vector<NewEvent>(kMaxEventsPerAppend + 1,
                                            MakeEvent("acme", "e"))),
          "250001 events; at most 250000");
  EXPECT_EQ(log_->StreamEvents("Bad").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(log_->Head()->sequence, 0u);
  EXPECT_STATUS(
      CreateMemoryLog("with space", false, TestEntryFormat()).status(),
      kInvalidArgument, "the ledger's name `with space`");
}

TEST_P(ContractTest, AnEventIdIsUsedOnceInItsStream) {
  Start();
  Must(OneEvent("acme", "e"));
  Must(OneEvent("bolt", "e"));
  EXPECT_STATUS(log_->Append(OneEvent("acme", "e")).status(), kAlreadyExists,
                "stream acme already has an event `e`");
  EXPECT_STATUS(log_->Append(MakeRequest({MakeEvent("acme", "x"),
                                          MakeEvent("acme", "x")}))
                    .status(),
                kAlreadyExists, "stream acme already has an event `x`");
  Reopen();
  EXPECT_STATUS(
      log_->Append(MakeRequest({MakeEvent("new", "n"), MakeEvent("acme", "e")}))
          .status(),
      kAlreadyExists, "acme");
  EXPECT_EQ(log_->Head()->sequence, 2u);
  EXPECT_THAT(*log_->Streams(), ElementsAre("acme", "bolt"));
  EXPECT_EQ(log_->FindEvent("acme", "e")->value().header.sequence, 1u);
  EXPECT_EQ(log_->FindEvent("bolt", "e")->value().header.sequence, 2u);
}

TEST_P(ContractTest, ExpectationsAreHeld) {
  Start();
  AppendRequest request = OneEvent("acme", "e1");
  request.expected_head_sequence = 0;
  request.expected_head_hash = Hash();
  request.expected_versions = {{"acme", 0}};
  Must(request);
  request.events[0].event_id = "e2";
  EXPECT_STATUS(log_->Append(request).status(), kAborted,
                "expected the head to be sequence 0");
  request.expected_head_sequence = 1;
  EXPECT_STATUS(log_->Append(request).status(), kAborted,
                "to have the hash 0000");
  request.expected_head_hash = log_->Head()->hash;
  EXPECT_STATUS(log_->Append(request).status(), kAborted,
                "expected stream acme at version 0, but it is at 1");
  request.expected_versions = {{"acme", 1}, {"bolt", 0}};
  EXPECT_EQ(Must(request).first_sequence, 2u);
}

TEST_P(ContractTest, ARepeatedKeyGivesTheFirstAnswer) {
  Start();
  AppendRequest request =
      MakeRequest({MakeEvent("acme", "e1"),
                   MakeEvent("acme", "big", std::string(150'000, 'x'))});
  request.idempotency_key = "import-1";
  request.content = "the content";
  request.expected_head_sequence = 0;
  const AppendResult first = Must(request);
  clock_.AdvanceSeconds(60);
  Must(OneEvent("acme", "later"));
  Reopen();
  // Checked before preconditions: the expected head no longer holds.
  const AppendResult again = Must(request);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.events, first.events);
  EXPECT_EQ(again.first_sequence, first.first_sequence);
  EXPECT_EQ(again.last_sequence, first.last_sequence);
  EXPECT_EQ(log_->FindIdempotencyKey("import-1")->value().events, first.events);
  request.content = "another content";
  EXPECT_STATUS(log_->Append(request).status(), kAlreadyExists,
                "the idempotency key `import-1` was used for another request "
                "(sequence 1 to 4)");
  EXPECT_EQ(log_->Head()->sequence, 5u);
}

TEST_P(ContractTest, ARefusedAppendDoesNotUseUpItsKey) {
  Start();
  AppendRequest request = OneEvent("acme", "e1");
  request.idempotency_key = "k";
  request.expected_head_sequence = 7;
  EXPECT_EQ(log_->Append(request).status().code(), absl::StatusCode::kAborted);
  request.expected_head_sequence = 0;
  request.content = "changed";
  EXPECT_FALSE(Must(request).repeated);
}

TEST_P(ContractTest, ALargePayloadIsStoredInParts) {
  Start();
  std::string large(200'001, '\0');
  for (size_t i = 0; i < large.size(); ++i)
    large[i] = static_cast<char>(i * 7 + i / 251);
  const AppendResult result =
      Must(MakeRequest({MakeEvent("acme", "a"), MakeEvent("acme", "b", large),
                        MakeEvent("acme", "c")}));
  EXPECT_THAT(result.events, ElementsAre(AppendedEvent{1, 1, 1, clock_.now()},
                                         AppendedEvent{2, 2, 4, clock_.now()},
                                         AppendedEvent{6, 6, 1, clock_.now()}));
  for (const size_t size : {size_t{0}, kPartBytes - 1, kPartBytes,
                            kPartBytes + 1, 2 * kPartBytes}) {
    const std::string id = "s" + std::to_string(size);
    const AppendResult one = Must(OneEvent("sizes", id, large.substr(0, size)));
    EXPECT_EQ(one.events[0].parts,
              std::max<size_t>(1, (size + kPartBytes - 1) / kPartBytes));
    EXPECT_EQ(log_->FindEvent("sizes", id)->value().payload,
              large.substr(0, size));
  }
  Reopen();
  const auto events = log_->StreamEvents("acme");
  ASSERT_OK(events.status());
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ((*events)[1].payload, large);
  EXPECT_EQ((*events)[1].last_sequence, 5u);
  EXPECT_EQ((*events)[1].last_version, 5u);
  EXPECT_EQ((*events)[1].header.parts, 4u);
  EXPECT_EQ((*events)[2].header.previous, (*events)[1].hash);
  EXPECT_EQ(*log_->FindEvent("acme", "b"), (*events)[1]);
  // From the middle of it, reading goes on with the next event.
  EXPECT_EQ(log_->LogEvents(4, 1)->front().header.event_id, "c");
  EXPECT_EQ(log_->LogEvents(2, 1)->front().payload, large);
  // An event that lies astride the limit is not there yet.
  EXPECT_THAT(Payloads("acme", 4), ElementsAre("payload"));
  uint64_t entries = 0;
  EXPECT_OK(log_->ReadEntries(2, 4, [&](const RawEntry& entry) {
    EXPECT_LE(entry.bytes.size(), kMaxEntryBytes);
    EXPECT_EQ(entry.version, 2 + entries++);
    return absl::OkStatus();
  }));
  EXPECT_EQ(entries, 4u);
  EXPECT_OK(CheckWholeLog(*log_));
}

TEST_P(ContractTest, TimeNeverDecreases) {
  Start();
  Must(OneEvent("acme", "a"));
  clock_.Set(At("2024-08-01T00:00:00Z"));
  EXPECT_EQ(Must(OneEvent("acme", "b")).events[0].recorded_at,
            At("2024-09-01T08:00:00Z"));
  clock_.Set(At("2024-09-02T10:00:00.5Z"));
  Must(OneEvent("acme", "c"));
  EXPECT_EQ(*log_->SequenceAt(At("2024-09-01T07:59:59.999999Z")), 0u);
  EXPECT_EQ(*log_->SequenceAt(At("2024-09-01T08:00:00Z")), 2u);
  EXPECT_EQ(*log_->SequenceAt(At("2024-09-02T10:00:00Z")), 2u);
  EXPECT_EQ(*log_->SequenceAt(At("2024-09-02T10:00:00.5Z")), 3u);
  EXPECT_EQ(*log_->SequenceAt(At("2999-01-01T00:00:00Z")), 3u);
}

TEST_P(ContractTest, BackfillTakesAssertedTimes) {
  Start(/*backfill=*/true);
  EXPECT_TRUE(log_->in_backfill());
  const auto asserted = [](const char* id, const char* at) {
    NewEvent event = MakeEvent("acme", id);
    event.asserted_at = At(at);
    return event;
  };
  // Two logical batches of one append: the time between is a known point.
  Must(MakeRequest({asserted("a", "1969-03-01T00:00:00Z"),
                    asserted("b", "1969-03-01T00:00:00Z"),
                    asserted("c", "2002-01-01T00:00:00Z")}));
  const auto events = log_->LogEvents(1);
  EXPECT_TRUE((*events)[0].header.asserted);
  EXPECT_EQ((*events)[0].header.batch_last, 2u);
  EXPECT_EQ((*events)[1].header.batch_first, 1u);
  EXPECT_EQ((*events)[2].header.batch_first, 3u);
  EXPECT_EQ((*events)[2].header.batch_last, 3u);
  EXPECT_EQ(*log_->SequenceAt(At("2001-12-31T23:59:59Z")), 2u);
  EXPECT_STATUS(
      log_->Append(MakeRequest({asserted("d", "2001-01-01T00:00:00Z")}))
          .status(),
      kInvalidArgument,
      "event acme/d asserts the time 2001-01-01T00:00:00Z, before the event "
      "before it, "
      "which has 2002-01-01T00:00:00Z");
  EXPECT_STATUS(
      log_->Append(MakeRequest({asserted("d", "2024-09-01T08:00:00.000001Z")}))
          .status(),
      kInvalidArgument, "which is after now, 2024-09-01T08:00:00Z");
  Reopen();
  EXPECT_TRUE(log_->in_backfill());
  Must(MakeRequest(
      {asserted("d", "2010-01-01T00:00:00Z"), MakeEvent("acme", "now")}));
  EXPECT_EQ(log_->FindEvent("acme", "now")->value().header.recorded_at,
            clock_.now());
  EXPECT_FALSE(log_->FindEvent("acme", "now")->value().header.asserted);
  EXPECT_OK(CheckWholeLog(*log_));
}

TEST_P(ContractTest, BackfillEndsForGood) {
  Start(/*backfill=*/true);
  NewEvent old = MakeEvent("acme", "a");
  old.asserted_at = At("2002-01-01T00:00:00Z");
  AppendRequest live = MakeRequest({old, MakeEvent("_ledger", "live")});
  live.end_backfill = true;
  live.idempotency_key = "go";
  Must(live);
  EXPECT_FALSE(log_->in_backfill());
  Reopen();
  EXPECT_FALSE(log_->in_backfill());
  EXPECT_TRUE(Must(live).repeated);
  old.event_id = "b";
  old.asserted_at = clock_.now();
  EXPECT_STATUS(log_->Append(MakeRequest({old})).status(), kFailedPrecondition,
                "event acme/b asserts the time 2024-09-01T08:00:00Z, but the "
                "ledger is not in "
                "backfill");
  AppendRequest again = OneEvent("_ledger", "live2");
  again.end_backfill = true;
  EXPECT_STATUS(log_->Append(again).status(), kFailedPrecondition,
                "not in backfill");
  Must(OneEvent("acme", "b"));
}

TEST_P(ContractTest, ALedgerWithoutBackfillRefusesAssertedTimes) {
  Start();
  AppendRequest request = OneEvent("acme", "a");
  request.events[0].asserted_at = At("2002-01-01T00:00:00Z");
  EXPECT_EQ(log_->Append(request).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(log_->Head()->sequence, 0u);
}

TEST_P(ContractTest, AnEventIsIndexedInOtherStreams) {
  Start();
  NewEvent novation = MakeEvent("acme", "novated", std::string(100'000, 'n'));
  novation.also = {"bolt", "_party/coil", "bolt", "acme"};
  NewEvent second = MakeEvent("coil", "s");
  second.also = {"bolt"};
  Must(MakeRequest({novation, MakeEvent("bolt", "own"), second}));
  NewEvent third = MakeEvent("acme", "t", "third");
  third.also = {"bolt"};
  Must(MakeRequest({third}));
  Reopen();
  const auto indexed = log_->IndexedEvents("bolt");
  ASSERT_OK(indexed.status());
  ASSERT_EQ(indexed->size(), 3u);
  EXPECT_EQ((*indexed)[0].payload, novation.payload);
  EXPECT_EQ((*indexed)[0].header.stream, "acme");
  EXPECT_EQ((*indexed)[1].header.stream, "coil");
  EXPECT_EQ((*indexed)[2].payload, "third");
  EXPECT_EQ(log_->IndexedEvents("bolt", 4)->size(), 2u);
  EXPECT_EQ(log_->IndexedEvents("bolt", 1)->size(), 0u);
  EXPECT_EQ(log_->IndexedEvents("_party/coil")->size(), 1u);
  EXPECT_EQ(log_->IndexedEvents("acme")->size(), 0u);
  // A stream that is only named elsewhere has no events of its own.
  EXPECT_THAT(*log_->Streams(), ElementsAre("acme", "bolt", "coil"));
}

TEST_P(ContractTest, SealedValuesAreKeptOutsideTheEntry) {
  Start();
  const SealedValue one = Seal("a private remark");
  const SealedValue empty = Seal("");
  AppendRequest request = OneEvent("acme", "e");
  request.events[0].sealed = {one, empty};
  Must(request);
  Reopen();
  const auto found = log_->Sealed(one.mac);
  ASSERT_OK(found.status());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->value, "a private remark");
  EXPECT_EQ((*found)->key, one.key);
  EXPECT_TRUE(log_->Sealed(empty.mac)->has_value());
  EXPECT_FALSE(log_->Sealed(Sha256("other"))->has_value());
  EXPECT_OK(log_->ReadEntries(1, 1, [&](const RawEntry& entry) {
    EXPECT_EQ(entry.bytes.find("private"), std::string::npos);
    return absl::OkStatus();
  }));
}

TEST_P(ContractTest, CacheRowsAreKept) {
  Start();
  EXPECT_FALSE(log_->GetCache("k")->has_value());
  EXPECT_OK(log_->PutCache("k", "v1"));
  EXPECT_OK(log_->PutCache("k", "v2"));
  Reopen();
  EXPECT_EQ(**log_->GetCache("k"), "v2");
  EXPECT_STATUS(log_->PutCache("", "v"), kInvalidArgument, "1 to 1024 bytes");
  EXPECT_STATUS(log_->PutCache(std::string(1025, 'k'), "v"), kInvalidArgument,
                "1 to 1024 bytes");
}

TEST_P(ContractTest, ConcurrentAppendsAreEachDecidedAlone) {
  Start();
  constexpr int kThreads = 8;
  constexpr int kEach = 40;
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = "e" + std::to_string(i);
        // Each thread in its own stream, and all of them racing for one id.
        auto own = log_->Append(OneEvent("t" + std::to_string(t), id));
        EXPECT_OK(own.status());
        auto shared = log_->Append(OneEvent("shared", id));
        if (shared.ok()) {
          ++won;
        } else {
          EXPECT_EQ(shared.status().code(), absl::StatusCode::kAlreadyExists);
        }
        AppendRequest same = OneEvent("keyed", id);
        same.idempotency_key = id;
        EXPECT_OK(log_->Append(same).status());
        EXPECT_OK(log_->StreamEvents("shared").status());
        EXPECT_OK(log_->Streams().status());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, kEach);
  EXPECT_EQ(log_->Head()->sequence, uint64_t{kThreads * kEach + kEach + kEach});
  Reopen();
  EXPECT_EQ(log_->StreamEvents("keyed")->size(), size_t{kEach});
  EXPECT_OK(CheckWholeLog(*log_));
}

}  // namespace
}  // namespace covenant::contract_test
