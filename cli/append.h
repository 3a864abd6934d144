// The append cycle of every command that changes the ledger: stamp, decide,
// plan, seal, encode, append; again from the start where somebody else appended
// in between. Half an append never happens. Refuses with the place in the
// user's text (exit code 3 or 4). Thread-compatible.
#ifndef CLI_APPEND_H_
#define CLI_APPEND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/session.h"
#include "ledger/codec/authoring.h"
#include "ledger/store/append.h"
#include "replay/diff.h"
#include "replay/rights/conflicts.h"

namespace covenant::cli {

struct AppendOptions {
  bool dry_run = false;
  std::string idempotency_key;
  std::string expect_head;  // "", SEQ, #SEQ or the hash of the head
  std::optional<std::uint64_t> expect_version;
  Date as_of;  // the legal day at which the plan compares
  bool plan = true;  // whether to show what changes
  bool tell_events = true;  // whether to read back what was recorded
};

// What an append changes in one contract.
struct ContractPlan {
  std::string contract;
  Diff diff;
};

struct AppendAnswer {
  bool dry_run = false;
  bool repeated = false;  // answered as the first time, by idempotency key
  bool ends_backfill = false;
  // In backfill: events that were given no known-date, so that they are known
  // now and nothing can follow that was known before.
  std::uint64_t known_now = 0;
  Date as_of;
  KnownPoint before;                // the head before it
  std::vector<Event> events;        // as recorded, or as they would be
  std::vector<ContractPlan> plans;  // none for a repeat
  ConflictsAnswer conflicts;        // what it brings into conflict
};

// Reads authoring files ("-" is standard input).
Result<std::vector<SourceFile>> ReadFiles(
    const std::vector<std::string>& names);

// Parses them with the clauses that the ledger has; every error of every file
// is given at once (exit code 3). Without a session from the files alone.
Result<Authored> Parse(Session* session, const std::vector<SourceFile>& files);

// Why the events may not be appended, at their places in the text; empty: they
// may. Stamps the events as they would be recorded now. A draft may hold deals that
// are planned for a day to come.
Result<std::vector<Diagnostic>> CheckAgainst(Session& session,
                                             Authored& authored,
                                             bool draft = false);

Result<AppendAnswer> Append(Session& session, Authored authored,
                            const AppendOptions& options);

// For those that append without an Authored: the event sealed and encoded; the
// offset of a time zone at that time in minutes, nothing for an unknown zone;
// the zone that the last of the instruments states, or "".
Result<NewEvent> Seal(const AuthoredEvent& authored, bool backfill);
std::optional<std::int32_t> OffsetMinutes(const std::string& zone,
                                          Timestamp at);
std::string ZoneOf(const std::vector<Event>& recorded);

}  // namespace covenant::cli

#endif  // CLI_APPEND_H_
