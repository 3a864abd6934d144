// Internal: the Merkle tree over the entries' leaf hashes as rows of the table
// `tree`: a row for each full tile of c2sp.org/tlog-tiles, and one for each hash
// of the tile of a level that is not full yet; doc/store-format.md.
//
// Refuses: rows that are missing or do not stand where they say (DataLoss).
// Thread safety: a TreeTail belongs to one thread; a TreeReader to any.
#ifndef LEDGER_STORE_TREE_ROWS_H_
#define LEDGER_STORE_TREE_ROWS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/proof/tile.h"
#include "ledger/store/entry_reader.h"
#include "ledger/store/rows.h"
#include "ledger/value/hash.h"

namespace covenant {

// `T` ‖ level ‖ index (8): the 8,192 bytes of a full tile.
std::string TileKey(uint32_t level, uint64_t index);
// `H` ‖ level ‖ slot: a hash of the level's last tile, with its own index on
// the level before it. The next tile overwrites it.
std::string SlotKey(uint32_t level, uint32_t slot);

// The right edge of the tree, to which leaves are added.
class TreeTail {
 public:
  TreeTail() = default;
  // That of the first `size` leaves, which must be all that are stored.
  static absl::StatusOr<TreeTail> Load(const Rows& rows, uint64_t size);

  void Add(const Hash& leaf);
  uint64_t size() const { return size_; }
  // What must be written for the leaves added since the last call: a tile that
  // was filled takes no rows for its single hashes.
  std::vector<Row> TakeRows();

 private:
  struct Level {
    std::string hashes;    // of the tile that is not full
    uint32_t written = 0;  // so many of them have their rows
  };

  void AddAt(uint32_t level, const Hash& hash);

  uint64_t size_ = 0;
  std::array<Level, kMaxTileLevel + 1> levels_;
  std::vector<Row> full_;
};

class TreeReader {
 public:
  // `reader` must outlive it. `stored`: whether the ledger has tree rows; if
  // not, hashes are computed from the order rows, which takes a pass over them.
  TreeReader(const EntryReader& reader, bool stored)
      : reader_(reader), stored_(stored) {}

  // The first `width` hashes of a tile of the tree of `limit` leaves.
  // Precondition: that tree has them. One read of a row or of a range, two if
  // leaves are added meanwhile.
  absl::StatusOr<std::string> Tile(uint32_t level, uint64_t index,
                                   uint32_t width, uint64_t limit) const;
  // That the tree's newest tiles are there, back to the one of leaf `from`, and
  // that its last leaf is `last`.
  absl::Status CheckEdge(uint64_t from, uint64_t size, const Hash& last) const;

 private:
  absl::StatusOr<std::string> FullTile(uint32_t level, uint64_t index) const;
  absl::StatusOr<std::string> FromOrder(uint32_t level, uint64_t index,
                                        uint32_t width) const;

  const EntryReader& reader_;
  const bool stored_;
};

// Builds the rows of all entries up to `size` from the order rows, in bounded
// memory, and then the mark that they are complete.
absl::Status BuildTree(const EntryReader& reader, Rows& rows, uint64_t size);

// The row by which a ledger says that it has tree rows.
Row TreeMark();
absl::StatusOr<bool> HasTreeMark(const Rows& rows);

}  // namespace covenant

#endif  // LEDGER_STORE_TREE_ROWS_H_
