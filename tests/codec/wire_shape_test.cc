// What the bytes alone are said to be is what the slow checks of the parsed
// message say.
#include "ledger/codec/wire_shape.h"

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "ledger/codec/authoring.h"
#include "ledger/codec/event_codec.h"
#include "ledger/codec/message_check.h"
#include "tests/codec/random_event.h"

namespace covenant::wire_shape_test {
namespace {

std::uint64_t Seed() {
  const char* text = std::getenv("COVENANT_SEED");
  const std::uint64_t seed = text != nullptr ? std::strtoull(text, nullptr, 10)
                                             : std::random_device()();
  std::printf("COVENANT_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

using google::protobuf::Message;

std::unique_ptr<Message> NewEvent() {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(schema::EventMessage())
          ->New());
}

bool IsPlain(std::string_view bytes) {
  return IsPlainShape(schema::EventMessage(), bytes);
}

// What the slow checks say; nothing to say of what cannot be parsed, which is
// never asked.
bool IsGood(const std::string& bytes) {
  const std::unique_ptr<Message> message = NewEvent();
  if (!message->ParseFromString(bytes)) return true;
  Decoder decoder(/*may_hold_to_seal=*/false);
  CheckShape(*message, PathPart(), decoder);
  return decoder.ok() && !HoldsUnknown(*message);
}

std::string Change(std::string bytes, std::mt19937_64& random) {
  const auto below = [&](std::size_t bound) {
    return static_cast<std::size_t>(random() % bound);
  };
  for (std::size_t times = 1 + below(3); times > 0 && !bytes.empty(); --times) {
    const std::size_t at = below(bytes.size());
    const std::size_t length =
        1 + below(std::min<std::size_t>(8, bytes.size() - at));
    switch (below(5)) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 2:
        bytes.erase(at, length);
        break;
      case 3:
        bytes.insert(at, bytes.substr(below(bytes.size()), length));
        break;
      default:
        bytes += bytes.substr(at);
        break;
    }
  }
  return bytes;
}

TEST(WireShape, WhatTheCodecWritesIsPlain) {
  RandomEvents events(Seed());
  for (int i = 0; i < 1500; ++i) {
    const Event event = events.Next(/*macs=*/true);
    ASSERT_TRUE(IsPlain(EncodePayload(event).value())) << WriteYaml(event);
  }
}

TEST(WireShape, NothingIsPlainThatTheSlowChecksRefuse) {
  schema::QuietProtobuf();
  const std::uint64_t seed = Seed();
  RandomEvents events(seed);
  std::mt19937_64 random(seed);
  int plain = 0;
  for (int i = 0; i < 1000; ++i) {
    const Event event = events.Next(/*macs=*/true);
    const std::string payload = EncodePayload(event).value();
    for (int change = 0; change < 40; ++change) {
      const std::string bytes = Change(payload, random);
      if (!IsPlain(bytes)) continue;
      ++plain;
      ASSERT_TRUE(IsGood(bytes)) << WriteYaml(event) << "\n" << change;
    }
  }
  // Most changes fall into words and numbers, which may be others.
  EXPECT_GT(plain, 1000);
}

std::string Payload() {
  RandomEvents events(7);
  while (true) {
    const Event event = events.Next(/*macs=*/true);
    if (event.type == "amendment") return EncodePayload(event).value();
  }
}

TEST(WireShape, NamesWhatIsNotOurs) {
  const std::string good = Payload();
  ASSERT_TRUE(IsPlain(good));
  // Zeros that are written out, and a body that is not there.
  EXPECT_FALSE(IsPlain(std::string("\x0a\x00", 2) + good));
  const std::unique_ptr<Message> message = NewEvent();
  const auto& reflect = *message->GetReflection();
  const auto* id = schema::EventMessage()->FindFieldByName("id");
  const auto with_id = [&](const std::string& text) {
    EXPECT_TRUE(message->ParseFromString(good));
    reflect.SetString(message.get(), id, text);
    return message->SerializeAsString();
  };
  EXPECT_TRUE(IsPlain(with_id("other")));
  EXPECT_FALSE(IsPlain(with_id("not an id")));
  EXPECT_FALSE(IsPlain(with_id("")));
  EXPECT_TRUE(message->ParseFromString(good));
  reflect.ClearOneof(message.get(), schema::Info(schema::EventMessage()).flat);
  EXPECT_FALSE(IsPlain(message->SerializeAsString()));
  EXPECT_TRUE(message->ParseFromString(good));
  reflect.SetEnumValue(message.get(),
                       schema::EventMessage()->FindFieldByName("basis"), 99);
  EXPECT_FALSE(IsPlain(message->SerializeAsString()));
}

}  // namespace
}  // namespace covenant::wire_shape_test
