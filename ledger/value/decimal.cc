#include "ledger/value/decimal.h"

#include <limits>
#include <numeric>
#include <utility>

#include "ledger/value/big_int.h"
#include "ledger/value/check.h"
#include "ledger/value/number_text.h"
#include "ledger/value/rational.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// 2^576 has 174 digits.
constexpr std::size_t kMaxUnitsDigits = 174;

absl::Status CheckScale(int scale) {
  if (scale >= 0 && scale <= Decimal::kMaxScale) return absl::OkStatus();
  return OutOfRangeText({"a number cannot have ", std::to_string(scale),
                         " decimal places; 0 to 18 are allowed"});
}

absl::Status ExplainBadNumber(std::string_view text) {
  if (text.empty()) {
    return InvalidText({"a number is missing; write it as `45000.00`"});
  }
  if (const std::optional<NumberFix> fix = FixNumber(text)) {
    return InvalidText(
        {fix->problem, " ", Quoted(text), "; write `", fix->plain, "`"});
  }
  if (text.front() == '+') {
    return InvalidText(
        {"a number has no leading '+': ", Quoted(text), "; leave it out"});
  }
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos && exponent > 0 &&
      IsDigit(text[exponent - 1])) {
    return InvalidText(
        {"a number has no exponent: ", Quoted(text), "; write all its digits"});
  }
  return InvalidText({"not a number: ", Quoted(text),
                      "; write digits with an optional '-' and '.', such as "
                      "`45000.00`"});
}

}  // namespace

void BigIntDelete::operator()(const BigInt* big) const { delete big; }

Decimal::Decimal(const Decimal& other)
    : small_(other.small_),
      big_(other.big_ ? new BigInt(*other.big_) : nullptr),
      scale_(other.scale_) {}

Decimal& Decimal::operator=(const Decimal& other) {
  if (this == &other) return *this;
  small_ = other.small_;
  big_.reset(other.big_ ? new BigInt(*other.big_) : nullptr);
  scale_ = other.scale_;
  return *this;
}

Decimal Decimal::FromBig(const BigInt& coefficient, int scale) {
  COVENANT_CHECK(scale >= 0 && scale <= kMaxScale);
  COVENANT_CHECK(BigBits(coefficient.value) <= kMaxCoefficientBits);
  Decimal result;
  result.scale_ = scale;
  const std::optional<std::int64_t> small = BigToInt64(coefficient.value);
  if (small) {
    result.small_ = *small;
  } else {
    result.big_.reset(new BigInt(coefficient));
  }
  return result;
}

Decimal Decimal::FromSmall(std::int64_t coefficient, int scale) {
  if (coefficient == std::numeric_limits<std::int64_t>::min()) {
    return FromBig(BigInt{BigValue(coefficient)}, scale);  // has no negation
  }
  Decimal result;
  result.small_ = coefficient;
  result.scale_ = scale;
  return result;
}

BigInt Decimal::Coefficient() const {
  return big_ ? *big_ : BigInt{BigValue(small_)};
}

absl::StatusOr<Decimal> Decimal::Parse(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view body = negative ? text.substr(1) : text;
  const std::size_t point = body.find('.');
  const bool has_point = point != std::string_view::npos;
  const std::string_view whole = body.substr(0, point);
  const std::string_view fraction =
      has_point ? body.substr(point + 1) : std::string_view();
  if (!AllDigits(whole) || (has_point && !AllDigits(fraction))) {
    return ExplainBadNumber(text);
  }
  if (fraction.size() > static_cast<std::size_t>(kMaxScale)) {
    return OutOfRangeText({"the number ", Quoted(text), " has ",
                           std::to_string(fraction.size()),
                           " decimal places; at most 18 are allowed"});
  }
  if (whole.size() + fraction.size() >
      static_cast<std::size_t>(kMaxTextDigits)) {
    return OutOfRangeText({"the number ", Quoted(text), " has ",
                           std::to_string(whole.size() + fraction.size()),
                           " digits; at most 40 are allowed"});
  }
  if (whole.size() > 1 && whole.front() == '0') {
    std::string_view rest = whole;
    while (rest.size() > 1 && rest.front() == '0') rest.remove_prefix(1);
    return InvalidText({"needless leading zeros in ", Quoted(text), "; write `",
                        negative ? "-" : "", rest, has_point ? "." : "",
                        fraction, "`"});
  }
  std::string digits(whole);
  digits += fraction;
  if (digits.size() <= 18 && !negative) {
    std::int64_t small = 0;
    for (const char c : digits) small = small * 10 + (c - '0');
    return FromSmall(small, static_cast<int>(fraction.size()));
  }
  BigValue value = BigFromDigits(digits);
  if (negative) {
    if (value.is_zero()) {
      return InvalidText(
          {"zero has no sign: ", Quoted(text), "; write `", body, "`"});
    }
    value.backend().negate();
  }
  return FromBig(BigInt{std::move(value)}, static_cast<int>(fraction.size()));
}

absl::StatusOr<Decimal> Decimal::FromUnits(std::int64_t units, int scale) {
  if (absl::Status status = CheckScale(scale); !status.ok()) return status;
  return FromSmall(units, scale);
}

absl::StatusOr<Decimal> Decimal::FromUnitsText(std::string_view digits,
                                               int scale) {
  if (absl::Status status = CheckScale(scale); !status.ok()) return status;
  const bool negative = !digits.empty() && digits.front() == '-';
  const std::string_view body = negative ? digits.substr(1) : digits;
  if (!AllDigits(body) || (body.front() == '0' && (negative || body != "0"))) {
    return InvalidText({"not the units of a number: ", Quoted(digits),
                        "; write an integer without leading zeros"});
  }
  if (body.size() > kMaxUnitsDigits) {
    return OutOfRangeText({"the units ", Quoted(digits), " are too large"});
  }
  BigInt value{BigFromDigits(digits)};
  if (BigBits(value.value) > kMaxCoefficientBits) {
    return OutOfRangeText({"the units ", Quoted(digits), " are too large"});
  }
  return FromBig(value, scale);
}

Decimal Decimal::FromInt(std::int64_t value) { return FromSmall(value, 0); }

absl::StatusOr<Decimal> Decimal::FromRational(const Rational& value) {
  if (!value.ok()) return value.status();
  for (int scale = 0; scale <= kMaxScale; ++scale) {
    Decimal candidate = value.Round(scale, RoundingMode::kDown);
    const Rational back = candidate.ToRational();
    if (back.ok() && back == value) return candidate;
  }
  return OutOfRangeText({"the number ", Quoted(value.ToString()),
                         " has no exact decimal with at most 18 places; round "
                         "it first"});
}

std::optional<std::int64_t> Decimal::Units() const {
  if (!big_) return small_;
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  if (big_->value == kLeast) return kLeast;
  return std::nullopt;
}

std::string Decimal::UnitsText() const {
  return big_ ? BigToDigits(big_->value) : std::to_string(small_);
}

Rational Decimal::ToRational() const {
  if (!big_) {
    std::int64_t power = 1;
    for (int i = 0; i < scale_; ++i) power *= 10;
    const std::int64_t common = std::gcd(small_, power);
    return Rational::FromReduced(small_ / common, power / common);
  }
  return Rational::FromBig(Coefficient(), BigInt{BigPowerOfTen(scale_)});
}

int Decimal::Sign() const {
  if (big_) return big_->value.sign();
  return small_ < 0 ? -1 : small_ > 0 ? 1 : 0;
}

Decimal Decimal::Negated() const {
  if (big_) return FromBig(BigInt{-big_->value}, scale_);
  Decimal result;
  result.small_ = -small_;
  result.scale_ = scale_;
  return result;
}

absl::StatusOr<Decimal> Decimal::Rescaled(int scale) const {
  if (absl::Status status = CheckScale(scale); !status.ok()) return status;
  BigInt value = Coefficient();
  if (scale >= scale_) {
    value.value *= BigPowerOfTen(scale - scale_);
  } else {
    const BigValue step = BigPowerOfTen(scale_ - scale);
    if (!BigValue(value.value % step).is_zero()) {
      return OutOfRangeText({"the number ", Quoted(ToString()),
                             " does not fit in ", std::to_string(scale),
                             " decimal places; round it first"});
    }
    value.value /= step;
  }
  if (BigBits(value.value) > kMaxCoefficientBits) {
    return OutOfRangeText({"the number ", Quoted(ToString()),
                           " is too large for ", std::to_string(scale),
                           " decimal places"});
  }
  return FromBig(value, scale);
}

std::string Decimal::ToString() const {
  std::string text = UnitsText();
  if (scale_ == 0) return text;
  const std::size_t sign = Sign() < 0 ? 1 : 0;
  const std::size_t places = static_cast<std::size_t>(scale_);
  const std::size_t digits = text.size() - sign;
  if (digits <= places) text.insert(sign, places + 1 - digits, '0');
  text.insert(text.size() - places, 1, '.');
  return text;
}

bool operator==(const Decimal& a, const Decimal& b) {
  return (a <=> b) == std::strong_ordering::equal;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_ && !a.big_ && !b.big_) return a.small_ <=> b.small_;
  if (a.Sign() != b.Sign()) return a.Sign() <=> b.Sign();
  BigValue left = a.Coefficient().value;
  BigValue right = b.Coefficient().value;
  if (a.scale_ < b.scale_) left *= BigPowerOfTen(b.scale_ - a.scale_);
  if (b.scale_ < a.scale_) right *= BigPowerOfTen(a.scale_ - b.scale_);
  return left.compare(right) <=> 0;
}

bool Decimal::SameForm(const Decimal& a, const Decimal& b) {
  return a.scale_ == b.scale_ && a == b;
}

}  // namespace covenant
