#include "tests/store/store_testing.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"
#include "ledger/proof/tile.h"
#include "ledger/store/keys.h"
#include "ledger/store/log_tree.h"

namespace covenant {
namespace {

void PutString(std::string_view text, std::string& out) {
  PutU32(static_cast<uint32_t>(text.size()), out);
  out += text;
}

// Reads fields off the front; `ok` turns false at the first that is not there.
struct Cursor {
  std::string_view bytes;
  bool ok = true;

  std::string_view Take(size_t count) {
    if (bytes.size() < count) {
      ok = false;
      bytes = {};
      return {};
    }
    const std::string_view taken = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return taken;
  }
  uint32_t TakeU32() {
    const std::string_view taken = Take(4);
    return taken.empty() ? 0 : GetU32(taken, 0);
  }
  uint64_t TakeU64() {
    const std::string_view taken = Take(8);
    return taken.empty() ? 0 : GetU64(taken, 0);
  }
  std::string TakeString() { return std::string(Take(TakeU32())); }
};

absl::Status Wrong(std::string_view what, uint64_t sequence) {
  return absl::InternalError(std::string(what) + " at sequence " +
                             std::to_string(sequence));
}

}  // namespace

std::string TestFormat::Encode(const EntryHeader& header,
                               std::string_view payload) const {
  std::string out;
  PutString(header.origin, out);
  PutU64(header.sequence, out);
  PutU64(header.batch_first, out);
  PutU64(header.batch_last, out);
  PutU64(static_cast<uint64_t>(header.recorded_at.micros()), out);
  out.push_back(header.asserted ? '\1' : '\0');
  PutString(header.stream, out);
  PutU64(header.version, out);
  out += header.previous.view();
  PutString(header.type, out);
  PutU32(header.schema_version, out);
  PutU32(header.part, out);
  PutU32(header.parts, out);
  PutString(header.event_id, out);
  PutString(payload, out);
  return out;
}

absl::StatusOr<Entry> TestFormat::Decode(std::string_view bytes) const {
  Cursor cursor{bytes};
  Entry entry;
  EntryHeader& header = entry.header;
  header.origin = cursor.TakeString();
  header.sequence = cursor.TakeU64();
  header.batch_first = cursor.TakeU64();
  header.batch_last = cursor.TakeU64();
  header.recorded_at =
      Timestamp::FromMicros(static_cast<int64_t>(cursor.TakeU64()));
  header.asserted = cursor.Take(1) == std::string_view("\1", 1);
  header.stream = cursor.TakeString();
  header.version = cursor.TakeU64();
  header.previous = Hash::FromBytes(cursor.Take(Hash::kSize)).value_or(Hash());
  header.type = cursor.TakeString();
  header.schema_version = cursor.TakeU32();
  header.part = cursor.TakeU32();
  header.parts = cursor.TakeU32();
  header.event_id = cursor.TakeString();
  entry.payload = cursor.TakeString();
  if (!cursor.ok || !cursor.bytes.empty()) {
    return absl::DataLossError("not the bytes of an entry");
  }
  return entry;
}

std::shared_ptr<const EntryFormat> TestEntryFormat() {
  static const auto format = std::make_shared<TestFormat>();
  return format;
}

TempDir::TempDir() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "covenant-store-XXXXXX")
          .string();
  path_ = mkdtemp(pattern.data());
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::operator/(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

Timestamp At(std::string_view text) {
  auto parsed = Timestamp::Parse(text);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.value_or(Timestamp());
}

NewEvent MakeEvent(std::string stream, std::string event_id,
                   std::string payload) {
  NewEvent event;
  event.stream = std::move(stream);
  event.event_id = std::move(event_id);
  event.type = "reported";
  event.schema_version = 1;
  event.payload = std::move(payload);
  return event;
}

AppendRequest MakeRequest(std::vector<NewEvent> events) {
  AppendRequest request;
  request.events = std::move(events);
  return request;
}

AppendRequest OneEvent(std::string stream, std::string event_id,
                       std::string payload) {
  return MakeRequest(
      {MakeEvent(std::move(stream), std::move(event_id), std::move(payload))});
}

SealedValue Seal(std::string value) {
  SealedValue sealed;
  sealed.key = RandomKey();
  sealed.mac = HmacSha256(sealed.key.view(), value);
  sealed.value = std::move(value);
  return sealed;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(out.good()) << path;
}

void CopyDirectory(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

std::vector<std::string> FilesIn(const std::string& dir,
                                 std::string_view ending) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (entry.path().string().ends_with(ending))
      paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// That every tile of the log's tree, full ones and those at its edge, is what
// follows from the leaves, and the root with them.
absl::Status CheckTree(const EventLog& log, const std::vector<Hash>& leaves) {
  std::vector<Hash> hashes = leaves;
  for (uint32_t level = 0; !hashes.empty(); ++level) {
    std::vector<Hash> above;
    for (size_t first = 0; first < hashes.size(); first += kTileWidth) {
      const auto width = static_cast<uint32_t>(
          std::min<size_t>(kTileWidth, hashes.size() - first));
      std::string expected;
      for (size_t i = first; i < first + width; ++i)
        expected += hashes[i].view();
      auto tile = log.TreeTile(level, first / kTileWidth, width);
      if (!tile.ok()) return tile.status();
      if (*tile != expected) {
        return Wrong("tile " + std::to_string(first / kTileWidth) +
                         " of level " + std::to_string(level) + " differs",
                     leaves.size());
      }
      if (width == kTileWidth) above.push_back(TileNode(expected, 0, 8));
    }
    hashes = std::move(above);
  }
  auto root = RootOf(log, leaves.size());
  if (!root.ok()) return root.status();
  if (*root != MerkleRoot(leaves)) return Wrong("the root differs", leaves.size());
  return absl::OkStatus();
}

absl::Status CheckWholeLog(const EventLog& log) {
  auto head = log.Head();
  if (!head.ok()) return head.status();
  uint64_t sequence = 0;
  Timestamp time;
  Hash last_hash;
  std::map<std::string, std::vector<StoredEvent>> by_stream;
  absl::Status read = log.ReadLog(1, kLatest, [&](StoredEvent event) {
    if (event.header.sequence != sequence + 1)
      return Wrong("gap", sequence + 1);
    if (event.header.batch_first > event.header.sequence ||
        event.header.batch_last < event.last_sequence ||
        event.header.batch_last > head->sequence) {
      return Wrong("batch is not whole", event.header.sequence);
    }
    if (sequence > 0 && event.header.recorded_at < time)
      return Wrong("time decreases", sequence);
    time = event.header.recorded_at;
    sequence = event.last_sequence;
    last_hash = event.hash;
    by_stream[event.header.stream].push_back(std::move(event));
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  if (sequence != head->sequence)
    return Wrong("the log does not reach its head", sequence);
  if (last_hash != head->hash)
    return Wrong("the head has another hash", sequence);
  uint64_t entries = 0;
  std::vector<Hash> leaves;
  read = log.ReadEntries(1, kLatest, [&](const RawEntry& entry) {
    if (entry.sequence != ++entries)
      return Wrong("gap in entries", entry.sequence);
    if (LeafHash(entry.bytes) != entry.hash)
      return Wrong("leaf hash", entry.sequence);
    leaves.push_back(entry.hash);
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  if (entries != head->sequence) return Wrong("entries are missing", entries);
  if (absl::Status status = CheckTree(log, leaves); !status.ok()) return status;
  auto checkpoints = log.Checkpoints();
  if (!checkpoints.ok()) return checkpoints.status();
  for (const KeptCheckpoint& one : *checkpoints) {
    // A reader's anchor may lie before it.
    if (one.size > head->sequence && !log.writable()) continue;
    auto root = RootOf(log, one.size);
    if (!root.ok()) return root.status();
    if (root->ToHex() != one.note)
      return Wrong("a checkpoint of another tree", one.size);
  }
  auto streams = log.Streams();
  if (!streams.ok()) return streams.status();
  if (streams->size() != by_stream.size()) return Wrong("number of streams", 0);
  for (const std::string& stream : *streams) {
    auto events = log.StreamEvents(stream);
    if (!events.ok()) return events.status();
    if (*events != by_stream[stream])
      return Wrong("stream " + stream + " differs", 0);
    auto stream_head = log.StreamHead(stream);
    if (!stream_head.ok()) return stream_head.status();
    if (stream_head->version != events->back().last_version ||
        stream_head->hash != events->back().hash) {
      return Wrong("head of stream " + stream, stream_head->sequence);
    }
  }
  auto stream = by_stream.begin();
  size_t next = 0;
  read = log.ReadStreams("", "", kLatest, [&](const StoredEvent& event) {
    if (stream != by_stream.end() && next == stream->second.size()) {
      ++stream;
      next = 0;
    }
    if (stream == by_stream.end() || event != stream->second[next++])
      return Wrong("reading of all streams", event.header.sequence);
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  if (!by_stream.empty() &&
      (stream == by_stream.end() || std::next(stream) != by_stream.end() ||
       next != stream->second.size())) {
    return Wrong("the reading of all streams ends early", 0);
  }
  return absl::OkStatus();
}

}  // namespace covenant
