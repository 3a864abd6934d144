#include "ledger/store/tree_rows.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/store/keys.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr size_t kTileBytes = size_t{kTileWidth} * Hash::kSize;
constexpr size_t kTreeSlotBytes = 8 + Hash::kSize;
// Leaves between two writes while the rows of an older ledger are built.
constexpr uint64_t kBuildLeaves = uint64_t{1} << 16;

std::string TileName(uint32_t level, uint64_t index) {
  return TilePath({false, level, index, kTileWidth});
}

// The first `width` hashes of the level's last tile, if that is tile `index`;
// shorter if its rows say otherwise.
absl::StatusOr<std::string> Slots(const Rows& rows, uint32_t level,
                                  uint64_t index, uint32_t width) {
  std::string hashes;
  if (width == 0) return hashes;
  const std::string end = width < kTileWidth
                              ? SlotKey(level, width)
                              : AfterPrefix(SlotKey(level, 0).substr(0, 2));
  absl::Status scanned = rows.Scan(
      Table::kTree, SlotKey(level, 0), end,
      [&](std::string_view key, std::string_view value) {
        const uint64_t next = hashes.size() / Hash::kSize;
        if (value.size() != kTreeSlotBytes ||
            key != SlotKey(level, static_cast<uint32_t>(next)) ||
            GetU64(value, 0) != index * kTileWidth + next) {
          return false;
        }
        hashes += value.substr(8);
        return true;
      });
  if (!scanned.ok()) return scanned;
  return hashes;
}

}  // namespace

std::string TileKey(uint32_t level, uint64_t index) {
  std::string key = "T";
  key.push_back(static_cast<char>(level));
  PutU64(index, key);
  return key;
}

std::string SlotKey(uint32_t level, uint32_t slot) {
  std::string key = "H";
  key.push_back(static_cast<char>(level));
  key.push_back(static_cast<char>(slot));
  return key;
}

absl::StatusOr<TreeTail> TreeTail::Load(const Rows& rows, uint64_t size) {
  TreeTail tail;
  tail.size_ = size;
  for (uint32_t level = 0; level <= kMaxTileLevel; ++level) {
    const uint64_t hashes = TileHashes(size, level);
    const auto width = static_cast<uint32_t>(hashes % kTileWidth);
    auto slots = Slots(rows, level, hashes / kTileWidth, width);
    if (!slots.ok()) return slots.status();
    if (slots->size() != size_t{width} * Hash::kSize) {
      return Damaged(rows.place(),
                     Concat({"the tree's ", TileName(level,
                                                     hashes / kTileWidth)}),
                     "rows of its hashes are missing or out of place");
    }
    tail.levels_[level] = {*std::move(slots), width};
  }
  return tail;
}

void TreeTail::Add(const Hash& leaf) {
  AddAt(0, leaf);
  ++size_;
}

void TreeTail::AddAt(uint32_t level, const Hash& hash) {
  COVENANT_CHECK(level <= kMaxTileLevel);
  Level& at = levels_[level];
  at.hashes += hash.view();
  if (at.hashes.size() < kTileBytes) return;
  // The level has size_ >> 8 * level hashes before this leaf; this one fills
  // the tile that they end in.
  full_.push_back({Table::kTree,
                   TileKey(level, TileHashes(size_, level) / kTileWidth),
                   std::move(at.hashes)});
  at = Level();
  AddAt(level + 1, TileNode(full_.back().value, 0, 8));
}

std::vector<Row> TreeTail::TakeRows() {
  std::vector<Row> rows = std::move(full_);
  full_.clear();
  for (uint32_t level = 0; level <= kMaxTileLevel; ++level) {
    Level& at = levels_[level];
    const auto width = static_cast<uint32_t>(at.hashes.size() / Hash::kSize);
    const uint64_t first = TileHashes(size_, level) - width;
    for (; at.written < width; ++at.written) {
      std::string value = U64(first + at.written);
      value.append(at.hashes, size_t{at.written} * Hash::kSize, Hash::kSize);
      rows.push_back(
          {Table::kTree, SlotKey(level, at.written), std::move(value)});
    }
  }
  return rows;
}

absl::StatusOr<std::string> TreeReader::FullTile(uint32_t level,
                                                 uint64_t index) const {
  auto row = reader_.rows().Get(Table::kTree, TileKey(level, index));
  if (!row.ok()) return row.status();
  if (!*row || (*row)->size() != kTileBytes) {
    return Damaged(reader_.rows().place(),
                   Concat({"the tree's ", TileName(level, index)}),
                   *row ? "its row has another length" : "its row is missing");
  }
  return **std::move(row);
}

absl::StatusOr<std::string> TreeReader::FromOrder(uint32_t level,
                                                  uint64_t index,
                                                  uint32_t width) const {
  const uint64_t leaves = uint64_t{1} << (8 * level);  // under each hash
  const uint64_t first = index * kTileWidth * leaves + 1;
  std::string hashes;
  TreeBuilder builder;
  absl::Status scanned = reader_.ScanOrder(
      first, first + width * leaves - 1,
      [&](uint64_t, const OrderRow& order) {
        builder.Add(order.hash);
        if (builder.size() == leaves) {
          hashes += builder.Root().view();
          builder = TreeBuilder();
        }
        return absl::OkStatus();
      });
  if (!scanned.ok()) return scanned;
  return hashes;
}

absl::StatusOr<std::string> TreeReader::Tile(uint32_t level, uint64_t index,
                                             uint32_t width,
                                             uint64_t limit) const {
  const uint64_t end = index * kTileWidth + width;
  COVENANT_CHECK(width > 0 && width <= kTileWidth &&
                 end <= TileHashes(limit, level));
  if (!stored_) return FromOrder(level, index, width);
  if (TileHashes(limit, level) < (index + 1) * kTileWidth) {
    auto slots = Slots(reader_.rows(), level, index, width);
    if (!slots.ok()) return slots.status();
    if (slots->size() == size_t{width} * Hash::kSize) return slots;
    // The tile was filled after `limit`: then it has its row, and the next one
    // may have taken its slots.
  }
  auto tile = FullTile(level, index);
  if (!tile.ok()) return tile.status();
  tile->resize(size_t{width} * Hash::kSize);
  return tile;
}

absl::Status TreeReader::CheckEdge(uint64_t from, uint64_t size,
                                   const Hash& last) const {
  if (size == 0 || !stored_) return absl::OkStatus();
  std::string leaves;
  for (uint32_t level = 0; TileHashes(size, level) > 0; ++level) {
    const uint64_t hashes = TileHashes(size, level);
    const uint64_t first =
        std::min(TileHashes(from, level), hashes - 1) / kTileWidth;
    for (uint64_t index = first; index * kTileWidth < hashes; ++index) {
      const auto width = static_cast<uint32_t>(
          std::min<uint64_t>(hashes - index * kTileWidth, kTileWidth));
      auto tile = Tile(level, index, width, size);
      if (!tile.ok()) return tile.status();
      if (level == 0) leaves = *std::move(tile);
    }
  }
  if (std::string_view(leaves).substr(leaves.size() - Hash::kSize) ==
      last.view()) {
    return absl::OkStatus();
  }
  return Damaged(reader_.rows().place(),
                 Concat({"the tree's leaf ", std::to_string(size - 1)}),
                 "it is not the hash of the entry");
}

absl::Status BuildTree(const EntryReader& reader, Rows& rows, uint64_t size) {
  TreeTail tail;
  absl::Status built = reader.ScanOrder(
      1, size, [&](uint64_t sequence, const OrderRow& order) {
        tail.Add(order.hash);
        if (sequence % kBuildLeaves != 0) return absl::OkStatus();
        return rows.Write(tail.TakeRows(), /*sync=*/false);
      });
  if (!built.ok()) return built;
  std::vector<Row> rest = tail.TakeRows();
  rest.push_back(TreeMark());
  return rows.Write(std::move(rest), /*sync=*/true);
}

Row TreeMark() {
  return {Table::kIndex, MetadataKey("tree"), std::string(1, '\1')};
}

absl::StatusOr<bool> HasTreeMark(const Rows& rows) {
  auto mark = rows.Get(Table::kIndex, MetadataKey("tree"));
  if (!mark.ok()) return mark.status();
  return mark->has_value();
}

}  // namespace covenant
