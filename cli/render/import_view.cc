#include "cli/render/import_view.h"

#include "cli/render/fields.h"
#include "cli/render/json.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

std::string_view WhatName(ImportedRow::What what) {
  return what == ImportedRow::What::kNew ? "new" : "changed";
}

std::string Counts(const ImportAnswer& answer, std::string_view dot) {
  return std::to_string(answer.rows) + (answer.rows == 1 ? " row" : " rows") +
         " " + std::string(dot) + " " + std::to_string(answer.fresh) +
         " new, " + std::to_string(answer.known) + " known, " +
         std::to_string(answer.changed) + " changed";
}

std::string RecordedText(const ImportAnswer& answer) {
  if (answer.dry_run) return "nothing was recorded (--dry-run)\n";
  if (answer.last_sequence == 0) return "there was nothing to record\n";
  return "recorded #" + std::to_string(answer.first_sequence) + " to #" +
         std::to_string(answer.last_sequence) +
         (answer.batches == 1
              ? " as one batch\n"
              : " in " + std::to_string(answer.batches) + " batches\n");
}

}  // namespace

std::string ImportText(const Terminal& terminal, const ImportAnswer& answer) {
  const std::string dot(terminal.Dot());
  std::string text = Paint(terminal, Style::kHead,
                           answer.file + " " + dot + " " +
                               Counts(answer, dot)) +
                     "\n";
  Table table({{""}, {"", true}, {"", false, 20}, {"", false, 24}});
  for (const ImportedRow& row : answer.shown) {
    const std::string line = "line " + std::to_string(row.line);
    const std::string id = row.stream + "/" + row.id;
    if (row.what == ImportedRow::What::kNew) {
      table.Add({{std::string(WhatName(row.what))}, {line}, {id}, {row.after}});
      continue;
    }
    table.Add({{std::string(WhatName(row.what)), Style::kUnknown},
               {line},
               {id},
               {"- " + row.before}});
    table.Add({{""}, {""}, {"by " + row.correction}, {"+ " + row.after}});
  }
  if (!table.empty()) text += "\n" + table.Render(terminal);
  const std::uint64_t all = answer.fresh + answer.changed;
  if (all > answer.shown.size()) {
    text += "and " + std::to_string(all - answer.shown.size()) + " more\n";
  }
  return text + "\n" + RecordedText(answer);
}

std::string ImportJson(const ImportAnswer& answer) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.import.v1");
  json.Key("dry_run").Bool(answer.dry_run);
  json.Key("file").String(answer.file);
  json.Key("sha256").String(answer.sha256);
  json.Key("rows").Number(answer.rows);
  json.Key("new").Number(answer.fresh);
  json.Key("known").Number(answer.known);
  json.Key("changed").Number(answer.changed);
  json.Key("batches").Number(answer.batches);
  if (answer.last_sequence > 0) {
    json.Key("first_sequence").Number(answer.first_sequence);
    json.Key("last_sequence").Number(answer.last_sequence);
  }
  json.Key("events").BeginArray();
  JsonSink sink(json);
  for (const ImportedRow& row : answer.shown) {
    json.BeginObject();
    sink.Text("what", WhatName(row.what));
    sink.Number("line", row.line);
    sink.Text("stream", row.stream);
    sink.Text("id", row.id);
    sink.Text("correction", row.correction);
    sink.Text("before", row.before);
    sink.Text("after", row.after);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace covenant::cli
