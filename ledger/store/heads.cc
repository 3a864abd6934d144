#include "ledger/store/heads.h"

#include <algorithm>
#include <utility>

#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/keys.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

std::vector<Hash> Leaves(const std::vector<HeadEntry>& heads) {
  std::vector<Hash> leaves;
  leaves.reserve(heads.size());
  for (const HeadEntry& head : heads) leaves.push_back(HeadLeaf(head));
  return leaves;
}

}  // namespace

Hash HeadLeaf(const HeadEntry& head) {
  std::string bytes = EntryKey(head.stream, head.version);
  bytes += head.hash.view();
  return LeafHash(bytes);
}

absl::StatusOr<std::vector<HeadEntry>> HeadsAt(const EventLog& log,
                                                uint64_t size) {
  if (absl::Status status = log.At(size).status(); !status.ok()) return status;
  auto streams = log.Streams({}, size);
  if (!streams.ok()) return streams.status();
  std::vector<HeadEntry> heads;
  heads.reserve(streams->size());
  for (std::string& stream : *streams) {
    auto head = log.StreamHead(stream, size);
    if (!head.ok()) return head.status();
    heads.push_back({std::move(stream), head->version, head->hash});
  }
  return heads;
}

Hash HeadsRoot(const std::vector<HeadEntry>& heads) {
  return MerkleRoot(Leaves(heads));
}

absl::StatusOr<HeadProof> ProveHead(const std::vector<HeadEntry>& heads,
                                    std::string_view stream) {
  const auto found = std::lower_bound(
      heads.begin(), heads.end(), stream,
      [](const HeadEntry& head, std::string_view name) {
        return head.stream < name;
      });
  if (found == heads.end() || found->stream != stream) {
    return absl::NotFoundError(
        Concat({"there was no stream ", stream, " at that size"}));
  }
  const std::vector<Hash> leaves = Leaves(heads);
  HeadProof proof;
  proof.head = *found;
  proof.index = static_cast<uint64_t>(found - heads.begin());
  proof.count = leaves.size();
  auto path = ProveInclusion(NodesOf(leaves), proof.index, proof.count);
  if (!path.ok()) return path.status();
  proof.path = *std::move(path);
  return proof;
}

absl::Status VerifyHead(const HeadProof& proof, const Hash& root) {
  return VerifyInclusion(proof.index, proof.count, HeadLeaf(proof.head),
                         proof.path, root);
}

}  // namespace covenant
