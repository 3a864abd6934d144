#include "ledger/value/number_text.h"

#include <cstddef>
#include <utility>

#include "ledger/value/decimal.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// "1,234.50" and the like: only digits and separators, groups of three at the
// end. Gives the digits without the separators, or nothing.
std::optional<std::string> WithoutSeparators(std::string_view text) {
  std::string_view whole = text;
  std::string_view fraction;
  const std::size_t point = text.rfind('.');
  if (point != std::string_view::npos && text.find('.') == point) {
    whole = text.substr(0, point);
    fraction = text.substr(point);
  }
  std::string result;
  std::size_t group = 0;
  bool separated = false;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const char c = whole[i];
    if (IsDigit(c) || (c == '-' && i == 0)) {
      result += c;
      group += IsDigit(c) ? 1 : 0;
      continue;
    }
    if (c != ',' && c != '.' && c != '\'' && c != '_' && c != ' ') {
      return std::nullopt;
    }
    if (group == 0 || (separated && group != 3 && group != 2)) {
      return std::nullopt;  // groups of two: 12,34,567
    }
    separated = true;
    group = 0;
  }
  if (!separated || group != 3) return std::nullopt;
  if (!fraction.empty() && !AllDigits(fraction.substr(1))) return std::nullopt;
  return result + std::string(fraction);
}

// The fix when the text put right is a number.
std::optional<NumberFix> Checked(std::string_view problem, std::string plain) {
  if (!Decimal::Parse(plain).ok()) return std::nullopt;
  return NumberFix{problem, std::move(plain)};
}

}  // namespace

std::optional<NumberFix> FixNumber(std::string_view text) {
  constexpr std::string_view kSeparators =
      "thousands separators are not allowed in";
  // Longer than any number with separators; and Checked() must not come back
  // here with a longer text.
  constexpr std::size_t kMaxBytes = 100;
  if (text.empty() || text.size() > kMaxBytes) return std::nullopt;
  for (const char c : text) {
    if (!IsDigit(c) &&
        std::string_view("-.,'_ ").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  if (std::optional<std::string> joined = WithoutSeparators(text)) {
    return Checked(kSeparators, *std::move(joined));
  }
  if (text.find(',') != std::string_view::npos) {
    std::string swapped(text);  // "45.000,00"
    for (char& c : swapped) c = c == ',' ? '.' : c == '.' ? ',' : c;
    if (text.find('.') == std::string_view::npos) {
      return Checked("the decimal separator is '.', not ',':",
                     std::move(swapped));
    }
    if (std::optional<std::string> joined = WithoutSeparators(swapped)) {
      return Checked(kSeparators, *std::move(joined));
    }
  }
  const bool negative = text.front() == '-';
  const std::string_view body = negative ? text.substr(1) : text;
  if (!body.empty() && body.front() == '.') {
    return Checked("a digit must stand before the '.':",
                   Concat({negative ? "-0" : "0", body}));
  }
  if (!body.empty() && body.back() == '.') {
    return Checked("a digit must stand after the '.':",
                   std::string(text.substr(0, text.size() - 1)));
  }
  return std::nullopt;
}

}  // namespace covenant
