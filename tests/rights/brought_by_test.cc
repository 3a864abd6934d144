// What an append would bring into conflict is searched among the contracts that it
// can affect. It must be what the conflicts of the whole ledger before and after
// it say.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/rights.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"
#include "ledger/store/memory_log.h"
#include "replay/rights/conflicts.h"
#include "tests/property/rng.h"
#include "tests/rights/random_rights.h"

namespace covenant::brought_by_test {
namespace {

// Sanitizers look for other faults, and take their time.
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kLedgers = 500;
#else
constexpr std::uint64_t kLedgers = 2'000;
#endif

Clock Still() {
  return [] { return *Timestamp::Parse("2030-01-01T00:00:00Z"); };
}

// All events of a random ledger, as they follow one another.
std::vector<Event> EventsOf(const RandomRights& made) {
  std::vector<Event> events;
  for (const auto& [id, own] : made.contracts) {
    events.insert(events.end(), own.begin(), own.end());
  }
  events.insert(events.end(), made.scopes.begin(), made.scopes.end());
  events.insert(events.end(), made.parties.begin(), made.parties.end());
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) {
                     return a.sequence < b.sequence;
                   });
  return events;
}

void Record(EventLog& log, const Event& event) {
  AppendRequest request;
  NewEvent& one = request.events.emplace_back();
  one.stream = event.stream;
  one.event_id = event.id;
  one.type = event.type;
  one.schema_version = kSchemaVersion;
  auto payload = EncodePayload(event);
  ASSERT_TRUE(payload.ok()) << payload.status();
  one.payload = *std::move(payload);
  const auto appended = log.Append(std::move(request));
  ASSERT_TRUE(appended.ok()) << appended.status();
}

std::vector<std::string> Lines(const std::vector<Conflict>& conflicts) {
  std::vector<std::string> lines;
  for (const Conflict& one : conflicts) {
    std::string line = one.prohibition + " " + one.act + " " + one.bearer + " " +
                       one.beneficiary + " " +
                       std::to_string(static_cast<int>(one.result));
    for (const ConflictDays& days : one.days) {
      line += " " + days.days.ToString() + " " +
              std::to_string(static_cast<int>(days.result));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

TEST(ConflictsBroughtBy, AreThoseOfTheWholeLedger) {
  const char* const seed = std::getenv("COVENANT_SEED");
  const std::uint64_t base = seed == nullptr ? 1 : std::stoull(seed);
  std::cout << "COVENANT_SEED=" << base << "\n";
  int brought = 0;
  for (std::uint64_t i = 0; i < kLedgers; ++i) {
    property::Rng rng(base * 1'000'003 + i);
    const RandomRights made = RandomRights::Make(rng);
    std::vector<Event> events = EventsOf(made);
    // The last ones are the draft.
    const auto drafted = static_cast<std::size_t>(rng.Int(1, 3));
    if (events.size() <= drafted) continue;
    std::map<std::string, std::uint64_t> versions;
    auto log = CreateMemoryLog("test", false,
                               std::make_shared<ProtoEntryFormat>(), Still());
    ASSERT_TRUE(log.ok());
    std::vector<Event> draft;
    for (std::size_t at = 0; at < events.size(); ++at) {
      Event event = std::move(events[at]);
      event.sequence = at + 1;
      event.version = ++versions[event.stream];
      event.recorded_at = Still()();
      if (at + drafted < events.size()) {
        ASSERT_NO_FATAL_FAILURE(Record(**log, event));
      } else {
        draft.push_back(std::move(event));
      }
    }
    const std::uint64_t head = events.size() - drafted;
    const Date as_of = DayOf(rng.Int(0, kDays - 1));
    cli::Session session(*std::move(log), as_of, Still());
    const cli::CommandLine line;
    cli::Context context{line, {}};
    context.open_with = [](OpenMode) -> cli::Result<cli::Session> {
      return cli::UsageError("one session is enough");
    };

    const auto narrow =
        cli::ConflictsBroughtBy(session, head, as_of, draft);
    ASSERT_TRUE(narrow.ok());
    ConflictsQuery query;
    query.as_of = as_of;
    query.recorded = head;
    const auto before = cli::LoadRights(context, session, head, as_of, {});
    const auto after = cli::LoadRights(context, session, head, as_of, draft);
    ASSERT_TRUE(before.ok() && after.ok());
    const auto whole =
        NewConflicts(ConflictsOf(before->contracts, before->trees, query),
                     ConflictsOf(after->contracts, after->trees, query));
    ASSERT_EQ(Lines(narrow->conflicts), Lines(whole))
        << "ledger " << i << ", as of " << as_of.ToString() << ", "
        << draft.size() << " drafted\n"
        << made.ToString();
    if (!whole.empty()) ++brought;
  }
  EXPECT_GT(brought, 25);
}

}  // namespace
}  // namespace covenant::brought_by_test
