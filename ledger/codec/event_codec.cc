#include "ledger/codec/event_codec.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <array>
#include <climits>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/event_proto.h"
#include "ledger/codec/message_check.h"
#include "ledger/codec/wire_shape.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

// Protobuf's maps have no order of their own: ask for sorted keys.
std::string Serialise(const v1::Event& event) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  event.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

bool KnownType(std::string_view type) {
  static const auto* const types = new std::set<std::string, std::less<>>(
      EventTypes().begin(), EventTypes().end());
  return types->contains(type);
}

// What can be read of an event of a newer schema: its common fields.
Event ReadNewer(v1::Event& message, std::string_view type) {
  message.clear_body();
  Decoder decoder(/*may_hold_to_seal=*/false);
  Event event = EventFromProto(message, decoder);
  if (!decoder.ok()) {
    event = Event();
    event.id = message.id();
  }
  event.type = std::string(type);
  event.body = UnknownBody();
  return event;
}

// A whole decoding of a message of this schema. `plain`: that its shape is
// right is known. `type`: what the header says; empty: nothing.
absl::StatusOr<Event> Read(const v1::Event& message, bool plain,
                           std::string_view type) {
  Decoder decoder(/*may_hold_to_seal=*/false);
  if (!plain) CheckShape(message, PathPart(), decoder);
  if (!message.contract().empty() || !message.known().empty()) {
    decoder.Fail(PathPart(), "contract and known do not belong in a payload");
  }
  if (!decoder.ok()) return decoder.status();
  absl::StatusOr<Event> event(EventFromProto(message, decoder));
  if (!decoder.ok()) {
    event = decoder.status();
  } else if (!type.empty() && event->type != type) {
    event =
        absl::DataLossError(Concat({"the header says ", Quoted(type),
                                    " and the payload ", Quoted(event->type)}));
  }
  return event;
}

class TextCollector {
 public:
  explicit TextCollector(std::vector<Text*>& texts) : texts_(texts) {}

  void Add(Text& text) {
    if (!text.empty() || text.sealed) texts_.push_back(&text);
  }
  void Add(Value& value) {
    if (auto* text = std::get_if<Text>(&value.v)) Add(*text);
    if (auto* list = std::get_if<Value::List>(&value.v)) {
      for (Value& item : *list) Add(item);
    }
    if (auto* map = std::get_if<Value::Map>(&value.v)) Add(*map);
  }
  void Add(std::map<std::string, Value>& values) {
    for (auto& [name, value] : values) Add(value);
  }
  void Add(Change& change) {
    if (change.from) Add(*change.from);
    Add(change.to);
    if (change.clause) Add(change.clause->fields);
    Add(change.act);
  }
  void Add(Event& event) {
    Add(event.note);
    std::visit(*this, event.body);
  }

  void operator()(Instrument& body) {
    for (Change& change : body.changes) Add(change);
    Add(body.reason);
  }
  void operator()(Reading& body) {
    Add(body.says);
    for (Change& change : body.reads) Add(change);
  }
  void operator()(Deal& body) { Add(body.act); }
  void operator()(Dispute& body) { Add(body.reason); }
  void operator()(DisputeResolution& body) { Add(body.outcome); }
  void operator()(Cancellation& body) { Add(body.reason); }
  void operator()(Erasure& body) { Add(body.reason); }
  void operator()(Exercise& body) { Add(body.says); }
  void operator()(Notice& body) { Add(body.says); }
  void operator()(Performance& body) { Add(body.says); }
  void operator()(BreachAlleged& body) { Add(body.says); }
  void operator()(Cure& body) { Add(body.says); }
  void operator()(KeyRevocation& body) { Add(body.reason); }
  void operator()(SignatureWithdrawal& body) { Add(body.reason); }
  void operator()(Correction& body) {
    if (body.replacement != nullptr) {
      auto own = std::make_shared<Event>(*body.replacement);
      Add(*own);
      body.replacement = std::move(own);
    }
    Add(body.reason);
  }
  template <typename T>
  void operator()(T&) {}  // the body holds no text

 private:
  std::vector<Text*>& texts_;
};

}  // namespace

absl::StatusOr<std::string> EncodePayload(const Event& event) {
  v1::Event message;
  Encoder encoder(/*may_hold_to_seal=*/false);
  EventToProto(event, encoder, &message);
  if (!encoder.status().ok()) return encoder.status();
  std::string bytes = Serialise(message);
  // Nothing may be written that could not be read back.
  const absl::StatusOr<Event> read =
      Read(message, IsPlainShape(schema::EventMessage(), bytes), /*type=*/"");
  if (!read.ok()) {
    return absl::InvalidArgumentError(std::string(read.status().message()));
  }
  return bytes;
}

absl::StatusOr<Event> DecodePayload(std::string_view type,
                                    std::uint32_t schema_version,
                                    std::string_view payload) {
  schema::QuietProtobuf();
  // What is parsed lies in one block that the next event of the thread uses
  // again.
  alignas(8) thread_local std::array<char, 16'384> block;
  google::protobuf::Arena arena(block.data(), block.size());
  v1::Event& message =
      *google::protobuf::Arena::CreateMessage<v1::Event>(&arena);
  if (payload.size() > INT_MAX ||
      !message.ParseFromArray(payload.data(),
                              static_cast<int>(payload.size()))) {
    return absl::DataLossError("the payload is not a protobuf message");
  }
  if (schema_version == 0) {
    return absl::DataLossError("the payload has no schema version");
  }
  const bool plain = IsPlainShape(schema::EventMessage(), payload);
  if (schema_version > kSchemaVersion || !KnownType(type) ||
      (!plain && HoldsUnknown(message))) {
    return ReadNewer(message, type);
  }
  return Read(message, plain, type);
}

std::vector<Text*> TextsOf(Event& event) {
  std::vector<Text*> texts;
  TextCollector(texts).Add(event);
  return texts;
}

}  // namespace covenant
