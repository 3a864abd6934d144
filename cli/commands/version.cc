#include "cli/commands/version.h"

#include "cli/render/json.h"
#include "cli/version.h"
#include "ledger/codec/event_codec.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.version.v1");
    json.Key("version").String(kVersion);
    json.Key("schema_version").Number(kSchemaVersion);
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  context.out = "covenant " + std::string(kVersion) + ", event schema " +
                std::to_string(kSchemaVersion) + "\n";
  return kDone;
}

}  // namespace

Command VersionCommand() {
  return {.form = {.name = "version", .alias = "", .flags = {}},
          .group = "start",
          .summary = "the version of the program and of its event schema",
          .about = "",
          .run = Run};
}

}  // namespace covenant::cli
