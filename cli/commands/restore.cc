#include "cli/commands/restore.h"

#include <memory>
#include <string>

#include "cli/backups.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/published.h"
#include "cli/render/json.h"
#include "cli/render/terminal.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/store/restore.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Outcome ReadPoint(const std::string& text, RestoreOptions& options) {
  const Error wrong =
      UsageError("--to " + Quoted(text) + " is not a point of the ledger",
                 "write a day 2026-07-15, a time 2026-07-15T08:00:00Z or a "
                 "sequence #19");
  if (text[0] == '#') {
    const std::string number = text.substr(1);
    if (!AllDigits(number) || number.size() > 18) return wrong;
    options.to_sequence = std::stoull(number);
    return Nothing{};
  }
  if (const auto day = Date::Parse(text); day.ok()) {
    options.to_time = Timestamp::EndOfDay(day->DaysSince1970());
    return Nothing{};
  }
  const auto time = Timestamp::Parse(text);
  if (!time.ok()) return wrong;
  options.to_time = *time;
  return Nothing{};
}

Outcome ReadCheckpoint(const CommandLine& line, RestoreOptions& options) {
  if (!line.Has("checkpoint")) {
    for (const char* const flag : {"key", "allow-older"}) {
      if (!line.Has(flag)) continue;
      return UsageError(std::string("--") + flag + " goes with --checkpoint");
    }
    return Nothing{};
  }
  CLI_ASSIGN(const std::vector<VerifierKey> keys, KeysOf(line));
  const std::string& name = line.Get("checkpoint");
  CLI_ASSIGN(const std::string bytes, PublishedFile(name, kMaxNoteBytes));
  auto checkpoint = ParseCheckpoint(bytes);
  if (!checkpoint.ok()) return NotVerified(name, checkpoint.status());
  const auto signatures = VerifySigned(*checkpoint, keys);
  if (!signatures.ok()) return NotVerified(name, signatures.status());
  options.checkpoint = *std::move(checkpoint);
  options.allow_older = line.Has("allow-older");
  return Nothing{};
}

std::string PointText(const Position& head) {
  if (head.sequence == 0) return "before its first event";
  return "up to #" + std::to_string(head.sequence) + " (" +
         head.recorded_at.ToString() + ")";
}

std::string RestoreText(const RestoreReport& report,
                        const RestoreOptions& options,
                        const std::string& store) {
  std::string text = Printable(report.origin) + " is restored into " +
                     Printable(store) + ", " + PointText(report.head) + "\n" +
                     std::to_string(report.head.sequence) + " of the " +
                     std::to_string(report.backup_size) +
                     " entries of the backup of " +
                     report.backup_made.ToString() +
                     "; every hash, chain and batch was checked\n";
  if (report.values + report.erased > 0) {
    text += std::to_string(report.values) + " sealed texts, and " +
            std::to_string(report.erased) + " that stay erased\n";
  }
  if (report.unexplained > 0) {
    text +=
        "texts of " + std::to_string(report.unexplained) +
        (report.unexplained == 1 ? " event" : " events") +
        " are gone, though no event of the backup erases them: the backup was "
        "made while they were being erased, or somebody took them out\n";
  }
  if (options.checkpoint &&
      options.checkpoint->head.size <= report.backup_size) {
    text += "the backup continues the checkpoint of " +
            std::to_string(options.checkpoint->head.size) + " entries\n";
  }
  if (report.cut_from > report.head.sequence) {
    text += "it is cut back: a checkpoint of " +
            std::to_string(report.cut_from) + " entries was signed\n";
  }
  return text;
}

std::string RestoreJson(const RestoreReport& report,
                        const RestoreOptions& options,
                        const std::string& store) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.restore.v1");
  json.Key("store").String(store);
  json.Key("origin").String(report.origin);
  json.Key("sequence").Number(report.head.sequence);
  if (report.head.sequence > 0) {
    json.Key("recorded_at").String(report.head.recorded_at.ToString());
    json.Key("hash").String(report.head.hash.ToHex());
  }
  json.Key("backup_entries").Number(report.backup_size);
  json.Key("backup_made").String(report.backup_made.ToString());
  json.Key("values").Number(report.values);
  json.Key("erased").Number(report.erased);
  if (report.unexplained > 0) {
    json.Key("unexplained").Number(report.unexplained);
  }
  if (options.checkpoint) {
    json.Key("checkpoint_entries").Number(options.checkpoint->head.size);
  }
  if (report.cut_from > report.head.sequence) {
    json.Key("cut_from").Number(report.cut_from);
  }
  json.EndObject();
  return json.Take();
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  RestoreOptions options;
  if (line.Has("to")) {
    if (line.Get("to").empty()) return UsageError("--to is empty");
    CLI_RETURN_IF_ERROR(ReadPoint(line.Get("to"), options));
  }
  CLI_RETURN_IF_ERROR(ReadCheckpoint(line, options));
  options.facts = FactsOf;
  ProgressLine progress("restoring", "entries", line.Has("quiet"));
  options.progress = [&](std::uint64_t done, std::uint64_t all) {
    progress.Show(done, all);
  };
  const std::string store = context.StorePath();
  const std::string& backup = line.arguments.front();
  if (LiesIn(store, backup)) {
    return UsageError("the ledger " + Quoted(store) + " would lie in the backup",
                      "choose another place with --store");
  }
  CLI_ASSIGN(const RestoreReport report,
             Restore(backup, store, options,
                     std::make_shared<ProtoEntryFormat>()));
  context.out = context.json() ? RestoreJson(report, options, store)
                               : RestoreText(report, options, store);
  if (!options.checkpoint) {
    context.notes +=
        "no checkpoint was given: that nothing newer is missing, and that the "
        "backup was not rewritten as a whole, only --checkpoint FILE shows\n";
  }
  return kDone;
}

}  // namespace

Command RestoreCommand() {
  return {.form = {.name = "restore",
                   .alias = "",
                   .flags = {"to", "checkpoint", "key", "allow-older"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "DIR [--to POINT] [--checkpoint FILE --key VKEY]"},
          .group = "trust",
          .summary = "make a ledger from a backup, whole or up to a point",
          .about =
              "The ledger is made in --store, which must not exist yet. The "
              "entries are those of the backup, byte for byte; all indexes are "
              "built anew and everything is verified. --to ends with the batch "
              "that holds a sequence, or with what was recorded by a day's end "
              "(UTC) or a time. With --checkpoint, a signed checkpoint kept "
              "elsewhere, the backup must be of that log and not older; "
              "--allow-older takes an older one. Texts that were erased stay "
              "erased. Run only one ledger of a name: put the old one away.",
          .run = Run};
}

}  // namespace covenant::cli
