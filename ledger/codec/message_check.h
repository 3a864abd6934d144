// Checks of a protobuf message against the schema: what is unknown to this
// binary, what is missing, which identifiers are malformed. For sources of this
// folder only (it includes protobuf headers). Pure, safe from any thread.
#ifndef LEDGER_CODEC_MESSAGE_CHECK_H_
#define LEDGER_CODEC_MESSAGE_CHECK_H_

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ledger/codec/proto_values.h"
#include "ledger/codec/schema.h"

namespace covenant {

// Whether the message, or one inside it, holds a field or an enum value that
// this binary does not know: it was written with a newer schema.
bool HoldsUnknown(const google::protobuf::Message& message);

// Latches the first missing required field, malformed identifier or empty enum
// into the decoder.
void CheckShape(const google::protobuf::Message& message, const PathPart& at,
                Decoder& decoder);

// InvalidArgument, with what is wrong, for a text that is no identifier of the
// sort; kNone accepts everything.
absl::Status CheckId(schema::IdSort sort, std::string_view text);

// The message as one of the generated types, or null where it is another.
template <typename T>
const T* MessageAs(const google::protobuf::Message& message) {
  return message.GetDescriptor() == T::descriptor()
             ? static_cast<const T*>(&message)
             : nullptr;
}

// The parts of `clause.path`, `clause/occurrence`: before and after.
std::pair<std::string, std::string> SplitAt(std::string_view text, char at);

}  // namespace covenant

#endif  // LEDGER_CODEC_MESSAGE_CHECK_H_
