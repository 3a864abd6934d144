// SHA-256, HMAC-SHA-256 and random bytes, by OpenSSL 3; no cryptography of our
// own. Nothing to refuse: each is total for any input up to 2^61 bytes; a
// failure inside OpenSSL (no memory, no entropy) aborts, since no caller could
// go on without a hash.
// Thread safety: every function may be called from any thread.
#ifndef LEDGER_PROOF_SHA256_H_
#define LEDGER_PROOF_SHA256_H_

#include <string>
#include <string_view>

#include "ledger/value/hash.h"

namespace covenant {

// FIPS 180-4.
Hash Sha256(std::string_view bytes);

// FIPS 180-4 of bytes that come in pieces, in their order.
class Sha256Pieces {
 public:
  Sha256Pieces();
  ~Sha256Pieces();
  Sha256Pieces(const Sha256Pieces&) = delete;
  Sha256Pieces& operator=(const Sha256Pieces&) = delete;

  void Add(std::string_view piece);
  // Of all pieces; once.
  Hash Finish();

 private:
  void* context_;  // OpenSSL's
};

// RFC 6962, section 2.1: SHA-256(0x00 || entry).
Hash LeafHash(std::string_view entry);

// RFC 6962, section 2.1: SHA-256(0x01 || left || right).
Hash NodeHash(const Hash& left, const Hash& right);

// RFC 2104 with SHA-256.
Hash HmacSha256(std::string_view key, std::string_view bytes);

// 32 bytes of the operating system's random source, fit for a key.
Hash RandomKey();

// Equality in a time that does not depend on where they differ.
bool SameSecret(const Hash& a, const Hash& b);

}  // namespace covenant

#endif  // LEDGER_PROOF_SHA256_H_
