// Trees that grow tile by tile have the tiles and the root of trees that are
// computed whole.
#include "ledger/proof/tile_tree.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"

namespace covenant::tile_tree_test {
namespace {

TEST(TileTree, HasTheRootOfTheWholeTreeAtEverySize) {
  TileTree tree;
  TreeBuilder whole;
  EXPECT_EQ(tree.Root(), EmptyRoot());
  for (int i = 0; i < 1500; ++i) {
    const Hash leaf = LeafHash(std::to_string(i));
    whole.Add(leaf);
    ASSERT_TRUE(tree.Add(leaf, [](const Tile&, std::string_view) {
                      return absl::OkStatus();
                    }).ok());
    ASSERT_EQ(tree.Root(), whole.Root()) << i;
  }
}

// 66,000 leaves fill a tile of level 1.
TEST(TileTree, GivesEveryTileAndGoesOnFromThem) {
  constexpr std::uint64_t kSize = 66'000;
  constexpr std::uint64_t kStop = 65'900;
  std::map<std::string, std::string> tiles;
  const TileSink put = [&](const Tile& tile, std::string_view hashes) {
    EXPECT_EQ(hashes.size(), std::size_t{tile.width} * Hash::kSize);
    tiles[TilePath(tile)] = hashes;
    return absl::OkStatus();
  };
  const TileSource get = [&](std::uint32_t level, std::uint64_t index,
                             std::uint32_t width) {
    return absl::StatusOr<std::string>(
        tiles.at(TilePath({false, level, index, width})));
  };
  TreeBuilder whole;
  TileTree first;
  for (std::uint64_t i = 0; i < kStop; ++i) {
    const Hash leaf = LeafHash(std::to_string(i));
    whole.Add(leaf);
    ASSERT_TRUE(first.Add(leaf, put).ok());
  }
  ASSERT_TRUE(first.Incomplete(put).ok());
  TileTree second;
  ASSERT_TRUE(second.Resume(kStop, get).ok());
  EXPECT_EQ(second.size(), kStop);
  EXPECT_EQ(second.Root(), whole.Root());
  for (std::uint64_t i = kStop; i < kSize; ++i) {
    const Hash leaf = LeafHash(std::to_string(i));
    whole.Add(leaf);
    ASSERT_TRUE(second.Add(leaf, put).ok());
  }
  ASSERT_TRUE(second.Incomplete(put).ok());
  EXPECT_EQ(second.Root(), whole.Root());
  for (const Tile& tile : TilesOf(kSize)) {
    EXPECT_EQ(tiles.count(TilePath(tile)), 1u) << TilePath(tile);
  }
  EXPECT_EQ(*TreeRoot(NodesFromTiles(get, kSize), kSize), whole.Root());
}

TEST(TileTree, RefusesATileOfAnotherLength) {
  TileTree tree;
  const absl::Status status =
      tree.Resume(3, [](std::uint32_t, std::uint64_t, std::uint32_t) {
        return absl::StatusOr<std::string>(std::string(64, 'x'));
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(std::string(status.message()).find("tile/0/000.p/3 has 64 bytes"),
            std::string::npos)
      << status;
}

}  // namespace
}  // namespace covenant::tile_tree_test
