#include "cli/commands/blame.h"

#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"
#include "cli/render/terms_view.h"

namespace covenant::cli {
namespace {

// The day on which the instrument binds, else the day on which it was recorded.
std::string DayOf(Query& query, const EventRef& ref) {
  const Event* const event = query.session.Lookup(ref);
  if (event == nullptr) return "";
  if (event->executed) return event->executed->ToString();
  for (const Contract& contract : query.contracts) {
    const auto signing = contract.Signatures().find(ref.id);
    if (contract.id() == ref.stream && signing != contract.Signatures().end() &&
        signing->second.met) {
      return signing->second.met->ToString();
    }
  }
  return event->recorded_at.ToString().substr(0, 10);
}

// One line for each event that set the field; the value stands in the first.
void AddField(Query& query, const std::string& path,
              const FieldState& field, Table& table) {
  bool first = true;
  for (const EventRef& ref : field.set_by) {
    const bool plain = field.basis == Basis::kOfficial;
    table.Add({{first ? path : ""},
               {first ? FieldText(field) : "",
                field.conflicting ? Style::kUnknown : Style::kPlain},
               {RefText(ref)},
               {DayOf(query, ref)},
               {first ? field.place : ""},
               {first && !plain ? std::string(BasisName(field.basis)) : "",
                Style::kDim}});
    first = false;
  }
  if (field.set_by.empty()) table.Add({{path}, {FieldText(field)}});
}

std::string BlameText(Context& context, Query& query, const Terms& terms) {
  const Terminal& terminal = context.terminal;
  std::string text = HeaderLine(
      terminal, query.family ? terms.contract : query.Subject(), query.view);
  if (!terms.binding) return text + "\nno binding agreement\n";
  for (const auto& [id, clause] : terms.clauses) {
    text += "\n" +
            Paint(terminal, Style::kHead,
                  Printable(id) + " " + std::string(terminal.Dot()) + " " +
                      Printable(clause.kind)) +
            "\n";
    Table table({{"field"},
                 {"value", false, 16},
                 {"set by", false, 24},
                 {"on"},
                 {"place", false, 16},
                 {""}});
    for (const auto& [path, field] : clause.fields) {
      AddField(query, path, field, table);
    }
    for (const Attachment& one : clause.attachments) {
      const std::string day =
          one.because.empty() ? "" : DayOf(query, one.because.front());
      table.Add({{one.type},
                 {one.text},
                 {RefsText(one.because)},
                 {day},
                 {one.place}});
    }
    text += table.Render(terminal, 2);
  }
  if (terms.clauses.empty() && terms.ended.empty()) {
    text += "\nnothing of it is in the terms on this day\n";
  }
  for (const auto& [id, clause] : terms.ended) {
    text += "\n" + Printable(id) + " " + clause.how + " by " +
            RefsText(clause.because) + "\n";
  }
  return text;
}

void WriteFields(JsonWriter& json, Query& query, const Terms& terms) {
  json.Key("contract").String(terms.contract);
  json.Key("fields").BeginArray();
  JsonSink sink(json);
  for (const auto& [id, clause] : terms.clauses) {
    for (const auto& [path, field] : clause.fields) {
      json.BeginObject();
      sink.Text("clause", id);
      sink.Text("path", path);
      if (!field.conflicting) sink.Text("value", field.value.ToString());
      if (field.conflicting) sink.Flag("unknown", true);
      sink.Text("basis", BasisName(field.basis));
      sink.Refs("set_by", field.set_by);
      if (!field.set_by.empty()) {
        sink.Text("on", DayOf(query, field.set_by.front()));
      }
      sink.Text("place", field.place);
      json.EndObject();
    }
  }
  json.EndArray();
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  std::vector<Terms> all;
  for (const Contract& contract : query.contracts) {
    all.push_back(contract.TermsAt(query.view.as_of));
    if (!query.family) KeepClause(query.path, all.back());
  }
  if (!context.json()) {
    for (const Terms& terms : all) {
      context.out +=
          (context.out.empty() ? "" : "\n") + BlameText(context, query, terms);
    }
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.blame.v1");
  WriteView(json, query.view);
  if (query.family) {
    json.Key("contracts").BeginArray();
    for (const Terms& terms : all) {
      json.BeginObject();
      WriteFields(json, query, terms);
      json.EndObject();
    }
    json.EndArray();
  } else {
    WriteFields(json, query, all.front());
  }
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command BlameCommand() {
  return {.form = {.name = "blame",
                   .alias = "",
                   .flags = {"as-of", "known-at", "family", "reading"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "CONTRACT[/CLAUSE]"},
          .group = "question",
          .summary = "the event and the document place that set each field",
          .about =
              "Where a correction changed the record, both the instrument "
              "and the correction are named.",
          .run = Run};
}

}  // namespace covenant::cli
