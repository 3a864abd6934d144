#include "replay/signing_rejections.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ledger/value/ids.h"
#include "replay/decide_text.h"
#include "replay/record.h"

namespace covenant {
namespace {

// The code with which a signature that does not count is refused, and a remedy.
struct Refusal {
  std::string_view why;
  std::string_view code;
  std::string_view path;
  std::string_view label;
  std::string_view help;
};
constexpr Refusal kRefusals[] = {
    {unsigned_because::kOtherBytes, "E0540", "signature", "does not hold",
     "sign the event as this ledger has it: `covenant sign`"},
    {unsigned_because::kUnknownKey, "E0541", "key", "not registered",
     "append an event `key` of the party first"},
    {unsigned_because::kKeyNotInUse, "E0541", "key", "not in use on the day",
     "sign with the key that is in use on the day"},
    {unsigned_because::kRevokedKey, "E0541", "key", "revoked",
     "sign with a key that is not revoked"},
    {unsigned_because::kNotASignatory, "E0542", "party", "need not sign",
     "`covenant show` of the instrument says who must sign"},
    {unsigned_because::kSignedTwice, "E0413", "party", "signed twice",
     "correct the first signature if its day is wrong"},
    {unsigned_because::kSameKey, "E0541", "key", "used by another party",
     "each party signs with a key of its own"},
    {unsigned_because::kWithdrawn, "E0543", "party", "withdrawn",
     "append the instrument anew, under another id, to have it signed"},
    {unsigned_because::kNoKey, "E0544", "party", "needs a key",
     "`covenant sign` signs with a key"},
};

// The instrument's signatures with those of the event.
std::optional<Signing> SigningOf(const std::string& instrument,
                                 const std::vector<Event>& stream,
                                 const PartyKeys& keys) {
  const std::vector<Recorded> record = RecordAt(stream, kLogEnd);
  const Signings signings(stream.front().stream, record, keys);
  const auto found = signings.all().find(instrument);
  if (found == signings.all().end()) return std::nullopt;
  return found->second;
}

// Whether the instrument, or what was signed of it, rests on keys.
bool SignedWithKeys(const std::string& instrument,
                    const std::vector<Event>& stream, const PartyKeys& keys) {
  const auto signing = SigningOf(instrument, stream, keys);
  if (!signing) return false;
  return std::any_of(
      signing->signatures.begin(), signing->signatures.end(),
      [](const SignatureState& one) { return one.counts() && !one.key.empty(); });
}

}  // namespace

void CheckSignature(const Event& event, const Signature& signature,
                    const std::vector<Event>& stream, const PartyKeys& keys,
                    EventChecks& checks) {
  checks.CheckFactDay(event, "date", signature.date);
  checks.CheckParty("party", signature.party);
  if (!checks.CheckInstrument("instrument", signature.instrument)) return;
  const StreamNames& names = checks.names();
  if (const auto executed = names.instruments.at(signature.instrument)) {
    checks.Refuse("E0413", "instrument",
                  signature.instrument + " was recorded as executed on " +
                      executed->ToString(),
                  "needs no signature",
                  "correct the record of " + signature.instrument +
                      " if that is wrong");
  }
  const auto other =
      names.signatures.find({signature.instrument, signature.party});
  for (const Event& one : stream) {
    if (one.id != signature.instrument || !signature.key) continue;
    if (RecordedDay(one) <= signature.date) continue;
    checks.Refuse("E0545", "date",
                  signature.instrument + " was recorded on " +
                      RecordedDay(one).ToString() +
                      ", and could not be signed with a key before",
                  "too early", "state the day on which it was signed");
  }
  std::vector<Event> with = stream;
  with.push_back(event);
  const auto signing = SigningOf(signature.instrument, with, keys);
  if (!signing) return;
  for (const SignatureState& one : signing->signatures) {
    if (one.because.front() != RefOf(event) || one.counts()) continue;
    if (one.why == unsigned_because::kSignedTwice &&
        other != names.signatures.end()) {
      checks.Refuse(
          "E0413", "party",
          signature.party + " has signed " + signature.instrument +
              " already (" + other->second + ")",
          "signed twice", "correct " + other->second + " if its day is wrong");
      continue;
    }
    for (const Refusal& refusal : kRefusals) {
      if (refusal.why != one.why) continue;
      checks.Refuse(std::string(refusal.code), std::string(refusal.path),
                    "the signature of " + one.party +
                        " would not count: " + one.says,
                    std::string(refusal.label), std::string(refusal.help));
    }
  }
}

void CheckWithdrawal(const Event& event, const SignatureWithdrawal& withdrawal,
                     const std::vector<Event>& stream, const PartyKeys& keys,
                     EventChecks& checks) {
  checks.CheckFactDay(event, "date", withdrawal.date);
  checks.CheckParty("party", withdrawal.party);
  if (!checks.CheckInstrument("instrument", withdrawal.instrument)) return;
  const auto signing = SigningOf(withdrawal.instrument, stream, keys);
  if (!signing || signing->met) {
    checks.Refuse("E0543", "instrument",
                  withdrawal.instrument +
                      " binds already; a signature of it is not taken back",
                  "binds", "append a `termination` or a `rescission`");
    return;
  }
  for (const SignatureState& one : signing->signatures) {
    if (one.party != withdrawal.party || !one.counts()) continue;
    if (one.date <= withdrawal.date) return;
    checks.Refuse("E0543", "date",
                  withdrawal.party + " signed on " + one.date.ToString() +
                      " only",
                  "before the signature", "");
    return;
  }
  checks.Refuse("E0543", "party",
                withdrawal.party + " has no signature of " +
                    withdrawal.instrument + " that counts",
                "nothing to withdraw", "");
}

void CheckSignedTarget(const Event& target, const Event* replacement,
                       const std::vector<Event>& stream, const PartyKeys& keys,
                       EventChecks& checks) {
  if (const auto* signature = target.As<Signature>()) {
    const auto* instead =
        replacement == nullptr ? nullptr : replacement->As<Signature>();
    const bool with_key =
        signature->key || (instead != nullptr && instead->key);
    if (!with_key || (instead != nullptr && instead->holds)) return;
    checks.Refuse("E0546", "target",
                  "a signature with a key is what it is; only its day can be "
                  "put right",
                  "signed with a key",
                  replacement == nullptr
                      ? "append a `signature-withdrawal` while the instrument "
                        "does not bind"
                      : "repeat instrument, party, key and signature unchanged");
    return;
  }
  const auto* body = target.As<Instrument>();
  if (body == nullptr) return;
  const auto* instead =
      replacement == nullptr ? nullptr : replacement->As<Instrument>();
  const auto demands_keys = [](const Instrument* one) {
    return one != nullptr && one->signing && one->signing->DemandsKeys();
  };
  const bool demands = demands_keys(body) || demands_keys(instead);
  // What was recorded as executed was not signed here.
  if (target.executed && !demands) return;
  const bool has_keys = SignedWithKeys(target.id, stream, keys);
  // A proposal that nobody has signed can be taken back.
  if (!has_keys && (replacement == nullptr || !demands)) return;
  checks.Refuse("E0546", "target",
                has_keys ? "parties have signed " + target.id +
                               " as it stands, with their keys"
                         : target.id +
                               " is to be signed with keys as it stands",
                "signed with keys",
                has_keys ? "append an instrument that the parties sign: a "
                           "`rectification`, an `amendment`, a `termination`"
                         : "cancel it and append it anew, under another id");
}

void AddKeyRejections(const Event& event, const std::vector<Event>& recorded,
                      std::size_t index, std::vector<Rejection>& rejections) {
  const auto refuse = [&](std::string code, std::string path,
                          std::string message, std::string label,
                          std::string help) {
    rejections.push_back({std::move(code), index, std::move(path),
                          std::move(message), std::move(label),
                          std::move(help)});
  };
  const PartyKeys keys(recorded);
  std::vector<std::string> names;
  const auto named = [&](const std::string& party, const std::string& name)
      -> std::optional<PartyKeys::Known> {
    names.clear();
    for (const PartyKeys::Known& one : keys.KnownAt(party, kLogEnd)) {
      names.push_back(one.key.name);
      if (one.key.name == name) return one;
    }
    return std::nullopt;
  };
  if (const auto* key = event.As<PartyKey>()) {
    if (named(key->party, key->key.name)) {
      refuse("E0547", "key",
             key->party + " has a key " + key->key.name + " already",
             "name taken", "give the key another name");
    }
    for (const Event& one : recorded) {
      const auto* other = one.As<PartyKey>();
      if (other == nullptr || other->key.bytes != key->key.bytes) continue;
      refuse("E0547", "key",
             "this is the key " + other->key.name + " of " + other->party,
             "registered already", "make a key of its own: `covenant keygen`");
      break;
    }
    if (key->replaces.empty()) return;
    const auto old = named(key->party, key->replaces);
    if (!old) {
      refuse("E0548", "replaces",
             key->party + " has no key " + key->replaces, "unknown key",
             Help(key->replaces, names, "it has none yet"));
    } else if (key->since < old->since) {
      refuse("E0548", "since",
             key->replaces + " counts from " + old->since.ToString() + " only",
             "before the key that it replaces", "");
    }
    return;
  }
  const auto* revocation = event.As<KeyRevocation>();
  if (revocation == nullptr) return;
  const auto old = named(revocation->party, revocation->key);
  if (!old) {
    refuse("E0548", "key", revocation->party + " has no key " + revocation->key,
           "unknown key", Help(revocation->key, names, "it has none yet"));
  } else if (old->revoked && *old->revoked <= revocation->since) {
    refuse("E0548", "key",
           revocation->key + " is revoked from " + old->revoked->ToString() +
               " already",
           "revoked", "");
  }
}

}  // namespace covenant
