// Answers with snapshots are those of a full replay, whatever happens to the
// rows that hold them: deleted, damaged, of another engine, older or of another
// contract; and `verify` tells of one that says something else.
#include "cli/snapshots.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/session.h"
#include "cli/snapshot_row.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/memory_log.h"
#include "ledger/value/check.h"
#include "tests/property/campaign.h"
#include "tests/property/plain_history.h"
#include "tests/property/render.h"

namespace covenant::property::snapshots_test {
namespace {

using cli::Session;

struct Counts {
  std::uint64_t asked = 0;
  std::uint64_t from_snapshots = 0;
  std::uint64_t hurt = 0;        // rows that something was done to
  std::uint64_t after_hurt = 0;  // of the answers from snapshots
  std::uint64_t checked = 0;     // rows that `verify` compared
};

Session MakeSession(Date today) {
  auto log =
      CreateMemoryLog("test", false, std::make_shared<ProtoEntryFormat>(),
                      [] { return *Timestamp::Parse("2035-01-01T00:00:00Z"); });
  COVENANT_CHECK(log.ok());
  return Session(*std::move(log), today,
                 [] { return *Timestamp::Parse("2035-01-01T00:00:00Z"); });
}

covenant::NewEvent Encoded(const Event& event) {
  covenant::NewEvent made;
  made.stream = kContract;
  made.event_id = event.id;
  made.type = event.type;
  made.schema_version = kSchemaVersion;
  auto payload = EncodePayload(event);
  if (!payload.ok()) {
    std::fprintf(stderr, "%s\n%s\n", Describe(event).c_str(),
                std::string(payload.status().message()).c_str());
  }
  COVENANT_CHECK(payload.ok());
  made.payload = *std::move(payload);
  return made;
}

void Record(Session& session, const Event& event) {
  AppendRequest request;
  request.events.push_back(Encoded(event));
  COVENANT_CHECK(session.log().Append(std::move(request)).ok());
  session.Forget();
}

std::string Shown(const OpenObligations& open) {
  std::string text = Render(open.owed, Detail::kWhole);
  for (const SettledSums& sums : open.settled) {
    text += "settled " + sums.clause + " " + sums.debtor + ">" + sums.creditor +
            " " + sums.unit + " " + std::to_string(sums.count) + "\n";
  }
  return text;
}

class Ledger {
 public:
  Ledger(const History& history, Rng& rng, Tally& tally, Counts& counts)
      : history_(history),
        rng_(rng),
        tally_(tally),
        counts_(counts),
        session_(MakeSession(Day(rng.Int(60, 400)))) {}

  std::optional<std::string> Run() {
    if (!RefersBackwards(history_)) return std::nullopt;
    const std::vector<Date> days = InterestingDays(history_, {}, rng_);
    for (std::size_t i = 0; i < history_.size(); ++i) {
      Record(session_, history_[i]);
      if (rng_.Percent(8)) {
        COVENANT_CHECK(RenewSnapshot(session_, kContract, true).ok());
        hurt_ = false;
        if (const auto row = Row(); row) rows_.push_back(*row);
      }
      if (rng_.Percent(5)) Hurt();
      if (!rng_.Percent(6) && i + 1 < history_.size()) continue;
      for (int n = 0; n < 3; ++n) {
        const auto known = static_cast<std::uint64_t>(
            rng_.Int(static_cast<int>(i * 2 / 3) + 1, static_cast<int>(i) + 1));
        const Date day = rng_.Percent(60) ? *Cut().AddDays(rng_.Int(0, 40))
                                          : rng_.Pick(days);
        if (auto wrong = Ask(n == 0 ? i + 1 : known, day)) return wrong;
      }
    }
    if (hurt_) return std::nullopt;
    const auto check = CheckSnapshot(session_, kContract);
    if (!check.ok()) return check.error().diagnostics.front().message;
    if (check->kept) ++counts_.checked;
    if (!check->wrong.empty()) return "verify: " + check->wrong;
    return std::nullopt;
  }

 private:
  std::optional<std::string> Row() {
    auto row = session_.log().GetCache(cli::SnapshotKey(kContract));
    COVENANT_CHECK(row.ok());
    return *std::move(row);
  }

  // The cut of the snapshot that is kept, else any day.
  Date Cut() {
    const auto row = Row();
    const auto snapshot = row ? cli::DecodeSnapshot(kContract, *row)
                              : std::optional<cli::Snapshot>();
    return snapshot && snapshot->past ? snapshot->past->through
                                      : Day(rng_.Int(100, 400));
  }

  void Put(const std::string& row) {
    COVENANT_CHECK(
        session_.log().PutCache(cli::SnapshotKey(kContract), row).ok());
  }

  void Hurt() {
    const auto row = Row();
    if (!row || row->size() <= Hash::kSize + 4) return;  // hurt already
    ++counts_.hurt;
    hurt_ = true;
    std::string bad = *row;
    switch (rng_.Int(0, 7)) {
      case 0:
        Put("");  // as good as deleted
        return;
      case 1:
        bad[static_cast<std::size_t>(
            rng_.Int(0, static_cast<int>(bad.size()) - 1))] ^=
            static_cast<char>(1 << rng_.Int(0, 7));
        Put(bad);
        return;
      case 2:
        Put(bad.substr(0, static_cast<std::size_t>(
                              rng_.Int(0, static_cast<int>(bad.size()) - 1))));
        return;
      case 3: {  // of an older engine, whole
        bad.resize(bad.size() - Hash::kSize);
        bad[3] ^= 1;
        Put(bad + std::string(Sha256(bad).view()));
        return;
      }
      default:
        Put(rng_.Pick(rows_));  // an older one of this contract
    }
  }

  std::optional<std::string> Ask(std::uint64_t known, Date day) {
    ++counts_.asked;
    auto whole = session_.Load(kContract, known);
    if (!whole.ok()) return whole.error().diagnostics.front().message;
    const auto all = whole->OpenAt(day);
    const auto open = OpenUnder(session_, kContract, known, day);
    if (!all.ok() || !open.ok()) return "no answer";
    if (open->from_snapshot) {
      ++counts_.from_snapshots;
      ++tally_.points;
      if (hurt_) ++counts_.after_hurt;
    }
    const auto given = WithoutSettled(open->owed, open->left_out);
    const std::string a = Shown(*all), b = Shown(given);
    if (a == b && SameAnswers(*all, given)) return std::nullopt;
    return "as of " + day.ToString() + " known at #" + std::to_string(known) +
           "\n--- all events\n" + a + "--- with the snapshot\n" + b;
  }

  const History& history_;
  Rng& rng_;
  Tally& tally_;
  Counts& counts_;
  Session session_;
  std::vector<std::string> rows_;
  bool hurt_ = false;  // the row since it was last made
};

TEST(SnapshotsTest, AnswersAreThoseOfAFullReplay) {
  Counts counts;
  RunCampaign(
      "snapshots", 300,
      [](Rng& rng) {
        PlainMix mix;
        mix.months = rng.Int(4, 10);
        mix.trouble = rng.Percent(60) ? 0 : rng.Int(3, 20);
        mix.others = rng.Percent(20);
        return PlainGenerator(rng, mix).Make();
      },
      [&](const History& history, Rng& rng, Tally& tally) {
        return Ledger(history, rng, tally, counts).Run();
      });
  std::printf(
      "snapshots: %llu questions, %llu answered from snapshots, %llu rows "
      "hurt, "
      "%llu answers from rows put back, %llu rows verified\n",
      static_cast<unsigned long long>(counts.asked),
      static_cast<unsigned long long>(counts.from_snapshots),
      static_cast<unsigned long long>(counts.hurt),
      static_cast<unsigned long long>(counts.after_hurt),
      static_cast<unsigned long long>(counts.checked));
  // A test of snapshots that nobody uses says nothing.
  EXPECT_GT(counts.from_snapshots, counts.asked / 12);
  EXPECT_GT(counts.after_hurt, 0u);
  EXPECT_GT(counts.checked, 0u);
}

// A contract that is paid in full each month.
History PaidInFull(int months) {
  Rng rng(3);
  Instrument body;
  body.parties = {{"acme", "", ""}, {"nova", "", ""}};
  Change add;
  add.clause.emplace();
  add.clause->id = "rent";
  add.clause->kind = kind::kRecurringPayment;
  Fields& fields = add.clause->fields;
  fields["debtor"] = Symbol("acme");
  fields["creditor"] = Symbol("nova");
  fields["amount"] = Of(Money("100.00 EUR"));
  fields["every"] = Of(Span("1 month"));
  add.target = "rent";
  body.changes.push_back(std::move(add));
  History history = {property::NewEvent("A0", "agreement", std::move(body))};
  history.front().executed = Day(0);
  history.front().effective = On(Day(0));
  for (int i = 0; i < months; ++i) {
    const Date day = *Day(0).AddMonths(i + 1);
    history.push_back(
        property::NewEvent("P" + std::to_string(i), "payment",
                           PaymentMade{"acme", "nova", Money("100.00 EUR"), day,
                                       "", PaymentPart::kAny}));
  }
  Renumber(history);
  return history;
}

TEST(SnapshotsTest, VerifyTellsOfOneThatSaysSomethingElse) {
  Session session = MakeSession(Day(360));
  for (const Event& event : PaidInFull(10)) Record(session, event);
  ASSERT_TRUE(*RenewSnapshot(session, kContract, true));
  const auto key = cli::SnapshotKey(kContract);
  const std::string good = **session.log().GetCache(key);
  EXPECT_TRUE(CheckSnapshot(session, kContract)->wrong.empty());
  EXPECT_TRUE(CheckSnapshot(session, kContract)->kept);
  const auto wrong_after = [&](const auto& change) {
    auto snapshot = *cli::DecodeSnapshot(kContract, good);
    change(snapshot);
    COVENANT_CHECK(session.log().PutCache(key, EncodeSnapshot(snapshot)).ok());
    return CheckSnapshot(session, kContract)->wrong;
  };
  EXPECT_NE(wrong_after([](cli::Snapshot& s) { ++s.past->settled[0].count; }),
            "");
  EXPECT_NE(wrong_after([](cli::Snapshot& s) { s.past->events.clear(); }), "");
  EXPECT_NE(wrong_after([](cli::Snapshot& s) { s.at.hash = Hash(); }), "");
  EXPECT_NE(wrong_after([](cli::Snapshot& s) {
              auto& periods = s.past->clauses.at("rent");
              periods.next = *periods.next.AddMonths(1);
            }),
            "");
  std::string flipped = good;
  flipped[good.size() / 2] ^= 1;
  COVENANT_CHECK(session.log().PutCache(key, flipped).ok());
  EXPECT_NE(CheckSnapshot(session, kContract)->wrong, "");
}

// The cost follows what has changed: few events are kept of a long history.
TEST(SnapshotsTest, LittleIsKeptOfALongHistory) {
  Session session = MakeSession(*Day(0).AddMonths(300));
  for (const Event& event : PaidInFull(290)) Record(session, event);
  ASSERT_TRUE(*RenewSnapshot(session, kContract));
  const auto snapshot = cli::DecodeSnapshot(
      kContract, **session.log().GetCache(cli::SnapshotKey(kContract)));
  ASSERT_TRUE(snapshot && snapshot->past);
  EXPECT_EQ(snapshot->past->settled.front().count, 290u);
  EXPECT_EQ(snapshot->past->events.size(), 1u);
  const auto open = OpenUnder(session, kContract, kLatest, session.today());
  ASSERT_TRUE(open.ok());
  EXPECT_TRUE(open->from_snapshot);
}

TEST(SnapshotsTest, RowsAreReadAsTheyWereWritten) {
  Session session = MakeSession(Day(360));
  for (const Event& event : PaidInFull(10)) Record(session, event);
  ASSERT_TRUE(*RenewSnapshot(session, kContract, true));
  const std::string row = **session.log().GetCache(cli::SnapshotKey(kContract));
  const auto snapshot = cli::DecodeSnapshot(kContract, row);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(EncodeSnapshot(*snapshot), row);
  EXPECT_FALSE(cli::DecodeSnapshot("another", row));
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string bad = row;
    bad[i] ^= 1;
    EXPECT_FALSE(cli::DecodeSnapshot(kContract, bad)) << i;
    EXPECT_FALSE(cli::DecodeSnapshot(kContract, row.substr(0, i))) << i;
  }
}

}  // namespace
}  // namespace covenant::property::snapshots_test
