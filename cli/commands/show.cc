#include "cli/commands/show.h"

#include <optional>
#include <vector>

#include "cli/render/event_text.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/signing_view.h"
#include "cli/render/table.h"
#include "ledger/codec/authoring.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

// The corrections and cancellations of the event, in order.
std::vector<EventRef> ChangedBy(const Event& event,
                                const std::vector<Event>& stream) {
  std::vector<EventRef> refs;
  for (const Event& one : stream) {
    const auto* correction = one.As<Correction>();
    const auto* cancellation = one.As<Cancellation>();
    const bool meant =
        (correction != nullptr && correction->target == event.id) ||
        (cancellation != nullptr && cancellation->target == event.id);
    if (meant) refs.push_back({one.stream, one.version, one.id});
  }
  return refs;
}

// Who has signed it, where it is an instrument that is or was to be signed.
std::optional<Signing> SigningOf(Session& session, const Event& event) {
  if (event.As<Instrument>() == nullptr) return std::nullopt;
  // What cannot be replayed can still be shown.
  const auto contract = session.Load(event.stream, kLatest);
  if (!contract.ok()) return std::nullopt;
  const auto found = contract->Signatures().find(event.id);
  if (found == contract->Signatures().end()) return std::nullopt;
  return found->second;
}

std::string ShowText(const Terminal& terminal, const Event& event,
                     const std::vector<EventRef>& changed_by,
                     const std::optional<Signing>& signing) {
  std::string text =
      Paint(terminal, Style::kHead,
            event.Ref() + " " + Printable(event.id) + " " +
                std::string(terminal.Dot()) + " " + Printable(event.type)) +
      "\n";
  Table table({{""}, {"", false, 20}});
  table.Add(
      {{"recorded"},
       {"#" + std::to_string(event.sequence) + " at " + TimeText(event)}});
  table.Add({{"leaf hash"}, {event.hash.ToHex()}});
  if (!changed_by.empty()) {
    table.Add({{"put right by"}, {RefsText(changed_by)}});
  }
  if (signing) AddSigning(*signing, table);
  return text + table.Render(terminal, 2) + "\n";
}

Result<int> Run(Context& context) {
  const std::string& format = context.line.Get("format");
  if (!format.empty() && format != "text" && format != "yaml" &&
      format != "json") {
    return UsageError("--format " + Quoted(format) +
                      " is not text, yaml or "
                      "json");
  }
  CLI_ASSIGN(Session session, context.Open(OpenMode::kRead));
  CLI_ASSIGN(Event event, session.FindEvent(context.line.arguments.front()));
  CLI_ASSIGN(const std::vector<Event> stream, session.Events(event.stream));
  CLI_RETURN_IF_ERROR(session.RevealTexts(event));
  const std::vector<EventRef> changed_by = ChangedBy(event, stream);
  const std::optional<Signing> signing = SigningOf(session, event);
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.event.v1");
    JsonSink sink(json);
    Visit(event, sink);
    sink.Refs("corrected_by", changed_by);
    if (signing) WriteSigning(json, *signing);
    json.Key("event").Raw(WriteJson(event));
    if (const auto lost = LostTexts(event); !lost.empty()) {
      json.Key("lost").Strings(lost);
    }
    json.EndObject();
    context.out = json.Take();
  } else {
    if (format != "yaml") {
      context.out = ShowText(context.terminal, event, changed_by, signing);
    }
    context.out += WriteYaml(event);
  }
  return kDone;
}

}  // namespace

Command ShowCommand() {
  return {.form = {.name = "show",
                   .alias = "",
                   .flags = {"format"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "EVENT"},
          .group = "question",
          .summary = "one event as it was recorded",
          .about =
              "EVENT is CONTRACT@VERSION, CONTRACT/ID, #SEQUENCE, or an ID "
              "that only one contract has. --format yaml prints the "
              "authoring document alone. Of an instrument that is to be signed: "
              "who has signed, who is missing, and which signatures do not "
              "count and why. What was put right later is shown "
              "as it was, with the corrections named.",
          .run = Run};
}

}  // namespace covenant::cli
