#include "cli/commands/conflicts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cli/query.h"
#include "cli/render/conflicts_view.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/owed.h"
#include "cli/rights.h"

namespace covenant::cli {
namespace {

// Those whom the contract names, and those who are bound, benefit or act by it:
// they may have come in the place of others.
void AddParties(const ContractRights& rights, std::set<std::string>& parties) {
  parties.insert(rights.parties.begin(), rights.parties.end());
  for (const Prohibition& norm : rights.norms) {
    parties.insert({norm.bearer, norm.beneficiary});
  }
  for (const Act& act : rights.acts) {
    parties.insert({act.actor, act.counterparty, act.counterparty_now});
  }
  for (const ContractRights& one : rights.read) AddParties(one, parties);
  parties.erase("");
}

// Refuses a party that no contract names.
Outcome CheckParty(const LedgerRights& rights, const std::string& party) {
  if (party.empty()) return Nothing{};
  std::set<std::string> parties;
  for (const ContractRights& one : rights.contracts) AddParties(one, parties);
  if (parties.empty() || parties.contains(party)) return Nothing{};
  return UnknownName("party", party, {parties.begin(), parties.end()}, "usage");
}

// Refuses a contract, and a clause or an act, that the ledger does not have.
Outcome CheckPath(Session& session, const LedgerRights& rights,
                  const Path& path) {
  if (path.contract.empty()) return Nothing{};
  std::vector<std::string> contracts, names;
  for (const ContractRights& one : rights.contracts) {
    contracts.push_back(one.contract);
    if (one.contract != path.contract) continue;
    for (const Prohibition& norm : one.norms) names.push_back(norm.clause);
    for (const Act& act : one.acts) names.push_back(act.id);
  }
  if (std::find(contracts.begin(), contracts.end(), path.contract) ==
      contracts.end()) {
    CLI_RETURN_IF_ERROR(session.CheckContract(path.contract));
  }
  if (path.clause.empty()) return Nothing{};
  CLI_ASSIGN(const auto kinds, session.KindsThroughout(path.contract));
  for (const auto& [id, kind] : kinds) names.push_back(id);
  if (std::find(names.begin(), names.end(), path.clause) != names.end()) {
    return Nothing{};
  }
  return UnknownName("clause or act", path.clause, names, "usage");
}

Result<int> Run(Context& context) {
  const CommandLine& line = context.line;
  CLI_ASSIGN(Session session, context.Open(OpenMode::kRead));
  View view;
  CLI_ASSIGN(view.as_of, session.ResolveDay(line.Get("as-of"), "as-of"));
  CLI_ASSIGN(view.known, session.ResolveKnown(line.Get("known-at")));
  view.reading = line.Get("reading");
  Path path;
  if (!line.arguments.empty()) {
    CLI_ASSIGN(path, ParsePath(line.arguments.front()));
  }
  std::vector<Event> draft;
  if (line.Has("with")) {
    CLI_ASSIGN(draft, ReadDraft(session, line.Get("with")));
  }
  if (line.Has("with-proposed")) {
    session.AssumeProposed(view.as_of);
    CLI_ASSIGN(const std::vector<std::string> ids,
               session.Contracts(view.known.sequence));
    CLI_ASSIGN(const std::vector<Contract> contracts,
               LoadContracts(context, session, ids, view));
    view.with_proposed = AssumedIn(contracts);
  }
  CLI_ASSIGN(const LedgerRights rights,
             LoadRights(context, session, view.known.sequence, view.as_of, draft,
                        view.reading));
  CLI_RETURN_IF_ERROR(CheckPath(session, rights, path));
  ConflictsQuery query;
  query.as_of = view.as_of;
  query.reading = view.reading;
  query.party = line.Get("party");
  query.all = line.Has("all");
  const bool family = line.Has("family") && !path.contract.empty();
  if (family) {
    CLI_ASSIGN(const std::vector<std::string> contracts,
               session.Family(path.contract, view.known.sequence));
    query.contracts.insert(contracts.begin(), contracts.end());
  } else {
    query.path = path.ToString();
  }
  query.recorded = view.known.sequence;
  CLI_RETURN_IF_ERROR(CheckParty(rights, query.party));
  CLI_ASSIGN(const std::vector<std::string> ids,
             session.Contracts(view.known.sequence));
  CLI_RETURN_IF_ERROR(CheckReading(session, ids, view, view.reading, draft));
  const ConflictsAnswer answer =
      ConflictsOf(rights.contracts, rights.trees, query);
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.conflicts.v1");
    WriteView(json, view);
    if (!draft.empty()) json.Key("draft").Bool(true);
    WriteConflicts(json, answer.conflicts);
    WriteList(json, "findings", answer.findings);
    json.EndObject();
    context.out = json.Take();
  } else {
    std::string subject =
        path.contract.empty() ? "all contracts"
        : family              ? "the family of " + path.contract
                              : path.ToString();
    if (!draft.empty()) subject += ", with the draft";
    context.out = HeaderLine(context.terminal, subject, view);
    const std::string text = ConflictsText(context.terminal, answer.conflicts);
    context.out += text.empty() ? "\nno conflict\n" : text;
    context.out += FindingsText(context.terminal, answer.findings);
  }
  bool found = false;
  for (const Conflict& one : answer.conflicts) {
    found = found || one.result != ConflictResult::kNone;
  }
  return found && line.Has("exit-code") ? kDiffers : kDone;
}

}  // namespace

Command ConflictsCommand() {
  return {
      .form = {.name = "conflicts",
               .alias = "",
               .flags = {"as-of", "known-at", "party", "family", "with",
                         "reading", "all", "with-proposed", "exit-code"},
               .most_arguments = 1,
               .usage = "[CONTRACT[/CLAUSE]]"},
      .group = "question",
      .summary = "which acts do what a clause of any contract forbids",
      .about =
          "Each exclusivity, prohibition, exclusive licence and right of first "
          "refusal is held against what its bearer does: deals, permissions, "
          "licences and other exclusivities, in all contracts. The result is "
          "that of the legal day; of an act that is over, what weighs most of "
          "its days. `possible` means that something is not known, `subject-to` "
          "that a right of first refusal or a consent must be run first, "
          "`contested` that parties read the clause differently (--reading "
          "NAME, or `text`, resolves it). --with FILE adds a draft: a deal, or "
          "an instrument that is still to be signed. --all lists pairs without "
          "a conflict too, and why there is none. With --exit-code the program "
          "ends with 1 if there is any.",
      .run = Run};
}

}  // namespace covenant::cli
