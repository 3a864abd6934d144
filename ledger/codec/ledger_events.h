// Events that the ledger records of itself as the schema's messages, and back.
// For sources of this folder only (it includes generated headers). Pure, safe
// from any thread.
#ifndef LEDGER_CODEC_LEDGER_EVENTS_H_
#define LEDGER_CODEC_LEDGER_EVENTS_H_

#include <optional>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/proto_values.h"
#include "ledger/event/event.h"

namespace covenant {

// The body, where it is one of these; errors latch in the decoder.
std::optional<Body> LedgerBodyOf(const v1::Event& from, Decoder& decoder,
                                 const PathPart& at);

void PutLedgerEvent(const GoLive& from, Encoder& encoder, v1::Event* to);
void PutLedgerEvent(const Heads& from, Encoder& encoder, v1::Event* to);
void PutLedgerEvent(const Erasure& from, Encoder& encoder, v1::Event* to);

}  // namespace covenant

#endif  // LEDGER_CODEC_LEDGER_EVENTS_H_
