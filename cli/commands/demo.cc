#include "cli/commands/demo.h"

#include <memory>
#include <utility>

#include "cli/append.h"
#include "cli/embedded.h"
#include "cli/render/json.h"
#include "ledger/codec/entry_codec.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  std::vector<SourceFile> files;
  for (const EmbeddedFile& file : EmbeddedExamples()) {
    files.push_back({std::string(file.name), std::string(file.text)});
  }
  if (files.empty()) {
    return MakeError(kStore, "not-found", "this program carries no story");
  }
  CLI_ASSIGN(const Clock clock, ShellClock());
  CLI_ASSIGN(Authored authored, Parse(nullptr, files));
  const std::string store = context.StorePath();
  const CreateOptions create{
      .origin = "covenant-demo", .backfill = true, .clock = clock};
  auto log =
      CreateRocksLog(store, create, std::make_shared<ProtoEntryFormat>());
  if (!log.ok()) {
    Error error = StatusError(log.status());
    if (!absl::IsAlreadyExists(log.status())) error.exit_code = kStore;
    return error;
  }
  CLI_ASSIGN(const Date today, Date::FromDays(clock().UtcDay()));
  Session session(*std::move(log), today, clock);
  AppendOptions options;
  options.as_of = today;
  CLI_ASSIGN(const AppendAnswer answer,
             Append(session, std::move(authored), options));
  CLI_RETURN_IF_ERROR(session.log().Close());
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.demo.v1");
    json.Key("store").String(store);
    json.Key("events").Number(answer.events.size());
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  context.out = "recorded " + std::to_string(answer.events.size()) +
                " events of the story of Microsoft, OpenAI and Amazon in " +
                Printable(store) + "\n";
  context.notes =
      "terms and dates are publicly reported, performance facts are "
      "assumed: each answer says so\n";
  return kDone;
}

}  // namespace

Command DemoCommand() {
  return {.form = {.name = "demo", .alias = "", .flags = {}},
          .group = "start",
          .summary = "make a ledger with a story to ask questions of",
          .about =
              "Makes a new ledger (--store) with the contracts between "
              "Microsoft, OpenAI and Amazon from 2019 to 2026, each event "
              "with the date on which it became known. Try `covenant "
              "status`, `covenant audit microsoft-openai --as-of "
              "2026-07-15 --known-at 2026-07-15`, `covenant diff "
              "microsoft-openai --as-of 2026-04-26..2026-04-28`.",
          .run = Run};
}

}  // namespace covenant::cli
