#include "ledger/proof/tile_tree.h"

#include <optional>
#include <utility>

#include "ledger/proof/sha256.h"
#include "ledger/value/status_text.h"

namespace covenant {

absl::Status TileTree::Resume(std::uint64_t size, const TileSource& tiles) {
  for (std::uint32_t level = 0; level <= kMaxTileLevel; ++level) {
    open_[level].clear();
    const std::uint64_t hashes = TileHashes(size, level);
    const auto width = static_cast<std::uint32_t>(hashes % kTileWidth);
    if (width == 0) continue;
    auto bytes = tiles(level, hashes / kTileWidth, width);
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() != std::size_t{width} * Hash::kSize) {
      return absl::DataLossError(
          Concat({TilePath({false, level, hashes / kTileWidth, width}),
                  " has ", std::to_string(bytes->size()), " bytes, not ",
                  std::to_string(std::size_t{width} * Hash::kSize)}));
    }
    open_[level] = *std::move(bytes);
  }
  size_ = size;
  return absl::OkStatus();
}

absl::Status TileTree::Add(const Hash& leaf, const TileSink& full) {
  ++size_;
  Hash node = leaf;
  for (std::uint32_t level = 0; level <= kMaxTileLevel; ++level) {
    std::string& hashes = open_[level];
    hashes += node.view();
    if (hashes.size() < std::size_t{kTileWidth} * Hash::kSize) break;
    const Tile tile{false, level, TileHashes(size_, level) / kTileWidth - 1,
                    kTileWidth};
    if (absl::Status status = full(tile, hashes); !status.ok()) return status;
    node = TileNode(hashes, 0, 8);
    hashes.clear();
  }
  return absl::OkStatus();
}

absl::Status TileTree::Incomplete(const TileSink& sink) const {
  for (std::uint32_t level = 0; level <= kMaxTileLevel; ++level) {
    const std::string& hashes = open_[level];
    if (hashes.empty()) continue;
    const Tile tile{false, level, TileHashes(size_, level) / kTileWidth,
                    static_cast<std::uint32_t>(hashes.size() / Hash::kSize)};
    if (absl::Status status = sink(tile, hashes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

Hash TileTree::Root() const {
  // The hashes of an incomplete tile are the complete subtrees that the digits
  // of the size in base 256 count, the smallest at level 0. Within a tile, and
  // from level to level, the smaller ones stand to the right.
  std::optional<Hash> root;
  for (const std::string& hashes : open_) {
    std::uint32_t end = static_cast<std::uint32_t>(hashes.size() / Hash::kSize);
    for (std::uint32_t height = 0; height < 8; ++height) {
      const std::uint32_t count = std::uint32_t{1} << height;
      if ((end & count) == 0) continue;
      end -= count;
      const Hash node = TileNode(hashes, end, height);
      root = root ? NodeHash(node, *root) : node;
    }
  }
  return root.value_or(EmptyRoot());
}

}  // namespace covenant
