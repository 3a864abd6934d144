// An Event as the schema's message, and back. The authoring reader and the
// event codec share it. For sources of this folder only (it includes generated
// headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_EVENT_PROTO_H_
#define LEDGER_CODEC_EVENT_PROTO_H_

#include "covenant/v1/event.pb.h"
#include "ledger/codec/proto_values.h"
#include "ledger/event/event.h"

namespace covenant {

// The event; errors latch in the decoder. `type` is set from the body; the
// place (stream, sequence ...) is not touched. Where the body is not known, the
// common fields are read and the body is UnknownBody. `at` is the event's own
// place, empty but for the replacement in a correction.
Event EventFromProto(const v1::Event& from, Decoder& decoder,
                     const PathPart& at = {});

// The message without `contract` and `known`; errors latch in the encoder.
void EventToProto(const Event& from, Encoder& encoder, v1::Event* to);

}  // namespace covenant

#endif  // LEDGER_CODEC_EVENT_PROTO_H_
