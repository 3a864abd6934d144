// The Merkle tree of RFC 6962, section 2.1: roots, inclusion proofs and
// consistency proofs, over a source of subtrees; and their verification, which
// needs nothing but the proof.
//
// Refuses: a proof that does not show what it should (DataLoss, with a reason);
// whatever the source refuses. Hashes are 32 bytes by their type; whoever
// parses a proof refuses others.
// Thread safety: pure functions; a TreeBuilder belongs to one thread.
#ifndef LEDGER_PROOF_MERKLE_H_
#define LEDGER_PROOF_MERKLE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/value/hash.h"

namespace covenant {

// SHA-256 of nothing: the root of no leaves.
Hash EmptyRoot();

// The root of complete leaves' hashes.
Hash MerkleRoot(const std::vector<Hash>& leaves);

// The hash of a complete subtree: of the 2^level leaves from index * 2^level.
using NodeSource = std::function<absl::StatusOr<Hash>(std::uint32_t level,
                                                      std::uint64_t index)>;
// Those of a tree that is held as its leaves.
NodeSource NodesOf(const std::vector<Hash>& leaves);

// The root of the first `size` leaves.
absl::StatusOr<Hash> TreeRoot(const NodeSource& nodes, std::uint64_t size);

// PATH(index, D[size]), from the leaf's sibling upwards. OutOfRange unless
// index < size.
absl::StatusOr<std::vector<Hash>> ProveInclusion(const NodeSource& nodes,
                                                 std::uint64_t index,
                                                 std::uint64_t size);
// PROOF(from, D[size]); empty where from is 0 or size. OutOfRange if from >
// size.
absl::StatusOr<std::vector<Hash>> ProveConsistency(const NodeSource& nodes,
                                                   std::uint64_t from,
                                                   std::uint64_t size);

// RFC 9162, section 2.1.3.2.
absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size,
                             const Hash& leaf, const std::vector<Hash>& proof,
                             const Hash& root);

// RFC 9162, section 2.1.4.2. A tree of size 0 proves nothing: it is refused as
// `from`, and whoever has seen nothing yet needs no proof.
absl::Status VerifyConsistency(std::uint64_t from, std::uint64_t size,
                               const Hash& from_root, const Hash& root,
                               const std::vector<Hash>& proof);

// A root from leaves that come one after the other, in 64 hashes of memory.
class TreeBuilder {
 public:
  void Add(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  Hash Root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> complete_;  // of the set bits of size_, largest first
};

}  // namespace covenant

#endif  // LEDGER_PROOF_MERKLE_H_
