#include "cli/commands/verify_tiles.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "cli/published.h"
#include "cli/render/terminal.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/sha256.h"
#include "ledger/proof/tile.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

// 256 entries of at most 65,535 bytes, each with its length.
constexpr std::size_t kMaxBundleBytes = std::size_t{kTileWidth} * (65'535 + 2);
constexpr std::size_t kHashBytes = Hash::kSize;

class TileChecker {
 public:
  TileChecker(std::string dir, std::uint64_t size)
      : dir_(std::move(dir)), size_(size) {}

  // Recomputes every tile from the entries, and gives the root.
  Result<Hash> Run() {
    std::vector<Hash> above;  // the nodes of the level above, of full tiles
    for (std::uint64_t first = 0; first < size_; first += kTileWidth) {
      CLI_ASSIGN(std::string hashes, LeavesOf(first));
      CLI_RETURN_IF_ERROR(
          CheckTile(0, first / kTileWidth, hashes, /*above=*/&above));
    }
    for (std::uint32_t level = 1; !above.empty(); ++level) {
      std::vector<Hash> next;
      for (std::uint64_t first = 0; first < above.size(); first += kTileWidth) {
        std::string hashes;
        for (std::uint64_t i = first;
             i < std::min<std::uint64_t>(first + kTileWidth, above.size());
             ++i) {
          hashes += above[i].view();
        }
        CLI_RETURN_IF_ERROR(
            CheckTile(level, first / kTileWidth, hashes, &next));
      }
      above = std::move(next);
    }
    return tree_.Root();
  }

  std::uint64_t tiles() const { return tiles_; }

 private:
  // The tile, or, of a log that has grown, the full one that has taken its
  // place: then with the full width.
  Result<std::string> Read(Tile& tile, std::string& name) {
    name = TilePath(tile);
    if (tile.width < kTileWidth && !std::filesystem::exists(dir_ + "/" + name)) {
      Tile full = tile;
      full.width = kTileWidth;
      if (std::filesystem::exists(dir_ + "/" + TilePath(full))) {
        name = TilePath(full);
        tile = full;
      }
    }
    const std::string path = dir_ + "/" + name;
    if (!std::filesystem::exists(path)) {
      return NotVerified(name, absl::DataLossError("the file is missing"));
    }
    return PublishedFile(path, kMaxBundleBytes);
  }

  std::uint32_t WidthFrom(std::uint64_t first, std::uint64_t all) const {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(kTileWidth, all - first));
  }

  // The hashes of the entries from `first` on.
  Result<std::string> LeavesOf(std::uint64_t first) {
    const std::uint32_t width = WidthFrom(first, size_);
    std::string name;
    Tile tile{true, 0, first / kTileWidth, width};
    CLI_ASSIGN(const std::string bundle, Read(tile, name));
    const auto entries = ParseBundle(bundle, tile.width);
    if (!entries.ok()) return NotVerified(name, entries.status());
    std::string hashes;
    for (std::uint32_t i = 0; i < width; ++i) {
      const Hash leaf = LeafHash((*entries)[i]);
      tree_.Add(leaf);
      hashes += leaf.view();
    }
    return hashes;
  }

  Outcome CheckTile(std::uint32_t level, std::uint64_t index,
                    const std::string& hashes, std::vector<Hash>* above) {
    const auto width = static_cast<std::uint32_t>(hashes.size() / kHashBytes);
    std::string name;
    Tile tile{false, level, index, width};
    CLI_ASSIGN(const std::string stored, Read(tile, name));
    const bool whole = stored.size() == tile.width * kHashBytes;
    if (!whole || stored.compare(0, hashes.size(), hashes) != 0) {
      std::uint64_t bad = 0;
      while (bad < width && stored.compare(bad * kHashBytes, kHashBytes, hashes,
                                           bad * kHashBytes, kHashBytes) == 0 &&
             (bad + 1) * kHashBytes <= stored.size()) {
        ++bad;
      }
      return NotVerified(
          name, absl::DataLossError(
                    bad == width
                        ? "the tile has another length than its hashes"
                        : "hash " + std::to_string(bad) +
                              " of the tile is not that of the entries"));
    }
    ++tiles_;
    if (width == kTileWidth) above->push_back(TileNode(hashes, 0, 8));
    return Nothing{};
  }

  const std::string dir_;
  const std::uint64_t size_;
  TreeBuilder tree_;
  std::uint64_t tiles_ = 0;
};

Result<int> Run(Context& context) {
  CLI_ASSIGN(const std::vector<VerifierKey> keys, KeysOf(context.line));
  const std::string& dir = context.line.arguments.front();
  CLI_ASSIGN(const std::string bytes,
             PublishedFile(dir + "/checkpoint", kMaxNoteBytes));
  const auto checkpoint = ParseCheckpoint(bytes);
  if (!checkpoint.ok()) return NotVerified("checkpoint", checkpoint.status());
  const auto signatures = VerifySigned(*checkpoint, keys);
  if (!signatures.ok()) return NotVerified("checkpoint", signatures.status());
  const TreeHead& head = checkpoint->head;
  TileChecker checker(dir, head.size);
  CLI_ASSIGN(const Hash root, checker.Run());
  if (root != head.root) {
    return NotVerified("checkpoint",
                       absl::DataLossError(
                           "its root is " + head.root.ToHex() +
                           ", and that of the entries is " + root.ToHex()));
  }
  if (!context.json()) {
    context.out = Printable(head.origin) + ": " + std::to_string(head.size) +
                  (head.size == 1 ? " entry, " : " entries, ") +
                  std::to_string(checker.tiles()) +
                  (checker.tiles() == 1 ? " tile" : " tiles") +
                  ", and the root of the checkpoint follows from them\n" +
                  SignaturesText(*signatures);
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.verify-tiles.v1");
  json.Key("verified").Bool(true);
  json.Key("origin").String(head.origin);
  json.Key("size").Number(head.size);
  json.Key("root").String(head.root.ToHex());
  json.Key("tiles").Number(checker.tiles());
  WriteSignatures(json, *signatures);
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace

Command VerifyTilesCommand() {
  return {.form = {.name = "verify-tiles",
                   .alias = "",
                   .flags = {"key"},
                   .least_arguments = 1,
                   .most_arguments = 1,
                   .usage = "--key VKEY DIR"},
          .group = "trust",
          .summary = "recompute a published log: entries, tiles, checkpoint",
          .about =
              "DIR holds any log in the layout of c2sp.org/tlog-tiles: "
              "`checkpoint`, `tile/<L>/<N>` and `tile/entries/<N>`. Every tile "
              "is computed from the entries, the root from the tiles, and the "
              "checkpoint's signature is checked. The first file that does not "
              "fit is named; exit code 5.",
          .run = Run};
}

}  // namespace covenant::cli
