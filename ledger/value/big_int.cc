#include "ledger/value/big_int.h"

#include <limits>

#include "ledger/value/check.h"

namespace covenant {

BigValue BigFromInt128(__int128 value) {
  const bool negative = value < 0;
  unsigned __int128 magnitude = static_cast<unsigned __int128>(value);
  if (negative) magnitude = -magnitude;
  BigValue result = static_cast<std::uint64_t>(magnitude >> 64);
  result <<= 64;
  result |= static_cast<std::uint64_t>(magnitude);
  if (negative) result.backend().negate();
  return result;
}

std::optional<std::int64_t> BigToInt64(const BigValue& value) {
  if (BigBits(value) > 63) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

int BigBits(const BigValue& value) {
  if (value.is_zero()) return 0;
  if (value.sign() > 0) {
    return static_cast<int>(boost::multiprecision::msb(value)) + 1;
  }
  const BigValue magnitude = -value;
  return static_cast<int>(boost::multiprecision::msb(magnitude)) + 1;
}

BigValue BigPowerOfTen(int exponent) {
  COVENANT_CHECK(exponent >= 0 && exponent <= 40);
  BigValue result = 1;
  while (exponent >= 18) {
    result *= std::uint64_t{1'000'000'000'000'000'000};
    exponent -= 18;
  }
  std::uint64_t rest = 1;
  while (exponent-- > 0) rest *= 10;
  return result * rest;
}

BigValue BigFromDigits(std::string_view digits) {
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.remove_prefix(1);
  BigValue result = 0;
  while (!digits.empty()) {  // 18 digits at a time fit a machine word
    const std::string_view part = digits.substr(0, 18);
    std::uint64_t number = 0;
    std::uint64_t scale = 1;
    for (const char c : part) {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
      scale *= 10;
    }
    result = result * scale + number;
    digits.remove_prefix(part.size());
  }
  if (negative) result.backend().negate();
  return result;
}

std::string BigToDigits(const BigValue& value) {
  constexpr std::uint64_t kChunk = 1'000'000'000'000'000'000;
  BigValue rest = boost::multiprecision::abs(value);
  std::string reversed;
  do {
    std::uint64_t part = static_cast<std::uint64_t>(BigValue(rest % kChunk));
    rest /= kChunk;
    for (int i = 0; i < 18 && (part != 0 || !rest.is_zero()); ++i) {
      reversed.push_back(static_cast<char>('0' + part % 10));
      part /= 10;
    }
  } while (!rest.is_zero());
  if (reversed.empty()) reversed = "0";
  if (value.sign() < 0) reversed.push_back('-');
  return std::string(reversed.rbegin(), reversed.rend());
}

bool RoundsAway(RoundingMode mode, bool negative, int half, bool odd) {
  switch (mode) {
    case RoundingMode::kHalfAway:
      return half >= 0;
    case RoundingMode::kHalfEven:
      return half > 0 || (half == 0 && odd);
    case RoundingMode::kHalfUp:
      return half > 0 || (half == 0 && !negative);
    case RoundingMode::kHalfDown:
      return half > 0;
    case RoundingMode::kUp:
      return true;
    case RoundingMode::kDown:
      return false;
    case RoundingMode::kFloor:
      return negative;
    case RoundingMode::kCeiling:
      return !negative;
  }
  COVENANT_CHECK(false);
}

BigValue BigDivideRounded(const BigValue& numerator,
                          const BigValue& denominator, RoundingMode mode) {
  COVENANT_CHECK(denominator.sign() > 0);
  const bool negative = numerator.sign() < 0;
  const BigValue magnitude = boost::multiprecision::abs(numerator);
  BigValue quotient;
  BigValue remainder;
  boost::multiprecision::divide_qr(magnitude, denominator, quotient, remainder);
  if (!remainder.is_zero()) {
    remainder <<= 1;
    const int half = remainder.compare(denominator);
    const bool odd = boost::multiprecision::bit_test(quotient, 0);
    if (RoundsAway(mode, negative, half < 0 ? -1 : half > 0 ? 1 : 0, odd)) {
      ++quotient;
    }
  }
  if (negative) quotient.backend().negate();
  return quotient;
}

}  // namespace covenant
