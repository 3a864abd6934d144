#include "cli/error.h"

#include <cstdint>

#include "cli/render/json.h"
#include "cli/render/terminal.h"

namespace covenant::cli {
namespace {

struct StatusMapping {
  absl::StatusCode status;
  int exit_code;
  std::string_view code;
};

constexpr StatusMapping kMappings[] = {
    {absl::StatusCode::kInvalidArgument, kInvalid, "invalid"},
    {absl::StatusCode::kOutOfRange, kInvalid, "out-of-range"},
    {absl::StatusCode::kAborted, kRefused, "moved"},
    {absl::StatusCode::kAlreadyExists, kRefused, "already-exists"},
    {absl::StatusCode::kFailedPrecondition, kRefused, "not-in-this-state"},
    {absl::StatusCode::kDataLoss, kDamaged, "damaged"},
    {absl::StatusCode::kNotFound, kStore, "not-found"},
    {absl::StatusCode::kUnavailable, kStore, "unavailable"},
    {absl::StatusCode::kPermissionDenied, kStore, "permission-denied"},
    {absl::StatusCode::kResourceExhausted, kStore, "disk-full"},
};

}  // namespace

Error MakeError(int exit_code, std::string code, std::string message,
                std::string help) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.help = std::move(help);
  Error error;
  error.exit_code = exit_code;
  error.diagnostics.push_back(std::move(diagnostic));
  return error;
}

Error UsageError(std::string message, std::string help) {
  return MakeError(kUsage, "usage", std::move(message), std::move(help));
}

Error StatusError(const absl::Status& status) {
  const std::string message(status.message());
  for (const StatusMapping& mapping : kMappings) {
    if (mapping.status != status.code()) continue;
    return MakeError(mapping.exit_code, std::string(mapping.code), message);
  }
  return MakeError(kInternal, "internal", message);
}

Error OpenError(const absl::Status& status, std::string_view store) {
  Error error = StatusError(status);
  Diagnostic& diagnostic = error.diagnostics.front();
  if (status.code() == absl::StatusCode::kNotFound) {
    return MakeError(
        kStore, "no-ledger", "there is no ledger in `" + Printable(store) + "`",
        "make one with `covenant init --store " + Printable(store) +
            "`, or name another with --store or COVENANT_STORE");
  }
  if (status.code() == absl::StatusCode::kFailedPrecondition) {
    error.exit_code = kStore;
    diagnostic.code = "unavailable";
  }
  return error;
}

std::string RenderError(const Error& error, bool color) {
  std::string text;
  for (const Diagnostic& diagnostic : error.diagnostics) {
    if (!diagnostic.where.file.empty()) {
      text += RenderDiagnostics({diagnostic}, color);
      continue;
    }
    const Terminal terminal{.color = color};
    text += "covenant: ";
    text += Paint(terminal, Style::kError, "error[" + diagnostic.code + "]");
    text += ": " + Printable(diagnostic.message) + "\n";
    if (!diagnostic.help.empty()) {
      text += "   = help: " + Printable(diagnostic.help) + "\n";
    }
  }
  return text;
}

std::string ErrorJson(const Error& error) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.error.v1");
  json.Key("errors").BeginArray();
  for (const Diagnostic& diagnostic : error.diagnostics) {
    json.BeginObject();
    json.Key("code").String(diagnostic.code);
    if (!diagnostic.where.file.empty()) {
      json.Key("file").String(diagnostic.where.file);
      json.Key("line").Number(std::uint64_t{diagnostic.where.line});
      json.Key("column").Number(std::uint64_t{diagnostic.where.column});
    }
    json.Key("message").String(diagnostic.message);
    if (!diagnostic.label.empty()) json.Key("label").String(diagnostic.label);
    if (!diagnostic.help.empty()) json.Key("help").String(diagnostic.help);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

const std::vector<CliCode>& CliCodes() {
  static const auto* const codes = new std::vector<CliCode>{
      {"already-exists", "it is there already",
       "An event id, an idempotency key with other content, or a ledger in the "
       "directory exists already. Nothing was changed."},
      {"contradicts", "the ledger contradicts a checkpoint",
       "A checkpoint that was signed of the ledger, or that somebody kept, is "
       "not of what the ledger holds now: entries were cut off, an old copy "
       "took its place, or its history was rewritten. Nothing is signed."},
      {"damaged", "stored bytes are damaged or missing",
       "The ledger's own checks failed: bytes were altered, lost or cut off. "
       "No answer is given from such bytes. Keep the directory as it is and "
       "restore a backup beside it."},
      {"disk-full", "no space left",
       "The disk is full. Nothing of the command was recorded."},
      {"internal", "a fault of this program",
       "The program met a state that its authors excluded. Please report it "
       "with the command that was given."},
      {"invalid", "a value is not valid", "The message names it."},
      {"key-exposed", "others may use a signing key",
       "The file of a signing key must be its owner's alone (mode 0600). Who "
       "has the key can sign another history."},
      {"known-not-allowed", "`known` outside backfill",
       "Only a ledger in backfill takes known-dates from its sources. After "
       "go-live the ledger's own clock stamps every event: leave the key out."},
      {"known-order", "a known-date before an earlier one",
       "In backfill, known-dates may not lie before that of an event that is "
       "recorded already, nor after the present."},
      {"moved", "the ledger has moved",
       "The head of the ledger or the version of a contract is not the "
       "expected "
       "one: somebody else appended. Look at what came in between, then try "
       "again."},
      {"no-ledger", "no ledger in the directory",
       "The directory given by --store or COVENANT_STORE (default "
       "./covenant.db) holds no ledger."},
      {"not-a-statement", "the file is no statement",
       "It is not JSON of the schema covenant.statement.v1, as `certify` "
       "writes it. The message says what is wrong."},
      {"not-found", "not found", "What was named does not exist."},
      {"not-in-this-state", "refused in this state",
       "The ledger does not take this now, for example known-dates after "
       "backfill has ended."},
      {"not-verified", "a signature or a proof does not hold",
       "The file is not what the key's owner signed, or does not prove what it "
       "should. The message names the file and the first thing that is wrong."},
      {"out-of-range", "a computed value exceeds its bounds",
       "Amounts are exact numbers of bounded size; a computation left the "
       "bounds."},
      {"permission-denied", "the operating system refused",
       "The file or directory may not be read or written by this user."},
      {"unavailable", "the store cannot be used now",
       "An input or output error, another process that writes to the ledger, "
       "or "
       "a store of another format version."},
      {"unknown-contract", "no such contract",
       "The contract is not in the ledger at its head."},
      {"unknown-event", "no such event",
       "Events are named CONTRACT@VERSION, CONTRACT/ID, #SEQUENCE, or ID where "
       "only one contract has it."},
      {"unknown-time-zone", "no such time zone",
       "Time zones are IANA names such as Europe/Berlin, looked up in the "
       "machine's time zone files when an event is appended."},
      {"usage", "the command line is not understood",
       "`covenant help` lists the commands, `covenant help COMMAND` the flags "
       "of one."},
  };
  return *codes;
}

}  // namespace covenant::cli
