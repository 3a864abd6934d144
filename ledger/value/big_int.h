// BigInt: the unbounded integer behind Decimal and Rational, for the sources of
// this folder only, so that no other file compiles Boost. The classes that hold
// one bound its size. Refuses nothing; const use is safe from any thread.
#ifndef LEDGER_VALUE_BIG_INT_H_
#define LEDGER_VALUE_BIG_INT_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/value/rounding.h"

namespace covenant {

struct BigInt {
  boost::multiprecision::cpp_int value;
};

struct BigFraction {
  boost::multiprecision::cpp_int num;
  boost::multiprecision::cpp_int den;
};

using BigValue = boost::multiprecision::cpp_int;

BigValue BigFromInt128(__int128 value);
// The value when it lies within ±(2^63 - 1): never the least int64.
std::optional<std::int64_t> BigToInt64(const BigValue& value);
// Bits of the absolute value; 0 for 0.
int BigBits(const BigValue& value);
// 10^exponent, exponent 0..40.
BigValue BigPowerOfTen(int exponent);
// An optional '-' and decimal digits, nothing else (the caller has checked).
BigValue BigFromDigits(std::string_view digits);
std::string BigToDigits(const BigValue& value);
// numerator / denominator to an integer in the given mode; denominator > 0.
BigValue BigDivideRounded(const BigValue& numerator,
                          const BigValue& denominator, RoundingMode mode);

// Whether a number between two neighbouring integers goes away from zero.
// half: -1 below, 0 at, 1 above the middle; odd: the one nearer zero is odd.
bool RoundsAway(RoundingMode mode, bool negative, int half, bool odd);

}  // namespace covenant

#endif  // LEDGER_VALUE_BIG_INT_H_
