// Checkpoints of a log (c2sp.org/tlog-checkpoint), the proof that an entry is
// in one (c2sp.org/tlog-proof@v1), and the request by which a cosigner is shown
// that a checkpoint continues an older one (the body of add-checkpoint in
// c2sp.org/tlog-witness).
//
// Refuses, with InvalidArgument: texts that are not exactly of the form; with
// DataLoss: what does not verify.
// Thread safety: plain values and pure functions.
#ifndef LEDGER_PROOF_CHECKPOINT_H_
#define LEDGER_PROOF_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/proof/note.h"
#include "ledger/value/hash.h"

namespace covenant {

// What a checkpoint's text says.
struct TreeHead {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;

  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

// "origin\nsize\nroot\n".
std::string TreeHeadText(const TreeHead& head);
// Lines of extensions may follow; they are ignored.
absl::StatusOr<TreeHead> ParseTreeHead(std::string_view text);

// A checkpoint as it stands in a file.
struct Checkpoint {
  TreeHead head;
  Note note;
  std::string bytes;
};
absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view bytes);

// c2sp.org/tlog-proof@v1.
struct InclusionProof {
  std::uint64_t index = 0;
  std::vector<Hash> path;
  Checkpoint checkpoint;
  std::string extra;  // opaque and not authenticated
};
std::string InclusionProofBytes(const InclusionProof& proof);
absl::StatusOr<InclusionProof> ParseInclusionProof(std::string_view bytes);

// That the checkpoint is signed by one of the keys, and that the entry's bytes
// are in its tree at the proof's index. The signatures that were verified.
absl::StatusOr<std::vector<VerifiedSignature>> VerifyEntry(
    const InclusionProof& proof, std::string_view entry,
    const std::vector<VerifierKey>& keys);

// "old SIZE", the hashes, an empty line, the newer checkpoint.
struct ConsistencyProof {
  std::uint64_t old_size = 0;
  std::vector<Hash> path;
  Checkpoint checkpoint;
};
std::string ConsistencyProofBytes(const ConsistencyProof& proof);
absl::StatusOr<ConsistencyProof> ParseConsistencyProof(std::string_view bytes);

// That the newer tree has the older one as its beginning. Signatures are not
// looked at. A seen size of 0 needs no proof.
absl::Status VerifyContinues(const TreeHead& seen,
                             const ConsistencyProof& proof);

}  // namespace covenant

#endif  // LEDGER_PROOF_CHECKPOINT_H_
