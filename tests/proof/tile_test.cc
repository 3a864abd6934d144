// Tile paths and counts against the specification's examples and Go's, and
// nodes from tiles against the tree itself.
#include "ledger/proof/tile.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/proof/sha256.h"
#include "tests/proof/json_vectors.h"

namespace covenant::tile_test {
namespace {

TEST(TileVectorsTest, IndexEncoding) {
  const Json examples =
      ReadVectors(VectorPath("c2sp-spec-examples/examples.json"));
  for (const Json& one : examples["tile_index_encoding"].items) {
    const Tile tile{false, 3, one["index"].Number(), kTileWidth};
    EXPECT_EQ(TilePath(tile), "tile/3/" + one["path"].text);
    EXPECT_EQ(ParseTilePath("tile/3/" + one["path"].text), tile);
  }
  for (const Json& one : examples["partial_tiles"].items) {
    const uint64_t size = one["size"].Number();
    for (const Json& level : one["levels"].items) {
      const uint64_t hashes =
          TileHashes(size, static_cast<uint32_t>(level["level"].Number()));
      EXPECT_EQ(hashes / kTileWidth, level["full"].Number());
      EXPECT_EQ(hashes % kTileWidth, level["partial"].Number());
    }
  }
  // 273 + 1 full tiles and partial ones of 112, 17 and 1 hashes.
  EXPECT_EQ(TilesOf(70'000).size(), 277u);
  EXPECT_EQ(TilesOf(256).size(), 2u);
  EXPECT_TRUE(TilesOf(0).empty());
}

// Go's layout has the height of tiles in its paths, which tlog-tiles drops; the
// index is written in the same way. Heights other than 8 do not exist here.
TEST(TileVectorsTest, GoPaths) {
  int count = 0;
  const Json vectors =
      ReadVectors(VectorPath("golang-mod-sumdb/tlog_vectors.json"));
  for (const Json& one : vectors["tile_paths_golang_layout"].items) {
    ++count;
    const std::string path = one["path"].text;
    const size_t after_height = path.find('/', 5);
    std::string ours = "tile" + path.substr(after_height);
    if (one.Has("invalid")) {
      EXPECT_FALSE(ParseTilePath(ours)) << path;
      continue;
    }
    if (ours.substr(0, 9) == "tile/data")
      ours = "tile/entries" + ours.substr(9);
    const auto tile = ParseTilePath(ours);
    ASSERT_TRUE(tile) << ours;
    EXPECT_EQ(tile->index, one["N"].Number());
    EXPECT_EQ(tile->entries, one["L"].text == "-1");
    EXPECT_EQ(TilePath(*tile), ours);
  }
  EXPECT_EQ(count, 8);
}

TEST(TileTest, OtherPathsAreRefused) {
  for (const char* const path :
       {"tile/0/1", "tile/0/0001", "tile/0/x000/001", "tile/0/001/002",
        "tile/64/000", "tile/01/000", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/000.p/", "tile/0/", "tile/0", "tile/x/000",
        "tiles/0/000", "tile/0/x1/000", "tile/0/-01", "tile/entries/",
        "tile/0/x001/x002/x003/x004/x005/x006/007"}) {
    EXPECT_FALSE(ParseTilePath(path)) << path;
  }
}

TEST(TileTest, NodesAndProofsFromTiles) {
  constexpr uint64_t kSize = 66'000;  // two levels full, three in use
  std::vector<Hash> leaves;
  for (uint64_t i = 0; i < kSize; ++i) {
    leaves.push_back(LeafHash(std::to_string(i)));
  }
  const NodeSource direct = NodesOf(leaves);
  int reads = 0;
  const TileSource tiles = [&](uint32_t level, uint64_t index,
                               uint32_t width) -> absl::StatusOr<std::string> {
    ++reads;
    std::string bytes;
    for (uint64_t i = index * 256; i < index * 256 + width; ++i) {
      bytes += direct(8 * level, i)->view();
    }
    return bytes;
  };
  for (const uint64_t size : {uint64_t{1}, uint64_t{255}, uint64_t{256},
                              uint64_t{257}, uint64_t{65'536}, kSize}) {
    const NodeSource nodes = NodesFromTiles(tiles, size);
    const auto root = TreeRoot(nodes, size);
    ASSERT_TRUE(root.ok());
    EXPECT_EQ(*root, *TreeRoot(direct, size));
    for (const uint64_t index : {uint64_t{0}, size / 3, size - 1}) {
      const auto path = ProveInclusion(nodes, index, size);
      ASSERT_TRUE(path.ok());
      EXPECT_TRUE(
          VerifyInclusion(index, size, leaves[index], *path, *root).ok());
    }
  }
  reads = 0;
  EXPECT_TRUE(ProveInclusion(NodesFromTiles(tiles, kSize), 1000, kSize).ok());
  EXPECT_LE(reads, 8);
  const NodeSource broken = NodesFromTiles(
      [](uint32_t, uint64_t, uint32_t) -> absl::StatusOr<std::string> {
        return std::string(31, 'x');
      },
      3);
  EXPECT_TRUE(absl::IsDataLoss(TreeRoot(broken, 3).status()));
}

TEST(TileTest, Bundles) {
  std::string bundle;
  AddToBundle("", bundle);
  AddToBundle(std::string(65'535, 'x'), bundle);
  AddToBundle("abc", bundle);
  const auto entries = ParseBundle(bundle, 3);
  ASSERT_TRUE(entries.ok());
  EXPECT_EQ((*entries)[0], "");
  EXPECT_EQ((*entries)[1].size(), 65'535u);
  EXPECT_EQ((*entries)[2], "abc");
  EXPECT_FALSE(ParseBundle(bundle, 2).ok());
  EXPECT_FALSE(ParseBundle(bundle.substr(0, bundle.size() - 1), 3).ok());
  EXPECT_FALSE(ParseBundle(std::string(1, '\0'), 1).ok());
}

}  // namespace
}  // namespace covenant::tile_test
