// Signed bytes: what a party signs of an event: the DSSE pre-authentication
// encoding of its origin, stream, id, type, schema version and stored payload
// (doc/signatures.md). A signature fits no other event, contract or ledger.
// Pure, safe from any thread.
#ifndef LEDGER_CODEC_SIGNED_BYTES_H_
#define LEDGER_CODEC_SIGNED_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/event/event.h"
#include "ledger/store/event_log.h"

namespace covenant {

// The payload type of the encoding.
inline constexpr std::string_view kSignedEventType =
    "application/vnd.covenant.event.v1";

// An event as it is signed.
struct SignedEvent {
  std::string origin;
  std::string stream;
  std::string id;
  std::string type;
  std::uint32_t schema_version = 0;
  std::string payload;  // the stored bytes

  static SignedEvent Of(const StoredEvent& stored);
  friend bool operator==(const SignedEvent&, const SignedEvent&) = default;
};

// The bytes that are signed.
std::string SignedBytes(const SignedEvent& event);
// Back again. InvalidArgument unless SignedBytes gives exactly these bytes.
absl::StatusOr<SignedEvent> ReadSignedBytes(std::string_view bytes);

// Whether the signature, which has a key, is one of this event.
bool HoldsOver(const Signature& signature, const SignedEvent& event);

// Finds out whether a signature holds (Signature::holds), also where a correction
// repeats it. `stream`: the events of its stream that are recorded, marked;
// `target`: the one that it names, as stored, or null.
void MarkSignature(Event& event, const std::vector<Event>& stream,
                   const StoredEvent* target);
// The same, with the event that it names as the log has it.
absl::Status FindSignature(const EventLog& log,
                           const std::vector<Event>& stream, Event& event);
// Of all events of a stream, stored and decoded.
void MarkSignatures(const std::vector<StoredEvent>& stored,
                    std::vector<Event>& events);

}  // namespace covenant

#endif  // LEDGER_CODEC_SIGNED_BYTES_H_
