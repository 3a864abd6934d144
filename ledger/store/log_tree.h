// Proofs of a log's entries: the root of its first entries, that an entry is
// under it, and that a longer log continues a shorter one (RFC 6962, section
// 2.1). Leaf i of the tree is the entry of sequence i + 1.
//
// Refuses: sizes beyond what the log answers for (OutOfRange), rows that are
// damaged (DataLoss).
// Thread safety: from any thread.
#ifndef LEDGER_STORE_LOG_TREE_H_
#define LEDGER_STORE_LOG_TREE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/proof/merkle.h"
#include "ledger/store/event_log.h"
#include "ledger/value/hash.h"

namespace covenant {

// The nodes of the tree of the first `size` entries. Each tile is read once.
// `log` must outlive it.
NodeSource NodesOf(const EventLog& log, uint64_t size);

absl::StatusOr<Hash> RootOf(const EventLog& log, uint64_t size);

// The audit path of the entry with this sequence in the tree of `size` entries:
// at most one tile is read for each of its levels, and one at the tree's edge.
absl::StatusOr<std::vector<Hash>> InclusionPath(const EventLog& log,
                                                uint64_t sequence,
                                                uint64_t size);

absl::StatusOr<std::vector<Hash>> ConsistencyPath(const EventLog& log,
                                                  uint64_t from, uint64_t size);

}  // namespace covenant

#endif  // LEDGER_STORE_LOG_TREE_H_
