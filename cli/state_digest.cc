#include "cli/state_digest.h"

#include "cli/render/fields.h"
#include "cli/render/json.h"
#include "cli/render/terms_view.h"
#include "ledger/proof/sha256.h"

namespace covenant::cli {

Result<Hash> ContractDigest(const Contract& contract, const View& view) {
  CLI_ASSIGN(const Obligations owed, contract.ObligationsAt(view.as_of));
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.state.v1");
  WriteView(json, view);
  json.Key("terms");
  WriteContractTerms(json, contract, contract.TermsAt(view.as_of),
                     /*all=*/true);
  WriteList(json, "obligations", owed.obligations);
  WriteList(json, "balances", owed.balances);
  WriteList(json, "findings", owed.findings);
  json.EndObject();
  return Sha256(json.Take());
}

Hash StateDigest(const View& view,
                 const std::vector<ContractState>& contracts) {
  std::string lines = "covenant.state.v1\n" + view.as_of.ToString() + "\n" +
                      std::to_string(view.known.sequence) + "\n";
  for (const ContractState& one : contracts) {
    lines += one.contract + " " + one.digest.ToHex() + "\n";
  }
  return Sha256(lines);
}

}  // namespace covenant::cli
