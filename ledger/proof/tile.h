// Tiles of a Merkle tree as in c2sp.org/tlog-tiles: their paths, the nodes that
// follow from them, and bundles of entries.
//
// Refuses: paths that are not exactly those of the specification (nothing),
// tiles of a wrong length and malformed bundles (DataLoss).
// Thread safety: pure functions.
#ifndef LEDGER_PROOF_TILE_H_
#define LEDGER_PROOF_TILE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/proof/merkle.h"
#include "ledger/value/hash.h"

namespace covenant {

inline constexpr std::uint32_t kTileWidth = 256;   // 2^8 hashes
inline constexpr std::uint32_t kMaxTileLevel = 7;  // 2^64 leaves

struct Tile {
  bool entries = false;     // a bundle of entries; then level is 0
  std::uint32_t level = 0;  // of tiles: hashes are nodes of level 8 * level
  std::uint64_t index = 0;  // within the level
  std::uint32_t width = kTileWidth;  // 1 to 256 hashes or entries

  friend bool operator==(const Tile&, const Tile&) = default;
};

// "tile/0/x001/x234/067", "tile/1/000.p/17", "tile/entries/000".
std::string TilePath(const Tile& tile);
std::optional<Tile> ParseTilePath(std::string_view path);

// How many hashes of a tile level a tree of this size has.
std::uint64_t TileHashes(std::uint64_t size, std::uint32_t level);
// Every tile of a tree of this size, level by level, full ones first; without
// bundles of entries.
std::vector<Tile> TilesOf(std::uint64_t size);

// The hash of a tile's node: the one that its 256 hashes, or a complete
// subtree of 2^height of them from `first`, have together. Precondition: the
// tile holds them.
Hash TileNode(std::string_view tile, std::uint32_t first, std::uint32_t height);

// The first `width` hashes of a tile, 32 * width bytes.
using TileSource = std::function<absl::StatusOr<std::string>(
    std::uint32_t level, std::uint64_t index, std::uint32_t width)>;
// Nodes of a tree of `size` leaves, from its tiles, each of which is asked for
// once. `tiles` is copied.
NodeSource NodesFromTiles(TileSource tiles, std::uint64_t size);

// An entry in a bundle: its length in two bytes, big-endian, and its bytes.
// Precondition: at most 65,535 bytes.
void AddToBundle(std::string_view entry, std::string& bundle);
absl::StatusOr<std::vector<std::string_view>> ParseBundle(
    std::string_view bundle, std::uint32_t width);

}  // namespace covenant

#endif  // LEDGER_PROOF_TILE_H_
