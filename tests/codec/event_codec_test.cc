#include "ledger/codec/event_codec.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/codec/authoring.h"
#include "tests/codec/golden.h"
#include "tests/codec/random_event.h"

namespace covenant::event_codec_test {
namespace {

// Fields of the wire format, to build what no encoder gives.
std::string Number(unsigned field, unsigned value) {
  std::string bytes;
  const auto put = [&](unsigned v) {
    for (; v >= 0x80; v >>= 7) bytes += static_cast<char>(v | 0x80);
    bytes += static_cast<char>(v);
  };
  put(field << 3);
  put(value);
  return bytes;
}
std::string Bytes(unsigned field, const std::string& value) {
  std::string key = Number(field, 0);
  key.pop_back();
  key[0] = static_cast<char>(key[0] | 2);
  std::string size = Number(0, static_cast<unsigned>(value.size())).substr(1);
  return key + size + value;
}

Event Payment() {
  Event event;
  event.id = "P1";
  event.type = "payment";
  event.body = PaymentMade{"acme", "nova", *Amount::Parse("5.00 EUR"),
                           *Date::Parse("2024-01-02"), ""};
  return event;
}

std::string Error(const std::string& type, const std::string& payload) {
  const auto event = DecodePayload(type, kSchemaVersion, payload);
  if (event.ok()) return "";
  EXPECT_EQ(event.status().code(), absl::StatusCode::kDataLoss);
  return std::string(event.status().message());
}

bool IsUnknown(const std::string& type, std::uint32_t schema_version,
               const std::string& payload) {
  const auto event = DecodePayload(type, schema_version, payload);
  return event.ok() && event->As<UnknownBody>() != nullptr;
}

TEST(EventCodec, BytesOfVersionOneNeverChange) {
  // Stored for ever: a change here breaks every ledger.
  const std::string payload = EncodePayload(Payment()).value();
  const std::string body =
      Bytes(1, "acme") + Bytes(2, "nova") +
      Bytes(3, Bytes(1, "EUR") + Bytes(2, Number(1, 1000) + Number(2, 2))) +
      Bytes(4, Number(1, 2 * 19724));
  EXPECT_EQ(payload, Bytes(1, "P1") + Bytes(41, body));
}

TEST(EventCodec, DamagedPayloadsAreDataLossWithAField) {
  const std::string good = EncodePayload(Payment()).value();
  EXPECT_EQ(Error("payment", good), "");
  EXPECT_EQ(Error("payment", "\xff"), "the payload is not a protobuf message");
  EXPECT_EQ(Error("payment", good.substr(0, good.size() - 1)),
            "the payload is not a protobuf message");
  EXPECT_EQ(Error("payment", ""), "id: is required");
  EXPECT_EQ(Error("payment", Bytes(1, "P1")), "event: is required");
  EXPECT_EQ(Error("payment", Bytes(1, "P 1") + good.substr(4)).substr(0, 4),
            "id: ");
  EXPECT_EQ(Error("report", good),
            "the header says `report` and the payload `payment`");
  EXPECT_EQ(Error("payment", good + Bytes(2, "other")),
            ": contract and known do not belong in a payload");
  EXPECT_EQ(Error("payment", good + Bytes(4, Number(1, 4'000'000'000u))),
            "executed: the date is outside the years 1 to 9999");
  const std::string body =
      Bytes(1, "acme") + Bytes(2, "nova") + Bytes(4, Number(1, 2));
  const auto amount = [&](const std::string& bytes) {
    return Error("payment", Bytes(1, "P1") + Bytes(41, body + Bytes(3, bytes)));
  };
  EXPECT_EQ(amount(Bytes(1, "EUX")), "amount: unknown unit `EUX`");
  EXPECT_EQ(amount(Bytes(1, "EUR")), "");  // undisclosed
  EXPECT_EQ(amount(Bytes(1, "EUR") + Bytes(2, Number(2, 19))),
            "amount: a number has more than 18 decimal places");
  EXPECT_EQ(amount(Bytes(1, "EUR") + Bytes(2, Bytes(3, "12"))),
            "amount: a number is stored as text though it needs none");
  EXPECT_EQ(amount(Bytes(1, "EUR") + Bytes(2, Bytes(3, "1x"))),
            "amount: a number is malformed");
  EXPECT_EQ(amount(Bytes(1, "EUR") + Bytes(2, "") + Bytes(3, "")),
            "amount: an amount is both exact and a range");
}

TEST(EventCodec, NewerSchemasGiveUnknownBodyAndKeepWhatCanBeRead) {
  const std::string good = EncodePayload(Payment()).value();
  EXPECT_FALSE(IsUnknown("payment", kSchemaVersion, good));
  EXPECT_TRUE(IsUnknown("payment", kSchemaVersion + 1, good));
  EXPECT_TRUE(IsUnknown("payment", kSchemaVersion, good + Number(900, 1)));
  EXPECT_TRUE(IsUnknown("payment", kSchemaVersion, good + Number(9, 77)));
  EXPECT_TRUE(
      IsUnknown("earthquake", kSchemaVersion, Bytes(1, "E1") + Bytes(300, "")));
  EXPECT_EQ(DecodePayload("payment", 0, good).status().code(),
            absl::StatusCode::kDataLoss);
  const auto event = DecodePayload("earthquake", kSchemaVersion + 1,
                                   Bytes(1, "E1") + Bytes(7, "clerk"));
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->id, "E1");
  EXPECT_EQ(event->actor, "clerk");
  EXPECT_EQ(event->type, "earthquake");
  EXPECT_EQ(EncodePayload(*event).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(EventCodec, EventsThatCannotBeReadBackAreNotWritten) {
  const auto refused = [](const Event& event) {
    const auto payload = EncodePayload(event);
    EXPECT_FALSE(payload.ok());
    return payload.status().code() == absl::StatusCode::kInvalidArgument;
  };
  Event event = Payment();
  event.id = "";
  EXPECT_TRUE(refused(event));
  event = Payment();
  std::get<PaymentMade>(event.body).payer = "Acme GmbH";
  EXPECT_TRUE(refused(event));
  event = Payment();
  event.note = Text{"words", true, ""};
  EXPECT_TRUE(refused(event));
  event.note = Text{"", true, "short"};
  EXPECT_TRUE(refused(event));
  event = Payment();
  event.effective = Endpoint();
  EXPECT_TRUE(refused(event));
  Instrument amendment;
  amendment.kind = InstrumentKind::kAmendment;
  amendment.changes.emplace_back().op = Change::Op::kSet;
  event.effective.reset();
  event.body = amendment;
  EXPECT_TRUE(refused(event));
  Clause clause{"x", "payment", {{"amount", Value{true}}}, {}};
  amendment.changes[0] = Change();
  amendment.changes[0].clause = clause;
  event.body = amendment;
  EXPECT_TRUE(refused(event));
  event.body = Correction{"P1", nullptr, Text()};
  EXPECT_TRUE(refused(event));
}

TEST(EventCodec, TextsOfFindsEveryText) {
  RandomEvents events(std::random_device{}());
  int found = 0;
  for (int i = 0; i < 500; ++i) {
    Event event = events.Next(/*macs=*/false);
    const Event before = event;
    for (Text* text : TextsOf(event)) {
      ++found;
      text->mac = std::string(32, 'm');
      text->sealed = true;
      text->words = "";
    }
    // Nothing is left that holds words of a text.
    for (const Text* text : TextsOf(event)) EXPECT_EQ(text->words, "");
    EXPECT_TRUE(EncodePayload(event).ok());
    // A copy shares nothing that TextsOf has changed.
    Event again = before;
    EXPECT_TRUE(again == before);
  }
  EXPECT_GT(found, 300);
}

TEST(EventCodec, SealedTextsKeepTheirMacAndLoseTheirWords) {
  Event event = Payment();
  event.note = Text{"secret", true, std::string(32, 'm')};
  const std::string payload = EncodePayload(event).value();
  EXPECT_EQ(payload.find("secret"), std::string::npos);
  const Event back = DecodePayload("payment", 1, payload).value();
  EXPECT_EQ(back.note, (Text{"", true, std::string(32, 'm')}));
}

// Flipped bytes never crash, and whatever still decodes can be written again.
TEST(EventCodec, FlippedBytesAreRefusedOrMeanSomethingElse) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE(seed);
  RandomEvents events(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 300; ++i) {
    const Event event = events.Next(/*macs=*/true);
    std::string payload = EncodePayload(event).value();
    for (int flips = 0; flips < 10; ++flips) {
      payload[random() % payload.size()] ^=
          static_cast<char>(1 << (random() % 8));
      const auto back = DecodePayload(event.type, 1, payload);
      if (!back.ok() || back->As<UnknownBody>() != nullptr) continue;
      EXPECT_TRUE(EncodePayload(*back).ok()) << EncodePayload(*back).status();
    }
  }
}

}  // namespace
}  // namespace covenant::event_codec_test
