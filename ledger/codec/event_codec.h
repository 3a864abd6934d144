// Event codec: the payload bytes of an entry to an Event and back. The only
// place, with the rest of this folder, that knows protobuf. Refuses bytes that
// are not a valid event (DataLoss, naming the field) and values that cannot be.
// Functions are pure and thread-safe.
#ifndef LEDGER_CODEC_EVENT_CODEC_H_
#define LEDGER_CODEC_EVENT_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/event/event.h"

namespace covenant {

// The version of the schema that this binary writes.
inline constexpr std::uint32_t kSchemaVersion = 1;

// The payload of the event; place and known-date are not part of it. Every Text
// that is to be sealed must carry its mac. InvalidArgument if it does not, or
// if the event is not one that DecodePayload gives back. The same event always
// gives the same bytes. What proto3 cannot tell from absent is absent: an empty
// text, a number 0, a flag `false` of a clause.
absl::StatusOr<std::string> EncodePayload(const Event& event);

// Back again; place fields are left empty, sealed texts hold their mac and no
// words. An event type, a field or an enum value that this binary does not
// know, or a newer schema version, gives UnknownBody, not an error.
absl::StatusOr<Event> DecodePayload(std::string_view type,
                                    std::uint32_t schema_version,
                                    std::string_view payload);

// Every Text of the event that is there, in a fixed order, for sealing and
// looking up. The pointers hold until the event is changed, copied from or
// asked again: a correction gets a replacement of its own that they point into.
std::vector<Text*> TextsOf(Event& event);

}  // namespace covenant

#endif  // LEDGER_CODEC_EVENT_CODEC_H_
