// Public keys by which no signature can be trusted.
#include <gtest/gtest.h>

#include <string>

#include "ledger/proof/ed25519.h"
#include "ledger/proof/sha256.h"

namespace covenant::ed25519_keys_test {
namespace {

std::string Weakness(const std::string& hex) {
  const std::string text(WeaknessOfEd25519Key(*Hash::FromHex(hex)));
  return text.substr(0, text.find(':'));
}

constexpr char kLow[] = "the key is a point of low order";

// "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020), table 6: every
// encoding of a point of low order, canonical or not.
TEST(Ed25519Keys, PointsOfLowOrder) {
  for (const char* const hex : {
           "0100000000000000000000000000000000000000000000000000000000000000",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "0000000000000000000000000000000000000000000000000000000000000080",
           "0000000000000000000000000000000000000000000000000000000000000000",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
           "0100000000000000000000000000000000000000000000000000000000000080",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    EXPECT_EQ(Weakness(hex), kLow) << hex;
  }
}

TEST(Ed25519Keys, EncodingsThatAreNotCanonical) {
  for (int low = 0xef; low <= 0xff; ++low) {
    static constexpr char kDigits[] = "0123456789abcdef";
    const std::string first = {kDigits[low >> 4], kDigits[low & 15]};
    for (const char* const last : {"7f", "ff"}) {
      EXPECT_EQ(Weakness(first + std::string(60, 'f') + last),
                "the key is not written in its canonical form")
          << first << last;
    }
  }
}

TEST(Ed25519Keys, OthersPass) {
  // The greatest y of the field but that of the point of order two.
  EXPECT_EQ(Weakness("eb" + std::string(60, 'f') + "7f"), "");
  EXPECT_EQ(Weakness("ff" + std::string(58, 'f') + "fe" + "7f"), "");
  EXPECT_EQ(Weakness("02" + std::string(62, '0')), "");
  for (int i = 0; i < 100; ++i) {
    const Hash key = Ed25519PublicKey(Sha256(std::to_string(i)));
    EXPECT_EQ(WeaknessOfEd25519Key(key), "");
  }
}

// What a key of low order is refused for: one signature that fits all messages.
TEST(Ed25519Keys, ALowOrderKeyVerifiesAnything) {
  const Hash identity = *Hash::FromHex(
      "0100000000000000000000000000000000000000000000000000000000000000");
  // R the identity, S zero.
  const std::string signature =
      std::string(identity.view()) + std::string(32, '\0');
  EXPECT_TRUE(Ed25519Verify(identity, "owes everything", signature));
  EXPECT_TRUE(Ed25519Verify(identity, "owes nothing", signature));
}

}  // namespace
}  // namespace covenant::ed25519_keys_test
