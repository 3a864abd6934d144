// The model of exact numbers that the campaign holds Decimal and Rational
// against: GMP's integers and fractions, which share no code with the product
// (that computes with Boost), the bounds as the headers state them, and rounding
// by the distances to both neighbours. For tests.
#ifndef TESTS_VALUE_EXACT_MODEL_H_
#define TESTS_VALUE_EXACT_MODEL_H_

#include <gmpxx.h>

#include <cstddef>
#include <string>

#include "ledger/value/rounding.h"

namespace covenant::exact_model {

// Bits of the absolute value; 0 for 0.
inline std::size_t Bits(const mpz_class& value) {
  return sgn(value) == 0 ? 0 : mpz_sizeinbase(value.get_mpz_t(), 2);
}

// Whether a fraction in lowest terms is within the bound of Rational.
inline bool IsRational(const mpq_class& value) {
  return Bits(value.get_num()) <= 512 && Bits(value.get_den()) <= 512;
}

inline bool IsCoefficient(const mpz_class& value) { return Bits(value) <= 576; }

inline mpz_class PowerOfTen(int exponent) {
  mpz_class result;
  mpz_ui_pow_ui(result.get_mpz_t(), 10, static_cast<unsigned long>(exponent));
  return result;
}

// Numerator and denominator of any sign, the denominator not zero.
inline mpq_class Fraction(const mpz_class& num, const mpz_class& den) {
  mpq_class result(num, den);
  result.canonicalize();
  return result;
}

// units / 10^scale.
inline mpq_class OfUnits(const mpz_class& units, int scale) {
  return Fraction(units, PowerOfTen(scale));
}

inline mpz_class Floor(const mpq_class& value) {
  mpz_class result;
  mpz_fdiv_q(result.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
  return result;
}

// The integer that the mode gives.
inline mpz_class ToInteger(const mpq_class& value, RoundingMode mode) {
  const mpz_class below = Floor(value);
  if (value == below) return below;
  const mpz_class above = below + 1;
  const bool negative = sgn(value) < 0;
  const mpz_class& inner = negative ? above : below;  // nearer to zero
  const mpz_class& outer = negative ? below : above;
  if (mode == RoundingMode::kFloor) return below;
  if (mode == RoundingMode::kCeiling) return above;
  if (mode == RoundingMode::kDown) return inner;
  if (mode == RoundingMode::kUp) return outer;
  const int nearer = cmp(value - below, above - value);  // < 0: below
  if (nearer < 0) return below;
  if (nearer > 0) return above;
  if (mode == RoundingMode::kHalfUp) return above;
  if (mode == RoundingMode::kHalfDown) return inner;
  if (mode == RoundingMode::kHalfAway) return outer;
  return mpz_even_p(below.get_mpz_t()) != 0 ? below : above;  // kHalfEven
}

// The coefficient at scale max(places, 0) of the value rounded to `places`.
inline mpz_class Rounded(const mpq_class& value, int places,
                         RoundingMode mode) {
  if (places >= 0) return ToInteger(value * PowerOfTen(places), mode);
  const mpz_class step = PowerOfTen(-places);
  return ToInteger(value / step, mode) * step;
}

// A coefficient written with so many decimal places.
inline std::string Written(const mpz_class& units, int scale) {
  const std::size_t places = static_cast<std::size_t>(scale);
  std::string digits = mpz_class(abs(units)).get_str();
  if (digits.size() <= places) {
    digits = std::string(places + 1 - digits.size(), '0') + digits;
  }
  std::string text = digits.substr(0, digits.size() - places);
  if (scale > 0) text += "." + digits.substr(digits.size() - places);
  return sgn(units) < 0 ? "-" + text : text;
}

}  // namespace covenant::exact_model

#endif  // TESTS_VALUE_EXACT_MODEL_H_
