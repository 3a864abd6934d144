#include "cli/import/import.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cli/append.h"
#include "cli/import/rows.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/store/memory_log.h"
#include "ledger/value/ids.h"

namespace covenant::cli::import_test {
namespace {

namespace fs = std::filesystem;

constexpr char kAgreement[] = R"(contract: acme-nova
event: agreement
id: A1
executed: 2024-01-01
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: fee, kind: payment, debtor: acme, creditor: nova, amount: 5.00 EUR, due: 2024-02-01 }
)";

constexpr char kRules[] = R"(event: payment
contract: acme-nova
key: [Reference]
currency: EUR
values:
  payer: acme
  payee: nova
  amount: { column: Amount, as: amount }
  date: { column: Day, as: date }
)";

Clock FixedClock() {
  return [] { return *Timestamp::Parse("2024-03-01T08:00:00Z"); };
}

class ImportTest : public ::testing::Test {
 protected:
  ImportTest() {
    std::string pattern = (fs::temp_directory_path() / "import-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~ImportTest() override { fs::remove_all(folder_); }

  Session MakeSession(bool backfill = false) {
    Session session(*CreateMemoryLog("test", backfill,
                                     std::make_shared<ProtoEntryFormat>(),
                                     FixedClock()),
                    *Date::Parse("2024-03-01"), FixedClock());
    std::string agreement = kAgreement;
    if (backfill) agreement += "known: 2024-01-01\n";
    auto authored = Parse(&session, {{"A1.yaml", agreement}});
    AppendOptions options;
    options.as_of = session.today();
    EXPECT_TRUE(Append(session, std::move(*authored), options).ok());
    return session;
  }

  std::string File(const std::string& text) {
    const std::string name = (folder_ / "rows.csv").string();
    std::ofstream(name, std::ios::binary) << text;
    return name;
  }

  Result<ImportAnswer> Run(Session& session, const std::string& text,
                           ImportOptions options = {},
                           const std::string& rules = kRules) {
    auto read = ReadRules({"rules.yaml", rules});
    if (!read.ok()) return read.error();
    return Import(session, *read, File(text), options);
  }

  std::uint64_t Head(Session& session) {
    return session.log().Head()->sequence;
  }

  fs::path folder_;
};

std::string Rows(int from, int until) {
  std::string text;
  for (int i = from; i < until; ++i) {
    text += "R" + std::to_string(i) + ",2024-01-15,1.00\n";
  }
  return text;
}
constexpr char kHeader[] = "Reference,Day,Amount\n";

TEST_F(ImportTest, NewKnownAndChanged) {
  Session session = MakeSession();
  auto first = Run(session, kHeader + Rows(0, 3));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->fresh, 3u);
  EXPECT_EQ(first->batches, 1u);
  EXPECT_EQ(Head(session), 4u);
  // Other rows in another file and place: what is recorded is known.
  auto second = Run(session, kHeader + Rows(2, 4) + Rows(0, 2));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->known, 3u);
  EXPECT_EQ(second->fresh, 1u);
  const std::string changed = std::string(kHeader) + "R0,2024-01-15,2.00\n";
  auto refused = Run(session, changed);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().exit_code, kRefused);
  EXPECT_EQ(refused.error().diagnostics[0].code, "E0616");
  EXPECT_EQ(refused.error().diagnostics[0].where.line, 2u);
  EXPECT_EQ(Head(session), 5u);
  ImportOptions confirm;
  confirm.confirm_changes = true;
  auto corrected = Run(session, changed, confirm);
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ(corrected->changed, 1u);
  EXPECT_EQ(Run(session, changed)->known, 1u);
  // And back again, by another correction.
  auto back = Run(session, kHeader + Rows(0, 1), confirm);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->shown[0].correction, "payments.R0-c2");
  EXPECT_EQ(Run(session, kHeader + Rows(0, 4))->known, 4u);
}

TEST_F(ImportTest, OneWrongRowAndNothingIsRecorded) {
  Session session = MakeSession();
  ImportOptions small;
  small.most_at_once = 10;
  small.batch = 10;
  const auto refused = Run(
      session, kHeader + Rows(0, 2000) + "R9999,2024-01-15,x\n", small);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().exit_code, kInvalid);
  EXPECT_EQ(refused.error().diagnostics[0].where.line, 2002u);
  EXPECT_EQ(Head(session), 1u);
}

TEST_F(ImportTest, ALargeFileGoesInBatchesAndCanBeResumed) {
  Session session = MakeSession();
  ImportOptions small;
  small.most_at_once = 1000;
  small.batch = 500;
  // What an import recorded before it was interrupted.
  ASSERT_TRUE(Run(session, kHeader + Rows(0, 700)).ok());
  const auto rest = Run(session, kHeader + Rows(0, 3000), small);
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->known, 700u);
  EXPECT_EQ(rest->fresh, 2300u);
  EXPECT_GT(rest->batches, 3u);
  EXPECT_EQ(Head(session), 3001u);
  EXPECT_EQ(Run(session, kHeader + Rows(0, 3000), small)->known, 3000u);
}

TEST_F(ImportTest, ErrorsAreBounded) {
  Session session = MakeSession();
  std::string text = kHeader;
  for (int i = 0; i < 500; ++i) text += "x\n";
  const auto refused = Run(session, text);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().diagnostics.size(), 101u);
  EXPECT_EQ(refused.error().diagnostics.back().code, "E0120");
}

TEST_F(ImportTest, KnownDatesOfBackfillComeFromAColumn) {
  const std::string rules =
      std::string(kRules) + "known: { column: Booked, as: date }\n";
  const std::string text =
      "Reference,Day,Amount,Booked\nB,2024-01-15,1.00,2024-02-02\n"
      "A,2024-01-15,1.00,2024-02-01\n";
  Session session = MakeSession(true);
  ASSERT_TRUE(Run(session, text, {}, rules).ok());
  const auto events = session.Events("acme-nova");
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ((*events)[1].id, "payments.A");
  EXPECT_TRUE((*events)[1].asserted);
  EXPECT_EQ((*events)[2].recorded_at.ToString(), "2024-02-02T00:00:00Z");
  Session other = MakeSession(true);
  ImportOptions small;
  small.most_at_once = 1;
  const auto refused = Run(other, text, small, rules);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().diagnostics[0].code, "E0615");
  Session live = MakeSession();
  const auto not_allowed = Run(live, text, {}, rules);
  ASSERT_FALSE(not_allowed.ok());
  EXPECT_EQ(not_allowed.error().diagnostics[0].code, "known-not-allowed");
}

TEST_F(ImportTest, ACorrectionIsCheckedLikeANewEvent) {
  Session session = MakeSession();
  ASSERT_TRUE(Run(session, kHeader + Rows(0, 1)).ok());
  std::string rules = kRules;
  rules.replace(rules.find("payer: acme"), 11, "payer: zeta");
  ImportOptions confirm;
  confirm.confirm_changes = true;
  const auto refused = Run(session, kHeader + Rows(0, 1), confirm, rules);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().diagnostics[0].code, "E0406");
  EXPECT_EQ(refused.error().diagnostics[0].where.file, "rules.yaml");
}

TEST_F(ImportTest, ReportsHaveAMetricAColumn) {
  Session session = MakeSession();
  const std::string rules = R"(event: report
contract: { column: Contract }
key: [Contract, Period]
currency: { column: Currency }
values:
  period: { column: Period }
  metrics:
    net-sales: { column: Net, as: amount, optional: true }
    units: { column: Units, as: amount, currency: units, optional: true }
)";
  const auto done = Run(session,
                        "Contract,Period,Currency,Net,Units\n"
                        "acme-nova,2023-Q4,EUR,5.00,\n"
                        "acme-nova,2023-Q3,USD,-7.00,12\n",
                        {}, rules);
  ASSERT_TRUE(done.ok()) << RenderError(done.error(), false);
  const auto events = session.Events("acme-nova");
  const auto* first = (*events)[1].As<Report>();
  const auto* second = (*events)[2].As<Report>();
  ASSERT_TRUE(first != nullptr && second != nullptr);
  EXPECT_EQ(first->metrics.size(), 1u);
  EXPECT_EQ(second->metrics.at("net-sales").ToString(), "-7.00 USD");
  EXPECT_EQ(second->metrics.at("units").ToString(), "12 units");
  EXPECT_EQ((*events)[1].document.section, "row 1");
  EXPECT_EQ((*events)[1].document.name, "rows.csv");
  EXPECT_EQ((*events)[1].document.sha256.size(), 64u);
}

TEST(Numbers, AreReadAsTheRulesSay) {
  const CellForm german{DateForm::kIso, ',', '.'};
  const CellForm plain;
  const CellForm swiss{DateForm::kIso, '.', '\''};
  EXPECT_EQ(PlainNumber("1.234.567,50", german), "1234567.50");
  EXPECT_EQ(PlainNumber("1234567,50", german), "1234567.50");
  EXPECT_EQ(PlainNumber("-1.234,5", german), "-1234.5");
  EXPECT_EQ(PlainNumber("(7,00)", german), "-7.00");
  EXPECT_EQ(PlainNumber("7,00-", german), "-7.00");
  EXPECT_EQ(PlainNumber("\u22127,00", german), "-7.00");
  EXPECT_EQ(PlainNumber("-0,00", german), "0.00");
  EXPECT_EQ(PlainNumber("007", plain), "7");
  EXPECT_EQ(PlainNumber("+0.10", plain), "0.10");
  EXPECT_EQ(PlainNumber("1'000.00", swiss), "1000.00");
  for (const char* const wrong :
       {"", "1,234.50", "1.23.456,00", "12.34", "1.2345,0", "--1", "1,", ",5",
        "EUR 5", "5 EUR", "1 000,00", ".500", "1.000,0,0"}) {
    EXPECT_EQ(PlainNumber(wrong, german), std::nullopt) << wrong;
  }
  EXPECT_EQ(PlainNumber("1e5", plain), std::nullopt);
}

TEST(Dates, AreReadAsTheRulesSay) {
  EXPECT_EQ(PlainDate("03/04/2026", DateForm::kDayMonthYear), "2026-04-03");
  EXPECT_EQ(PlainDate("03/04/2026", DateForm::kMonthDayYear), "2026-03-04");
  EXPECT_EQ(PlainDate("03.04.2026", DateForm::kDotted), "2026-04-03");
  EXPECT_EQ(PlainDate("2026-04-03", DateForm::kIso), "2026-04-03");
  EXPECT_EQ(PlainDate("3.4.2026", DateForm::kDotted), std::nullopt);
  EXPECT_EQ(PlainDate("31/02/2026", DateForm::kDayMonthYear), std::nullopt);
  EXPECT_EQ(PlainDate("2026-04-03", DateForm::kDotted), std::nullopt);
  EXPECT_EQ(PlainDate("13/13/2026", DateForm::kMonthDayYear), std::nullopt);
}

TEST(EventIds, NeverCollideAndAreValid) {
  EXPECT_EQ(EventIdOf("payments", {"INV-1001"}), "payments.INV-1001");
  EXPECT_EQ(EventIdOf("p", {"a b", "c"}), "p.a_20b.c");
  std::set<std::string> ids;
  const std::vector<std::vector<std::string>> keys = {
      {"a", "b"}, {"a.b"},   {"a_2eb"}, {"a b"},     {"a_20b"},
      {"ab"},     {"", "a"}, {"a", ""}, {"A", "b"},  {"\xC3\xA4"},
      {"a/b"},    {"a-b"},   {"a_b"},   {"a", "-b"}, {"__"},
      {std::string(70, 'x')},           {std::string(71, 'x')},
      {std::string(70, '_')}};
  for (const auto& key : keys) {
    const std::string id = EventIdOf("p", key);
    EXPECT_TRUE(CheckEventId(id).ok()) << id;
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
}

}  // namespace
}  // namespace covenant::cli::import_test
