#include "cli/commands/backup.h"

#include <filesystem>
#include <memory>

#include "cli/files.h"
#include "cli/progress.h"
#include "cli/render/json.h"
#include "cli/render/terminal.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/store/backup.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

std::string Count(std::uint64_t number, const std::string& one,
                  const std::string& more) {
  return std::to_string(number) + " " + (number == 1 ? one : more);
}

std::string BackupText(const BackupReport& report) {
  const std::uint64_t size = report.head.sequence;
  std::string text = Printable(report.origin) + " is backed up to " +
                     Printable(report.place);
  if (size > 0) {
    text += " up to #" + std::to_string(size) + " (" +
            report.head.recorded_at.ToString() + ")";
  }
  text += "\n" + Count(size, "entry, ", "entries, ") +
          std::to_string(size - report.had) + " of them new; " +
          Count(report.new_bytes, "byte", "bytes") + " written in " +
          Count(report.new_files, "file\n", "files\n");
  if (report.values_renewed) {
    text += "what was erased since the last time is gone from the backup\n";
  }
  return text;
}

std::string BackupJson(const BackupReport& report) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.backup.v1");
  json.Key("place").String(report.place);
  json.Key("origin").String(report.origin);
  json.Key("sequence").Number(report.head.sequence);
  if (report.head.sequence > 0) {
    json.Key("recorded_at").String(report.head.recorded_at.ToString());
  }
  json.Key("root").String(report.root.ToHex());
  json.Key("entries_before").Number(report.had);
  json.Key("bytes_written").Number(report.new_bytes);
  json.Key("files_written").Number(report.new_files);
  json.Key("values_renewed").Bool(report.values_renewed);
  json.Key("listed").Bool(report.listed.ok());
  json.EndObject();
  return json.Take();
}

Error BackupError(const absl::Status& status, const std::string& store) {
  const bool no_ledger = !std::filesystem::exists(store + "/rows") &&
                         absl::IsNotFound(status);
  return no_ledger || absl::IsFailedPrecondition(status)
             ? OpenError(status, store)
             : StatusError(status);
}

Result<int> Run(Context& context) {
  const std::string store = context.StorePath();
  const std::string& place = context.line.arguments.front();
  if (LiesIn(place, store)) {
    return UsageError(Quoted(place) + " lies in the ledger's directory",
                      "a backup that is lost with the ledger is none: choose "
                      "another place");
  }
  BackupOptions options;
  CLI_ASSIGN(options.clock, ShellClock());
  options.erases = [](const EntryHeader& header) {
    return header.type == "erasure";
  };
  ProgressLine line("backing up", "entries", context.line.Has("quiet"));
  options.progress = [&](std::uint64_t done, std::uint64_t all) {
    line.Show(done, all);
  };
  const auto report = BackUp(store, place, options,
                             std::make_shared<ProtoEntryFormat>());
  if (!report.ok()) return BackupError(report.status(), store);
  if (!report->listed.ok()) {
    context.notes += "the ledger could not note the backup, so `erase` will "
                     "not name it: " +
                     Printable(std::string(report->listed.message())) + "\n";
  }
  context.out = context.json() ? BackupJson(*report) : BackupText(*report);
  return kDone;
}

}  // namespace

Command BackupCommand() {
  return {.form = {.name = "backup",
                   .alias = "",
                   .flags = {},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "DIR"},
          .group = "trust",
          .summary = "bring a backup of the ledger up to date, or begin one",
          .about =
              "DIR is made if it is missing. It holds the entries in the "
              "public layout of c2sp.org/tlog-tiles, what entries do not hold "
              "(sealed texts, idempotency keys), and last the manifest BACKUP; "
              "whatever interrupts it leaves the backup before. Only what is "
              "new is written. Others may append meanwhile. A backup of "
              "another ledger, or one that this ledger does not continue, is "
              "refused with exit code 5. Texts erased since the last time are "
              "gone from DIR afterwards. Keep the signing key elsewhere. "
              "doc/backup.md tells more.",
          .run = Run};
}

}  // namespace covenant::cli
