#include "ledger/value/rate.h"

#include <cstddef>
#include <utility>

#include "ledger/value/decimal.h"
#include "ledger/value/range_words.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::size_t kMaxFractionDigits = 40;  // of each part, as Decimal

bool TakeSuffix(std::string_view* text, std::string_view suffix) {
  if (text->size() < suffix.size() ||
      text->substr(text->size() - suffix.size()) != suffix) {
    return false;
  }
  text->remove_suffix(suffix.size());
  return true;
}

struct Part {
  Rational value;
  std::string text;  // as it will be written
};

absl::StatusOr<Part> Scaled(std::string_view number, std::string_view unit,
                            std::int64_t divisor) {
  absl::StatusOr<Decimal> decimal = Decimal::Parse(number);
  if (!decimal.ok()) return decimal.status();
  return Part{decimal->ToRational() / Rational::FromInt(divisor),
              Concat({number, " ", unit})};
}

absl::Status NotARate(std::string_view text) {
  return InvalidText({"not a rate: ", Quoted(text),
                      "; write for example `6.5 %`, `25 bps`, `3/8`, `at most "
                      "4 %` or `undisclosed`"});
}

absl::StatusOr<Part> ParsePart(std::string_view text) {
  std::string_view number = text;
  if (TakeSuffix(&number, "%")) {
    TakeSuffix(&number, " ");
    return Scaled(number, "%", 100);
  }
  if (TakeSuffix(&number, " bps")) return Scaled(number, "bps", 10000);
  for (const std::string_view word :
       {" percent", " per cent", " pct", " basis points", "bps", " bp"}) {
    number = text;
    if (!TakeSuffix(&number, word) || !Decimal::Parse(number).ok()) continue;
    const bool points = word.find('b') != std::string_view::npos;
    return InvalidText({"not a rate: ", Quoted(text), "; write `", number,
                        points ? " bps`" : " %`"});
  }
  if (text.empty()) {
    return InvalidText({"a rate is missing; write for example `6.5 %`"});
  }
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    if (slash > kMaxFractionDigits + 1 ||
        text.size() - slash - 1 > kMaxFractionDigits) {
      return OutOfRangeText({"the fraction ", Quoted(text),
                             " is too long; at most 40 digits are allowed "
                             "above and below the line"});
    }
    absl::StatusOr<Rational> fraction = Rational::Parse(text);
    if (!fraction.ok()) return fraction.status();
    return Part{*std::move(fraction), std::string(text)};
  }
  if (Decimal::Parse(text).ok()) {
    return InvalidText({"rate needs its unit: write `", text,
                        " %` (or `bps`, or a fraction such as `3/8`)"});
  }
  return NotARate(text);
}

}  // namespace

Rate::Rate() : text_("0 %") {}

Rate::Rate(RationalRange range, std::string text)
    : range_(std::move(range)), text_(std::move(text)) {}

absl::StatusOr<Rate> Rate::Parse(std::string_view text) {
  if (text == kUndisclosed) return Undisclosed();
  std::string_view rest = text;
  if (TakePrefix(&rest, kBetween)) {
    const std::size_t middle = rest.find(kAnd);
    if (middle == std::string_view::npos) return NotARate(text);
    absl::StatusOr<Part> low = ParsePart(rest.substr(0, middle));
    absl::StatusOr<Part> high = ParsePart(rest.substr(middle + kAnd.size()));
    if (!low.ok() && high.ok() && Decimal::Parse(rest.substr(0, middle)).ok()) {
      return InvalidText({"each end of a rate needs its unit: ", Quoted(text),
                          "; write for example `between 2 % and 4 %`"});
    }
    if (!low.ok()) return low.status();
    if (!high.ok()) return high.status();
    if (low->value == high->value) {
      return InvalidText(
          {"both ends of the range are equal; write `", low->text, "`"});
    }
    if (high->value < low->value) {
      return InvalidText(
          {"the lower end of the range is above its upper end; "
           "write `between ",
           high->text, " and ", low->text, "`"});
    }
    std::string written = Concat({kBetween, low->text, kAnd, high->text});
    return Rate(
        RationalRange::Between(std::move(low->value), std::move(high->value)),
        std::move(written));
  }
  const bool at_least = TakePrefix(&rest, kAtLeast);
  const bool at_most = !at_least && TakePrefix(&rest, kAtMost);
  absl::StatusOr<Part> part = ParsePart(rest);
  if (!part.ok()) return part.status();
  if (at_least) {
    return Rate(RationalRange::AtLeast(std::move(part->value)),
                Concat({kAtLeast, part->text}));
  }
  if (at_most) {
    return Rate(RationalRange::AtMost(std::move(part->value)),
                Concat({kAtMost, part->text}));
  }
  return Rate(RationalRange::Exact(std::move(part->value)),
              std::move(part->text));
}

Rate Rate::Undisclosed() {
  return Rate(RationalRange::Unknown(), std::string(kUndisclosed));
}

absl::StatusOr<Rate> Rate::Exact(const Rational& value) {
  if (!value.ok()) return value.status();
  const absl::StatusOr<Decimal> percent =
      Decimal::FromRational(value * Rational::FromInt(100));
  std::string text =
      percent.ok() ? percent->ToString() + " %" : value.ToString();
  absl::StatusOr<Rate> parsed = Parse(text);
  if (!parsed.ok()) {
    return OutOfRangeText({"the rate ", Quoted(value.ToString()),
                           " has too many digits to be written"});
  }
  return parsed;
}

}  // namespace covenant
