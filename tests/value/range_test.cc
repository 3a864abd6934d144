#include "ledger/value/range.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/value/parse_table.h"
#include "tests/value/property.h"

namespace covenant::range_test {
namespace {

using Error = Rational::Error;

Rational I(std::int64_t value) { return Rational::FromInt(value); }
RationalRange X(std::int64_t value) { return RationalRange::FromInt(value); }
RationalRange B(std::int64_t low, std::int64_t high) {
  return RationalRange::Between(I(low), I(high));
}
RationalRange L(std::int64_t low) { return RationalRange::AtLeast(I(low)); }
RationalRange M(std::int64_t high) { return RationalRange::AtMost(I(high)); }
RationalRange U() { return RationalRange::Unknown(); }

TEST(RationalRange, TellsWhatIsKnown) {
  EXPECT_TRUE(X(3).IsExact());
  EXPECT_EQ(X(3).value(), I(3));
  EXPECT_TRUE(B(3, 3).IsExact());
  EXPECT_FALSE(B(3, 4).IsExact());
  EXPECT_TRUE(U().IsUnknown());
  EXPECT_TRUE(RationalRange().IsExactlyZero());
  EXPECT_TRUE(B(1, 3).Contains(I(3)));
  EXPECT_FALSE(B(1, 3).Contains(I(4)));
  EXPECT_TRUE(L(3).Contains(I(300)));
  EXPECT_EQ(X(3).ToString(), "3");
  EXPECT_EQ(B(1, 3).ToString(), "between 1 and 3");
  EXPECT_EQ(L(1).ToString(), "at least 1");
  EXPECT_EQ(M(1).ToString(), "at most 1");
  EXPECT_EQ(U().ToString(), "unknown");
  EXPECT_DEATH((void)B(2, 1), "at_least");
  EXPECT_DEATH((void)U().value(), "IsExact");
}

TEST(RationalRange, Computes) {
  EXPECT_EQ(X(2) + X(3), X(5));
  EXPECT_EQ(B(1, 2) + B(10, 20), B(11, 22));
  EXPECT_EQ(B(1, 2) - B(10, 20), B(-19, -8));
  EXPECT_EQ(L(1) + M(5), U());
  EXPECT_EQ(L(1) + X(5), L(6));
  EXPECT_EQ(L(1) - M(5), L(-4));
  EXPECT_EQ(-L(1), M(-1));
  EXPECT_EQ(B(-2, 3) * B(-5, 7), B(-15, 21));
  EXPECT_EQ(B(-3, -2) * B(-5, -4), B(8, 15));
  EXPECT_EQ(L(2) * L(3), L(6));
  EXPECT_EQ(L(2) * M(-3), M(-6));
  EXPECT_EQ(M(-2) * M(-3), L(6));
  EXPECT_EQ(L(-1) * X(2), L(-2));
  EXPECT_EQ(L(-1) * X(-2), M(2));
  EXPECT_EQ(L(-1) * L(1), U());
  EXPECT_EQ(B(0, 5) * L(1), L(0));
  EXPECT_EQ(B(0, 5) * U(), U());
}

TEST(RationalRange, ExactZeroTimesUnknownIsZero) {
  EXPECT_EQ(X(0) * U(), X(0));
  EXPECT_EQ(U() * X(0), X(0));
  EXPECT_EQ(L(7) * X(0), X(0));
}

TEST(RationalRange, Divides) {
  EXPECT_EQ(B(1, 2) / X(4), RationalRange::Between(Rational::Fraction(1, 4),
                                                   Rational::Fraction(1, 2)));
  EXPECT_EQ(B(10, 20) / B(-5, -2), B(-10, -2));
  EXPECT_EQ(X(1) / L(2),
            RationalRange::Between(I(0), Rational::Fraction(1, 2)));
  EXPECT_EQ(X(1) / M(-2),
            RationalRange::Between(Rational::Fraction(-1, 2), I(0)));
  EXPECT_EQ(L(6) / B(2, 3), L(2));
  EXPECT_EQ(X(1) / B(-1, 1), U());
  EXPECT_EQ(X(1) / B(0, 1), U());
  EXPECT_EQ(X(1) / U(), U());
  EXPECT_EQ(X(0) / L(1), X(0));
  EXPECT_EQ((X(1) / X(0)).error(), Error::kDivideByZero);
  EXPECT_EQ((U() / X(0)).error(), Error::kDivideByZero);
}

TEST(RationalRange, MinMaxClampHull) {
  EXPECT_EQ(Min(B(1, 5), B(2, 3)), B(1, 3));
  EXPECT_EQ(Max(B(1, 5), B(2, 3)), B(2, 5));
  EXPECT_EQ(Min(U(), X(3)), M(3));
  EXPECT_EQ(Max(U(), X(3)), L(3));
  EXPECT_EQ(Min(L(1), L(2)), L(1));
  EXPECT_EQ(Max(M(1), M(2)), M(2));
  EXPECT_EQ(Clamp(U(), X(0), X(10)), B(0, 10));
  EXPECT_EQ(Clamp(X(15), X(0), X(10)), X(10));
  EXPECT_EQ(Clamp(X(-5), X(0), X(10)), X(0));
  EXPECT_EQ(Clamp(B(-5, 5), X(0), U()), B(0, 5));
  EXPECT_EQ(Clamp(X(15), X(0), U()), B(0, 15));
  EXPECT_EQ(Hull(X(1), X(3)), B(1, 3));
  EXPECT_EQ(Hull(X(1), U()), U());
  EXPECT_EQ(B(-3, 2).Abs(), B(0, 3));
  EXPECT_EQ(B(-3, -2).Abs(), B(2, 3));
  EXPECT_EQ(M(-2).Abs(), L(2));
  EXPECT_EQ(L(-2).Abs(), L(0));
  EXPECT_EQ(U().Abs(), L(0));
}

TEST(RationalRange, Rounds) {
  const RationalRange range = RationalRange::Between(Rational::Fraction(-5, 2),
                                                     Rational::Fraction(5, 2));
  EXPECT_EQ(range.Round(0, RoundingMode::kHalfAway), B(-3, 3));
  EXPECT_EQ(range.Round(0, RoundingMode::kHalfEven), B(-2, 2));
  EXPECT_EQ(range.Floor(), B(-3, 2));
  EXPECT_EQ(range.Ceil(), B(-2, 3));
  EXPECT_EQ(U().Round(2, RoundingMode::kUp), U());
  EXPECT_EQ(RationalRange::Exact(Rational::Fraction(1, 3))
                .Round(2, RoundingMode::kUp)
                .value()
                .ToString(),
            "17/50");
}

TEST(RationalRange, ComparesInThreeValues) {
  EXPECT_EQ(Less(X(1), X(2)), true);
  EXPECT_EQ(Less(X(2), X(2)), false);
  EXPECT_EQ(Less(B(1, 2), B(2, 3)), std::nullopt);
  EXPECT_EQ(LessOrEqual(B(1, 2), B(2, 3)), true);
  EXPECT_EQ(Less(B(1, 2), B(3, 4)), true);
  EXPECT_EQ(Less(B(3, 4), B(1, 2)), false);
  EXPECT_EQ(Less(L(3), M(2)), false);
  EXPECT_EQ(Less(M(2), L(3)), true);
  EXPECT_EQ(Less(U(), X(3)), std::nullopt);
  EXPECT_EQ(LessOrEqual(X(3), L(3)), true);
  EXPECT_EQ(LessOrEqual(X(4), M(3)), false);
  EXPECT_EQ(Equal(X(3), X(3)), true);
  EXPECT_EQ(Equal(X(3), X(4)), false);
  EXPECT_EQ(Equal(X(3), B(3, 4)), std::nullopt);
  EXPECT_EQ(Equal(X(2), B(3, 4)), false);
  EXPECT_EQ(Equal(U(), U()), std::nullopt);
  EXPECT_EQ(Less(X(1), RationalRange::Latched(Error::kOverflow)), std::nullopt);
}

TEST(RationalRange, LatchesErrors) {
  const RationalRange error = X(1) / X(0);
  EXPECT_FALSE(error.ok());
  EXPECT_EQ(error.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ((error * X(0)).error(), Error::kDivideByZero);
  EXPECT_EQ((X(1) + error).error(), Error::kDivideByZero);
  EXPECT_EQ((-error).error(), Error::kDivideByZero);
  EXPECT_EQ(Min(error, X(1)).error(), Error::kDivideByZero);
  EXPECT_EQ(Max(X(1), error).error(), Error::kDivideByZero);
  EXPECT_EQ(Hull(X(1), error).error(), Error::kDivideByZero);
  EXPECT_EQ(error.Abs().error(), Error::kDivideByZero);
  EXPECT_EQ(error.Round(2, RoundingMode::kUp).error(), Error::kDivideByZero);
  EXPECT_FALSE(error.IsExact());
  EXPECT_FALSE(error.IsUnknown());
  EXPECT_EQ(error.ToString(), "divide-by-zero");
  const RationalRange big = RationalRange::Exact(I(2).Pow(511));
  EXPECT_EQ((big + big).error(), Error::kOverflow);
  EXPECT_EQ((L(2) * RationalRange::AtLeast(I(2).Pow(511))).error(),
            Error::kOverflow);
  EXPECT_EQ(RationalRange::AtMost(I(1) / I(0)).error(), Error::kDivideByZero);
}

// Points inside the inputs give results inside the output; and each end of a
// result is reached or approached, so the result is not wider than it must be.
struct Picked {
  RationalRange range;
  std::vector<Rational> points;
};

Picked Pick(Property& random) {
  const std::int64_t kind = random.Between(0, 9);
  const auto number = [&] {
    return Rational::Fraction(random.Between(-6, 6), random.Between(1, 3));
  };
  const Rational a = number();
  const Rational b = number();
  const Rational far = I(random.Between(0, 1000000));
  if (kind < 2) return {RationalRange::Exact(a), {a, a}};
  if (kind < 6) {
    const Rational low = Min(a, b);
    const Rational high = Max(a, b);
    const Rational t = Rational::Fraction(random.Between(0, 8), 8);
    return {RationalRange::Between(low, high),
            {low, low + (high - low) * t, high}};
  }
  if (kind == 6) return {RationalRange::AtLeast(a), {a, a + far}};
  if (kind == 7) return {RationalRange::AtMost(a), {a, a - far}};
  return {RationalRange::Unknown(), {a, a + far, a - far}};
}

TEST(RationalRangeProperty, Sound) {
  Property random("interval arithmetic", 60000);
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    const Picked a = Pick(random);
    const Picked b = Pick(random);
    const std::array<RationalRange, 7> ranges = {
        a.range + b.range,     a.range - b.range,     a.range * b.range,
        a.range / b.range,     Min(a.range, b.range), Max(a.range, b.range),
        Hull(a.range, b.range)};
    for (const Rational& x : a.points) {
      ASSERT_TRUE(a.range.Abs().Contains(x.Abs()));
      for (const Rational& y : b.points) {
        const std::array<Rational, 7> points = {
            x + y, x - y, x * y, x / y, Min(x, y), Max(x, y), x};
        for (std::size_t k = 0; k < points.size(); ++k) {
          if (!points[k].ok()) continue;  // division by zero
          if (!ranges[k].ok()) {
            ASSERT_TRUE(k == 3 && b.range.IsExactlyZero());
            continue;
          }
          ASSERT_TRUE(ranges[k].Contains(points[k]))
              << a.range.ToString() << " op " << k << " " << b.range.ToString()
              << " = " << ranges[k].ToString() << " without "
              << points[k].ToString() << ", seed " << random.seed();
        }
        const std::optional<bool> less = Less(a.range, b.range);
        if (less) {
          ASSERT_EQ(*less, x < y);
        }
        const std::optional<bool> at_most = LessOrEqual(a.range, b.range);
        if (at_most) {
          ASSERT_EQ(*at_most, x <= y);
        }
        const std::optional<bool> equal = Equal(a.range, b.range);
        if (equal) {
          ASSERT_EQ(*equal, x == y);
        }
      }
    }
  }
}

TEST(RationalRangeProperty, Tight) {
  Property random("interval tightness", 20000);
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    const Picked a = Pick(random);
    const Picked b = Pick(random);
    if (!a.range.at_least() || !a.range.at_most() || !b.range.at_least() ||
        !b.range.at_most()) {
      continue;
    }
    // For bounded inputs each end is the result at some corner.
    const RationalRange product = a.range * b.range;
    bool low = false;
    bool high = false;
    for (const auto& x : {a.range.at_least(), a.range.at_most()}) {
      for (const auto& y : {b.range.at_least(), b.range.at_most()}) {
        low = low || *x * *y == *product.at_least();
        high = high || *x * *y == *product.at_most();
      }
    }
    ASSERT_TRUE(low && high)
        << a.range.ToString() << " * " << b.range.ToString() << ", seed "
        << random.seed();
  }
}

}  // namespace
}  // namespace covenant::range_test
