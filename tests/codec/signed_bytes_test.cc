// What a party signs, byte by byte, and that a signature fits nothing else.
#include "ledger/codec/signed_bytes.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ledger/proof/ed25519.h"
#include "ledger/proof/sha256.h"

namespace covenant::signed_bytes_test {
namespace {

SignedEvent Amendment() {
  return {"ledger.example.com", "acme-nova", "A2", "amendment", 1, "payload"};
}

const Hash kSeed = Sha256("seed of acme");

Signature SignatureOf(const SignedEvent& event) {
  Signature signature;
  signature.instrument = event.id;
  signature.party = "acme";
  signature.key = PublicKey{"acme-1", Ed25519PublicKey(kSeed)};
  signature.bytes = Ed25519Sign(kSeed, SignedBytes(event));
  return signature;
}

// DSSE: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body.
TEST(SignedBytes, AreTheEncodingOfDsse) {
  const std::string body =
      "18 ledger.example.com 9 acme-nova 2 A2 9 amendment 1 1 7 payload";
  EXPECT_EQ(SignedBytes(Amendment()),
            "DSSEv1 33 application/vnd.covenant.event.v1 " +
                std::to_string(body.size()) + " " + body);
}

TEST(SignedBytes, ReadBack) {
  SignedEvent event = Amendment();
  EXPECT_EQ(ReadSignedBytes(SignedBytes(event)).value(), event);
  event.payload = std::string("a 7 \0 b", 7) + std::string(70'000, ' ');
  EXPECT_EQ(ReadSignedBytes(SignedBytes(event)).value(), event);
  event.payload = "";
  EXPECT_EQ(ReadSignedBytes(SignedBytes(event)).value(), event);
}

TEST(SignedBytes, NothingElseIsRead) {
  const std::string bytes = SignedBytes(Amendment());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ReadSignedBytes(bytes.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ReadSignedBytes(bytes + " ").ok());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string altered = bytes;
    altered[at] = altered[at] == '9' ? '8' : '9';
    const auto read = ReadSignedBytes(altered);
    // Whatever is read says what it is.
    if (read.ok()) {
      EXPECT_EQ(SignedBytes(*read), altered);
    }
  }
  std::string zeros = bytes;
  zeros.replace(zeros.find(" 33 "), 4, " 033 ");
  EXPECT_FALSE(ReadSignedBytes(zeros).ok());
}

TEST(SignedBytes, PartsCannotBeMovedIntoEachOther) {
  SignedEvent one = Amendment();
  SignedEvent other = Amendment();
  one.stream = "acme";
  one.id = "nova";
  other.stream = "acmenova";
  other.id = "";
  EXPECT_NE(SignedBytes(one), SignedBytes(other));
}

TEST(SignedBytes, ASignatureFitsItsEventAlone) {
  const SignedEvent event = Amendment();
  const Signature signature = SignatureOf(event);
  ASSERT_TRUE(HoldsOver(signature, event));
  const auto holds = [&](auto change) {
    SignedEvent other = event;
    change(other);
    // Also where the record of it names the other one.
    Signature moved = signature;
    moved.instrument = other.id;
    return HoldsOver(moved, other);
  };
  EXPECT_FALSE(holds([](SignedEvent& e) { e.origin = "other.example.com"; }));
  EXPECT_FALSE(holds([](SignedEvent& e) { e.stream = "acme-beta"; }));
  EXPECT_FALSE(holds([](SignedEvent& e) { e.id = "A3"; }));
  EXPECT_FALSE(holds([](SignedEvent& e) { e.type = "waiver"; }));
  EXPECT_FALSE(holds([](SignedEvent& e) { e.schema_version = 2; }));
  for (std::size_t bit = 0; bit < event.payload.size() * 8; ++bit) {
    EXPECT_FALSE(holds([&](SignedEvent& e) {
      e.payload[bit / 8] = static_cast<char>(e.payload[bit / 8] ^ (1 << bit % 8));
    })) << bit;
  }
  Signature other_key = signature;
  other_key.key->bytes = Ed25519PublicKey(Sha256("another"));
  EXPECT_FALSE(HoldsOver(other_key, event));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    Signature altered = signature;
    altered.bytes[bit / 8] =
        static_cast<char>(altered.bytes[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(HoldsOver(altered, event)) << bit;
  }
}

StoredEvent Stored(const SignedEvent& event) {
  StoredEvent stored;
  stored.header.origin = event.origin;
  stored.header.stream = event.stream;
  stored.header.event_id = event.id;
  stored.header.type = event.type;
  stored.header.schema_version = event.schema_version;
  stored.payload = event.payload;
  return stored;
}

TEST(SignedBytes, MarkingAStream) {
  const SignedEvent amendment = Amendment();
  std::vector<StoredEvent> stored(4);
  stored[0] = Stored(amendment);
  std::vector<Event> events(4);
  events[0].id = "A2";
  events[0].body = Instrument();
  events[1].id = "S1";
  events[1].body = SignatureOf(amendment);
  events[2].id = "S2";
  Signature of_another = SignatureOf(amendment);
  of_another.instrument = "A3";
  of_another.holds = true;  // as nobody may claim
  events[2].body = of_another;
  // A correction of the day keeps a signature, one of anything else does not.
  Event replacement;
  replacement.id = "S1";
  Signature repeated = SignatureOf(amendment);
  repeated.date = *Date::Parse("2024-02-02");
  replacement.body = repeated;
  events[3].id = "C1";
  events[3].body =
      Correction{"S1", std::make_shared<const Event>(replacement), {}};
  MarkSignatures(stored, events);
  EXPECT_TRUE(events[1].As<Signature>()->holds);
  EXPECT_FALSE(events[2].As<Signature>()->holds);
  EXPECT_TRUE(
      events[3].As<Correction>()->replacement->As<Signature>()->holds);
  repeated.party = "nova";
  replacement.body = repeated;
  events[3].body =
      Correction{"S1", std::make_shared<const Event>(replacement), {}};
  MarkSignatures(stored, events);
  EXPECT_FALSE(
      events[3].As<Correction>()->replacement->As<Signature>()->holds);
  // Another payload: nothing holds any more.
  stored[0].payload = "Payload";
  MarkSignatures(stored, events);
  EXPECT_FALSE(events[1].As<Signature>()->holds);
}

}  // namespace
}  // namespace covenant::signed_bytes_test
