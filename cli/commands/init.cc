#include "cli/commands/init.h"

#include <memory>
#include <utility>

#include "cli/files.h"
#include "cli/render/json.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  CreateOptions options;
  options.origin = line.Has("origin") ? line.Get("origin") : "covenant";
  options.backfill = line.Has("backfill");
  CLI_ASSIGN(options.clock, ShellClock());
  if (!IsOrigin(options.origin)) {
    return UsageError(
        "--origin " + Quoted(options.origin) + " is not a name for a ledger",
        "write printable ASCII without space and `+`, such as "
        "`ledger.example.com/contracts`");
  }
  const std::string store = context.StorePath();
  if (store.empty()) return UsageError("--store is empty");
  CLI_RETURN_IF_ERROR(CheckOutsideLedgers(store));
  auto log =
      CreateRocksLog(store, options, std::make_shared<ProtoEntryFormat>());
  if (!log.ok()) {
    Error refused = StatusError(log.status());
    if (!absl::IsAlreadyExists(log.status())) refused.exit_code = kStore;
    return refused;
  }
  CLI_RETURN_IF_ERROR((*log)->Close());
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.init.v1");
    json.Key("store").String(store);
    json.Key("origin").String(options.origin);
    json.Key("backfill").Bool(options.backfill);
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  context.out = "ledger " + Printable(options.origin) + " made in " +
                Printable(store) +
                (options.backfill ? ", in backfill: history may assert when it "
                                    "became known, until `go-live`\n"
                                  : "\n");
  return kDone;
}

}  // namespace

Command InitCommand() {
  return {
      .form = {.name = "init", .alias = "", .flags = {"backfill", "origin"}},
      .group = "start",
      .summary = "make an empty ledger",
      .about =
          "The ledger is a directory, ./covenant.db or what --store "
          "names. With --backfill it starts in backfill: events from "
          "before it existed are appended with the `known` date that "
          "their source asserts, and every answer marks them as "
          "asserted. An event of type go-live ends backfill for good.",
      .run = Run};
}

}  // namespace covenant::cli
