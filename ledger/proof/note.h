// Signed notes (c2sp.org/signed-note): text that one or more keys have signed;
// their verifier keys and signer keys in the format of golang.org/x/mod's note,
// with the signature types 0x01 (Ed25519) and 0x04 (cosignature/v1 of
// c2sp.org/tlog-cosignature).
//
// Refuses, with InvalidArgument: notes and keys that are not exactly of the
// form. A signature that does not verify, or none that does: DataLoss.
// Thread safety: plain values and pure functions.
#ifndef LEDGER_PROOF_NOTE_H_
#define LEDGER_PROOF_NOTE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/value/hash.h"

namespace covenant {

inline constexpr size_t kMaxNoteBytes = 1'000'000;
inline constexpr size_t kMaxNoteSignatures = 100;

enum class KeyType : std::uint8_t { kEd25519 = 0x01, kCosignature = 0x04 };

// A key name: not empty, UTF-8, without Unicode spaces, control characters and
// `+`.
bool IsKeyName(std::string_view name);

// NAME+HASH+BASE64(type, public key).
class VerifierKey {
 public:
  static absl::StatusOr<VerifierKey> Parse(std::string_view text);
  VerifierKey(std::string name, KeyType type, const Hash& public_key);

  const std::string& name() const { return name_; }
  KeyType type() const { return type_; }
  std::uint32_t id() const { return id_; }
  const Hash& public_key() const { return public_key_; }
  // "NAME+HASH", for messages.
  std::string Label() const;
  std::string ToString() const;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  std::string name_;
  KeyType type_;
  Hash public_key_;
  std::uint32_t id_;
};

// PRIVATE+KEY+NAME+HASH+BASE64(type, seed).
class SignerKey {
 public:
  static absl::StatusOr<SignerKey> Parse(std::string_view text);
  // Precondition: IsKeyName(name).
  SignerKey(std::string name, KeyType type, const Hash& seed);

  const VerifierKey& verifier() const { return verifier_; }
  std::string ToString() const;

  // The bare signature of a message that is no note, 64 bytes.
  std::string Sign(std::string_view message) const;
  // A signature line for the text. `seconds` is the time of a cosignature,
  // since 1970; an Ed25519 signature has none.
  std::string SignatureLine(std::string_view text, std::uint64_t seconds) const;

 private:
  VerifierKey verifier_;
  Hash seed_;
};

struct NoteSignature {
  std::string name;
  std::uint32_t id = 0;
  std::string bytes;  // without the key id
  std::string line;   // as it stands in the note

  std::string Label() const;
};

struct Note {
  std::string text;  // with its last newline
  std::vector<NoteSignature> signatures;
};

absl::StatusOr<Note> ParseNote(std::string_view bytes);
// Text, an empty line, the signature lines. Precondition: the text ends in a
// newline.
std::string NoteBytes(std::string_view text,
                      const std::vector<std::string>& lines);

struct VerifiedSignature {
  VerifierKey key;
  std::uint64_t seconds = 0;  // of a cosignature
};
// The signatures of `keys` on the note; others are ignored. DataLoss if one of
// them does not verify or there is none; InvalidArgument if two keys have one
// name and id and the note names them.
absl::StatusOr<std::vector<VerifiedSignature>> VerifyNote(
    const Note& note, const std::vector<VerifierKey>& keys);

}  // namespace covenant

#endif  // LEDGER_PROOF_NOTE_H_
