#include "cli/recorded.h"

#include <cstddef>
#include <utility>

#include "cli/parts.h"
#include "ledger/codec/signed_bytes.h"
#include "ledger/value/ids.h"

namespace covenant::cli {
namespace {

// The contracts that an instrument names as above its own, or as ended by it.
void AddFamily(const Event& event, std::set<std::string>& names) {
  const auto* correction = event.As<Correction>();
  const auto* body = correction != nullptr
                         ? correction->replacement->As<Instrument>()
                         : event.As<Instrument>();
  if (body == nullptr) return;
  if (!body->parent.empty()) names.insert(body->parent);
  names.insert(body->contracts.begin(), body->contracts.end());
}

Outcome ReadOne(const EventLog& log, const std::string& stream,
                std::vector<Event>& events, std::uint64_t& version) {
  Outcome outcome = Nothing{};
  CLI_RETURN_IF_ERROR(
      log.ReadStream(stream, kLatest, [&](StoredEvent stored) {
        auto event = Session::Decode(stored);
        if (!event.ok()) {
          outcome = event.error();
          return absl::CancelledError();
        }
        events.push_back(*std::move(event));
        version = stored.last_version;
        return absl::OkStatus();
      }));
  for (Event& event : events) {
    CLI_RETURN_IF_ERROR(FindSignature(log, events, event));
  }
  return outcome;
}

// Reads those of the streams that were not read yet.
Outcome ReadAll(const EventLog& log, const std::set<std::string>& names,
                Recorded& recorded) {
  std::vector<std::string> streams;
  for (const std::string& name : names) {
    if (!recorded.events.contains(name)) streams.push_back(name);
  }
  std::vector<std::vector<Event>> events(streams.size());
  std::vector<std::uint64_t> versions(streams.size());
  std::vector<Outcome> outcomes(streams.size(), Nothing{});
  InParts(streams.size(), kLeastStreams, [&](std::size_t i, std::size_t end) {
    for (; i < end; ++i) {
      outcomes[i] = ReadOne(log, streams[i], events[i], versions[i]);
    }
  });
  for (std::size_t i = 0; i < streams.size(); ++i) {
    CLI_RETURN_IF_ERROR(outcomes[i]);
    recorded.events.emplace_hint(recorded.events.end(), streams[i],
                                 std::move(events[i]));
    recorded.versions.emplace_hint(recorded.versions.end(), streams[i],
                                   versions[i]);
  }
  return Nothing{};
}

}  // namespace

Result<Recorded> ReadRecorded(Session& session, const Authored& authored) {
  const EventLog& log = session.log();
  // Scopes of any contract are checked against the trees of the ledger.
  CLI_ASSIGN(const std::vector<std::string> trees,
             log.Streams(kScopeStreamPrefix));
  std::set<std::string> names(trees.begin(), trees.end());
  bool keys = false;
  for (const AuthoredEvent& one : authored.events) {
    names.insert(one.event.stream);
    keys = keys || one.event.As<PartyKey>() != nullptr;
  }
  // No two parties have one key.
  if (keys) {
    CLI_ASSIGN(const std::vector<std::string> parties,
               log.Streams(kPartyStreamPrefix));
    names.insert(parties.begin(), parties.end());
  }
  Recorded recorded;
  CLI_RETURN_IF_ERROR(ReadAll(log, names, recorded));
  // So are those of a family that the events speak of: the contracts above
  // theirs, and those that end with one.
  std::set<std::string> next;
  for (const AuthoredEvent& one : authored.events) {
    AddFamily(one.event, next);
  }
  for (const auto& [stream, events] : recorded.events) {
    for (const Event& event : events) AddFamily(event, next);
  }
  while (!next.empty()) {
    CLI_RETURN_IF_ERROR(ReadAll(log, next, recorded));
    std::set<std::string> more;
    for (const std::string& contract : next) {
      recorded.family.insert(contract);
      for (const Event& event : recorded.events[contract]) {
        AddFamily(event, more);
      }
    }
    std::erase_if(more, [&](const std::string& contract) {
      return recorded.family.contains(contract);
    });
    next = std::move(more);
  }
  return recorded;
}

}  // namespace covenant::cli
