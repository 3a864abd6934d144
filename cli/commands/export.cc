#include "cli/commands/export.h"

#include "cli/export/csv.h"
#include "cli/export/journal.h"
#include "cli/query.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  const std::string& format = context.line.Get("format");
  const std::string what =
      context.line.Has("what") ? context.line.Get("what") : "obligations";
  if (format != "csv" && format != "hledger") {
    return UsageError(format.empty()
                          ? "`export` needs --format"
                          : "--format " + Quoted(format) +
                                " is not csv or hledger",
                      "write `--format csv` or `--format hledger`");
  }
  if (what != "obligations" && what != "payments" && what != "events") {
    return UsageError("--what " + Quoted(what) +
                      " is not obligations, payments or events");
  }
  if (format == "hledger" && context.line.Has("what")) {
    return UsageError("--what is for --format csv; a journal holds obligations "
                      "and payments");
  }
  CLI_ASSIGN(Query query, OpenQuery(context));
  if (format == "csv" && what == "events") {
    CLI_ASSIGN(context.out, EventsCsv(query));
    return kDone;
  }
  if (format == "csv" && what == "payments") {
    CLI_ASSIGN(context.out, PaymentsCsv(query));
    return kDone;
  }
  CLI_ASSIGN(Obligations owed,
             AllOwedOn(query.contracts, query.view.as_of, query.family));
  KeepUnder(query.path, owed);
  if (format == "csv") {
    context.out = ObligationsCsv(query.view, owed);
    return kDone;
  }
  CLI_ASSIGN(context.out, Journal(query, owed));
  return kDone;
}

}  // namespace

Command ExportCommand() {
  return {.form = {.name = "export",
                   .alias = "",
                   .flags = {"format", "what", "as-of", "known-at", "family"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT[/CLAUSE]] --format csv|hledger"},
          .group = "exchange",
          .summary = "obligations and payments for other programs",
          .about =
              "--format csv writes a table (RFC 4180): the obligations with "
              "all balances, settled ones too, or with --what the payments or "
              "the events. --format hledger writes a journal whose balances "
              "are what is owed. What is unknown is never written as zero.",
          .run = Run};
}

}  // namespace covenant::cli
