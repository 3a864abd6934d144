#include "ledger/proof/note.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "ledger/proof/base64.h"
#include "ledger/proof/ed25519.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"
#include "ledger/value/utf8.h"

namespace covenant {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::string_view kPrivate = "PRIVATE+KEY+";

// Unicode's White_Space, as UTF-8.
constexpr std::string_view kSpaces[] = {
    " ",      "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
    "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
    "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

uint32_t KeyId(std::string_view name, KeyType type, const Hash& public_key) {
  const char type_byte = static_cast<char>(type);
  const Hash hash = Sha256(
      Concat({name, "\n", std::string_view(&type_byte, 1), public_key.view()}));
  uint32_t id = 0;
  for (int i = 0; i < 4; ++i) id = (id << 8) | hash.data()[i];
  return id;
}

std::string Hex(uint32_t id) {
  static constexpr char kHexDigits[] = "0123456789abcdef";
  std::string hex(8, '0');
  for (size_t i = 8; i-- > 0; id >>= 4) hex[i] = kHexDigits[id & 15];
  return hex;
}

std::string BigEndian(uint64_t number, size_t bytes) {
  std::string text(bytes, '\0');
  for (size_t i = bytes; i-- > 0; number >>= 8) {
    text[i] = static_cast<char>(number & 255);
  }
  return text;
}

uint64_t FromBigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (const char c : bytes) number = (number << 8) | static_cast<uint8_t>(c);
  return number;
}

// What stands behind a key's name: +HASH+BASE64.
struct KeyText {
  std::string name;
  std::string id;
  KeyType type = KeyType::kEd25519;
  Hash key;
};

absl::StatusOr<KeyText> ParseKeyText(std::string_view text) {
  const size_t first = text.find('+');
  const size_t second =
      first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) {
    return InvalidText({"a key has the form NAME+HASH+BASE64"});
  }
  KeyText key;
  key.name = std::string(text.substr(0, first));
  key.id = std::string(text.substr(first + 1, second - first - 1));
  if (!IsKeyName(key.name)) {
    return InvalidText({Quoted(key.name), " is not a name of a key"});
  }
  const auto bytes = FromBase64(text.substr(second + 1));
  if (!bytes) return InvalidText({"the key is not written in base 64"});
  if (bytes->empty()) return InvalidText({"the key is empty"});
  const auto type = static_cast<uint8_t>((*bytes)[0]);
  if (type != static_cast<uint8_t>(KeyType::kEd25519) &&
      type != static_cast<uint8_t>(KeyType::kCosignature)) {
    return InvalidText({"the key has the unknown type ", std::to_string(type),
                        "; Ed25519 (1) and cosignature/v1 (4) are known"});
  }
  key.type = static_cast<KeyType>(type);
  const auto hash = Hash::FromBytes(std::string_view(*bytes).substr(1));
  if (!hash) {
    return InvalidText({"an Ed25519 key has 32 bytes, this one ",
                        std::to_string(bytes->size() - 1)});
  }
  key.key = *hash;
  return key;
}

absl::Status WrongId(const KeyText& key, const VerifierKey& verifier) {
  if (key.id == Hex(verifier.id())) return absl::OkStatus();
  return InvalidText({"the key's hash should be ", Hex(verifier.id()), ", not ",
                      Quoted(key.id)});
}

// What is signed: the text itself, or the message of a cosignature.
std::string Message(KeyType type, std::string_view text, uint64_t seconds) {
  if (type == KeyType::kEd25519) return std::string(text);
  return Concat({"cosignature/v1\ntime ", std::to_string(seconds), "\n", text});
}

absl::StatusOr<NoteSignature> ParseLine(std::string_view line) {
  NoteSignature signature;
  signature.line = std::string(line);
  if (line.substr(0, kDash.size()) != kDash) {
    return InvalidText({"a signature line begins with an em dash and a space"});
  }
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) {
    return InvalidText({"a signature line has a name and a signature"});
  }
  signature.name = std::string(line.substr(0, space));
  const auto bytes = FromBase64(line.substr(space + 1));
  if (!IsKeyName(signature.name) || !bytes || bytes->size() < 5) {
    return InvalidText({"a signature line is malformed"});
  }
  signature.id = static_cast<uint32_t>(
      FromBigEndian(std::string_view(*bytes).substr(0, 4)));
  signature.bytes = bytes->substr(4);
  return signature;
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty() || !IsValidUtf8(name)) return false;
  for (const char c : name) {
    if (static_cast<uint8_t>(c) < 0x20 || c == '+' || c == 0x7f) return false;
  }
  return std::none_of(std::begin(kSpaces), std::end(kSpaces),
                      [&](std::string_view space) {
                        return name.find(space) != std::string_view::npos;
                      });
}

VerifierKey::VerifierKey(std::string name, KeyType type, const Hash& public_key)
    : name_(std::move(name)),
      type_(type),
      public_key_(public_key),
      id_(KeyId(name_, type, public_key)) {
  COVENANT_CHECK(IsKeyName(name_));
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(std::string_view text) {
  auto key = ParseKeyText(text);
  if (!key.ok()) return key.status();
  VerifierKey verifier(key->name, key->type, key->key);
  if (absl::Status status = WrongId(*key, verifier); !status.ok())
    return status;
  return verifier;
}

std::string VerifierKey::Label() const {
  return Concat({name_, "+", Hex(id_)});
}

std::string VerifierKey::ToString() const {
  const char type = static_cast<char>(type_);
  return Concat(
      {Label(), "+",
       Base64(Concat({std::string_view(&type, 1), public_key_.view()}))});
}

SignerKey::SignerKey(std::string name, KeyType type, const Hash& seed)
    : verifier_(std::move(name), type, Ed25519PublicKey(seed)), seed_(seed) {}

absl::StatusOr<SignerKey> SignerKey::Parse(std::string_view text) {
  if (text.substr(0, kPrivate.size()) != kPrivate) {
    return InvalidText({"a signing key begins with PRIVATE+KEY+"});
  }
  auto key = ParseKeyText(text.substr(kPrivate.size()));
  if (!key.ok()) return key.status();
  SignerKey signer(key->name, key->type, key->key);
  if (absl::Status status = WrongId(*key, signer.verifier()); !status.ok())
    return status;
  return signer;
}

std::string SignerKey::ToString() const {
  const char type = static_cast<char>(verifier_.type());
  return Concat({kPrivate, verifier_.Label(), "+",
                 Base64(Concat({std::string_view(&type, 1), seed_.view()}))});
}

std::string SignerKey::Sign(std::string_view message) const {
  return Ed25519Sign(seed_, message);
}

std::string SignerKey::SignatureLine(std::string_view text,
                                     uint64_t seconds) const {
  std::string bytes = BigEndian(verifier_.id(), 4);
  if (verifier_.type() == KeyType::kCosignature) {
    bytes += BigEndian(seconds, 8);
  }
  bytes += Ed25519Sign(seed_, Message(verifier_.type(), text, seconds));
  return Concat({kDash, verifier_.name(), " ", Base64(bytes)});
}

std::string NoteSignature::Label() const {
  return Concat({name, "+", Hex(id)});
}

absl::StatusOr<Note> ParseNote(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return InvalidText({"a note has at most 1,000,000 bytes"});
  }
  if (!IsValidUtf8(bytes)) return InvalidText({"a note is UTF-8 text"});
  for (const char c : bytes) {
    if (static_cast<uint8_t>(c) < 0x20 && c != '\n') {
      return InvalidText({"a note holds no control characters"});
    }
  }
  const size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) {
    return InvalidText({"a note has an empty line before its signatures"});
  }
  Note note;
  note.text = std::string(bytes.substr(0, split + 1));
  std::string_view lines = bytes.substr(split + 2);
  if (lines.empty() || lines.back() != '\n') {
    return InvalidText({"a note ends in a signature line"});
  }
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    auto signature = ParseLine(lines.substr(0, end));
    if (!signature.ok()) return signature.status();
    if (note.signatures.size() == kMaxNoteSignatures) {
      return InvalidText({"a note has at most 100 signatures"});
    }
    note.signatures.push_back(*std::move(signature));
    lines.remove_prefix(end + 1);
  }
  return note;
}

std::string NoteBytes(std::string_view text,
                      const std::vector<std::string>& lines) {
  COVENANT_CHECK(!text.empty() && text.back() == '\n');
  std::string bytes = Concat({text, "\n"});
  for (const std::string& line : lines) bytes += line + "\n";
  return bytes;
}

absl::StatusOr<std::vector<VerifiedSignature>> VerifyNote(
    const Note& note, const std::vector<VerifierKey>& keys) {
  std::vector<VerifiedSignature> verified;
  std::set<std::pair<std::string, uint32_t>> seen;
  for (const NoteSignature& signature : note.signatures) {
    const VerifierKey* key = nullptr;
    for (const VerifierKey& one : keys) {
      if (one.name() != signature.name || one.id() != signature.id) continue;
      if (key != nullptr) {
        return InvalidText({"the key ", one.Label(), " is given twice"});
      }
      key = &one;
    }
    // Of several signatures by one key the first counts.
    if (key == nullptr || !seen.insert({key->name(), key->id()}).second) {
      continue;
    }
    std::string_view bytes = signature.bytes;
    uint64_t seconds = 0;
    if (key->type() == KeyType::kCosignature && bytes.size() >= 8) {
      seconds = FromBigEndian(bytes.substr(0, 8));
      bytes.remove_prefix(8);
    }
    if (seconds >> 63 != 0 ||
        !Ed25519Verify(key->public_key(),
                       Message(key->type(), note.text, seconds), bytes)) {
      return absl::DataLossError(Concat(
          {"the signature of the key ", key->Label(), " does not verify"}));
    }
    verified.push_back({*key, seconds});
  }
  if (!verified.empty()) return verified;
  std::string signers;
  for (const NoteSignature& signature : note.signatures) {
    signers += (signers.empty() ? "" : ", ") + signature.Label();
  }
  return absl::DataLossError(
      Concat({"none of the given keys signed it; it is signed by ", signers}));
}

}  // namespace covenant
