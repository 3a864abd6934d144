// The tree against the vectors of transparency-dev/merkle and against its own
// definition.
#include "ledger/proof/merkle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/proof/base64.h"
#include "ledger/proof/sha256.h"
#include "tests/proof/json_vectors.h"

namespace covenant::merkle_test {
namespace {

namespace fs = std::filesystem;

const char kMerkle[] = "transparency-dev-merkle";

std::vector<fs::path> Cases(const std::string& folder) {
  std::vector<fs::path> paths;
  for (const auto& one : fs::recursive_directory_iterator(
           VectorPath(kMerkle) / "testdata" / folder)) {
    if (one.path().extension() == ".json") paths.push_back(one.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Nothing where it is not 32 bytes: our type of a hash refuses it, as whoever
// parses a proof does.
std::optional<Hash> HashOf(const Json& text) {
  const auto bytes = FromBase64(text.text);
  return bytes ? Hash::FromBytes(*bytes) : std::nullopt;
}

std::optional<std::vector<Hash>> Path(const Json& proof) {
  std::vector<Hash> path;
  for (const Json& one : proof.items) {
    const auto hash = HashOf(one);
    if (!hash) return std::nullopt;
    path.push_back(*hash);
  }
  return path;
}

TEST(MerkleVectorsTest, Inclusion) {
  int accepted = 0;
  int rejected = 0;
  for (const fs::path& file : Cases("inclusion")) {
    const Json one = ReadVectors(file);
    const auto path = Path(one["proof"]);
    const auto leaf = HashOf(one["leafHash"]);
    const auto root = HashOf(one["root"]);
    const bool valid =
        path && leaf && root &&
        VerifyInclusion(one["leafIdx"].Number(), one["treeSize"].Number(),
                        *leaf, *path, *root)
            .ok();
    EXPECT_EQ(valid, !one["wantErr"].True()) << file;
    ++(valid ? accepted : rejected);
  }
  EXPECT_EQ(accepted, 6);
  EXPECT_EQ(rejected, 92);
}

TEST(MerkleVectorsTest, Consistency) {
  // Accepted by a verifier that compares roots of any length; ours takes hashes
  // of 32 bytes alone, and the two roots of this case have 12.
  const std::string kShortRoots =
      "additional/sizes-are-equal-one-and-proof-is-empty.json";
  int accepted = 0;
  int rejected = 0;
  int mismatched = 0;
  for (const fs::path& file : Cases("consistency")) {
    const Json one = ReadVectors(file);
    const auto path = Path(one["proof"]);
    const auto from = HashOf(one["root1"]);
    const auto to = HashOf(one["root2"]);
    const bool valid =
        path && from && to &&
        VerifyConsistency(one["size1"].Number(), one["size2"].Number(), *from,
                          *to, *path)
            .ok();
    if (file.string().ends_with(kShortRoots)) {
      EXPECT_FALSE(one["wantErr"].True());
      EXPECT_EQ(FromBase64(one["root1"].text)->size(), 12u);
      EXPECT_FALSE(valid);
      ++mismatched;
      continue;
    }
    EXPECT_EQ(valid, !one["wantErr"].True()) << file;
    ++(valid ? accepted : rejected);
  }
  EXPECT_EQ(accepted, 5);
  EXPECT_EQ(rejected, 92);
  EXPECT_EQ(mismatched, 1);
}

TEST(MerkleVectorsTest, Constants) {
  const Json constants =
      ReadVectors(VectorPath(kMerkle) / "tree_constants.json");
  std::vector<Hash> leaves;
  for (const Json& leaf : constants["leaf_inputs_hex"].items) {
    leaves.push_back(LeafHash(Unhex(leaf.text)));
  }
  const std::vector<Json>& roots = constants["root_hashes_hex_by_size"].items;
  ASSERT_EQ(roots.size(), 9u);
  const NodeSource nodes = NodesOf(leaves);
  for (size_t size = 0; size < roots.size(); ++size) {
    EXPECT_EQ(TreeRoot(nodes, size)->ToHex(), roots[size].text);
    EXPECT_EQ(
        MerkleRoot({leaves.begin(), leaves.begin() + static_cast<long>(size)})
            .ToHex(),
        roots[size].text);
  }
  uint32_t level = 0;
  int count = 0;
  for (const Json& row : constants["node_hashes_hex_by_level"].items) {
    for (size_t i = 0; i < row.items.size(); ++i, ++count) {
      EXPECT_EQ(nodes(level, i)->ToHex(), row.items[i].text);
    }
    ++level;
  }
  EXPECT_EQ(count, 15);
}

// The rolling hashes over a tree of 130 leaves, each the byte of its index.
// Subtrees [start, end) whose start is a multiple of the least power of two
// that is no less than their length.
class RollingTest : public ::testing::Test {
 protected:
  RollingTest() {
    for (int i = 0; i < 130; ++i) {
      leaves_.push_back(LeafHash(std::string(1, static_cast<char>(i))));
    }
  }
  static bool Valid(uint64_t start, uint64_t end) {
    return start == end || start % std::bit_ceil(end - start) == 0;
  }
  std::vector<Hash> Part(uint64_t start, uint64_t end) const {
    return {leaves_.begin() + static_cast<long>(start),
            leaves_.begin() + static_cast<long>(end)};
  }
  static std::string Interval(uint64_t start, uint64_t end) {
    return "[" + std::to_string(start) + ", " + std::to_string(end) + ")";
  }
  std::string Wanted(const std::string& name) const {
    return ReadVectors(VectorPath(kMerkle) /
                       "accumulated_vectors.json")["rolling_sha256_hex"][name]
        .text;
  }
  std::vector<Hash> leaves_;
};

TEST_F(RollingTest, SubtreeHashes) {
  Sha256Pieces sum;
  for (uint64_t end = 0; end <= 130; ++end) {
    for (uint64_t start = 0; start <= end; ++start) {
      if (!Valid(start, end)) continue;
      sum.Add(Interval(start, end) + " " +
              MerkleRoot(Part(start, end)).ToHex() + "\n");
    }
  }
  EXPECT_EQ(sum.Finish().ToHex(), Wanted("SubtreeHashVectors"));
}

TEST_F(RollingTest, SubtreeInclusionProofs) {
  Sha256Pieces sum;
  for (uint64_t end = 0; end <= 130; ++end) {
    for (uint64_t start = 0; start <= end; ++start) {
      if (!Valid(start, end)) continue;
      const std::vector<Hash> part = Part(start, end);
      const Hash root = MerkleRoot(part);
      for (uint64_t index = start; index < end; ++index) {
        const auto path =
            ProveInclusion(NodesOf(part), index - start, end - start);
        ASSERT_TRUE(path.ok());
        EXPECT_TRUE(VerifyInclusion(index - start, end - start, leaves_[index],
                                    *path, root)
                        .ok());
        std::string line = std::to_string(index) + " " + Interval(start, end);
        for (const Hash& hash : *path) line += " " + hash.ToHex();
        sum.Add(line + "\n");
      }
    }
  }
  EXPECT_EQ(sum.Finish().ToHex(), Wanted("SubtreeInclusionProofVectors"));
}

TEST(MerkleTest, EveryConsistencyProofOfSmallTrees) {
  std::vector<Hash> leaves;
  std::vector<Hash> roots = {EmptyRoot()};
  for (int i = 0; i < 70; ++i) {
    leaves.push_back(LeafHash(std::to_string(i)));
    roots.push_back(MerkleRoot(leaves));
  }
  const NodeSource nodes = NodesOf(leaves);
  for (uint64_t size = 1; size <= leaves.size(); ++size) {
    EXPECT_EQ(*TreeRoot(nodes, size), roots[size]);
    for (uint64_t from = 1; from <= size; ++from) {
      auto path = ProveConsistency(nodes, from, size);
      ASSERT_TRUE(path.ok());
      EXPECT_TRUE(
          VerifyConsistency(from, size, roots[from], roots[size], *path).ok());
      EXPECT_FALSE(
          VerifyConsistency(from, size, roots[from - 1], roots[size], *path)
              .ok());
      EXPECT_FALSE(
          VerifyConsistency(from, size, roots[from], roots[0], *path).ok());
      path->push_back(roots[from]);
      EXPECT_FALSE(
          VerifyConsistency(from, size, roots[from], roots[size], *path).ok());
    }
  }
  EXPECT_FALSE(ProveConsistency(nodes, 71, 70).ok());
  EXPECT_FALSE(ProveInclusion(nodes, 70, 70).ok());
}

}  // namespace
}  // namespace covenant::merkle_test
