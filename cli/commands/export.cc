#include "cli/commands/export.h"

#include <algorithm>

#include "cli/agenda.h"
#include "cli/export/csv.h"
#include "cli/export/icalendar.h"
#include "cli/export/journal.h"
#include "cli/export/tiles.h"
#include "cli/owed.h"
#include "cli/query.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr int kCalendarDays = 366;

Result<std::string> Calendar(Context& context, Query& query) {
  CLI_ASSIGN(const Window window, WindowOf(context, query, kCalendarDays));
  CLI_ASSIGN(const Date last, window.until.AddDays(-1));
  const std::string& party = context.line.Get("party");
  std::vector<std::vector<Norm>> each(query.ids.size());
  const auto note = [&](std::size_t i, const Contract& contract) {
    each[i] = NormsOf(contract, query, party, last);
  };
  CLI_ASSIGN(const Obligations owed, FallingDue(context, query, window, note));
  std::vector<Norm> norms;
  for (std::vector<Norm>& some : each) {
    norms.insert(norms.end(), std::make_move_iterator(some.begin()),
                 std::make_move_iterator(some.end()));
  }
  return ICalendar("Covenant: " + query.Subject(), query.view,
                   owed.obligations, norms, window.from, window.until);
}

Result<int> Run(Context& context) {
  const std::string& format = context.line.Get("format");
  if (format == "tiles") return ExportTiles(context);
  const std::string what =
      context.line.Has("what") ? context.line.Get("what") : "obligations";
  if (format != "csv" && format != "hledger" && format != "ics") {
    return UsageError(format.empty()
                          ? "`export` needs --format"
                          : "--format " + Quoted(format) +
                                " is not csv, hledger, ics or tiles",
                      "write `--format csv`, `--format hledger`, "
                      "`--format ics` or `--format tiles`");
  }
  for (const char* flag : {"checkpoint", "key"}) {
    if (!context.line.Has(flag)) continue;
    return UsageError(std::string("--") + flag + " is for --format tiles");
  }
  for (const char* flag : {"from", "until", "party"}) {
    if (format == "ics" || !context.line.Has(flag)) continue;
    return UsageError(std::string("--") + flag + " is for --format ics");
  }
  if (what != "obligations" && what != "payments" && what != "events") {
    return UsageError("--what " + Quoted(what) +
                      " is not obligations, payments or events");
  }
  if (format != "csv" && context.line.Has("what")) {
    return UsageError(format == "ics"
                          ? "--what is for --format csv; a calendar holds what "
                            "falls due and what comes"
                          : "--what is for --format csv; a journal holds "
                            "obligations and payments");
  }
  CLI_ASSIGN(Query query, OpenQuery(context));
  if (format == "ics") {
    CLI_ASSIGN(context.out, Calendar(context, query));
    return kDone;
  }
  if (format == "csv" && what == "events") {
    CLI_ASSIGN(context.out, EventsCsv(query));
    return kDone;
  }
  if (format == "csv" && what == "payments") {
    CLI_ASSIGN(context.out, PaymentsCsv(query));
    return kDone;
  }
  CLI_ASSIGN(const Obligations owed,
             AllOwedOn(context, query, query.view.as_of));
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
                   .flags = {"format", "what", "as-of", "known-at", "reading",
                             "family", "from", "until", "party", "checkpoint", "key"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT[/CLAUSE]|DIR] --format "
                            "csv|hledger|ics|tiles"},
          .group = "exchange",
          .summary = "obligations and payments for other programs",
          .about =
              "--format csv writes a table (RFC 4180): the obligations with "
              "all balances, settled ones too, or with --what the payments or "
              "the events. --format hledger writes a journal whose balances "
              "are what is owed. --format ics writes a calendar (RFC 5545) of "
              "what `due` lists, from --from until --until (default 366 days "
              "later). What is unknown is never written as zero. --format tiles "
              "writes the whole ledger into DIR as c2sp.org/tlog-tiles has "
              "it, for a web server to publish: the newest checkpoint that was "
              "signed, that of --checkpoint FILE, or one signed now with --key "
              "FILE, the tiles of its tree and its entries.",
          .run = Run};
}

}  // namespace covenant::cli
