// Expressions: reading, types, places of errors, text. How a formula is
// computed is tested in tests/replay/formula_test.cc.
#include "ledger/event/expression.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace covenant::expression_test {
namespace {

ExpressionNames Names() {
  ExpressionNames names;
  names.metrics = {{"ebit", "USD"},       {"sales", "USD"},
                   {"costs", "USD"},      {"wafers-sold", "wafers"},
                   {"hours", "hours"}};
  names.unit_of_clause =
      [](const std::string& clause) -> std::optional<std::string> {
    if (clause == "royalty") return "USD";
    if (clause == "shares") return "shares";
    return std::nullopt;
  };
  return names;
}

// "USD", or "problem@column: message | help".
std::string TypeOf(const std::string& text) {
  const auto parsed = ParseExpression(text);
  const auto show = [](const ExpressionProblem& problem) {
    return "@" + std::to_string(problem.at) + "+" +
           std::to_string(problem.length) + ": " + problem.message + " | " +
           problem.help;
  };
  if (parsed.problem) return show(*parsed.problem);
  const TypedExpression typed = TypeOfExpression(parsed.expression, Names());
  if (typed.problem) return show(*typed.problem);
  return typed.type.ToString();
}

std::string Text(const std::string& text) {
  const auto parsed = ParseExpression(text);
  if (parsed.problem) return parsed.problem->message;
  return ExpressionText(parsed.expression);
}

TEST(Expression, LiteralsHaveTheirTypes) {
  EXPECT_EQ(TypeOf("40000000 USD"), "USD");
  EXPECT_EQ(TypeOf("12.50 USD/wafers"), "USD/wafers");
  EXPECT_EQ(TypeOf("12.50 USD per wafers"), "USD/wafers");
  EXPECT_EQ(TypeOf("1000 wafers"), "wafers");
  EXPECT_EQ(TypeOf("6.5 %"), "a plain number");
  EXPECT_EQ(TypeOf("25 bps"), "a plain number");
  EXPECT_EQ(TypeOf("3/8"), "a plain number");
  EXPECT_EQ(TypeOf("1.5"), "a plain number");
  EXPECT_EQ(TypeOf("45 days"), "days");
  EXPECT_EQ(TypeOf("1 day + 2 days"), "days");
  EXPECT_EQ(TypeOf("0"), "any amount");
}

TEST(Expression, UnitsMultiplyAndCancel) {
  EXPECT_EQ(TypeOf("12.50 USD/wafers * wafers-sold"), "USD");
  EXPECT_EQ(TypeOf("ebit / wafers-sold"), "USD/wafers");
  EXPECT_EQ(TypeOf("ebit / sales"), "a plain number");
  EXPECT_EQ(TypeOf("ebit * 45 days / days-in-year"), "USD");
  EXPECT_EQ(TypeOf("50 % of max(0, ytd(ebit) - 40000000 USD)"), "USD");
  EXPECT_EQ(TypeOf("ebit > 5 USD"), "yes or no");
  EXPECT_EQ(TypeOf("if ebit > 0 then ebit else 0"), "USD");
  EXPECT_EQ(TypeOf("owed(royalty)"), "USD");
  EXPECT_EQ(TypeOf("owed(shares) * 2 USD/shares"), "USD");
  EXPECT_EQ(TypeOf("value(ipo, price) * 3"), "any amount");
  EXPECT_EQ(TypeOf("ytd(self)"), "any amount");
  EXPECT_EQ(TypeOf("marginal(sales; to 5 USD: 5 %; above: 3 %)"), "USD");
  EXPECT_EQ(TypeOf("whole(wafers-sold; below 5 wafers: 2 USD/wafers; above: 1 "
                   "USD/wafers)"),
            "USD");
}

TEST(Expression, DifferentUnitsDoNotJoin) {
  EXPECT_EQ(TypeOf("ebit + 45 days"),
            "@5+1: USD and days cannot be added | amounts of different units "
            "are never added or compared; multiply by a price such as `2.50 "
            "USD/wafers` first");
  EXPECT_EQ(TypeOf("max(ebit, sales, 5 wafers)"),
            "@17+1: USD and wafers cannot be taken together | amounts of "
            "different units are never added or compared; multiply by a price "
            "such as `2.50 USD/wafers` first");
  EXPECT_EQ(TypeOf("ebit - 5"),
            "@5+1: USD and a plain number cannot be subtracted | write the "
            "number with its unit, `1000 USD`, or multiply: a rate is taken "
            "`of` an amount");
  EXPECT_EQ(TypeOf("if ebit then 1 else 2"),
            "@3+4: a condition is expected | compare it: `a > 0 USD`");
  EXPECT_EQ(TypeOf("(ebit > 0) + 1"),
            "@6+1: a number is expected, not yes or no | use it as a "
            "condition: `if a > b then c else d`");
  EXPECT_EQ(TypeOf("5 hours"), "hours");
  EXPECT_EQ(TypeOf("2 sales"),
            "@0+1: `sales` is a metric, not a unit | multiply by it: write ` * "
            "sales`");
  EXPECT_EQ(TypeOf("self"),
            "@0+4: `self` is what this clause accrued in earlier periods | "
            "write `previous(self)`, `ytd(self)` or `cumulative(self)`");
  EXPECT_EQ(TypeOf("marginal(sales; to 5 EUR: 5 %; above: 3 %)"),
            "@19+1: the bound is EUR, and what is divided into tiers is USD | "
            "write the bound in the same unit");
  EXPECT_EQ(TypeOf("sales / 0"),
            "@8+1: division by zero | divide by another number");
}

TEST(Expression, NamesAreProposed) {
  EXPECT_EQ(TypeOf("ebti"),
            "@0+4: unknown metric `ebti` | did you mean `ebit`?");
  EXPECT_EQ(TypeOf("2 * sales-costs"),
            "@4+11: unknown metric `sales-costs` | a minus needs spaces around "
            "it: write `sales - costs`");
  EXPECT_EQ(TypeOf("maxx(1, 2)"),
            "@0+4: there is no function `maxx` | did you mean `max`?");
  EXPECT_EQ(TypeOf("quarterly-net"),
            "@0+13: unknown metric `quarterly-net` | name it with its unit "
            "under `metrics`: `metrics: { sales: USD }`");
}

TEST(Expression, SyntaxErrorsHaveAPlaceAndARemedy) {
  EXPECT_EQ(TypeOf("(ebit)-40 USD"),
            "@6+1: a minus between two values needs spaces around it | write "
            "`a - b`");
  EXPECT_EQ(TypeOf("max(0, ebit"),
            "@11+1: the expression ends too early | write `,` or `)` here; between "
            "`{` and `}` a comma ends a value: put the expression in quotes there");
  EXPECT_EQ(TypeOf("$5"),
            "@0+1: a currency is written as its code behind the number | write "
            "for example `40000000 USD`");
  EXPECT_EQ(TypeOf("5 usd"),
            "@2+3: a currency is written in capitals: `usd` | write `USD`");
  EXPECT_EQ(TypeOf("2 weeks"),
            "@2+5: `weeks` is a length of time, not a unit of an amount | spans "
            "are counted in days: `45 days`");
  EXPECT_EQ(TypeOf("1 < 2 < 3"),
            "@6+1: `<` cannot stand here | put comparisons in brackets: `(a < "
            "b) and (b < c)`");
  EXPECT_EQ(TypeOf("clamp(ebit, 0)"),
            "@0+5: `clamp` takes 3 values, here it has 2 | write `clamp(x, low, "
            "high)`");
  EXPECT_EQ(TypeOf("round(ebit, 1.5)"),
            "@12+3: the number of places is a whole number from 0 to 18 | write "
            "it in digits, for example `2`");
  EXPECT_EQ(TypeOf(""),
            "@0+1: the expression ends too early | write a value here");
}

TEST(Expression, TiersNeitherOverlapNorLeaveGaps) {
  EXPECT_EQ(TypeOf("marginal(sales; to 5 USD: 5 %; to 5 USD: 4 %; above: 3 %)"),
            "@31+2: the tiers overlap | write the tiers in order, each bound "
            "above the one before");
  EXPECT_EQ(TypeOf("whole(sales; up to 5 USD: 5 %)"),
            "@0+5: the tiers leave a gap | end them with `above`: `whole(x; up "
            "to 1000000 USD: 0 %; above: 7 %)`");
  EXPECT_EQ(TypeOf("whole(sales; above: 5 %; above: 6 %)"),
            "@25+5: nothing comes after `above` | write the tier that begins "
            "with `above` last");
}

TEST(Expression, HasBounds) {
  std::string deep(100, '(');
  deep += "1" + std::string(100, ')');
  EXPECT_EQ(Text(deep), "the expression is nested too deeply");
  EXPECT_EQ(Text("-" + std::string(3000, '-') + "1"),
            "the expression is nested too deeply");
  std::string chain = "1";
  for (int i = 0; i < 100; ++i) chain += " + 1";
  EXPECT_EQ(Text(chain), "the expression has too many parts or levels");
  std::string wide = "sum(1";
  for (int i = 0; i < 63; ++i) wide += ", 1";
  EXPECT_EQ(Text(wide + ")"), wide + ")");
  EXPECT_EQ(Text(wide + ", 1)"), "`sum` takes one value or more, here it has 65");
  EXPECT_EQ(Text(std::string(5000, ' ')), "the expression is too long");
}

TEST(Expression, TextHasTheBracketsThatItNeeds) {
  for (const char* text :
       {"50 % of max(0, ytd(ebit) - 40000000 USD)", "a - (b - c)", "a - b - c",
        "(a + b) * c", "a + b * c", "a / (b * c)", "a / b * c", "-(a + b)",
        "--a", "a - -b", "if a < b and not (c = d or e <> f) then 1 else 2",
        "if a < b then if c < d then 1 else 2 else 3", "(if a < b then 1 else 2) + 3",
        "12.50 USD/wafers * wafers-sold", "3/8 of a", "a / 8", "4 / 8",
        "marginal(x; to 1000000 USD: 5 %; to 5000000 USD: 4 %; above: 3 %)",
        "whole(x; below 10 USD: 0 %; up to 20 USD: 1 %; above: 7 %)",
        "owed(royalty) + value(ipo, price)", "trailing-average(ebit, 3)",
        "previous(self, 2) + period-number", "0 USD", "45 days", "25 bps"}) {
    EXPECT_EQ(Text(text), text);
  }
  EXPECT_EQ(Text("1 USD  per\n wafers*x"), "1 USD/wafers * x");
  EXPECT_EQ(Text("((a))"), "a");
  EXPECT_EQ(Text("whole(x; to 5 USD: 1 %; above: 2 %)"),
            "whole(x; up to 5 USD: 1 %; above: 2 %)");
  EXPECT_EQ(Text("6.5%"), "6.5 %");
}

TEST(Expression, KnowsWhatItNeeds) {
  const auto parsed =
      ParseExpression("ebit + owed(royalty) + ytd(owed(fee)) + period-number");
  ASSERT_NE(parsed.expression, nullptr);
  EXPECT_EQ(MetricsIn(parsed.expression), std::set<std::string>{"ebit"});
  const auto clauses = ClausesOwedIn(parsed.expression);
  ASSERT_EQ(clauses.size(), 2u);
  EXPECT_EQ(clauses.at("royalty"), 7u);
  EXPECT_EQ(clauses.at("fee"), 27u);
}

TEST(Expression, AMonthAndADay) {
  ASSERT_TRUE(ParseMonthDay("10-01"));
  EXPECT_EQ(ParseMonthDay("10-01")->month, 10);
  EXPECT_FALSE(ParseMonthDay("02-29"));
  EXPECT_FALSE(ParseMonthDay("13-01"));
  EXPECT_FALSE(ParseMonthDay("1-1"));
}

}  // namespace
}  // namespace covenant::expression_test
