// Conflicts between readings: one answer from the answers by each reading of the
// clauses whose fields parties read differently: where they part, the result is
// contested (doc/decisions.md, "Readings"). Pure.
#ifndef REPLAY_RIGHTS_CONFLICTS_BETWEEN_H_
#define REPLAY_RIGHTS_CONFLICTS_BETWEEN_H_

#include <map>
#include <string>
#include <vector>

#include "replay/rights/conflicts.h"

namespace covenant {

// The rights of a ledger by one reading of each contested clause.
struct RightsRead {
  std::map<std::string, std::string> names;  // contract/clause to the reading
  std::vector<const ContractRights*> rights;
  ConflictsAnswer answer = {};  // of all pairs
};

// `read`: two or more, over the same clauses. Of the query its day counts, and
// whether pairs without a conflict are wanted.
ConflictsAnswer ConflictsBetween(const std::vector<RightsRead>& read,
                                 const ConflictsQuery& query);

}  // namespace covenant

#endif  // REPLAY_RIGHTS_CONFLICTS_BETWEEN_H_
