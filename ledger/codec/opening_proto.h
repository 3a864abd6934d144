// Openings as the schema's messages, and back. For sources of this folder only
// (it includes generated headers). Pure.
#ifndef LEDGER_CODEC_OPENING_PROTO_H_
#define LEDGER_CODEC_OPENING_PROTO_H_

#include "covenant/v1/event.pb.h"
#include "ledger/codec/proto_values.h"
#include "ledger/event/opening.h"

namespace covenant {

// `at` is the place of the event; errors latch in the decoder.
Opening OpeningFromProto(const v1::Opening& from, Decoder& decoder,
                         const PathPart& at);
// Errors latch in the encoder.
void PutOpening(const Opening& from, Encoder& encoder, v1::Opening* to);

}  // namespace covenant

#endif  // LEDGER_CODEC_OPENING_PROTO_H_
