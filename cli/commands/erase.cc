#include "cli/commands/erase.h"

#include <utility>
#include <vector>

#include "cli/append.h"
#include "cli/commands/append_flags.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  if (line.Get("reason").empty()) {
    return UsageError("`erase` needs --reason TEXT",
                      "the log keeps why the texts were destroyed");
  }
  CLI_ASSIGN(
      Session session,
      context.Open(line.Has("dry-run") ? OpenMode::kRead : OpenMode::kWrite));
  CLI_ASSIGN(AppendOptions options, AppendFlags(line, session));
  options.plan = false;  // what the event means does not change
  CLI_ASSIGN(const Event target, session.FindEvent(line.arguments[0]));
  Authored authored;
  AuthoredEvent& one = authored.events.emplace_back();
  one.event.stream = target.stream;
  CLI_ASSIGN(one.event.id, EventIdFor(session, line, target, "-e"));
  one.event.type = "erasure";
  Erasure body;
  body.target = target.id;
  body.reason.words = line.Get("reason");
  one.event.body = std::move(body);
  return AppendAndShow(context, session, std::move(authored), options);
}

}  // namespace

Command EraseCommand() {
  return {.form = {.name = "erase",
                   .alias = "",
                   .flags = {"reason", "dry-run", "expect-head",
                             "expect-version", "idempotency-key"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "EVENT --reason TEXT"},
          .group = "trust",
          .summary = "destroy the sealed texts of one event for ever",
          .about =
              "The words of the event's sealed texts, and their keys, are "
              "removed from the ledger and from its files. The event, its hash "
              "and what it means stay; the log keeps an `erasure` with the "
              "reason, which should not repeat the words. There is no way "
              "back. Copies made before, such as backups, still hold the "
              "words. A correction of the event has texts of its own.",
          .run = Run};
}

}  // namespace covenant::cli
