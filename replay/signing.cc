#include "replay/signing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/value/ids.h"
#include "replay/decide_text.h"

namespace covenant {
namespace {

using KnownKey = PartyKeys::Known;

// Whether a part of a rule is met, given whether each party has signed.
template <typename Signed>
bool IsMet(const SigningRule& rule, const Signed& has_signed) {
  std::size_t met = 0;
  switch (rule.op) {
    case SigningRule::Op::kParty:
      return has_signed(rule.party);
    case SigningRule::Op::kAll:
      return std::all_of(rule.of.begin(), rule.of.end(), [&](const auto& part) {
        return IsMet(part, has_signed);
      });
    case SigningRule::Op::kAny:
      return std::any_of(rule.of.begin(), rule.of.end(), [&](const auto& part) {
        return IsMet(part, has_signed);
      });
    case SigningRule::Op::kAtLeast:
      for (const SigningRule& part : rule.of) {
        if (IsMet(part, has_signed)) ++met;
      }
      return met >= rule.at_least;
  }
  return false;
}

// The parties whose signature a rule that is not met still waits for.
template <typename Signed>
void AddMissing(const SigningRule& rule, const Signed& has_signed,
                std::vector<std::string>& missing) {
  if (IsMet(rule, has_signed)) return;
  if (rule.op == SigningRule::Op::kParty) missing.push_back(rule.party);
  for (const SigningRule& part : rule.of) {
    AddMissing(part, has_signed, missing);
  }
}

// How the party must sign; nothing: it is no signatory.
std::optional<SigningForm> FormOf(const SigningRule& rule, SigningForm outside,
                                  const std::string& party) {
  const SigningForm own =
      rule.by == SigningForm::kUnstated ? outside : rule.by;
  if (rule.op == SigningRule::Op::kParty) {
    return rule.party == party ? std::optional(own) : std::nullopt;
  }
  for (const SigningRule& part : rule.of) {
    if (const auto form = FormOf(part, own, party)) return form;
  }
  return std::nullopt;
}

// Whether the signature is in effect on the day.
bool InEffect(const SignatureState& one, Date day) {
  if (!one.counts() && one.why != unsigned_because::kWithdrawn) return false;
  if (!one.counts() && !one.withdrawn) return false;  // signed after it
  return one.date <= day && (!one.withdrawn || day < *one.withdrawn);
}

bool HasSigned(const std::vector<SignatureState>& signatures,
               const std::string& party, Date day) {
  return std::any_of(signatures.begin(), signatures.end(),
                     [&](const SignatureState& one) {
                       return one.party == party && InEffect(one, day);
                     });
}

// The parties of the contract at formation.
std::vector<std::string> FoundersOf(const std::vector<Recorded>& record) {
  std::vector<std::string> result;
  for (const Recorded& r : record) {
    const auto* body = r.event->As<Instrument>();
    if (body == nullptr || body->kind != InstrumentKind::kAgreement) continue;
    for (const PartyRef& party : body->parties) result.push_back(party.id);
    break;
  }
  return result;
}

// Signatures and withdrawals of one instrument, gone through in the order in
// which they were recorded.
class SigningJudge {
 public:
  SigningJudge(const std::string& contract, const Recorded& instrument,
               SigningRule rule, const PartyKeys& keys,
               std::vector<Finding>& findings)
      : contract_(contract),
        instrument_(instrument),
        keys_(keys),
        findings_(findings) {
    result_.rule = std::move(rule);
  }

  void Add(const Recorded& r, const Signature& signature) {
    SignatureState state;
    state.party = signature.party;
    state.date = signature.date;
    if (signature.key) state.key = signature.key->name;
    state.because = r.refs;
    const auto form =
        FormOf(result_.rule, SigningForm::kUnstated, signature.party);
    if (!form) {
      Refuse(state, unsigned_because::kNotASignatory,
             "it is no signatory of " + id());
    } else if (signature.key) {
      CheckKey(*r.event, signature, state);
    }
    if (state.counts()) CheckFirst(state);
    if (state.counts() && !signature.key && form == SigningForm::kKey) {
      Refuse(state, unsigned_because::kNoKey,
             "it must sign with a key, and this is only recorded");
    }
    if (state.counts() && signature.key) {
      used_.emplace(signature.key->bytes, signature.party);
    }
    if (state.counts() && !signature.key && form == SigningForm::kUnstated) {
      CheckForKey(*r.event, state);
    }
    result_.signatures.push_back(std::move(state));
  }

  void Add(const Recorded& r, const SignatureWithdrawal& withdrawal) {
    SignatureState* own = nullptr;
    for (SignatureState& one : result_.signatures) {
      if (one.counts() && one.party == withdrawal.party) own = &one;
    }
    if (own == nullptr || own->withdrawn ||
        MetOn(result_.rule, result_.signatures)) {
      NotEffective(r.refs, withdrawal.party);
      return;
    }
    own->withdrawn = std::max(withdrawal.date, own->date);
    withdrawals_[withdrawal.party] = r.refs;
  }

  Signing Take() {
    result_.met = MetOn(result_.rule, result_.signatures);
    for (SignatureState& one : result_.signatures) {
      if (!one.counts() || !one.withdrawn) continue;
      if (result_.met && *result_.met < *one.withdrawn) {
        NotEffective(withdrawals_[one.party], one.party);
        one.withdrawn.reset();
        continue;
      }
      Refuse(one, unsigned_because::kWithdrawn,
             "it was withdrawn on " + one.withdrawn->ToString());
      one.because.insert(one.because.end(), withdrawals_[one.party].begin(),
                         withdrawals_[one.party].end());
    }
    for (const SignatureState& one : result_.signatures) {
      if (one.counts()) continue;
      const bool form = one.why == unsigned_because::kNoKey;
      findings_.push_back(
          {std::string(form ? finding::kUnmetFormRequirement
                            : finding::kSignatureNotCounted),
           contract_ + "/" + id(),
           "the signature of " + one.party + " does not count (" + one.why +
               "): " + one.says,
           one.because});
    }
    if (!result_.met) {
      AddMissing(
          result_.rule,
          [&](const std::string& party) {
            return std::any_of(result_.signatures.begin(),
                               result_.signatures.end(), [&](const auto& one) {
                                 return one.counts() && one.party == party;
                               });
          },
          result_.missing);
    }
    return std::move(result_);
  }

 private:
  const std::string& id() const { return instrument_.event->id; }

  static void Refuse(SignatureState& state, std::string_view why,
                     std::string says) {
    state.why = why;
    state.says = std::move(says);
  }

  // By the keys that were known when the signature was recorded.
  void CheckKey(const Event& event, const Signature& signature,
                SignatureState& state) {
    const std::string& name = signature.key->name;
    if (instrument_.refs.size() > 1) {
      return Refuse(state, unsigned_because::kOtherBytes,
                    id() + " was put right since, and what is in its place "
                           "is not signed");
    }
    if (!signature.holds) {
      return Refuse(state, unsigned_because::kOtherBytes,
                    "it is not a signature of " + id() +
                        " as it is recorded here by the key " + name);
    }
    const std::vector<KnownKey> known =
        keys_.KnownAt(signature.party, event.sequence);
    const auto key = std::find_if(
        known.begin(), known.end(), [&](const KnownKey& one) {
          return one.key.bytes == signature.key->bytes;
        });
    if (key == known.end()) {
      return Refuse(state, unsigned_because::kUnknownKey,
                    "the key " + name + " was not registered for it");
    }
    state.key = key->key.name;
    // The day of a signature is stated, not signed: with a key that is known to
    // be revoked any earlier day could be stated too.
    if (key->revoked && *key->revoked <= RecordedDay(event)) {
      return Refuse(state, unsigned_because::kRevokedKey,
                    "the key " + state.key + " is revoked from " +
                        key->revoked->ToString());
    }
    if (signature.date < key->since) {
      return Refuse(state, unsigned_because::kKeyNotInUse,
                    "the key " + state.key + " counts from " +
                        key->since.ToString() + " only");
    }
    if (key->until && *key->until <= signature.date) {
      return Refuse(state, unsigned_because::kKeyNotInUse,
                    "the key " + state.key + " was replaced from " +
                        key->until->ToString());
    }
    const auto used = used_.find(signature.key->bytes);
    if (used != used_.end() && used->second != signature.party) {
      Refuse(state, unsigned_because::kSameKey,
             used->second + " has signed with the same key");
    }
  }

  // What was withdrawn cannot be told from its copy.
  void CheckFirst(SignatureState& state) {
    for (const SignatureState& one : result_.signatures) {
      if (!one.counts() || one.party != state.party) continue;
      if (one.withdrawn) {
        return Refuse(state, unsigned_because::kWithdrawn,
                      "it has withdrawn its signature of " + id());
      }
      return Refuse(state, unsigned_because::kSignedTwice,
                    "it has signed " + id() + " already");
    }
  }

  void CheckForKey(const Event& event, const SignatureState& state) {
    for (const KnownKey& one :
         keys_.KnownAt(state.party, event.sequence)) {
      if (one.since > state.date || (one.until && *one.until <= state.date) ||
          (one.revoked && *one.revoked <= state.date)) {
        continue;
      }
      std::vector<EventRef> because = state.because;
      because.insert(because.end(), one.refs.begin(), one.refs.end());
      findings_.push_back({std::string(finding::kSignatureWithoutKey),
                           contract_ + "/" + id(),
                           state.party + " has the key " + one.key.name +
                               ", and its signature of " + id() +
                               " is only recorded",
                           std::move(because)});
      return;
    }
  }

  void NotEffective(const std::vector<EventRef>& refs,
                    const std::string& party) {
    findings_.push_back({std::string(finding::kWithdrawalNotEffective),
                         contract_ + "/" + id(),
                         party + " had no signature of " + id() +
                             " that it could still withdraw",
                         refs});
  }

  const std::string& contract_;
  const Recorded& instrument_;
  const PartyKeys& keys_;
  std::vector<Finding>& findings_;
  Signing result_;
  std::map<Hash, std::string> used_;  // keys to the party that signed
  std::map<std::string, std::vector<EventRef>> withdrawals_;
};

}  // namespace

PartyKeys::PartyKeys(const std::vector<Event>& events) {
  for (const Event& event : events) Add(event);
}

bool PartyKeys::Add(const Event& event) {
  if (!event.stream.starts_with(kPartyStreamPrefix)) return false;
  std::vector<Event>& stream = streams_[event.stream];
  // Contracts that share a party bring its stream along each.
  if (!stream.empty() && event.version <= stream.back().version) return false;
  stream.push_back(event);
  return true;
}

std::vector<PartyKeys::Known> PartyKeys::KnownAt(const std::string& party,
                                                 std::uint64_t sequence) const {
  std::vector<Known> known;
  const auto stream = streams_.find(std::string(kPartyStreamPrefix) + party);
  if (stream == streams_.end() || sequence == 0) return known;
  const auto named = [&](const std::string& name) {
    return std::find_if(known.begin(), known.end(), [&](const Known& one) {
      return one.key.name == name;
    });
  };
  const auto earlier = [](std::optional<Date> a, Date b) {
    return a ? std::min(*a, b) : b;
  };
  for (const Recorded& r : RecordAt(stream->second, sequence - 1)) {
    if (const auto* key = r.event->As<PartyKey>()) {
      const auto old = named(key->replaces);
      if (old != known.end()) old->until = earlier(old->until, key->since);
      known.push_back({key->key, key->since, {}, {}, r.refs});
    } else if (const auto* revocation = r.event->As<KeyRevocation>()) {
      const auto key_of = named(revocation->key);
      if (key_of == known.end()) continue;
      key_of->revoked = earlier(key_of->revoked, revocation->since);
    }
  }
  return known;
}

std::optional<Date> MetOn(const SigningRule& rule,
                          const std::vector<SignatureState>& signatures) {
  std::set<Date> days;
  for (const SignatureState& one : signatures) {
    if (InEffect(one, one.date)) days.insert(one.date);
  }
  for (const Date day : days) {
    const bool met = IsMet(rule, [&](const std::string& party) {
      return HasSigned(signatures, party, day);
    });
    if (met) return day;
  }
  return std::nullopt;
}

Signings::Signings(const std::string& contract,
                   const std::vector<Recorded>& record, const PartyKeys& keys,
                   const Proposals& proposals)
    : proposals_(proposals) {
  std::map<std::string, std::vector<const Recorded*>> acts;
  for (const Recorded& r : record) {
    if (const auto* one = r.event->As<Signature>()) {
      acts[one->instrument].push_back(&r);
    } else if (const auto* withdrawn = r.event->As<SignatureWithdrawal>()) {
      acts[withdrawn->instrument].push_back(&r);
    }
  }
  const std::vector<std::string> founders = FoundersOf(record);
  for (const Recorded& r : record) {
    const auto* body = r.event->As<Instrument>();
    if (body == nullptr) continue;
    const bool keys_needed = body->signing && body->signing->DemandsKeys();
    if (r.event->executed && !keys_needed) continue;
    SigningJudge judge(
        contract, r,
        body->signing
            ? *body->signing
            : SigningRule::All(body->signatories.empty() ? founders
                                                         : body->signatories),
        keys, findings_);
    for (const Recorded* act : acts[r.event->id]) {
      if (const auto* one = act->event->As<Signature>()) {
        judge.Add(*act, *one);
      } else {
        judge.Add(*act, *act->event->As<SignatureWithdrawal>());
      }
    }
    signings_[r.event->id] = judge.Take();
  }
}

std::map<std::string, std::vector<EventRef>> Signings::SignedBy() const {
  std::map<std::string, std::vector<EventRef>> result;
  for (const auto& [id, signing] : signings_) {
    if (!signing.met) continue;
    std::vector<EventRef>& by = result[id];
    for (const SignatureState& one : signing.signatures) {
      if (one.counts()) by.insert(by.end(), one.because.begin(), one.because.end());
    }
  }
  return result;
}

std::optional<Date> Signings::BindingDay(const Recorded& instrument) const {
  const Event& event = *instrument.event;
  const auto found = signings_.find(event.id);
  if (found == signings_.end()) return event.executed;
  if (found->second.met) return found->second.met;
  return event.sequence > proposals_.after ? proposals_.bind_on : std::nullopt;
}

bool Signings::IsAssumed(const Recorded& instrument) const {
  const auto found = signings_.find(instrument.event->id);
  return found != signings_.end() && !found->second.met &&
         BindingDay(instrument).has_value();
}

}  // namespace covenant
