#include "ledger/codec/signed_bytes.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "ledger/proof/ed25519.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

constexpr std::string_view kDsse = "DSSEv1";

// " LENGTH BYTES", as DSSE has it.
void Put(std::string_view part, std::string& to) {
  to += " " + std::to_string(part.size()) + " ";
  to += part;
}

std::optional<std::uint64_t> DecimalCount(std::string_view text) {
  if (!AllDigits(text) || text.size() > 10) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

// The next part; nothing where there is none.
std::optional<std::string_view> Take(std::string_view& bytes) {
  if (bytes.empty() || bytes[0] != ' ') return std::nullopt;
  const std::size_t end = bytes.find(' ', 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto size = DecimalCount(bytes.substr(1, end - 1));
  bytes.remove_prefix(end + 1);
  if (!size || *size > bytes.size()) return std::nullopt;
  const std::string_view part = bytes.substr(0, *size);
  bytes.remove_prefix(*size);
  return part;
}

// The body of the encoding: the parts without the first space.
std::string Parts(const SignedEvent& event) {
  std::string body;
  for (const std::string& part :
       {event.origin, event.stream, event.id, event.type,
        std::to_string(event.schema_version), event.payload}) {
    Put(part, body);
  }
  return body.substr(1);
}

}  // namespace

SignedEvent SignedEvent::Of(const StoredEvent& stored) {
  const EntryHeader& header = stored.header;
  return {header.origin, header.stream,         header.event_id,
          header.type,   header.schema_version, stored.payload};
}

std::string SignedBytes(const SignedEvent& event) {
  std::string bytes(kDsse);
  Put(kSignedEventType, bytes);
  Put(Parts(event), bytes);
  return bytes;
}

absl::StatusOr<SignedEvent> ReadSignedBytes(std::string_view bytes) {
  const absl::Status malformed =
      InvalidText({"these are not the bytes of an event to be signed"});
  if (bytes.substr(0, kDsse.size()) != kDsse) return malformed;
  std::string_view rest = bytes.substr(kDsse.size());
  const auto type = Take(rest);
  if (!type || *type != kSignedEventType) return malformed;
  const auto body = Take(rest);
  if (!body || !rest.empty()) return malformed;
  const std::string spaced = " " + std::string(*body);
  std::string_view parts = spaced;
  SignedEvent event;
  for (std::string* field :
       {&event.origin, &event.stream, &event.id, &event.type}) {
    const auto part = Take(parts);
    if (!part) return malformed;
    *field = std::string(*part);
  }
  const auto version = Take(parts);
  if (!version) return malformed;
  const std::uint64_t number = DecimalCount(*version).value_or(0);
  const auto payload = Take(parts);
  if (number > std::numeric_limits<std::uint32_t>::max() || !payload ||
      !parts.empty()) {
    return malformed;
  }
  event.schema_version = static_cast<std::uint32_t>(number);
  event.payload = std::string(*payload);
  if (SignedBytes(event) != bytes) return malformed;
  return event;
}

bool HoldsOver(const Signature& signature, const SignedEvent& event) {
  return signature.key && signature.instrument == event.id &&
         Ed25519Verify(signature.key->bytes, SignedBytes(event),
                       signature.bytes);
}

namespace {

// The event with that id; null: none.
const Event* Find(const std::vector<Event>& stream, const std::string& id) {
  const auto found =
      std::find_if(stream.begin(), stream.end(),
                   [&](const Event& event) { return event.id == id; });
  return found == stream.end() ? nullptr : &*found;
}

}  // namespace

void MarkSignature(Event& event, const std::vector<Event>& stream,
                   const StoredEvent* target) {
  if (auto* signature = std::get_if<Signature>(&event.body)) {
    signature->holds = signature->key && target != nullptr &&
                       HoldsOver(*signature, SignedEvent::Of(*target));
    return;
  }
  auto* correction = std::get_if<Correction>(&event.body);
  if (correction == nullptr || correction->replacement == nullptr) return;
  const auto* repeated = correction->replacement->As<Signature>();
  if (repeated == nullptr || !repeated->key) return;
  // Down to what is put right: a correction can be of a correction, of an older
  // one each time.
  const Event* base = Find(stream, correction->target);
  for (std::size_t depth = 0; base != nullptr && depth < stream.size();
       ++depth) {
    const auto* inner = base->As<Correction>();
    if (inner == nullptr) break;
    base = Find(stream, inner->target);
  }
  const auto* original = base == nullptr ? nullptr : base->As<Signature>();
  if (original == nullptr || !original->holds ||
      original->instrument != repeated->instrument ||
      original->party != repeated->party || original->key != repeated->key ||
      original->bytes != repeated->bytes) {
    return;
  }
  auto own = std::make_shared<Event>(*correction->replacement);
  std::get<Signature>(own->body).holds = true;
  correction->replacement = std::move(own);
}

absl::Status FindSignature(const EventLog& log,
                           const std::vector<Event>& stream, Event& event) {
  const auto* signature = event.As<Signature>();
  if (signature == nullptr || !signature->key) {
    MarkSignature(event, stream, nullptr);
    return absl::OkStatus();
  }
  const absl::StatusOr<std::optional<StoredEvent>> target =
      log.FindEvent(event.stream, signature->instrument);
  if (!target.ok()) return target.status();
  MarkSignature(event, stream, *target ? &**target : nullptr);
  return absl::OkStatus();
}

void MarkSignatures(const std::vector<StoredEvent>& stored,
                    std::vector<Event>& events) {
  std::map<std::string_view, std::size_t> by_id;
  for (std::size_t i = 0; i < events.size(); ++i) by_id.emplace(events[i].id, i);
  for (Event& event : events) {
    const auto* signature = event.As<Signature>();
    const auto target = signature == nullptr
                            ? by_id.end()
                            : by_id.find(signature->instrument);
    MarkSignature(event, events,
                  target == by_id.end() ? nullptr : &stored[target->second]);
  }
}

}  // namespace covenant
