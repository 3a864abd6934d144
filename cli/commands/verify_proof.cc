#include "cli/commands/verify_proof.h"

#include "cli/published.h"
#include "cli/render/terminal.h"
#include "ledger/proof/checkpoint.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxProofBytes = 2'000'000;
// Entries of other logs may be larger than ours.
constexpr std::size_t kMaxEntryBytes = 100'000'000;

Result<int> Run(Context& context) {
  CLI_ASSIGN(const std::vector<VerifierKey> keys, KeysOf(context.line));
  if (!context.line.Has("entry")) {
    return UsageError("`verify-proof` needs --entry FILE",
                      "the file holds the entry's exact bytes");
  }
  const std::string& name = context.line.arguments.front();
  CLI_ASSIGN(const std::string bytes, PublishedFile(name, kMaxProofBytes));
  CLI_ASSIGN(const std::string entry,
             PublishedFile(context.line.Get("entry"), kMaxEntryBytes));
  const auto proof = ParseInclusionProof(bytes);
  if (!proof.ok()) return NotVerified(name, proof.status());
  const auto signatures = VerifyEntry(*proof, entry, keys);
  if (!signatures.ok()) return NotVerified(name, signatures.status());
  const TreeHead& head = proof->checkpoint.head;
  const absl::Status by_log = CheckSignedByLog(head.origin, *signatures);
  if (!by_log.ok()) return NotVerified(name, by_log);
  if (!context.json()) {
    context.out = "the entry is number " + std::to_string(proof->index) +
                  " of the " + std::to_string(head.size) + " of " +
                  Printable(head.origin) + "\n" + SignaturesText(*signatures);
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.verify-proof.v1");
  json.Key("verified").Bool(true);
  json.Key("origin").String(head.origin);
  json.Key("index").Number(proof->index);
  json.Key("size").Number(head.size);
  json.Key("root").String(head.root.ToHex());
  WriteSignatures(json, *signatures);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command VerifyProofCommand() {
  return {.form = {.name = "verify-proof",
                   .alias = "",
                   .flags = {"key", "entry"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "--key VKEY --entry FILE PROOF"},
          .group = "trust",
          .summary = "check that an entry is in a log, by its proof",
          .about =
              "PROOF is a file as c2sp.org/tlog-proof has it, of any log, with "
              "the checkpoint that it leads to; FILE holds the entry's exact "
              "bytes. The signature of the checkpoint and the path to its root "
              "are both checked. Entries are counted from 0. Exit code 5 if "
              "one of them does not hold.",
          .run = Run};
}

}  // namespace covenant::cli
