#include "cli/commands/terms.h"

#include "cli/agenda.h"
#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/terms_view.h"

namespace covenant::cli {
namespace {

// How far what comes next is looked for.
constexpr int kNextDays = 366;

// Without a contract: which there are.
void List(Context& context, const Query& query) {
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.terms.v1");
    WriteView(json, query.view);
    json.Key("contracts").BeginArray();
    for (const Contract& contract : query.contracts) {
      WriteContractTerms(json, contract, contract.TermsAt(query.view.as_of),
                         context.line.Has("all"));
    }
    json.EndArray();
    json.EndObject();
    context.out = json.Take();
    return;
  }
  context.out =
      HeaderLine(context.terminal, query.Subject(), query.view) +
      ContractListText(context.terminal, query.contracts, query.view.as_of);
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  if (query.path.contract.empty()) {
    CLI_RETURN_IF_ERROR(HoldContracts(context, query));
  }
  if (query.path.contract.empty() || query.family) {
    List(context, query);
    return kDone;
  }
  const Contract& contract = query.contracts.front();
  Terms terms = contract.TermsAt(query.view.as_of);
  KeepClause(query.path, terms);
  const bool all = context.line.Has("all") || !query.path.clause.empty();
  CLI_ASSIGN(const Date through, query.view.as_of.AddDays(kNextDays));
  std::vector<Norm> norms = NormsOf(query, "", through);
  std::erase_if(norms, [](const Norm& one) { return one.clause.empty(); });
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.terms.v1");
    WriteView(json, query.view);
    json.Key("contracts").BeginArray();
    WriteContractTerms(json, contract, terms, all);
    json.EndArray();
    if (!norms.empty()) WriteList(json, "norms", norms);
    json.EndObject();
    context.out = json.Take();
  } else {
    context.out = HeaderLine(context.terminal, query.Subject(), query.view) +
                  TermsText(context.terminal, contract, terms, all) +
                  StatesText(context.terminal, norms, query.view.as_of);
  }
  const bool found = !terms.findings.empty() && context.line.Has("exit-code");
  return found ? kDiffers : kDone;
}

}  // namespace

Command TermsCommand() {
  return {.form = {.name = "terms",
                   .alias = "",
                   .flags = {"as-of", "known-at", "reading", "family", "all",
                             "with-proposed", "exit-code"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT[/CLAUSE]]"},
          .group = "question",
          .summary = "the clauses in force on a legal day",
          .about =
              "Without a contract: the list of contracts. --all also shows "
              "clauses whose own term has not begun or has ended, and what "
              "took clauses out of the contract. Below the clauses: the states "
              "of powers, duties and terms, and what comes next. `blame` adds "
              "the event that set each field.",
          .run = Run};
}

}  // namespace covenant::cli
