#include "cli/commands/checkpoint.h"

#include "cli/checkpoints.h"
#include "cli/log_keys.h"
#include "cli/render/json.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  CLI_ASSIGN(const SignerKey key,
             ReadLogKey(line.Get("key"), KeyType::kEd25519,
                        context.StorePath()));
  CLI_ASSIGN(Session session, context.Open(OpenMode::kWrite));
  CLI_ASSIGN(const Checkpoint checkpoint,
             SignCheckpoint(session, key, line.Get("since"),
                            line.Has("cut-back")));
  const TreeHead& head = checkpoint.head;
  CLI_ASSIGN(const Event heads, HeadsOf(session, head.size));
  CLI_RETURN_IF_ERROR(session.log().Close());
  if (!context.json()) {
    context.out = checkpoint.bytes;
    context.notes = "signed the first " + std::to_string(head.size) +
                    (head.size == 1 ? " entry" : " entries") + " of " +
                    Printable(head.origin) + "; " + heads.Ref() +
                    " names the newest entry of every stream\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.checkpoint.v1");
  json.Key("origin").String(head.origin);
  json.Key("size").Number(head.size);
  json.Key("root").String(head.root.ToHex());
  json.Key("key").String(key.verifier().Label());
  json.Key("heads").String(heads.Ref());
  json.Key("checkpoint").String(checkpoint.bytes);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command CheckpointCommand() {
  return {.form = {.name = "checkpoint",
                   .alias = "",
                   .flags = {"key", "since", "cut-back"},
                   .usage = "--key FILE [--since CHECKPOINT]"},
          .group = "trust",
          .summary = "sign the head of the ledger for others to keep",
          .about =
              "The checkpoint is a signed note (c2sp.org/tlog-checkpoint): who "
              "keeps it can tell later whether the ledger still has all that "
              "it had. Before it the ledger records `heads`, which names the "
              "newest entry of every stream, and afterwards it keeps the "
              "checkpoint. A head that contradicts the last one that was "
              "signed, or the CHECKPOINT given with --since, is not signed; "
              "exit code 5. A ledger that was restored to an earlier point "
              "contradicts what was signed beyond it: --cut-back says that "
              "this is known, and signs. FILE is the key that `covenant keygen` made. Give "
              "the checkpoint away: one that lies beside the ledger protects "
              "from nothing.",
          .run = Run};
}

}  // namespace covenant::cli
