// Rational and Decimal against OpenSSL's big numbers, with Euclid's
// algorithm and rounding by distances: another library, another method.
#include <openssl/bn.h>

#include <array>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "ledger/value/decimal.h"
#include "ledger/value/rational.h"
#include "tests/value/parse_table.h"
#include "tests/value/property.h"

namespace covenant::rational_property_test {
namespace {

BN_CTX* Context() {
  static const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(
      BN_CTX_new(), BN_CTX_free);
  return context.get();
}

// A big integer of OpenSSL.
class Bn {
 public:
  Bn() : bn_(BN_new()) {}
  explicit Bn(const std::string& text) : Bn() {
    BIGNUM* raw = bn_.get();
    BN_dec2bn(&raw, text.c_str());
  }
  Bn(const Bn& other) : bn_(BN_dup(other.get())) {}
  Bn& operator=(const Bn& other) {
    BN_copy(bn_.get(), other.get());
    return *this;
  }

  BIGNUM* get() const { return bn_.get(); }
  int sign() const {
    return BN_is_zero(get()) ? 0 : BN_is_negative(get()) ? -1 : 1;
  }
  int bits() const { return BN_num_bits(get()); }
  bool odd() const { return BN_is_odd(get()) != 0; }
  std::string text() const {
    char* raw = BN_bn2dec(get());
    std::string result(raw);
    OPENSSL_free(raw);
    return result == "-0" ? "0" : result;
  }

  friend Bn operator+(const Bn& a, const Bn& b) {
    Bn r;
    BN_add(r.get(), a.get(), b.get());
    return r;
  }
  friend Bn operator-(const Bn& a, const Bn& b) {
    Bn r;
    BN_sub(r.get(), a.get(), b.get());
    return r;
  }
  friend Bn operator*(const Bn& a, const Bn& b) {
    Bn r;
    BN_mul(r.get(), a.get(), b.get(), Context());
    return r;
  }
  // Toward zero.
  friend Bn operator/(const Bn& a, const Bn& b) {
    Bn r;
    BN_div(r.get(), nullptr, a.get(), b.get(), Context());
    return r;
  }

 private:
  struct Free {
    void operator()(BIGNUM* bn) const { BN_free(bn); }
  };
  std::unique_ptr<BIGNUM, Free> bn_;
};

int Compare(const Bn& a, const Bn& b) { return BN_cmp(a.get(), b.get()); }

struct Model {
  Bn num;
  Bn den = Bn("1");
  bool divided_by_zero = false;

  // To lowest terms with a positive denominator, by Euclid's algorithm.
  void Reduce() {
    Bn divisor = num;
    Bn rest = den;
    while (rest.sign() != 0) {
      const Bn next = divisor - divisor / rest * rest;
      divisor = rest;
      rest = next;
    }
    if (divisor.sign() != den.sign()) divisor = Bn("0") - divisor;
    num = num / divisor;
    den = den / divisor;
  }
  // After Reduce().
  std::string text() const {
    if (divided_by_zero) return "divide-by-zero";
    if (num.bits() > 512 || den.bits() > 512) return "overflow";
    if (Compare(den, Bn("1")) == 0) return num.text();
    return num.text() + "/" + den.text();
  }
};

Model Apply(char op, const Model& a, const Model& b) {
  switch (op) {
    case '+':
      return {a.num * b.den + b.num * a.den, a.den * b.den};
    case '-':
      return {a.num * b.den - b.num * a.den, a.den * b.den};
    case '*':
      return {a.num * b.num, a.den * b.den};
    default:
      if (b.num.sign() == 0) return {Bn("0"), Bn("1"), true};
      return {a.num * b.den, a.den * b.num};
  }
}

Rational Apply(char op, const Rational& a, const Rational& b) {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      return a / b;
  }
}

// The multiple of 10^-places by distance to the neighbours below and above.
Bn ModelRound(const Model& value, int places, RoundingMode mode) {
  const Model& v = value;
  const Bn scaled =
      v.num * Bn("1" + std::string(static_cast<std::size_t>(places), '0'));
  Bn below = scaled / v.den;
  if (scaled.sign() < 0 && Compare(below * v.den, scaled) != 0) {
    below = below - Bn("1");
  }
  if (Compare(below * v.den, scaled) == 0) return below;
  const Bn above = below + Bn("1");
  const int nearer_below =
      Compare(above * v.den - scaled, scaled - below * v.den);  // >0: below
  const bool negative = v.num.sign() < 0;
  switch (mode) {
    case RoundingMode::kFloor:
      return below;
    case RoundingMode::kCeiling:
      return above;
    case RoundingMode::kUp:
      return negative ? below : above;
    case RoundingMode::kDown:
      return negative ? above : below;
    default:
      break;
  }
  if (nearer_below != 0) return nearer_below > 0 ? below : above;
  switch (mode) {
    case RoundingMode::kHalfUp:
      return above;
    case RoundingMode::kHalfDown:
      return negative ? above : below;
    case RoundingMode::kHalfEven:
      return below.odd() ? above : below;
    default:
      return negative ? below : above;
  }
}

// Digits of a random length: mostly short, sometimes at the bounds of words and
// of the type.
std::string RandomInteger(Property& random, bool allow_negative) {
  static const std::array<std::string, 8> kEdges = {"9223372036854775807",
                                                    "9223372036854775808",
                                                    "9223372036854775806",
                                                    "18446744073709551615",
                                                    "18446744073709551616",
                                                    "1000000000000000000",
                                                    "1",
                                                    "0"};
  std::string text;
  const std::int64_t kind = random.Between(0, 19);
  if (kind < 3) {
    text = kEdges[static_cast<std::size_t>(random.Between(0, 7))];
  } else {
    const std::int64_t digits = kind < 12   ? random.Between(1, 4)
                                : kind < 18 ? random.Between(5, 19)
                                            : random.Between(20, 150);
    text += static_cast<char>('0' + random.Between(1, 9));
    while (static_cast<std::int64_t>(text.size()) < digits) {
      text += static_cast<char>('0' + random.Between(0, 9));
    }
  }
  if (allow_negative && text != "0" && random.Between(0, 1) == 1) {
    text = "-" + text;
  }
  return text;
}

struct Pair {
  Rational value;
  Model model;
};

Pair RandomPair(Property& random) {
  const std::string num = RandomInteger(random, true);
  std::string den = "1";
  switch (random.Between(0, 3)) {
    case 0:
      break;
    case 1:  // halves of decimal places, so that ties are frequent
      den = "2" +
            std::string(static_cast<std::size_t>(random.Between(0, 6)), '0');
      break;
    default:
      do {
        den = RandomInteger(random, false);
      } while (den == "0");
  }
  return {Must<Rational>(num + "/" + den), Model{Bn(num), Bn(den)}};
}

TEST(RationalProperty, ArithmeticAgreesWithOpenSsl) {
  Property random("rational arithmetic", 120000);
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    Pair a = RandomPair(random);
    const int steps = static_cast<int>(random.Between(1, 3));
    for (int step = 0; step < steps; ++step) {
      const Pair b = RandomPair(random);
      const char op = "+-*/"[random.Between(0, 3)];
      const std::string before = a.value.ToString();
      a.value = Apply(op, a.value, b.value);
      a.model = Apply(op, a.model, b.model);
      a.model.Reduce();
      ASSERT_EQ(a.value.ToString(), a.model.text())
          << before << " " << op << " " << b.value.ToString() << ", seed "
          << random.seed();
      if (!a.value.ok()) break;
      ASSERT_EQ(a.value < b.value, Compare(a.model.num * b.model.den,
                                           b.model.num * a.model.den) < 0)
          << a.value.ToString() << " < " << b.value.ToString() << ", seed "
          << random.seed();
      const absl::StatusOr<Rational> again =
          Rational::Parse(a.value.ToString());
      ASSERT_TRUE(again.ok() && *again == a.value);
    }
  }
}

TEST(RationalProperty, RoundingAgreesWithOpenSsl) {
  Property random("rational rounding", 80000);
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    const Pair a = RandomPair(random);
    if (!a.value.ok()) continue;
    const int places = static_cast<int>(random.Between(0, 18));
    const RoundingMode mode =
        kAllRoundingModes[static_cast<std::size_t>(random.Between(0, 7))];
    const Decimal rounded = a.value.Round(places, mode);
    ASSERT_EQ(rounded.UnitsText(), ModelRound(a.model, places, mode).text())
        << a.value.ToString() << " to " << places << " places, "
        << RoundingModeName(mode) << ", seed " << random.seed();
    ASSERT_EQ(rounded.Scale(), places);
    const absl::StatusOr<Decimal> again =
        Decimal::FromUnitsText(rounded.UnitsText(), places);
    ASSERT_TRUE(again.ok() && Decimal::SameForm(*again, rounded));
  }
}

TEST(DecimalProperty, AgreesWithOpenSsl) {
  Property random("decimals", 60000);
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    std::array<Decimal, 2> value;
    std::array<Bn, 2> at_18;  // the coefficient at scale 18
    for (std::size_t k = 0; k < 2; ++k) {
      const int scale = static_cast<int>(random.Between(0, 18));
      const std::string units = RandomInteger(random, true);
      value[k] = *Decimal::FromUnitsText(units, scale);
      ASSERT_EQ(value[k].UnitsText(), units);
      at_18[k] =
          Bn(units +
             (units == "0"
                  ? ""
                  : std::string(static_cast<std::size_t>(18 - scale), '0')));
    }
    const int order = Compare(at_18[0], at_18[1]);
    ASSERT_EQ(value[0] < value[1], order < 0) << "seed " << random.seed();
    ASSERT_EQ(value[0] == value[1], order == 0) << "seed " << random.seed();
    Model expected{at_18[0] + at_18[1], Bn("1" + std::string(18, '0'))};
    expected.Reduce();
    const Rational sum = value[0].ToRational() + value[1].ToRational();
    ASSERT_EQ(sum.ToString(), expected.text()) << "seed " << random.seed();
    if (value[0].UnitsText().size() <= 40) {
      const absl::StatusOr<Decimal> again = Decimal::Parse(value[0].ToString());
      ASSERT_TRUE(again.ok()) << value[0].ToString();
      ASSERT_TRUE(Decimal::SameForm(*again, value[0]));
    }
  }
}

}  // namespace
}  // namespace covenant::rational_property_test
