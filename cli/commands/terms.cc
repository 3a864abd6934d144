#include "cli/commands/terms.h"

#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/terms_view.h"

namespace covenant::cli {
namespace {

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
  if (query.path.contract.empty() || query.family) {
    List(context, query);
    return kDone;
  }
  const Contract& contract = query.contracts.front();
  Terms terms = contract.TermsAt(query.view.as_of);
  KeepClause(query.path, terms);
  const bool all = context.line.Has("all") || !query.path.clause.empty();
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.terms.v1");
    WriteView(json, query.view);
    json.Key("contracts").BeginArray();
    WriteContractTerms(json, contract, terms, all);
    json.EndArray();
    json.EndObject();
    context.out = json.Take();
  } else {
    context.out = HeaderLine(context.terminal, query.Subject(), query.view) +
                  TermsText(context.terminal, contract, terms, all);
  }
  const bool found = !terms.findings.empty() && context.line.Has("exit-code");
  return found ? kDiffers : kDone;
}

}  // namespace

Command TermsCommand() {
  return {.form = {.name = "terms",
                   .alias = "",
                   .flags = {"as-of", "known-at", "family", "all", "exit-code"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT[/CLAUSE]]"},
          .group = "question",
          .summary = "the clauses in force on a legal day",
          .about =
              "Without a contract: the list of contracts. --all also shows "
              "clauses whose own term has not begun or has ended, and what "
              "took clauses out of the contract. `blame` adds the event "
              "that set each field.",
          .run = Run};
}

}  // namespace covenant::cli
