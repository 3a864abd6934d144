#include "ledger/value/rational.h"

#include <limits>
#include <numeric>
#include <utility>

#include "ledger/value/big_int.h"
#include "ledger/value/check.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::int64_t kMaxSmall = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinSmall = -kMaxSmall;

bool IsSmall(__int128 value) {
  return value >= kMinSmall && value <= kMaxSmall;
}

// For denominators up to 10^18 in the fast path of Round.
constexpr std::int64_t SmallPowerOfTen(int exponent) {
  std::int64_t result = 1;
  while (exponent-- > 0) result *= 10;
  return result;
}

Rational::Error Worse(const Rational& a, const Rational& b) {
  return a.ok() ? b.error() : a.error();
}

std::int64_t SmallDivideRounded(__int128 num, std::int64_t den,
                                RoundingMode mode, bool* fits) {
  const bool negative = num < 0;
  const unsigned __int128 magnitude = negative
                                          ? -static_cast<unsigned __int128>(num)
                                          : static_cast<unsigned __int128>(num);
  const unsigned __int128 divisor = static_cast<unsigned __int128>(den);
  unsigned __int128 quotient = magnitude / divisor;
  const unsigned __int128 twice = (magnitude % divisor) * 2;
  if (twice != 0) {
    const int half = twice < divisor ? -1 : twice > divisor ? 1 : 0;
    if (RoundsAway(mode, negative, half, (quotient & 1) != 0)) ++quotient;
  }
  *fits = quotient <= static_cast<unsigned __int128>(kMaxSmall);
  if (!*fits) return 0;
  const std::int64_t whole = static_cast<std::int64_t>(quotient);
  return negative ? -whole : whole;
}

}  // namespace

void BigFractionDelete::operator()(const BigFraction* big) const { delete big; }

Rational::Rational(const Rational& other)
    : num_(other.num_),
      den_(other.den_),
      big_(other.big_ ? new BigFraction(*other.big_) : nullptr),
      error_(other.error_) {}

Rational& Rational::operator=(const Rational& other) {
  if (this == &other) return *this;
  num_ = other.num_;
  den_ = other.den_;
  big_.reset(other.big_ ? new BigFraction(*other.big_) : nullptr);
  error_ = other.error_;
  return *this;
}

Rational Rational::FromInt(std::int64_t value) { return FromReduced(value, 1); }

Rational Rational::Fraction(std::int64_t numerator, std::int64_t denominator) {
  return FromInt(numerator) / FromInt(denominator);
}

Rational Rational::Latched(Error error) {
  COVENANT_CHECK(error != Error::kNone);
  Rational result;
  result.error_ = error;
  return result;
}

Rational Rational::FromReduced(__int128 numerator, __int128 denominator) {
  Rational result;
  if (IsSmall(numerator) && IsSmall(denominator)) {
    result.num_ = static_cast<std::int64_t>(numerator);
    result.den_ = static_cast<std::int64_t>(denominator);
  } else {
    result.big_.reset(
        new BigFraction{BigFromInt128(numerator), BigFromInt128(denominator)});
  }
  return result;
}

Rational Rational::FromBig(BigInt numerator, BigInt denominator) {
  BigValue& num = numerator.value;
  BigValue& den = denominator.value;
  COVENANT_CHECK(!den.is_zero());
  if (den.sign() < 0) {
    num.backend().negate();
    den.backend().negate();
  }
  const BigValue divisor = boost::multiprecision::gcd(num, den);
  if (divisor != 1) {
    num /= divisor;
    den /= divisor;
  }
  if (BigBits(num) > kMaxBits || BigBits(den) > kMaxBits) {
    return Latched(Error::kOverflow);
  }
  Rational result;
  const std::optional<std::int64_t> small_num = BigToInt64(num);
  const std::optional<std::int64_t> small_den = BigToInt64(den);
  if (small_num && small_den) {
    result.num_ = *small_num;
    result.den_ = *small_den;
  } else {
    result.big_.reset(new BigFraction{std::move(num), std::move(den)});
  }
  return result;
}

BigInt Rational::Num() const {
  return big_ ? BigInt{big_->num} : BigInt{BigValue(num_)};
}

BigInt Rational::Den() const {
  return big_ ? BigInt{big_->den} : BigInt{BigValue(den_)};
}

absl::StatusOr<Rational> Rational::Parse(std::string_view text) {
  // 2^512 has 155 digits.
  constexpr std::size_t kMaxDigits = 155;
  std::string_view num = text;
  std::string_view den = "1";
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    num = text.substr(0, slash);
    den = text.substr(slash + 1);
  }
  const bool negative = !num.empty() && num.front() == '-';
  const std::string_view digits = negative ? num.substr(1) : num;
  const auto plain = [](std::string_view part) {
    return AllDigits(part) && (part.size() == 1 || part.front() != '0');
  };
  if (!plain(digits) || !plain(den) || (negative && digits == "0")) {
    return InvalidText({"not an exact number: ", Quoted(text),
                        "; write an integer such as `15` or a fraction such "
                        "as `3/8`"});
  }
  if (den == "0") {
    return InvalidText({"the fraction ", Quoted(text), " divides by zero"});
  }
  if (digits.size() > kMaxDigits || den.size() > kMaxDigits) {
    return OutOfRangeText({"the number ", Quoted(text), " is too large"});
  }
  Rational result =
      FromBig(BigInt{BigFromDigits(num)}, BigInt{BigFromDigits(den)});
  if (!result.ok()) {
    return OutOfRangeText({"the number ", Quoted(text), " is too large"});
  }
  return result;
}

absl::Status Rational::status() const {
  switch (error_) {
    case Error::kNone:
      return absl::OkStatus();
    case Error::kOverflow:
      return OutOfRangeText(
          {"a calculation left the range of exact numbers: a numerator or "
           "denominator needs more than 512 bits (about 154 digits)"});
    case Error::kDivideByZero:
      return InvalidText({"a calculation divides by zero"});
  }
  COVENANT_CHECK(false);
}

Rational Rational::operator-() const {
  Rational result = *this;
  if (result.big_) {
    result.big_.reset(new BigFraction{-big_->num, big_->den});
  } else {
    result.num_ = -result.num_;
  }
  return result;
}

// Knuth, "The Art of Computer Programming" volume 2, section 4.5.1: dividing by
// the gcd of the denominators first keeps the intermediate values small.
Rational operator+(const Rational& a, const Rational& b) {
  if (!a.ok() || !b.ok()) return Rational::Latched(Worse(a, b));
  if (a.big_ || b.big_) {
    const BigValue a_den = a.Den().value;
    const BigValue b_den = b.Den().value;
    return Rational::FromBig(
        BigInt{a.Num().value * b_den + b.Num().value * a_den},
        BigInt{a_den * b_den});
  }
  const std::int64_t common = std::gcd(a.den_, b.den_);
  const __int128 b_scale = b.den_ / common;
  const __int128 a_scale = a.den_ / common;
  const __int128 sum = a.num_ * b_scale + b.num_ * a_scale;
  if (common == 1) return Rational::FromReduced(sum, a_scale * b.den_);
  // gcd(sum, common), by way of one wide remainder.
  const std::int64_t rest =
      std::gcd(static_cast<std::int64_t>(sum % common), common);
  return Rational::FromReduced(sum / rest, a_scale * (b.den_ / rest));
}

Rational operator-(const Rational& a, const Rational& b) { return a + -b; }

Rational operator*(const Rational& a, const Rational& b) {
  if (!a.ok() || !b.ok()) return Rational::Latched(Worse(a, b));
  if (a.big_ || b.big_) {
    return Rational::FromBig(BigInt{a.Num().value * b.Num().value},
                             BigInt{a.Den().value * b.Den().value});
  }
  const std::int64_t left = std::gcd(a.num_, b.den_);
  const std::int64_t right = std::gcd(b.num_, a.den_);
  return Rational::FromReduced(
      static_cast<__int128>(a.num_ / left) * (b.num_ / right),
      static_cast<__int128>(a.den_ / right) * (b.den_ / left));
}

Rational operator/(const Rational& a, const Rational& b) {
  if (!a.ok() || !b.ok()) return Rational::Latched(Worse(a, b));
  if (b.IsZero()) return Rational::Latched(Rational::Error::kDivideByZero);
  if (a.big_ || b.big_) {
    return Rational::FromBig(BigInt{a.Num().value * b.Den().value},
                             BigInt{a.Den().value * b.Num().value});
  }
  const __int128 sign = b.num_ < 0 ? -1 : 1;
  const std::int64_t left = std::gcd(a.num_, b.num_);
  const std::int64_t right = std::gcd(b.den_, a.den_);
  return Rational::FromReduced(
      static_cast<__int128>(a.num_ / left) * (sign * (b.den_ / right)),
      static_cast<__int128>(a.den_ / right) * (sign * (b.num_ / left)));
}

Rational Rational::Pow(int exponent) const {
  if (!ok()) return *this;
  Rational base = exponent < 0 ? FromInt(1) / *this : *this;
  std::uint32_t rest = exponent < 0 ? 0u - static_cast<std::uint32_t>(exponent)
                                    : static_cast<std::uint32_t>(exponent);
  Rational result = FromInt(1);
  if (!base.ok()) return base;
  while (rest != 0) {
    if ((rest & 1) != 0) result *= base;
    rest >>= 1;
    if (rest != 0) base *= base;
    if (!result.ok()) return result;
    if (!base.ok()) return base;
  }
  return result;
}

bool operator==(const Rational& a, const Rational& b) {
  COVENANT_CHECK(a.ok() && b.ok());
  if (!a.big_ && !b.big_) return a.num_ == b.num_ && a.den_ == b.den_;
  // The small form is used whenever it fits, so the forms agree when equal.
  if (!a.big_ || !b.big_) return false;
  return a.big_->num == b.big_->num && a.big_->den == b.big_->den;
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  COVENANT_CHECK(a.ok() && b.ok());
  if (!a.big_ && !b.big_) {
    return static_cast<__int128>(a.num_) * b.den_ <=>
           static_cast<__int128>(b.num_) * a.den_;
  }
  const BigValue left = a.Num().value * b.Den().value;
  const BigValue right = b.Num().value * a.Den().value;
  return left.compare(right) <=> 0;
}

int Rational::Sign() const {
  COVENANT_CHECK(ok());
  if (big_) return big_->num.sign();
  return num_ < 0 ? -1 : num_ > 0 ? 1 : 0;
}

bool Rational::IsInteger() const {
  COVENANT_CHECK(ok());
  return big_ ? big_->den == 1 : den_ == 1;
}

Rational Rational::Abs() const { return ok() && Sign() < 0 ? -*this : *this; }

Rational Rational::Floor() const {
  if (!ok() || IsInteger()) return *this;
  return FromBig(
      BigInt{BigDivideRounded(Num().value, Den().value, RoundingMode::kFloor)},
      BigInt{BigValue(1)});
}

Rational Rational::Ceil() const {
  if (!ok() || IsInteger()) return *this;
  return FromBig(BigInt{BigDivideRounded(Num().value, Den().value,
                                         RoundingMode::kCeiling)},
                 BigInt{BigValue(1)});
}

Rational Rational::Truncate() const {
  if (!ok() || IsInteger()) return *this;
  return FromBig(
      BigInt{BigDivideRounded(Num().value, Den().value, RoundingMode::kDown)},
      BigInt{BigValue(1)});
}

std::optional<std::int64_t> Rational::ToInt64() const {
  COVENANT_CHECK(ok());
  if (!IsInteger()) return std::nullopt;
  if (!big_) return num_;
  if (big_->num == std::numeric_limits<std::int64_t>::min()) {
    return std::numeric_limits<std::int64_t>::min();
  }
  return std::nullopt;
}

Decimal Rational::Round(int decimal_places, RoundingMode mode) const {
  COVENANT_CHECK(ok());
  COVENANT_CHECK(decimal_places >= -Decimal::kMaxScale &&
                 decimal_places <= Decimal::kMaxScale);
  if (!big_ && decimal_places >= 0) {
    bool fits = false;
    const __int128 scaled =
        static_cast<__int128>(num_) * SmallPowerOfTen(decimal_places);
    Decimal result;
    result.small_ = SmallDivideRounded(scaled, den_, mode, &fits);
    result.scale_ = decimal_places;
    if (fits) return result;
  }
  if (decimal_places >= 0) {
    const BigValue scaled = Num().value * BigPowerOfTen(decimal_places);
    return Decimal::FromBig(BigInt{BigDivideRounded(scaled, Den().value, mode)},
                            decimal_places);
  }
  const BigValue step = BigPowerOfTen(-decimal_places);
  const BigValue wide = Den().value * step;
  return Decimal::FromBig(
      BigInt{BigDivideRounded(Num().value, wide, mode) * step}, 0);
}

std::string Rational::NumeratorText() const {
  COVENANT_CHECK(ok());
  return big_ ? BigToDigits(big_->num) : std::to_string(num_);
}

std::string Rational::DenominatorText() const {
  COVENANT_CHECK(ok());
  return big_ ? BigToDigits(big_->den) : std::to_string(den_);
}

std::string Rational::ToString() const {
  if (error_ == Error::kOverflow) return "overflow";
  if (error_ == Error::kDivideByZero) return "divide-by-zero";
  if (IsInteger()) return NumeratorText();
  return NumeratorText() + "/" + DenominatorText();
}

Rational Min(const Rational& a, const Rational& b) {
  if (!a.ok() || !b.ok()) return Rational::Latched(Worse(a, b));
  return b < a ? b : a;
}

Rational Max(const Rational& a, const Rational& b) {
  if (!a.ok() || !b.ok()) return Rational::Latched(Worse(a, b));
  return a < b ? b : a;
}

}  // namespace covenant
