// A SHA-256 digest, HMAC-SHA-256 tag or 32-byte key: exactly 32 bytes.
//
// Refuses: any other length (FromBytes, FromHex give nothing). It does not
// compute anything; ledger/proof does. Comparison is not constant-time: do not
// use it to check a secret against an attacker's guess.
// Thread safety: a plain value.
#ifndef LEDGER_VALUE_HASH_H_
#define LEDGER_VALUE_HASH_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace covenant {

class Hash {
 public:
  static constexpr size_t kSize = 32;

  // The zero hash: what an entry without a predecessor names as `previous`.
  constexpr Hash() = default;
  explicit constexpr Hash(const std::array<uint8_t, kSize>& bytes)
      : bytes_(bytes) {}

  // Nothing unless `bytes` has exactly 32 bytes.
  static std::optional<Hash> FromBytes(std::string_view bytes) {
    if (bytes.size() != kSize) return std::nullopt;
    Hash hash;
    for (size_t i = 0; i < kSize; ++i)
      hash.bytes_[i] = static_cast<uint8_t>(bytes[i]);
    return hash;
  }

  // Nothing unless `hex` has exactly 64 hexadecimal digits of either case.
  static std::optional<Hash> FromHex(std::string_view hex) {
    if (hex.size() != 2 * kSize) return std::nullopt;
    Hash hash;
    for (size_t i = 0; i < hex.size(); ++i) {
      const int digit = HexDigit(hex[i]);
      if (digit < 0) return std::nullopt;
      hash.bytes_[i / 2] =
          static_cast<uint8_t>((hash.bytes_[i / 2] << 4) | digit);
    }
    return hash;
  }

  // The 32 bytes; valid as long as this object.
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  const std::array<uint8_t, kSize>& bytes() const { return bytes_; }
  uint8_t* data() { return bytes_.data(); }
  const uint8_t* data() const { return bytes_.data(); }

  // 64 lower-case hexadecimal digits.
  std::string ToHex() const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * kSize);
    for (const uint8_t byte : bytes_) {
      hex.push_back(kDigits[byte >> 4]);
      hex.push_back(kDigits[byte & 15]);
    }
    return hex;
  }

  bool IsZero() const {
    return std::all_of(bytes_.begin(), bytes_.end(),
                       [](uint8_t b) { return b == 0; });
  }

  // By bytes, the first one being the most significant.
  friend constexpr auto operator<=>(const Hash&, const Hash&) = default;
  friend constexpr bool operator==(const Hash&, const Hash&) = default;

 private:
  static int HexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  }

  std::array<uint8_t, kSize> bytes_{};
};

}  // namespace covenant

#endif  // LEDGER_VALUE_HASH_H_
