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

// RFC 8032, section 5.1.3: 255 bits of y, least significant byte first, then the
// sign of x.
std::string_view WeaknessOfEd25519Key(const Hash& public_key) {
  // y of the eight points whose order divides the cofactor, with what else
  // decodes to them; from "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko
  // 2020), table 6.
  static constexpr std::string_view kLowOrder[] = {
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
  Hash y = public_key;
  y.data()[Hash::kSize - 1] &= 0x7f;
  const std::string hex = y.ToHex();
  for (const std::string_view low : kLowOrder) {
    if (hex == low) {
      return "the key is a point of low order: one signature would fit every "
             "message";
    }
  }
  // At least 2^255 - 19: all bits of the upper bytes are set.
  bool beyond = y.data()[0] >= 0xed && y.data()[Hash::kSize - 1] == 0x7f;
  for (size_t i = 1; i + 1 < Hash::kSize; ++i) {
    beyond = beyond && y.data()[i] == 0xff;
  }
  if (beyond) return "the key is not written in its canonical form";
  return "";
}

}  // namespace covenant
