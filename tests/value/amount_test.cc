#include "ledger/value/amount.h"

#include "gtest/gtest.h"
#include "ledger/value/currency.h"
#include "tests/value/parse_table.h"

namespace covenant::amount_test {
namespace {

constexpr absl::StatusCode kRange = absl::StatusCode::kOutOfRange;

TEST(Currency, KnowsTheStandard) {
  struct Row {
    std::string code;
    int minor_units;
  };
  for (const Row& row : std::vector<Row>{
           {"EUR", 2}, {"USD", 2}, {"GBP", 2}, {"CHF", 2}, {"JPY", 0},
           {"KRW", 0}, {"ISK", 0}, {"VND", 0}, {"CLP", 0}, {"XOF", 0},
           {"KWD", 3}, {"BHD", 3}, {"OMR", 3}, {"TND", 3}, {"JOD", 3},
           {"IQD", 3}, {"LYD", 3}, {"CLF", 4}, {"UYW", 4}, {"UYI", 0},
           {"MRU", 2}, {"HUF", 2}, {"XDR", 2}, {"ZWG", 2}, {"XCG", 2},
           {"AED", 2}, {"ZWL", 2}}) {
    EXPECT_TRUE(IsCurrencyCode(row.code)) << row.code;
    EXPECT_EQ(MinorUnits(row.code), row.minor_units) << row.code;
  }
  for (const std::string bad :
       {"", "eur", "EU", "EURO", "XXX", "XTS", "DEM", "BTC", "ZZZ", "EUR2",
        "UR2", "AAA", "E\xC3\x9CR"}) {
    EXPECT_FALSE(IsCurrencyCode(bad)) << bad;
    EXPECT_EQ(MinorUnits(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(AllCurrencyCodes().size(), 182u);
  for (const std::string& code : AllCurrencyCodes()) {
    EXPECT_TRUE(IsCurrencyCode(code)) << code;
    EXPECT_EQ(SuggestCurrency(code), code);
  }
}

TEST(Currency, Suggests) {
  EXPECT_EQ(SuggestCurrency("eur"), "EUR");
  EXPECT_EQ(SuggestCurrency("$"), "USD");
  EXPECT_EQ(SuggestCurrency("€"), "EUR");
  EXPECT_EQ(SuggestCurrency("A$"), "AUD");
  EXPECT_EQ(SuggestCurrency("RMB"), "CNY");
  EXPECT_EQ(SuggestCurrency("DEM"), "EUR");
  EXPECT_EQ(SuggestCurrency("UDS"), "USD");
  EXPECT_EQ(SuggestCurrency("EURO"), "EUR");
  EXPECT_EQ(SuggestCurrency("shares"), std::nullopt);
  EXPECT_EQ(SuggestCurrency(""), std::nullopt);
}

TEST(Unit, Parses) {
  ExpectGood<Unit>({{"EUR", ""},
                    {"shares", ""},
                    {"mwh", ""},
                    {"kgs", ""},
                    {"person-days", ""},
                    {"co2-tonnes", ""},
                    {"a", ""},
                    {std::string(32, 'a'), ""}});
  EXPECT_TRUE(Must<Unit>("JPY").IsCurrency());
  EXPECT_EQ(Must<Unit>("JPY").DecimalPlaces(), 0);
  EXPECT_EQ(Must<Unit>("EUR").DecimalPlaces(), 2);
  EXPECT_FALSE(Must<Unit>("shares").IsCurrency());
  EXPECT_EQ(Must<Unit>("shares").DecimalPlaces(), 0);
  EXPECT_LT(Must<Unit>("USD"), Must<Unit>("shares"));
  EXPECT_EQ(Unit().ToString(), "units");
}

TEST(Unit, RefusesOtherText) {
  ExpectBad<Unit>({{"", "a unit is missing"},
                   {"EURO", "unknown currency `EURO`; did you mean `EUR`?"},
                   {"EUX", "did you mean `EUR`?"},
                   {"QQQQ", "three-letter ISO 4217 code"},
                   {"eur", "written in capitals: `eur`; write `EUR`"},
                   {"$",
                    "is not a currency code; write the ISO 4217 code, "
                    "such as `USD`"},
                   {"Eur", "such as `EUR`"},
                   {"Euro", "such as `EUR`"},
                   {"MWh", "unit name such as `mwh`"},
                   {"Shares", "unit name such as `shares`"},
                   {"Metric Tonnes", "unit name such as `metric-tonnes`"},
                   {"%", "makes a rate"},
                   {"percent", "makes a rate"},
                   {"bps", "makes a rate"},
                   {"days", "is a length of time"},
                   {"month", "is a length of time"},
                   {"years", "is a length of time"},
                   {"weeks", "is a length of time"},
                   {"business-days", "is a length of time"},
                   {"undisclosed", "word of the amount grammar"},
                   {"2x", "not a unit"},
                   {"-a", "not a unit"},
                   {"a_b", "such as `a-b`"},
                   {std::string(33, 'a'), "at most 32 characters"},
                   {"tönnes", "not a unit"},
                   {"a\n", "not a unit: `a\\x0a`"}});
}

TEST(Amount, Parses) {
  ExpectGood<Amount>({{"45000.00 EUR", ""},
                      {"8750000 shares", ""},
                      {"0.0000125 USD", ""},
                      {"0 EUR", ""},
                      {"-12.50 EUR", ""},
                      {"undisclosed USD", ""},
                      {"undisclosed shares", ""},
                      {"at least 5000.00 USD", ""},
                      {"at most 50000000000 USD", ""},
                      {"at most -1 USD", ""},
                      {"between 10.00 and 50.00 USD", ""},
                      {"between -5 and 5 units", ""}});
}

TEST(Amount, RefusesOtherText) {
  ExpectBad<Amount>(
      {{"", "an amount is missing"},
       {"45000.00", "found a bare number; write `45000.00 EUR`"},
       {"-5", "found a bare number; write `-5 EUR`"},
       {"45,000.00", "thousands separators"},
       {"45,000.00 EUR",
        "thousands separators are not allowed in `45,000.00`; write "
        "`45000.00`"},
       {"45 000 EUR", "write `45000`"},
       {"45.000,00 EUR", "write `45000.00`"},
       {"12,50 EUR", "write `12.50`"},
       {"45000.00 EURO", "unknown currency `EURO`; did you mean `EUR`?"},
       {"45000.00 UDS", "did you mean `USD`?"},
       {"45000.00 eur", "written in capitals: `eur`; write `EUR`"},
       {"$45,000.00",
        "currency symbols are ambiguous: `$45,000.00`; write the "
        "ISO 4217 code after the number, such as `45000.00 USD`"},
       {"$5", "such as `5 USD`"},
       {"-$5", "such as `-5 USD`"},
       {"$ 5.00", "such as `5.00 USD`"},
       {"€5.00", "such as `5.00 EUR`"},
       {"5.00 €", "such as `5.00 EUR`"},
       {"5.00€", "such as `5.00 EUR`"},
       {"5 $", "such as `5 USD`"},
       {"€45.000,00", "such as `45000.00 EUR`"},
       {"12,50 €", "such as `12.50 EUR`"},
       {"$1\xff,000", "not an amount: `$1\\xff,000`"},
       {"$1..5", "not an amount"},
       {"at least $5", "such as `5 USD`"},
       {"EUR 45000.00",
        "the currency stands after the number: `EUR 45000.00`; write "
        "`45000.00 EUR`"},
       {"EUR 45,000.00", "write `45000.00 EUR`"},
       {"45000.00EUR", "write `45000.00 EUR`"},
       {"45000.00  EUR", "one space"},
       {"45000.00 EUR ", "one space"},
       {"5 percent", "makes a rate"},
       {"5 %", "not an amount"},
       {"5 days", "is a length of time"},
       {"undisclosed", "write `undisclosed USD`"},
       {"undisclosedUSD", "not an amount"},
       {"undisclosed UDS", "did you mean `USD`?"},
       {"at least", "not an amount"},
       {"at least 5", "found a bare number; write `5 EUR`"},
       {"at least undisclosed USD", "not an amount"},
       {"At least 5 USD", "not an amount"},
       {"between 10 USD", "not an amount"},
       {"between 10 and 50", "found a bare number"},
       {"between 10 USD and 50 USD", "written once, at the end"},
       {"between 50 and 10 USD", "write `between 10 and 50 USD`"},
       {"between 5 and 5.00 USD",
        "both ends of the range are equal; write "
        "`5 USD`"},
       {"between x and 5.00 USD", "not a number: `x`"},
       {"five EUR", "not an amount"},
       {"EUR", "not an amount"},
       {" ", "not an amount"},
       {"5 Shares", "unit name such as `shares`"},
       {"1e6 EUR", "no exponent"},
       {"0.0000000000000000001 EUR", "decimal places", kRange},
       {"12345678901234567890123456789012345678901 EUR", "41 digits", kRange},
       {"12345678901234567890123456789012345678901", "41 digits", kRange}});
}

TEST(Amount, TellsWhatIsKnown) {
  const Amount exact = Must<Amount>("45000.00 EUR");
  EXPECT_TRUE(exact.IsExact());
  EXPECT_FALSE(exact.IsUndisclosed());
  EXPECT_EQ(exact.value().ToString(), "45000.00");
  EXPECT_EQ(exact.unit().text(), "EUR");
  EXPECT_EQ(exact.Range(), RationalRange::FromInt(45000));
  EXPECT_FALSE(exact.MayBeNegative());
  const Amount unknown = Must<Amount>("undisclosed USD");
  EXPECT_TRUE(unknown.IsUndisclosed());
  EXPECT_FALSE(unknown.IsExact());
  EXPECT_TRUE(unknown.Range().IsUnknown());
  EXPECT_TRUE(unknown.MayBeNegative());
  const Amount range = Must<Amount>("between 10.00 and 50.00 USD");
  EXPECT_EQ(range.Range().ToString(), "between 10 and 50");
  EXPECT_EQ(range.at_least()->ToString(), "10.00");
  EXPECT_EQ(Must<Amount>("at least 2 USD").at_most(), std::nullopt);
  EXPECT_TRUE(Must<Amount>("at most 2 USD").MayBeNegative());
  EXPECT_EQ(Must<Amount>("1.0 EUR"), Must<Amount>("1.00 EUR"));
  EXPECT_FALSE(Must<Amount>("1 EUR") == Must<Amount>("1 USD"));
  EXPECT_FALSE(Must<Amount>("1 EUR") == Must<Amount>("at least 1 EUR"));
  EXPECT_EQ(Amount().ToString(), "0 units");
  EXPECT_DEATH((void)unknown.value(), "IsExact");
}

TEST(Amount, FromComputedRanges) {
  const Unit eur = Must<Unit>("EUR");
  const auto rounded = [&](const RationalRange& range) {
    const absl::StatusOr<Amount> amount =
        Amount::FromRange(range, eur, 2, RoundingMode::kHalfAway);
    return amount.ok() ? amount->ToString() : MessageOf(amount.status());
  };
  const Rational third = Rational::Fraction(1, 3);
  EXPECT_EQ(rounded(RationalRange::Exact(third)), "0.33 EUR");
  EXPECT_EQ(rounded(RationalRange::Unknown()), "undisclosed EUR");
  EXPECT_EQ(rounded(RationalRange::AtLeast(third)), "at least 0.33 EUR");
  EXPECT_EQ(rounded(RationalRange::Between(third, Rational::FromInt(2))),
            "between 0.33 and 2.00 EUR");
  // Ends that round to one number are that number.
  EXPECT_EQ(
      rounded(RationalRange::Between(Rational::Fraction(331, 1000), third)),
      "0.33 EUR");
  EXPECT_NE(rounded(RationalRange::Latched(Rational::Error::kDivideByZero))
                .find("divides by zero"),
            std::string::npos);
  EXPECT_FALSE(Amount::Of(Decimal::FromInt(2), Decimal::FromInt(1), eur).ok());
  EXPECT_EQ(
      Amount::Of(Decimal::FromInt(2), Decimal::FromInt(2), eur)->ToString(),
      "2 EUR");
}

}  // namespace
}  // namespace covenant::amount_test
