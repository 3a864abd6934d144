// Ed25519 (RFC 8032) by OpenSSL 3: pure Ed25519, no context. Verification
// refuses a signature whose S is not below the group's order; it is the
// cofactorless one of RFC 8032 section 5.1.7. Failures inside OpenSSL (no
// memory) abort. Safe from any thread.
#ifndef LEDGER_PROOF_ED25519_H_
#define LEDGER_PROOF_ED25519_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "ledger/value/hash.h"

namespace covenant {

inline constexpr size_t kEd25519SignatureBytes = 64;

// The public key of a private one (the 32-byte seed).
Hash Ed25519PublicKey(const Hash& seed);

// 64 bytes; the same for the same message.
std::string Ed25519Sign(const Hash& seed, std::string_view message);

bool Ed25519Verify(const Hash& public_key, std::string_view message,
                   std::string_view signature);

// Why no signature can be trusted by the key, as a sentence: it is a point of low
// order, or not written in its canonical form (RFC 8032, section 5.1.3). Empty:
// neither. That 32 bytes are a point of the curve at all is not checked: what is
// none verifies nothing.
std::string_view WeaknessOfEd25519Key(const Hash& public_key);

}  // namespace covenant

#endif  // LEDGER_PROOF_ED25519_H_
