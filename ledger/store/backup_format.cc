#include "ledger/store/backup_format.h"

#include <utility>

#include "ledger/proof/base64.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/keys.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

std::string FirstLine() {
  return "covenant backup " + std::to_string(kBackupVersion);
}

std::optional<uint64_t> Number(std::string_view text) {
  if (!AllDigits(text) || text.size() > 18) return std::nullopt;
  uint64_t number = 0;
  for (const char c : text) number = number * 10 + static_cast<uint64_t>(c - '0');
  return number;
}

// The word before the next space, taken off; the whole rest if there is none.
std::string_view TakeWord(std::string_view& text) {
  const size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

// What is wrong is found by encoding again, so each reader may be lax.
bool ReadLine(std::string_view line, BackupManifest& manifest) {
  const std::string_view what = TakeWord(line);
  if (what == "origin") {
    manifest.origin = line;
  } else if (what == "made") {
    const auto made = Timestamp::Parse(line);
    if (!made.ok()) return false;
    manifest.made = *made;
  } else if (what == "size" || what == "bundles") {
    const auto number = Number(line);
    if (!number) return false;
    (what == "size" ? manifest.size : manifest.bundle_bytes) = *number;
  } else if (what == "root") {
    const auto root = Hash::FromHex(line);
    if (!root) return false;
    manifest.root = *root;
  } else if (what == "metadata") {
    const std::string name(TakeWord(line));
    auto bytes = FromBase64(line);
    if (!bytes) return false;
    manifest.metadata[name] = *std::move(bytes);
  } else if (what == "values") {
    const auto first = Number(TakeWord(line));
    const auto last = Number(TakeWord(line));
    const auto bytes = Number(TakeWord(line));
    const auto hash = Hash::FromHex(line);
    if (!first || !last || !bytes || !hash || *first == 0 || *first > *last) {
      return false;
    }
    manifest.values.push_back({*first, *last, *bytes, *hash});
  } else if (what == "checkpoints") {
    const auto bytes = Number(TakeWord(line));
    const auto hash = Hash::FromHex(line);
    if (!bytes || !hash) return false;
    manifest.checkpoints = ValuesFile{0, 0, *bytes, *hash};
  } else if (what == "published") {
    const auto size = Number(TakeWord(line));
    const auto hash = Hash::FromHex(line);
    if (!size || !hash) return false;
    manifest.published.push_back({*size, *hash});
  } else if (what == "listed") {
    auto listed = ParseBackupLine(line);
    if (!listed.ok()) return false;
    manifest.backups.push_back(*std::move(listed));
  } else {
    return false;
  }
  return true;
}

constexpr char kSealedTag = 'S';
constexpr char kKeyTag = 'K';
constexpr char kCheckpointTag = 'C';
// Tag, size, key, length.
constexpr size_t kCheckpointBytes = 1 + 8 + 4 + 4;
// Tag, sequence, mac, state; then of a value that is there its key and length.
constexpr size_t kErasedBytes = 1 + 8 + Hash::kSize + 1;
constexpr size_t kSealedBytes = kErasedBytes + Hash::kSize + 4;

std::optional<ValuesRecord> TakeSealed(std::string_view& bytes,
                                       bool& malformed) {
  if (bytes.size() < kErasedBytes) return std::nullopt;
  SealedRecord record{GetU64(bytes, 1), HashAt(bytes, 9), std::nullopt};
  const char state = bytes[kErasedBytes - 1];
  if (state == '\0') {
    bytes.remove_prefix(kErasedBytes);
    return record;
  }
  if (state != '\1') malformed = true;
  if (malformed || bytes.size() < kSealedBytes) return std::nullopt;
  const size_t length = GetU32(bytes, kSealedBytes - 4);
  if (bytes.size() < kSealedBytes + length) {
    malformed = length > kMaxAppendBytes;
    return std::nullopt;
  }
  record.value = SealedValue{record.mac, HashAt(bytes, kErasedBytes),
                             std::string(bytes.substr(kSealedBytes, length))};
  bytes.remove_prefix(kSealedBytes + length);
  return record;
}

std::optional<ValuesRecord> TakeKey(std::string_view& bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const size_t length = static_cast<uint8_t>(bytes[1]);
  const size_t all = 2 + length + 2 * Hash::kSize + 16;
  if (bytes.size() < all) return std::nullopt;
  const std::string_view rest = bytes.substr(2 + length);
  KeyRecord record{std::string(bytes.substr(2, length)), HashAt(rest, 0),
                   HashAt(rest, Hash::kSize), GetU64(rest, 2 * Hash::kSize),
                   GetU64(rest, 2 * Hash::kSize + 8)};
  bytes.remove_prefix(all);
  return record;
}

std::optional<ValuesRecord> TakeCheckpoint(std::string_view& bytes) {
  if (bytes.size() < kCheckpointBytes) return std::nullopt;
  const size_t length = GetU32(bytes, kCheckpointBytes - 4);
  if (bytes.size() < kCheckpointBytes + length) return std::nullopt;
  KeptCheckpoint record{
      GetU64(bytes, 1), GetU32(bytes, 9),
      std::string(bytes.substr(kCheckpointBytes, length))};
  bytes.remove_prefix(kCheckpointBytes + length);
  return record;
}

}  // namespace

std::string ValuesFile::Name() const {
  const std::string digits = hash.ToHex().substr(0, 16);
  if (last == 0) return "values/checkpoints-" + digits;
  return Concat({"values/", std::to_string(first), "-", std::to_string(last),
                 "-", digits});
}

std::string EncodeManifest(const BackupManifest& manifest) {
  std::string text = FirstLine() + "\norigin " + manifest.origin + "\nmade " +
                     manifest.made.ToString() + "\nsize " +
                     std::to_string(manifest.size) + "\nroot " +
                     manifest.root.ToHex() + "\nbundles " +
                     std::to_string(manifest.bundle_bytes) + "\n";
  for (const auto& [name, bytes] : manifest.metadata) {
    text += "metadata " + name + " " + Base64(bytes) + "\n";
  }
  for (const ValuesFile& file : manifest.values) {
    text += "values " + std::to_string(file.first) + " " +
            std::to_string(file.last) + " " + std::to_string(file.bytes) + " " +
            file.hash.ToHex() + "\n";
  }
  if (manifest.checkpoints) {
    text += "checkpoints " + std::to_string(manifest.checkpoints->bytes) + " " +
            manifest.checkpoints->hash.ToHex() + "\n";
  }
  for (const PublishedCheckpoint& one : manifest.published) {
    text += "published " + std::to_string(one.size) + " " + one.hash.ToHex() +
            "\n";
  }
  for (const ListedBackup& backup : manifest.backups) {
    text += "listed " + BackupLine(backup) + "\n";
  }
  return text + "end " + Sha256(text).ToHex() + "\n";
}

std::optional<BackupManifest> DecodeManifest(std::string_view bytes) {
  BackupManifest manifest;
  std::string_view rest = bytes;
  for (bool first = true;; first = false) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.substr(0, 4) == "end ") break;
    if (first ? line != FirstLine() : !ReadLine(line, manifest)) {
      return std::nullopt;
    }
  }
  if (EncodeManifest(manifest) != bytes) return std::nullopt;
  return manifest;
}

bool IsOfTheCopy(std::string_view metadata_name) {
  return metadata_name == "format" || metadata_name == "tables" ||
         metadata_name == "purge" || metadata_name == "tree";
}

std::string EncodeRecord(const ValuesRecord& record) {
  std::string bytes;
  if (const auto* sealed = std::get_if<SealedRecord>(&record)) {
    bytes.push_back(kSealedTag);
    PutU64(sealed->sequence, bytes);
    bytes += sealed->mac.view();
    bytes.push_back(sealed->value ? '\1' : '\0');
    if (!sealed->value) return bytes;
    bytes += sealed->value->key.view();
    PutU32(static_cast<uint32_t>(sealed->value->value.size()), bytes);
    return bytes + sealed->value->value;
  }
  if (const auto* checkpoint = std::get_if<KeptCheckpoint>(&record)) {
    bytes.push_back(kCheckpointTag);
    PutU64(checkpoint->size, bytes);
    PutU32(checkpoint->key, bytes);
    PutU32(static_cast<uint32_t>(checkpoint->note.size()), bytes);
    return bytes + checkpoint->note;
  }
  const auto& key = std::get<KeyRecord>(record);
  bytes.push_back(kKeyTag);
  bytes.push_back(static_cast<char>(key.key.size()));
  bytes += key.key;
  bytes += key.random.view();
  bytes += key.content_mac.view();
  PutU64(key.first_sequence, bytes);
  PutU64(key.last_sequence, bytes);
  return bytes;
}

std::optional<ValuesRecord> TakeRecord(std::string_view& bytes,
                                       bool& malformed) {
  malformed = false;
  if (bytes.empty()) return std::nullopt;
  if (bytes[0] == kSealedTag) return TakeSealed(bytes, malformed);
  if (bytes[0] == kKeyTag) return TakeKey(bytes);
  if (bytes[0] == kCheckpointTag) return TakeCheckpoint(bytes);
  malformed = true;
  return std::nullopt;
}

}  // namespace covenant
