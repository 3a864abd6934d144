#include "cli/commands/explain.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "cli/agenda.h"
#include "cli/commands/explain_norm.h"
#include "cli/owed.h"
#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/table.h"
#include "cli/render/tree.h"

namespace covenant::cli {
namespace {

struct Figure {
  std::string subject;  // obligation's id, or contract/clause
  std::string name;     // "owed", "lifetime cap left"
  Trace trace;
};

// The figures of one obligation that have a tree.
void AddObligation(const Obligation& one, const std::string& name,
                   std::vector<Figure>& figures) {
  const bool contingent = one.state == ObligationState::kContingent;
  const std::string accrued = contingent ? "contingent" : "accrued";
  if ((name.empty() && !contingent) || name == "owed") {
    figures.push_back({one.id, "owed", one.trace});
  } else if (name.empty() || name == accrued) {
    figures.push_back({one.id, accrued, one.accrued_trace});
  }
}

Result<std::vector<Figure>> FiguresOf(const Query& query,
                                      const Obligations& owed,
                                      const std::string& name) {
  std::vector<Figure> figures;
  const Path& path = query.path;
  std::vector<std::string> ids;
  for (const Obligation& one : owed.obligations) {
    ids.push_back(one.id);
    const bool named = !path.occurrence.empty() && one.id == path.ToString();
    const bool listed = path.occurrence.empty() && path.Holds(one.id) &&
                        one.state != ObligationState::kSettled;
    if (named || listed) AddObligation(one, name, figures);
  }
  for (const ClauseBalance& one : owed.balances) {
    if (one.clause == path.ToString() && (name.empty() || one.name == name)) {
      figures.push_back({one.clause, one.name, one.trace});
    }
  }
  std::erase_if(figures,
                [](const Figure& one) { return one.trace == nullptr; });
  if (!figures.empty()) return figures;
  if (!path.occurrence.empty() &&
      std::count(ids.begin(), ids.end(), path.ToString()) == 0) {
    return UnknownName("obligation", path.ToString(), ids, "usage");
  }
  return UsageError(name.empty()
                        ? path.ToString() + " has no figure to explain"
                        : path.ToString() + " has no figure `" + name + "`",
                    "obligations have `owed` and `accrued` (`contingent` while "
                    "they depend on something); `covenant audit --all " +
                        path.contract + "` lists obligations and balances");
}

// Who came in whose place as debtor or creditor of the sums that are explained.
std::vector<PartyChange> PartiesOf(const std::vector<Figure>& figures,
                                   const Obligations& owed) {
  std::vector<PartyChange> parties;
  std::set<std::vector<EventRef>> seen;
  for (const Obligation& one : owed.obligations) {
    const bool shown =
        std::any_of(figures.begin(), figures.end(), [&](const Figure& figure) {
          return figure.subject == one.id;
        });
    if (!shown) continue;
    for (const PartyChange& change : one.party_changes) {
      if (seen.insert(change.because).second) parties.push_back(change);
    }
  }
  return parties;
}

std::string PartiesText(const Terminal& terminal,
                        const std::vector<PartyChange>& parties) {
  if (parties.empty()) return "";
  Table table({{"parties"}, {"", false, 20}, {"", false, 16}});
  for (const PartyChange& change : parties) {
    std::string from = RefsText(change.because);
    if (!change.place.empty()) {
      from += " " + std::string(terminal.Dot()) + " " + change.place;
    }
    table.Add({{change.how}, {PartyChangeText(change)}, {from, Style::kDim}});
  }
  return "\n" + table.Render(terminal);
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  if (query.path.clause.empty()) {
    return UsageError("`explain` needs a clause or an obligation",
                      "write CONTRACT/CLAUSE or CONTRACT/CLAUSE/OCCURRENCE, as "
                      "`covenant audit " +
                          query.path.contract + "` lists them");
  }
  if (context.line.arguments.size() == 1 && query.path.occurrence.empty()) {
    CLI_ASSIGN(const bool norm, IsNorm(query));
    if (norm) return ExplainNorm(context, query);
  }
  CLI_ASSIGN(const Obligations owed,
             AllOwedOn(query.contracts, query.view.as_of));
  const std::string name =
      context.line.arguments.size() > 1 ? context.line.arguments[1] : "";
  // A power or a duty is explained by its steps.
  const std::vector<Norm> norms = NormsOf(query, "", query.view.as_of);
  Result<std::vector<Figure>> found = FiguresOf(query, owed, name);
  if (!found.ok() && (norms.empty() || !name.empty())) {
    // A clause that is not in force owes nothing: why it is not is the answer.
    const bool whole = name.empty() && query.path.occurrence.empty();
    const Terms terms = query.contracts.front().TermsAt(query.view.as_of);
    const auto clause = terms.clauses.find(query.path.clause);
    const bool idle = clause == terms.clauses.end() ||
                      clause->second.in_force != InForce::kYes ||
                      !IsMoneyKind(clause->second.kind);
    if (whole && idle) return ExplainNorm(context, query);
    return found.error();
  }
  const std::vector<Figure> figures =
      found.ok() ? std::move(*found) : std::vector<Figure>();
  const std::vector<PartyChange> parties = PartiesOf(figures, owed);
  if (!context.json()) {
    context.out = HeaderLine(context.terminal, query.Subject(), query.view);
    for (const Figure& figure : figures) {
      context.out += "\n";
      if (figure.subject != query.path.ToString()) {
        context.out += Printable(figure.subject) + "\n";
      }
      context.out += TreeText(context.terminal, figure.name, figure.trace,
                              context.line.Has("all"));
    }
    context.out += PartiesText(context.terminal, parties);
    for (const Norm& norm : norms) {
      context.out += "\n" + NormText(context.terminal, norm, query.view.as_of);
    }
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.explain.v1");
  WriteView(json, query.view);
  json.Key("figures").BeginArray();
  for (const Figure& figure : figures) {
    json.BeginObject();
    json.Key("subject").String(figure.subject);
    json.Key("figure").String(figure.name);
    json.Key("tree");
    WriteTree(json, figure.trace);
    json.EndObject();
  }
  json.EndArray();
  if (!parties.empty()) WriteList(json, "parties", parties);
  if (!norms.empty()) {
    json.Key("norms").BeginArray();
    for (const Norm& norm : norms) WriteNorm(json, norm);
    json.EndArray();
  }
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command ExplainCommand() {
  return {.form = {.name = "explain",
                   .alias = "",
                   .flags = {"as-of", "known-at", "all", "reading"},
                   .least_arguments = 1,
                   .most_arguments = 2,
                   .usage = "CONTRACT/CLAUSE[/OCCURRENCE] [FIGURE]"},
          .group = "question",
          .summary = "how a figure came about, down to events and documents",
          .about =
              "A tree: each figure with its operation and its inputs, and "
              "at the leaves the event, the document place and the basis. "
              "FIGURE is `owed` (default), `accrued`, or the name of a "
              "balance such as `lifetime cap left`. Of a clause, all that "
              "is outstanding and its balances are explained. A tree of more "
              "than 200 figures is folded; `--all` shows all of it. Of a norm, "
              "or of an act by its clause or event: whether it is in force, "
              "suspended, waived, lost, contested or ended, by which events and "
              "places, what is forbidden or allowed, and why. Of an instrument "
              "that waits for a condition, by its event: how that stands. "
              "Of a power or a duty: its states day by day, past and to come, "
              "each with its event and document place.",
          .run = Run};
}

}  // namespace covenant::cli
