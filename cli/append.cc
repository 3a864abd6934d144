#include "cli/append.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "cli/files.h"
#include "cli/parts.h"
#include "cli/recorded.h"
#include "cli/request_content.h"
#include "cli/rights.h"
#include "ledger/codec/event_codec.h"
#include "ledger/codec/signed_bytes.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"
#include "replay/decide.h"
#include "replay/shared.h"

namespace covenant::cli {
namespace {

constexpr int kMaxAttempts = 5;

// Events from which on the work is spread over the cores.
constexpr std::size_t kLeastEvents = 256;

// The contracts that a text may speak of: whatever stands behind `contract:`.
std::set<std::string> MentionedContracts(const std::string& text) {
  static constexpr std::string_view kWord = "contract";
  std::set<std::string> found;
  for (std::size_t at = text.find(kWord); at != std::string::npos;
       at = text.find(kWord, at + 1)) {
    std::size_t i = at + kWord.size();
    while (i < text.size() && (text[i] == '"' || text[i] == ' ')) ++i;
    if (i >= text.size() || text[i] != ':') continue;
    ++i;
    while (i < text.size() &&
           (text[i] == '"' || text[i] == ' ' || text[i] == '\'')) {
      ++i;
    }
    const std::size_t start = i;
    while (i < text.size() &&
           (IsLower(text[i]) || IsDigit(text[i]) || text[i] == '-')) {
      ++i;
    }
    if (i > start) found.insert(text.substr(start, i - start));
  }
  return found;
}

std::vector<Event> EventsOf(const Authored& authored) {
  std::vector<Event> events;
  events.reserve(authored.events.size());
  for (const AuthoredEvent& one : authored.events) events.push_back(one.event);
  return events;
}

// Which signatures of the events hold over what is recorded.
Outcome FindSignatures(Session& session, Authored& authored,
                       const Recorded& recorded) {
  for (AuthoredEvent& one : authored.events) {
    const auto stream = recorded.events.find(one.event.stream);
    if (stream == recorded.events.end()) continue;
    CLI_RETURN_IF_ERROR(
        FindSignature(session.log(), stream->second, one.event));
  }
  return Nothing{};
}

// In backfill all documents are recorded in the order of their known-dates;
// those without one are known now, at the end.
void OrderByKnown(Authored& authored) {
  const auto earlier = [](const AuthoredEvent& a, const AuthoredEvent& b) {
    return a.known && (!b.known || *a.known < *b.known);
  };
  // Sorting moves every event about, even where all stand right already.
  auto& events = authored.events;
  if (std::is_sorted(events.begin(), events.end(), earlier)) return;
  std::stable_sort(events.begin(), events.end(), earlier);
}

void CheckKnown(const AuthoredEvent& one, bool backfill, Timestamp head,
                Timestamp now, const Authored& authored,
                std::vector<Diagnostic>& problems) {
  if (!backfill && one.event.As<GoLive>() != nullptr) {
    problems.push_back(authored.At(
        one.Place("event"), "not-in-this-state",
        "the ledger is not in backfill, so backfill cannot end", "",
        "leave the event out: it went live before, or never was in backfill"));
  }
  if (!one.known) return;
  const Location place = one.Place("known");
  if (!backfill) {
    problems.push_back(authored.At(
        place, "known-not-allowed", "the ledger is not in backfill", "",
        "leave `known` out: the ledger's own clock stamps the event"));
  } else if (*one.known > now) {
    problems.push_back(authored.At(place, "known-order",
                                   "a known-date may not lie in the future",
                                   "after " + now.ToString(), ""));
  } else if (*one.known < head) {
    problems.push_back(authored.At(
        place, "known-order",
        "known-dates may not decrease: the ledger's last event was known at " +
            head.ToString(),
        "", "give this event the date on which it became known to the ledger"));
  }
}

}  // namespace

// Nothing for a zone that this machine does not know.
std::optional<std::int32_t> OffsetMinutes(const std::string& zone,
                                          Timestamp at) {
  if (zone.empty() || zone == "UTC") return 0;
  absl::TimeZone loaded;
  if (!absl::LoadTimeZone(zone, &loaded)) return std::nullopt;
  return loaded.At(absl::FromUnixMicros(at.micros())).offset / 60;
}

std::string ZoneOf(const std::vector<Event>& recorded) {
  std::string zone;
  for (const Event& event : recorded) {
    const auto* instrument = event.As<Instrument>();
    if (instrument != nullptr && !instrument->time_zone.empty()) {
      zone = instrument->time_zone;
    }
  }
  return zone;
}

namespace {

// Gives every event the place and the time that it will have.
Result<std::vector<Diagnostic>> Stamp(Session& session, Authored& authored,
                                      const Recorded& recorded) {
  std::vector<Diagnostic> problems;
  const bool backfill = session.log().in_backfill();
  if (backfill) OrderByKnown(authored);
  CLI_ASSIGN(const Position head, session.log().Head());
  std::map<std::string, std::uint64_t> versions = recorded.versions;
  std::map<std::string, std::string> zones;
  for (const auto& [stream, events] : recorded.events) {
    zones.emplace_hint(zones.end(), stream, ZoneOf(events));
  }
  Timestamp last = head.recorded_at;
  std::uint64_t sequence = head.sequence;
  const Timestamp now = session.now();
  for (AuthoredEvent& one : authored.events) {
    Event& event = one.event;
    CheckKnown(one, backfill, head.recorded_at, now, authored, problems);
    event.sequence = ++sequence;
    event.version = ++versions[event.stream];
    event.asserted = backfill && one.known.has_value();
    event.recorded_at = std::max(last, event.asserted ? *one.known : now);
    last = event.recorded_at;
    std::string& zone = zones[event.stream];
    const auto* instrument = event.As<Instrument>();
    if (instrument != nullptr && !instrument->time_zone.empty()) {
      zone = instrument->time_zone;
    }
    const auto offset = OffsetMinutes(zone, event.recorded_at);
    event.utc_offset_minutes = offset.value_or(0);
    if (!offset) {
      problems.push_back(
          authored.At(one.Place("time_zone"), "unknown-time-zone",
                      "there is no time zone " + Quoted(zone) +
                          " on this machine",
                      "", "write an IANA name such as `Europe/Berlin`"));
    }
  }
  return problems;
}

// What the events change in one contract.
Result<ContractPlan> PlanOfOne(Session& session, const std::string& stream,
                               const std::vector<Event>& incoming,
                               std::uint64_t head, Date as_of) {
  CLI_ASSIGN(const std::vector<Event> events, session.Events(stream));
  std::vector<Event> after = events;
  for (const Event& event : incoming) {
    if (event.stream == stream) after.push_back(event);
  }
  CLI_ASSIGN(const std::vector<Event> shared,
             session.SharedWith(stream, after, incoming));
  CLI_ASSIGN(const Contract old_state,
             Contract::Create(stream, events, head, shared));
  CLI_ASSIGN(const Contract new_state,
             Contract::Create(stream, after, head + incoming.size(), shared));
  CLI_ASSIGN(const Obligations old_owed, old_state.ObligationsAt(as_of));
  CLI_ASSIGN(const Obligations new_owed, new_state.ObligationsAt(as_of));
  return ContractPlan{stream,
                      DiffStates(old_state.TermsAt(as_of), old_owed,
                                 new_state.TermsAt(as_of), new_owed)};
}

// Whether the events can change what the contract says to those under it.
bool CanChangeTerms(const std::vector<Event>& incoming,
                    const std::string& stream) {
  return std::any_of(incoming.begin(), incoming.end(), [&](const Event& one) {
    return one.stream == stream &&
           (one.As<Instrument>() != nullptr ||
            one.As<Correction>() != nullptr ||
            one.As<Cancellation>() != nullptr ||
            one.As<Signature>() != nullptr ||
            one.As<SignatureWithdrawal>() != nullptr ||
            one.As<Milestone>() != nullptr);
  });
}

// Of the contracts that the events belong to, and of those under them that
// change with them.
Result<std::vector<ContractPlan>> PlanOf(Session& session,
                                         const std::vector<Event>& incoming,
                                         std::uint64_t head, Date as_of) {
  std::set<std::string> own;
  for (const Event& event : incoming) {
    if (!IsReservedStreamId(event.stream)) own.insert(event.stream);
  }
  std::set<std::string> changed;
  for (const std::string& stream : own) {
    if (CanChangeTerms(incoming, stream)) changed.insert(stream);
  }
  CLI_ASSIGN(const std::vector<std::string> below, session.Below(changed));
  std::vector<ContractPlan> plans;
  for (const std::string& stream : own) {
    CLI_ASSIGN(ContractPlan plan,
               PlanOfOne(session, stream, incoming, head, as_of));
    plans.push_back(std::move(plan));
  }
  for (const std::string& stream : below) {
    if (own.contains(stream)) continue;
    CLI_ASSIGN(ContractPlan plan,
               PlanOfOne(session, stream, incoming, head, as_of));
    if (!plan.diff.terms.empty() || !plan.diff.obligations.empty()) {
      plans.push_back(std::move(plan));
    }
  }
  return plans;
}

}  // namespace

Result<NewEvent> Seal(const AuthoredEvent& authored, bool backfill) {
  Event event = authored.event;
  NewEvent result;
  for (Text* text : TextsOf(event)) {
    if (!text->sealed || !text->mac.empty()) continue;
    SealedValue sealed;
    sealed.key = RandomKey();
    sealed.mac = HmacSha256(sealed.key.view(), text->words);
    sealed.value = text->words;
    text->mac = std::string(sealed.mac.view());
    result.sealed.push_back(std::move(sealed));
  }
  result.stream = event.stream;
  result.event_id = event.id;
  result.type = event.type;
  result.schema_version = kSchemaVersion;
  result.also = event.touches;
  if (backfill) result.asserted_at = authored.known;
  CLI_ASSIGN(result.payload, EncodePayload(event));
  return result;
}

namespace {

// Of an erasure: its target, and the HMACs of the sealed texts of it that are
// there.
Outcome FillErased(const AuthoredEvent& one, Session& session, NewEvent& to) {
  const auto* erasure = one.event.As<Erasure>();
  if (erasure == nullptr) return Nothing{};
  CLI_ASSIGN(const std::vector<Event> events, session.Events(one.event.stream));
  for (Event event : events) {
    if (event.id != erasure->target) continue;
    to.erased_events.push_back(event.sequence);
    for (const Text* text : TextsOf(event)) {
      const auto mac = Hash::FromBytes(text->mac);
      if (!text->sealed || !mac) continue;
      CLI_ASSIGN(const auto value, session.log().Sealed(*mac));
      if (value) to.erases.push_back(*mac);
    }
  }
  return Nothing{};
}

Outcome CheckExpectations(const AppendOptions& options, const Position& head,
                          const Authored& authored, Session& session,
                          AppendRequest& request) {
  if (!options.expect_head.empty()) {
    std::string text = options.expect_head;
    if (text[0] == '#') text.erase(0, 1);
    const auto hash = Hash::FromHex(text);
    if (!hash && (!AllDigits(text) || text.size() > 18)) {
      return UsageError("--expect-head " + Quoted(options.expect_head) +
                        " is neither a sequence nor a hash of 64 digits");
    }
    if (hash) request.expected_head_hash = *hash;
    if (!hash) request.expected_head_sequence = std::stoull(text);
    if (hash ? *hash != head.hash
             : *request.expected_head_sequence != head.sequence) {
      return MakeError(kRefused, "moved",
                       "the head of the ledger is #" +
                           std::to_string(head.sequence) + " " +
                           head.hash.ToHex() + ", not " + options.expect_head,
                       "look at `covenant log`, then try again");
    }
  }
  if (!options.expect_version) return Nothing{};
  std::set<std::string> streams;
  for (const AuthoredEvent& one : authored.events) {
    streams.insert(one.event.stream);
  }
  if (streams.size() != 1) {
    return UsageError(
        "--expect-version is for events of one contract; these "
        "are of " +
        std::to_string(streams.size()));
  }
  const std::string& stream = *streams.begin();
  CLI_ASSIGN(const StreamPosition last, session.log().StreamHead(stream));
  request.expected_versions[stream] = *options.expect_version;
  if (last.version != *options.expect_version) {
    return MakeError(kRefused, "moved",
                     stream + " is at version " + std::to_string(last.version) +
                         ", not " + std::to_string(*options.expect_version),
                     "look at `covenant log " + stream + "`, then try again");
  }
  return Nothing{};
}

Outcome FillRequest(const Authored& authored, Session& session,
                    const AppendOptions& options, AppendRequest& request) {
  const bool backfill = session.log().in_backfill();
  const std::size_t count = authored.events.size();
  request.events.resize(count);
  std::vector<Outcome> outcomes(count, Nothing{});
  InParts(count, kLeastEvents, [&](std::size_t i, std::size_t end) {
    for (; i < end; ++i) {
      auto sealed = Seal(authored.events[i], backfill);
      if (sealed.ok()) {
        request.events[i] = *std::move(sealed);
      } else {
        outcomes[i] = sealed.error();
      }
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    CLI_RETURN_IF_ERROR(outcomes[i]);
    const AuthoredEvent& one = authored.events[i];
    CLI_RETURN_IF_ERROR(FillErased(one, session, request.events[i]));
    if (one.event.As<GoLive>() != nullptr) request.end_backfill = true;
  }
  request.idempotency_key = options.idempotency_key;
  if (!request.idempotency_key.empty()) request.content = ContentOf(authored);
  return Nothing{};
}

// The events as the log recorded them.
Outcome ReadBack(Session& session, const AppendResult& result,
                 AppendAnswer& answer) {
  session.Forget();  // the streams have grown
  answer.events.clear();
  CLI_ASSIGN(const std::vector<StoredEvent> stored,
             session.log().LogEvents(result.first_sequence,
                                     result.events.size()));
  if (stored.size() != result.events.size() ||
      stored.back().last_sequence != result.last_sequence) {
    return MakeError(kDamaged, "damaged", "an appended event is not there");
  }
  for (const StoredEvent& one : stored) {
    CLI_ASSIGN(Event event, Session::Decode(one));
    answer.events.push_back(std::move(event));
  }
  return Nothing{};
}

Outcome Repeat(Session& session, const Authored& authored,
               const AppendOptions& options, const AppendResult& first,
               AppendAnswer& answer) {
  if (first.forgotten) {
    CLI_RETURN_IF_ERROR(ReadBack(session, first, answer));
    answer.repeated = SameButSealed(answer.events, authored);
    if (answer.repeated) return Nothing{};
    return MakeError(kRefused, "already-exists",
                     "the idempotency key " + Quoted(options.idempotency_key) +
                         " was used for another request (sequence " +
                         std::to_string(first.first_sequence) + " to " +
                         std::to_string(first.last_sequence) + ")",
                     "repeat that request unchanged, or choose a new key");
  }
  AppendRequest request;
  CLI_RETURN_IF_ERROR(
      FillRequest(authored, session, options, request));
  CLI_ASSIGN(const AppendResult result, session.log().Append(request));
  answer.repeated = result.repeated;
  return ReadBack(session, result, answer);
}

// Why the events may not be appended. Events of different contracts do not look
// at each other, but for those of contracts above or below another one, so many
// of them are judged in parts; whatever a part refuses is told by one judgement
// of all, which gives the reasons in their order.
std::vector<Rejection> DecideAll(const Recorded& recorded,
                                 const std::vector<const Event*>& incoming,
                                 const std::vector<Event>& shared) {
  const bool apart = std::none_of(
      incoming.begin(), incoming.end(), [&](const Event* event) {
        return IsReservedStreamId(event->stream) ||
               recorded.family.contains(event->stream);
      });
  if (apart && incoming.size() >= 2 * kLeastEvents) {
    // Where each stream stands decides which part its events are of.
    std::map<std::string_view, std::vector<std::size_t>> by_stream;
    for (std::size_t i = 0; i < incoming.size(); ++i) {
      by_stream[incoming[i]->stream].push_back(i);
    }
    std::vector<const std::vector<std::size_t>*> streams;
    streams.reserve(by_stream.size());
    for (const auto& [stream, own] : by_stream) streams.push_back(&own);
    std::atomic<bool> refused = false;
    InParts(streams.size(), kLeastStreams,
            [&](std::size_t begin, std::size_t end) {
              std::vector<const Event*> part;
              for (; begin < end; ++begin) {
                for (const std::size_t i : *streams[begin]) {
                  part.push_back(incoming[i]);
                }
              }
              if (!Decide(recorded.events, part, shared).empty()) refused = true;
            });
    if (!refused) return {};
  }
  return Decide(recorded.events, incoming, shared);
}

// Whether the event is refused because it is planned: a deal of a day to come is no
// fact yet, and counts in a draft (doc/decisions.md 62).
bool IsPlanned(const Rejection& rejection, const Event& event) {
  return rejection.code == "E0408" && event.As<Deal>() != nullptr;
}

// Stamps the events as they would be recorded now, and judges them. A draft may hold
// what is planned.
Result<std::vector<Diagnostic>> Judge(Session& session, Authored& authored,
                                      const Recorded& recorded, bool draft) {
  CLI_ASSIGN(std::vector<Diagnostic> problems,
             Stamp(session, authored, recorded));
  CLI_RETURN_IF_ERROR(FindSignatures(session, authored, recorded));
  std::vector<const Event*> incoming;
  for (const AuthoredEvent& one : authored.events) {
    incoming.push_back(&one.event);
  }
  std::set<std::string> named;
  for (const auto& [stream, events] : recorded.events) {
    named.merge(SharedStreamsOf(events));
  }
  CLI_ASSIGN(const std::vector<Event> shared, session.Shared(std::move(named)));
  for (const Rejection& one : DecideAll(recorded, incoming, shared)) {
    const AuthoredEvent& event = authored.events[one.event];
    if (draft && IsPlanned(one, event.event)) continue;
    problems.push_back(authored.At(event.Place(one.path), one.code, one.message,
                                   one.label, one.help));
  }
  if (!problems.empty()) return problems;
  for (const AuthoredEvent& one : authored.events) {
    if (one.event.As<Erasure>() == nullptr) continue;
    NewEvent erasing;
    CLI_RETURN_IF_ERROR(FillErased(one, session, erasing));
    if (!erasing.erases.empty()) continue;
    problems.push_back(authored.At(
        one.Place("target"), "E0452",
        "the event has no sealed text that is still there", "",
        "only texts written `{ sealed: WORDS }` can be erased, and only once"));
  }
  return problems;
}

// One attempt. False and no error: the ledger has moved meanwhile, try again.
Result<bool> Attempt(Session& session, Authored& authored,
                     const AppendOptions& options, AppendAnswer& answer) {
  session.Forget();
  CLI_ASSIGN(const Position head, session.log().Head());
  CLI_ASSIGN(answer.before, session.PointAt(head.sequence));
  CLI_ASSIGN(const Recorded recorded, ReadRecorded(session, authored));
  AppendRequest request;
  CLI_RETURN_IF_ERROR(
      CheckExpectations(options, head, authored, session, request));
  CLI_ASSIGN(std::vector<Diagnostic> problems,
             Judge(session, authored, recorded, options.dry_run));
  if (!problems.empty()) return Error{kRefused, std::move(problems)};
  if (options.plan) {
    const std::vector<Event> incoming = EventsOf(authored);
    CLI_ASSIGN(answer.plans,
               PlanOf(session, incoming, head.sequence, options.as_of));
    CLI_ASSIGN(answer.conflicts,
               ConflictsBroughtBy(session, head.sequence, options.as_of,
                                  incoming));
  }
  CLI_RETURN_IF_ERROR(
      FillRequest(authored, session, options, request));
  answer.ends_backfill = request.end_backfill;
  if (session.log().in_backfill() && !request.end_backfill) {
    answer.known_now = static_cast<std::uint64_t>(
        std::count_if(authored.events.begin(), authored.events.end(),
                      [](const AuthoredEvent& one) { return !one.known; }));
  }
  if (options.dry_run) {
    answer.events = EventsOf(authored);
    return true;
  }
  const bool expects = request.expected_head_sequence.has_value() ||
                       request.expected_head_hash.has_value();
  if (!expects) request.expected_head_sequence = head.sequence;
  const auto result = session.log().Append(std::move(request));
  if (!expects && absl::IsAborted(result.status())) return false;
  if (!result.ok()) return StatusError(result.status());
  if (options.tell_events) {
    CLI_RETURN_IF_ERROR(ReadBack(session, *result, answer));
  }
  spdlog::debug("recorded #{} to #{}", result->first_sequence,
                result->last_sequence);
  session.Forget();  // the streams have grown
  return true;
}

}  // namespace

Result<std::vector<SourceFile>> ReadFiles(
    const std::vector<std::string>& names) {
  std::vector<SourceFile> files;
  for (const std::string& name : names) {
    CLI_ASSIGN(std::string text, ReadWhole(name, kMaxFileBytes));
    files.push_back({name == "-" ? "(stdin)" : name, std::move(text)});
  }
  return files;
}

Result<Authored> Parse(Session* session, const std::vector<SourceFile>& files) {
  KnownClauses known;
  if (session != nullptr) {
    std::set<std::string> contracts;
    for (const SourceFile& file : files) {
      contracts.merge(MentionedContracts(file.text));
    }
    for (const std::string& contract : contracts) {
      if (!CheckContractId(contract).ok()) continue;
      CLI_ASSIGN(known.kinds[contract], session->ClauseKinds(contract));
    }
  }
  Authored authored = ReadAuthoring(files, known);
  if (!authored.diagnostics.empty()) {
    return Error{kInvalid, std::move(authored.diagnostics)};
  }
  if (authored.events.empty()) {
    return MakeError(kInvalid, "invalid",
                     "there is no event in " + Quoted(files.front().name));
  }
  return authored;
}

Result<std::vector<Diagnostic>> CheckAgainst(Session& session,
                                             Authored& authored, bool draft) {
  CLI_ASSIGN(const Recorded recorded, ReadRecorded(session, authored));
  return Judge(session, authored, recorded, draft);
}

Result<AppendAnswer> Append(Session& session, Authored authored,
                            const AppendOptions& options) {
  AppendAnswer answer;
  answer.dry_run = options.dry_run;
  answer.as_of = options.as_of;
  if (!options.idempotency_key.empty()) {
    CLI_ASSIGN(const auto first,
               session.log().FindIdempotencyKey(options.idempotency_key));
    // Decide would refuse the repeat, whose event ids are there already.
    if (first) {
      CLI_RETURN_IF_ERROR(Repeat(session, authored, options, *first, answer));
      answer.dry_run = false;  // what was recorded is told
      return answer;
    }
  }
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    CLI_ASSIGN(const bool done, Attempt(session, authored, options, answer));
    if (done) return answer;
  }
  return MakeError(kRefused, "moved",
                   "the ledger moved on each of " +
                       std::to_string(kMaxAttempts) + " attempts",
                   "try again");
}

}  // namespace covenant::cli
