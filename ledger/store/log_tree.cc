#include "ledger/store/log_tree.h"

#include <string>

#include "ledger/proof/tile.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

absl::Status CheckSize(const EventLog& log, uint64_t size) {
  auto head = log.Head();
  if (!head.ok()) return head.status();
  if (size <= head->sequence) return absl::OkStatus();
  return OutOfRangeText({"there is no tree of ", std::to_string(size),
                         " entries: the ledger's head is ",
                         std::to_string(head->sequence)});
}

}  // namespace

NodeSource NodesOf(const EventLog& log, uint64_t size) {
  return NodesFromTiles(
      [&log](uint32_t level, uint64_t index, uint32_t width) {
        return log.TreeTile(level, index, width);
      },
      size);
}

absl::StatusOr<Hash> RootOf(const EventLog& log, uint64_t size) {
  if (absl::Status status = CheckSize(log, size); !status.ok()) return status;
  return TreeRoot(NodesOf(log, size), size);
}

absl::StatusOr<std::vector<Hash>> InclusionPath(const EventLog& log,
                                                uint64_t sequence,
                                                uint64_t size) {
  if (absl::Status status = CheckSize(log, size); !status.ok()) return status;
  if (sequence == 0) return OutOfRangeText({"there is no sequence 0"});
  return ProveInclusion(NodesOf(log, size), sequence - 1, size);
}

absl::StatusOr<std::vector<Hash>> ConsistencyPath(const EventLog& log,
                                                  uint64_t from,
                                                  uint64_t size) {
  if (absl::Status status = CheckSize(log, size); !status.ok()) return status;
  return ProveConsistency(NodesOf(log, size), from, size);
}

}  // namespace covenant
