#include "cli/commands/audit.h"

#include "cli/owed.h"
#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/owed.h"

namespace covenant::cli {
namespace {

std::string AuditJson(const Query& query, const Obligations& owed) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.audit.v1");
  WriteView(json, query.view);
  WriteList(json, "obligations", owed.obligations);
  WriteList(json, "totals", owed.totals);
  WriteList(json, "nets", NetsOf(owed.totals));
  WriteList(json, "balances", owed.balances);
  WriteList(json, "findings", owed.findings);
  query.WritePage(json);
  json.EndObject();
  return json.Take();
}

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  CLI_ASSIGN(const Obligations owed, OwedOn(context, query, query.view.as_of));
  if (context.json()) {
    context.out = AuditJson(query, owed);
  } else {
    context.out = HeaderLine(context.terminal, query.Subject(), query.view);
    if (query.binding) {
      context.out += OwedText(context.terminal, owed);
    } else if (!query.page || !query.ids.empty()) {
      context.out += "\nno binding agreement\n";
    }
    context.out += query.PageText();
  }
  const bool found = !owed.findings.empty() && context.line.Has("exit-code");
  return found ? kDiffers : kDone;
}

}  // namespace

Command AuditCommand() {
  return {.form = {.name = "audit",
                   .alias = "owed",
                   .flags = {"as-of", "known-at", "reading", "party", "family",
                             "currency", "all", "with-proposed", "limit", "after",
                             "exit-code"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT[/CLAUSE[/OCCURRENCE]]]"},
          .group = "question",
          .summary = "what is owed, with totals, balances and findings",
          .about =
              "Owed is what has accrued by the end of the legal day and is "
              "not yet settled, whatever its due date. What is unknown is "
              "shown as unknown, with its range and the reason. Settled "
              "obligations are shown with --all. --with-proposed counts "
              "instruments that are not signed as if they were on the legal "
              "day. --limit N shows the first N contracts and their totals, and "
              "--after those behind the last one. With --exit-code the "
              "program ends with 1 if there are findings.",
          .run = Run};
}

}  // namespace covenant::cli
