#include "ledger/proof/ed25519.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <cstdint>
#include <memory>

#include "ledger/value/check.h"

namespace covenant {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

Key PrivateKey(const Hash& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(),
                                       Hash::kSize));
  COVENANT_CHECK(key != nullptr);
  return key;
}

}  // namespace

Hash Ed25519PublicKey(const Hash& seed) {
  const Key key = PrivateKey(seed);
  Hash result;
  size_t size = Hash::kSize;
  COVENANT_CHECK(EVP_PKEY_get_raw_public_key(key.get(), result.data(), &size) ==
                 1);
  COVENANT_CHECK(size == Hash::kSize);
  return result;
}

std::string Ed25519Sign(const Hash& seed, std::string_view message) {
  const Key key = PrivateKey(seed);
  const Context context(EVP_MD_CTX_new());
  COVENANT_CHECK(context != nullptr);
  COVENANT_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                                    key.get()) == 1);
  std::string signature(kEd25519SignatureBytes, '\0');
  size_t size = signature.size();
  COVENANT_CHECK(EVP_DigestSign(context.get(),
                                reinterpret_cast<uint8_t*>(signature.data()),
                                &size, Bytes(message), message.size()) == 1);
  COVENANT_CHECK(size == signature.size());
  return signature;
}

bool Ed25519Verify(const Hash& public_key, std::string_view message,
                   std::string_view signature) {
  if (signature.size() != kEd25519SignatureBytes) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                            public_key.data(), Hash::kSize));
  COVENANT_CHECK(key != nullptr);  // it takes any 32 bytes
  const Context context(EVP_MD_CTX_new());
  COVENANT_CHECK(context != nullptr);
  COVENANT_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                                      key.get()) == 1);
  const bool valid =
      EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                       Bytes(message), message.size()) == 1;
  // A refused signature leaves a report in the thread's queue.
  if (!valid) ERR_clear_error();
  return valid;
}

}  // namespace covenant
