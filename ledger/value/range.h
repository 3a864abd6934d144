// RationalRange: what is known about a number: a closed interval of exact
// rationals, either end possibly open. A single point is a known number; both
// ends open is an unknown one.
//
// Arithmetic is interval arithmetic: the result is the smallest such range that
// contains every result for points inside the inputs (Moore, Kearfott, Cloud,
// "Introduction to Interval Analysis", 2009, chapters 2 and 4; unbounded ends
// as in IEEE 1788-2015). The two operands are taken as independent. Errors of
// Rational latch: a range that is not ok() stays so.
// Refuses (aborts on) a lower end above the upper end.
// Immutable apart from assignment; const use is safe from any thread.
#ifndef LEDGER_VALUE_RANGE_H_
#define LEDGER_VALUE_RANGE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "ledger/value/rational.h"
#include "ledger/value/rounding.h"

namespace covenant {

class RationalRange {
 public:
  // Exactly zero.
  RationalRange();

  // A Rational that is not ok() gives a range that is not ok().
  static RationalRange Exact(Rational value);
  static RationalRange Between(Rational at_least, Rational at_most);
  static RationalRange AtLeast(Rational at_least);
  static RationalRange AtMost(Rational at_most);
  static RationalRange Unknown();
  // Either end absent means open.
  static RationalRange Of(std::optional<Rational> at_least,
                          std::optional<Rational> at_most);
  static RationalRange FromInt(std::int64_t value);
  static RationalRange Latched(Rational::Error error);

  bool ok() const { return error_ == Rational::Error::kNone; }
  Rational::Error error() const { return error_; }
  absl::Status status() const;

  // One known point. False for an error.
  bool IsExact() const;
  // Nothing known: both ends open. False for an error.
  bool IsUnknown() const;
  // Exactly zero. False for an error.
  bool IsExactlyZero() const;
  // Whether the point lies inside; both must be ok().
  bool Contains(const Rational& point) const;

  // The ends; nothing for an open one. Must be ok().
  const std::optional<Rational>& at_least() const;
  const std::optional<Rational>& at_most() const;
  // The point; must be IsExact().
  const Rational& value() const;

  RationalRange operator-() const;
  friend RationalRange operator+(const RationalRange& a,
                                 const RationalRange& b);
  friend RationalRange operator-(const RationalRange& a,
                                 const RationalRange& b);
  // An exact zero times anything, unknown too, is exactly zero.
  friend RationalRange operator*(const RationalRange& a,
                                 const RationalRange& b);
  // An exact zero divisor latches kDivideByZero; any other divisor that
  // contains zero gives Unknown().
  friend RationalRange operator/(const RationalRange& a,
                                 const RationalRange& b);
  RationalRange& operator+=(const RationalRange& b) {
    return *this = *this + b;
  }
  RationalRange& operator-=(const RationalRange& b) {
    return *this = *this - b;
  }
  RationalRange& operator*=(const RationalRange& b) {
    return *this = *this * b;
  }
  RationalRange& operator/=(const RationalRange& b) {
    return *this = *this / b;
  }

  RationalRange Abs() const;
  // Rounding is monotone, so each end is rounded: as Rational::Round.
  RationalRange Round(int decimal_places, RoundingMode mode) const;
  // Each end to an integer, as Rational's.
  RationalRange Floor() const;
  RationalRange Ceil() const;

  // The same ends (or the same error). Says nothing about the numbers that
  // stand behind two unknowns: use Equal() for that.
  friend bool operator==(const RationalRange& a, const RationalRange& b);

  // "3/8"; "at least 1", "at most 5", "between 1 and 5", "unknown"; an error as
  // Rational prints it.
  std::string ToString() const;

 private:
  std::optional<Rational> lo_;
  std::optional<Rational> hi_;
  Rational::Error error_ = Rational::Error::kNone;
};

RationalRange Min(const RationalRange& a, const RationalRange& b);
RationalRange Max(const RationalRange& a, const RationalRange& b);
// Max(low, Min(x, high)): where low > high, low wins.
RationalRange Clamp(const RationalRange& x, const RationalRange& low,
                    const RationalRange& high);
// The smallest range that holds both: the value is one or the other.
RationalRange Hull(const RationalRange& a, const RationalRange& b);

// Three-valued comparisons of the numbers behind the ranges: true or false
// where it holds for every pair of points inside, nothing where the ranges
// straddle, or where one of them is not ok().
std::optional<bool> Less(const RationalRange& a, const RationalRange& b);
std::optional<bool> LessOrEqual(const RationalRange& a, const RationalRange& b);
std::optional<bool> Equal(const RationalRange& a, const RationalRange& b);

}  // namespace covenant

#endif  // LEDGER_VALUE_RANGE_H_
