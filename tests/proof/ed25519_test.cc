// Ed25519 against RFC 8032 section 7.1 and Wycheproof.
#include "ledger/proof/ed25519.h"

#include <gtest/gtest.h>

#include "ledger/proof/sha256.h"
#include "tests/proof/json_vectors.h"

namespace covenant::ed25519_test {
namespace {

TEST(Ed25519Test, Rfc8032) {
  int count = 0;
  const Json vectors =
      ReadVectors(VectorPath("rfc8032/ed25519_section_7_1.json"));
  for (const Json& one : vectors["tests"].items) {
    const Hash seed = *Hash::FromHex(one["seed"].text);
    const Hash key = Ed25519PublicKey(seed);
    EXPECT_EQ(key.ToHex(), one["public"].text);
    const std::string message = Unhex(one["msg"].text);
    const std::string signature = Unhex(one["sig"].text);
    EXPECT_EQ(Ed25519Sign(seed, message), signature);
    EXPECT_TRUE(Ed25519Verify(key, message, signature));
    EXPECT_FALSE(Ed25519Verify(key, message + "x", signature));
    ++count;
  }
  EXPECT_EQ(count, 5);
}

TEST(Ed25519Test, Wycheproof) {
  int valid = 0;
  int invalid = 0;
  const Json vectors = ReadVectors(VectorPath("wycheproof/ed25519_test.json"));
  for (const Json& group : vectors["testGroups"].items) {
    const Hash key = *Hash::FromHex(group["publicKey"]["pk"].text);
    for (const Json& one : group["tests"].items) {
      const bool wanted = one["result"].text == "valid";
      EXPECT_EQ(
          Ed25519Verify(key, Unhex(one["msg"].text), Unhex(one["sig"].text)),
          wanted)
          << one["tcId"].text << " " << one["comment"].text;
      ++(wanted ? valid : invalid);
    }
  }
  EXPECT_EQ(valid, 88);
  EXPECT_EQ(invalid, 63);
}

// The tag is cut to what the case asks for; ours is never cut.
TEST(HmacTest, Wycheproof) {
  int valid = 0;
  int invalid = 0;
  const Json vectors =
      ReadVectors(VectorPath("wycheproof/hmac_sha256_test.json"));
  for (const Json& group : vectors["testGroups"].items) {
    const size_t bytes = group["tagSize"].Number() / 8;
    for (const Json& one : group["tests"].items) {
      const bool wanted = one["result"].text == "valid";
      const Hash tag =
          HmacSha256(Unhex(one["key"].text), Unhex(one["msg"].text));
      EXPECT_EQ(tag.view().substr(0, bytes) == Unhex(one["tag"].text), wanted)
          << one["tcId"].text << " " << one["comment"].text;
      ++(wanted ? valid : invalid);
    }
  }
  EXPECT_EQ(valid, 66);
  EXPECT_EQ(invalid, 108);
}

}  // namespace
}  // namespace covenant::ed25519_test
