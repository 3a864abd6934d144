#include "cli/commands/check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "cli/append.h"
#include "cli/render/json.h"
#include "replay/decide.h"

namespace covenant::cli {
namespace {

// Whether the texts make every contract that they speak of: then they can be
// checked without a ledger as far as if they were appended to an empty one.
bool SelfContained(const Authored& authored) {
  std::set<std::string> made;
  for (const AuthoredEvent& one : authored.events) {
    const auto* instrument = one.event.As<Instrument>();
    const bool makes =
        instrument != nullptr && instrument->kind == InstrumentKind::kAgreement;
    if (makes) made.insert(one.event.stream);
    if (one.event.stream[0] != '_' && made.count(one.event.stream) == 0) {
      return false;
    }
  }
  return true;
}

// As Decide would on an empty ledger.
std::vector<Diagnostic> CheckAlone(const Authored& authored) {
  std::vector<Event> events;
  std::map<std::string, std::uint64_t> versions;
  Timestamp last;
  for (const AuthoredEvent& one : authored.events) {
    events.push_back(one.event);
    Event& event = events.back();
    event.sequence = events.size();
    event.version = ++versions[event.stream];
    // Without a clock every day on which something was executed lies behind.
    last =
        one.known ? std::max(last, *one.known) : Timestamp::EndOfDay(2932896);
    event.recorded_at = last;
  }
  std::vector<Diagnostic> problems;
  for (const Rejection& one : Decide({}, events)) {
    problems.push_back(authored.At(authored.events[one.event].Place(one.path),
                                   one.code, one.message, one.label, one.help));
  }
  return problems;
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(const std::vector<SourceFile> files,
             ReadFiles(context.line.arguments));
  std::optional<Session> session;
  auto opened = context.Open(OpenMode::kRead);
  if (opened.ok()) {
    session.emplace(std::move(*opened));
  } else if (context.line.Has("store") ||
             opened.error().diagnostics.front().code != "no-ledger") {
    return opened.error();
  }
  CLI_ASSIGN(Authored authored, Parse(session ? &*session : nullptr, files));
  std::vector<Diagnostic> problems;
  if (session) {
    CLI_ASSIGN(problems, CheckAgainst(*session, authored));
  } else if (SelfContained(authored)) {
    problems = CheckAlone(authored);
  }
  if (!problems.empty()) return Error{kRefused, std::move(problems)};
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.check.v1");
    json.Key("against_ledger").Bool(session.has_value());
    json.Key("events").BeginArray();
    for (const AuthoredEvent& one : authored.events) {
      json.BeginObject();
      json.Key("stream").String(one.event.stream);
      json.Key("id").String(one.event.id);
      json.Key("type").String(one.event.type);
      json.EndObject();
    }
    json.EndArray();
    json.Key("errors").BeginArray().EndArray();
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  const std::size_t count = authored.events.size();
  context.out = std::to_string(count) + (count == 1 ? " event" : " events") +
                (session ? ", no error: they can be appended\n"
                         : ", no error; checked without a ledger\n");
  return kDone;
}

}  // namespace

Command CheckCommand() {
  return {.form = {.name = "check",
                   .alias = "",
                   .flags = {},
                   .least_arguments = 1,
                   .most_arguments = 1000,
                   .usage = "FILE..."},
          .group = "change",
          .summary = "tell all errors of files and record nothing",
          .about =
              "Where there is a ledger the events are checked against it, "
              "as `append` would. Without one the text is checked, and what "
              "the files themselves make.",
          .run = Run};
}

}  // namespace covenant::cli
