// Decimal, Rational and RationalRange against GMP, operation by operation: each
// result must be the true one where that is within the bound, and the stated
// error where it is not. Results are operands of later operations, so values
// grow up to the bounds and beyond. The test labelled `slow` runs ten million
// operations, the ordinary one some of them; the seed is printed.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/value/decimal.h"
#include "ledger/value/range.h"
#include "ledger/value/rational.h"
#include "tests/value/exact_model.h"
#include "tests/value/property.h"

namespace covenant::exact_campaign_test {
namespace {

namespace model = exact_model;

// The same number twice.
struct Number {
  Rational value;
  mpq_class model;
};

struct Written {
  Decimal value;
  mpz_class units;
  int scale = 0;

  mpq_class model() const { return model::OfUnits(units, scale); }
};

struct Range {
  RationalRange value;
  std::optional<mpq_class> low;
  std::optional<mpq_class> high;
};

class Operations {
 public:
  explicit Operations(Property& random) : random_(random) {
    for (Number& number : pool_) number = NewNumber();
  }

  // One operation; what it got wrong, or an empty text.
  std::string One() {
    static constexpr std::array<std::string (Operations::*)(), 20> kAll = {
        &Operations::Arithmetic,   &Operations::Arithmetic,
        &Operations::Arithmetic,   &Operations::Arithmetic,
        &Operations::Round,        &Operations::Round,
        &Operations::RoundNearTie, &Operations::Compare,
        &Operations::ParseDecimal, &Operations::PrintDecimal,
        &Operations::UnitsOf,      &Operations::CompareDecimals,
        &Operations::AddDecimals,  &Operations::Rescale,
        &Operations::Convert,      &Operations::ParseFraction,
        &Operations::Integers,     &Operations::Power,
        &Operations::ProRata,      &Operations::Ranges};
    return (this->*kAll[Index(kAll.size())])();
  }

 private:
  // --- Random values.

  std::size_t Index(std::size_t size) {
    return static_cast<std::size_t>(
        random_.Between(0, static_cast<std::int64_t>(size) - 1));
  }
  int Int(int low, int high) {
    return static_cast<int>(random_.Between(low, high));
  }
  RoundingMode Mode() { return kAllRoundingModes[Index(8)]; }

  // Of at most `bits` bits: small ones, words, neighbours of powers of ten and
  // of two, and any others; zero and negative ones too.
  mpz_class Integer(int bits) {
    static constexpr std::array<int, 14> kEdges = {
        31, 32, 53, 62, 63, 64, 126, 127, 128, 255, 256, 511, 512, 576};
    mpz_class result = 1;
    const int kind = Int(0, 9);
    if (kind < 3) {
      result = Int(0, 1000);
    } else if (kind == 3) {
      result = model::PowerOfTen(Int(0, bits * 3 / 10)) + Int(-1, 1);
    } else if (kind == 4) {
      const int edge = kEdges[Index(kEdges.size())];
      result = (result << std::min(edge, bits)) + Int(-2, 1);
    } else {
      result = Bits(Int(1, kind < 8 ? std::min(64, bits) : bits));
    }
    if (model::Bits(result) > static_cast<std::size_t>(bits)) {
      result = (mpz_class(1) << bits) - 1;
    }
    return Int(0, 1) == 0 ? result : mpz_class(-result);
  }

  mpz_class Bits(int count) {
    mpz_class result = 0;
    for (int have = 0; have < count; have += 32) {
      result = (result << 32) + static_cast<unsigned>(random_.Bits() >> 32);
    }
    const int surplus = (count + 31) / 32 * 32 - count;
    return result >> surplus;
  }

  // Powers of ten and halves of them, parts of a year, and any others.
  mpz_class Denominator(int bits) {
    static constexpr std::array<int, 8> kParts = {3,   4,   7,   12,
                                                  252, 360, 365, 366};
    mpz_class result;
    switch (Int(0, 4)) {
      case 0:
        return 1;
      case 1:
        result = model::PowerOfTen(Int(0, 20)) * Int(1, 2);
        break;
      case 2:
        return kParts[Index(kParts.size())];
      default:
        result = Integer(bits);
    }
    return sgn(result) == 0 ? mpz_class(1) : mpz_class(abs(result));
  }

  Number NewNumber() {
    if (Int(0, 31) == 0) {  // the ends of a machine word, which has no minus one
      using Word = std::numeric_limits<std::int64_t>;
      const std::int64_t word = Int(0, 1) == 0 ? Word::min() : Word::max();
      return {Rational::FromInt(word), mpz_class(word)};
    }
    static constexpr std::array<int, 5> kBits = {20, 63, 64, 200, 512};
    const int bits = kBits[Index(kBits.size())];
    Number result;
    result.model = model::Fraction(Integer(bits), Denominator(bits));
    const auto parsed = Rational::Parse(result.model.get_str());
    if (!parsed.ok()) {
      ADD_FAILURE() << result.model << " is refused, seed " << random_.seed();
      return {};
    }
    result.value = *parsed;
    return result;
  }

  // A new one, or a result of before.
  Number AnyNumber() {
    return Int(0, 2) == 0 ? NewNumber() : pool_[Index(pool_.size())];
  }
  void Keep(Number number) {
    pool_[Index(pool_.size())] = Int(0, 3) == 0 ? NewNumber() : std::move(number);
  }

  Written NewDecimal() {
    static constexpr std::array<int, 5> kBits = {20, 63, 64, 130, 576};
    Written result;
    result.units = Integer(kBits[Index(kBits.size())]);
    result.scale = Int(0, Decimal::kMaxScale);
    const auto value =
        Decimal::FromUnitsText(result.units.get_str(), result.scale);
    if (!value.ok()) {
      ADD_FAILURE() << result.units << " is refused, seed " << random_.seed();
      return {};
    }
    result.value = *value;
    return result;
  }

  // --- What is wrong, as a text.

  static std::string TextOf(const std::optional<mpq_class>& truth,
                            Rational::Error otherwise) {
    if (!truth) return Rational::Latched(otherwise).ToString();
    return model::IsRational(*truth) ? truth->get_str() : "overflow";
  }

  // The value against the true result; nothing stands for a division by zero.
  static std::string Check(const std::string& what, const Rational& value,
                           const std::optional<mpq_class>& truth) {
    const std::string expected =
        TextOf(truth, Rational::Error::kDivideByZero);
    const std::string text = value.ToString();
    if (text == expected) return "";
    return what + " gives " + text + ", not " + expected;
  }

  // A decimal against the coefficient and scale that it must have; nothing
  // stands for a refusal.
  template <typename Result>
  static std::string Check(const std::string& what, const Result& value,
                           const std::optional<mpz_class>& units, int scale) {
    if (!value.ok()) {
      return units ? what + " is refused, not " + units->get_str() : "";
    }
    if (!units) return what + " gives " + value->ToString() + ", no error";
    if (value->UnitsText() == units->get_str() && value->Scale() == scale &&
        value->ToString() == model::Written(*units, scale) &&
        value->Sign() == sgn(*units)) {
      return "";
    }
    return what + " gives " + value->ToString() + ", not " +
           model::Written(*units, scale);
  }

  static std::string CheckRound(const Number& a, int places,
                                RoundingMode mode) {
    return Check(a.model.get_str() + " to " + std::to_string(places) +
                     " places " + std::string(RoundingModeName(mode)),
                 absl::StatusOr<Decimal>(a.value.Round(places, mode)),
                 model::Rounded(a.model, places, mode), std::max(places, 0));
  }

  // --- The operations.

  std::string Arithmetic() {
    const Number a = AnyNumber(), b = AnyNumber();
    const char op = "+-*/"[Int(0, 3)];
    Number result;
    std::optional<mpq_class> truth;
    if (op == '+') {
      result.value = a.value + b.value;
      truth = a.model + b.model;
    } else if (op == '-') {
      result.value = a.value - b.value;
      truth = a.model - b.model;
    } else if (op == '*') {
      result.value = a.value * b.value;
      truth = a.model * b.model;
    } else {
      result.value = a.value / b.value;
      if (sgn(b.model) != 0) truth = a.model / b.model;
    }
    std::string wrong = Check(
        a.model.get_str() + " " + op + " " + b.model.get_str(), result.value,
        truth);
    if (result.value.ok() && truth) {
      result.model = *truth;
      Keep(std::move(result));
    }
    return wrong;
  }

  std::string Round() {
    return CheckRound(AnyNumber(), Int(-Decimal::kMaxScale, Decimal::kMaxScale),
                      Mode());
  }

  // At or next to the middle between two neighbours.
  std::string RoundNearTie() {
    const int places = Int(-Decimal::kMaxScale, Decimal::kMaxScale);
    mpq_class middle = Integer(Int(0, 3) == 0 ? 400 : 60);
    middle += model::Fraction(1, 2);
    if (Int(0, 2) == 0) {
      middle += model::Fraction(Int(-1, 1), model::PowerOfTen(Int(1, 20)));
    }
    if (places >= 0) middle /= model::PowerOfTen(places);
    if (places < 0) middle *= model::PowerOfTen(-places);
    const auto value = Rational::Parse(middle.get_str());
    if (!value.ok()) return middle.get_str() + " is refused";
    return CheckRound({*value, middle}, places, Mode());
  }

  std::string Compare() {
    const Number a = AnyNumber();
    Number b = Int(0, 7) == 0 ? a : AnyNumber();
    const int order = cmp(a.model, b.model);
    const bool right = (a.value < b.value) == (order < 0) &&
                       (a.value == b.value) == (order == 0) &&
                       (a.value > b.value) == (order > 0) &&
                       Min(a.value, b.value) == (order < 0 ? a : b).value &&
                       Max(a.value, b.value) == (order < 0 ? b : a).value &&
                       a.value.Sign() == sgn(a.model);
    if (right) return "";
    return a.model.get_str() + " compared with " + b.model.get_str();
  }

  std::string ParseDecimal() {
    std::string whole = Int(0, 5) == 0 ? "0" : Digits(Int(1, 42));
    if (whole.size() > 1 && whole.front() == '0') whole.front() = '1';
    const std::string fraction = Int(0, 2) == 0 ? "" : Digits(Int(1, 20));
    const bool negative = Int(0, 1) == 1;
    const std::string text = (negative ? "-" : "") + whole +
                             (fraction.empty() ? "" : "." + fraction);
    mpz_class units(whole + fraction, 10);
    if (negative) units = -units;
    const bool allowed = whole.size() + fraction.size() <= 40 &&
                         fraction.size() <= 18 &&
                         !(negative && sgn(units) == 0);
    return Check("the text " + text, Decimal::Parse(text),
                 allowed ? std::optional(units) : std::nullopt,
                 static_cast<int>(fraction.size()));
  }

  std::string Digits(int count) {
    std::string digits;
    const bool nines = Int(0, 9) == 0;
    while (count-- > 0) {
      digits += static_cast<char>('0' + (nines ? 9 : Int(0, 9)));
    }
    return digits;
  }

  std::string PrintDecimal() {
    const Written a = NewDecimal();
    std::string wrong = Check("the decimal", absl::StatusOr<Decimal>(a.value),
                              a.units, a.scale);
    if (!wrong.empty()) return wrong;
    wrong = Check("negated " + a.value.ToString(),
                  absl::StatusOr<Decimal>(a.value.Negated()),
                  mpz_class(-a.units), a.scale);
    if (!wrong.empty()) return wrong;
    std::string digits = a.value.ToString();
    std::erase_if(digits, [](char c) { return c == '-' || c == '.'; });
    if (digits.size() > 40) return "";
    return Check("the text of " + a.value.ToString(),
                 Decimal::Parse(a.value.ToString()), a.units, a.scale);
  }

  // Around the bound of the coefficient, and as machine words.
  std::string UnitsOf() {
    mpz_class units = Integer(578);
    if (Int(0, 3) == 0) {
      units = ((mpz_class(1) << 576) + Int(-2, 1)) * (Int(0, 1) == 0 ? 1 : -1);
    }
    const int scale = Int(-2, Decimal::kMaxScale + 2);
    const bool scaled = scale >= 0 && scale <= Decimal::kMaxScale;
    const std::string what = "the units " + units.get_str();
    const auto value = Decimal::FromUnitsText(units.get_str(), scale);
    std::string wrong =
        Check(what, value,
              scaled && model::IsCoefficient(units) ? std::optional(units)
                                                    : std::nullopt,
              scale);
    if (!wrong.empty() || !value.ok()) return wrong;
    const bool fits = mpz_fits_slong_p(units.get_mpz_t()) != 0;
    if (value->Units().has_value() != fits) return what + " as a machine word";
    if (!fits) return "";
    if (*value->Units() != units.get_si()) return what + " as a machine word";
    return Check(what, Decimal::FromUnits(units.get_si(), scale), units, scale);
  }

  std::string CompareDecimals() {
    const Written a = NewDecimal(), b = NewDecimal();
    const int order = cmp(a.model(), b.model());
    if ((a.value < b.value) == (order < 0) &&
        (a.value == b.value) == (order == 0) &&
        Decimal::SameForm(a.value, b.value) ==
            (order == 0 && a.scale == b.scale)) {
      return "";
    }
    return a.value.ToString() + " compared with " + b.value.ToString();
  }

  // Decimals are computed as fractions and written as decimals again.
  std::string AddDecimals() {
    const Written a = NewDecimal(), b = NewDecimal();
    if (!model::IsRational(a.model()) || !model::IsRational(b.model())) {
      return "";
    }
    const bool product = Int(0, 1) == 1;
    const Rational value = product
                               ? a.value.ToRational() * b.value.ToRational()
                               : a.value.ToRational() + b.value.ToRational();
    const mpq_class truth = product ? mpq_class(a.model() * b.model())
                                    : mpq_class(a.model() + b.model());
    std::string wrong = Check(a.value.ToString() + (product ? " * " : " + ") +
                                  b.value.ToString(),
                              value, truth);
    if (!wrong.empty() || !value.ok()) return wrong;
    return CheckBack({value, truth});
  }

  // To the smallest scale that holds it, or refused.
  static std::string CheckBack(const Number& a) {
    std::optional<mpz_class> units;
    int scale = 0;
    for (; scale <= Decimal::kMaxScale && !units; ++scale) {
      const mpq_class scaled = a.model * model::PowerOfTen(scale);
      if (scaled.get_den() == 1) units = scaled.get_num();
    }
    return Check("the decimal of " + a.model.get_str(),
                 Decimal::FromRational(a.value), units, scale - 1);
  }

  std::string Rescale() {
    const Written a = NewDecimal();
    const int scale = Int(-1, Decimal::kMaxScale + 1);
    std::optional<mpz_class> units;
    if (scale >= 0 && scale <= Decimal::kMaxScale) {
      const mpq_class scaled = a.model() * model::PowerOfTen(scale);
      if (scaled.get_den() == 1 && model::IsCoefficient(scaled.get_num())) {
        units = scaled.get_num();
      }
    }
    return Check(a.value.ToString() + " with scale " + std::to_string(scale),
                 a.value.Rescaled(scale), units, scale);
  }

  std::string Convert() {
    if (Int(0, 1) == 0) return CheckBack(AnyNumber());
    const Written a = NewDecimal();
    return Check("the fraction of " + a.value.ToString(), a.value.ToRational(),
                 a.model());
  }

  std::string ParseFraction() {
    const mpz_class num = Integer(516);
    const mpz_class den = Int(0, 2) == 0 ? mpz_class(1) : Denominator(516);
    std::string text = num.get_str();
    if (den != 1 || Int(0, 1) == 0) text += "/" + den.get_str();
    const mpq_class truth = model::Fraction(num, den);
    // So many digits as 2^512 has are read.
    const bool read = mpz_class(abs(num)).get_str().size() <= 155 &&
                      den.get_str().size() <= 155;
    const auto value = Rational::Parse(text);
    if (value.ok() != (read && model::IsRational(truth))) {
      return "the text " + text + (value.ok() ? " is read" : " is refused");
    }
    return value.ok() ? Check("the text " + text, *value, truth) : "";
  }

  std::string Integers() {
    const Number a = AnyNumber();
    const std::string text = a.model.get_str();
    const mpz_class below = model::Floor(a.model);
    const bool whole = a.model == below;
    const mpz_class above = whole ? below : mpz_class(below + 1);
    for (const std::string& wrong :
         {Check("the floor of " + text, a.value.Floor(), mpq_class(below)),
          Check("the ceiling of " + text, a.value.Ceil(), mpq_class(above)),
          Check(text + " cut off", a.value.Truncate(),
                mpq_class(sgn(a.model) < 0 ? above : below)),
          Check("the size of " + text, a.value.Abs(), mpq_class(abs(a.model))),
          Check("minus " + text, -a.value, mpq_class(-a.model))}) {
      if (!wrong.empty()) return wrong;
    }
    const bool fits = whole && mpz_fits_slong_p(below.get_mpz_t()) != 0;
    const auto word = a.value.ToInt64();
    if (a.value.IsInteger() != whole || word.has_value() != fits ||
        (fits && *word != below.get_si())) {
      return text + " as a machine word";
    }
    if (!fits) return "";
    return Check(text + " from a machine word", Rational::FromInt(*word),
                 a.model);
  }

  std::string Power() {
    const Number a = AnyNumber();
    const int exponent = Int(-24, 24);
    const unsigned long size = static_cast<unsigned long>(std::abs(exponent));
    mpz_class num, den;
    mpz_pow_ui(num.get_mpz_t(), a.model.get_num_mpz_t(), size);
    mpz_pow_ui(den.get_mpz_t(), a.model.get_den_mpz_t(), size);
    if (exponent < 0) swap(num, den);
    std::optional<mpq_class> truth;
    if (sgn(den) != 0) truth = model::Fraction(num, den);
    return Check(a.model.get_str() + " to the power " +
                     std::to_string(exponent),
                 a.value.Pow(exponent), truth);
  }

  // A sum by days: each day's part of what accrued, rounded at the end of each
  // day; the parts make up the whole.
  std::string ProRata() {
    const Written sum = NewDecimal();
    if (model::Bits(sum.units) > 450) return "";
    static constexpr std::array<int, 6> kDays = {1, 7, 30, 90, 365, 366};
    const int total = kDays[Index(kDays.size())];
    const int day = Int(0, total);
    const RoundingMode mode = Mode();
    const int places = Int(0, 4);
    const auto part = [&](int days) {
      return sum.value.ToRational() * Rational::Fraction(days, total);
    };
    const mpq_class truth = sum.model() * model::Fraction(day, total);
    const std::string what = sum.value.ToString() + " for " +
                             std::to_string(day) + " of " +
                             std::to_string(total) + " days";
    std::string wrong = Check(what, part(day), truth);
    if (!wrong.empty()) return wrong;
    wrong = CheckRound({part(day), truth}, places, mode);
    if (!wrong.empty()) return wrong;
    return Check(what + " and the rest", part(day) + part(total - day),
                 sum.model());
  }

  // --- Ranges.

  Range NewRange() {
    Range range;
    mpq_class a = model::Fraction(Integer(40), Denominator(20));
    mpq_class b = model::Fraction(Integer(40), Denominator(20));
    if (Int(0, 4) == 0) a = 0;
    if (Int(0, 4) == 0) b = a;
    if (b < a) swap(a, b);
    if (Int(0, 5) != 0) range.low = a;
    if (Int(0, 5) != 0) range.high = b;
    const auto end = [](const std::optional<mpq_class>& number) {
      return number ? std::optional(*Rational::Parse(number->get_str()))
                    : std::nullopt;
    };
    range.value = RationalRange::Of(end(range.low), end(range.high));
    return range;
  }

  // An end of a product: nothing is the infinity of that sign; 0 times it is 0.
  struct Corner {
    std::optional<mpq_class> number;
    int sign;
  };
  static Corner At(const std::optional<mpq_class>& end, int infinite) {
    return {end, end ? sgn(*end) : infinite};
  }

  static void Multiply(const Range& a, const Range& b, Range& product) {
    bool first = true, open_low = false, open_high = false;
    mpq_class low, high;
    for (const Corner& x : {At(a.low, -1), At(a.high, 1)}) {
      for (const Corner& y : {At(b.low, -1), At(b.high, 1)}) {
        const int sign = x.sign * y.sign;
        if ((!x.number || !y.number) && sign != 0) {
          (sign < 0 ? open_low : open_high) = true;
          continue;
        }
        const mpq_class corner =
            sign == 0 ? mpq_class(0) : mpq_class(*x.number * *y.number);
        if (first || corner < low) low = corner;
        if (first || corner > high) high = corner;
        first = false;
      }
    }
    product.low = open_low ? std::nullopt : std::optional(low);
    product.high = open_high ? std::nullopt : std::optional(high);
  }

  static Range Inverse(const Range& b) {
    Range result;
    const mpq_class nothing = 0;
    // Zero is outside, so both ends have the same sign; 1 / infinity is 0.
    result.low = b.high ? 1 / *b.high : nothing;
    result.high = b.low ? 1 / *b.low : nothing;
    return result;
  }

  static std::string Text(const Range& range) {
    return "[" + (range.low ? range.low->get_str() : "-inf") + ", " +
           (range.high ? range.high->get_str() : "inf") + "]";
  }

  static std::string CheckRange(const std::string& what,
                                const RationalRange& value, const Range& truth) {
    const auto same = [](const std::optional<Rational>& end,
                         const std::optional<mpq_class>& model) {
      return end.has_value() == model.has_value() &&
             (!end || end->ToString() == model->get_str());
    };
    if (value.ok() && same(value.at_least(), truth.low) &&
        same(value.at_most(), truth.high)) {
      return "";
    }
    return what + " gives " + value.ToString() + ", not " + Text(truth);
  }

  std::string Ranges() {
    const Range a = NewRange(), b = NewRange();
    const std::string of = Text(a) + " and " + Text(b);
    const auto map = [](const auto& x, const auto& y, const auto& function) {
      return x && y ? std::optional<mpq_class>(function(*x, *y)) : std::nullopt;
    };
    Range truth;
    if (Int(0, 3) == 0) {
      truth.low = map(a.low, b.low, [](auto x, auto y) { return x + y; });
      truth.high = map(a.high, b.high, [](auto x, auto y) { return x + y; });
      return CheckRange("the sum of " + of, a.value + b.value, truth);
    }
    if (Int(0, 2) == 0) {
      truth.low = map(a.low, b.high, [](auto x, auto y) { return x - y; });
      truth.high = map(a.high, b.low, [](auto x, auto y) { return x - y; });
      return CheckRange("the difference of " + of, a.value - b.value, truth);
    }
    if (Int(0, 1) == 0) {
      const int places = Int(-Decimal::kMaxScale, Decimal::kMaxScale);
      const RoundingMode mode = Mode();
      const auto rounded = [&](const auto& end) -> std::optional<mpq_class> {
        if (!end) return std::nullopt;
        return model::OfUnits(model::Rounded(*end, places, mode),
                              std::max(places, 0));
      };
      return CheckRange("rounded " + Text(a), a.value.Round(places, mode),
                        {{}, rounded(a.low), rounded(a.high)});
    }
    if (Int(0, 1) == 0) {
      Multiply(a, b, truth);
      return CheckRange("the product of " + of, a.value * b.value, truth);
    }
    const RationalRange quotient = a.value / b.value;
    const bool straddles =
        (!b.low || sgn(*b.low) <= 0) && (!b.high || sgn(*b.high) >= 0);
    if (straddles && b.low && b.high && *b.low == *b.high) {
      return quotient.error() == Rational::Error::kDivideByZero
                 ? ""
                 : "no error from the quotient of " + of;
    }
    if (!straddles) Multiply(a, Inverse(b), truth);
    return CheckRange("the quotient of " + of, quotient, truth);
  }

  Property& random_;
  std::array<Number, 64> pool_;
};

TEST(ExactCampaign, AgreesWithGmp) {
  Property random("operations against GMP", 200000);
  Operations operations(random);
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    const std::string wrong = operations.One();
    ASSERT_EQ(wrong, "") << "operation " << i << ", seed " << random.seed();
    ASSERT_FALSE(HasFailure());
  }
}

}  // namespace
}  // namespace covenant::exact_campaign_test
