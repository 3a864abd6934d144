// Rights: the norms and acts of a whole ledger at a point, with or without a
// draft, and what conflicts among them. Thread-compatible.
#ifndef CLI_RIGHTS_H_
#define CLI_RIGHTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/session.h"
#include "replay/rights/conflicts.h"
#include "replay/rights/norms.h"
#include "replay/rights/scope_trees.h"

namespace covenant::cli {

struct LedgerRights {
  std::vector<ContractRights> contracts;
  ScopeTrees trees;
};

// The events of the ledger up to `known`, and those of the draft behind them. An
// instrument of the draft that is still to be signed counts as signed on the
// as-of day. Contested clauses are read by `reading`, where it is given. On all
// cores.
Result<LedgerRights> LoadRights(const Context& context, Session& session,
                                std::uint64_t known, Date as_of, const std::vector<Event>& draft,
                                const std::string& reading = "");

// The contracts in which a name stands, or that of a party in whose place it
// has come or that has come in its place, by `known`. Sorted.
Result<std::vector<std::string>> ContractsNaming(Session& session,
                                                 std::set<std::string> names,
                                                 std::uint64_t known);

// The events of a draft in a file, checked against the head of the ledger.
Result<std::vector<Event>> ReadDraft(Session& session, const std::string& file);

// What the events would bring into conflict, on the as-of day or, of what they
// do, on any other. Nothing where none of them can change rights.
Result<ConflictsAnswer> ConflictsBroughtBy(Session& session,
                                           std::uint64_t head, Date as_of,
                                           const std::vector<Event>& incoming);

}  // namespace covenant::cli

#endif  // CLI_RIGHTS_H_
