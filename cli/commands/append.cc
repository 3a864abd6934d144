#include "cli/commands/append.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "cli/append.h"
#include "cli/backups.h"
#include "cli/commands/append_flags.h"
#include "cli/document_batches.h"
#include "cli/progress.h"
#include "cli/render/append_view.h"
#include "cli/render/json.h"
#include "cli/snapshots.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr std::uint64_t kMostDocuments = 100'000;  // of one batch

// What a load came to.
struct Load {
  std::uint64_t batches = 0;
  std::uint64_t repeated = 0;  // batches that were recorded before
  std::uint64_t events = 0;
  std::uint64_t head = 0;
};

std::string LoadText(const Load& load) {
  std::string text = std::to_string(load.events) + " events in " +
                     std::to_string(load.batches) + " batches recorded";
  if (load.repeated > 0) {
    text += ", " + std::to_string(load.repeated) +
            " of the batches had been recorded before";
  }
  return text + "; the ledger ends at #" + std::to_string(load.head) + "\n";
}

std::string LoadJson(const Load& load) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.load.v1");
  json.Key("batches").Number(load.batches);
  json.Key("repeated").Number(load.repeated);
  json.Key("events").Number(load.events);
  json.Key("head").Number(load.head);
  json.EndObject();
  return json.Take();
}

// With the places of the whole file, and what stands.
Error InBatch(Error error, const DocumentBatches::Batch& batch,
              const Load& load) {
  for (Diagnostic& one : error.diagnostics) {
    if (one.where.file == batch.file.name && one.where.line > 0) {
      one.where.line += batch.lines_before;
    }
  }
  if (load.batches == 0) return error;
  std::string& help = error.diagnostics.back().help;
  help += (help.empty() ? "" : "; ") + std::to_string(load.batches) +
          " batches before line " + std::to_string(batch.lines_before + 1) +
          " of " + batch.file.name +
          " are recorded: run the same again, and they are passed over";
  return error;
}

// Records the documents so many at a time. Each batch has an idempotency key, so
// that a load which was cut short goes on where it was; not its hash, which
// would outlive a sealed text that is erased.
Result<int> RunBatches(Context& context) {
  const CommandLine& line = context.line;
  for (const char* const flag : {"dry-run", "expect-head", "expect-version"}) {
    if (!line.Has(flag)) continue;
    return UsageError(std::string("--batch does not go with --") + flag,
                      "each batch is judged against those before it");
  }
  CLI_ASSIGN(const std::uint64_t size, NumberFlag(line, "batch", 0));
  if (size == 0 || size > kMostDocuments) {
    return UsageError("--batch " + Quoted(line.Get("batch")) +
                          " is not a number of documents",
                      "write 1 to " + std::to_string(kMostDocuments));
  }
  CLI_ASSIGN(Session session, context.Open(OpenMode::kWrite));
  CLI_ASSIGN(AppendOptions options, AppendFlags(line, session));
  if (options.idempotency_key.empty()) {
    return UsageError("--batch needs --idempotency-key KEY",
                      "a name for this load, by which it is known again after "
                      "an interruption");
  }
  options.plan = false;
  options.tell_events = false;
  DocumentBatches batches(line.arguments, static_cast<std::size_t>(size));
  ProgressLine progress("appending", "bytes", line.Has("quiet"));
  Load load;
  while (true) {
    CLI_ASSIGN(const auto batch, batches.Next());
    if (!batch) break;
    session.Forget();
    auto authored = Parse(&session, {batch->file});
    if (!authored.ok()) return InBatch(authored.error(), *batch, load);
    const std::size_t events = authored->events.size();
    options.idempotency_key = line.Get("idempotency-key") + "/" +
                              std::to_string(load.batches + 1);
    const auto answer = Append(session, std::move(*authored), options);
    if (!answer.ok()) return InBatch(answer.error(), *batch, load);
    ++load.batches;
    load.events += events;
    if (answer->repeated) ++load.repeated;
    progress.Show(batches.bytes_read(), batches.bytes());
  }
  CLI_ASSIGN(const Position head, session.log().Head());
  load.head = head.sequence;
  CLI_RETURN_IF_ERROR(session.log().Close());
  context.out = context.json() ? LoadJson(load) : LoadText(load);
  return kDone;
}

Result<int> Run(Context& context) {
  if (context.line.Has("batch")) return RunBatches(context);
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

// Of an id, which has at most 64 bytes, what leaves room for a suffix.
constexpr std::size_t kLongestStem = 56;

Result<std::string> EventIdFor(Session& session, const CommandLine& line,
                               const Event& target, const std::string& suffix) {
  if (line.Has("id")) {
    const std::string& id = line.Get("id");
    if (const absl::Status status = CheckEventId(id); !status.ok()) {
      return UsageError("--id: " + std::string(status.message()));
    }
    return id;
  }
  CLI_ASSIGN(const std::vector<Event> stream, session.Events(target.stream));
  // A repeat asks for the same event as the first time.
  if (line.Has("idempotency-key")) {
    CLI_ASSIGN(const auto before,
               session.log().FindIdempotencyKey(line.Get("idempotency-key")));
    for (const Event& event : stream) {
      if (before && event.sequence == before->first_sequence) return event.id;
    }
  }
  for (int n = 1;; ++n) {
    const std::string id =
        target.id.substr(0, kLongestStem) + suffix + std::to_string(n);
    const bool taken =
        std::any_of(stream.begin(), stream.end(),
                    [&](const Event& event) { return event.id == id; });
    if (!taken) return id;
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
  CLI_ASSIGN(const Position before, session.log().Head());
  CLI_ASSIGN(const AppendAnswer answer,
             Append(session, std::move(authored), options));
  const std::vector<ListedBackup> backups =
      BackupsToName(context, session, answer);
  if (!answer.dry_run) RenewSnapshotsSince(session, before.sequence + 1);
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
                             "expect-version", "idempotency-key", "batch"},
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
              "of their `known` dates. --batch N records N documents at a time, "
              "of any number of them, each batch atomic, without a plan; it "
              "needs --idempotency-key, and after an interruption the same "
              "command goes on where it was.",
          .run = Run};
}

}  // namespace covenant::cli
