// Session: an open ledger and what every command asks of it: events decoded,
// points of the three times resolved, contracts replayed, families found. A
// server can use it as the command line does; it prints nothing.
// Refuses names and points that the ledger does not have (exit code 2).
// Thread-compatible: it keeps what it has decoded.
#ifndef CLI_SESSION_H_
#define CLI_SESSION_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/error.h"
#include "ledger/event/event.h"
#include "ledger/store/event_log.h"
#include "ledger/store/rocks_log.h"
#include "ledger/value/date.h"
#include "replay/contract.h"
#include "replay/finding.h"

namespace covenant::cli {

// What the ledger knew: all events up to a sequence.
struct KnownPoint {
  std::uint64_t sequence = 0;  // 0: nothing yet
  Timestamp recorded_at;
  bool asserted = false;  // the time was asserted by a source (backfill)
};

// Where in the ledger a state is: both axes.
struct View {
  Date as_of;
  KnownPoint known;
  // By which reading contested clauses are read; empty: none was asked for.
  std::string reading = {};
  // With --with-proposed: the instruments that count though they are not signed.
  std::optional<std::vector<EventRef>> with_proposed = {};
};

// CONTRACT[/CLAUSE[/OCCURRENCE]]; all empty: every contract.
struct Path {
  std::string contract;
  std::string clause;
  std::string occurrence;

  std::string ToString() const;
  // "contract/clause/occurrence" of an answer lies under it; so does a
  // finding's subject.
  bool Holds(std::string_view id) const;
};
Result<Path> ParsePath(const std::string& text);

// The clock: COVENANT_NOW (a time) where it is set, for tests, else the
// system's.
Result<Clock> ShellClock();

class Session {
 public:
  // `today`: YYYY-MM-DD, or empty for the clock's UTC day.
  static Result<Session> Open(const std::string& store, OpenMode mode,
                              const std::string& today, Clock clock);
  // Over an open log.
  Session(std::unique_ptr<EventLog> log, Date today, Clock clock);

  EventLog& log() { return *log_; }
  Date today() const { return today_; }
  Timestamp now() const { return clock_(); }

  Result<KnownPoint> PointAt(std::uint64_t sequence);
  // "", DATE, TIME or #SEQ. A point after today, beyond the head or inside a
  // batch is refused.
  Result<KnownPoint> ResolveKnown(const std::string& text);
  // "" is today.
  Result<Date> ResolveDay(const std::string& text, std::string_view flag) const;

  // The events of a stream up to a sequence, decoded.
  Result<std::vector<Event>> Events(const std::string& stream,
                                    std::uint64_t known = kLatest);
  // One more event of the log, decoded.
  static Result<Event> Decode(const StoredEvent& stored);

  // Contract streams that have an event by then, sorted.
  Result<std::vector<std::string>> Contracts(std::uint64_t known);
  // Refused, with the nearest name, unless the ledger has the contract at its
  // head.
  Outcome CheckContract(const std::string& id);
  // Every clause that an event of the contract ever made, and its kind.
  Result<std::map<std::string, std::string>> ClauseKinds(const std::string& id);
  // Also those of the contracts above it, which may be incorporated into it.
  Result<std::map<std::string, std::string>> KindsThroughout(
      const std::string& id);
  Result<Contract> Load(const std::string& id, std::uint64_t known);
  // From now on instruments that do not bind count as if they did from the day;
  // nothing: they do not count.
  void AssumeProposed(std::optional<Date> day) { proposals_.bind_on = day; }
  const Proposals& proposals() const { return proposals_; }
  // The recorded events of the calendars and the like that a contract with
  // these events names, whenever they were recorded.
  Result<std::vector<Event>> Shared(const std::vector<Event>& events);
  // The same of these streams and those that they lead to.
  Result<std::vector<Event>> Shared(std::set<std::string> streams);
  // Those that the contract `id` rests on with the `incoming` events, which are
  // among `own` as far as they are its own: recorded ones, then incoming ones.
  Result<std::vector<Event>> SharedWith(const std::string& id,
                                        const std::vector<Event>& own,
                                        const std::vector<Event>& incoming);
  // The contract with all those under the same root, sorted.
  Result<std::vector<std::string>> Family(const std::string& id,
                                          std::uint64_t known);
  // The contracts under these, at any depth, sorted; without these.
  Result<std::vector<std::string>> Below(const std::set<std::string>& ids,
                                         std::uint64_t known = kLatest);
  // The contract above this one, or "".
  Result<std::string> Parent(const std::string& id,
                             std::uint64_t known = kLatest);
  // The streams with an event that holds one of the names as a whole value, or
  // may: the events are searched as stored, without decoding them. Of a log that
  // does not give all its events at once, all streams. Sorted.
  Result<std::vector<std::string>> Mentioning(
      const std::set<std::string>& names, std::uint64_t known = kLatest);

  // CONTRACT@VERSION, CONTRACT/ID, #SEQ, or an id that one contract has.
  Result<Event> FindEvent(const std::string& name);
  // The event behind a reference of an answer; nothing for a draft's.
  const Event* Lookup(const EventRef& ref);

  // Drops what was decoded: after an append, or before another attempt.
  void Forget();
  // The same where much of it is kept: between contracts of a large ledger.
  void ForgetSurplus();

  // Puts the words of sealed texts into the event where they still exist.
  Outcome RevealTexts(Event& event);

 private:
  using SharedEvents = std::shared_ptr<const std::vector<Event>>;
  // A whole stream, as it is kept; contracts that are replayed share it.
  Result<SharedEvents> Stream(const std::string& stream);

  std::unique_ptr<EventLog> log_;
  Date today_;
  Clock clock_;
  Proposals proposals_;
  std::map<std::string, SharedEvents> decoded_;  // whole streams
  std::size_t kept_ = 0;                         // events in them
};

// "no contract `acme`", with the nearest known one.
Error UnknownName(std::string_view what, const std::string& name,
                  const std::vector<std::string>& known, std::string code);

}  // namespace covenant::cli

#endif  // CLI_SESSION_H_
