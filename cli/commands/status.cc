#include "cli/commands/status.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "cli/agenda.h"
#include "cli/all_cores.h"
#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/signing_view.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

constexpr int kSoonDays = 30;

// One contract in a line.
struct Line {
  std::string contract;
  std::string title;
  std::string parent;
  bool binding = false;
  std::vector<std::string> parties;
  std::uint64_t clauses = 0;
  std::uint64_t outstanding = 0;  // obligations that are neither settled,
                                  // waived nor discharged, and not contingent
  std::uint64_t overdue = 0;
  std::uint64_t unknown = 0;
  std::uint64_t contingent = 0;
  std::optional<Date> next_due;
  std::uint64_t findings = 0;
  std::vector<EventRef> proposed;
  std::map<std::string, Signing> signings;  // of those
  std::string state;  // of the contract
  std::uint64_t violated = 0;  // duties
  std::vector<AgendaEntry> attention;
  bool concerned = true;  // whether the party of the question has a part in it
};

void Visit(const Line& line, FieldSink& sink) {
  sink.Text("contract", line.contract);
  sink.Text("title", line.title);
  sink.Text("parent", line.parent);
  sink.Flag("binding", line.binding);
  sink.Names("parties", line.parties);
  sink.Number("clauses", line.clauses);
  sink.Number("outstanding", line.outstanding);
  sink.Number("overdue", line.overdue);
  sink.Number("unknown", line.unknown);
  sink.Number("contingent", line.contingent);
  sink.Day("next_due", line.next_due);
  sink.Number("findings", line.findings);
  sink.Refs("proposed", line.proposed);
  sink.Text("state", line.state);
  sink.Number("violated", line.violated);
}

bool Matches(const Obligation& one, const std::string& party) {
  return party.empty() || one.debtor == party || one.creditor == party;
}

void Count(const Obligation& one, Date as_of, Line& line) {
  switch (one.state) {
    case ObligationState::kSettled:
    case ObligationState::kWaived:
    case ObligationState::kDischarged:
      return;
    case ObligationState::kContingent:
      ++line.contingent;
      return;
    case ObligationState::kOverdue:
      ++line.overdue;
      break;
    case ObligationState::kUnknown:
      ++line.unknown;
      break;
    default:
      break;
  }
  ++line.outstanding;
  if (!one.due || *one.due < as_of) return;
  if (!line.next_due || *one.due < *line.next_due) line.next_due = one.due;
}

Result<Line> LineOf(const Query& query, const Contract& contract,
                    const std::string& party) {
  const Date as_of = query.view.as_of;
  CLI_ASSIGN(const Obligations owed, contract.ObligationsAt(as_of));
  Line line;
  line.contract = contract.id();
  line.title = contract.title();
  line.parent = contract.parent();
  line.binding = contract.binding();
  for (const PartyRef& one : contract.parties()) line.parties.push_back(one.id);
  line.clauses = contract.TermsAt(as_of).clauses.size();
  std::set<std::string> others;  // obligations that are not the party's
  for (const Obligation& one : owed.obligations) {
    if (!Matches(one, party)) others.insert(one.id);
  }
  line.findings = static_cast<std::uint64_t>(
      std::count_if(owed.findings.begin(), owed.findings.end(),
                    [&](const Finding& finding) {
                      return others.count(finding.subject) == 0;
                    }));
  line.proposed = contract.Proposed();
  for (const EventRef& one : line.proposed) {
    line.signings.insert(*contract.Signatures().find(one.id));
  }
  for (const Obligation& one : owed.obligations) {
    if (Matches(one, party)) Count(one, as_of, line);
  }
  CLI_ASSIGN(const Date soon, as_of.AddDays(kSoonDays));
  const std::vector<Norm> norms = NormsOf(contract, query, party, soon);
  for (const Norm& norm : norms) {
    if (norm.clause.empty()) line.state = NormStateName(norm.state);
    if (norm.state == NormState::kViolated) ++line.violated;
  }
  line.attention = AttentionOf(norms, as_of);
  const auto named = [&](const std::string& one) { return one == party; };
  line.concerned =
      party.empty() ||
      std::any_of(line.parties.begin(), line.parties.end(), named) ||
      others.size() < owed.obligations.size();
  return line;
}

std::string Number(std::uint64_t number) {
  return number == 0 ? "" : std::to_string(number);
}

std::string StatusText(const Terminal& terminal,
                       const std::vector<Line>& lines) {
  Table table({{"contract", false, 12},
               {"parties", false, 10},
               {"clauses", true},
               {"outstanding", true},
               {"overdue", true},
               {"unknown", true},
               {"contingent", true},
               {"next due"},
               {"findings", true},
               {"", false, 12}});
  for (const Line& line : lines) {
    std::string remark = line.binding ? "" : "no binding agreement";
    if (line.binding && line.state != NormStateName(NormState::kInEffect)) {
      remark = line.state;
    }
    if (!line.proposed.empty()) {
      remark += (remark.empty() ? "" : ", ") +
                std::string("not binding yet: ") + RefsText(line.proposed);
    }
    table.Add({{line.contract},
               {Joined(line.parties)},
               {std::to_string(line.clauses)},
               {Number(line.outstanding)},
               {Number(line.overdue), Style::kOverdue},
               {Number(line.unknown), Style::kUnknown},
               {Number(line.contingent)},
               {line.next_due ? line.next_due->ToString() : ""},
               {Number(line.findings), Style::kUnknown},
               {remark, Style::kDim}});
  }
  if (table.empty()) return "\nno contract yet\n";
  std::string text = "\n" + table.Render(terminal);
  std::vector<AgendaEntry> attention;
  for (const Line& line : lines) {
    attention.insert(attention.end(), line.attention.begin(),
                     line.attention.end());
  }
  for (const Line& line : lines) {
    for (const EventRef& one : line.proposed) {
      Table signing({{""}, {"", false, 20}});
      AddSigning(line.signings.at(one.id), signing);
      text += "\nto be signed: " + RefText(one) + "\n" +
              signing.Render(terminal, 2);
    }
  }
  if (!attention.empty()) {
    text += "\nneeds attention\n" + AgendaText(terminal, attention);
  }
  return text;
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  std::vector<Line> lines(query.ids.size());
  const auto fill_one = [&](std::size_t i,
                            const Contract& contract) -> Outcome {
    CLI_ASSIGN(lines[i], LineOf(query, contract, context.line.Get("party")));
    return Nothing{};
  };
  CLI_RETURN_IF_ERROR(EachContract(context, query, fill_one));
  if (context.line.Has("party")) {
    CLI_RETURN_IF_ERROR(CheckParty(query, context.line.Get("party")));
  }
  std::erase_if(lines, [](const Line& line) { return !line.concerned; });
  const bool found =
      std::any_of(lines.begin(), lines.end(), [](const Line& line) {
        return line.findings > 0 || line.overdue > 0 || line.violated > 0;
      });
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.status.v1");
    WriteView(json, query.view);
    json.Key("contracts").BeginArray();
    JsonSink sink(json);
    for (const Line& line : lines) {
      json.BeginObject();
      Visit(line, sink);
      json.Key("signing").BeginArray();
      for (const EventRef& one : line.proposed) {
        json.BeginObject();
        json.Key("instrument").String(one.ToString());
        WriteSigningFields(json, line.signings.at(one.id));
        json.EndObject();
      }
      json.EndArray();
      WriteList(json, "attention", line.attention);
      json.EndObject();
    }
    json.EndArray();
    query.WritePage(json);
    json.EndObject();
    context.out = json.Take();
  } else {
    context.out = HeaderLine(context.terminal, query.Subject(), query.view) +
                  StatusText(context.terminal, lines) + query.PageText();
  }
  return found && context.line.Has("exit-code") ? kDiffers : kDone;
}

}  // namespace

Command StatusCommand() {
  return {.form = {.name = "status",
                   .alias = "",
                   .flags = {"as-of", "known-at", "reading", "party", "family",
                             "limit", "after", "exit-code"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT]"},
          .group = "question",
          .summary = "one line for each contract",
          .about =
              "How many clauses are in the terms, how many obligations are "
              "outstanding, overdue, of unknown amount or contingent, what of "
              "these falls due next, and how many findings there are. Below: "
              "what waits "
              "for signatures; duties "
              "that were not done in time, and what must be done or decided "
              "within 30 days. --party shows the contracts in which the party "
              "has a "
              "part, and of them what concerns it. --limit N shows the first N "
              "contracts, and --after "
              "those behind the last one. With --exit-code the program ends "
              "with 1 if "
              "anything is overdue, broken or found.",
          .run = Run};
}

}  // namespace covenant::cli
