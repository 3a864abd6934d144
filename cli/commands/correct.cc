#include "cli/commands/correct.h"

#include <memory>
#include <utility>

#include "cli/append.h"
#include "cli/commands/append_flags.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

// Makes the event a correction of `target`. The places stay those of the file.
void Wrap(const Event& target, const std::string& id, const std::string& reason,
          AuthoredEvent& authored) {
  Event correction;
  correction.stream = target.stream;
  correction.id = id;
  correction.type = "correction";
  correction.actor = authored.event.actor;
  correction.document = authored.event.document;
  correction.basis = authored.event.basis;
  Correction body;
  body.target = target.id;
  body.reason.words = reason;
  body.replacement = std::make_shared<const Event>(std::move(authored.event));
  correction.body = std::move(body);
  authored.event = std::move(correction);
  std::map<std::string, Location> places;
  for (const auto& [path, place] : authored.places) {
    places["replacement." + path] = place;
  }
  const auto known = authored.places.find("known");
  if (known != authored.places.end()) places["known"] = known->second;
  authored.places = std::move(places);
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  CLI_ASSIGN(const std::vector<SourceFile> files,
             ReadFiles({line.arguments[1]}));
  CLI_ASSIGN(
      Session session,
      context.Open(line.Has("dry-run") ? OpenMode::kRead : OpenMode::kWrite));
  CLI_ASSIGN(const AppendOptions options, AppendFlags(line, session));
  CLI_ASSIGN(const Event target, session.FindEvent(line.arguments[0]));
  CLI_ASSIGN(Authored authored, Parse(&session, files));
  if (authored.events.size() != 1) {
    return MakeError(kInvalid, "invalid",
                     Quoted(files.front().name) + " holds " +
                         std::to_string(authored.events.size()) +
                         " documents; a correction replaces one event by one");
  }
  AuthoredEvent& replacement = authored.events.front();
  std::vector<Diagnostic> problems;
  if (replacement.event.id != target.id) {
    problems.push_back(authored.At(
        replacement.Place("id"), "invalid",
        "the replacement must keep the id of the event that it replaces", "",
        "write `id: " + target.id + "`"));
  }
  if (replacement.event.stream != target.stream) {
    problems.push_back(
        authored.At(replacement.Place("contract"), "invalid",
                    "the replacement must stay in the contract of the event",
                    "", "write `contract: " + target.stream + "`"));
  }
  if (!problems.empty()) return Error{kInvalid, std::move(problems)};
  CLI_ASSIGN(const std::string id, EventIdFor(session, line, target, "-c"));
  Wrap(target, id, line.Get("reason"), replacement);
  return AppendAndShow(context, session, std::move(authored), options);
}

}  // namespace

Command CorrectCommand() {
  return {.form = {.name = "correct",
                   .alias = "",
                   .flags = {"reason", "id", "as-of", "dry-run", "expect-head",
                             "expect-version", "idempotency-key"},
                   .least_arguments = 2,
                   .most_arguments = 2,
                   .usage = "EVENT FILE"},
          .group = "change",
          .summary = "put the record of one event right",
          .about =
              "FILE holds the event as it should have been recorded, with "
              "the same id. The record changes from now on; answers known "
              "earlier still show the original. A change of the contract "
              "itself is an amendment or a rectification, not a correction. "
              "The correction's own id is --id, else EVENT-c1, EVENT-c2 "
              "and so on.",
          .run = Run};
}

}  // namespace covenant::cli
