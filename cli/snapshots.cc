#include "cli/snapshots.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "ledger/value/ids.h"

namespace covenant::cli {
namespace {

std::optional<Snapshot> Kept(const EventLog& log, const std::string& contract,
                             SnapshotFlaw* flaw = nullptr) {
  const auto row = log.GetCache(SnapshotKey(contract));
  if (!row.ok() || !*row) {
    if (flaw != nullptr) *flaw = SnapshotFlaw::kNone;
    return std::nullopt;
  }
  return DecodeSnapshot(contract, **row, flaw);
}

// The event of the contract that begins at the sequence.
std::optional<Event> EventAt(const EventLog& log, const std::string& contract,
                             std::uint64_t sequence) {
  std::optional<Event> found;
  const absl::Status read =
      log.ReadLog(sequence, 1, [&](const StoredEvent& stored) {
        const bool is_it = stored.header.stream == contract &&
                           stored.header.sequence == sequence;
        if (is_it) {
          if (auto event = Session::Decode(stored); event.ok()) {
            found = *std::move(event);
          }
        }
        return absl::OkStatus();
      });
  return read.ok() ? found : std::nullopt;
}

// The contract since the past, as known at the sequence; nothing where the log
// does not go on from where the snapshot was made.
std::optional<Contract> ContractSince(Session& session,
                                      const Snapshot& snapshot,
                                      std::uint64_t known) {
  const EventLog& log = session.log();
  const std::string& id = snapshot.contract;
  std::vector<Event> events;
  for (const std::uint64_t sequence : snapshot.past->events) {
    if (sequence > snapshot.at.sequence) return std::nullopt;
    auto event = EventAt(log, id, sequence);
    if (!event) return std::nullopt;
    events.push_back(*std::move(event));
  }
  const absl::Status read = log.ReadStreamAfter(
      id, snapshot.at, known, [&](const StoredEvent& stored) -> absl::Status {
        auto event = Session::Decode(stored);
        if (!event.ok()) return absl::DataLossError("not readable");
        events.push_back(*std::move(event));
        return absl::OkStatus();
      });
  if (!read.ok()) return std::nullopt;
  auto shared = session.Shared(events);
  if (!shared.ok()) return std::nullopt;
  auto contract = Contract::Since(
      std::make_shared<const SettledPast>(*snapshot.past), id,
      std::make_shared<const std::vector<Event>>(std::move(events)), known,
      std::make_shared<const std::vector<Event>>(*std::move(shared)));
  if (!contract.ok()) return std::nullopt;
  return *std::move(contract);
}

// The sequence that stands for the known point of a contract.
Result<std::uint64_t> Resolved(const EventLog& log, std::uint64_t known) {
  if (known != kLatest) return known;
  CLI_ASSIGN(const Position head, log.Head());
  return head.sequence;
}

// When to look again, after the version at which that was done.
std::uint64_t NextTry(const Snapshot& last) {
  // Where none is found all events are replayed, so that is done more seldom
  // the longer the contract is.
  return last.tried + (last.past ? kSnapshotEvery
                                 : std::max(kSnapshotEvery, last.tried / 4));
}

// The newest past to be kept of the contract, and the entry that it has seen.
void Look(Session& session, std::uint64_t known, const StreamPosition& head,
          Snapshot& snapshot) {
  const Date today = session.today();
  if (snapshot.past) {
    const auto since = ContractSince(session, snapshot, known);
    if (since) {
      if (auto newer = since->SettledBy(today)) {
        snapshot.past = std::move(newer);
        snapshot.at = head;
        return;
      }
      // It still serves, so it stays.
      if (since->KeptAt(today).ok()) return;
    }
  }
  snapshot.past.reset();
  const auto whole = session.Load(snapshot.contract, known);
  if (!whole.ok()) return;
  snapshot.past = whole->SettledBy(today);
  if (snapshot.past) snapshot.at = head;
}

}  // namespace

Result<Open> OpenUnder(Session& session, const std::string& contract,
                       std::uint64_t known, Date as_of) {
  CLI_ASSIGN(const std::uint64_t sequence, Resolved(session.log(), known));
  if (!session.proposals().bind_on) {
    const auto snapshot = Kept(session.log(), contract);
    if (snapshot && snapshot->past && snapshot->past->known <= sequence &&
        snapshot->past->through <= as_of) {
      auto since = ContractSince(session, *snapshot, sequence);
      if (since) {
        auto owed = since->KeptAt(as_of);
        if (owed.ok()) {
          return Open{*std::move(since), *std::move(owed),
                      snapshot->past->settled, true};
        }
      }
    }
  }
  CLI_ASSIGN(Contract whole, session.Load(contract, sequence));
  CLI_ASSIGN(Obligations owed, whole.ObligationsAt(as_of));
  return Open{std::move(whole), std::move(owed), {}, false};
}

Result<bool> RenewSnapshot(Session& session, const std::string& contract,
                           bool anyway) {
  CLI_ASSIGN(const StreamPosition head, session.log().StreamHead(contract));
  Snapshot snapshot;
  if (auto kept = Kept(session.log(), contract)) snapshot = *std::move(kept);
  if (!anyway && (head.version < NextTry(snapshot) ||
                  head.version - snapshot.tried > kMostToRead)) {
    return snapshot.past.has_value();
  }
  snapshot.contract = contract;
  snapshot.tried = head.version;
  // As known when its last event was recorded, so that the past names it.
  Look(session, head.sequence, head, snapshot);
  CLI_RETURN_IF_ERROR(
      session.log().PutCache(SnapshotKey(contract), EncodeSnapshot(snapshot)));
  return snapshot.past.has_value();
}

void RenewSnapshotsSince(Session& session, std::uint64_t sequence) {
  session.Forget();                            // streams have grown
  std::map<std::string, std::uint64_t> grown;  // contracts to their versions
  const absl::Status read =
      session.log().ReadLog(sequence, kLatest, [&](const StoredEvent& stored) {
        grown[stored.header.stream] = stored.last_version;
        return absl::OkStatus();
      });
  if (!read.ok()) return;
  for (const auto& [stream, version] : grown) {
    if (IsReservedStreamId(stream) || version < kSnapshotEvery) continue;
    const auto renewed = RenewSnapshot(session, stream);
    if (!renewed.ok()) {
      spdlog::debug("no snapshot of {}: {}", stream,
                    renewed.error().diagnostics.front().message);
    }
    session.ForgetSurplus();
  }
}

Result<SnapshotCheck> CheckSnapshot(Session& session,
                                    const std::string& contract) {
  SnapshotCheck check;
  SnapshotFlaw flaw = SnapshotFlaw::kNone;
  const auto snapshot = Kept(session.log(), contract, &flaw);
  if (flaw == SnapshotFlaw::kDamaged) {
    check.wrong = "its bytes are not those that were written";
  }
  if (!snapshot || !snapshot->past) return check;
  check.kept = true;
  const SettledPast& past = *snapshot->past;
  CLI_ASSIGN(const Position head, session.log().Head());
  // A writer may have gone on since this reader opened the ledger.
  if (past.known > head.sequence) return check;
  for (const std::uint64_t known : {past.known, head.sequence}) {
    const auto since = ContractSince(session, *snapshot, known);
    if (!since) {
      check.wrong = "the entries do not lead to it";
      return check;
    }
    CLI_ASSIGN(const Contract whole, session.Load(contract, known));
    for (const Date day :
         {past.through, std::max(past.through, session.today())}) {
      const auto open = since->OpenAt(day);
      // Where it does not say anything it does no harm; what it was made for it
      // must say.
      if (!open.ok() && (known != past.known || day != past.through)) continue;
      CLI_ASSIGN(const OpenObligations all, whole.OpenAt(day));
      if (!open.ok() || !SameAnswers(*open, all)) {
        check.wrong = "what it says of " + day.ToString() +
                      " is not what a full replay as known at #" +
                      std::to_string(known) + " gives";
        return check;
      }
    }
  }
  return check;
}

}  // namespace covenant::cli
