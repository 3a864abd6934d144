#include "cli/commands/keygen.h"

#include "cli/log_keys.h"
#include "cli/render/json.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  const std::string& file = line.arguments.front();
  const bool cosigner = line.Has("cosigner");
  const bool party = line.Has("name");
  if (cosigner && party) {
    return UsageError("a key is for a party or for a cosigner",
                      "leave --name or --cosigner out");
  }
  std::string name = line.Get(party ? "name" : "cosigner");
  std::string store = party ? context.StorePath() : "";
  if (!cosigner && !party) {
    CLI_ASSIGN(Session session, context.Open(OpenMode::kRead));
    name = session.log().origin();
    store = context.StorePath();
  }
  CLI_ASSIGN(const SignerKey key,
             NewLogKey(file, name,
                       cosigner ? KeyType::kCosignature : KeyType::kEd25519,
                       store));
  if (!context.json()) {
    context.out = key.verifier().ToString() + "\n";
    context.notes = "the signing key is in " + Printable(file) +
                    ", for its owner alone; the line above is for everybody "
                    "who checks what it signs\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.keygen.v1");
  json.Key("file").String(file);
  json.Key("type").String(cosigner ? "cosignature" : "signature");
  json.Key("verifier_key").String(key.verifier().ToString());
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command KeygenCommand() {
  return {.form = {.name = "keygen",
                   .alias = "",
                   .flags = {"name", "cosigner"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "[--name NAME|--cosigner NAME] FILE"},
          .group = "trust",
          .summary = "make a key for checkpoints, for a party or to cosign",
          .about =
              "A new Ed25519 key is written to FILE, which its owner alone may "
              "read, and its verifier key is shown: give that to everybody who "
              "is to check checkpoints, on a way that they trust. The key has "
              "the name of the ledger. Keep FILE outside the ledger and its "
              "backups. With --name it is a key of a party, of that name, for "
              "`sign`; with --cosigner one for `cosign`. No ledger is needed "
              "for them.",
          .run = Run};
}

}  // namespace covenant::cli
