// Events of parties and powers as the schema's messages, and back. For sources of
// this folder only (it includes generated headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_POWER_EVENTS_H_
#define LEDGER_CODEC_POWER_EVENTS_H_

#include <optional>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/proto_values.h"
#include "ledger/event/event.h"

namespace covenant {

// The body, where it is one of these; errors latch in the decoder.
std::optional<Body> PowerBodyOf(const v1::Event& from, Decoder& decoder,
                                const PathPart& at);

// An instrument of one of these kinds; errors latch in the encoder.
// `changes`: those of the order.
Instrument CourtOrderFromProto(const v1::CourtOrder& from,
                               std::vector<Change> changes);
void PutPowerInstrument(const Instrument& from, Encoder& encoder,
                        v1::Event* to);
void PutPower(const Exercise& from, Encoder& encoder, v1::Event* to);
void PutPower(const Notice& from, Encoder& encoder, v1::Event* to);
void PutPower(const Performance& from, Encoder& encoder, v1::Event* to);
void PutPower(const BreachAlleged& from, Encoder& encoder, v1::Event* to);
void PutPower(const Cure& from, Encoder& encoder, v1::Event* to);
void PutPower(const PartySuccession& from, Encoder& encoder, v1::Event* to);

}  // namespace covenant

#endif  // LEDGER_CODEC_POWER_EVENTS_H_
