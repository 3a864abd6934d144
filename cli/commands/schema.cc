#include "cli/commands/schema.h"

#include "ledger/codec/authoring.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const std::string& format = context.line.Get("format");
  if (format == "markdown") {
    context.out = EventReference();
  } else if (format.empty() || format == "json") {
    context.out = AuthoringJsonSchema();
  } else {
    return UsageError("--format " + Quoted(format) +
                      " is not json or markdown");
  }
  return kDone;
}

}  // namespace

Command SchemaCommand() {
  return {.form = {.name = "schema", .alias = "", .flags = {"format"}},
          .group = "exchange",
          .summary = "the JSON Schema of authoring text, for editors",
          .about =
              "With --format markdown the same as a reference to read: "
              "every event type and clause kind with its keys.",
          .run = Run};
}

}  // namespace covenant::cli
