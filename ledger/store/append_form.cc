#include <algorithm>
#include <set>

#include "ledger/proof/sha256.h"
#include "ledger/store/append_plan.h"
#include "ledger/store/log_core.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

bool IsTypeChar(char c) {
  return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '.' || c == '_' ||
         c == '-';
}

absl::Status CheckEvent(const NewEvent& event) {
  if (absl::Status status = CheckStreamId(event.stream); !status.ok())
    return status;
  if (absl::Status status = CheckEventId(event.event_id); !status.ok())
    return status;
  const std::string name =
      Concat({"event ", event.stream, "/", event.event_id});
  if (!IsEventType(event.type)) {
    return InvalidText({name, ": the type ", Quoted(event.type),
                        " is not of the form [A-Za-z][A-Za-z0-9._-]{0,127}"});
  }
  if (event.payload.size() > kMaxPayloadBytes) {
    return InvalidText({name, ": the payload has ",
                        std::to_string(event.payload.size()),
                        " bytes; at most ", std::to_string(kMaxPayloadBytes),
                        " are allowed: refer to documents by their hash"});
  }
  for (const std::string& stream : event.also) {
    if (absl::Status status = CheckStreamId(stream); !status.ok()) {
      return InvalidText(
          {name, ": also indexed in: ",
           std::string(status.message().data(), status.message().size())});
    }
  }
  for (const SealedValue& sealed : event.sealed) {
    // The value must not appear in a message.
    if (HmacSha256(sealed.key.view(), sealed.value) != sealed.mac) {
      return InvalidText({name, ": the sealed value ", sealed.mac.ToHex(),
                          " is not the HMAC of its value under its key"});
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool IsEventType(std::string_view type) {
  return !type.empty() && type.size() <= kMaxTypeBytes &&
         (IsLower(type[0]) || IsUpper(type[0])) &&
         std::all_of(type.begin(), type.end(), IsTypeChar);
}

bool IsOrigin(std::string_view origin) {
  return !origin.empty() && origin.size() <= kMaxOriginBytes &&
         std::all_of(origin.begin(), origin.end(),
                     [](char c) { return c > ' ' && c <= '~' && c != '+'; });
}

absl::Status BadOrigin(std::string_view origin) {
  return InvalidText({"the ledger's name ", Quoted(origin),
                      " must be 1 to 255 printable ASCII characters without "
                      "space and '+', for "
                      "example `ledger.example.com/contracts`"});
}

size_t RequestBytes(const AppendRequest& request) {
  size_t bytes = 0;
  for (const NewEvent& event : request.events) {
    bytes += event.payload.size();
    for (const SealedValue& sealed : event.sealed) bytes += sealed.value.size();
  }
  return bytes;
}

absl::Status CheckForm(const AppendRequest& request) {
  if (request.events.empty())
    return InvalidText({"an append needs at least one event"});
  if (request.events.size() > kMaxEventsPerAppend) {
    return InvalidText(
        {"the append has ", std::to_string(request.events.size()),
         " events; at most ", std::to_string(kMaxEventsPerAppend),
         " are allowed: divide it"});
  }
  if (const size_t bytes = RequestBytes(request); bytes > kMaxAppendBytes) {
    return InvalidText({"the append has ", std::to_string(bytes),
                        " bytes; at most ", std::to_string(kMaxAppendBytes),
                        " are allowed: divide it"});
  }
  const std::string& key = request.idempotency_key;
  if (key.size() > kMaxIdempotencyKeyBytes) {
    return InvalidText({"the idempotency key has ", std::to_string(key.size()),
                        " bytes; at most 255 are allowed"});
  }
  if (std::any_of(key.begin(), key.end(),
                  [](char c) { return (c >= 0 && c < ' ') || c == 127; })) {
    return InvalidText(
        {"the idempotency key ", Quoted(key), " holds a control character"});
  }
  for (const auto& [stream, version] : request.expected_versions) {
    if (absl::Status status = CheckStreamId(stream); !status.ok())
      return status;
  }
  for (const NewEvent& event : request.events) {
    if (absl::Status status = CheckEvent(event); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace covenant
