#include "cli/commands/due.h"

#include <algorithm>
#include <vector>

#include "cli/agenda.h"
#include "cli/owed.h"
#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/figures.h"
#include "cli/render/owed.h"
#include "cli/render/table.h"

namespace covenant::cli {
namespace {

constexpr int kDefaultDays = 90;

Result<int> Run(Context& context) {
  CLI_ASSIGN(Query query, OpenQuery(context));
  CLI_ASSIGN(const Window window, WindowOf(context, query, kDefaultDays));
  CLI_ASSIGN(const Date last, window.until.AddDays(-1));
  const std::string& party = context.line.Get("party");
  std::vector<std::vector<AgendaEntry>> entries(query.ids.size());
  const auto note = [&](std::size_t i, const Contract& contract) {
    entries[i] = AgendaOf(NormsOf(contract, query, party, last), window.from,
                          window.until);
  };
  CLI_ASSIGN(const Obligations owed, FallingDue(context, query, window, note));
  const std::vector<AgendaEntry> agenda = Ordered(std::move(entries));
  const std::vector<Net> nets = NetsOf(TotalsOf(owed.obligations, last));
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.due.v1");
    WriteView(json, query.view);
    json.Key("from").String(window.from.ToString());
    json.Key("until").String(window.until.ToString());
    WriteList(json, "obligations", owed.obligations);
    WriteList(json, "nets", nets);
    WriteList(json, "agenda", agenda);
    query.WritePage(json);
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  context.out = HeaderLine(context.terminal, query.Subject(), query.view) +
                "due from " + window.from.ToString() + " until " +
                window.until.ToString() + "\n";
  Table table({{"due"},
               {"state"},
               {"owed", true},
               {"", false, 0, 1},
               {"from", false, 12},
               {"to", false, 12},
               {"obligation", false, 20},
               {"remark", false, 12}});
  for (const Obligation& one : owed.obligations) {
    const CellSink cells = CellsOf(one);
    const Style style = StateStyle(one.state);
    table.Add({{cells["due"]},
               {cells["state"], style},
               {ShortNumber(one.owed), style},
               {one.unit},
               {one.debtor},
               {one.creditor},
               {one.id},
               {ObligationRemark(one), Style::kDim}});
  }
  context.out += table.empty() ? "\nnothing falls due\n"
                               : "\n" + table.Render(context.terminal);
  if (!agenda.empty()) {
    context.out += "\n" + AgendaText(context.terminal, agenda);
  }
  context.out += NetsText(context.terminal, nets) + query.PageText();
  return kDone;
}

}  // namespace

Command DueCommand() {
  return {.form = {.name = "due",
                   .alias = "",
                   .flags = {"as-of", "known-at", "reading", "from", "until",
                             "party", "family", "currency", "all",
                             "with-proposed", "limit", "after"},
                   .most_arguments = 1,
                   .usage = "[CONTRACT[/CLAUSE]]"},
          .group = "question",
          .summary = "what falls due and what comes between two days",
          .about =
              "Sums, and below them deadlines, windows that open and close, "
              "renewals and ends. From --from (default the as-of day) until --until (default "
              "90 days later, not inside), as far as is known now: a sum "
              "whose report is still to come is unknown. Facts of days after the "
              "as-of day do not count, nor does interest that is still to run. "
              "The state is that of the as-of day. --limit N asks the first N contracts, and "
              "--after those behind the last one.",
          .run = Run};
}

}  // namespace covenant::cli
