#include <gtest/gtest.h>

#include "cli/render/diff_view.h"
#include "cli/render/figures.h"
#include "cli/render/json.h"
#include "cli/render/owed.h"
#include "cli/render/table.h"
#include "cli/render/terminal.h"
#include "cli/render/tree.h"

namespace covenant::cli::render_test {
namespace {

constexpr Terminal kPlain = {.color = false, .unicode = true, .width = 0};

Amount Eur(const char* text) {
  return *Amount::Parse(std::string(text) + " EUR");
}

std::size_t Widest(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    widest = std::max(widest, TextWidth(text.substr(at, end - at)));
    at = end + 1;
  }
  return widest;
}

Obligation MakeObligation(const std::string& id, ObligationState state,
                          const char* owed) {
  Obligation one;
  one.id = id;
  one.contract = "acme-nova";
  one.clause = "royalty";
  one.debtor = "acme";
  one.creditor = "nova";
  one.kind = "payment";
  one.due = *Date::Parse("2024-07-30");
  one.unit = "EUR";
  for (Amount* amount :
       {&one.accrued, &one.interest, &one.waived, &one.credited, &one.paid,
        &one.disputed, &one.contingent, &one.overpaid}) {
    *amount = Eur("0.00");
  }
  one.accrued = Eur(owed);
  one.owed = Eur(owed);
  one.state = state;
  return one;
}

TEST(FiguresTest, GroupsThousands) {
  EXPECT_EQ(Grouped("0.00"), "0.00");
  EXPECT_EQ(Grouped("999"), "999");
  EXPECT_EQ(Grouped("-1234567.50"), "-1,234,567.50");
  EXPECT_EQ(GroupAmounts("set a.b-2024 to 38000000000 USD by 2026-04-27"),
            "set a.b-2024 to 38,000,000,000 USD by 2026-04-27");
}

TEST(FiguresTest, UnknownIsNeverANumber) {
  EXPECT_EQ(AmountText(*Amount::Parse("undisclosed EUR"), {"missing-report"}),
            "unknown EUR (missing-report)");
  EXPECT_EQ(AmountText(*Amount::Parse("at least 1500.00 EUR")),
            "unknown, at least 1,500.00 EUR");
  EXPECT_EQ(RangeRemark(*Amount::Parse("between 0.00 and 10.00 EUR")),
            "at most 10.00");
  EXPECT_EQ(ShortNumber(*Amount::Parse("undisclosed EUR")), "unknown");
}

TEST(FiguresTest, PointsSayWhoseTimeTheyAre) {
  EXPECT_EQ(PointText({}), "#0 (before the first event)");
  EXPECT_EQ(PointText({7, *Timestamp::Parse("2024-09-01T08:00:00Z"), false}),
            "#7 (2024-09-01T08:00:00Z)");
  EXPECT_EQ(PointText({7, *Timestamp::Parse("2024-09-01T08:00:00Z"), true}),
            "#7 (2024-09-01T08:00:00Z, asserted)");
}

TEST(TerminalTest, UserTextCannotDriveTheTerminal) {
  EXPECT_EQ(Printable("a\033[2Jb\x7f\n\xc2\x9b"), "a\\x1b[2Jb\\x7f \\x9b");
  EXPECT_EQ(Printable("x\xffy"), "x\xef\xbf\xbdy");
  EXPECT_EQ(Printable("§ 3 – ü"), "§ 3 – ü");
  // What turns the direction of writing is told, not done.
  EXPECT_EQ(Printable("a\u202eb\u2066c\u2069"), "a\\u202eb\\u2066c\\u2069");
  EXPECT_EQ(Printable("a\u2013\u200e\u2067"), "a\u2013\u200e\\u2067");
  EXPECT_EQ(TextWidth("§ü"), 2u);
}

TEST(JsonTest, WritesOneFormOnly) {
  JsonWriter json;
  json.BeginObject();
  json.Key("schema").String("x\"\\\n\x01");
  json.Key("empty").BeginArray().EndArray();
  json.Key("list").BeginArray();
  json.BeginObject()
      .Key("a")
      .Number(1)
      .Key("b")
      .BeginArray()
      .Null()
      .Bool(true)
      .EndArray()
      .EndObject();
  json.BeginObject().EndObject();
  json.EndArray();
  json.EndObject();
  EXPECT_EQ(json.Take(),
            "{\n \"schema\": \"x\\\"\\\\\\n\\u0001\",\n \"empty\": [],\n"
            " \"list\": [\n  {\"a\": 1, \"b\": [null, true]},\n  {}]\n}\n");
}

TEST(TableTest, AlignsAndLeavesNoSpaceAtTheEnd) {
  Table table({{"name"}, {"amount", true}, {"remark"}, {"never"}});
  table.Add({{"a"}, {"1,000.00"}});
  table.Add({{"long name"}, {"2.00"}, {"why"}});
  EXPECT_EQ(table.Render(kPlain, 2),
            "  name         amount  remark\n"
            "  a          1,000.00\n"
            "  long name      2.00  why\n");
}

TEST(TableTest, WrapsAndNeverCuts) {
  Table table({{"id", false, 10}, {"what", false, 10}});
  table.Add({{"microsoft-openai/share/2026-Q2"}, {"words that go on and on"}});
  const Terminal narrow = {.color = false, .unicode = true, .width = 36};
  EXPECT_EQ(table.Render(narrow),
            "id                 what\n"
            "microsoft-openai/  words that go on\n"
            "share/2026-Q2      and on\n");
}

TEST(WrapTest, BreaksLongWordsAnywhereButInsideACharacter) {
  EXPECT_EQ(Wrap("üüüü", 2), (std::vector<std::string>{"üü", "üü"}));
  EXPECT_EQ(Wrap("", 5), std::vector<std::string>{""});
  EXPECT_EQ(Wrap("a b", 0), std::vector<std::string>{"a b"});
}

class OwedTest : public ::testing::TestWithParam<std::size_t> {};

TEST_P(OwedTest, FitsTheTerminal) {
  Obligations owed;
  owed.as_of = *Date::Parse("2024-08-31");
  owed.obligations = {
      MakeObligation("acme-nova/royalty/2024-Q2", ObligationState::kOverdue,
                     "29500.00"),
      MakeObligation("acme-nova/a-rather-long-clause-id/2024-10+A17",
                     ObligationState::kUnknown, "0.00")};
  Obligation& unknown = owed.obligations[1];
  unknown.owed = *Amount::Parse("at least 125000000.00 EUR");
  unknown.unknown_because = {"missing-report"};
  owed.totals = {{"acme",
                  "nova",
                  "EUR",
                  *Amount::Parse("at least 1.00 EUR"),
                  Eur("29500.00"),
                  Eur("29500.00"),
                  Eur("0.00"),
                  {"missing-report"}}};
  owed.findings = {{"missing-report",
                    "acme-nova/royalty/2024-Q3",
                    "no report of net-sales for 2024-Q3",
                    {}}};
  const Terminal terminal = {
      .color = false, .unicode = true, .width = GetParam()};
  const std::string text = OwedText(terminal, owed);
  EXPECT_LE(Widest(text), GetParam()) << text;
  EXPECT_NE(text.find("29,500.00 EUR"), std::string::npos) << text;
  EXPECT_NE(text.find("unknown"), std::string::npos) << text;
  EXPECT_EQ(text.find('\033'), std::string::npos);
  const Terminal color = {.color = true, .unicode = true, .width = GetParam()};
  EXPECT_NE(OwedText(color, owed).find("\033[31moverdue\033[0m"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Widths, OwedTest, ::testing::Values(80, 120));

Trace Example() {
  const EventRef a4{"microsoft-openai", 4, "A4"};
  const EventRef r17{"microsoft-openai", 17, "R17"};
  return Rounded(
      "accrued",
      Product("share", "USD",
              {Leaf("rate", RationalRange::Exact(*Rational::Parse("1/5")), "",
                    Basis::kReported, {a4}, "Announcement, section 2"),
               Leaf("direct 2026-Q2", RationalRange::FromInt(6900000000), "USD",
                    Basis::kAssumed, {r17}, "")}),
      2, RoundingMode::kHalfAway);
}

TEST(TreeTest, ShowsOperationsLeavesAndBasis) {
  EXPECT_EQ(TreeText(kPlain, "owed", Example()),
            "owed 1,380,000,000.00 USD = rounded to 2 places (half-away)  "
            "assumed\n"
            "└─ share 1,380,000,000 USD = product  assumed\n"
            "   ├─ rate 20 %                         microsoft-openai@4 A4 · "
            "Announcement, section 2 · reported\n"
            "   └─ direct 2026-Q2 6,900,000,000 USD  microsoft-openai@17 R17 · "
            "assumed\n");
}

TEST(TreeTest, FitsTheTerminalAndDoesWithoutUnicode) {
  const Terminal narrow = {.color = false, .unicode = false, .width = 60};
  const std::string text = TreeText(narrow, "owed", Example());
  EXPECT_LE(Widest(text), 60u) << text;
  EXPECT_NE(text.find("`- direct 2026-Q2"), std::string::npos) << text;
  EXPECT_EQ(text.find("─"), std::string::npos);
}

// A loan's balance rests on the month before, and that on the one before it;
// and a sum of many.
TEST(TreeTest, WhatIsTooLongIsFolded) {
  Trace chain = Example();
  std::vector<Trace> many;
  for (int i = 1; i <= 300; ++i) {
    chain = Sum("month " + std::to_string(i), "USD", {chain});
    many.push_back(Sum("item " + std::to_string(i), "USD", {Example()}));
  }
  const Trace sum =
      Sum("both", "USD", {chain, Sum("many", "USD", std::move(many))});
  const std::string folded = TreeText(kPlain, "owed", sum);
  EXPECT_LE(std::count(folded.begin(), folded.end(), '\n'), 220);
  EXPECT_NE(folded.find("folded, --all shows it\n"), std::string::npos);
  EXPECT_NE(folded.find("294 more  folded, --all shows them\n"),
            std::string::npos);
  EXPECT_NE(folded.find("item 4 "), std::string::npos);
  EXPECT_EQ(folded.find("item 5 "), std::string::npos);
  EXPECT_NE(folded.find("item 300 "), std::string::npos);
  const std::string all = TreeText(kPlain, "owed", sum, true);
  EXPECT_GT(std::count(all.begin(), all.end(), '\n'), 1500);
  EXPECT_EQ(all.find("folded"), std::string::npos);
}

TEST(TreeTest, AFigureThatStandsTwiceIsWrittenOnce) {
  const Trace shared = Example();
  const Trace sum = Sum("both", "USD", {shared, shared});
  const std::string text = TreeText(kPlain, "owed", sum);
  EXPECT_NE(text.find("as above"), std::string::npos) << text;
  JsonWriter json;
  json.BeginObject().Key("tree");
  WriteTree(json, sum);
  json.EndObject();
  EXPECT_NE(json.Take().find("{\"same_as\": 2}"), std::string::npos);
}

TEST(DiffTest, GroupsByClauseAndNamesTheCause) {
  Diff diff;
  const EventRef a2{"acme-nova", 3, "A2"};
  diff.terms = {{TermChange::What::kChanged,
                 "royalty",
                 "revenue-share",
                 "rate",
                 "6.0 %",
                 "6.5 %",
                 {a2},
                 ""},
                {TermChange::What::kRemoved,
                 "term",
                 "provision",
                 "",
                 "",
                 "",
                 {},
                 "its term has ended"}};
  EXPECT_EQ(DiffText(kPlain, diff),
            "\nroyalty · revenue-share\n"
            "  - rate  6.0 %\n"
            "  + rate  6.5 %  acme-nova@3 A2\n"
            "\nterm · provision\n"
            "  - the clause  its term has ended\n");
}

}  // namespace
}  // namespace covenant::cli::render_test
