#include "cli/render/fields.h"

#include "cli/render/figures.h"
#include "ledger/value/basis.h"
#include "ledger/value/unit.h"

namespace covenant::cli {
namespace {

// Money is named by its currency, everything else by its unit.
void VisitUnit(const std::string& unit, FieldSink& sink) {
  const auto parsed = Unit::Parse(unit);
  const bool money = parsed.ok() && parsed->IsCurrency();
  sink.Text(money ? "currency" : "unit", unit);
}

}  // namespace

void JsonSink::Text(std::string_view key, std::string_view text) {
  if (!text.empty()) json_.Key(key).String(text);
}
void JsonSink::Number(std::string_view key, std::uint64_t number) {
  json_.Key(key).Number(number);
}
void JsonSink::Flag(std::string_view key, bool flag) {
  json_.Key(key).Bool(flag);
}
void JsonSink::Day(std::string_view key, const std::optional<Date>& day) {
  if (day) json_.Key(key).String(day->ToString());
}
void JsonSink::Days(std::string_view key, const Interval& days) {
  json_.Key(key).BeginObject();
  Day("from", days.from());
  Day("until", days.until());
  json_.EndObject();
}
void JsonSink::Figure(std::string_view key, const Amount& amount,
                      const std::vector<std::string>& because) {
  json_.Key(key);
  if (amount.IsExact()) {
    json_.String(amount.value().ToString());
    return;
  }
  json_.BeginObject();
  json_.Key("unknown").Bool(true);
  if (amount.at_least()) {
    json_.Key("at_least").String(amount.at_least()->ToString());
  }
  if (amount.at_most()) {
    json_.Key("at_most").String(amount.at_most()->ToString());
  }
  json_.Key("because").Strings(because);
  json_.EndObject();
}
void JsonSink::Refs(std::string_view key, const std::vector<EventRef>& refs) {
  json_.Key(key).BeginArray();
  for (const EventRef& ref : refs) json_.String(ref.ToString());
  json_.EndArray();
}
void JsonSink::Names(std::string_view key,
                     const std::vector<std::string>& names) {
  json_.Key(key).Strings(names);
}

const std::string& CellSink::operator[](std::string_view key) const {
  static const auto* const nothing = new std::string;
  const auto found = cells_.find(key);
  return found == cells_.end() ? *nothing : found->second;
}
void CellSink::Text(std::string_view key, std::string_view text) {
  cells_.insert_or_assign(std::string(key), std::string(text));
}
void CellSink::Number(std::string_view key, std::uint64_t number) {
  Text(key, std::to_string(number));
}
void CellSink::Flag(std::string_view key, bool flag) {
  Text(key, flag ? "yes" : "no");
}
void CellSink::Day(std::string_view key, const std::optional<Date>& day) {
  Text(key, day ? day->ToString() : "");
}
void CellSink::Days(std::string_view key, const Interval& days) {
  Text(key, PeriodText(days));
}
void CellSink::Figure(std::string_view key, const Amount& amount,
                      const std::vector<std::string>&) {
  Text(key, AmountNumber(amount));
}
void CellSink::Refs(std::string_view key, const std::vector<EventRef>& refs) {
  Text(key, RefsText(refs));
}
void CellSink::Names(std::string_view key,
                     const std::vector<std::string>& names) {
  Text(key, Joined(names));
}

void Visit(const Obligation& o, FieldSink& sink) {
  sink.Text("id", o.id);
  sink.Text("contract", o.contract);
  sink.Text("clause", o.clause);
  sink.Text("debtor", o.debtor);
  sink.Text("creditor", o.creditor);
  sink.Text("kind", o.kind);
  if (o.period) sink.Days("period", *o.period);
  sink.Day("due", o.due);
  VisitUnit(o.unit, sink);
  sink.Figure("accrued", o.accrued, o.unknown_because);
  sink.Figure("waived", o.waived, o.unknown_because);
  sink.Figure("credited", o.credited, o.unknown_because);
  sink.Figure("paid", o.paid, o.unknown_because);
  sink.Figure("disputed", o.disputed, o.unknown_because);
  sink.Figure("interest", o.interest, o.unknown_because);
  sink.Figure("contingent", o.contingent, o.unknown_because);
  sink.Figure("owed", o.owed, o.unknown_because);
  sink.Figure("overpaid", o.overpaid, o.unknown_because);
  sink.Text("state", ObligationStateName(o.state));
  sink.Text("basis", BasisName(o.basis));
  sink.Day("locked", o.locked);
  if (!o.also_liable.empty()) sink.Names("also_liable", o.also_liable);
  if (!o.performers.empty()) sink.Names("performers", o.performers);
  sink.Refs("because", o.because);
}

void Visit(const Net& net, FieldSink& sink) {
  sink.Text("debtor", net.debtor);
  sink.Text("creditor", net.creditor);
  VisitUnit(net.unit, sink);
  sink.Figure("owed", net.owed, {});
}

void Visit(const Total& total, FieldSink& sink) {
  sink.Text("debtor", total.debtor);
  sink.Text("creditor", total.creditor);
  VisitUnit(total.unit, sink);
  sink.Figure("owed", total.owed, total.unknown_because);
  sink.Figure("due", total.due, total.unknown_because);
  sink.Figure("overdue", total.overdue, total.unknown_because);
  sink.Figure("contingent", total.contingent, total.unknown_because);
}

void Visit(const ClauseBalance& balance, FieldSink& sink) {
  sink.Text("clause", balance.clause);
  sink.Text("name", balance.name);
  sink.Text("debtor", balance.debtor);
  sink.Text("creditor", balance.creditor);
  VisitUnit(balance.unit, sink);
  sink.Figure("amount", balance.amount, balance.unknown_because);
  sink.Text("basis", BasisName(balance.basis));
  sink.Refs("because", balance.because);
}

void Visit(const PartyChange& change, FieldSink& sink) {
  sink.Text("how", change.how);
  sink.Text("from_party", change.terms.from);
  sink.Text("to_party", change.terms.to);
  sink.Day("day", change.day);
  sink.Text("text", PartyChangeText(change));
  sink.Text("place", change.place);
  sink.Refs("because", change.because);
}

void Visit(const Finding& finding, FieldSink& sink) {
  sink.Text("code", finding.code);
  sink.Text("subject", finding.subject);
  sink.Text("message", finding.message);
  sink.Refs("because", finding.because);
}

void Visit(const TermChange& change, FieldSink& sink) {
  sink.Text("what", WhatName(change.what));
  sink.Text("clause", change.clause);
  sink.Text("kind", change.kind);
  sink.Text("path", change.path);
  sink.Text("before", change.before);
  sink.Text("after", change.after);
  sink.Refs("because", change.because);
  sink.Text("by_time", change.by_time);
}

void Visit(const ObligationChange& change, FieldSink& sink) {
  sink.Text("what", WhatName(change.what));
  sink.Text("id", change.id);
  sink.Text("balance", change.balance);
  sink.Text("before", change.before);
  sink.Text("after", change.after);
  sink.Refs("because", change.because);
  sink.Text("by_time", change.by_time);
}

void Visit(const Event& event, FieldSink& sink) {
  sink.Number("sequence", event.sequence);
  sink.Text("stream", event.stream);
  sink.Number("version", event.version);
  sink.Text("id", event.id);
  sink.Text("type", event.type);
  sink.Day("executed", event.executed);
  if (event.effective) sink.Text("effective", event.effective->ToString());
  if (event.until) sink.Text("until", event.until->ToString());
  sink.Text("recorded_at", event.recorded_at.ToString());
  if (event.asserted) sink.Flag("asserted", true);
  sink.Text("basis", BasisName(event.basis));
  sink.Text("hash", event.hash.ToHex());
}

void WriteKnown(JsonWriter& json, const KnownPoint& point) {
  json.BeginObject();
  json.Key("sequence").Number(point.sequence);
  if (point.sequence > 0) {
    json.Key("recorded_at").String(point.recorded_at.ToString());
    if (point.asserted) json.Key("asserted").Bool(true);
  }
  json.EndObject();
}

void WriteView(JsonWriter& json, const View& view) {
  json.Key("as_of").String(view.as_of.ToString());
  json.Key("known_at");
  WriteKnown(json, view.known);
  if (!view.reading.empty()) json.Key("reading").String(view.reading);
  if (!view.with_proposed) return;
  std::vector<std::string> refs;
  for (const EventRef& ref : *view.with_proposed) refs.push_back(ref.ToString());
  json.Key("with_proposed").Strings(refs);
}

std::string_view WhatName(TermChange::What what) {
  switch (what) {
    case TermChange::What::kAdded:
      return "added";
    case TermChange::What::kRemoved:
      return "removed";
    case TermChange::What::kChanged:
      return "changed";
  }
  return "";
}

}  // namespace covenant::cli
