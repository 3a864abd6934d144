#include "ledger/proof/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>

#include "ledger/value/check.h"

namespace covenant {
namespace {

struct FreeDigestContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

Hash Digest(std::initializer_list<std::string_view> pieces) {
  // One context a thread: making one, and looking the algorithm up by name,
  // costs more than hashing an entry.
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigestContext> context(
      EVP_MD_CTX_new());
  COVENANT_CHECK(kSha256 != nullptr && context != nullptr);
  COVENANT_CHECK(EVP_DigestInit_ex2(context.get(), kSha256, nullptr) == 1);
  for (const std::string_view piece : pieces) {
    COVENANT_CHECK(
        EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1);
  }
  Hash hash;
  unsigned int size = 0;
  COVENANT_CHECK(EVP_DigestFinal_ex(context.get(), hash.data(), &size) == 1);
  COVENANT_CHECK(size == Hash::kSize);
  return hash;
}

}  // namespace

Hash Sha256(std::string_view bytes) { return Digest({bytes}); }

Sha256Pieces::Sha256Pieces() : context_(EVP_MD_CTX_new()) {
  COVENANT_CHECK(context_ != nullptr);
  COVENANT_CHECK(EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_),
                                    EVP_sha256(), nullptr) == 1);
}

Sha256Pieces::~Sha256Pieces() {
  EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_));
}

void Sha256Pieces::Add(std::string_view piece) {
  COVENANT_CHECK(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_),
                                  piece.data(), piece.size()) == 1);
}

Hash Sha256Pieces::Finish() {
  Hash hash;
  unsigned int size = 0;
  COVENANT_CHECK(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_),
                                    hash.data(), &size) == 1);
  COVENANT_CHECK(size == Hash::kSize);
  return hash;
}

Hash LeafHash(std::string_view entry) {
  return Digest({std::string_view("\0", 1), entry});
}

Hash NodeHash(const Hash& left, const Hash& right) {
  return Digest({std::string_view("\1", 1), left.view(), right.view()});
}

Hash HmacSha256(std::string_view key, std::string_view bytes) {
  COVENANT_CHECK(key.size() <=
                 static_cast<size_t>(std::numeric_limits<int>::max()));
  Hash tag;
  unsigned int size = 0;
  COVENANT_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                      reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), tag.data(), &size) != nullptr);
  COVENANT_CHECK(size == Hash::kSize);
  return tag;
}

Hash RandomKey() {
  Hash key;
  COVENANT_CHECK(RAND_priv_bytes(key.data(), static_cast<int>(Hash::kSize)) ==
                 1);
  return key;
}

bool SameSecret(const Hash& a, const Hash& b) {
  return CRYPTO_memcmp(a.data(), b.data(), Hash::kSize) == 0;
}

}  // namespace covenant
