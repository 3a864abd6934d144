// Statements: what holds is accepted, and whatever is changed in one, left out
// of it or put into it is found, by whoever has the ledger's key or not.
#include "cli/statement/statement.h"

#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <set>

#include "cli/append.h"
#include "cli/checkpoints.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/memory_log.h"

namespace covenant::cli::statement_test {
namespace {

constexpr char kAgreement[] = R"(contract: acme-nova
event: agreement
id: A1
executed: 2024-01-01
title: Licence
note: { sealed: words for nobody else }
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: royalty, kind: revenue-share, debtor: acme, creditor: nova, rate: 6 %, metrics: [sales], currency: EUR, every: 3 months, due: 30 days after period-end, calendar: target, roll: following }
)";
constexpr char kReport[] = R"(contract: acme-nova
event: report
id: R1
period: 2024-Q1
metrics: { sales: 700000.00 EUR }
)";
constexpr char kPayment[] = R"(contract: acme-nova
event: payment
id: P1
payer: acme
payee: nova
amount: 12500.00 EUR
date: 2024-04-20
designation: royalty/2024-Q1
)";
constexpr char kOther[] = R"(contract: zeta-deal
event: agreement
id: Z1
executed: 2024-01-01
parties: [{ id: zeta }, { id: acme }]
clauses:
  - { id: fee, kind: payment, debtor: zeta, creditor: acme, amount: 5.00 EUR, due: 2024-02-01 }
)";
constexpr char kCalendar[] = R"(event: calendar
calendar: target
id: C1
covers: { from: 2024-01-01, until: 2025-01-01 }
weekend: [saturday, sunday]
holidays: [2024-05-01]
)";

class StatementTest : public ::testing::Test {
 protected:
  StatementTest()
      : key_("test", KeyType::kEd25519, Sha256("seed")),
        session_(*CreateMemoryLog("test", false,
                                  std::make_shared<ProtoEntryFormat>(),
                                  FixedClock()),
                 *Date::Parse("2024-06-01"), FixedClock()) {
    Record({kCalendar});
    Record({kAgreement, kOther});
    Record({kReport});
  }

  static Clock FixedClock() {
    return [] { return *Timestamp::Parse("2024-06-01T08:00:00Z"); };
  }

  void Record(const std::vector<std::string>& texts) {
    std::vector<SourceFile> files;
    for (const std::string& text : texts) {
      files.push_back({"f" + std::to_string(files.size()) + ".yaml", text});
    }
    auto authored = Parse(&session_, files);
    ASSERT_TRUE(authored.ok()) << RenderError(authored.error(), false);
    AppendOptions options;
    options.as_of = *Date::Parse("2024-06-01");
    const auto answer = Append(session_, std::move(*authored), options);
    ASSERT_TRUE(answer.ok()) << RenderError(answer.error(), false);
  }

  Checkpoint Sign() {
    const auto checkpoint = SignCheckpoint(session_, key_, "");
    EXPECT_TRUE(checkpoint.ok());
    return *checkpoint;
  }

  Result<Statement> Make(const Question& question,
                         const Checkpoint& checkpoint) {
    return Certify(std::shared_ptr<EventLog>(&session_.log(), [](EventLog*) {}),
                   question, session_.today(), checkpoint);
  }
  Statement MakeOf(const Question& question) {
    const auto statement = Make(question, Sign());
    EXPECT_TRUE(statement.ok()) << RenderError(statement.error(), false);
    return *statement;
  }

  // Through its file, as whoever receives it reads it.
  std::string Refusal(const Statement& statement) {
    const auto read = ParseStatement("s.json", StatementJson(statement));
    if (!read.ok()) return read.error().diagnostics.front().message;
    const auto checked = Check(*read, {key_.verifier()});
    if (checked.ok()) return "";
    EXPECT_EQ(checked.error().exit_code, kDamaged);
    return checked.error().diagnostics.front().message;
  }

  const SignerKey key_;
  Session session_;
};

const Question kAudit{"audit", {"acme-nova"}, {{"as-of", "2024-05-31"}}};

TEST_F(StatementTest, HoldsAndShowsNoMoreThanItsStreams) {
  const Statement statement = MakeOf(kAudit);
  EXPECT_EQ(Refusal(statement), "");
  EXPECT_NE(statement.text.find("42,000.00 EUR"), std::string::npos)
      << statement.text;
  const std::string json = StatementJson(statement);
  std::set<std::string> streams;
  for (const HeadProof& proof : statement.streams) {
    streams.insert(proof.head.stream);
  }
  EXPECT_EQ(streams, (std::set<std::string>{"_calendar/target", "acme-nova"}));
  for (const ProvenEntry& entry : statement.entries) {
    EXPECT_EQ(entry.bytes.find("zeta"), std::string::npos);
    EXPECT_EQ(entry.bytes.find("words for nobody"), std::string::npos);
  }
}

TEST_F(StatementTest, EveryQuestionCanBeAsked) {
  const std::vector<Question> questions = {
      kAudit,
      {"audit", {}, {{"all", ""}, {"party", "acme"}}},
      {"audit", {"acme-nova"}, {{"family", ""}}},
      {"terms", {"acme-nova"}, {}},
      {"terms", {}, {}},
      {"blame", {"acme-nova"}, {}},
      {"explain", {"acme-nova/royalty/2024-Q1"}, {}},
      {"status", {}, {}},
      {"due", {"acme-nova"}, {{"until", "2024-12-31"}}},
      {"conflicts", {}, {{"all", ""}}},
  };
  for (const Question& question : questions) {
    const Statement statement = MakeOf(question);
    EXPECT_EQ(Refusal(statement), "") << question.command;
  }
}

TEST_F(StatementTest, AnEarlierKnownPointShowsTheLaterEventsToo) {
  Record({kPayment});
  Question before = kAudit;
  before.flags["known-at"] = "#4";
  const Statement statement = MakeOf(before);
  EXPECT_EQ(Refusal(statement), "");
  EXPECT_NE(statement.answer.find("\"paid\": \"0.00\""), std::string::npos)
      << statement.answer;
  EXPECT_EQ(statement.question.flags.at("known-at"), "#4");
  Statement later = statement;
  later.question.flags["known-at"] = "#999";
  EXPECT_NE(Refusal(later), "");
}

TEST_F(StatementTest, AKnownPointInAnotherContractIsNamedByTheLastOwnEntry) {
  // #2 acme-nova and #3 zeta-deal are one batch.
  Question early = kAudit;
  early.flags["known-at"] = "#3";
  const Statement statement = MakeOf(early);
  EXPECT_EQ(statement.question.flags.at("known-at"), "#2");
  EXPECT_EQ(Refusal(statement), "");
}

TEST_F(StatementTest, APointBehindTheCheckpointIsRefused) {
  const Checkpoint checkpoint = Sign();
  Record({kPayment});
  Question newer = kAudit;
  newer.flags["known-at"] = "#6";
  const auto statement = Make(newer, checkpoint);
  ASSERT_FALSE(statement.ok());
  EXPECT_EQ(statement.error().exit_code, kUsage);
}

// The newest event of the contract is left out, as a party might that was paid.
TEST_F(StatementTest, NothingCanBeLeftOut) {
  Record({kPayment});
  const Statement whole = MakeOf(kAudit);
  ASSERT_EQ(Refusal(whole), "");
  int found = 0;
  for (std::size_t i = 0; i < whole.entries.size(); ++i) {
    Statement without = whole;
    without.entries.erase(without.entries.begin() +
                          static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(Refusal(without), "") << i;
    ++found;
  }
  for (std::size_t i = 0; i < whole.streams.size(); ++i) {
    Statement without = whole;
    without.streams.erase(without.streams.begin() +
                          static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(Refusal(without), "") << i;
    ++found;
  }
  // With the stream's head as it was before: an older statement's.
  for (std::size_t i = 0; i < whole.absent.size(); ++i) {
    Statement without = whole;
    without.absent.erase(without.absent.begin() +
                         static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(Refusal(without), "") << i;
    ++found;
  }
  std::cout << found << " omissions found" << std::endl;
}

TEST_F(StatementTest, AnOldStatementsPartsDoNotFitANewOne) {
  const Statement old = MakeOf(kAudit);
  Record({kPayment});
  const Statement fresh = MakeOf(kAudit);
  Statement mixed = fresh;
  mixed.streams = old.streams;
  EXPECT_NE(Refusal(mixed), "");
  mixed = fresh;
  mixed.entries = old.entries;
  EXPECT_NE(Refusal(mixed), "");
  mixed = old;
  mixed.checkpoint = fresh.checkpoint;
  EXPECT_NE(Refusal(mixed), "");
  // Both are true of their own time.
  EXPECT_EQ(Refusal(old), "");
}

TEST_F(StatementTest, AStreamThatIsThereIsNotAbsent) {
  Statement statement = MakeOf(kAudit);
  ASSERT_FALSE(statement.absent.empty());
  ProvenAbsence lie = statement.absent.front();
  lie.stream = "_calendar/target";
  std::erase_if(statement.streams, [](const HeadProof& proof) {
    return proof.head.stream == "_calendar/target";
  });
  statement.absent.push_back(lie);
  EXPECT_NE(Refusal(statement), "");
}

TEST_F(StatementTest, EveryChangeIsFound) {
  const Statement whole = MakeOf(kAudit);
  ASSERT_EQ(Refusal(whole), "");
  const std::vector<std::function<void(Statement&)>> changes = {
      [](Statement& s) {
        s.answer.replace(s.answer.find("42000"), 5, "12000");
      },
      [](Statement& s) { s.text += " "; },
      [](Statement& s) { s.state = Sha256("another"); },
      [](Statement& s) { s.question.flags["as-of"] = "2024-03-31"; },
      [](Statement& s) { s.question.flags.erase("as-of"); },
      [](Statement& s) { s.question.flags["with"] = "draft.yaml"; },
      [](Statement& s) { s.question.command = "append"; },
      [](Statement& s) { s.question.arguments = {"zeta-deal"}; },
      [](Statement& s) { s.heads_sequence -= 1; },
      [](Statement& s) { s.heads_sequence = 0; },
      [](Statement& s) { s.entries.push_back(s.entries.back()); },
      [](Statement& s) { std::swap(s.entries[0].path, s.entries[1].path); },
      [](Statement& s) { s.entries.back().sequence += 1; },
      [](Statement& s) { s.streams.front().head.version -= 1; },
      [](Statement& s) { s.streams.front().index += 1; },
      [](Statement& s) { s.checkpoint.back() = ' '; },
      [](Statement& s) { s.checkpoint.clear(); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Statement changed = whole;
    changes[i](changed);
    EXPECT_NE(Refusal(changed), "") << "change " << i;
  }
  int found = 0;
  for (std::size_t i = 0; i < whole.entries.size(); ++i) {
    for (std::size_t at = 0; at < whole.entries[i].bytes.size(); at += 7) {
      Statement changed = whole;
      changed.entries[i].bytes[at] =
          static_cast<char>(changed.entries[i].bytes[at] ^ 4);
      EXPECT_NE(Refusal(changed), "") << i << " byte " << at;
      ++found;
    }
  }
  std::cout << found << " altered bytes found" << std::endl;
}

TEST_F(StatementTest, AnotherKeyDoesNotVouchForIt) {
  const Statement statement = MakeOf(kAudit);
  const SignerKey other("test", KeyType::kEd25519, Sha256("another seed"));
  EXPECT_FALSE(Check(statement, {other.verifier()}).ok());
}

TEST_F(StatementTest, FilesThatAreNoStatementsAreRefused) {
  for (const char* const text :
       {"", "[]", "{}", "{\"schema\": 5}",
        "{\"schema\": \"covenant.audit.v1\"}",
        "{\"schema\": \"covenant.statement.v1\"}", "[[[[[[", "\"\xff\""}) {
    const auto read = ParseStatement("s.json", text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().exit_code, kDamaged);
  }
}

std::string WhyNot(const std::string& text) {
  const auto read = ParseStatement("s.json", text);
  return read.ok() ? "" : read.error().diagnostics.front().message;
}

// What one reader sees of a file, every reader sees.
TEST_F(StatementTest, FilesThatReadersCouldReadDifferentlyAreRefused) {
  EXPECT_EQ(WhyNot(R"({"text": "a", "answer": {"x": 1, "x": 2}})"),
            "s.json: the key `x` stands twice in one object");
  EXPECT_EQ(WhyNot(std::string("{}\0{}", 5)), "s.json: it holds a NUL byte");
  const std::string deep(200'000, '[');
  EXPECT_EQ(WhyNot("{\"more\": " + deep), "s.json: it is nested too deeply");
}

}  // namespace
}  // namespace covenant::cli::statement_test
