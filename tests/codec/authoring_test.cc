#include "ledger/codec/authoring.h"

#include <gtest/gtest.h>

#include <set>

#include "ledger/codec/event_codec.h"
#include "tests/codec/golden.h"

namespace covenant::authoring_test {
namespace {

// The events of a text that must be right.
std::vector<AuthoredEvent> Read(const std::string& text) {
  const Authored result = ReadAuthoring({{"x.yaml", text}}, GoldenClauses());
  EXPECT_EQ(Problems(result), "") << text;
  return result.events;
}

// The code of the first error, or "".
std::string FirstCode(const std::string& text) {
  const Authored result = ReadAuthoring({{"x.yaml", text}}, GoldenClauses());
  return result.diagnostics.empty() ? "" : result.diagnostics[0].code;
}

TEST(Authoring, ExampleOfTheDesign) {
  const auto events = Read(R"(contract: acme-nova
event: amendment
id: A2
executed: 2024-09-05
effective: 2024-04-01
document: { name: "Second Amendment.pdf", sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, section: "2" }
basis: official
changes:
  - set: royalty.rate
    from: 6.0 %          # guard: refused if the rate in force is another one
    to: 6.5 %
  - waive: exclusivity
    scope: { channel: [cloud/aws] }
    until: 2025-01-01
)");
  ASSERT_EQ(events.size(), 1u);
  const Event& event = events[0].event;
  EXPECT_EQ(event.stream, "acme-nova");
  EXPECT_EQ(event.id, "A2");
  EXPECT_EQ(event.type, "amendment");
  EXPECT_EQ(event.sequence, 0u);
  EXPECT_EQ(event.executed->ToString(), "2024-09-05");
  EXPECT_EQ(event.effective->ToString(), "2024-04-01");
  EXPECT_EQ(event.document.section, "2");
  const auto* body = event.As<Instrument>();
  ASSERT_NE(body, nullptr);
  ASSERT_EQ(body->changes.size(), 2u);
  EXPECT_EQ(body->changes[0].op, Change::Op::kSet);
  EXPECT_EQ(body->changes[0].target, "royalty");
  EXPECT_EQ(body->changes[0].path, "rate");
  EXPECT_EQ(body->changes[0].from->ToString(), "6.0 %");
  EXPECT_EQ(body->changes[0].to, Value{*Rate::Parse("6.5 %")});
  EXPECT_EQ(body->changes[1].op, Change::Op::kWaive);
  EXPECT_EQ(body->changes[1].scope.at("channel").ToString(), "cloud/aws");
  EXPECT_EQ(body->changes[1].until->ToString(), "2025-01-01");
}

TEST(Authoring, PlacesPointAtValues) {
  const std::string text =
      "contract: acme-nova\nevent: agreement\nid: A1\n"
      "parties: [{ id: acme }, { id: nova }]\n"
      "clauses:\n"
      "  - { id: law, kind: provision }\n"
      "  - id: lizenzgebühr\n";
  EXPECT_EQ(FirstCode(text), "E0302");
  const auto events = Read(
      "contract: acme-nova\nevent: report\nid: R1\nperiod: 2026\n"
      "metrics: { direct: 5.00 EUR }\nnote: \"ä\"\n"
      "items: [{ metric: m, date: 2026-02-01, amount: 5.00 EUR }]\n");
  ASSERT_EQ(events.size(), 1u);
  const AuthoredEvent& event = events[0];
  const auto at = [&](const char* path) {
    const Location place = event.Place(path);
    return std::to_string(place.line) + ":" + std::to_string(place.column) +
           "+" + std::to_string(place.length);
  };
  EXPECT_EQ(at("id"), "3:5+2");
  EXPECT_EQ(at("event"), "2:8+6");
  EXPECT_EQ(at("metrics.direct"), "5:20+8");
  EXPECT_EQ(at("note"), "6:7+3");
  EXPECT_EQ(at("items[0].date"), "7:28+10");
  EXPECT_EQ(at("items[0].nothing"), "7:9+1");
  EXPECT_EQ(at("items[9]"), "7:8+1");
  EXPECT_EQ(at("nothing"), "1:1+8");
  EXPECT_EQ(at(""), "1:1+8");
  EXPECT_EQ(event.Place("id").file, "x.yaml");
}

TEST(Authoring, KnownIsADayOrATime) {
  const std::string text =
      "contract: acme-nova\nevent: milestone\nid: M\nmilestone: m\n"
      "date: 2024-01-02\nknown: ";
  auto events = Read(text + "2024-09-10\n");
  EXPECT_EQ(events[0].known->ToString(), "2024-09-10T00:00:00Z");
  EXPECT_TRUE(events[0].known_is_date);
  events = Read(text + "2024-09-10T08:00:00Z\n");
  EXPECT_EQ(events[0].known->ToString(), "2024-09-10T08:00:00Z");
  EXPECT_FALSE(events[0].known_is_date);
}

TEST(Authoring, StreamsOfEventsWithoutAContract) {
  EXPECT_EQ(Read("event: go-live\nid: live\n")[0].event.stream, "_ledger");
  EXPECT_EQ(Read("event: party\nid: p\nparty: acme\nname: A\n")[0].event.stream,
            "_party/acme");
  EXPECT_EQ(
      Read("contract: _party/acme\nevent: cancellation\nid: c\ntarget: p\n"
           "reason: Twice\n")[0]
          .event.stream,
      "_party/acme");
  EXPECT_EQ(FirstCode("contract: _party/acme\nevent: termination\nid: c\n"),
            "E0228");
}

TEST(Authoring, ClausesDefinedEarlierInTheTextAreKnown) {
  const std::string agreement =
      "contract: new\nevent: agreement\nid: A1\n"
      "parties: [{ id: acme }, { id: nova }]\n"
      "clauses: [{ id: fee, kind: payment, debtor: acme, creditor: nova, "
      "amount: "
      "5.00 EUR }]\n";
  const std::string amendment =
      "contract: new\nevent: amendment\nid: A2\nchanges:\n"
      "  - { set: fee.amount, to: 6.00 EUR }\n"
      "  - add: { id: law, kind: provision }\n"
      "  - { set: law.says, to: German law }\n";
  EXPECT_EQ(Read(agreement + "---\n" + amendment).size(), 2u);
  EXPECT_EQ(FirstCode(amendment), "E0313");
  EXPECT_EQ(FirstCode(amendment + "---\n" + agreement), "E0313");
  // Over several files too, and apart for each contract.
  const Authored two = ReadAuthoring(
      {{"1.yaml", agreement}, {"2.yaml", amendment}}, KnownClauses());
  EXPECT_EQ(Problems(two), "");
  EXPECT_EQ(FirstCode(agreement + "---\ncontract: other\nevent: amendment\nid: "
                                  "A2\nchanges: [{ set: fee.amount, to: 6.00 "
                                  "EUR }]\n"),
            "E0313");
}

TEST(Authoring, AReplacementInheritsIdAndStream) {
  const auto events = Read(
      "contract: acme-nova\nevent: correction\nid: C1\ntarget: P1\n"
      "replacement:\n  event: payment\n  payer: acme\n  payee: nova\n"
      "  amount: 5.00 EUR\n  date: 2024-01-02\n");
  const auto* body = events[0].event.As<Correction>();
  ASSERT_NE(body, nullptr);
  EXPECT_EQ(body->replacement->id, "P1");
  EXPECT_EQ(body->replacement->type, "payment");
}

TEST(Authoring, SettingAStructureTakesItApart) {
  const auto events = Read(
      "contract: acme-nova\nevent: amendment\nid: A\nchanges:\n"
      "  - set: royalty.lifetime_cap\n    to: { amount: 5.00 EUR }\n");
  const Change& change = events[0].event.As<Instrument>()->changes[0];
  Fields fields = {{"lifetime_cap.counts_after", Value{true}}};
  SetField(fields, change.path, change.to);
  EXPECT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields.at("lifetime_cap.amount").ToString(), "5.00 EUR");
}

TEST(Authoring, AllErrorsOfAllFilesInOrderAndCapped) {
  const std::string bad = "event: go-live\nid: live\nx: 1\ny: 2\n";
  const Authored two = ReadAuthoring({{"b", bad}, {"a", bad}}, KnownClauses());
  ASSERT_EQ(two.diagnostics.size(), 4u);
  EXPECT_EQ(two.diagnostics[0].where.file, "b");
  EXPECT_EQ(two.diagnostics[0].where.line, 3u);
  EXPECT_EQ(two.diagnostics[3].where.file, "a");
  EXPECT_EQ(two.diagnostics[3].where.line, 4u);
  EXPECT_TRUE(two.events.empty());

  std::string many = "event: go-live\nid: live\n";
  for (int i = 0; i < 250; ++i) many += "k" + std::to_string(i) + ": 1\n";
  const Authored capped = ReadAuthoring({{"x", many}}, KnownClauses());
  ASSERT_EQ(capped.diagnostics.size(), 101u);
  EXPECT_EQ(capped.diagnostics.back().code, "E0120");
  EXPECT_EQ(capped.diagnostics.back().message,
            "too many errors; 150 more are not shown");
}

TEST(Authoring, LaterDiagnosticsHaveAnExcerpt) {
  const Authored result =
      ReadAuthoring({{"x", "event: go-live\nid: live\n"}}, KnownClauses());
  const Diagnostic later =
      result.At(result.events[0].Place("id"), "E0401", "m", "l", "h");
  EXPECT_EQ(RenderDiagnostics({later}, false),
            "x:2:5: error[E0401]: m\n   |\n 2 | id: live\n   |     ^^^^ l\n"
            "   = help: h\n");
}

TEST(Authoring, GoldenDocumentsReadAndReadBack) {
  const auto files = FilesOf(SourceDir() / "tests/golden/authoring", {".yaml"});
  ASSERT_GE(files.size(), 5u);
  for (const auto& file : files) {
    SCOPED_TRACE(file.filename().string());
    std::string written;
    for (const AuthoredEvent& event : Read(ReadWhole(file))) {
      if (!written.empty()) written += "---\n";
      const std::string yaml = WriteYaml(event.event);
      written += yaml;
      const auto again = Read(yaml);
      ASSERT_EQ(again.size(), 1u);
      EXPECT_TRUE(again[0].event == event.event) << yaml;
      const auto json = Read(WriteJson(event.event));
      ASSERT_EQ(json.size(), 1u);
      EXPECT_TRUE(json[0].event == event.event);
    }
    auto expected = file;
    ExpectGolden(expected.replace_extension(".written"), written);
  }
}

TEST(Authoring, EveryEventTypeOfTheSchemaIsListed) {
  // The reader's own list of words stands in the help of an unknown event.
  const Authored result = ReadAuthoring({{"x", "id: x\n"}}, KnownClauses());
  ASSERT_EQ(result.diagnostics.size(), 1u);
  std::string words;
  for (const std::string& type : EventTypes()) {
    words += (words.empty() ? "write one of `" : ", `") + type + "`";
  }
  EXPECT_EQ(result.diagnostics[0].help, words);
}

TEST(Authoring, ASealedTextWithoutItsWordsIsLeftOutAndSaid) {
  Event event =
      Read("event: go-live\nid: live\nnote: { sealed: \"x\" }\n")[0].event;
  EXPECT_TRUE(event.note.sealed);
  EXPECT_EQ(event.note.words, "x");
  EXPECT_EQ(event.note.mac, "");
  EXPECT_FALSE(EncodePayload(event).ok());
  event.note = Text{"", true, std::string(32, 'm')};
  EXPECT_TRUE(EncodePayload(event).ok());
  EXPECT_EQ(WriteYaml(event),
            "event: go-live\nid: live\n# note: sealed, and its words are not "
            "here\n");
  EXPECT_EQ(WriteJson(event), "{\"event\": \"go-live\", \"id\": \"live\"}");
}

TEST(Authoring, CarriageReturnsBeforeLineEndsAreNothing) {
  const auto events = Read("event: go-live\r\nid: live\r\n");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].event.id, "live");
}

}  // namespace
}  // namespace covenant::authoring_test
