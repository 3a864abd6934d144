// The digest of what a ledger means: SHA-256 over the answers of all contracts.
// Two programs that replay the same events alike have the same digest.
// doc/proofs.md. Refuses what replay refuses. Thread-compatible.
#ifndef CLI_STATE_DIGEST_H_
#define CLI_STATE_DIGEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/session.h"
#include "ledger/value/hash.h"
#include "replay/contract.h"

namespace covenant::cli {

// Of one contract at the end of a legal day: of its terms, obligations,
// balances and findings, as JSON.
Result<Hash> ContractDigest(const Contract& contract, const View& view);

struct ContractState {
  std::string contract;
  Hash digest;
};
// Of all of them, which are sorted by contract.
Hash StateDigest(const View& view, const std::vector<ContractState>& contracts);

}  // namespace covenant::cli

#endif  // CLI_STATE_DIGEST_H_
