#include "cli/commands/log.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "cli/query.h"
#include "cli/render/event_text.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

constexpr std::uint64_t kJsonLimit = 1000;  // events of one JSON answer

// The events of a contract, with those of other streams that touch it.
Result<std::vector<Event>> OfContract(Session& session, const std::string& id,
                                      std::uint64_t known) {
  CLI_ASSIGN(std::vector<Event> events, session.Events(id, known));
  CLI_ASSIGN(const std::vector<StoredEvent> indexed,
             session.log().IndexedEvents(id, known));
  for (const StoredEvent& stored : indexed) {
    CLI_ASSIGN(Event event, Session::Decode(stored));
    events.push_back(std::move(event));
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.sequence < b.sequence;
  });
  return events;
}

// At most `limit` events behind sequence `after`, and whether there are more.
struct Slice {
  std::vector<Event> events;
  bool more = false;
};

Result<Slice> Read(Query& query, std::uint64_t after, std::uint64_t limit) {
  Slice slice;
  const std::uint64_t known = query.view.known.sequence;
  if (!query.path.contract.empty()) {
    for (const std::string& id : query.ids) {
      CLI_ASSIGN(std::vector<Event> events,
                 OfContract(query.session, id, known));
      for (Event& event : events) {
        if (event.sequence > after) slice.events.push_back(std::move(event));
      }
    }
    std::sort(
        slice.events.begin(), slice.events.end(),
        [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
  } else {
    const std::uint64_t most = limit == kLatest ? kLatest : limit + 1;
    CLI_ASSIGN(const std::vector<StoredEvent> stored,
               query.session.log().LogEvents(after + 1, most));
    for (const StoredEvent& one : stored) {
      if (one.last_sequence > known) break;
      CLI_ASSIGN(Event event, Session::Decode(one));
      slice.events.push_back(std::move(event));
    }
  }
  if (slice.events.size() > limit) {
    slice.events.resize(limit);
    slice.more = true;
  }
  return slice;
}

std::string LogJson(const View& view, const Slice& slice) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.log.v1");
  json.Key("known_at");
  WriteKnown(json, view.known);
  WriteList(json, "events", slice.events);
  json.Key("next");
  if (slice.more) {
    json.String(std::to_string(slice.events.back().sequence));
  } else {
    json.Null();
  }
  json.EndObject();
  return json.Take();
}

// What the event says, and its legal days where they are not the day on which
// it became known.
std::string WhatText(const Event& event) {
  std::vector<std::string> days;
  const std::string known = event.recorded_at.ToString().substr(0, 10);
  const std::string executed = event.executed ? event.executed->ToString() : "";
  if (!executed.empty() && executed != known) {
    days.push_back("executed " + executed);
  }
  if (event.effective && event.effective->ToString() != executed) {
    days.push_back("effective " + event.effective->ToString());
  }
  if (event.until) days.push_back("until " + event.until->ToString());
  const std::string summary = EventSummary(event);
  if (days.empty() || summary.empty()) return Joined(days) + summary;
  return Joined(days) + ": " + summary;
}

std::string LogText(const Terminal& terminal, const Query& query,
                    std::vector<Event> events) {
  std::reverse(events.begin(), events.end());
  const std::string subject = query.Subject();
  std::string text = Paint(terminal, Style::kHead,
                           subject + " " + std::string(terminal.Dot()) +
                               " known at " + PointText(query.view.known)) +
                     "\n";
  if (events.empty()) return text + "\nno event\n";
  Table table({{"seq", true},
               {"known"},
               {"event", false, 20},
               {"type"},
               {"what", false, 30}});
  bool asserted = false;
  for (const Event& event : events) {
    asserted = asserted || event.asserted;
    table.Add({{std::to_string(event.sequence)},
               {DayText(event)},
               {event.Ref() + " " + event.id},
               {event.type},
               {WhatText(event)}});
  }
  text += "\n" + table.Render(terminal);
  if (asserted) text += "\n" + std::string(AssertedNote());
  return text;
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  CLI_ASSIGN(const std::uint64_t after, NumberFlag(context.line, "after", 0));
  CLI_ASSIGN(
      const std::uint64_t limit,
      NumberFlag(context.line, "limit", context.json() ? kJsonLimit : kLatest));
  if (limit == 0) return UsageError("--limit 0 would show nothing");
  // Behind a cursor come the next ones, in text too; without one the newest ones.
  const bool pages = context.json() || context.line.Has("after");
  CLI_ASSIGN(Slice slice, Read(query, after, pages ? limit : kLatest));
  if (context.json()) {
    context.out = LogJson(query.view, slice);
    return kDone;
  }
  if (slice.events.size() > limit) {
    slice.events.erase(slice.events.begin(),
                       slice.events.end() - static_cast<std::ptrdiff_t>(limit));
  }
  context.out = LogText(context.terminal, query, std::move(slice.events));
  return kDone;
}

}  // namespace

Command LogCommand() {
  return {.form = {.name = "log",
                   .alias = "",
                   .flags = {"known-at", "family", "limit", "after"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT]"},
          .group = "question",
          .summary = "the events, newest first",
          .about =
              "In JSON oldest first, at most 1000 in one answer; give "
              "`next` to --after for those that follow. In text --limit N "
              "shows the N newest, with --after the N that follow. A contract's log "
              "also holds events of other contracts that touch it.",
          .run = Run};
}

}  // namespace covenant::cli
