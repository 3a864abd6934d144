#include "cli/commands/append.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "cli/append.h"
#include "cli/backups.h"
#include "cli/commands/append_flags.h"
#include "cli/render/append_view.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  // The files first: they may be wrong where there is no ledger yet.
  CLI_ASSIGN(const std::vector<SourceFile> files,
             ReadFiles(context.line.arguments));
  const bool dry_run = context.line.Has("dry-run");
  CLI_ASSIGN(Session session,
             context.Open(dry_run ? OpenMode::kRead : OpenMode::kWrite));
  CLI_ASSIGN(const AppendOptions options, AppendFlags(context.line, session));
  CLI_ASSIGN(Authored authored, Parse(&session, files));
  return AppendAndShow(context, session, std::move(authored), options);
}

}  // namespace

Result<AppendOptions> AppendFlags(const CommandLine& line, Session& session) {
  AppendOptions options;
  options.dry_run = line.Has("dry-run");
  options.plan = options.dry_run || !line.Has("quiet");
  options.idempotency_key = line.Get("idempotency-key");
  options.expect_head = line.Get("expect-head");
  if (line.Has("idempotency-key") && options.idempotency_key.empty()) {
    return UsageError("--idempotency-key is empty");
  }
  if (line.Has("expect-head") && options.expect_head.empty()) {
    return UsageError("--expect-head is empty");
  }
  if (line.Has("expect-version")) {
    const std::string& text = line.Get("expect-version");
    if (!AllDigits(text) || text.size() > 18) {
      return UsageError("--expect-version " + Quoted(text) +
                        " is not a whole number");
    }
    options.expect_version = std::stoull(text);
  }
  CLI_ASSIGN(options.as_of, session.ResolveDay(line.Get("as-of"), "as-of"));
  return options;
}

std::string FreeEventId(const std::string& target, const std::string& suffix,
                        const std::vector<Event>& stream) {
  std::set<std::string> taken;
  for (const Event& event : stream) taken.insert(event.id);
  for (int i = 1;; ++i) {
    std::string id = target.substr(0, 56) + suffix + std::to_string(i);
    if (taken.count(id) == 0) return id;
  }
}

namespace {

// What was appended stands: a list that cannot be read is only told of.
std::vector<ListedBackup> BackupsToName(Context& context, Session& session,
                                        const AppendAnswer& answer) {
  std::vector<ListedBackup> named;
  if (answer.dry_run) return named;
  for (const Event& event : answer.events) {
    const auto* erasure = event.As<Erasure>();
    if (erasure == nullptr) continue;
    const auto target =
        session.FindEvent(event.stream + "/" + erasure->target);
    if (!target.ok()) continue;
    const auto backups = BackupsWith(context.StorePath(), target->sequence,
                                     event.sequence);
    if (!backups.ok()) {
      context.notes += backups.error().diagnostics.front().message + "\n";
      break;
    }
    for (const ListedBackup& backup : *backups) {
      if (std::count(named.begin(), named.end(), backup) == 0)
        named.push_back(backup);
    }
  }
  return named;
}

}  // namespace

Result<int> AppendAndShow(Context& context, Session& session, Authored authored,
                          const AppendOptions& options) {
  CLI_ASSIGN(const AppendAnswer answer,
             Append(session, std::move(authored), options));
  const std::vector<ListedBackup> backups =
      BackupsToName(context, session, answer);
  CLI_RETURN_IF_ERROR(session.log().Close());
  context.out = context.json()
                    ? AppendJson(answer, backups)
                    : AppendText(context.terminal, answer, backups);
  return kDone;
}

Command AppendCommand() {
  return {.form = {.name = "append",
                   .alias = "",
                   .flags = {"as-of", "dry-run", "expect-head",
                             "expect-version", "idempotency-key"},
                   .least_arguments = 1,
                   .most_arguments = 1000,
                   .usage = "FILE..."},
          .group = "change",
          .summary = "record events, or with --dry-run show what they change",
          .about =
              "FILE holds one or more YAML or JSON documents; - is standard "
              "input. All documents of all files are one atomic batch: one "
              "wrong event and nothing is recorded. The plan compares the "
              "terms and what is owed on the legal day (--as-of, default "
              "today); -q records without it. In backfill the documents are recorded in the order "
              "of their `known` dates.",
          .run = Run};
}

}  // namespace covenant::cli
