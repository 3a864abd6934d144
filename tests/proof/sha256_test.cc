#include "ledger/proof/sha256.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace covenant::sha256_test {
namespace {

TEST(Sha256Test, KnownAnswers) {
  EXPECT_EQ(Sha256("").ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc").ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256(std::string(1'000'000, 'a')).ToHex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// RFC 6962: the leaf of the empty entry, and a node as in the reference tree of
// leaves "" and 00.
TEST(Sha256Test, LeavesAndNodesOfRfc6962) {
  EXPECT_EQ(LeafHash("").ToHex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(LeafHash(std::string_view("\0", 1)).ToHex(),
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
  EXPECT_EQ(NodeHash(LeafHash(""), LeafHash(std::string_view("\0", 1))).ToHex(),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

// RFC 4231, cases 1, 2, 3 and 6.
TEST(Sha256Test, HmacOfRfc4231) {
  EXPECT_EQ(HmacSha256(std::string(20, '\x0b'), "Hi There").ToHex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HmacSha256("Jefe", "what do ya want for nothing?").ToHex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      HmacSha256(std::string(20, '\xaa'), std::string(50, '\xdd')).ToHex(),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(HmacSha256(std::string(131, '\xaa'),
                       "Test Using Larger Than Block-Size Key - Hash Key First")
                .ToHex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(HmacSha256("", "").ToHex(),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Sha256Test, RandomKeysDiffer) {
  std::set<Hash> keys;
  for (int i = 0; i < 100; ++i) keys.insert(RandomKey());
  EXPECT_EQ(keys.size(), 100u);
}

TEST(Sha256Test, SameSecretComparesAllBytes) {
  const Hash a = Sha256("a");
  for (size_t i = 0; i < Hash::kSize; ++i) {
    Hash b = a;
    b.data()[i] ^= 1;
    EXPECT_FALSE(SameSecret(a, b));
  }
  EXPECT_TRUE(SameSecret(a, Sha256("a")));
}

TEST(Sha256Test, AnyThreadMayHash) {
  const std::string text(10'000, 'x');
  const Hash expected = Sha256(text);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) EXPECT_EQ(Sha256(text), expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(HashTest, HexAndBytesRoundTrip) {
  const Hash hash = Sha256("abc");
  EXPECT_EQ(Hash::FromHex(hash.ToHex()), hash);
  EXPECT_EQ(Hash::FromBytes(hash.view()), hash);
  std::string upper = hash.ToHex();
  for (char& c : upper) c = static_cast<char>(toupper(c));
  EXPECT_EQ(Hash::FromHex(upper), hash);
  EXPECT_EQ(Hash::FromHex(hash.ToHex().substr(1)), std::nullopt);
  EXPECT_EQ(Hash::FromHex(std::string(64, 'g')), std::nullopt);
  EXPECT_EQ(Hash::FromBytes("short"), std::nullopt);
  EXPECT_TRUE(Hash().IsZero());
  EXPECT_FALSE(hash.IsZero());
  EXPECT_LT(Hash(), hash);
}

}  // namespace
}  // namespace covenant::sha256_test
