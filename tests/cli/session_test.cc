#include "cli/session.h"

#include <gtest/gtest.h>

#include "cli/append.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/store/forwarding_log.h"
#include "ledger/store/memory_log.h"

namespace covenant::cli::session_test {
namespace {

constexpr char kAgreement[] = R"(contract: acme-nova
event: agreement
id: A1
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: 5.00 EUR, due: 2024-02-01 }
)";
constexpr char kOrder[] = R"(contract: order-1
event: agreement
id: A1
executed: 2024-01-01
parent: acme-nova
parties: [{ id: acme }, { id: nova }]
)";
constexpr char kAlone[] = R"(contract: other
event: agreement
id: B1
executed: 2024-01-01
parties: [{ id: acme }, { id: zeta }]
note: { sealed: personal words }
)";

Clock FixedClock() {
  return [] { return *Timestamp::Parse("2024-03-01T08:00:00Z"); };
}

std::unique_ptr<EventLog> EmptyLog() {
  return *CreateMemoryLog("test", false, std::make_shared<ProtoEntryFormat>(),
                          FixedClock());
}

Session MakeSession(std::unique_ptr<EventLog> log = EmptyLog()) {
  return Session(std::move(log), *Date::Parse("2024-03-01"), FixedClock());
}

Result<AppendAnswer> AppendTexts(Session& session,
                                 const std::vector<std::string>& texts,
                                 AppendOptions options = {}) {
  std::vector<SourceFile> files;
  for (const std::string& text : texts) {
    files.push_back({"f" + std::to_string(files.size()) + ".yaml", text});
  }
  auto authored = Parse(&session, files);
  if (!authored.ok()) return authored.error();
  options.as_of = *Date::Parse("2024-03-01");
  return Append(session, std::move(*authored), options);
}

std::string MessageOf(const auto& result) {
  return result.ok() ? "" : result.error().diagnostics.front().message;
}

TEST(PathTest, HoldsWhatLiesUnderIt) {
  const Path path = *ParsePath("acme-nova/royalty");
  EXPECT_TRUE(path.Holds("acme-nova/royalty"));
  EXPECT_TRUE(path.Holds("acme-nova/royalty/2024-Q2"));
  EXPECT_FALSE(path.Holds("acme-nova/royalty-2/2024-Q2"));
  EXPECT_FALSE(path.Holds("acme-nova"));
  EXPECT_EQ(ParsePath("a/b/c/d")->occurrence, "c/d");
  EXPECT_FALSE(ParsePath("Acme").ok());
  EXPECT_FALSE(ParsePath("acme/").ok());
  EXPECT_FALSE(ParsePath("").ok());
}

TEST(SessionTest, KnownPointsAreBatchesThatTheLedgerHas) {
  Session session = MakeSession();
  EXPECT_EQ(session.ResolveKnown("")->sequence, 0u);
  ASSERT_TRUE(AppendTexts(session, {kAgreement, kOrder}).ok());
  EXPECT_EQ(session.ResolveKnown("")->sequence, 2u);
  EXPECT_EQ(session.ResolveKnown("#2")->sequence, 2u);
  EXPECT_EQ(session.ResolveKnown("#0")->sequence, 0u);
  EXPECT_NE(MessageOf(session.ResolveKnown("#1")).find("inside the batch"),
            std::string::npos);
  EXPECT_NE(MessageOf(session.ResolveKnown("#3")).find("beyond the head"),
            std::string::npos);
  EXPECT_EQ(session.ResolveKnown("2024-03-01")->sequence, 2u);
  EXPECT_EQ(session.ResolveKnown("2024-02-29")->sequence, 0u);
  EXPECT_EQ(session.ResolveKnown("2024-03-01T07:59:59Z")->sequence, 0u);
  EXPECT_NE(MessageOf(session.ResolveKnown("2024-03-02")).find("after today"),
            std::string::npos);
  EXPECT_FALSE(session.ResolveKnown("#").ok());
  EXPECT_FALSE(session.ResolveKnown("#99999999999999999999").ok());
}

TEST(SessionTest, FindsEventsByEveryName) {
  Session session = MakeSession();
  ASSERT_TRUE(AppendTexts(session, {kAgreement, kOrder, kAlone}).ok());
  EXPECT_EQ(session.FindEvent("acme-nova@1")->id, "A1");
  EXPECT_EQ(session.FindEvent("order-1/A1")->stream, "order-1");
  EXPECT_EQ(session.FindEvent("#3")->stream, "other");
  EXPECT_EQ(session.FindEvent("B1")->stream, "other");
  EXPECT_NE(MessageOf(session.FindEvent("A1")).find("several contracts"),
            std::string::npos);
  for (const char* const name : {"", "@", "/", "#", "#0", "#4", "acme-nova@2",
                                 "acme-nova@x", "No Such@1", "nobody/A1"}) {
    EXPECT_FALSE(session.FindEvent(name).ok()) << name;
    EXPECT_EQ(session.FindEvent(name).error().exit_code, kUsage) << name;
  }
}

TEST(SessionTest, FamilyIsAllUnderOneRoot) {
  Session session = MakeSession();
  ASSERT_TRUE(AppendTexts(session, {kAgreement, kOrder, kAlone}).ok());
  const std::vector<std::string> family = {"acme-nova", "order-1"};
  EXPECT_EQ(*session.Family("order-1", kLatest), family);
  EXPECT_EQ(*session.Family("acme-nova", kLatest), family);
  EXPECT_EQ(*session.Family("other", kLatest),
            std::vector<std::string>{"other"});
}

TEST(AppendTest, SealedWordsStandOutsideTheEntry) {
  Session session = MakeSession();
  ASSERT_TRUE(AppendTexts(session, {kAlone}).ok());
  Event event = *session.FindEvent("B1");
  EXPECT_TRUE(event.note.sealed);
  EXPECT_EQ(event.note.words, "");
  EXPECT_EQ(event.note.mac.size(), 32u);
  ASSERT_TRUE(session.RevealTexts(event).ok());
  EXPECT_EQ(event.note.words, "personal words");
  const auto entries = session.log().LogEvents(1);
  ASSERT_TRUE(entries.ok());
  EXPECT_EQ(entries->front().payload.find("personal"), std::string::npos);
}

TEST(AppendTest, ARepeatAnswersAsTheFirstTimeWithSealedTextToo) {
  Session session = MakeSession();
  AppendOptions options;
  options.idempotency_key = "key";
  const auto first = AppendTexts(session, {kAlone}, options);
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->repeated);
  const auto again = AppendTexts(session, {kAlone}, options);
  ASSERT_TRUE(again.ok()) << MessageOf(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->events.front().sequence, 1u);
  std::string other = kAlone;
  other.replace(other.find("personal"), 8, "other   ");
  const auto changed = AppendTexts(session, {other}, options);
  ASSERT_FALSE(changed.ok());
  EXPECT_EQ(changed.error().exit_code, kRefused);
}

TEST(AppendTest, ADryRunAndARefusalChangeNothing) {
  Session session = MakeSession();
  AppendOptions options;
  options.dry_run = true;
  ASSERT_TRUE(AppendTexts(session, {kAgreement}, options).ok());
  EXPECT_EQ(session.log().Head()->sequence, 0u);
  const auto refused = AppendTexts(session, {kAgreement, kAgreement});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().exit_code, kRefused);
  EXPECT_EQ(refused.error().diagnostics.front().where.file, "f1.yaml");
  EXPECT_EQ(session.log().Head()->sequence, 0u);
}

TEST(AppendTest, ExpectationsAreChecked) {
  Session session = MakeSession();
  AppendOptions options;
  options.expect_head = "1";
  EXPECT_EQ(AppendTexts(session, {kAgreement}, options).error().exit_code,
            kRefused);
  options.expect_head = "#0";
  options.expect_version = 0;
  ASSERT_TRUE(AppendTexts(session, {kAgreement}, options).ok());
  options = {};
  options.expect_head = session.log().Head()->hash.ToHex();
  ASSERT_TRUE(AppendTexts(session, {kOrder}, options).ok());
  options.expect_head = "head";
  EXPECT_EQ(AppendTexts(session, {kAlone}, options).error().exit_code, kUsage);
}

// A log to which somebody else appends just before our first append.
class MovingLog : public ForwardingLog {
 public:
  explicit MovingLog(int moves) : ForwardingLog(EmptyLog()), moves_(moves) {}

  absl::StatusOr<AppendResult> Append(AppendRequest request) override {
    if (moves_-- > 0) {
      auto other = log().Append(OtherEvent());
      if (!other.ok()) return other.status();
    }
    return log().Append(std::move(request));
  }

 private:
  AppendRequest OtherEvent() {
    Session session = MakeSession(EmptyLog());
    const std::string id = "o" + std::to_string(moves_);
    std::string text = kOrder;
    text.replace(text.find("order-1"), 7, id);
    text.erase(text.find("parent"), std::string("parent: acme-nova\n").size());
    EXPECT_TRUE(AppendTexts(session, {text}).ok());
    const StoredEvent stored = session.log().LogEvents(1)->front();
    AppendRequest request;
    request.events.push_back({.stream = stored.header.stream,
                              .event_id = stored.header.event_id,
                              .type = stored.header.type,
                              .schema_version = stored.header.schema_version,
                              .payload = stored.payload,
                              .also = {},
                              .asserted_at = {},
                              .sealed = {}});
    return request;
  }

  std::unique_ptr<EventLog> log_;
  int moves_;
};

TEST(AppendTest, TriesAgainWhenSomebodyElseAppended) {
  Session session = MakeSession(std::make_unique<MovingLog>(2));
  const auto answer = AppendTexts(session, {kAgreement});
  ASSERT_TRUE(answer.ok()) << MessageOf(answer);
  EXPECT_EQ(answer->events.front().sequence, 3u);
  EXPECT_EQ(answer->before.sequence, 2u);
}

TEST(AppendTest, DoesNotTryAgainAgainstAnExpectationOrForEver) {
  Session expecting = MakeSession(std::make_unique<MovingLog>(1));
  AppendOptions options;
  options.expect_head = "0";
  const auto refused = AppendTexts(expecting, {kAgreement}, options);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().exit_code, kRefused);
  EXPECT_EQ(expecting.log().Head()->sequence, 1u);

  Session moving = MakeSession(std::make_unique<MovingLog>(1000));
  EXPECT_EQ(AppendTexts(moving, {kAgreement}).error().exit_code, kRefused);
}

}  // namespace
}  // namespace covenant::cli::session_test
