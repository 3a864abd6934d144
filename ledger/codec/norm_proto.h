// Norm proto: releases, readings and what settles them, deals and trees of
// scopes, between bytes and events. For sources of this folder only (it includes
// generated headers). Pure.
#ifndef LEDGER_CODEC_NORM_PROTO_H_
#define LEDGER_CODEC_NORM_PROTO_H_

#include <vector>

#include "ledger/codec/event_proto.h"

namespace covenant {

Instrument ReleaseFromProto(const v1::Release& from, Decoder& decoder,
                            const PathPart& at);
// `reads`: the changes of `from`, decoded.
Reading ReadingFromProto(const v1::Reading& from, std::vector<Change> reads,
                         Decoder& decoder, const PathPart& at);
DisputeResolution ResolutionFromProto(const v1::DisputeResolution& from,
                                      Decoder& decoder, const PathPart& at);
Deal DealFromProto(const v1::Deal& from, Decoder& decoder, const PathPart& at);
ScopeTree ScopeTreeFromProto(const v1::ScopeTree& from, Decoder& decoder,
                             const PathPart& at);
void DealToProto(const Deal& from, Encoder& encoder, v1::Deal* to);
void ScopeTreeToProto(const ScopeTree& from, Encoder& encoder,
                      v1::ScopeTree* to);

}  // namespace covenant

#endif  // LEDGER_CODEC_NORM_PROTO_H_
