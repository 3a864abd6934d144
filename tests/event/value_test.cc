#include "ledger/event/value.h"

#include <gtest/gtest.h>

namespace covenant::value_test {
namespace {

Date Day(const char* text) { return *Date::Parse(text); }

TEST(Value, PrintsAsPeopleWriteIt) {
  const auto text = [](auto value) { return Value{value}.ToString(); };
  EXPECT_EQ(Value().ToString(), "");
  EXPECT_TRUE(Value().empty());
  EXPECT_EQ(text(*Amount::Parse("5.00 EUR")), "5.00 EUR");
  EXPECT_EQ(text(*Rate::Parse("6.50 %")), "6.50 %");
  EXPECT_EQ(text(Day("2024-02-29")), "2024-02-29");
  EXPECT_EQ(text(*Duration::Parse("3 months")), "3 months");
  EXPECT_EQ(text(true), "true");
  EXPECT_EQ(text(std::int64_t{-3}), "-3");
  EXPECT_EQ(text(std::string("half-away")), "half-away");
  EXPECT_EQ(text(Text{"words", false, ""}), "words");
  EXPECT_EQ(text(Text{"words", true, ""}), "(sealed)");
  EXPECT_EQ(text(Value::List{Value{true}, Value{std::string("a")}}),
            "[true, a]");
  EXPECT_EQ(text(Value::Map{{"a", Value{true}}, {"b", Value{false}}}),
            "{a: true, b: false}");
}

TEST(Value, EndpointsDueRulesAndPaths) {
  Endpoint end;
  end.date = Day("2024-04-01");
  EXPECT_EQ(end.ToString(), "2024-04-01");
  end = Endpoint();
  end.condition = "exit";
  end.long_stop = Day("2030-12-31");
  end.void_if_met = true;
  EXPECT_EQ(end.ToString(),
            "{condition: exit, long_stop: 2030-12-31, void: true}");
  end = Endpoint();
  end.undisclosed = true;
  EXPECT_EQ(end.ToString(), "undisclosed");
  end.not_before = Day("2024-01-01");
  end.not_after = Day("2024-02-01");
  EXPECT_EQ(
      end.ToString(),
      "{undisclosed: true, not_before: 2024-01-01, not_after: 2024-02-01}");

  DueRule due;
  due.anchor = DueAnchor::kMilestone;
  EXPECT_EQ(due.ToString(), "on milestone");
  due.after = *Duration::Parse("45 days");
  due.anchor = DueAnchor::kPeriodEnd;
  EXPECT_EQ(due.ToString(), "45 days after period-end");
  due = DueRule();
  due.date = Day("2024-04-01");
  EXPECT_EQ(due.ToString(), "2024-04-01");
  due = DueRule();
  due.undisclosed = true;
  EXPECT_EQ(due.ToString(), "undisclosed");

  EXPECT_EQ((PathSet{{"cloud/aws", "cloud/gcp"}, {"cloud/aws/gov"}}).ToString(),
            "cloud/aws, cloud/gcp except cloud/aws/gov");
  EXPECT_EQ((PathSet{{}, {"gov"}}).ToString(), "everything except gov");
  EXPECT_EQ(PathSet().ToString(), "everything");
}

TEST(Value, PeriodsAreShortWhereTheyCanBe) {
  const auto text = [](const char* from, const char* until) {
    return PeriodText(Interval(Day(from), Day(until)));
  };
  EXPECT_EQ(text("2026-04-01", "2026-05-01"), "2026-04");
  EXPECT_EQ(text("2026-12-01", "2027-01-01"), "2026-12");
  EXPECT_EQ(text("2026-04-01", "2026-07-01"), "2026-Q2");
  EXPECT_EQ(text("2026-07-01", "2027-01-01"), "2026-H2");
  EXPECT_EQ(text("2026-01-01", "2027-01-01"), "2026");
  EXPECT_EQ(text("2026-02-01", "2026-05-01"),
            "{from: 2026-02-01, until: 2026-05-01}");
  EXPECT_EQ(text("2026-04-02", "2026-05-02"),
            "{from: 2026-04-02, until: 2026-05-02}");
  EXPECT_EQ(PeriodText(Interval::From(Day("2026-01-01"))),
            "{from: 2026-01-01}");
}

TEST(Value, EqualityIsByMeaning) {
  EXPECT_EQ(Value{*Amount::Parse("1.0 EUR")},
            Value{*Amount::Parse("1.00 EUR")});
  EXPECT_EQ(Value{*Rate::Parse("25 bps")}, Value{*Rate::Parse("0.25 %")});
  EXPECT_NE(Value{*Amount::Parse("1.0 EUR")}, Value{*Amount::Parse("1.0 USD")});
  EXPECT_NE(Value{true}, Value{std::string("true")});
}

TEST(Fields, SetTakesMapsApartAndReplacesWhatStandsBelow) {
  Fields fields;
  SetField(fields, "rate", Value{true});
  SetField(fields, "cap",
           Value{Value::Map{{"amount", Value{true}}, {"after", Value{false}}}});
  EXPECT_EQ(fields.size(), 3u);
  EXPECT_NE(FindField(fields, "cap.after"), nullptr);
  EXPECT_EQ(FindField(fields, "cap"), nullptr);
  SetField(fields, "cap", Value{Value::Map{{"amount", Value{false}}}});
  EXPECT_EQ(fields.size(), 2u);
  EXPECT_EQ(*FindField(fields, "cap.amount"), Value{false});
  SetField(fields, "caps", Value{true});
  SetField(fields, "cap", Value());
  EXPECT_EQ(FindField(fields, "cap.amount"), nullptr);
  EXPECT_NE(FindField(fields, "caps"), nullptr);
  SetField(fields, "a",
           Value{Value::Map{{"b", Value{Value::Map{{"c", Value{true}}}}}}});
  EXPECT_NE(FindField(fields, "a.b.c"), nullptr);
}

TEST(Fields, OverlapAndUnder) {
  EXPECT_TRUE(PathsOverlap("cap", "cap.amount"));
  EXPECT_TRUE(PathsOverlap("cap.amount", "cap"));
  EXPECT_TRUE(PathsOverlap("cap", "cap"));
  EXPECT_FALSE(PathsOverlap("cap", "caps"));
  EXPECT_FALSE(PathsOverlap("cap.amount", "cap.after"));
  EXPECT_TRUE(PathUnder("cloud/aws/gov", "cloud/aws"));
  EXPECT_TRUE(PathUnder("cloud", "cloud"));
  EXPECT_FALSE(PathUnder("cloud", "cloud/aws"));
  EXPECT_FALSE(PathUnder("cloudy", "cloud"));
}

}  // namespace
}  // namespace covenant::value_test
