// The tiles of a tree that grows leaf by leaf: hands out each tile as it
// becomes full, and holds the incomplete one of each level, from which the root
// follows. It can go on where an earlier one stopped.
//
// Refuses: incomplete tiles of a wrong length (DataLoss); whatever the sink
// refuses.
// Thread safety: belongs to one thread.
#ifndef LEDGER_PROOF_TILE_TREE_H_
#define LEDGER_PROOF_TILE_TREE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/proof/tile.h"
#include "ledger/value/hash.h"

namespace covenant {

// Takes a tile and its hashes, 32 * width bytes.
using TileSink =
    std::function<absl::Status(const Tile& tile, std::string_view hashes)>;

class TileTree {
 public:
  // A tree of no leaves.
  TileTree() = default;

  // Goes on from a tree of `size` leaves, whose incomplete tiles are read.
  absl::Status Resume(std::uint64_t size, const TileSource& tiles);

  // `full` is given the tiles that this leaf completes, lowest level first.
  absl::Status Add(const Hash& leaf, const TileSink& full);

  // Gives the incomplete tile of each level that has one.
  absl::Status Incomplete(const TileSink& sink) const;

  std::uint64_t size() const { return size_; }
  Hash Root() const;

 private:
  std::uint64_t size_ = 0;
  std::array<std::string, kMaxTileLevel + 1> open_;  // hashes of each level
};

}  // namespace covenant

#endif  // LEDGER_PROOF_TILE_TREE_H_
