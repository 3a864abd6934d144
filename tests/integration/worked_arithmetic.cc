#include <cctype>
#include <string>
#include <vector>

#include "ledger/value/rational.h"
#include "tests/integration/worked_file.h"

namespace covenant {
namespace {

// Arithmetic of a worked example: numbers with thousands separators, % behind
// them, + - * / ( ) and min, max.
class Arithmetic {
 public:
  explicit Arithmetic(const std::string& text) : text_(text) {}

  // False where the text is not one expression.
  bool Whole(Rational& value) {
    value = Sum();
    Space();
    return good_ && at_ == text_.size() && value.ok();
  }

 private:
  void Space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool Take(const std::string& word) {
    Space();
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  Rational Sum() {
    Rational value = Product();
    for (;;) {
      if (Take("+")) {
        value += Product();
      } else if (Take("-")) {
        value -= Product();
      } else {
        return value;
      }
    }
  }
  Rational Product() {
    Rational value = Factor();
    for (;;) {
      if (Take("*")) {
        value *= Factor();
      } else if (Take("/")) {
        value /= Factor();
      } else {
        return value;
      }
    }
  }
  Rational Factor() {
    Rational value = Plain();
    while (Take("%")) value /= Rational::FromInt(100);
    return value;
  }
  Rational Plain() {
    if (Take("-")) return -Factor();
    if (Take("max(")) return Chosen(true);
    if (Take("min(")) return Chosen(false);
    if (Take("(")) {
      const Rational value = Sum();
      good_ = Take(")") && good_;
      return value;
    }
    return Number();
  }
  Rational Chosen(bool greatest) {
    Rational value = Sum();
    while (Take(";")) {
      const Rational other = Sum();
      if (other.ok() && value.ok() && (other > value) == greatest) {
        value = other;
      }
    }
    good_ = Take(")") && good_;
    return value;
  }
  Rational Number() {
    Space();
    Rational value;
    Rational scale = Rational::FromInt(1);
    bool point = false;
    const std::size_t start = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
        value = value * Rational::FromInt(10) + Rational::FromInt(c - '0');
        if (point) scale *= Rational::FromInt(10);
      } else if (c == '.' && !point) {
        point = true;
      } else if (c != ',') {
        break;
      }
    }
    if (at_ == start) good_ = false;
    return value / scale;
  }

  std::string text_;
  std::size_t at_ = 0;
  bool good_ = true;
};

// Digits behind the point of a number as written.
int PlacesOf(const std::string& text) {
  const std::size_t point = text.find('.');
  int places = 0;
  for (std::size_t i = point; i < text.size() && point < text.size(); ++i) {
    places += std::isdigit(static_cast<unsigned char>(text[i])) != 0 ? 1 : 0;
  }
  return places;
}

// Half away from zero.
Rational Rounded(const Rational& value, int places) {
  const Rational scale = Rational::FromInt(10).Pow(places);
  const Rational half = Rational::Fraction(1, 2);
  const Rational size = (value.Abs() * scale + half).Floor() / scale;
  return value.Sign() < 0 ? -size : size;
}

}  // namespace

std::string CheckArithmetic(const std::string& line) {
  const std::string text = line.substr(line.find(':') + 1);
  std::vector<std::string> sides(1);
  std::string signs;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=' || text[i] == '~') {
      signs += text[i];
      sides.emplace_back();
    } else {
      sides.back() += text[i];
    }
  }
  std::vector<Rational> values(sides.size());
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (!Arithmetic(sides[i]).Whole(values[i])) {
      return "cannot be read:" + sides[i];
    }
    if (i == 0) continue;
    const Rational left = signs[i - 1] == '~'
                              ? Rounded(values[i - 1], PlacesOf(sides[i]))
                              : values[i - 1];
    if (left != values[i]) {
      return "is " + values[i - 1].ToString() + ", not" + sides[i];
    }
  }
  return "";
}

}  // namespace covenant
