#include "ledger/proof/merkle.h"

#include <bit>
#include <string>

#include "ledger/proof/sha256.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// The hash of leaves begin..end-1, where begin is a multiple of the least power
// of two that is no less than end - begin: so its left parts are complete.
absl::StatusOr<Hash> RangeRoot(const NodeSource& nodes, uint64_t begin,
                               uint64_t end) {
  std::vector<Hash> parts;
  for (uint64_t at = begin; at < end;) {
    const auto level = static_cast<uint32_t>(std::bit_width(end - at) - 1);
    auto node = nodes(level, at >> level);
    if (!node.ok()) return node.status();
    parts.push_back(*node);
    at += uint64_t{1} << level;
  }
  if (parts.empty()) return EmptyRoot();
  Hash root = parts.back();
  for (size_t i = parts.size() - 1; i-- > 0;) root = NodeHash(parts[i], root);
  return root;
}

// The largest power of two below n; n is at least 2.
uint64_t Split(uint64_t n) { return std::bit_floor(n - 1); }

absl::Status Refused(std::string_view why) {
  return absl::DataLossError(Concat({why}));
}

}  // namespace

Hash EmptyRoot() { return Sha256(""); }

NodeSource NodesOf(const std::vector<Hash>& leaves) {
  return [&leaves](uint32_t level, uint64_t index) -> absl::StatusOr<Hash> {
    TreeBuilder builder;
    const uint64_t begin = index << level;
    for (uint64_t i = begin; i < begin + (uint64_t{1} << level); ++i) {
      COVENANT_CHECK(i < leaves.size());
      builder.Add(leaves[i]);
    }
    return builder.Root();
  };
}

Hash MerkleRoot(const std::vector<Hash>& leaves) {
  TreeBuilder builder;
  for (const Hash& leaf : leaves) builder.Add(leaf);
  return builder.Root();
}

absl::StatusOr<Hash> TreeRoot(const NodeSource& nodes, uint64_t size) {
  return RangeRoot(nodes, 0, size);
}

absl::StatusOr<std::vector<Hash>> ProveInclusion(const NodeSource& nodes,
                                                 uint64_t index,
                                                 uint64_t size) {
  if (index >= size) {
    return OutOfRangeText({"a tree of ", std::to_string(size),
                           " leaves has no leaf ", std::to_string(index)});
  }
  std::vector<Hash> path;
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {
    const uint64_t middle = begin + Split(end - begin);
    auto sibling = index < middle ? RangeRoot(nodes, middle, end)
                                  : RangeRoot(nodes, begin, middle);
    if (!sibling.ok()) return sibling.status();
    path.insert(path.begin(), *sibling);
    (index < middle ? end : begin) = middle;
  }
  return path;
}

absl::StatusOr<std::vector<Hash>> ProveConsistency(const NodeSource& nodes,
                                                   uint64_t from,
                                                   uint64_t size) {
  if (from > size) {
    return OutOfRangeText({"a tree of ", std::to_string(size),
                           " leaves cannot contain one of ",
                           std::to_string(from)});
  }
  std::vector<Hash> path;
  if (from == 0 || from == size) return path;
  uint64_t begin = 0;
  uint64_t end = size;
  bool whole = true;  // the verifier knows this subtree as its old root
  while (from != end) {
    const uint64_t middle = begin + Split(end - begin);
    const bool left = from <= middle;
    auto sibling =
        left ? RangeRoot(nodes, middle, end) : RangeRoot(nodes, begin, middle);
    if (!sibling.ok()) return sibling.status();
    path.insert(path.begin(), *sibling);
    if (!left) whole = false;
    (left ? end : begin) = middle;
  }
  if (!whole) {
    auto old = RangeRoot(nodes, begin, end);
    if (!old.ok()) return old.status();
    path.insert(path.begin(), *old);
  }
  return path;
}

absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf,
                             const std::vector<Hash>& proof, const Hash& root) {
  if (index >= size) {
    return Refused(Concat({"a tree of ", std::to_string(size),
                           " leaves has no leaf ", std::to_string(index)}));
  }
  uint64_t node = index;
  uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return Refused("the proof has more hashes than levels");
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Refused("the proof has fewer hashes than levels");
  if (hash != root) return Refused("the proof leads to another root");
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t from, uint64_t size,
                               const Hash& from_root, const Hash& root,
                               const std::vector<Hash>& proof) {
  if (from > size) return Refused("the older tree is larger than the newer");
  if (from == 0) return Refused("an empty tree proves nothing");
  if (from == size) {
    if (!proof.empty()) return Refused("trees of one size need no hashes");
    if (from_root != root) {
      return Refused("two trees of one size have different roots");
    }
    return absl::OkStatus();
  }
  if (proof.empty()) return Refused("the proof is empty");
  size_t next = 0;
  uint64_t node = from - 1;
  uint64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // Where the older tree is complete, the verifier knows its root already.
  Hash older = std::has_single_bit(from) ? from_root : proof[next++];
  Hash newer = older;
  for (; next < proof.size(); ++next) {
    if (last == 0) return Refused("the proof has more hashes than levels");
    const Hash& hash = proof[next];
    if ((node & 1) != 0 || node == last) {
      older = NodeHash(hash, older);
      newer = NodeHash(hash, newer);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      newer = NodeHash(newer, hash);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Refused("the proof has fewer hashes than levels");
  if (older != from_root) {
    return Refused("the proof does not lead to the older root");
  }
  if (newer != root)
    return Refused("the proof does not lead to the newer root");
  return absl::OkStatus();
}

void TreeBuilder::Add(const Hash& leaf) {
  Hash hash = leaf;
  for (uint64_t bit = size_; (bit & 1) != 0; bit >>= 1) {
    hash = NodeHash(complete_.back(), hash);
    complete_.pop_back();
  }
  complete_.push_back(hash);
  ++size_;
}

Hash TreeBuilder::Root() const {
  if (complete_.empty()) return EmptyRoot();
  Hash root = complete_.back();
  for (size_t i = complete_.size() - 1; i-- > 0;) {
    root = NodeHash(complete_[i], root);
  }
  return root;
}

}  // namespace covenant
