#include "cli/commands/import.h"

#include "cli/append.h"
#include "cli/import/import.h"
#include "cli/import/rules.h"
#include "cli/render/import_view.h"
#include "cli/snapshots.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  const std::string& file = line.arguments.front();
  if (!line.Has("rules")) {
    return UsageError("`import` needs --rules RULES",
                      "doc/import.md describes them, with an example");
  }
  if (file == "-" && line.Get("rules") == "-") {
    return UsageError("rows and rules cannot both come from standard input",
                      "write the rules to a file");
  }
  CLI_ASSIGN(const std::vector<SourceFile> texts,
             ReadFiles({line.Get("rules")}));
  CLI_ASSIGN(const Rules rules, ReadRules(texts.front()));
  ImportOptions options;
  options.dry_run = line.Has("dry-run");
  options.confirm_changes = line.Has("confirm-changes");
  CLI_ASSIGN(Session session, context.Open(options.dry_run ? OpenMode::kRead
                                                           : OpenMode::kWrite));
  CLI_ASSIGN(const Position before, session.log().Head());
  CLI_ASSIGN(const ImportAnswer answer, Import(session, rules, file, options));
  if (!options.dry_run) RenewSnapshotsSince(session, before.sequence + 1);
  CLI_RETURN_IF_ERROR(session.log().Close());
  context.out = context.json() ? ImportJson(answer)
                               : ImportText(context.terminal, answer);
  return kDone;
}

}  // namespace

Command ImportCommand() {
  return {.form = {.name = "import",
                   .alias = "",
                   .flags = {"rules", "dry-run", "confirm-changes"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "FILE.csv --rules RULES"},
          .group = "change",
          .summary = "record the rows of a CSV file as reports or payments",
          .about =
              "RULES is a YAML file that says how a row becomes an event and "
              "which columns are its key. A row with a key that the ledger "
              "does not have is new; one that reads as recorded is known; "
              "another has changed, and is recorded as a correction only with "
              "--confirm-changes. Every row is checked before anything is "
              "recorded. Up to 100,000 events are one atomic batch; more are "
              "recorded in batches, and an interrupted import is resumed by "
              "running it again. The file `-` is standard input. doc/import.md "
              "describes the rules.",
          .run = Run};
}

}  // namespace covenant::cli
