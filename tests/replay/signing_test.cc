// Which signatures count, and on which day an instrument binds by them.
#include "replay/signing.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "replay/contract.h"
#include "replay/decide.h"
#include "replay/record.h"
#include "tests/replay/ledger.h"

namespace covenant::signing_test {
namespace {

SigningRule Party(const std::string& party,
                  SigningForm by = SigningForm::kUnstated) {
  SigningRule rule;
  rule.party = party;
  rule.by = by;
  return rule;
}

SigningRule Of(SigningRule::Op op, std::vector<SigningRule> parts,
               std::uint32_t at_least = 0,
               SigningForm by = SigningForm::kUnstated) {
  SigningRule rule;
  rule.op = op;
  rule.of = std::move(parts);
  rule.at_least = at_least;
  rule.by = by;
  return rule;
}

constexpr auto kAll = SigningRule::Op::kAll;
constexpr auto kAny = SigningRule::Op::kAny;
constexpr auto kAtLeast = SigningRule::Op::kAtLeast;

PublicKey Key(const std::string& name) {
  PublicKey key{name, Hash()};
  for (std::size_t i = 0; i < name.size(); ++i) {
    key.bytes.data()[i] = static_cast<std::uint8_t>(name[i]);
  }
  return key;
}

// The contract acme-nova with an amendment A2 that is to be signed, and the
// parties' streams; each event is recorded on the day that is said last.
class Signed {
 public:
  explicit Signed(SigningRule rule) {
    Instrument agreement;
    agreement.kind = InstrumentKind::kAgreement;
    for (const char* const id : {"acme", "nova", "beta", "gamma"}) {
      agreement.parties.push_back({id, "", ""});
    }
    Event first = Next("acme-nova", "A1", "agreement", "2024-01-01");
    first.executed = D("2024-01-01");
    first.body = agreement;
    events_["acme-nova"].push_back(first);
    Instrument amendment;
    amendment.kind = InstrumentKind::kAmendment;
    amendment.signing = std::move(rule);
    Add("acme-nova", "A2", "amendment", "2024-02-01", amendment);
  }

  void Register(const std::string& party, const std::string& name,
                const std::string& since, const std::string& replaces,
                const std::string& day) {
    Add("_party/" + party, name, "key", day,
        PartyKey{party, Key(name), D(since), replaces});
  }
  void Revoke(const std::string& party, const std::string& name,
              const std::string& since, const std::string& day) {
    Add("_party/" + party, name + "-end", "key-revocation", day,
        KeyRevocation{party, name, D(since), {}});
  }
  // Without a key.
  void Record(const std::string& party, const std::string& date) {
    Signature signature;
    signature.instrument = "A2";
    signature.party = party;
    signature.date = D(date);
    Add("acme-nova", NextId(), "signature", date, signature);
  }
  void Sign(const std::string& party, const std::string& key,
            const std::string& date, const std::string& day,
            bool holds = true) {
    Signature signature;
    signature.instrument = "A2";
    signature.party = party;
    signature.date = D(date);
    signature.key = Key(key);
    signature.bytes = std::string(64, 's');
    signature.holds = holds;
    Add("acme-nova", NextId(), "signature", day, signature);
  }
  void Withdraw(const std::string& party, const std::string& date) {
    Add("acme-nova", NextId(), "signature-withdrawal", date,
        SignatureWithdrawal{"A2", party, D(date), {}});
  }
  void Correct(const std::string& target, const Event& replacement,
               const std::string& day) {
    Add("acme-nova", NextId(), "correction", day,
        Correction{target, std::make_shared<const Event>(replacement), {}});
  }
  const Event& Last() const { return events_.at("acme-nova").back(); }
  const Event& Find(const std::string& id) const {
    for (const Event& event : events_.at("acme-nova")) {
      if (event.id == id) return event;
    }
    ADD_FAILURE() << id;
    return Last();
  }

  std::vector<Event> Shared() const {
    std::vector<Event> shared;
    for (const auto& [stream, events] : events_) {
      if (stream[0] != '_') continue;
      shared.insert(shared.end(), events.begin(), events.end());
    }
    return shared;
  }
  Contract At(std::uint64_t known, const Proposals& proposals = {}) const {
    auto contract = Contract::Create("acme-nova", events_.at("acme-nova"),
                                     known, Shared(), proposals);
    EXPECT_TRUE(contract.ok());
    return *std::move(contract);
  }
  Contract Now() const { return At(sequence_); }
  // "2024-03-01", or "proposed".
  std::string Binds(std::uint64_t known) const {
    const Contract contract = At(known);
    const Signing& signing = contract.Signatures().at("A2");
    EXPECT_EQ(contract.Proposed().empty(), signing.met.has_value());
    return signing.met ? signing.met->ToString() : "proposed";
  }
  std::string Binds() const { return Binds(sequence_); }
  // Why the last signature does not count.
  std::string Why() const {
    const Signing signing = Now().Signatures().at("A2");
    return signing.signatures.empty() ? "none" : signing.signatures.back().why;
  }
  std::string Missing() const {
    std::string text;
    const Signing signing = Now().Signatures().at("A2");
    for (const std::string& one : signing.missing) {
      text += (text.empty() ? "" : " ") + one;
    }
    return text;
  }
  int Found(std::string_view code) const {
    return CountFindings(Now().TermsAt(D("2024-12-31")).findings, code,
                         "acme-nova/A2");
  }
  // The codes with which the last event would be refused.
  std::string Refused() const {
    std::map<std::string, std::vector<Event>> recorded = events_;
    std::vector<Event>& own = recorded.at(last_stream_);
    const Event event = own.back();
    own.pop_back();
    std::string codes;
    for (const Rejection& one : Decide(recorded, {event}, SharedBefore())) {
      codes += (codes.empty() ? "" : " ") + one.code;
    }
    return codes;
  }
  std::uint64_t sequence() const { return sequence_; }

 private:
  std::vector<Event> SharedBefore() const {
    std::vector<Event> shared = Shared();
    std::erase_if(shared, [&](const Event& event) {
      return event.sequence == sequence_;
    });
    return shared;
  }
  std::string NextId() { return "S" + std::to_string(sequence_ + 1); }
  Event Next(const std::string& stream, const std::string& id,
             const std::string& type, const std::string& day) {
    Event event;
    event.stream = stream;
    event.id = id;
    event.type = type;
    event.sequence = ++sequence_;
    event.version = events_[stream].size() + 1;
    event.recorded_at = *Timestamp::Parse(day + "T12:00:00Z");
    last_stream_ = stream;
    return event;
  }
  template <typename T>
  void Add(const std::string& stream, const std::string& id,
           const std::string& type, const std::string& day, T body) {
    Event event = Next(stream, id, type, day);
    event.body = std::move(body);
    events_[stream].push_back(std::move(event));
  }

  std::uint64_t sequence_ = 0;
  std::string last_stream_;
  std::map<std::string, std::vector<Event>> events_;
};

SigningRule Both(SigningForm by = SigningForm::kUnstated) {
  return Of(kAll, {Party("acme"), Party("nova")}, 0, by);
}

TEST(Signing, AnInstrumentBindsOnTheFirstDayOnWhichItsRuleIsMet) {
  Signed signed_by(Of(kAll, {Party("acme"),
                             Of(kAtLeast, {Party("nova"), Party("beta"),
                                           Party("gamma")}, 2)}));
  EXPECT_EQ(signed_by.Missing(), "acme nova beta gamma");
  signed_by.Record("gamma", "2024-03-09");
  signed_by.Record("acme", "2024-03-01");
  EXPECT_EQ(signed_by.Binds(), "proposed");
  EXPECT_EQ(signed_by.Missing(), "nova beta");
  const std::uint64_t before = signed_by.sequence();
  signed_by.Record("beta", "2024-03-20");
  EXPECT_EQ(signed_by.Binds(), "2024-03-20");
  // A third one that is recorded later and is older moves the day; an answer that
  // was known earlier stays.
  signed_by.Record("nova", "2024-03-05");
  EXPECT_EQ(signed_by.Binds(), "2024-03-09");
  EXPECT_EQ(signed_by.Binds(before + 1), "2024-03-20");
  EXPECT_EQ(signed_by.Binds(before), "proposed");
  EXPECT_EQ(signed_by.Missing(), "");
}

TEST(Signing, AnyOfSeveralIsEnough) {
  Signed signed_by(Of(kAny, {Both(), Party("gamma")}));
  signed_by.Record("acme", "2024-03-01");
  EXPECT_EQ(signed_by.Binds(), "proposed");
  EXPECT_EQ(signed_by.Missing(), "nova gamma");
  signed_by.Record("gamma", "2024-03-10");
  EXPECT_EQ(signed_by.Binds(), "2024-03-10");
}

TEST(Signing, TheRuleInWords) {
  EXPECT_EQ(Of(kAll, {Party("acme"), Of(kAtLeast, {Party("nova"), Party("beta")},
                                        1, SigningForm::kKey)})
                .ToString(),
            "acme and 1 of (nova, beta) with keys");
  EXPECT_EQ(Both(SigningForm::kKey).ToString(), "(acme and nova) with keys");
  EXPECT_EQ(Of(kAny, {Both(), Party("beta", SigningForm::kEither)}).ToString(),
            "(acme and nova) or beta with or without a key");
}

TEST(Signing, AKeyIsJudgedAsKnownWhenTheSignatureIsRecorded) {
  Signed signed_by(Both(SigningForm::kKey));
  signed_by.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  signed_by.Sign("acme", "acme-1", "2024-03-01", "2024-03-01");
  EXPECT_EQ(signed_by.Why(), "");
  // What ends a key later leaves what it has signed.
  signed_by.Revoke("acme", "acme-1", "2024-01-15", "2024-03-02");
  EXPECT_EQ(signed_by.Why(), "");
  // A key that is registered after the signature does not make it count.
  signed_by.Sign("nova", "nova-1", "2024-03-03", "2024-03-03");
  EXPECT_EQ(signed_by.Why(), "unknown-key");
  EXPECT_EQ(signed_by.Refused(), "E0541");
  signed_by.Register("nova", "nova-1", "2024-01-01", "", "2024-03-04");
  EXPECT_EQ(signed_by.Why(), "unknown-key");
  EXPECT_EQ(signed_by.Binds(), "proposed");
  EXPECT_EQ(signed_by.Found(finding::kSignatureNotCounted), 1);
  signed_by.Sign("nova", "nova-1", "2024-03-05", "2024-03-05");
  EXPECT_EQ(signed_by.Refused(), "");
  EXPECT_EQ(signed_by.Binds(), "2024-03-05");
}

TEST(Signing, ARevokedKeySignsNothing) {
  Signed signed_by(Party("acme", SigningForm::kKey));
  signed_by.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  signed_by.Revoke("acme", "acme-1", "2024-03-01", "2024-02-20");
  // Still in use.
  signed_by.Sign("acme", "acme-1", "2024-02-21", "2024-02-21");
  EXPECT_EQ(signed_by.Why(), "");

  Signed later(Party("acme", SigningForm::kKey));
  later.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  later.Revoke("acme", "acme-1", "2024-03-01", "2024-03-01");
  // Also not with an earlier day: the day is not signed.
  later.Sign("acme", "acme-1", "2024-02-21", "2024-03-02");
  EXPECT_EQ(later.Why(), "revoked-key");
  EXPECT_EQ(later.Refused(), "E0541");
  EXPECT_EQ(later.Binds(), "proposed");
  EXPECT_EQ(later.Found(finding::kSignatureNotCounted), 1);
}

TEST(Signing, AKeyThatIsReplacedCountsUntilTheNewOneDoes) {
  Signed signed_by(Both(SigningForm::kKey));
  signed_by.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  signed_by.Register("acme", "acme-2", "2024-03-01", "acme-1", "2024-02-10");
  EXPECT_EQ(signed_by.Refused(), "");
  signed_by.Sign("acme", "acme-2", "2024-02-29", "2024-02-29");
  EXPECT_EQ(signed_by.Why(), "key-not-in-use");
  signed_by.Sign("acme", "acme-1", "2024-03-01", "2024-03-01");
  EXPECT_EQ(signed_by.Why(), "key-not-in-use");
  EXPECT_EQ(signed_by.Refused(), "E0541");
  // Recorded late, but signed in time.
  signed_by.Sign("acme", "acme-1", "2024-02-29", "2024-03-05");
  EXPECT_EQ(signed_by.Why(), "");
  signed_by.Register("nova", "nova-1", "2024-01-01", "", "2024-03-05");
  signed_by.Sign("nova", "nova-1", "2024-03-06", "2024-03-06");
  EXPECT_EQ(signed_by.Binds(), "2024-03-06");
}

TEST(Signing, KeysOfPartiesDiffer) {
  Signed signed_by(Both());
  signed_by.Register("acme", "one", "2024-01-01", "", "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "");
  signed_by.Register("nova", "one", "2024-01-01", "", "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "E0547");
  signed_by.Sign("acme", "one", "2024-02-03", "2024-02-03");
  signed_by.Sign("nova", "one", "2024-02-04", "2024-02-04");
  EXPECT_EQ(signed_by.Why(), "same-key");
  EXPECT_EQ(signed_by.Refused(), "E0541");
  EXPECT_EQ(signed_by.Binds(), "proposed");
}

TEST(Signing, KeysAreReplacedAndRevokedByTheirNames) {
  Signed signed_by(Both());
  signed_by.Register("acme", "one", "2024-02-01", "none", "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "E0548");
  signed_by.Revoke("acme", "none", "2024-02-01", "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "E0548");
  signed_by.Register("acme", "two", "2024-01-31", "one", "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "E0548");
  signed_by.Revoke("acme", "one", "2024-03-01", "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "");
}

TEST(Signing, WhatDoesNotHoldDoesNotCount) {
  Signed signed_by(Both());
  signed_by.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  signed_by.Sign("acme", "acme-1", "2024-03-01", "2024-03-01", false);
  EXPECT_EQ(signed_by.Why(), "other-bytes");
  EXPECT_EQ(signed_by.Refused(), "E0540");
  signed_by.Record("nova", "2024-03-02");
  EXPECT_EQ(signed_by.Binds(), "proposed");
  EXPECT_EQ(signed_by.Missing(), "acme");
}

TEST(Signing, NobodyElseAndNobodyTwice) {
  Signed signed_by(Of(kAtLeast, {Party("acme"), Party("nova"), Party("beta")}, 2));
  signed_by.Record("gamma", "2024-03-01");
  EXPECT_EQ(signed_by.Why(), "not-a-signatory");
  EXPECT_EQ(signed_by.Refused(), "E0542");
  signed_by.Record("acme", "2024-03-02");
  signed_by.Record("acme", "2024-03-01");
  EXPECT_EQ(signed_by.Why(), "signed-twice");
  EXPECT_EQ(signed_by.Refused(), "E0413");
  EXPECT_EQ(signed_by.Binds(), "proposed");
  signed_by.Record("beta", "2024-03-01");
  EXPECT_EQ(signed_by.Binds(), "2024-03-02");
  EXPECT_EQ(signed_by.Found(finding::kSignatureNotCounted), 2);
}

TEST(Signing, WhoMustUseAKeyIsNotTakenAtSomebodysWord) {
  Signed signed_by(Of(kAll, {Party("acme", SigningForm::kKey), Party("nova")}));
  signed_by.Record("acme", "2024-03-01");
  EXPECT_EQ(signed_by.Why(), "no-key");
  EXPECT_EQ(signed_by.Refused(), "E0544");
  signed_by.Record("nova", "2024-03-01");
  EXPECT_EQ(signed_by.Binds(), "proposed");
  EXPECT_EQ(signed_by.Found(finding::kUnmetFormRequirement), 1);
  EXPECT_EQ(signed_by.Found(finding::kSignatureNotCounted), 0);
  EXPECT_EQ(signed_by.Found(finding::kSignatureWithoutKey), 0);
}

TEST(Signing, ARecordWhereThereIsAKeyIsTold) {
  Signed signed_by(Both());
  signed_by.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  signed_by.Record("acme", "2024-03-01");
  signed_by.Record("nova", "2024-03-01");
  EXPECT_EQ(signed_by.Binds(), "2024-03-01");
  EXPECT_EQ(signed_by.Found(finding::kSignatureWithoutKey), 1);
  Signed either(Both(SigningForm::kEither));
  either.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  either.Record("acme", "2024-03-01");
  EXPECT_EQ(either.Found(finding::kSignatureWithoutKey), 0);
}

TEST(Signing, AWithdrawalInTimeIsFinal) {
  Signed signed_by(Both());
  signed_by.Withdraw("acme", "2024-02-20");
  EXPECT_EQ(signed_by.Refused(), "E0543");
  EXPECT_EQ(signed_by.Found(finding::kWithdrawalNotEffective), 1);
  signed_by.Record("acme", "2024-03-01");
  signed_by.Withdraw("acme", "2024-02-28");
  EXPECT_EQ(signed_by.Refused(), "E0543");
  Signed again(Both());
  again.Record("acme", "2024-03-01");
  again.Withdraw("acme", "2024-03-05");
  EXPECT_EQ(again.Refused(), "");
  EXPECT_EQ(again.Why(), "withdrawn");
  again.Record("nova", "2024-03-06");
  EXPECT_EQ(again.Binds(), "proposed");
  EXPECT_EQ(again.Missing(), "acme");
  again.Record("acme", "2024-03-07");
  EXPECT_EQ(again.Why(), "withdrawn");
  EXPECT_EQ(again.Refused(), "E0543");
  EXPECT_EQ(again.Binds(), "proposed");
}

TEST(Signing, AWithdrawalCountsFromItsDay) {
  Signed signed_by(Both());
  signed_by.Record("acme", "2024-03-01");
  signed_by.Withdraw("acme", "2024-03-05");
  // Recorded late: on its day acme's signature was in effect.
  signed_by.Record("nova", "2024-03-04");
  EXPECT_EQ(signed_by.Binds(), "2024-03-04");
  EXPECT_EQ(signed_by.Found(finding::kWithdrawalNotEffective), 1);
  Signed same_day(Both());
  same_day.Record("acme", "2024-03-01");
  same_day.Withdraw("acme", "2024-03-05");
  same_day.Record("nova", "2024-03-05");
  EXPECT_EQ(same_day.Binds(), "proposed");
}

TEST(Signing, AWithdrawalIsTooLateOnceTheInstrumentBinds) {
  Signed signed_by(Both());
  signed_by.Record("acme", "2024-03-01");
  signed_by.Record("nova", "2024-03-10");
  // Not with an earlier day either.
  signed_by.Withdraw("acme", "2024-03-05");
  EXPECT_EQ(signed_by.Refused(), "E0543");
  EXPECT_EQ(signed_by.Binds(), "2024-03-10");
  EXPECT_EQ(signed_by.Found(finding::kWithdrawalNotEffective), 1);
}

TEST(Signing, AKeySignsWhatIsRecordedAlready) {
  Signed signed_by(Party("acme", SigningForm::kKey));
  signed_by.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  signed_by.Sign("acme", "acme-1", "2024-01-31", "2024-02-05");
  EXPECT_EQ(signed_by.Refused(), "E0545");
}

TEST(Signing, WhatIsSignedWithKeysIsNotCorrected) {
  Signed signed_by(Party("acme", SigningForm::kKey));
  Event other = signed_by.Find("A2");
  // Nor what is to be signed so.
  signed_by.Correct("A2", other, "2024-02-02");
  EXPECT_EQ(signed_by.Refused(), "E0546");

  Signed by_free_will(Party("acme"));
  by_free_will.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  by_free_will.Correct("A2", by_free_will.Find("A2"), "2024-02-02");
  EXPECT_EQ(by_free_will.Refused(), "");

  Signed bound(Party("acme"));
  bound.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  bound.Sign("acme", "acme-1", "2024-02-03", "2024-02-03");
  EXPECT_EQ(bound.Binds(), "2024-02-03");
  Event moved = bound.Last();
  std::get<Signature>(moved.body).date = D("2024-02-02");
  const std::string signature = moved.id;
  bound.Correct(signature, moved, "2024-02-04");
  EXPECT_EQ(bound.Refused(), "");
  EXPECT_EQ(bound.Binds(), "2024-02-02");
  std::get<Signature>(moved.body).holds = false;
  bound.Correct(signature, moved, "2024-02-05");
  EXPECT_EQ(bound.Refused(), "E0546");
  Signed again(Party("acme"));
  again.Register("acme", "acme-1", "2024-01-01", "", "2024-02-02");
  again.Sign("acme", "acme-1", "2024-02-03", "2024-02-03");
  again.Correct("A2", again.Find("A2"), "2024-02-05");
  EXPECT_EQ(again.Refused(), "E0546");
  // Where a ledger has such a correction all the same, what is in the place of
  // the signed text is not signed.
  EXPECT_EQ(again.Why(), "other-bytes");
  EXPECT_EQ(again.Binds(), "proposed");
}

TEST(Signing, WithProposedShowsWhatIsNotSigned) {
  Signed signed_by(Both(SigningForm::kKey));
  const Contract as_is = signed_by.Now();
  ASSERT_EQ(as_is.Proposed().size(), 1u);
  EXPECT_TRUE(as_is.Assumed().empty());
  const Contract with =
      signed_by.At(signed_by.sequence(), {D("2024-06-01"), 0});
  EXPECT_TRUE(with.Proposed().empty());
  ASSERT_EQ(with.Assumed().size(), 1u);
  EXPECT_EQ(with.Assumed()[0].id, "A2");
  // Of a draft alone.
  EXPECT_TRUE(signed_by.At(signed_by.sequence(), {D("2024-06-01"), 2})
                  .Assumed()
                  .empty());
}

}  // namespace
}  // namespace covenant::signing_test
