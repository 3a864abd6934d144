// Keys, signatures and signing rules as the schema's messages, and back. For
// sources of this folder only (it includes generated headers). Pure.
#ifndef LEDGER_CODEC_SIGNING_PROTO_H_
#define LEDGER_CODEC_SIGNING_PROTO_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "covenant/v1/event.pb.h"
#include "ledger/codec/proto_values.h"
#include "ledger/event/event.h"

namespace covenant {

// NAME+HASH+KEY as `covenant keygen` prints it. InvalidArgument for what is not
// of the form, is no key for signatures, or is a key that no signature can be
// trusted by (see WeaknessOfEd25519Key).
absl::StatusOr<PublicKey> PublicKeyFromText(std::string_view text);
std::string PublicKeyText(const PublicKey& key);
// 64 bytes in base 64. InvalidArgument for anything else.
absl::StatusOr<std::string> SignatureFromText(std::string_view text);

// The rule of an instrument, where it has one; errors latch in the decoder.
std::optional<SigningRule> SigningFromProto(const v1::Event& from,
                                            Decoder& decoder,
                                            const PathPart& at);
// Nothing without a rule; errors latch in the encoder.
void PutSigning(const Instrument& from, Encoder& encoder, v1::Event* to);

// The message of an instrument that can have a rule; null of other events.
const v1::SigningRule* RuleOf(const v1::Event& event);

// The body, where it is a key, a revocation, a signature or its withdrawal.
std::optional<Body> SigningBodyOf(const v1::Event& from, Decoder& decoder,
                                  const PathPart& at);
void PutSigned(const PartyKey& from, Encoder& encoder, v1::Event* to);
void PutSigned(const KeyRevocation& from, Encoder& encoder, v1::Event* to);
void PutSigned(const Signature& from, Encoder& encoder, v1::Event* to);
void PutSigned(const SignatureWithdrawal& from, Encoder& encoder,
               v1::Event* to);

}  // namespace covenant

#endif  // LEDGER_CODEC_SIGNING_PROTO_H_
