#include "ledger/codec/signing_proto.h"

#include <string>
#include <utility>

#include "ledger/proof/base64.h"
#include "ledger/proof/ed25519.h"
#include "ledger/proof/note.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

SigningForm FormOf(v1::SigningForm from) {
  switch (from) {
    case v1::SIGNING_FORM_KEY:
      return SigningForm::kKey;
    case v1::SIGNING_FORM_EITHER:
      return SigningForm::kEither;
    default:
      return SigningForm::kUnstated;
  }
}

v1::SigningForm FormOf(SigningForm from) {
  switch (from) {
    case SigningForm::kKey:
      return v1::SIGNING_FORM_KEY;
    case SigningForm::kEither:
      return v1::SIGNING_FORM_EITHER;
    case SigningForm::kUnstated:
      break;
  }
  return v1::SIGNING_FORM_UNSPECIFIED;
}

SigningRule RuleFrom(const v1::SigningRule& from, Decoder& decoder,
                     const PathPart& at) {
  SigningRule rule;
  rule.by = FormOf(from.by());
  const google::protobuf::RepeatedPtrField<v1::SigningRule>* parts = nullptr;
  int ways = 0;
  if (!from.party().empty()) {
    ++ways;
    rule.party = from.party();
  }
  if (from.all_size() > 0) {
    ++ways;
    rule.op = SigningRule::Op::kAll;
    parts = &from.all();
  }
  if (from.any_size() > 0) {
    ++ways;
    rule.op = SigningRule::Op::kAny;
    parts = &from.any();
  }
  if (from.at_least() > 0 || from.of_size() > 0) {
    ++ways;
    rule.op = SigningRule::Op::kAtLeast;
    rule.at_least = from.at_least();
    parts = &from.of();
    if (from.at_least() == 0 ||
        from.at_least() > static_cast<std::uint32_t>(from.of_size())) {
      decoder.Fail(at, "asks for a number of signatures that it cannot have");
    }
  }
  if (ways != 1) decoder.Fail(at, "does not say one thing about who must sign");
  for (int i = 0; parts != nullptr && i < parts->size(); ++i) {
    rule.of.push_back(RuleFrom((*parts)[i], decoder, PathPart{&at, "of", i}));
  }
  return rule;
}

void PutRule(const SigningRule& from, v1::SigningRule* to) {
  to->set_by(FormOf(from.by));
  for (const SigningRule& part : from.of) {
    PutRule(part, from.op == SigningRule::Op::kAll   ? to->add_all()
                  : from.op == SigningRule::Op::kAny ? to->add_any()
                                                     : to->add_of());
  }
  to->set_party(from.party);
  to->set_at_least(from.at_least);
}

template <typename T>
T Checked(absl::StatusOr<T> value, Decoder& decoder, const PathPart& at) {
  if (value.ok()) return *std::move(value);
  decoder.Fail(at, std::string(value.status().message()));
  return T();
}

}  // namespace

absl::StatusOr<PublicKey> PublicKeyFromText(std::string_view text) {
  const auto key = VerifierKey::Parse(text);
  if (!key.ok()) return key.status();
  if (key->type() != KeyType::kEd25519) {
    return InvalidText({"the key is one for cosignatures, not of a party"});
  }
  const std::string_view weakness = WeaknessOfEd25519Key(key->public_key());
  if (!weakness.empty()) return InvalidText({weakness});
  return PublicKey{key->name(), key->public_key()};
}

std::string PublicKeyText(const PublicKey& key) {
  return VerifierKey(key.name, KeyType::kEd25519, key.bytes).ToString();
}

absl::StatusOr<std::string> SignatureFromText(std::string_view text) {
  auto bytes = FromBase64(text);
  if (bytes && bytes->size() == kEd25519SignatureBytes) {
    return *std::move(bytes);
  }
  return InvalidText({"a signature is 64 bytes in base 64"});
}

const v1::SigningRule* RuleOf(const v1::Event& event) {
  const auto given = [](const auto& body) {
    return body.has_signing() ? &body.signing() : nullptr;
  };
  switch (event.body_case()) {
    case v1::Event::kAgreement:
      return given(event.agreement());
    case v1::Event::kAmendment:
      return given(event.amendment());
    case v1::Event::kRestatement:
      return given(event.restatement());
    case v1::Event::kRectification:
      return given(event.rectification());
    case v1::Event::kAssignment:
      return given(event.assignment());
    case v1::Event::kNovation:
      return given(event.novation());
    case v1::Event::kAssumption:
      return given(event.assumption());
    case v1::Event::kSuspension:
      return given(event.suspension());
    default:
      return nullptr;
  }
}

std::optional<SigningRule> SigningFromProto(const v1::Event& from,
                                            Decoder& decoder,
                                            const PathPart& at) {
  const v1::SigningRule* rule = RuleOf(from);
  if (rule == nullptr) return std::nullopt;
  return RuleFrom(*rule, decoder, PathPart{&at, "signing"});
}

void PutSigning(const Instrument& from, Encoder& encoder, v1::Event* to) {
  if (!from.signing) return;
  switch (from.kind) {
    case InstrumentKind::kAgreement:
      return PutRule(*from.signing, to->mutable_agreement()->mutable_signing());
    case InstrumentKind::kAmendment:
      return PutRule(*from.signing, to->mutable_amendment()->mutable_signing());
    case InstrumentKind::kRestatement:
      return PutRule(*from.signing,
                     to->mutable_restatement()->mutable_signing());
    case InstrumentKind::kRectification:
      return PutRule(*from.signing,
                     to->mutable_rectification()->mutable_signing());
    case InstrumentKind::kAssignment:
      return PutRule(*from.signing,
                     to->mutable_assignment()->mutable_signing());
    case InstrumentKind::kNovation:
      return PutRule(*from.signing, to->mutable_novation()->mutable_signing());
    case InstrumentKind::kAssumption:
      return PutRule(*from.signing,
                     to->mutable_assumption()->mutable_signing());
    case InstrumentKind::kSuspension:
      return PutRule(*from.signing,
                     to->mutable_suspension()->mutable_signing());
    default:
      encoder.Fail("an instrument of this kind has no signing rule");
  }
}

std::optional<Body> SigningBodyOf(const v1::Event& from, Decoder& decoder,
                                  const PathPart& at) {
  const auto day = [&](const v1::Date& date, std::string_view name) {
    return decoder.Get(date, PathPart{&at, name});
  };
  const auto reason = [&](const auto& body) {
    return body.has_reason()
               ? decoder.Get(body.reason(), PathPart{&at, "reason"})
               : Text();
  };
  switch (from.body_case()) {
    case v1::Event::kKey: {
      const v1::PartyKey& body = from.key();
      return PartyKey{body.party(),
                      Checked(PublicKeyFromText(body.key()), decoder,
                              PathPart{&at, "key"}),
                      day(body.since(), "since"), body.replaces()};
    }
    case v1::Event::kKeyRevocation: {
      const v1::KeyRevocation& body = from.key_revocation();
      return KeyRevocation{body.party(), body.key(), day(body.since(), "since"),
                           reason(body)};
    }
    case v1::Event::kSignature: {
      const v1::Signature& body = from.signature();
      Signature result;
      result.instrument = body.instrument();
      result.party = body.party();
      result.date = day(body.date(), "date");
      if (body.key().empty() != body.signature().empty()) {
        decoder.Fail(at, "has a key without a signature, or the other way");
      }
      if (body.key().empty()) return result;
      result.key = Checked(PublicKeyFromText(body.key()), decoder,
                           PathPart{&at, "key"});
      result.bytes = Checked(SignatureFromText(body.signature()), decoder,
                             PathPart{&at, "signature"});
      return result;
    }
    case v1::Event::kSignatureWithdrawal: {
      const v1::SignatureWithdrawal& body = from.signature_withdrawal();
      return SignatureWithdrawal{body.instrument(), body.party(),
                                 day(body.date(), "date"), reason(body)};
    }
    default:
      return std::nullopt;
  }
}

namespace {

// An empty text is one that is not there.
}  // namespace

void PutSigned(const PartyKey& from, Encoder& encoder, v1::Event* to) {
  v1::PartyKey* put = to->mutable_key();
  put->set_party(from.party);
  put->set_key(PublicKeyText(from.key));
  encoder.Put(from.since, put->mutable_since());
  put->set_replaces(from.replaces);
}

void PutSigned(const KeyRevocation& from, Encoder& encoder, v1::Event* to) {
  v1::KeyRevocation* put = to->mutable_key_revocation();
  put->set_party(from.party);
  put->set_key(from.key);
  encoder.Put(from.since, put->mutable_since());
  if (from.reason.stated()) encoder.Put(from.reason, put->mutable_reason());
}

void PutSigned(const Signature& from, Encoder& encoder, v1::Event* to) {
  v1::Signature* put = to->mutable_signature();
  put->set_instrument(from.instrument);
  put->set_party(from.party);
  encoder.Put(from.date, put->mutable_date());
  if (!from.key) return;
  put->set_key(PublicKeyText(*from.key));
  put->set_signature(Base64(from.bytes));
}

void PutSigned(const SignatureWithdrawal& from, Encoder& encoder,
               v1::Event* to) {
  v1::SignatureWithdrawal* put = to->mutable_signature_withdrawal();
  put->set_instrument(from.instrument);
  put->set_party(from.party);
  encoder.Put(from.date, put->mutable_date());
  if (from.reason.stated()) encoder.Put(from.reason, put->mutable_reason());
}

}  // namespace covenant
