#include "cli/render/append_view.h"

#include <algorithm>

#include "cli/render/conflicts_view.h"
#include "cli/render/diff_view.h"
#include "cli/render/event_text.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/owed.h"
#include "cli/render/table.h"
#include "replay/decide_text.h"

namespace covenant::cli {

namespace {

// Whether it is a deal of a day that is still to come, which only a draft can hold.
bool IsPlanned(const Event& event) {
  const auto* deal = event.As<Deal>();
  return deal != nullptr && deal->date > RecordedDay(event);
}

std::string ErasedText(const std::vector<ListedBackup>& backups) {
  if (backups.empty()) {
    return "the texts are gone for ever; copies of the ledger made before, such "
           "as backups,\nstill hold them: let them expire\n";
  }
  std::string text =
      "the texts are gone for ever from this ledger; backups that may still "
      "hold them:\n";
  for (const ListedBackup& backup : backups) {
    text += "  " + Printable(backup.place);
    if (backup.unfinished()) {
      text += ", begun " + backup.begun.ToString() + " and not finished\n";
    } else {
      text += ", up to #" + std::to_string(backup.sequence) + ", made " +
              backup.made.ToString() + "\n";
    }
  }
  return text +
         "back up to each of them again, or delete it; let copies of them "
         "expire\n";
}

}  // namespace

std::string AppendText(const Terminal& terminal, const AppendAnswer& answer,
                       const std::vector<ListedBackup>& backups) {
  std::string text;
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  for (const ContractPlan& plan : answer.plans) {
    text += Paint(terminal, Style::kHead,
                  plan.contract + dot + "as of " + answer.as_of.ToString() +
                      dot + (answer.dry_run ? "would change" : "changed") +
                      " against " + PointText(answer.before)) +
            "\n";
    const std::string changes = DiffText(terminal, plan.diff);
    text += changes.empty() ? "\nnothing changes on this day\n" : changes;
    text += "\n";
  }
  if (!answer.conflicts.conflicts.empty()) {
    text += Paint(terminal, Style::kHead,
                  std::string("conflicts that this ") +
                      (answer.dry_run ? "would bring" : "brings")) +
            "\n" + ConflictsText(terminal, answer.conflicts.conflicts) +
            FindingsText(terminal, answer.conflicts.findings) + "\n";
  }
  Table table({{""}, {"", true}, {"", false, 20}, {""}, {""}, {"", false, 24}});
  const std::string done = answer.dry_run    ? "would record"
                           : answer.repeated ? "recorded before"
                                             : "recorded";
  bool asserted = false;
  for (const Event& event : answer.events) {
    asserted = asserted || event.asserted;
    table.Add({{done},
               {"#" + std::to_string(event.sequence)},
               {event.Ref() + " " + event.id},
               {DayText(event)},
               {event.type},
               {EventSummary(event)}});
  }
  text += table.Render(terminal);
  if (asserted) text += AssertedNote();
  if (answer.known_now > 0) {
    text += "in backfill, what has no `known` is known from now on (" +
            std::to_string(answer.known_now) +
            (answer.known_now == 1 ? " event" : " events") +
            "): nothing with an earlier `known` can follow\n";
  }
  if (answer.ends_backfill) {
    text += answer.dry_run ? "backfill would end for good\n"
                           : "backfill has ended for good\n";
  }
  const bool erases = std::any_of(
      answer.events.begin(), answer.events.end(),
      [](const Event& e) { return e.As<Erasure>() != nullptr; });
  if (erases && !answer.dry_run) text += ErasedText(backups);
  for (const Event& event : answer.events) {
    if (!IsPlanned(event)) continue;
    text += event.id + " is planned; a deal is recorded when it has been made, on " +
            event.As<Deal>()->date.ToString() + " at the earliest\n";
  }
  if (answer.dry_run) text += "nothing was recorded (--dry-run)\n";
  return text;
}

std::string AppendJson(const AppendAnswer& answer,
                       const std::vector<ListedBackup>& backups) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.append.v1");
  json.Key("dry_run").Bool(answer.dry_run);
  json.Key("repeated").Bool(answer.repeated);
  if (!answer.repeated) {
    json.Key("as_of").String(answer.as_of.ToString());
    json.Key("before");
    WriteKnown(json, answer.before);
  }
  if (answer.ends_backfill) json.Key("ends_backfill").Bool(true);
  if (answer.known_now > 0) json.Key("known_now").Number(answer.known_now);
  if (!backups.empty()) {
    json.Key("backups").BeginArray();
    for (const ListedBackup& backup : backups) {
      json.BeginObject();
      json.Key("place").String(backup.place);
      json.Key("sequence").Number(backup.sequence);
      if (backup.sequence > 0)
        json.Key("made").String(backup.made.ToString());
      if (backup.unfinished())
        json.Key("begun").String(backup.begun.ToString());
      json.EndObject();
    }
    json.EndArray();
  }
  json.Key("events").BeginArray();
  JsonSink sink(json);
  for (const Event& event : answer.events) {
    json.BeginObject();
    sink.Number("sequence", event.sequence);
    sink.Text("stream", event.stream);
    sink.Number("version", event.version);
    sink.Text("id", event.id);
    sink.Text("type", event.type);
    sink.Text("recorded_at", event.recorded_at.ToString());
    if (event.asserted) sink.Flag("asserted", true);
    if (IsPlanned(event)) sink.Flag("planned", true);
    if (!answer.dry_run) sink.Text("hash", event.hash.ToHex());
    json.EndObject();
  }
  json.EndArray();
  json.Key("plan").BeginArray();
  for (const ContractPlan& plan : answer.plans) {
    json.BeginObject();
    json.Key("contract").String(plan.contract);
    WriteDiff(json, plan.diff);
    json.EndObject();
  }
  json.EndArray();
  if (!answer.conflicts.conflicts.empty()) {
    WriteConflicts(json, answer.conflicts.conflicts);
  }
  json.EndObject();
  return json.Take();
}

}  // namespace covenant::cli
