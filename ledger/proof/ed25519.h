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

}  // namespace covenant

#endif  // LEDGER_PROOF_ED25519_H_
