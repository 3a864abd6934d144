// The heads of all streams under one hash: the RFC 6962 root over the newest
// entry of every stream at a size of the log, sorted by the bytes of the
// stream's name; and the proof that one of them is there. doc/proofs.md.
//
// A stream's chain shows a gap, not a missing tail: who knows the root knows how
// far each stream goes.
//
// Refuses: sizes beyond the log (OutOfRange), streams that it does not have
// (NotFound), damaged rows and proofs that do not hold (DataLoss).
// Thread safety: from any thread.
#ifndef LEDGER_STORE_HEADS_H_
#define LEDGER_STORE_HEADS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/event_log.h"
#include "ledger/value/hash.h"

namespace covenant {

// The newest entry of a stream at some size of the log.
struct HeadEntry {
  std::string stream;
  uint64_t version = 0;
  Hash hash;  // leaf hash of the entry

  friend bool operator==(const HeadEntry&, const HeadEntry&) = default;
};

// The leaf that stands for it: LeafHash(stream ‖ 00 ‖ version (8, big-endian) ‖
// hash).
Hash HeadLeaf(const HeadEntry& head);

// Those of all streams after the first `size` entries, sorted.
absl::StatusOr<std::vector<HeadEntry>> HeadsAt(const EventLog& log,
                                                uint64_t size);
Hash HeadsRoot(const std::vector<HeadEntry>& heads);

struct HeadProof {
  HeadEntry head;
  uint64_t index = 0;  // among `count` streams
  uint64_t count = 0;
  std::vector<Hash> path;

  friend bool operator==(const HeadProof&, const HeadProof&) = default;
};
absl::StatusOr<HeadProof> ProveHead(const std::vector<HeadEntry>& heads,
                                    std::string_view stream);
// That the head is under the root.
absl::Status VerifyHead(const HeadProof& proof, const Hash& root);

}  // namespace covenant

#endif  // LEDGER_STORE_HEADS_H_
