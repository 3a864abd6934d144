// Three fixed pieces of work whose instructions are counted: an append, a reading
// of a whole ledger, and an answer. In memory, on one thread, with a clock that
// stands still: the count of one build is the same on every run but for a few
// thousand instructions.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/append.h"
#include "cli/session.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/store/memory_log.h"
#include "ledger/value/check.h"
#include "replay/contract.h"
#include "tests/bench/commands.h"
#include "tests/bench/long_contract.h"
#include "tests/bench/portfolio.h"
#include "tests/bench/sh1_ledger.h"

namespace covenant::bench {
namespace {

Clock Still() {
  return [] { return KnownAt(kPublications); };
}

std::unique_ptr<EventLog> MemoryLog(bool backfill) {
  auto log = CreateMemoryLog("bench", backfill,
                             std::make_shared<ProtoEntryFormat>(), Still());
  COVENANT_CHECK(log.ok());
  return *std::move(log);
}

// Judges, encodes and records 200 agreements, and then 200 restatements.
void AppendWork() {
  std::vector<SupplyLine> lines;
  for (int epoch = 0; epoch < 2; ++epoch) {
    for (int id = 1; id <= 200; ++id) {
      lines.push_back({.epoch = epoch, .id = id, .until = kHorizonDays,
                       .product = id, .supplier = id, .cost = 1'000 + id,
                       .quantity = 10 + epoch});
    }
  }
  COVENANT_CHECK(LoadSupplyHistory(lines, MemoryLog(true)).ok());
}

// Reads and decodes 2,000 events of ten contracts, every hash verified.
void ReadWork() {
  const Portfolio portfolio({.contracts = 10, .months = 100});
  const auto log = MemoryLog(false);
  AppendRequest request;
  request.events = portfolio.Events();
  COVENANT_CHECK(log->Append(std::move(request)).ok());
  std::size_t read = 0;
  for (int i = 0; i < 5; ++i) {
    COVENANT_CHECK(log->ReadStreams("", "", kLatest,
                                    [&](const StoredEvent& stored) {
                                      COVENANT_CHECK(
                                          cli::Session::Decode(stored).ok());
                                      ++read;
                                      return absl::OkStatus();
                                    })
                       .ok());
  }
  COVENANT_CHECK(read == 5 * 2'010);
}

// What is owed under a contract of forty clauses after six years of quarters.
void AnswerWork() {
  const LongContract of = MakeLongContract({.periods = 24});
  const auto contract = Contract::Create(of.id, of.events, of.known, of.shared);
  COVENANT_CHECK(contract.ok());
  COVENANT_CHECK(contract->ObligationsAt(of.as_of).ok());
}

}  // namespace

int RunWork(const std::vector<std::string>& arguments) {
  const std::string name = arguments.empty() ? "" : arguments[0];
  if (name == "append") {
    AppendWork();
  } else if (name == "read") {
    ReadWork();
  } else if (name == "answer") {
    AnswerWork();
  } else {
    std::cerr << "usage: work append|read|answer\n";
    return 1;
  }
  return 0;
}

}  // namespace covenant::bench
