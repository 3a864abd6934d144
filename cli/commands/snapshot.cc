#include "cli/commands/snapshot.h"

#include "cli/render/json.h"
#include "cli/snapshots.h"

namespace covenant::cli {
namespace {

Result<int> Run(Context& context) {
  CLI_ASSIGN(Session session, context.Open(OpenMode::kWrite));
  std::vector<std::string> contracts;
  if (context.line.arguments.empty()) {
    CLI_ASSIGN(contracts, session.Contracts(kLatest));
  } else {
    contracts.push_back(context.line.arguments.front());
    CLI_RETURN_IF_ERROR(session.CheckContract(contracts.front()));
  }
  std::size_t kept = 0;
  for (const std::string& contract : contracts) {
    CLI_ASSIGN(const bool has,
               RenewSnapshot(session, contract, /*anyway=*/true));
    if (has) ++kept;
    session.ForgetSurplus();
  }
  CLI_RETURN_IF_ERROR(session.log().Close());
  if (context.json()) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").String("covenant.snapshot.v1");
    json.Key("contracts").Number(std::uint64_t{contracts.size()});
    json.Key("snapshots").Number(std::uint64_t{kept});
    json.EndObject();
    context.out = json.Take();
    return kDone;
  }
  const std::size_t other = contracts.size() - kept;
  context.out = std::to_string(kept) +
                (kept == 1 ? " contract has" : " contracts have") +
                " a snapshot; " + std::to_string(other) +
                (other == 1 ? " is" : " are") + " replayed as a whole\n";
  return kDone;
}

}  // namespace

Command SnapshotCommand() {
  return {.form = {.name = "snapshot",
                   .alias = "",
                   .flags = {},
                   .most_arguments = 1,
                   .usage = "[CONTRACT]"},
          .group = "exchange",
          .summary = "note what is settled, so that `audit` need not replay it",
          .about =
              "Keeps for each contract, or for the one, which sums are settled "
              "by when, so that what is still open is computed from what came "
              "later. No answer depends on it: a snapshot is used only where "
              "it is certain that the answer is that of a full replay, and "
              "`verify` compares both. Whoever appends or imports renews the "
              "snapshots of contracts that have grown; this command makes "
              "those of all. Contracts whose sums depend on each other, on "
              "openings, disputes, interest, rates and the like have none "
              "(doc/performance.md).",
          .run = Run};
}

}  // namespace covenant::cli
