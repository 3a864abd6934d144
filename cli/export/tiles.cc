#include "cli/export/tiles.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "cli/checkpoints.h"
#include "cli/files.h"
#include "cli/render/json.h"
#include "ledger/proof/tile.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kMaxTileBytes = std::size_t{kTileWidth} * (65'535 + 2);

class TileWriter {
 public:
  explicit TileWriter(std::string dir) : dir_(std::move(dir)) {}

  Outcome Write(const Tile& tile, const std::string& bytes) {
    const std::string path = dir_ + "/" + TilePath(tile);
    std::error_code error;
    std::filesystem::create_directories(
        std::filesystem::path(path).parent_path(), error);
    if (error) {
      return MakeError(kStore, "unavailable",
                       "cannot make the directory of " + Quoted(path) + ": " +
                           error.message());
    }
    if (std::filesystem::exists(path, error)) {
      const auto there = ReadWhole(path, kMaxTileBytes);
      if (there.ok() && *there == bytes) return Nothing{};
    }
    ++written_;
    return ReplaceDurably(path, bytes);
  }

  std::uint64_t written() const { return written_; }

 private:
  const std::string dir_;
  std::uint64_t written_ = 0;
};

Outcome WriteBundles(const EventLog& log, std::uint64_t size,
                     TileWriter& writer) {
  std::string bundle;
  Outcome failed = Nothing{};
  const absl::Status read = log.ReadEntries(
      1, size, [&](const RawEntry& entry) -> absl::Status {
        AddToBundle(entry.bytes, bundle);
        const std::uint64_t index = (entry.sequence - 1) / kTileWidth;
        const std::uint64_t width = entry.sequence - index * kTileWidth;
        if (width < kTileWidth && entry.sequence < size) {
          return absl::OkStatus();
        }
        failed = writer.Write({true, 0, index,
                               static_cast<std::uint32_t>(width)},
                              bundle);
        bundle.clear();
        return failed.ok() ? absl::OkStatus() : absl::CancelledError();
      });
  if (!failed.ok()) return failed;
  if (!read.ok()) return StatusError(read);
  return Nothing{};
}

// What is published there already must be the beginning of what will be.
Outcome CheckDirectory(const std::string& dir, const EventLog& log,
                       const TreeHead& head) {
  const std::string file = dir + "/checkpoint";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return Nothing{};
  CLI_ASSIGN(const Checkpoint there, ReadCheckpoint(file));
  if (there.head.origin != head.origin) {
    return MakeError(kRefused, "already-exists",
                     Quoted(dir) + " holds the log " +
                         Quoted(there.head.origin),
                     "name another directory");
  }
  CLI_RETURN_IF_ERROR(CheckContains(log, there.head, file));
  if (there.head.size > head.size) {
    return MakeError(kRefused, "not-in-this-state",
                     Quoted(dir) + " holds " +
                         std::to_string(there.head.size) +
                         " entries already, more than the checkpoint's " +
                         std::to_string(head.size),
                     "name a newer checkpoint");
  }
  return Nothing{};
}

}  // namespace

Result<int> ExportTiles(Context& context) {
  const CommandLine& line = context.line;
  if (line.arguments.empty()) {
    return UsageError("`export --format tiles` needs a directory",
                      "usage: covenant export --format tiles DIR");
  }
  for (const char* flag : {"what", "as-of", "known-at", "family", "from",
                           "until", "party"}) {
    if (!line.Has(flag)) continue;
    return UsageError(std::string("--") + flag +
                      " is not for --format tiles, which holds the whole "
                      "ledger");
  }
  const std::string& dir = line.arguments.front();
  CLI_RETURN_IF_ERROR(CheckOutsideLedgers(dir + "/checkpoint"));
  CLI_ASSIGN(Session session, OpenForCheckpoint(context));
  const EventLog& log = session.log();
  CLI_ASSIGN(const Checkpoint checkpoint, ChosenCheckpoint(context, session));
  const TreeHead& head = checkpoint.head;
  CLI_RETURN_IF_ERROR(CheckDirectory(dir, log, head));
  TileWriter writer(dir);
  CLI_RETURN_IF_ERROR(WriteBundles(log, head.size, writer));
  const std::vector<Tile> tiles = TilesOf(head.size);
  for (const Tile& tile : tiles) {
    CLI_ASSIGN(const std::string bytes,
               log.TreeTile(tile.level, tile.index, tile.width));
    CLI_RETURN_IF_ERROR(writer.Write(tile, bytes));
  }
  std::error_code ignored;
  std::filesystem::create_directories(dir, ignored);
  CLI_RETURN_IF_ERROR(ReplaceDurably(dir + "/checkpoint", checkpoint.bytes));
  if (!line.Has("json")) {
    context.out = Printable(head.origin) + ": " + std::to_string(head.size) +
                  (head.size == 1 ? " entry" : " entries") + " and " +
                  std::to_string(tiles.size()) +
                  (tiles.size() == 1 ? " tile in " : " tiles in ") +
                  Printable(dir) + ", " + std::to_string(writer.written()) +
                  (writer.written() == 1 ? " file" : " files") +
                  " written beside the checkpoint\n";
    return kDone;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("covenant.export-tiles.v1");
  json.Key("origin").String(head.origin);
  json.Key("size").Number(head.size);
  json.Key("root").String(head.root.ToHex());
  json.Key("tiles").Number(std::uint64_t{tiles.size()});
  json.Key("written").Number(writer.written());
  json.EndObject();
  context.out = json.Take();
  return kDone;
}

}  // namespace covenant::cli
