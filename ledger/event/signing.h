// Signing: the keys of parties, who must sign an instrument, signatures and
// their withdrawal, as events have them. What counts is the business of replay/.
// Plain data, thread-compatible.
#ifndef LEDGER_EVENT_SIGNING_H_
#define LEDGER_EVENT_SIGNING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event/text.h"
#include "ledger/value/date.h"
#include "ledger/value/hash.h"

namespace covenant {

// How a party must sign: with a key of its own, or also as somebody recorded.
enum class SigningForm { kUnstated, kKey, kEither };

// Who must sign. Nested rules are met by their parts.
struct SigningRule {
  enum class Op { kParty, kAll, kAny, kAtLeast };
  Op op = Op::kParty;
  std::string party;           // of kParty
  std::uint32_t at_least = 0;  // of kAtLeast
  std::vector<SigningRule> of; // of the others
  SigningForm by = SigningForm::kUnstated;  // unstated: of the rule around it

  // Every one of the parties, as the plain list of signatories has it.
  static SigningRule All(const std::vector<std::string>& parties);
  // Whether some party must sign with a key.
  bool DemandsKeys() const;
  // In the order of the rule.
  std::vector<std::string> Parties() const;
  // "(acme and 2 of (beta, gamma, nova)) with keys".
  std::string ToString() const;
  friend bool operator==(const SigningRule&, const SigningRule&) = default;
};

// An Ed25519 public key and the name that its owner gave it.
struct PublicKey {
  std::string name;
  Hash bytes;
  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

// A key of a party.
struct PartyKey {
  std::string party;
  PublicKey key;
  Date since;
  std::string replaces;  // the name of an older key, or empty
  friend bool operator==(const PartyKey&, const PartyKey&) = default;
};

struct KeyRevocation {
  std::string party;
  std::string key;  // its name
  Date since;
  Text reason;
  friend bool operator==(const KeyRevocation&, const KeyRevocation&) = default;
};

struct Signature {
  std::string instrument;
  std::string party;
  Date date;
  std::optional<PublicKey> key;  // nothing: as somebody recorded
  std::string bytes;             // 64 of the key
  // Whether the bytes are the key's signature of the instrument as it is stored.
  // Found out by whoever has the stored bytes, never part of what is recorded:
  // a signature that nobody verified does not hold.
  bool holds = false;

  // By what is recorded.
  friend bool operator==(const Signature& a, const Signature& b) {
    return a.instrument == b.instrument && a.party == b.party &&
           a.date == b.date && a.key == b.key && a.bytes == b.bytes;
  }
};

struct SignatureWithdrawal {
  std::string instrument;
  std::string party;
  Date date;
  Text reason;
  friend bool operator==(const SignatureWithdrawal&,
                         const SignatureWithdrawal&) = default;
};

}  // namespace covenant

#endif  // LEDGER_EVENT_SIGNING_H_
