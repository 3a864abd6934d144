// A quick answer, from the bytes alone, to what HoldsUnknown and CheckShape of
// message_check.h ask of a parsed message. Most payloads are as this binary
// would write them, and reading them is most of reading a ledger. For sources
// of this folder only. Pure, safe from any thread.
#ifndef LEDGER_CODEC_WIRE_SHAPE_H_
#define LEDGER_CODEC_WIRE_SHAPE_H_

#include <google/protobuf/descriptor.h>

#include <string_view>

namespace covenant {

// True only if the bytes, as a message of that type of the schema, hold no
// field and no enum value that this binary does not know, and CheckShape would
// find nothing in them. False says nothing: whoever gets it asks the slow
// functions. So is every other encoding than our own refused here (fields out
// of order or twice, zeros written out): what it means is for protobuf to say.
bool IsPlainShape(const google::protobuf::Descriptor* type,
                  std::string_view bytes);

}  // namespace covenant

#endif  // LEDGER_CODEC_WIRE_SHAPE_H_
