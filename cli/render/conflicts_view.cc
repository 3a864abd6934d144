#include "cli/render/conflicts_view.h"

#include <map>

#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

Style ResultStyle(ConflictResult result) {
  switch (result) {
    case ConflictResult::kConflict:
      return Style::kOverdue;
    case ConflictResult::kContested:
    case ConflictResult::kPossible:
    case ConflictResult::kSubjectTo:
      return Style::kUnknown;
    case ConflictResult::kNone:
      break;
  }
  return Style::kPlain;
}

std::string DaysText(const Interval& days) {
  const std::string from = days.from() ? days.from()->ToString() : "";
  if (!days.until()) return from.empty() ? "always" : "from " + from + " on";
  const auto last = days.LastDay();
  const std::string end = last ? last->ToString() : "";
  if (from.empty()) return "until " + end;
  return from == end ? "on " + from : from + " to " + end;
}

std::string ReadingsText(const std::map<std::string, ConflictResult>& readings) {
  std::vector<std::string> parts;
  parts.reserve(readings.size());
  for (const auto& [name, result] : readings) {
    parts.push_back(name + ": " + std::string(ConflictResultName(result)));
  }
  return Joined(parts);
}

std::string Sides(const Conflict& one) {
  std::string text = one.bearer + " is bound to " + one.beneficiary +
                     (one.over ? " and acted" : " and acts");
  return one.counterparty.empty() ? text + " with nobody"
                                  : text + " with " + one.counterparty;
}

std::string ConflictText(const Terminal& terminal, const Conflict& one) {
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  std::string text =
      Paint(terminal, ResultStyle(one.result),
            std::string(ConflictResultName(one.result))) +
      dot + Paint(terminal, Style::kHead, Printable(one.act)) + " against " +
      Paint(terminal, Style::kHead, Printable(one.prohibition)) + "\n";
  Table about({{"", false, 12}, {"", false, 40}});
  about.Add({{"who"}, {Printable(Sides(one))}});
  for (const ConflictDays& days : one.days) {
    std::string what(ConflictResultName(days.result));
    if (!days.readings.empty()) what += " (" + ReadingsText(days.readings) + ")";
    if (days.retroactive) what += ", breach-by-retroactivity";
    about.Add({{"days"}, {DaysText(days.days) + ": " + what}});
  }
  for (const std::string& reason : one.now.reasons) {
    about.Add({{"why"}, {Printable(reason)}});
  }
  const auto place = [](const std::string& at) {
    return at.empty() ? "" : ", " + Printable(at);
  };
  about.Add({{"forbidden by"},
             {one.prohibition_kind + " " + Printable(one.prohibition) +
              place(one.prohibition_place)}});
  about.Add({{"done by"},
             {one.act_kind + " " + Printable(one.act) + place(one.act_place)}});
  if (!one.now.because.empty()) {
    about.Add({{"events"}, {RefsText(one.now.because)}});
  }
  text += about.Render(terminal, 2);
  Table evidence({{"dimension"},
                  {"forbidden", false, 16},
                  {"done", false, 16},
                  {"overlap"}});
  for (const DimensionEvidence& d : one.now.dimensions) {
    evidence.Add({{d.dimension},
                  {Printable(d.forbidden)},
                  {Printable(d.act)},
                  {d.overlap}});
  }
  if (!evidence.empty()) text += evidence.Render(terminal, 2);
  return text;
}

void WriteReadings(JsonWriter& json,
                   const std::map<std::string, ConflictResult>& readings) {
  json.Key("readings").BeginObject();
  for (const auto& [name, result] : readings) {
    json.Key(name).String(ConflictResultName(result));
  }
  json.EndObject();
}

void WriteConflict(JsonWriter& json, const Conflict& one) {
  JsonSink sink(json);
  json.BeginObject();
  sink.Text("prohibition", one.prohibition);
  sink.Text("prohibition_kind", one.prohibition_kind);
  sink.Text("act", one.act);
  sink.Text("act_kind", one.act_kind);
  sink.Text("bearer", one.bearer);
  sink.Text("beneficiary", one.beneficiary);
  sink.Text("counterparty", one.counterparty);
  sink.Text("result", ConflictResultName(one.result));
  if (!one.now.readings.empty()) WriteReadings(json, one.now.readings);
  if (one.over) sink.Flag("over", true);
  json.Key("dimensions").BeginObject();
  for (const DimensionEvidence& d : one.now.dimensions) {
    json.Key(d.dimension).BeginObject();
    sink.Text("forbidden", d.forbidden);
    sink.Text("act", d.act);
    sink.Text("overlap", d.overlap);
    json.EndObject();
  }
  json.EndObject();
  json.Key("reasons").Strings(one.now.reasons);
  json.Key("days").BeginArray();
  for (const ConflictDays& days : one.days) {
    json.BeginObject();
    sink.Day("from", days.days.from());
    sink.Day("until", days.days.until());
    sink.Text("result", ConflictResultName(days.result));
    if (!days.readings.empty()) WriteReadings(json, days.readings);
    if (days.retroactive) sink.Flag("retroactive", true);
    json.EndObject();
  }
  json.EndArray();
  sink.Text("prohibition_place", one.prohibition_place);
  sink.Text("act_place", one.act_place);
  sink.Refs("because", one.now.because);
  json.EndObject();
}

}  // namespace

std::string ConflictsText(const Terminal& terminal,
                          const std::vector<Conflict>& conflicts) {
  std::string text;
  for (const Conflict& one : conflicts) {
    text += "\n" + ConflictText(terminal, one);
  }
  return text;
}

void WriteConflicts(JsonWriter& json, const std::vector<Conflict>& conflicts) {
  json.Key("conflicts").BeginArray();
  for (const Conflict& one : conflicts) WriteConflict(json, one);
  json.EndArray();
}

}  // namespace covenant::cli
