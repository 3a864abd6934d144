// Supply History 1: the published answers, from contracts that were appended and
// replayed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "cli/append.h"
#include "cli/session.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/memory_log.h"
#include "ledger/store/rocks_log.h"
#include "replay/contract.h"
#include "replay/money/clause_runs.h"
#include "tests/bench/scratch.h"
#include "tests/bench/sh1_ledger.h"
#include "tests/bench/sh1_queries.h"
#include "tests/bench/sh1_stream.h"

namespace covenant::bench {
namespace {

std::string ReadFile(const std::string& name) {
  std::ifstream file(std::string(COVENANT_SOURCE_DIR "/tests/bench/sh1/") + name,
                     std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

// A tier in a ledger of its own, opened for reading.
class Loaded {
 public:
  explicit Loaded(const SupplyTier& tier) {
    const auto lines = ReadSupplyStream(MakeSupplyStream(tier));
    EXPECT_TRUE(lines.ok()) << lines.status();
    const auto format = std::make_shared<ProtoEntryFormat>();
    const std::string dir = scratch_.Path("ledger");
    auto log = CreateRocksLog(dir, {"supply-history", true, {}}, format);
    EXPECT_TRUE(log.ok()) << log.status();
    const absl::Status loaded = LoadSupplyHistory(*lines, *std::move(log));
    EXPECT_TRUE(loaded.ok()) << loaded;
    auto reader = OpenRocksLog(dir, OpenMode::kRead, format);
    EXPECT_TRUE(reader.ok()) << reader.status();
    log_ = *std::move(reader);
  }

  EventLog& log() { return *log_; }

 private:
  Scratch scratch_;
  std::unique_ptr<EventLog> log_;
};

TEST(Sh1StreamTest, TheStreamOfEachTierIsThePublishedOne) {
  for (const char* name : {"development", "t25k", "t100k"}) {
    const SupplyTier& tier = *FindTier(name);
    EXPECT_EQ(Sha256(MakeSupplyStream(tier)).ToHex(), tier.sha256) << name;
  }
}

TEST(Sh1StreamTest, WhatIsNoLineIsRefusedByItsNumber) {
  const std::string good =
      "{\"epoch\":0,\"table\":\"suppliers\",\"op\":\"put\",\"id\":1,\"a\":0,"
      "\"b\":366,\"region\":7,\"tier\":1}\n";
  EXPECT_TRUE(ReadSupplyStream(good + good).ok());
  for (const char* bad :
       {"{}", "{\"epoch\":25}", "{\"epoch\":0,\"id\":1,\"a\":5,\"b\":5}",
        "{\"epoch\":0,\"table\":\"people\",\"id\":1,\"a\":0,\"b\":5}",
        "{\"epoch\":0,\"id\":1,\"a\":0,\"b\":5} "}) {
    const auto lines = ReadSupplyStream(good + bad + "\n");
    ASSERT_FALSE(lines.ok()) << bad;
    EXPECT_THAT(std::string(lines.status().message()),
                testing::HasSubstr("line 2 "))
        << bad;
  }
}

TEST(Sh1Test, DevelopmentAnswersAreThePublishedOnes) {
  Loaded loaded(*FindTier("development"));
  SupplyQueries queries(loaded.log());
  for (int number = 1; number <= SupplyQueries::kCount; ++number) {
    const auto answer = queries.Answer(number);
    ASSERT_TRUE(answer.ok()) << answer.status();
    const std::string digits = std::to_string(number);
    EXPECT_EQ(answer->tsv, ReadFile("development/q" +
                                    std::string(2 - digits.size(), '0') +
                                    digits + ".tsv"))
        << "question " << number;
  }
}

// Many events are judged in parts; what is refused does not show it.
TEST(Sh1Test, OneBadEventOfManyIsNamedAndNothingIsRecorded) {
  Authored authored;
  for (int id = 1; id <= 900; ++id) {
    authored.events.push_back(EventOf({.id = id, .until = kHorizonDays,
                                       .product = 1, .supplier = 1,
                                       .cost = 100, .quantity = 1}));
  }
  auto& body = std::get<Instrument>(authored.events[612].event.body);
  body.changes.front().clause->fields["debtor"] = Value{std::string("nobody")};
  auto log = CreateMemoryLog("supply-history", true,
                             std::make_shared<ProtoEntryFormat>());
  ASSERT_TRUE(log.ok()) << log.status();
  cli::Session session(*std::move(log), LegalDay(kHorizonDays), SystemClock());
  const auto answer = cli::Append(session, std::move(authored), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().exit_code, cli::kRefused);
  ASSERT_EQ(answer.error().diagnostics.size(), 1u);
  EXPECT_EQ(answer.error().diagnostics.front().code, "E0406");
  EXPECT_THAT(answer.error().diagnostics.front().message,
              testing::HasSubstr("supply-613"));
  EXPECT_EQ(session.log().Head()->sequence, 0u);
}

// What the questions read, runs of a clause, is what the terms of each day say,
// as the commands show them.
TEST(Sh1Test, RunsOfTheClauseAreTheTermsOfEachDay) {
  Loaded loaded(*FindTier("development"));
  const std::string clause = ClauseOf(SupplyTable::kContracts);
  int compared = 0;
  for (int id = 1; id <= 2'000; id += 13) {
    std::vector<Event> events;
    const std::string stream = StreamOf(SupplyTable::kContracts, id);
    const auto stored = loaded.log().StreamEvents(stream);
    ASSERT_TRUE(stored.ok()) << stored.status();
    for (const StoredEvent& one : *stored) {
      auto event = cli::Session::Decode(one);
      ASSERT_TRUE(event.ok());
      events.push_back(*std::move(event));
    }
    for (const Event& event : events) {
      const auto contract = Contract::Create(stream, events, event.sequence);
      ASSERT_TRUE(contract.ok()) << contract.status();
      const ClauseRuns runs = contract->RunsOfClause(clause);
      for (int day = 0; day <= kHorizonDays; day += 7) {
        const Terms terms = contract->TermsAt(LegalDay(day));
        const auto shown = terms.clauses.find(clause);
        const covenant::Run* run = RunOn(runs, LegalDay(day));
        ASSERT_EQ(run != nullptr && run->state != nullptr,
                  shown != terms.clauses.end())
            << event.Ref() << " day " << day;
        if (shown == terms.clauses.end()) continue;
        EXPECT_EQ(run->state->fields, shown->second.fields) << event.Ref();
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 5'000);
}

TEST(Sh1Test, T25kAnswersHaveThePublishedHashes) {
  Loaded loaded(*FindTier("t25k"));
  SupplyQueries queries(loaded.log());
  std::string answers;
  for (int number = 1; number <= SupplyQueries::kCount; ++number) {
    const auto answer = queries.Answer(number);
    ASSERT_TRUE(answer.ok()) << answer.status();
    answers += std::to_string(number) + " " + std::to_string(answer->rows) +
               " " + Sha256(answer->tsv).ToHex() + "\n";
  }
  EXPECT_EQ(answers, ReadFile("t25k.answers.txt"));
}

}  // namespace
}  // namespace covenant::bench
