#include "cli/commands/verify_note.h"

#include <sstream>
#include <string>

#include "cli/published.h"
#include "cli/render/terminal.h"
#include "ledger/proof/note.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  CLI_ASSIGN(const std::vector<VerifierKey> keys, KeysOf(context.line));
  const std::string& name = context.line.arguments.front();
  CLI_ASSIGN(const std::string bytes, PublishedFile(name, kMaxNoteBytes));
  const auto note = ParseNote(bytes);
  if (!note.ok()) return NotVerified(name, note.status());
  const auto signatures = VerifyNote(*note, keys);
  if (!signatures.ok()) return NotVerified(name, signatures.status());
  if (!context.json()) {
    context.out = SignaturesText(*signatures) + "\n";
    std::istringstream lines(note->text);
    for (std::string line; std::getline(lines, line);) {
      context.out += Printable(line) + "\n";
    }
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.verify-note.v1");
  json.Key("verified").Bool(true);
  WriteSignatures(json, *signatures);
  json.Key("text").String(note->text);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command VerifyNoteCommand() {
  return {.form = {.name = "verify-note",
                   .alias = "",
                   .flags = {"key"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "--key VKEY FILE"},
          .group = "trust",
          .summary = "check the signatures of a signed note of any log",
          .about =
              "FILE is a note as c2sp.org/signed-note has it: the checkpoint "
              "of a log, of this program or of any other. Every signature of "
              "a key that is given must hold, and there must be one; others "
              "are passed over. Exit code 5 if not.",
          .run = Run};
}

}  // namespace covenant::cli
