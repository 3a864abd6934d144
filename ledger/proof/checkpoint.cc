#include "ledger/proof/checkpoint.h"

#include <optional>
#include <utility>

#include "ledger/proof/base64.h"
#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::string_view kProofLine = "c2sp.org/tlog-proof@v1";

// Takes the text up to the next newline; nothing if there is none.
std::optional<std::string_view> TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// A decimal number without leading zeros, below 2^63.
std::optional<uint64_t> Number(std::string_view text) {
  if (!AllDigits(text) || text.size() > 19) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  uint64_t number = 0;
  for (const char c : text) {
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  if (number >> 63 != 0) return std::nullopt;
  return number;
}

std::optional<uint64_t> NumberAfter(std::string_view word,
                                    std::string_view line) {
  if (line.substr(0, word.size()) != word) return std::nullopt;
  return Number(line.substr(word.size()));
}

std::optional<Hash> HashOf(std::string_view text) {
  const auto bytes = FromBase64(text);
  return bytes ? Hash::FromBytes(*bytes) : std::nullopt;
}

// Hash lines up to an empty line, then a checkpoint.
absl::Status ParseRest(std::string_view bytes, std::vector<Hash>& path,
                       Checkpoint& checkpoint) {
  while (true) {
    const auto line = TakeLine(bytes);
    if (!line)
      return InvalidText({"an empty line before the checkpoint is missing"});
    if (line->empty()) break;
    const auto hash = HashOf(*line);
    if (!hash) {
      return InvalidText(
          {Quoted(*line), " is not a hash of 32 bytes in base 64"});
    }
    if (path.size() == 64)
      return InvalidText({"a proof has at most 64 hashes"});
    path.push_back(*hash);
  }
  auto parsed = ParseCheckpoint(bytes);
  if (!parsed.ok()) return parsed.status();
  checkpoint = *std::move(parsed);
  return absl::OkStatus();
}

std::string PathBytes(const std::vector<Hash>& path, std::string_view rest) {
  std::string bytes;
  for (const Hash& hash : path) bytes += Base64(hash.view()) + "\n";
  return Concat({bytes, "\n", rest});
}

}  // namespace

std::string TreeHeadText(const TreeHead& head) {
  return Concat({head.origin, "\n", std::to_string(head.size), "\n",
                 Base64(head.root.view()), "\n"});
}

absl::StatusOr<TreeHead> ParseTreeHead(std::string_view text) {
  TreeHead head;
  const auto origin = TakeLine(text);
  const auto size = TakeLine(text);
  const auto root = TakeLine(text);
  if (!root) {
    return InvalidText({"a checkpoint has three lines: origin, size and root"});
  }
  if (origin->empty()) return InvalidText({"the checkpoint's origin is empty"});
  head.origin = std::string(*origin);
  const auto number = Number(*size);
  if (!number) {
    return InvalidText({"the checkpoint's size ", Quoted(*size),
                        " is not a decimal number below 2^63"});
  }
  head.size = *number;
  const auto hash = HashOf(*root);
  if (!hash) {
    return InvalidText({"the checkpoint's root ", Quoted(*root),
                        " is not a hash of 32 bytes in base 64"});
  }
  head.root = *hash;
  if (head.size == 0 && head.root != EmptyRoot()) {
    return InvalidText({"the root of an empty tree is the hash of nothing"});
  }
  while (!text.empty()) {
    const auto extension = TakeLine(text);
    if (!extension || extension->empty()) {
      return InvalidText({"an extension line of the checkpoint is empty"});
    }
  }
  return head;
}

absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view bytes) {
  Checkpoint checkpoint;
  auto note = ParseNote(bytes);
  if (!note.ok()) return note.status();
  checkpoint.note = *std::move(note);
  auto head = ParseTreeHead(checkpoint.note.text);
  if (!head.ok()) return head.status();
  checkpoint.head = *std::move(head);
  checkpoint.bytes = std::string(bytes);
  return checkpoint;
}

std::string InclusionProofBytes(const InclusionProof& proof) {
  std::string bytes = Concat({kProofLine, "\n"});
  if (!proof.extra.empty()) bytes += "extra " + Base64(proof.extra) + "\n";
  bytes += "index " + std::to_string(proof.index) + "\n";
  return bytes + PathBytes(proof.path, proof.checkpoint.bytes);
}

absl::StatusOr<InclusionProof> ParseInclusionProof(std::string_view bytes) {
  InclusionProof proof;
  if (TakeLine(bytes) != kProofLine) {
    return InvalidText({"a proof begins with the line ", kProofLine});
  }
  auto line = TakeLine(bytes);
  if (line && line->substr(0, 6) == "extra ") {
    const auto extra = FromBase64(line->substr(6));
    if (!extra) return InvalidText({"the extra data is not base 64"});
    proof.extra = *extra;
    line = TakeLine(bytes);
  }
  const auto index = line ? NumberAfter("index ", *line) : std::nullopt;
  if (!index) return InvalidText({"the line `index NUMBER` is missing"});
  proof.index = *index;
  if (absl::Status status = ParseRest(bytes, proof.path, proof.checkpoint);
      !status.ok()) {
    return status;
  }
  return proof;
}

absl::StatusOr<std::vector<VerifiedSignature>> VerifyEntry(
    const InclusionProof& proof, std::string_view entry,
    const std::vector<VerifierKey>& keys) {
  auto signatures = VerifyNote(proof.checkpoint.note, keys);
  if (!signatures.ok()) return signatures.status();
  const TreeHead& head = proof.checkpoint.head;
  if (absl::Status status = VerifyInclusion(
          proof.index, head.size, LeafHash(entry), proof.path, head.root);
      !status.ok()) {
    return absl::DataLossError(Concat(
        {"the entry is not shown to be in the tree at index ",
         std::to_string(proof.index), ": ",
         std::string_view(status.message().data(), status.message().size())}));
  }
  return signatures;
}

std::string ConsistencyProofBytes(const ConsistencyProof& proof) {
  return Concat({"old ", std::to_string(proof.old_size), "\n",
                 PathBytes(proof.path, proof.checkpoint.bytes)});
}

absl::StatusOr<ConsistencyProof> ParseConsistencyProof(std::string_view bytes) {
  ConsistencyProof proof;
  const auto line = TakeLine(bytes);
  const auto size = line ? NumberAfter("old ", *line) : std::nullopt;
  if (!size) return InvalidText({"the first line must be `old SIZE`"});
  proof.old_size = *size;
  if (absl::Status status = ParseRest(bytes, proof.path, proof.checkpoint);
      !status.ok()) {
    return status;
  }
  return proof;
}

absl::Status VerifyContinues(const TreeHead& seen,
                             const ConsistencyProof& proof) {
  const TreeHead& head = proof.checkpoint.head;
  if (seen.origin != head.origin) {
    return absl::DataLossError(
        Concat({"it is of another log: ", Quoted(head.origin), ", not ",
                Quoted(seen.origin)}));
  }
  if (proof.old_size != seen.size) {
    return absl::DataLossError(
        Concat({"the proof starts at size ", std::to_string(proof.old_size),
                ", but the last one seen has ", std::to_string(seen.size)}));
  }
  if (seen.size == 0) return absl::OkStatus();
  return VerifyConsistency(seen.size, head.size, seen.root, head.root,
                           proof.path);
}

}  // namespace covenant
