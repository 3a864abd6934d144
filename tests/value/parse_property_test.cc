// Damaged and random texts: every Parse either refuses with a short message that
// is valid UTF-8, or gives a value whose text is read back as the same value.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/value/amount.h"
#include "ledger/value/currency.h"
#include "ledger/value/date.h"
#include "ledger/value/duration.h"
#include "ledger/value/ids.h"
#include "ledger/value/rate.h"
#include "ledger/value/timestamp.h"
#include "tests/value/parse_table.h"
#include "tests/value/property.h"

namespace covenant::parse_property_test {
namespace {

template <typename T>
void Check(const std::string& text) {
  const absl::StatusOr<T> value = T::Parse(text);
  if (!value.ok()) {
    ASSERT_TRUE(IsValidUtf8(MessageOf(value.status()))) << text;
    ASSERT_FALSE(value.status().message().empty()) << text;
    ASSERT_LE(value.status().message().size(), 700u) << text;
    return;
  }
  const absl::StatusOr<T> again = T::Parse(value->ToString());
  ASSERT_TRUE(again.ok()) << text;
  ASSERT_TRUE(*again == *value) << text;
  ASSERT_EQ(again->ToString(), value->ToString()) << text;
}

TEST(ParseProperty, RefusesOrRoundTrips) {
  static const std::vector<std::string> kSeeds = {
      "45000.00 EUR",
      "$45,000.00",
      "between 10.00 and 50.00 USD",
      "at least 2 %",
      "undisclosed",
      "undisclosed shares",
      "6.5 %",
      "25 bps",
      "-3/8",
      "2024-02-29",
      "31/12/2024",
      "5th of March 2024",
      "45 days",
      "1 year",
      "10 business-days",
      "0",
      "-0.05",
      "12345678901234567890.123456789"};
  static const std::string kLetters =
      "0123456789 -.,/%$+eEUSDabd_'\n\xe2\x82\xac";
  Property random("parsing", 60000);
  const auto any = [&](std::size_t size) {
    return static_cast<std::size_t>(
        random.Between(0, static_cast<std::int64_t>(size) - 1));
  };
  for (std::int64_t i = 0; i < random.cases(); ++i) {
    std::string text = kSeeds[any(kSeeds.size())];
    for (std::int64_t edits = random.Between(0, 4); edits > 0; --edits) {
      const std::size_t at = any(text.size() + 1);
      switch (random.Between(0, 3)) {
        case 0:
          text.insert(at, 1, kLetters[any(kLetters.size())]);
          break;
        case 1:
          if (at < text.size()) text.erase(at, 1 + any(3));
          break;
        case 2:
          if (at < text.size()) text[at] = kLetters[any(kLetters.size())];
          break;
        default: {
          const std::string& other = kSeeds[any(kSeeds.size())];
          text.insert(at, other.substr(any(other.size())));
        }
      }
    }
    SCOPED_TRACE(text + ", seed " + std::to_string(random.seed()));
    Check<Amount>(text);
    Check<Rate>(text);
    Check<Decimal>(text);
    Check<Rational>(text);
    Check<Unit>(text);
    Check<Date>(text);
    Check<Duration>(text);
    Check<Timestamp>(text);
    ASSERT_TRUE(IsValidUtf8(MessageOf(CheckStreamId(text))));
    ASSERT_TRUE(IsValidUtf8(MessageOf(CheckEventId(text))));
    const std::optional<std::string> code = SuggestCurrency(text);
    ASSERT_TRUE(!code || IsCurrencyCode(*code));
    if (HasFatalFailure()) return;
  }
}

// Wherever a message cuts a long text, no character of it is cut in two.
TEST(ParseProperty, CutsBetweenCharacters) {
  static const std::string kFour = "\xf2\xac\x8a\xac";
  for (std::size_t length = 0; length <= 200; ++length) {
    for (const char filler : {'\0', '0', '7', 'x', ' ', '-'}) {
      for (const char* const tail : {"", " EUR", " days", " %", "/8"}) {
        const std::string text = std::string(length, filler) + kFour + tail;
        SCOPED_TRACE(std::to_string(length) + " times " + filler + tail);
        Check<Amount>(text);
        Check<Rate>(text);
        Check<Decimal>(text);
        Check<Rational>(text);
        Check<Unit>(text);
        Check<Date>(text);
        Check<Duration>(text);
        Check<Timestamp>(text);
        ASSERT_TRUE(IsValidUtf8(MessageOf(CheckStreamId(text))));
        ASSERT_TRUE(IsValidUtf8(MessageOf(CheckEventId(text))));
        if (HasFatalFailure()) return;
      }
    }
  }
}

// A number of a megabyte is not repeated in the answer.
TEST(ParseProperty, MessagesStayShort) {
  for (const char digit : {'0', '7'}) {
    const std::string digits(1u << 20, digit);
    for (const char* const tail : {"", ".5", " days", "days", " EUR", "/3"}) {
      SCOPED_TRACE(std::string(1, digit) + tail);
      Check<Amount>(digits + tail);
      Check<Rate>(digits + tail);
      Check<Decimal>(digits + tail);
      Check<Rational>(digits + tail);
      Check<Unit>(digits + tail);
      Check<Date>(digits + tail);
      Check<Duration>(digits + tail);
      Check<Timestamp>(digits + tail);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace covenant::parse_property_test
