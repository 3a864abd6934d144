#include "cli/commands/keygen.h"

#include <string>

#include "cli/key_file.h"
#include "cli/render/json.h"
#include "ledger/proof/note.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  const std::string& name = line.arguments.front();
  const std::string& file = line.Get("output");
  if (!IsKeyName(name)) {
    return UsageError(Quoted(name) + " is not a name for a key",
                      "write it without spaces and `+`, such as "
                      "`ledger.example.com/contracts` or `acme-2024`");
  }
  if (file.empty()) {
    return UsageError("the command needs -o FILE",
                      "the private key goes into a file of its own, never to "
                      "the terminal");
  }
  const KeyType type =
      line.Has("cosigner") ? KeyType::kCosignature : KeyType::kEd25519;
  const SignerKey key(name, type, RandomKey());
  CLI_RETURN_IF_ERROR(WriteKeyFile(file, key));
  if (!context.json()) {
    context.out = key.verifier().ToString() + "\n";
    context.notes = "the private key is in " + Printable(file) +
                    "; keep it outside the ledger and its backups\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.keygen.v1");
  json.Key("key").String(key.verifier().ToString());
  json.Key("type").String(type == KeyType::kCosignature ? "cosignature"
                                                        : "signature");
  json.Key("file").String(file);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command KeygenCommand() {
  return {.form = {.name = "keygen",
                   .alias = "",
                   .flags = {"cosigner"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "NAME -o FILE"},
          .group = "trust",
          .summary = "make a signing key",
          .about =
              "Makes an Ed25519 key and writes the private one to FILE, which "
              "must not exist yet and which only its owner may read (mode "
              "0600). Prints the verifier key NAME+HASH+KEY, which is for "
              "everybody. The key of a ledger's checkpoints has the ledger's "
              "origin as its name; that of a party has any name. With "
              "--cosigner the key is one for cosignatures.",
          .run = Run,
          .writes_file = true};
}

}  // namespace covenant::cli
