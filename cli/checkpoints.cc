#include "cli/checkpoints.h"

#include <algorithm>
#include <utility>

#include "cli/files.h"
#include "cli/log_keys.h"
#include "cli/published.h"
#include "ledger/codec/event_codec.h"
#include "ledger/store/heads.h"
#include "ledger/store/log_tree.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Error Contradicts(const std::string& what, const std::string& why) {
  return MakeError(kDamaged, "contradicts",
                   "the ledger contradicts " + what + ": " + why,
                   "entries were cut off, an old copy took the ledger's place, "
                   "or its history was rewritten; keep this copy for "
                   "inspection and restore a backup. If it was restored to an "
                   "earlier point on purpose, `covenant checkpoint --cut-back` "
                   "disowns what was signed beyond it");
}

Outcome CheckOrigin(const EventLog& log, const TreeHead& head,
                    const std::string& what) {
  if (head.origin == log.origin()) return Nothing{};
  return UsageError(what + " is of the log " + Quoted(head.origin) +
                    ", and this ledger is " + Quoted(log.origin()));
}

// A checkpoint that was kept outside, by whoever signs the next one.
Outcome CheckSince(const EventLog& log, const SignerKey& key,
                   const std::string& since) {
  if (since.empty()) return Nothing{};
  CLI_ASSIGN(const Checkpoint older, ReadCheckpoint(since));
  CLI_RETURN_IF_ERROR(CheckOrigin(log, older.head, since));
  const auto signatures = VerifyNote(older.note, {key.verifier()});
  if (!signatures.ok()) return NotVerified(since, signatures.status());
  return CheckContains(log, older.head, since);
}

// That the ledger still has what was signed of it.
Outcome CheckLastKept(const std::vector<Checkpoint>& kept,
                      const EventLog& log) {
  if (kept.empty()) return Nothing{};
  const TreeHead& head = kept.back().head;
  return CheckContains(log, head,
                       "the checkpoint of " + std::to_string(head.size) +
                           " entries that was signed of it");
}

// What was signed of a log that was then cut back.
Outcome DisownContradicted(EventLog& log) {
  CLI_ASSIGN(const std::vector<KeptCheckpoint> kept, log.Checkpoints());
  for (const KeptCheckpoint& one : kept) {
    const auto checkpoint = ParseCheckpoint(one.note);
    if (!checkpoint.ok()) continue;
    const Outcome contained = CheckContains(log, checkpoint->head, "");
    if (contained.ok()) continue;
    if (contained.error().diagnostics.front().code != "contradicts") {
      return contained.error();
    }
    CLI_RETURN_IF_ERROR(log.KeepCheckpoint({one.size, one.key, ""}));
  }
  return Nothing{};
}

// That the log itself signed the checkpoint: a signature in it is one that was
// kept when it was made. The key is not needed for that, and the ledger does
// not have it.
Outcome CheckKept(const EventLog& log, const Checkpoint& given,
                  const std::string& file) {
  CLI_ASSIGN(const std::vector<Checkpoint> kept, KeptCheckpoints(log));
  for (const Checkpoint& one : kept) {
    if (!(one.head == given.head)) continue;
    for (const NoteSignature& ours : one.note.signatures) {
      const auto is_ours = [&ours](const NoteSignature& theirs) {
        return theirs.line == ours.line;
      };
      if (std::any_of(given.note.signatures.begin(),
                      given.note.signatures.end(), is_ours)) {
        return Nothing{};
      }
    }
  }
  return MakeError(kRefused, "not-in-this-state",
                   "none of the signatures in " + file +
                       " is one that the ledger kept when it was signed",
                   "sign a checkpoint with `covenant checkpoint --key FILE`; "
                   "`cosign` adds to the file that it gives");
}

bool SignedBy(const Checkpoint& checkpoint, const SignerKey& key) {
  return VerifyNote(checkpoint.note, {key.verifier()}).ok();
}

// The `heads` event that the entry with this sequence is; nothing if it is
// another event.
Result<std::optional<Event>> HeadsAtEntry(Session& session,
                                          std::uint64_t sequence) {
  std::optional<Event> event;
  if (sequence == 0) return event;
  CLI_ASSIGN(const std::vector<StoredEvent> stored,
             session.log().LogEvents(sequence, 1));
  if (stored.empty() || stored.front().header.sequence != sequence ||
      stored.front().header.stream != kLedgerStream) {
    return event;
  }
  CLI_ASSIGN(Event decoded, Session::Decode(stored.front()));
  const auto* heads = decoded.As<Heads>();
  if (heads != nullptr && heads->size + 1 == sequence) {
    event = std::move(decoded);
  }
  return event;
}

}  // namespace

Result<Checkpoint> ReadCheckpoint(const std::string& file) {
  CLI_ASSIGN(const std::string bytes, PublishedFile(file, kMaxNoteBytes));
  auto checkpoint = ParseCheckpoint(bytes);
  if (!checkpoint.ok()) return NotVerified(file, checkpoint.status());
  return *std::move(checkpoint);
}

Outcome CheckContains(const EventLog& log, const TreeHead& older,
                      const std::string& what) {
  CLI_ASSIGN(const Position head, log.Head());
  if (older.size > head.sequence) {
    return Contradicts(what, "it has " + std::to_string(head.sequence) +
                                 " entries, and the checkpoint has " +
                                 std::to_string(older.size));
  }
  CLI_ASSIGN(const Hash root, RootOf(log, older.size));
  if (root == older.root) return Nothing{};
  return Contradicts(what, "the root of its first " +
                               std::to_string(older.size) + " entries is " +
                               root.ToHex() + ", and the checkpoint has " +
                               older.root.ToHex());
}

Result<std::vector<Checkpoint>> KeptCheckpoints(const EventLog& log) {
  CLI_ASSIGN(const std::vector<KeptCheckpoint> rows, log.Checkpoints());
  std::vector<Checkpoint> kept;
  for (const KeptCheckpoint& row : rows) {
    auto checkpoint = ParseCheckpoint(row.note);
    if (!checkpoint.ok() || checkpoint->head.size != row.size ||
        checkpoint->head.origin != log.origin()) {
      return MakeError(kDamaged, "damaged",
                       "the checkpoint of " + std::to_string(row.size) +
                           " entries that the ledger kept is none of it");
    }
    kept.push_back(*std::move(checkpoint));
  }
  return kept;
}

Outcome AppendHeads(Session& session) {
  EventLog& log = session.log();
  CLI_ASSIGN(const Position head, log.Head());
  CLI_ASSIGN(const std::optional<Event> last,
             HeadsAtEntry(session, head.sequence));
  if (last) return Nothing{};
  CLI_ASSIGN(const std::vector<HeadEntry> heads, HeadsAt(log, head.sequence));
  Event event;
  event.stream = std::string(kLedgerStream);
  event.id = "heads-" + std::to_string(head.sequence);
  event.type = "heads";
  event.body = Heads{head.sequence, HeadsRoot(heads)};
  NewEvent stored;
  stored.stream = event.stream;
  stored.event_id = event.id;
  stored.type = event.type;
  stored.schema_version = kSchemaVersion;
  CLI_ASSIGN(stored.payload, EncodePayload(event));
  // In backfill the clock of today would close the past to what is still to be
  // loaded.
  if (log.in_backfill() && head.sequence > 0) {
    stored.asserted_at = head.recorded_at;
  }
  AppendRequest request;
  request.events.push_back(std::move(stored));
  request.expected_head_sequence = head.sequence;
  CLI_RETURN_IF_ERROR(log.Append(std::move(request)));
  session.Forget();
  return Nothing{};
}

Result<Event> HeadsOf(Session& session, std::uint64_t size) {
  CLI_ASSIGN(std::optional<Event> event, HeadsAtEntry(session, size));
  if (event) return *std::move(event);
  return MakeError(kRefused, "not-in-this-state",
                   "the checkpoint of " + std::to_string(size) +
                       " entries does not end in the heads of all streams",
                   "sign one with `covenant checkpoint`");
}

Result<Checkpoint> SignCheckpoint(Session& session, const SignerKey& key,
                                  const std::string& since, bool cut_back) {
  EventLog& log = session.log();
  if (key.verifier().name() != log.origin()) {
    return UsageError("the key " + key.verifier().Label() +
                          " is not named like the ledger, " +
                          Quoted(log.origin()),
                      "make one with `covenant keygen FILE`");
  }
  CLI_RETURN_IF_ERROR(CheckSince(log, key, since));
  if (cut_back) CLI_RETURN_IF_ERROR(DisownContradicted(log));
  CLI_ASSIGN(const std::vector<Checkpoint> kept, KeptCheckpoints(log));
  CLI_RETURN_IF_ERROR(CheckLastKept(kept, log));
  CLI_RETURN_IF_ERROR(AppendHeads(session));
  CLI_ASSIGN(const Position head, log.Head());
  TreeHead tree{log.origin(), head.sequence, Hash()};
  CLI_ASSIGN(tree.root, RootOf(log, tree.size));
  for (const Checkpoint& one : kept) {
    if (one.head == tree && SignedBy(one, key)) return one;
  }
  const std::string text = TreeHeadText(tree);
  const std::string note = NoteBytes(text, {key.SignatureLine(text, 0)});
  // What was signed is kept, on disk, before anybody can have it.
  CLI_RETURN_IF_ERROR(
      log.KeepCheckpoint({tree.size, key.verifier().id(), note}));
  CLI_RETURN_IF_ERROR(log.Flush());
  CLI_ASSIGN(const Checkpoint checkpoint, ParseCheckpoint(note));
  return checkpoint;
}

Result<Checkpoint> ChosenCheckpoint(const Context& context, Session& session) {
  const CommandLine& line = context.line;
  if (line.Has("checkpoint") && line.Has("key")) {
    return UsageError("--checkpoint and --key exclude each other",
                      "--checkpoint FILE names one that is signed, --key FILE "
                      "signs a new one");
  }
  if (line.Has("key")) {
    CLI_ASSIGN(const SignerKey key,
               ReadLogKey(line.Get("key"), KeyType::kEd25519,
                          context.StorePath()));
    return SignCheckpoint(session, key, "");
  }
  if (line.Has("checkpoint")) {
    const std::string& file = line.Get("checkpoint");
    CLI_ASSIGN(Checkpoint given, ReadCheckpoint(file));
    CLI_RETURN_IF_ERROR(CheckOrigin(session.log(), given.head, file));
    CLI_RETURN_IF_ERROR(CheckContains(session.log(), given.head, file));
    CLI_RETURN_IF_ERROR(CheckKept(session.log(), given, file));
    return given;
  }
  CLI_ASSIGN(std::vector<Checkpoint> kept, KeptCheckpoints(session.log()));
  if (kept.empty()) {
    return MakeError(kRefused, "not-in-this-state",
                     "no checkpoint of the ledger was signed yet",
                     "sign one with `covenant checkpoint --key FILE`, or name "
                     "one with --checkpoint FILE");
  }
  CLI_RETURN_IF_ERROR(CheckLastKept(kept, session.log()));
  return std::move(kept.back());
}

Result<Session> OpenForCheckpoint(const Context& context) {
  return context.Open(context.line.Has("key") ? OpenMode::kWrite
                                              : OpenMode::kRead);
}

}  // namespace covenant::cli
