#include "cli/session.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "cli/render/terminal.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"
#include "ledger/codec/signed_bytes.h"
#include "ledger/value/check.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"
#include "replay/family.h"
#include "replay/record.h"
#include "replay/shared.h"

namespace covenant::cli {
namespace {

// Decoded events that are kept between contracts: some tens of megabytes. Those
// that many contracts share, such as calendars, are read again once in so many.
constexpr std::size_t kMostKept = 20'000;

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  if (!AllDigits(text) || text.size() > 18) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

Error WrongKnown(const std::string& text) {
  return UsageError("--known-at " + Quoted(text) +
                        " is not a point of the "
                        "ledger",
                    "write a day 2026-07-15, a time 2026-07-15T08:00:00Z or a "
                    "sequence #19");
}

void CollectKinds(const Event& event,
                  std::map<std::string, std::string>& kinds) {
  if (const auto* correction = event.As<Correction>()) {
    CollectKinds(*correction->replacement, kinds);
  }
  const auto* instrument = event.As<Instrument>();
  if (instrument == nullptr) return;
  for (const Change& change : instrument->changes) {
    if (change.clause) kinds[change.clause->id] = change.clause->kind;
  }
}

}  // namespace

std::string Path::ToString() const {
  std::string text = contract;
  if (!clause.empty()) text += "/" + clause;
  if (!occurrence.empty()) text += "/" + occurrence;
  return text;
}

bool Path::Holds(std::string_view id) const {
  if (contract.empty()) return true;
  const std::string path = ToString();
  if (id.substr(0, path.size()) != path) return false;
  if (id.size() == path.size()) return true;
  const char next = id[path.size()];
  // An occurrence stands for its parts: increases, what went to another party.
  return next == '/' || (!occurrence.empty() && (next == '+' || next == '.'));
}

Result<Path> ParsePath(const std::string& text) {
  Path path;
  const std::size_t first = text.find('/');
  path.contract = text.substr(0, first);
  if (first != std::string::npos) {
    const std::size_t second = text.find('/', first + 1);
    path.clause = text.substr(
        first + 1, second == std::string::npos ? second : second - first - 1);
    if (second != std::string::npos) path.occurrence = text.substr(second + 1);
    const bool hole = path.clause.empty() ||
                      (second != std::string::npos && path.occurrence.empty());
    if (hole) {
      return UsageError(Quoted(text) + " has an empty part",
                        "write CONTRACT, CONTRACT/CLAUSE or "
                        "CONTRACT/CLAUSE/OCCURRENCE");
    }
  }
  if (const absl::Status status = CheckContractId(path.contract);
      !status.ok()) {
    return UsageError(std::string(status.message()));
  }
  return path;
}

Result<Clock> ShellClock() {
  const char* const fixed = std::getenv("COVENANT_NOW");
  if (fixed == nullptr) return SystemClock();
  const auto now = Timestamp::Parse(fixed);
  if (!now.ok()) {
    return UsageError("COVENANT_NOW: " + std::string(now.status().message()));
  }
  return Clock([now = *now] { return now; });
}

Result<Session> Session::Open(const std::string& store, OpenMode mode,
                              const std::string& today, Clock clock) {
  auto day = Date::FromDays(clock().UtcDay());
  if (!today.empty()) {
    day = Date::Parse(today);
    if (!day.ok()) {
      return UsageError("--today: " + std::string(day.status().message()));
    }
  }
  CLI_ASSIGN(const Date now, day);
  auto log =
      OpenRocksLog(store, mode, std::make_shared<ProtoEntryFormat>(), clock);
  if (!log.ok()) return OpenError(log.status(), store);
  if (const auto head = (*log)->Head(); head.ok()) {
    spdlog::debug("opened {} for {}: {} entries", Printable(store),
                  mode == OpenMode::kRead ? "reading" : "writing",
                  head->sequence);
  }
  return Session(*std::move(log), now, std::move(clock));
}

Session::Session(std::unique_ptr<EventLog> log, Date today, Clock clock)
    : log_(std::move(log)), today_(today), clock_(std::move(clock)) {}

Result<KnownPoint> Session::PointAt(std::uint64_t sequence) {
  KnownPoint point;
  if (sequence == 0) return point;
  CLI_ASSIGN(const Position position, log_->At(sequence));
  point.sequence = sequence;
  point.recorded_at = position.recorded_at;
  const ProtoEntryFormat format;
  CLI_RETURN_IF_ERROR(
      log_->ReadEntries(sequence, 1, [&](RawEntry raw) -> absl::Status {
        const auto entry = format.Decode(raw.bytes);
        if (!entry.ok()) return entry.status();
        point.asserted = entry->header.asserted;
        return absl::OkStatus();
      }));
  return point;
}

Result<KnownPoint> Session::ResolveKnown(const std::string& text) {
  CLI_ASSIGN(const Position head, log_->Head());
  if (text.empty()) return PointAt(head.sequence);
  if (text[0] == '#') {
    const auto sequence = ParseNumber(std::string_view(text).substr(1));
    if (!sequence) return WrongKnown(text);
    if (*sequence > head.sequence) {
      return UsageError("--known-at " + text +
                        " lies beyond the head of the "
                        "ledger, #" +
                        std::to_string(head.sequence));
    }
    if (*sequence == 0) return KnownPoint{};
    CLI_ASSIGN(const Position position, log_->At(*sequence));
    if (position.batch_last != *sequence) {
      return UsageError(
          "--known-at " + text + " lies inside the batch #" +
              std::to_string(position.batch_first) + " to #" +
              std::to_string(position.batch_last) + ", recorded as one",
          "write #" + std::to_string(position.batch_last) + ", or #" +
              std::to_string(position.batch_first - 1) + " for before it");
    }
    return PointAt(*sequence);
  }
  Timestamp end;
  if (const auto day = Date::Parse(text); day.ok()) {
    if (*day > today_) {
      return UsageError("--known-at " + text + " lies after today, " +
                        today_.ToString() +
                        ": nobody knows what the ledger will know");
    }
    end = Timestamp::EndOfDay(day->DaysSince1970());
  } else {
    const auto time = Timestamp::Parse(text);
    if (!time.ok()) return WrongKnown(text);
    if (time->UtcDay() > today_.DaysSince1970()) {
      return UsageError("--known-at " + text + " lies after today, " +
                        today_.ToString() +
                        ": nobody knows what the ledger will know");
    }
    end = *time;
  }
  CLI_ASSIGN(const std::uint64_t sequence, log_->SequenceAt(end));
  return PointAt(sequence);
}

Result<Date> Session::ResolveDay(const std::string& text,
                                 std::string_view flag) const {
  if (text.empty()) return today_;
  const auto day = Date::Parse(text);
  if (!day.ok()) {
    return UsageError("--" + std::string(flag) + ": " +
                      std::string(day.status().message()));
  }
  return *day;
}

Result<Event> Session::Decode(const StoredEvent& stored) {
  CLI_ASSIGN(Event event,
             DecodePayload(stored.header.type, stored.header.schema_version,
                           stored.payload));
  event.stream = stored.header.stream;
  event.id = stored.header.event_id;
  event.type = stored.header.type;
  event.sequence = stored.header.sequence;
  event.version = stored.header.version;
  event.recorded_at = stored.header.recorded_at;
  event.asserted = stored.header.asserted;
  event.hash = stored.hash;
  return event;
}

Result<Session::SharedEvents> Session::Stream(const std::string& stream) {
  const auto found = decoded_.find(stream);
  if (found != decoded_.end()) return found->second;
  CLI_ASSIGN(const std::vector<StoredEvent> stored, log_->StreamEvents(stream));
  std::vector<Event> events;
  events.reserve(stored.size());
  for (const StoredEvent& one : stored) {
    CLI_ASSIGN(Event event, Decode(one));
    events.push_back(std::move(event));
  }
  MarkSignatures(stored, events);
  auto kept = std::make_shared<const std::vector<Event>>(std::move(events));
  decoded_.emplace(stream, kept);
  kept_ += kept->size();
  return kept;
}

Result<std::vector<Event>> Session::Events(const std::string& stream,
                                           std::uint64_t known) {
  CLI_ASSIGN(const SharedEvents all, Stream(stream));
  std::vector<Event> seen;
  for (const Event& event : *all) {
    if (event.sequence <= known) seen.push_back(event);
  }
  return seen;
}

Result<std::vector<std::string>> Session::Contracts(std::uint64_t known) {
  CLI_ASSIGN(std::vector<std::string> streams, log_->Streams({}, known));
  std::erase_if(streams,
                [](const std::string& id) { return IsReservedStreamId(id); });
  return streams;
}

Outcome Session::CheckContract(const std::string& id) {
  CLI_ASSIGN(const StreamPosition head, log_->StreamHead(id));
  if (head.version > 0) return Nothing{};
  CLI_ASSIGN(const std::vector<std::string> contracts, Contracts(kLatest));
  return UnknownName("contract", id, contracts, "unknown-contract");
}

Result<std::map<std::string, std::string>> Session::ClauseKinds(
    const std::string& id) {
  CLI_ASSIGN(const std::vector<Event> events, Events(id));
  std::map<std::string, std::string> kinds;
  for (const Event& event : events) CollectKinds(event, kinds);
  return kinds;
}

Result<std::map<std::string, std::string>> Session::KindsThroughout(
    const std::string& id) {
  CLI_ASSIGN(auto kinds, ClauseKinds(id));
  std::set<std::string> walked = {id};
  CLI_ASSIGN(std::string above, Parent(id));
  while (!above.empty() && walked.insert(above).second) {
    CLI_ASSIGN(auto more, ClauseKinds(above));
    kinds.merge(more);
    CLI_ASSIGN(above, Parent(above));
  }
  return kinds;
}

Result<Contract> Session::Load(const std::string& id, std::uint64_t known) {
  CLI_ASSIGN(SharedEvents events, Stream(id));
  if (!events->empty() && events->back().sequence > known) {
    CLI_ASSIGN(std::vector<Event> seen, Events(id, known));
    events = std::make_shared<const std::vector<Event>>(std::move(seen));
  }
  CLI_ASSIGN(std::vector<Event> shared, Shared(*events));
  auto contract = Contract::Create(
      id, std::move(events), known,
      std::make_shared<const std::vector<Event>>(std::move(shared)), proposals_);
  if (contract.ok()) return *std::move(contract);
  Error error = StatusError(contract.status());
  if (absl::IsFailedPrecondition(contract.status())) {
    error.exit_code = kStore;
    error.diagnostics.front().help =
        "a newer version of this program wrote the event; use that one";
  }
  return error;
}

Result<std::vector<Event>> Session::Shared(const std::vector<Event>& events) {
  return Shared(SharedStreamsOf(events));
}

Result<std::vector<Event>> Session::Shared(std::set<std::string> streams) {
  std::vector<Event> shared;
  std::set<std::string> loaded;
  // What was found can name more: the successor of a party.
  while (loaded.size() < streams.size()) {
    for (const std::string& stream : streams) {
      if (!loaded.insert(stream).second) continue;
      CLI_ASSIGN(const SharedEvents own, Stream(stream));
      shared.insert(shared.end(), own->begin(), own->end());
    }
    streams.merge(SharedStreamsOf(shared));
  }
  return shared;
}

Result<std::vector<Event>> Session::SharedWith(
    const std::string& id, const std::vector<Event>& own,
    const std::vector<Event>& incoming) {
  std::set<std::string> names = SharedStreamsOf(own);
  while (true) {
    CLI_ASSIGN(std::vector<Event> shared, Shared(names));
    for (const Event& event : incoming) {
      if (event.stream == id) continue;
      if (IsReservedStreamId(event.stream) || names.contains(event.stream)) {
        shared.push_back(event);
      }
    }
    // What was found of a contract above, or is new of it, can name more.
    const std::size_t before = names.size();
    names.merge(SharedStreamsOf(shared));
    if (names.size() == before) return shared;
  }
}

Result<std::vector<std::string>> Session::Mentioning(
    const std::set<std::string>& names, std::uint64_t known) {
  // A value stands behind its length, which is one byte up to 127.
  std::vector<std::string> values;
  for (const std::string& name : names) {
    const bool plain = !name.empty() && name.size() < 128;
    values.push_back(
        plain ? std::string(1, static_cast<char>(name.size())) + name : name);
  }
  std::set<std::string> found;
  const absl::Status read =
      log_->ReadLog(1, kLatest, [&](const StoredEvent& event) -> absl::Status {
        if (event.header.sequence > known) {
          return absl::CancelledError("that is all");
        }
        if (found.contains(event.header.stream)) return absl::OkStatus();
        for (const std::string& value : values) {
          if (event.payload.find(value) == std::string::npos) continue;
          found.insert(event.header.stream);
          break;
        }
        return absl::OkStatus();
      });
  // A log that takes note of what an answer rests on lets streams be read alone.
  if (absl::IsFailedPrecondition(read)) {
    CLI_ASSIGN(std::vector<std::string> streams, log_->Streams({}, known));
    return streams;
  }
  if (!read.ok()) return ErrorOf(read);
  return std::vector<std::string>(found.begin(), found.end());
}

Result<std::string> Session::Parent(const std::string& id,
                                    std::uint64_t known) {
  CLI_ASSIGN(const std::vector<Event> events, Events(id, known));
  return ParentOf(RecordAt(events, known));
}

Result<std::vector<std::string>> Session::Below(
    const std::set<std::string>& ids, std::uint64_t known) {
  // Parents can form a circle where a correction made one; it is walked once.
  std::set<std::string> walked = ids;
  std::vector<std::string> below;
  std::set<std::string> level = ids;
  while (!level.empty()) {
    CLI_ASSIGN(const std::vector<std::string> streams,
               Mentioning(level, known));
    std::set<std::string> next;
    for (const std::string& one : streams) {
      if (IsReservedStreamId(one) || walked.contains(one)) continue;
      CLI_ASSIGN(const std::string parent, Parent(one, known));
      if (!level.contains(parent)) continue;
      walked.insert(one);
      next.insert(one);
      below.push_back(one);
    }
    level = std::move(next);
  }
  std::sort(below.begin(), below.end());
  return below;
}

Result<std::vector<std::string>> Session::Family(const std::string& id,
                                                 std::uint64_t known) {
  std::string root = id;
  std::set<std::string> walked;
  while (walked.insert(root).second) {
    CLI_ASSIGN(const std::string parent, Parent(root, known));
    if (parent.empty()) break;
    CLI_ASSIGN(const StreamPosition above, log_->StreamHead(parent, known));
    if (above.version == 0) break;
    root = parent;
  }
  CLI_ASSIGN(std::vector<std::string> family, Below({root}, known));
  CLI_ASSIGN(const StreamPosition head, log_->StreamHead(root, known));
  if (head.version > 0) family.push_back(root);
  std::sort(family.begin(), family.end());
  return family;
}

Result<Event> Session::FindEvent(const std::string& name) {
  const Error unknown =
      MakeError(kUsage, "unknown-event", "there is no event " + Quoted(name),
                "name it CONTRACT@VERSION, CONTRACT/ID or #SEQUENCE; "
                "`covenant log` lists them");
  if (name.substr(0, 1) == "#") {
    const auto sequence = ParseNumber(std::string_view(name).substr(1));
    CLI_ASSIGN(const Position head, log_->Head());
    if (!sequence || *sequence == 0 || *sequence > head.sequence)
      return unknown;
    CLI_ASSIGN(const std::vector<StoredEvent> events,
               log_->LogEvents(*sequence, 1));
    if (events.empty()) return unknown;
    return Decode(events.front());
  }
  const std::size_t at = name.rfind('@');
  const std::size_t slash = name.rfind('/');
  if (at != std::string::npos || slash != std::string::npos) {
    const std::size_t cut = at != std::string::npos ? at : slash;
    const std::string stream = name.substr(0, cut);
    const std::string last = name.substr(cut + 1);
    if (!CheckStreamId(stream).ok()) return unknown;
    CLI_ASSIGN(const std::vector<Event> events, Events(stream));
    for (const Event& event : events) {
      if (at == std::string::npos ? event.id == last
                                  : std::to_string(event.version) == last) {
        return event;
      }
    }
    return unknown;
  }
  if (!CheckEventId(name).ok()) return unknown;
  std::vector<std::string> places;
  Event found;
  CLI_ASSIGN(const std::vector<std::string> streams, log_->Streams());
  for (const std::string& stream : streams) {
    CLI_ASSIGN(const auto stored, log_->FindEvent(stream, name));
    if (!stored) continue;
    places.push_back(stream + "/" + name);
    CLI_ASSIGN(found, Decode(*stored));
  }
  if (places.empty()) return unknown;
  if (places.size() == 1) return found;
  std::string list = places.front();
  for (std::size_t i = 1; i < places.size(); ++i) list += ", " + places[i];
  return MakeError(kUsage, "unknown-event",
                   "several contracts have an event " + Quoted(name),
                   "write one of: " + list);
}

void Session::Forget() {
  decoded_.clear();
  kept_ = 0;
}

void Session::ForgetSurplus() {
  if (kept_ > kMostKept) Forget();
}

const Event* Session::Lookup(const EventRef& ref) {
  const Result<SharedEvents> events = Stream(ref.stream);
  if (!events.ok()) return nullptr;
  const auto found = std::lower_bound(
      (*events)->begin(), (*events)->end(), ref.version,
      [](const Event& event, std::uint64_t version) {
        return event.version < version;
      });
  return found == (*events)->end() || found->version != ref.version ? nullptr
                                                                    : &*found;
}

Outcome Session::RevealTexts(Event& event) {
  for (Text* text : TextsOf(event)) {
    const auto mac = Hash::FromBytes(text->mac);
    if (!text->sealed || !mac) continue;
    CLI_ASSIGN(const std::optional<SealedValue> value, log_->Sealed(*mac));
    if (value) text->words = value->value;
  }
  return Nothing{};
}

Error UnknownName(std::string_view what, const std::string& name,
                  const std::vector<std::string>& known, std::string code) {
  std::string help;
  if (const auto near = Closest(name, known); near) {
    help = "did you mean `" + *near + "`?";
  } else if (known.empty()) {
    help = "there is none yet";
  } else {
    help = "there are: ";
    for (std::size_t i = 0; i < known.size() && i < 8; ++i) {
      help += (i > 0 ? ", " : "") + known[i];
    }
    if (known.size() > 8) help += " ...";
  }
  return MakeError(kUsage, std::move(code),
                   "there is no " + std::string(what) + " " + Quoted(name),
                   help);
}

}  // namespace covenant::cli
