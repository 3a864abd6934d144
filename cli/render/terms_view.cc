#include "cli/render/terms_view.h"

#include <algorithm>
#include <utility>

#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/owed.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

std::string PartiesText(const std::vector<PartyRef>& parties) {
  std::vector<std::string> names;
  for (const PartyRef& party : parties) {
    std::string name = party.id;
    if (!party.role.empty()) name += " (" + party.role + ")";
    names.push_back(std::move(name));
  }
  return Joined(names);
}

std::string ForceText(const ClauseState& clause) {
  std::string text;
  if (clause.in_force == InForce::kNo) text = "not in force on this day";
  if (clause.in_force == InForce::kUnknown) {
    text = "may or may not be in force: a day of its term is not disclosed";
  }
  if (clause.survives)
    text +=
        (text.empty() ? "" : ", ") + std::string("survives the contract's end");
  return text;
}

std::string ScopeText(const Fields& scope) {
  std::vector<std::string> parts;
  for (const auto& [dimension, value] : scope) {
    parts.push_back(dimension + " " + value.ToString());
  }
  return Joined(parts);
}

std::string HowLong(const Interval& days) {
  std::string text;
  if (days.from()) text += "from " + days.from()->ToString();
  if (days.until()) {
    text += (text.empty() ? "" : " ") + std::string("until ") +
            days.until()->ToString();
  }
  return text;
}

std::string ClauseText(const Terminal& terminal, const ClauseState& clause) {
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  std::string head = Printable(clause.id) + dot + Printable(clause.kind);
  for (const char* const path : {"section", "title"}) {
    const auto field = clause.fields.find(path);
    if (field == clause.fields.end()) continue;
    head += dot + Printable(FieldText(field->second));
  }
  std::string text = "\n" + Paint(terminal, Style::kHead, head);
  const std::string force = ForceText(clause);
  if (!force.empty()) {
    text += dot + Paint(terminal, Style::kUnknown, force);
  }
  text += "\n";
  Table table({{""}, {"", false, 20}, {"", false, 9}});
  for (const auto& [path, field] : clause.fields) {
    if (path == "section" || path == "title") continue;
    const bool plain = field.basis == Basis::kOfficial;
    table.Add(
        {{path},
         {FieldText(field),
          field.conflicting ? Style::kUnknown : Style::kPlain},
         {plain ? "" : std::string(BasisName(field.basis)), Style::kDim}});
  }
  text += table.Render(terminal, 2);
  Table attachments({{""}, {"", false, 20}});
  for (const Attachment& one : clause.attachments) {
    attachments.Add({{one.type + ":"}, {AttachmentText(one)}});
  }
  return text + attachments.Render(terminal, 2);
}

void WriteAttachment(JsonWriter& json, const Attachment& one) {
  JsonSink sink(json);
  json.BeginObject();
  sink.Text("type", one.type);
  sink.Text("text", one.text);
  if (one.share) sink.Text("share", one.share->ToString());
  if (one.amount) sink.Text("amount", one.amount->ToString());
  sink.Day("met", one.met);
  if (one.measured_by != WaiverMeasure::kUnstated) {
    sink.Text("measured_by", one.measured_by == WaiverMeasure::kAccrual
                                 ? "accrual"
                                 : "due-date");
  }
  sink.Text("deal", one.deal);
  sink.Text("deal_event", one.deal_event);
  if (!one.scope.empty()) {
    json.Key("scope").BeginObject();
    for (const auto& [dimension, value] : one.scope) {
      sink.Text(dimension, value.ToString());
    }
    json.EndObject();
  }
  if (!one.parties.empty()) sink.Names("parties", one.parties);
  sink.Days("days", one.days);
  sink.Text("place", one.place);
  sink.Refs("because", one.because);
  json.EndObject();
}

// What the field is by each reading; null where it is not there by one.
void WriteReadings(JsonWriter& json, const FieldState& field) {
  json.Key("readings").BeginObject();
  for (const auto& [name, value] : field.readings) {
    json.Key(name);
    if (value.empty()) {
      json.Null();
    } else {
      json.String(value.ToString());
    }
  }
  json.EndObject();
}

void WriteClause(JsonWriter& json, const ClauseState& clause) {
  JsonSink sink(json);
  json.BeginObject();
  sink.Text("id", clause.id);
  sink.Text("kind", clause.kind);
  sink.Text("in_force", InForceName(clause.in_force));
  if (clause.survives) sink.Flag("survives", true);
  json.Key("fields").BeginObject();
  for (const auto& [path, field] : clause.fields) {
    json.Key(path).BeginObject();
    if (field.conflicting) {
      json.Key("unknown").Bool(true);
      const bool contested =
          !field.readings.empty() || !field.reading.empty();
      json.Key("because").Strings(
          {std::string(contested ? finding::kAmbiguousReading
                                 : finding::kConflictingAmendments)});
      if (!field.readings.empty()) WriteReadings(json, field);
    } else {
      json.Key("value").String(field.value.ToString());
    }
    if (!field.conflicting) sink.Text("reading", field.reading);
    sink.Text("basis", BasisName(field.basis));
    sink.Refs("set_by", field.set_by);
    sink.Text("place", field.place);
    json.EndObject();
  }
  json.EndObject();
  if (!clause.attachments.empty()) {
    json.Key("attachments").BeginArray();
    for (const Attachment& one : clause.attachments) {
      WriteAttachment(json, one);
    }
    json.EndArray();
  }
  sink.Refs("created_by", clause.created_by);
  json.EndObject();
}

}  // namespace

void KeepClause(const Path& path, Terms& terms) {
  if (path.clause.empty()) return;
  const auto other = [&](const auto& one) { return one.first != path.clause; };
  std::erase_if(terms.clauses, other);
  std::erase_if(terms.ended, other);
  std::erase_if(terms.findings,
                [&](const Finding& one) { return !path.Holds(one.subject); });
}

std::string FieldText(const FieldState& field) {
  if (!field.conflicting) {
    return GroupAmounts(field.value.ToString()) +
           (field.reading.empty() ? "" : " (read as " + field.reading + ")");
  }
  if (field.readings.empty()) return "unknown: conflicting amendments";
  std::vector<std::string> parts;
  for (const auto& [name, value] : field.readings) {
    parts.push_back(name + " " + (value.empty()
                                      ? "nothing"
                                      : GroupAmounts(value.ToString())));
  }
  return "contested: " + Joined(parts);
}

std::string_view InForceName(InForce in_force) {
  switch (in_force) {
    case InForce::kYes:
      return "yes";
    case InForce::kNo:
      return "no";
    case InForce::kUnknown:
      return "unknown";
  }
  return "";
}

std::string AttachmentText(const Attachment& one) {
  std::vector<std::string> parts;
  if (!one.text.empty()) parts.push_back(one.text);
  if (!one.parties.empty())
    parts.push_back("by " + Joined(one.parties, " and "));
  if (one.share) parts.push_back(one.share->ToString());
  if (one.amount) parts.push_back(GroupAmounts(one.amount->ToString()));
  if (one.met) parts.push_back("its condition met " + one.met->ToString());
  if (!one.deal.empty()) parts.push_back("for " + one.deal);
  if (!one.deal_event.empty()) {
    parts.push_back("for the deal " + one.deal_event);
  }
  if (!one.scope.empty()) parts.push_back(ScopeText(one.scope));
  if (one.days.from() || one.days.until()) parts.push_back(HowLong(one.days));
  if (!one.because.empty()) parts.push_back(RefsText(one.because));
  return Joined(parts);
}

std::string ContractListText(const Terminal& terminal,
                             const std::vector<Contract>& contracts,
                             Date as_of) {
  Table table({{"contract"},
               {"title", false, 16},
               {"parties", false, 12},
               {"under"},
               {"clauses", true},
               {"", false, 12}});
  for (const Contract& contract : contracts) {
    const Terms terms = contract.TermsAt(as_of);
    std::vector<std::string> parties;
    for (const PartyRef& party : contract.parties()) {
      parties.push_back(party.id);
    }
    table.Add({{contract.id()},
               {contract.title()},
               {Joined(parties)},
               {contract.parent()},
               {std::to_string(terms.clauses.size())},
               {contract.binding() ? "" : "no binding agreement"}});
  }
  return table.empty() ? "\nno contract yet\n" : "\n" + table.Render(terminal);
}

std::string TermsText(const Terminal& terminal, const Contract& contract,
                      const Terms& terms, bool all) {
  std::string text;
  if (!contract.title().empty()) text += Printable(contract.title()) + "\n";
  if (!terms.binding) text += "\nno binding agreement\n";
  const std::string parties = PartiesText(terms.parties);
  if (!parties.empty()) text += "between " + Printable(parties) + "\n";
  std::size_t hidden = 0;
  for (const auto& [id, clause] : terms.clauses) {
    if (!all && clause.in_force == InForce::kNo) {
      ++hidden;
      continue;
    }
    text += ClauseText(terminal, clause);
  }
  if (terms.binding && terms.clauses.empty() && terms.ended.empty()) {
    text += "\nnothing of it is in the terms on this day\n";
  }
  if (all && !terms.ended.empty()) {
    Table table({{"ended"}, {""}, {""}, {"", false, 20}});
    for (const auto& [id, clause] : terms.ended) {
      table.Add({{id},
                 {clause.kind},
                 {clause.how},
                 {"by " + RefsText(clause.because)}});
    }
    text += "\n" + table.Render(terminal);
  }
  if (hidden > 0) {
    text += "\n" + std::to_string(hidden) +
            (hidden == 1 ? " clause is" : " clauses are") +
            " not in force on this day; --all shows all\n";
  }
  const std::vector<EventRef> proposed = contract.Proposed();
  if (!proposed.empty()) {
    text += "\nnot binding yet: " + RefsText(proposed) + "\n";
  }
  return text + FindingsText(terminal, terms.findings);
}

void WriteContractTerms(JsonWriter& json, const Contract& contract,
                        const Terms& terms, bool all) {
  JsonSink sink(json);
  json.BeginObject();
  sink.Text("contract", contract.id());
  sink.Text("title", contract.title());
  sink.Text("parent", contract.parent());
  sink.Flag("binding", terms.binding);
  json.Key("parties").BeginArray();
  for (const PartyRef& party : terms.parties) {
    json.BeginObject();
    sink.Text("id", party.id);
    sink.Text("name", party.name);
    sink.Text("role", party.role);
    json.EndObject();
  }
  json.EndArray();
  json.Key("clauses").BeginArray();
  for (const auto& [id, clause] : terms.clauses) {
    if (all || clause.in_force != InForce::kNo) WriteClause(json, clause);
  }
  json.EndArray();
  if (all) {
    json.Key("ended").BeginArray();
    for (const auto& [id, clause] : terms.ended) {
      json.BeginObject();
      sink.Text("id", clause.id);
      sink.Text("kind", clause.kind);
      sink.Text("how", clause.how);
      sink.Refs("because", clause.because);
      json.EndObject();
    }
    json.EndArray();
  }
  sink.Refs("proposed", contract.Proposed());
  WriteList(json, "findings", terms.findings);
  json.EndObject();
}

}  // namespace covenant::cli
