#include "ledger/codec/entry_codec.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace covenant::entry_codec_test {
namespace {

EntryHeader Header() {
  EntryHeader header;
  header.origin = "example.com/ledger";
  header.sequence = 7;
  header.batch_first = 6;
  header.batch_last = 8;
  header.recorded_at = Timestamp::FromMicros(1'725'177'600'000'000);
  header.asserted = true;
  header.stream = "acme-nova";
  header.version = 3;
  std::array<std::uint8_t, 32> hash{};
  hash[31] = 9;
  header.previous = Hash(hash);
  header.type = "amendment";
  header.schema_version = 1;
  header.part = 1;
  header.parts = 2;
  header.event_id = "A2";
  return header;
}

TEST(EntryCodec, RoundTrip) {
  const ProtoEntryFormat format;
  for (const std::string& payload :
       {std::string(), std::string("\0\xff", 2), std::string(64'000, 'x')}) {
    const std::string bytes = format.Encode(Header(), payload);
    const auto entry = format.Decode(bytes);
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(entry->header, Header());
    EXPECT_EQ(entry->payload, payload);
  }
}

TEST(EntryCodec, ZeroesAndExtremesRoundTrip) {
  const ProtoEntryFormat format;
  EntryHeader header;
  EXPECT_EQ(format.Decode(format.Encode(header, ""))->header, header);
  header.sequence = std::numeric_limits<std::uint64_t>::max();
  header.recorded_at =
      Timestamp::FromMicros(std::numeric_limits<std::int64_t>::min());
  header.part = std::numeric_limits<std::uint32_t>::max();
  EXPECT_EQ(format.Decode(format.Encode(header, ""))->header, header);
}

// What is not ASCII is read by protobuf, the rest by code of our own: both must
// read what is written alike, whichever fields are there.
TEST(EntryCodec, ProtobufReadsWhatIsWritten) {
  const ProtoEntryFormat format;
  for (unsigned int with = 0; with < 1u << 12; ++with) {
    const auto has = [&](unsigned int field) { return (with >> field & 1) != 0; };
    const std::uint64_t number = has(11) ? ~std::uint64_t{0} >> 1 : 129;
    EntryHeader header;
    if (has(0)) header.origin = "example.com/ledger";
    if (has(1)) header.sequence = number;
    if (has(2)) header.batch_first = number;
    if (has(3)) header.batch_last = number + 1;
    if (has(4)) header.recorded_at = Timestamp::FromMicros(has(11) ? -77 : 1'725);
    if (has(5)) header.asserted = true;
    if (has(6)) header.version = number;
    if (has(7)) header.previous = Header().previous;
    if (has(8)) header.schema_version = 300;
    if (has(9)) header.part = 1;
    if (has(10)) header.parts = 70'000;
    header.event_id = "A2";
    const std::string payload = has(3) ? "payload" : "";
    for (const char* type : {"amendment", "\u00e4nderung"}) {
      header.type = type;
      const auto entry = format.Decode(format.Encode(header, payload));
      ASSERT_TRUE(entry.ok()) << entry.status() << " " << with;
      EXPECT_EQ(entry->header, header);
      EXPECT_EQ(entry->payload, payload);
    }
  }
}

TEST(EntryCodec, TheHeaderLeavesRoomForAPart) {
  EntryHeader header = Header();
  header.origin = std::string(255, 'o');
  header.stream = "_party/" + std::string(64, 's');
  header.type = std::string(64, 't');
  header.event_id = std::string(64, 'i');
  for (std::uint64_t* number : {&header.sequence, &header.batch_first,
                                &header.batch_last, &header.version}) {
    *number = std::numeric_limits<std::uint64_t>::max();
  }
  const std::string bytes =
      ProtoEntryFormat().Encode(header, std::string(kPartBytes, 'x'));
  EXPECT_LE(bytes.size(), kMaxEntryBytes);
}

TEST(EntryCodec, OnlyTheBytesOfAWriterAreRead) {
  const ProtoEntryFormat format;
  const std::string good = format.Encode(Header(), "payload");
  EXPECT_FALSE(format.Decode("").ok());
  EXPECT_FALSE(format.Decode(good + '\0').ok());
  EXPECT_FALSE(format.Decode(good + std::string("\x1a\x01x", 3)).ok());
  EXPECT_FALSE(format.Decode(good + std::string("\x12\x07payload", 9)).ok());
  const std::string empty = format.Encode(Header(), "");
  for (std::size_t size = 0; size < good.size(); ++size) {
    const bool whole = good.substr(0, size) == empty;
    EXPECT_EQ(format.Decode(good.substr(0, size)).ok(), whole) << size;
  }
}

// A flipped bit is refused, or gives another entry: never the same one.
TEST(EntryCodec, NoTwoByteStringsAreOneEntry) {
  const ProtoEntryFormat format;
  const std::string good = format.Encode(Header(), "payload");
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bad = good;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
    const auto entry = format.Decode(bad);
    if (!entry.ok()) continue;
    EXPECT_FALSE(entry->header == Header() && entry->payload == "payload");
    EXPECT_EQ(format.Encode(entry->header, entry->payload), bad);
  }
}

}  // namespace
}  // namespace covenant::entry_codec_test
