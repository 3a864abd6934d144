#include "ledger/proof/tile.h"

#include <map>
#include <memory>
#include <utility>

#include "ledger/proof/sha256.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// A decimal number as the specification writes it: no leading zeros.
std::optional<uint64_t> DecimalNumber(std::string_view text, size_t most) {
  if (!AllDigits(text) || text.size() > most) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  uint64_t number = 0;
  for (const char c : text) {
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
}

std::string IndexPath(uint64_t index) {
  std::string path;
  for (bool last = true; last || index > 0; last = false, index /= 1000) {
    std::string three = std::to_string(1000 + index % 1000).substr(1);
    path = last ? three : "x" + three + "/" + path;
  }
  return path;
}

std::optional<uint64_t> ParseIndex(std::string_view path) {
  // 2^64 has 20 digits; seven groups of three could hold more than fits.
  uint64_t index = 0;
  for (int groups = 0;; ++groups) {
    const size_t slash = path.find('/');
    std::string_view three = path.substr(0, slash);
    const bool last = slash == std::string_view::npos;
    if (!last) {
      if (three.empty() || three[0] != 'x') return std::nullopt;
      three.remove_prefix(1);
    }
    if (three.size() != 3 || !AllDigits(three) || groups == 6) {
      return std::nullopt;
    }
    for (const char c : three) {
      index = index * 10 + static_cast<uint64_t>(c - '0');
    }
    if (last) return index;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string TilePath(const Tile& tile) {
  std::string path = "tile/";
  path += tile.entries ? "entries" : std::to_string(tile.level);
  path += "/" + IndexPath(tile.index);
  if (tile.width < kTileWidth) path += ".p/" + std::to_string(tile.width);
  return path;
}

std::optional<Tile> ParseTilePath(std::string_view path) {
  constexpr std::string_view kStart = "tile/";
  if (path.substr(0, kStart.size()) != kStart) return std::nullopt;
  path.remove_prefix(kStart.size());
  const size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Tile tile;
  if (path.substr(0, slash) == "entries") {
    tile.entries = true;
  } else {
    const auto level = DecimalNumber(path.substr(0, slash), 2);
    if (!level || *level > 63) return std::nullopt;
    tile.level = static_cast<uint32_t>(*level);
  }
  path.remove_prefix(slash + 1);
  if (const size_t partial = path.find(".p/");
      partial != std::string_view::npos) {
    const auto width = DecimalNumber(path.substr(partial + 3), 3);
    if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
    tile.width = static_cast<uint32_t>(*width);
    path = path.substr(0, partial);
  }
  const auto index = ParseIndex(path);
  if (!index) return std::nullopt;
  tile.index = *index;
  // An index with a leading group of zeros would be a second path.
  if (IndexPath(*index) != path) return std::nullopt;
  return tile;
}

uint64_t TileHashes(uint64_t size, uint32_t level) {
  return level > kMaxTileLevel ? 0 : size >> (8 * level);
}

std::vector<Tile> TilesOf(uint64_t size) {
  std::vector<Tile> tiles;
  for (uint32_t level = 0; level <= kMaxTileLevel; ++level) {
    const uint64_t hashes = TileHashes(size, level);
    for (uint64_t index = 0; index < hashes / kTileWidth; ++index) {
      tiles.push_back({false, level, index, kTileWidth});
    }
    if (const auto rest = static_cast<uint32_t>(hashes % kTileWidth);
        rest > 0) {
      tiles.push_back({false, level, hashes / kTileWidth, rest});
    }
  }
  return tiles;
}

Hash TileNode(std::string_view tile, uint32_t first, uint32_t height) {
  const uint32_t count = uint32_t{1} << height;
  COVENANT_CHECK((size_t{first} + count) * Hash::kSize <= tile.size());
  TreeBuilder builder;
  for (uint32_t i = first; i < first + count; ++i) {
    builder.Add(*Hash::FromBytes(tile.substr(i * Hash::kSize, Hash::kSize)));
  }
  return builder.Root();
}

NodeSource NodesFromTiles(TileSource tiles, uint64_t size) {
  using Key = std::pair<uint32_t, uint64_t>;
  auto read = std::make_shared<std::map<Key, std::string>>();
  return [tiles = std::move(tiles), size, read](
             uint32_t level, uint64_t index) -> absl::StatusOr<Hash> {
    // A node of level 8k is hash `index` of tile level k; one between is
    // computed from 2^height hashes of it.
    const uint32_t tile_level = level / 8;
    const uint32_t height = level % 8;
    const uint64_t first = index << height;
    const uint64_t tile = first / kTileWidth;
    const uint64_t hashes = TileHashes(size, tile_level);
    COVENANT_CHECK(first + (uint64_t{1} << height) <= hashes);
    auto found = read->find({tile_level, tile});
    if (found == read->end()) {
      const uint64_t rest = hashes - tile * kTileWidth;
      const uint32_t width =
          rest < kTileWidth ? static_cast<uint32_t>(rest) : kTileWidth;
      auto bytes = tiles(tile_level, tile, width);
      if (!bytes.ok()) return bytes.status();
      if (bytes->size() != size_t{width} * Hash::kSize) {
        return absl::DataLossError(
            Concat({TilePath({false, tile_level, tile, width}), " has ",
                    std::to_string(bytes->size()), " bytes, not ",
                    std::to_string(size_t{width} * Hash::kSize)}));
      }
      found = read->emplace(Key(tile_level, tile), *std::move(bytes)).first;
    }
    return TileNode(found->second, static_cast<uint32_t>(first % kTileWidth),
                    height);
  };
}

void AddToBundle(std::string_view entry, std::string& bundle) {
  COVENANT_CHECK(entry.size() <= 65'535);
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 255));
  bundle += entry;
}

absl::StatusOr<std::vector<std::string_view>> ParseBundle(
    std::string_view bundle, uint32_t width) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2) return absl::DataLossError("it ends in a length");
    const size_t length = (size_t{static_cast<uint8_t>(bundle[0])} << 8) |
                          static_cast<uint8_t>(bundle[1]);
    bundle.remove_prefix(2);
    if (bundle.size() < length) {
      return absl::DataLossError("it ends inside an entry");
    }
    entries.push_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  if (entries.size() != width) {
    return absl::DataLossError(
        Concat({"it has ", std::to_string(entries.size()), " entries, not ",
                std::to_string(width)}));
  }
  return entries;
}

}  // namespace covenant
