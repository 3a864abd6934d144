#include "cli/agenda.h"

#include <algorithm>
#include <tuple>

#include "cli/render/figures.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

constexpr int kSoonDays = 30;

bool Concerns(const Norm& norm, const std::string& party) {
  return party.empty() || norm.bearer.empty() || norm.bearer == party ||
         norm.beneficiary == party;
}

AgendaEntry EntryOf(const Norm& norm, const NormStep& step) {
  AgendaEntry entry;
  entry.day = step.day;
  entry.what = step.what;
  entry.subject = norm.id;
  entry.kind = norm.kind;
  entry.state = NormStateName(norm.state);
  entry.party = norm.bearer;
  entry.towards = norm.beneficiary;
  entry.says = norm.says;
  entry.because = step.because;
  entry.place = step.place;
  return entry;
}

bool Over(const Norm& norm) {
  switch (norm.state) {
    case NormState::kCreated:
    case NormState::kInEffect:
    case NormState::kSuspended:
    case NormState::kViolated:
    case NormState::kContested:
    case NormState::kUnknown:
      return false;
    default:
      return true;
  }
}

void Order(std::vector<AgendaEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const AgendaEntry& a, const AgendaEntry& b) {
                     return std::tie(a.day, a.subject) <
                            std::tie(b.day, b.subject);
                   });
}

}  // namespace

void Visit(const AgendaEntry& entry, FieldSink& sink) {
  sink.Day("day", entry.day);
  sink.Text("what", entry.what);
  sink.Text("subject", entry.subject);
  sink.Text("kind", entry.kind);
  sink.Text("state", entry.state);
  sink.Text("party", entry.party);
  sink.Text("towards", entry.towards);
  sink.Text("says", entry.says);
  sink.Text("place", entry.place);
  sink.Refs("because", entry.because);
}

void Visit(const Norm& norm, FieldSink& sink) {
  sink.Text("id", norm.id);
  sink.Text("contract", norm.contract);
  sink.Text("clause", norm.clause);
  sink.Text("kind", norm.kind);
  sink.Text("bearer", norm.bearer);
  sink.Text("beneficiary", norm.beneficiary);
  sink.Text("says", norm.says);
  sink.Text("state", NormStateName(norm.state));
  sink.Day("since", norm.since);
}

std::vector<Norm> NormsOf(const Contract& contract, const Query& query,
                          const std::string& party, Date through) {
  Norms own = contract.NormsAt(query.view.as_of, through);
  std::erase_if(own.norms, [&](const Norm& norm) {
    const bool under = query.family || query.path.clause.empty() ||
                       query.path.Holds(norm.id);
    return !under || !Concerns(norm, party);
  });
  return std::move(own.norms);
}

std::vector<Norm> NormsOf(const Query& query, const std::string& party,
                          Date through) {
  std::vector<Norm> norms;
  for (const Contract& contract : query.contracts) {
    for (Norm& norm : NormsOf(contract, query, party, through)) {
      norms.push_back(std::move(norm));
    }
  }
  return norms;
}

std::vector<AgendaEntry> AgendaOf(const std::vector<Norm>& norms, Date from,
                                  Date until) {
  std::vector<AgendaEntry> entries;
  for (const Norm& norm : norms) {
    for (const NormStep& step : norm.steps) {
      if (!step.listed || step.day < from || step.day >= until) continue;
      entries.push_back(EntryOf(norm, step));
    }
  }
  Order(entries);
  return entries;
}

std::vector<AgendaEntry> Ordered(
    std::vector<std::vector<AgendaEntry>> of_contracts) {
  std::vector<AgendaEntry> entries;
  for (std::vector<AgendaEntry>& some : of_contracts) {
    entries.insert(entries.end(), std::make_move_iterator(some.begin()),
                   std::make_move_iterator(some.end()));
  }
  Order(entries);
  return entries;
}

std::string AgendaText(const Terminal& terminal,
                       const std::vector<AgendaEntry>& entries) {
  Table table({{"day"}, {"what", false, 20}, {"party"}, {"subject", false, 16}});
  for (const AgendaEntry& one : entries) {
    const bool broken = one.state == NormStateName(NormState::kViolated);
    table.Add({{one.day.ToString()},
               {one.says.empty() ? one.what : one.what + ": " + one.says,
                broken ? Style::kOverdue : Style::kPlain},
               {one.party.empty() ? "each" : one.party},
               {one.subject, Style::kDim}});
  }
  return table.Render(terminal);
}

std::vector<AgendaEntry> AttentionOf(const std::vector<Norm>& norms,
                                     Date as_of) {
  std::vector<AgendaEntry> entries;
  const auto soon = as_of.AddDays(kSoonDays);
  for (const Norm& norm : norms) {
    if (norm.state == NormState::kViolated) {
      for (const NormStep& step : norm.steps) {
        if (step.day == norm.since && step.state == norm.state) {
          entries.push_back(EntryOf(norm, step));
          break;
        }
      }
      continue;
    }
    if (Over(norm)) continue;
    for (const NormStep& step : norm.steps) {
      if (!step.listed || step.day < as_of || !soon.ok() || step.day > *soon) {
        continue;
      }
      entries.push_back(EntryOf(norm, step));
    }
  }
  Order(entries);
  return entries;
}

std::string StatesText(const Terminal& terminal, const std::vector<Norm>& norms,
                       Date as_of) {
  if (norms.empty()) return "";
  Table table({{"power or duty", false, 20},
               {"state"},
               {"since"},
               {"next", false, 20}});
  for (const Norm& norm : norms) {
    const NormStep* next = Over(norm) ? nullptr : norm.Next(as_of);
    const bool broken = norm.state == NormState::kViolated;
    table.Add({{norm.id.substr(norm.contract.size() + 1)},
               {std::string(NormStateName(norm.state)),
                broken ? Style::kOverdue : Style::kPlain},
               {norm.since ? norm.since->ToString() : ""},
               {next == nullptr ? "" : next->day.ToString() + " " + next->what,
                Style::kDim}});
  }
  return "\n" + table.Render(terminal);
}

std::string NormText(const Terminal& terminal, const Norm& norm, Date as_of) {
  const std::string dot = " " + std::string(terminal.Dot()) + " ";
  std::string head = norm.id + dot + norm.kind + dot +
                     std::string(NormStateName(norm.state));
  if (norm.since) head += " since " + norm.since->ToString();
  std::string text = Paint(terminal, Style::kHead, Printable(head)) + "\n";
  std::string who = norm.bearer;
  if (!norm.beneficiary.empty()) who += " towards " + norm.beneficiary;
  if (!norm.says.empty()) who += (who.empty() ? "" : ": ") + norm.says;
  if (!who.empty()) text += Printable(who) + "\n";
  Table table({{""}, {""}, {"", false, 20}, {"", false, 16}});
  for (const NormStep& step : norm.steps) {
    const Style style = step.day > as_of ? Style::kDim : Style::kPlain;
    std::string from = RefsText(step.because);
    if (!step.place.empty()) from += dot + step.place;
    table.Add({{step.day.ToString(), style},
               {std::string(NormStateName(step.state)), style},
               {step.what, style},
               {from, Style::kDim}});
  }
  return text + table.Render(terminal, 2);
}

void WriteNorm(JsonWriter& json, const Norm& norm) {
  JsonSink sink(json);
  json.BeginObject();
  Visit(norm, sink);
  json.Key("steps").BeginArray();
  for (const NormStep& step : norm.steps) {
    json.BeginObject();
    sink.Day("day", step.day);
    sink.Text("state", NormStateName(step.state));
    sink.Text("what", step.what);
    sink.Flag("listed", step.listed);
    sink.Text("place", step.place);
    sink.Refs("because", step.because);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace covenant::cli
