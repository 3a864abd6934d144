#include "ledger/value/range.h"

#include <utility>

#include "ledger/value/check.h"

namespace covenant {
namespace {

using End = std::optional<Rational>;

Rational::Error Worse(const RationalRange& a, const RationalRange& b) {
  return a.ok() ? b.error() : a.error();
}

// An end of a product or a corner of one, on the line extended by both
// infinities: sign -1 or 1 with no number is that infinity.
struct Extended {
  End number;
  int infinite = 0;
};

Extended LowerEnd(const RationalRange& range) {
  if (range.at_least()) return {range.at_least(), 0};
  return {std::nullopt, -1};
}

Extended UpperEnd(const RationalRange& range) {
  if (range.at_most()) return {range.at_most(), 0};
  return {std::nullopt, 1};
}

int SignOf(const Extended& value) {
  return value.number ? value.number->Sign() : value.infinite;
}

// With 0 * infinity = 0, as IEEE 1788-2015, 10.5.3 has it for interval ends.
Extended Times(const Extended& a, const Extended& b) {
  if (a.number && b.number) return {*a.number * *b.number, 0};
  const int sign = SignOf(a) * SignOf(b);
  if (sign == 0) return {Rational(), 0};
  return {std::nullopt, sign};
}

bool Below(const Extended& a, const Extended& b) {
  if (a.number && b.number) return *a.number < *b.number;
  return a.infinite < b.infinite;
}

}  // namespace

RationalRange::RationalRange() : lo_(Rational()), hi_(Rational()) {}

RationalRange RationalRange::Exact(Rational value) {
  if (!value.ok()) return Latched(value.error());
  RationalRange result;
  result.lo_ = value;
  result.hi_ = std::move(value);
  return result;
}

RationalRange RationalRange::Between(Rational at_least, Rational at_most) {
  return Of(std::move(at_least), std::move(at_most));
}

RationalRange RationalRange::AtLeast(Rational at_least) {
  return Of(std::move(at_least), std::nullopt);
}

RationalRange RationalRange::AtMost(Rational at_most) {
  return Of(std::nullopt, std::move(at_most));
}

RationalRange RationalRange::Unknown() {
  return Of(std::nullopt, std::nullopt);
}

RationalRange RationalRange::Of(std::optional<Rational> at_least,
                                std::optional<Rational> at_most) {
  if (at_least && !at_least->ok()) return Latched(at_least->error());
  if (at_most && !at_most->ok()) return Latched(at_most->error());
  COVENANT_CHECK(!at_least || !at_most || *at_least <= *at_most);
  RationalRange result;
  result.lo_ = std::move(at_least);
  result.hi_ = std::move(at_most);
  return result;
}

RationalRange RationalRange::FromInt(std::int64_t value) {
  return Exact(Rational::FromInt(value));
}

RationalRange RationalRange::Latched(Rational::Error error) {
  COVENANT_CHECK(error != Rational::Error::kNone);
  RationalRange result;
  result.lo_.reset();
  result.hi_.reset();
  result.error_ = error;
  return result;
}

absl::Status RationalRange::status() const {
  return ok() ? absl::OkStatus() : Rational::Latched(error_).status();
}

bool RationalRange::IsExact() const {
  return ok() && lo_ && hi_ && *lo_ == *hi_;
}

bool RationalRange::IsUnknown() const { return ok() && !lo_ && !hi_; }

bool RationalRange::IsExactlyZero() const { return IsExact() && lo_->IsZero(); }

bool RationalRange::Contains(const Rational& point) const {
  COVENANT_CHECK(ok());
  return (!lo_ || *lo_ <= point) && (!hi_ || point <= *hi_);
}

const std::optional<Rational>& RationalRange::at_least() const {
  COVENANT_CHECK(ok());
  return lo_;
}

const std::optional<Rational>& RationalRange::at_most() const {
  COVENANT_CHECK(ok());
  return hi_;
}

const Rational& RationalRange::value() const {
  COVENANT_CHECK(IsExact());
  return *lo_;
}

RationalRange RationalRange::operator-() const {
  if (!ok()) return *this;
  return Of(hi_ ? End(-*hi_) : End(), lo_ ? End(-*lo_) : End());
}

RationalRange operator+(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return RationalRange::Latched(Worse(a, b));
  return RationalRange::Of(a.lo_ && b.lo_ ? End(*a.lo_ + *b.lo_) : End(),
                           a.hi_ && b.hi_ ? End(*a.hi_ + *b.hi_) : End());
}

RationalRange operator-(const RationalRange& a, const RationalRange& b) {
  return a + -b;
}

RationalRange operator*(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return RationalRange::Latched(Worse(a, b));
  if (a.IsExact() && b.IsExact()) {
    return RationalRange::Exact(*a.lo_ * *b.lo_);
  }
  const Extended corners[] = {
      Times(LowerEnd(a), LowerEnd(b)), Times(LowerEnd(a), UpperEnd(b)),
      Times(UpperEnd(a), LowerEnd(b)), Times(UpperEnd(a), UpperEnd(b))};
  for (const Extended& corner : corners) {
    if (corner.number && !corner.number->ok()) {
      return RationalRange::Latched(corner.number->error());
    }
  }
  const Extended* low = &corners[0];
  const Extended* high = &corners[0];
  for (const Extended& corner : corners) {
    if (Below(corner, *low)) low = &corner;
    if (Below(*high, corner)) high = &corner;
  }
  return RationalRange::Of(low->number, high->number);
}

RationalRange operator/(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return RationalRange::Latched(Worse(a, b));
  if (b.IsExactlyZero()) {
    return RationalRange::Latched(Rational::Error::kDivideByZero);
  }
  if (a.IsExactlyZero() && !b.Contains(Rational())) return a;
  if (b.Contains(Rational())) return RationalRange::Unknown();
  // The reciprocal of an open end is 0, which closes the range.
  const Rational one = Rational::FromInt(1);
  return a * RationalRange::Of(b.hi_ ? one / *b.hi_ : Rational(),
                               b.lo_ ? one / *b.lo_ : Rational());
}

RationalRange RationalRange::Abs() const {
  if (!ok()) return *this;
  if (lo_ && lo_->Sign() >= 0) return *this;
  if (hi_ && hi_->Sign() <= 0) return -*this;
  if (!lo_ || !hi_) return AtLeast(Rational());
  return Between(Rational(), covenant::Max(-*lo_, *hi_));
}

RationalRange RationalRange::Round(int decimal_places,
                                   RoundingMode mode) const {
  if (!ok()) return *this;
  const auto rounded = [&](const End& end) {
    return end ? End(end->Round(decimal_places, mode).ToRational()) : End();
  };
  if (IsExact()) return Exact(*rounded(lo_));
  return Of(rounded(lo_), rounded(hi_));
}

RationalRange RationalRange::Floor() const {
  if (!ok()) return *this;
  return Of(lo_ ? End(lo_->Floor()) : End(), hi_ ? End(hi_->Floor()) : End());
}

RationalRange RationalRange::Ceil() const {
  if (!ok()) return *this;
  return Of(lo_ ? End(lo_->Ceil()) : End(), hi_ ? End(hi_->Ceil()) : End());
}

bool operator==(const RationalRange& a, const RationalRange& b) {
  return a.error_ == b.error_ && a.lo_ == b.lo_ && a.hi_ == b.hi_;
}

std::string RationalRange::ToString() const {
  if (!ok()) return Rational::Latched(error_).ToString();
  if (IsExact()) return lo_->ToString();
  if (lo_ && hi_)
    return "between " + lo_->ToString() + " and " + hi_->ToString();
  if (lo_) return "at least " + lo_->ToString();
  if (hi_) return "at most " + hi_->ToString();
  return "unknown";
}

RationalRange Min(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return RationalRange::Latched(Worse(a, b));
  End low;
  if (a.at_least() && b.at_least()) low = Min(*a.at_least(), *b.at_least());
  End high = a.at_most() ? a.at_most() : b.at_most();
  if (a.at_most() && b.at_most()) high = Min(*a.at_most(), *b.at_most());
  return RationalRange::Of(std::move(low), std::move(high));
}

RationalRange Max(const RationalRange& a, const RationalRange& b) {
  return -Min(-a, -b);
}

RationalRange Clamp(const RationalRange& x, const RationalRange& low,
                    const RationalRange& high) {
  return Max(low, Min(x, high));
}

RationalRange Hull(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return RationalRange::Latched(Worse(a, b));
  End low;
  End high;
  if (a.at_least() && b.at_least()) low = Min(*a.at_least(), *b.at_least());
  if (a.at_most() && b.at_most()) high = Max(*a.at_most(), *b.at_most());
  return RationalRange::Of(std::move(low), std::move(high));
}

std::optional<bool> Less(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return std::nullopt;
  if (a.at_most() && b.at_least() && *a.at_most() < *b.at_least()) return true;
  if (a.at_least() && b.at_most() && *a.at_least() >= *b.at_most()) {
    return false;
  }
  return std::nullopt;
}

std::optional<bool> LessOrEqual(const RationalRange& a,
                                const RationalRange& b) {
  const std::optional<bool> greater = Less(b, a);
  if (!greater) return std::nullopt;
  return !*greater;
}

std::optional<bool> Equal(const RationalRange& a, const RationalRange& b) {
  if (!a.ok() || !b.ok()) return std::nullopt;
  if (a.IsExact() && b.IsExact()) return a.value() == b.value();
  const std::optional<bool> below = Less(a, b);
  const std::optional<bool> above = Less(b, a);
  if ((below && *below) || (above && *above)) return false;
  return std::nullopt;
}

}  // namespace covenant
