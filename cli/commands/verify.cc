#include "cli/commands/verify.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "cli/all_cores.h"
#include "cli/checkpoints.h"
#include "cli/progress.h"
#include "cli/published.h"
#include "cli/render/event_text.h"
#include "cli/render/json.h"
#include "cli/snapshots.h"
#include "cli/state_digest.h"
#include "ledger/codec/event_codec.h"
#include "ledger/store/log_tree.h"
#include "ledger/store/verify.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr std::uint64_t kLeastMegabytes = 1;
constexpr std::uint64_t kMostMegabytes = 1'000'000;
constexpr std::size_t kMaxShown = 10;
// Somebody may write to the ledger meanwhile, and what a reader sees then is
// put together from two moments.
constexpr int kAttempts = 3;

absl::StatusOr<EventClaims> ReadClaims(const StoredEvent& stored) {
  Result<Event> event = Session::Decode(stored);
  if (!event.ok()) {
    return absl::DataLossError(event.error().diagnostics.front().message);
  }
  EventClaims claims;
  claims.also = event->touches;
  claims.readable = event->As<UnknownBody>() == nullptr;
  if (const auto* heads = event->As<Heads>()) {
    claims.heads.emplace(heads->size, heads->root);
  }
  for (const Text* text : TextsOf(*event)) {
    const auto mac = Hash::FromBytes(text->mac);
    if (text->sealed && mac) claims.macs.push_back(*mac);
  }
  if (const auto* erasure = event->As<Erasure>(); erasure != nullptr) {
    claims.erases = erasure->target;
  }
  claims.ends_backfill = event->As<GoLive>() != nullptr;
  return claims;
}

std::string Meaning(const StoredEvent& stored) {
  const Result<Event> event = Session::Decode(stored);
  if (!event.ok()) return "";
  const std::string summary = EventSummary(*event);
  return event->type + (summary.empty() ? "" : ": " + summary);
}

std::string FindingText(const VerifyFinding& finding) {
  std::string text;
  if (!finding.stream.empty()) {
    text = finding.stream + "@" + std::to_string(finding.version);
    if (!finding.event_id.empty()) text += " " + finding.event_id;
    if (finding.sequence > 0) {
      text += " (sequence " + std::to_string(finding.sequence) + ")";
    }
    if (!finding.meaning.empty()) text += ", " + finding.meaning;
    text += ": ";
  } else if (finding.sequence > 0) {
    text = "sequence " + std::to_string(finding.sequence) + ": ";
  }
  return text + finding.why;
}

Error Damages(const std::vector<VerifyFinding>& findings) {
  Error error;
  error.exit_code = kDamaged;
  for (std::size_t i = 0; i < findings.size() && i < kMaxShown; ++i) {
    Diagnostic diagnostic;
    diagnostic.code = "damaged";
    diagnostic.message = FindingText(findings[i]);
    error.diagnostics.push_back(std::move(diagnostic));
  }
  std::string help = "keep this copy for inspection and restore a backup";
  if (findings.size() > kMaxShown) {
    help += "; " + std::to_string(findings.size() - kMaxShown) +
            " more are not shown";
  }
  error.diagnostics.back().help = help;
  return error;
}

struct Verified {
  VerifyReport report;
  std::string origin;
  std::uint64_t size = 0;
  Hash root;
  std::size_t checkpoints = 0;
  View view;
  Hash state;
  std::size_t contracts = 0;
  std::size_t snapshots = 0;              // kept, and as a full replay has it
  std::vector<std::string> not_replayed;  // they hold events of a newer schema
  // Of parties, with a key: all, and those that no key of theirs has made.
  std::uint64_t party_signatures = 0;
  std::vector<std::string> not_holding;
};

// Every checkpoint that was signed of the ledger is of its entries, and with
// keys, signed by one of them.
Outcome CheckKept(const EventLog& log, const std::vector<VerifierKey>& keys,
                  Verified& verified) {
  CLI_ASSIGN(const std::vector<Checkpoint> kept, KeptCheckpoints(log));
  for (const Checkpoint& one : kept) {
    const std::string what = "the checkpoint of " +
                             std::to_string(one.head.size) +
                             " entries that was signed of it";
    CLI_RETURN_IF_ERROR(CheckContains(log, one.head, what));
    if (keys.empty()) continue;
    const auto signatures = VerifyNote(one.note, keys);
    if (!signatures.ok()) return NotVerified(what, signatures.status());
  }
  verified.checkpoints = kept.size();
  return Nothing{};
}

// Replays every contract, on all cores.
Outcome Replay(const Context& context, Session& session, Verified& verified) {
  CLI_ASSIGN(verified.view.known, session.PointAt(verified.size));
  verified.view.as_of = session.today();
  CLI_ASSIGN(const std::vector<std::string> contracts,
             session.Contracts(verified.size));
  std::vector<std::optional<Hash>> digests(contracts.size());
  std::vector<std::vector<std::string>> bad(contracts.size());
  std::vector<std::uint64_t> signatures(contracts.size());
  std::vector<SnapshotCheck> snapshots(contracts.size());
  const auto digest_one = [&](Session& own, std::size_t i) -> Outcome {
    auto contract = own.Load(contracts[i], verified.size);
    if (const auto events = own.Events(contracts[i], verified.size);
        events.ok()) {
      for (const Event& event : *events) {
        const auto* signature = event.As<Signature>();
        if (signature == nullptr || !signature->key) continue;
        ++signatures[i];
        if (!signature->holds) bad[i].push_back(event.Ref());
      }
    }
    const Result<Hash> digest =
        contract.ok() ? ContractDigest(*contract, verified.view)
                      : Result<Hash>(contract.error());
    if (digest.ok()) {
      CLI_ASSIGN(snapshots[i], CheckSnapshot(own, contracts[i]));
    }
    own.Forget();
    if (digest.ok()) {
      digests[i] = *digest;
    } else if (digest.error().exit_code != kStore) {
      // What a newer program wrote is no damage.
      return digest.error();
    }
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(OnAllCores(context, session, contracts.size(),
                                 "replaying", digest_one));
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    verified.party_signatures += signatures[i];
    verified.not_holding.insert(verified.not_holding.end(), bad[i].begin(),
                                bad[i].end());
  }
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    if (!snapshots[i].wrong.empty()) {
      return MakeError(
          kDamaged, "damaged",
          "the snapshot of " + contracts[i] + ": " + snapshots[i].wrong +
              "; the entries hold, and a snapshot is only a cache",
          "`covenant snapshot " + contracts[i] +
              "` makes it anew; then verify again, and tell us if it comes "
              "back");
    }
    if (snapshots[i].kept) ++verified.snapshots;
  }
  std::vector<ContractState> states;
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    if (digests[i]) {
      states.push_back({contracts[i], *digests[i]});
    } else {
      verified.not_replayed.push_back(contracts[i]);
    }
  }
  verified.state = StateDigest(verified.view, states);
  verified.contracts = states.size();
  return Nothing{};
}

Result<std::uint64_t> MemoryOf(const CommandLine& line) {
  if (!line.Has("memory")) return kDefaultVerifyBytes;
  const std::string& text = line.Get("memory");
  std::uint64_t megabytes = 0;
  if (AllDigits(text) && text.size() < 8) megabytes = std::stoull(text);
  if (megabytes < kLeastMegabytes || megabytes > kMostMegabytes) {
    return UsageError("--memory " + Quoted(text) +
                          " is not a number of megabytes",
                      "write a number from 1 to 1000000, such as `--memory "
                      "512`");
  }
  return megabytes << 20;
}

Result<Verified> VerifyOnce(const Context& context, Session& session,
                            std::uint64_t memory,
                            const std::vector<VerifierKey>& keys,
                            const std::optional<Checkpoint>& since) {
  Verified verified;
  const EventLog& log = session.log();
  verified.origin = log.origin();
  CLI_ASSIGN(const Position head, log.Head());
  verified.size = head.sequence;
  {
    ProgressLine progress("verifying", "entries", context.line.Has("quiet"));
    VerifyOptions options;
    options.memory_bytes = memory;
    options.read_event = ReadClaims;
    options.describe = Meaning;
    options.progress = [&](std::uint64_t done, std::uint64_t all) {
      progress.Show(done, all);
    };
    CLI_ASSIGN(verified.report, log.Verify(options));
  }
  if (!verified.report.findings.empty()) {
    return Damages(verified.report.findings);
  }
  CLI_RETURN_IF_ERROR(CheckKept(log, keys, verified));
  if (since) {
    CLI_RETURN_IF_ERROR(
        CheckContains(log, since->head, context.line.Get("since")));
  }
  CLI_RETURN_IF_ERROR(Replay(context, session, verified));
  CLI_ASSIGN(const auto root, RootOf(log, verified.size));
  verified.root = root;
  if (verified.report.erasure_pending) {
    return MakeError(kDamaged, "damaged",
                     "an erasure was broken off: what it erased can still be in "
                     "the files; all else holds",
                     "any command that writes finishes it, such as `covenant "
                     "checkpoint --key FILE`; then verify again");
  }
  return verified;
}

std::string Count(std::uint64_t number, const std::string& one,
                  const std::string& many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string VerifiedText(const Context& context, const Verified& verified,
                         bool keys, const std::optional<Checkpoint>& since) {
  const VerifyReport& report = verified.report;
  std::string text =
      Printable(verified.origin) + ": " +
      Count(report.entries, "entry", "entries") + " of " +
      Count(report.events, "event", "events") + " in " +
      Count(report.streams, "stream", "streams") +
      " recomputed; all of it holds\n  tree         " +
      Count(report.tiles, "tile", "tiles") + ", root " + verified.root.ToHex() +
      "\n  index        " + Count(report.index_rows, "row", "rows") +
      "\n  sealed       " + Count(report.sealed, "text", "texts") + ", " +
      std::to_string(report.erased) + " erased" +
      (report.unexplained.empty()
           ? ""
           : ", of " + Count(report.unexplained.size(), "event", "events") +
                 " without an erasure in this ledger, first " +
                 Printable(report.unexplained.front()) +
                 ":\n               it was restored to a point before the "
                 "erasure, or somebody took them out") +
      "\n  checkpoints  " + std::to_string(verified.checkpoints) + " signed" +
      (verified.checkpoints == 0 ? ""
       : keys                    ? ", their signatures verified"
                                 : ", their signatures not looked at (--key)") +
      ", " + Count(report.heads, "event", "events") +
      " with heads\n  state        " + verified.state.ToHex() + " of " +
      Count(verified.contracts, "contract", "contracts") + " on " +
      verified.view.as_of.ToString() + "\n";
  if (verified.snapshots > 0) {
    text += "  snapshots    " + std::to_string(verified.snapshots) +
            " as full replays have it\n";
  }
  if (verified.party_signatures > 0) {
    text += "  parties      " +
            Count(verified.party_signatures, "signature", "signatures") +
            " with keys, " + std::to_string(verified.not_holding.size()) +
            " that do not hold and do not count\n";
  }
  for (const std::string& one : verified.not_holding) {
    text += "  does not hold " + Printable(one) + "\n";
  }
  for (const std::string& contract : verified.not_replayed) {
    text += "  not replayed " + Printable(contract) +
            ": it has events of a newer schema\n";
  }
  if (since) {
    return text + "It continues the checkpoint of " +
           Count(since->head.size, "entry", "entries") + " in " +
           Printable(context.line.Get("since")) + ".\n";
  }
  return text +
         "No older checkpoint was given (--since FILE): an old copy in the "
         "ledger's place,\nor one that was rewritten as a whole, would not be "
         "noticed.\n";
}

std::string VerifiedJson(const Verified& verified, bool keys,
                         const std::optional<Checkpoint>& since) {
  const VerifyReport& report = verified.report;
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.verify.v1");
  json.Key("verified").Bool(true);
  json.Key("origin").String(verified.origin);
  json.Key("size").Number(verified.size);
  json.Key("root").String(verified.root.ToHex());
  json.Key("entries").Number(report.entries);
  json.Key("events").Number(report.events);
  json.Key("streams").Number(report.streams);
  json.Key("bytes").Number(report.bytes);
  json.Key("tiles").Number(report.tiles);
  json.Key("index_rows").Number(report.index_rows);
  json.Key("sealed").Number(report.sealed);
  json.Key("erased").Number(report.erased);
  if (!report.unexplained.empty()) {
    json.Key("unexplained").Strings(report.unexplained);
  }
  json.Key("heads").Number(report.heads);
  json.Key("passes").Number(report.passes);
  json.Key("checkpoints").Number(std::uint64_t{verified.checkpoints});
  json.Key("signatures_verified").Bool(keys);
  json.Key("as_of").String(verified.view.as_of.ToString());
  json.Key("contracts").Number(std::uint64_t{verified.contracts});
  json.Key("state").String(verified.state.ToHex());
  json.Key("snapshots").Number(std::uint64_t{verified.snapshots});
  json.Key("not_replayed").Strings(verified.not_replayed);
  json.Key("party_signatures").Number(verified.party_signatures);
  json.Key("not_holding").Strings(verified.not_holding);
  if (since) json.Key("continues").Number(since->head.size);
  json.EndObject();
  return json.Take();
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  CLI_ASSIGN(const std::uint64_t memory, MemoryOf(line));
  std::vector<VerifierKey> keys;
  if (line.Has("key")) {
    CLI_ASSIGN(keys, KeysOf(line));
  }
  std::optional<Checkpoint> since;
  if (line.Has("since")) {
    CLI_ASSIGN(since, ReadCheckpoint(line.Get("since")));
    if (!keys.empty()) {
      const auto signatures = VerifyNote(since->note, keys);
      if (!signatures.ok()) {
        return NotVerified(line.Get("since"), signatures.status());
      }
    }
  }
  for (int attempt = 1;; ++attempt) {
    CLI_ASSIGN(Session session, context.Open(OpenMode::kRead));
    CLI_ASSIGN(const Position head, session.log().Head());
    if (since && since->head.origin != session.log().origin()) {
      return UsageError(line.Get("since") + " is of the log " +
                        Quoted(since->head.origin) + ", and this ledger is " +
                        Quoted(session.log().origin()));
    }
    const auto verified = VerifyOnce(context, session, memory, keys, since);
    if (verified.ok()) {
      context.out = context.json()
                        ? VerifiedJson(*verified, !keys.empty(), since)
                        : VerifiedText(context, *verified, !keys.empty(), since);
      return kDone;
    }
    auto now = context.Open(OpenMode::kRead);
    if (!now.ok()) return verified.error();
    CLI_ASSIGN(const Position after, now->log().Head());
    const bool moved = after.sequence != head.sequence;
    if (!moved || attempt == kAttempts) return verified.error();
  }
}

}  // namespace

Command VerifyCommand() {
  return {.form = {.name = "verify",
                   .alias = "",
                   .flags = {"since", "key", "memory"},
                   .usage = "[--since CHECKPOINT] [--key VKEY]"},
          .group = "trust",
          .summary = "recompute the whole ledger from its entries",
          .about =
              "Every file's checksum, every entry's hash, every stream's "
              "chain, the tree and its tiles, every index row, sealed value, "
              "`heads` event and signed checkpoint is computed again and "
              "compared; every event is decoded and every contract replayed. "
              "The first thing that does not hold is named; exit code 5. A "
              "digest of all answers of today (--today) is shown, to compare "
              "with that of another copy or program. A cut-off end, an old "
              "copy and a ledger that was rewritten as a whole can only be "
              "seen against a checkpoint that was kept elsewhere: --since "
              "FILE. With --key its signature is checked, and that of every "
              "checkpoint that the ledger kept. --memory bounds what is held "
              "at a time; a larger ledger takes several passes.",
          .run = Run};
}

}  // namespace covenant::cli
