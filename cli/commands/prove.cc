#include "cli/commands/prove.h"

#include <utility>
#include <vector>

#include "cli/checkpoints.h"
#include "cli/files.h"
#include "cli/render/json.h"
#include "ledger/proof/base64.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/store/log_tree.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

void WritePath(JsonWriter& json, const std::vector<Hash>& path) {
  json.Key("path").BeginArray();
  for (const Hash& hash : path) json.String(hash.ToHex());
  json.EndArray();
}

// The sequence of the entry: of the event's only part, or of the one that
// --part names.
Result<std::uint64_t> EntryOf(const Context& context, Session& session,
                              const Event& event) {
  CLI_ASSIGN(const std::vector<StoredEvent> stored,
             session.log().LogEvents(event.sequence, 1));
  if (stored.empty()) {
    return MakeError(kDamaged, "damaged", "the event is not there");
  }
  const std::uint64_t parts =
      stored.front().last_sequence - event.sequence + 1;
  const std::string& text = context.line.Get("part");
  if (text.empty() && parts == 1) return event.sequence;
  std::uint64_t part = 0;
  if (AllDigits(text) && text.size() < 10) part = std::stoull(text);
  if (part >= 1 && part <= parts) return event.sequence + part - 1;
  return UsageError(
      text.empty() ? "the event is stored as " + std::to_string(parts) +
                         " entries, and each has a proof of its own"
                   : "--part " + Quoted(text) + ": the event is stored as " +
                         std::to_string(parts) +
                         (parts == 1 ? " entry" : " entries"),
      "write --part 1" +
          (parts == 1 ? "" : " to --part " + std::to_string(parts)));
}

Result<int> ProveEvent(Context& context) {
  CLI_ASSIGN(Session session, OpenForCheckpoint(context));
  CLI_ASSIGN(const Event event,
             session.FindEvent(context.line.arguments.front()));
  CLI_ASSIGN(const std::uint64_t sequence, EntryOf(context, session, event));
  CLI_ASSIGN(const Checkpoint checkpoint, ChosenCheckpoint(context, session));
  const TreeHead& head = checkpoint.head;
  if (sequence > head.size) {
    return MakeError(kRefused, "not-in-this-state",
                     "the entry is #" + std::to_string(sequence) +
                         " of the ledger, and the checkpoint has " +
                         std::to_string(head.size) + " entries",
                     "sign a newer one with `covenant checkpoint --key FILE`");
  }
  InclusionProof proof;
  proof.index = sequence - 1;
  proof.checkpoint = checkpoint;
  CLI_ASSIGN(proof.path, InclusionPath(session.log(), sequence, head.size));
  std::string entry;
  CLI_RETURN_IF_ERROR(session.log().ReadEntries(
      sequence, 1, [&](RawEntry raw) -> absl::Status {
        entry = std::move(raw.bytes);
        return absl::OkStatus();
      }));
  if (context.line.Has("entry-out")) {
    CLI_RETURN_IF_ERROR(WriteWhole(context.line.Get("entry-out"), entry));
  }
  const std::string bytes = InclusionProofBytes(proof);
  if (!context.json()) {
    context.out = bytes;
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.prove.v1");
  json.Key("event").String(event.Ref());
  json.Key("sequence").Number(sequence);
  json.Key("index").Number(proof.index);
  json.Key("size").Number(head.size);
  json.Key("root").String(head.root.ToHex());
  WritePath(json, proof.path);
  json.Key("proof").String(bytes);
  json.Key("entry").String(Base64(entry));
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

Result<int> ProveSince(Context& context) {
  const std::string& since = context.line.Get("since");
  CLI_ASSIGN(const Checkpoint older, ReadCheckpoint(since));
  CLI_ASSIGN(Session session, OpenForCheckpoint(context));
  CLI_ASSIGN(const Checkpoint newer, ChosenCheckpoint(context, session));
  if (older.head.origin != session.log().origin()) {
    return UsageError(since + " is of the log " + Quoted(older.head.origin) +
                      ", and this ledger is " +
                      Quoted(session.log().origin()));
  }
  CLI_RETURN_IF_ERROR(CheckContains(session.log(), older.head, since));
  if (older.head.size > newer.head.size) {
    return MakeError(kRefused, "not-in-this-state",
                     since + " has " + std::to_string(older.head.size) +
                         " entries, and the newer checkpoint only " +
                         std::to_string(newer.head.size),
                     "sign a newer one with `covenant checkpoint --key FILE`");
  }
  ConsistencyProof proof;
  proof.old_size = older.head.size;
  proof.checkpoint = newer;
  CLI_ASSIGN(proof.path, ConsistencyPath(session.log(), older.head.size,
                                         newer.head.size));
  const std::string bytes = ConsistencyProofBytes(proof);
  if (!context.json()) {
    context.out = bytes;
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.prove-since.v1");
  json.Key("old_size").Number(proof.old_size);
  json.Key("size").Number(newer.head.size);
  json.Key("root").String(newer.head.root.ToHex());
  WritePath(json, proof.path);
  json.Key("proof").String(bytes);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  const bool since = line.Has("since");
  if (since != line.arguments.empty()) {
    return UsageError(since ? "`prove` takes an EVENT or --since, not both"
                            : "`prove` needs an EVENT or --since CHECKPOINT",
                      "`covenant help prove` shows both forms");
  }
  for (const char* flag : {"entry-out", "part"}) {
    if (since && line.Has(flag)) {
      return UsageError(std::string("--") + flag +
                        " is for the proof of an event");
    }
  }
  return since ? ProveSince(context) : ProveEvent(context);
}

}  // namespace

Command ProveCommand() {
  return {.form = {.name = "prove",
                   .alias = "",
                   .flags = {"since", "checkpoint", "key", "entry-out", "part"},
                   .most_arguments = 1,
                   .usage = "EVENT | --since CHECKPOINT"},
          .group = "trust",
          .summary = "prove that an event is in the ledger, or that it only grew",
          .about =
              "For an EVENT: the proof that its entry is under a checkpoint "
              "(c2sp.org/tlog-proof); with --entry-out also the entry's exact "
              "bytes. Who has both and the verifier key checks them with "
              "`verify-proof`, without the ledger. With --since: that the "
              "ledger continues an older CHECKPOINT (the body of add-checkpoint "
              "in c2sp.org/tlog-witness), for `cosign`. The proof rests on the "
              "newest checkpoint that was signed, or on that of --checkpoint "
              "FILE, or on one that is signed now with --key FILE.",
          .run = Run};
}

}  // namespace covenant::cli
