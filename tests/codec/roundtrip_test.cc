// Random events survive every way out and back.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "ledger/codec/event_codec.h"
#include "tests/codec/golden.h"
#include "tests/codec/random_event.h"

namespace covenant::roundtrip_test {
namespace {

constexpr int kRounds = 1500;

std::uint64_t Seed() {
  const char* text = std::getenv("COVENANT_SEED");
  const std::uint64_t seed = text != nullptr ? std::strtoull(text, nullptr, 10)
                                             : std::random_device()();
  std::printf("COVENANT_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

TEST(RoundTrip, PayloadGivesTheEventBackAndIsOneForm) {
  RandomEvents events(Seed());
  for (int i = 0; i < kRounds; ++i) {
    const Event event = events.Next(/*macs=*/true);
    const auto payload = EncodePayload(event);
    ASSERT_TRUE(payload.ok()) << payload.status() << "\n" << WriteYaml(event);
    auto back = DecodePayload(event.type, kSchemaVersion, *payload);
    ASSERT_TRUE(back.ok()) << back.status() << "\n" << WriteYaml(event);
    back->stream = event.stream;
    ASSERT_EQ(WriteYaml(*back), WriteYaml(event));
    ASSERT_TRUE(*back == event) << WriteYaml(event);
    ASSERT_EQ(EncodePayload(*back).value(), *payload);
  }
}

void ExpectReadsBack(const Event& event, const std::string& text) {
  const Authored read = ReadAuthoring({{"x.yaml", text}}, GoldenClauses());
  ASSERT_EQ(Problems(read), "") << text;
  ASSERT_EQ(read.events.size(), 1u) << text;
  ASSERT_EQ(WriteYaml(read.events[0].event), WriteYaml(event));
  ASSERT_TRUE(read.events[0].event == event) << text;
}

TEST(RoundTrip, YamlAndJsonReadBackAsTheSameEvent) {
  RandomEvents events(Seed());
  for (int i = 0; i < kRounds; ++i) {
    const Event event = events.Next(/*macs=*/false);
    ASSERT_NO_FATAL_FAILURE(ExpectReadsBack(event, WriteYaml(event)));
    ASSERT_NO_FATAL_FAILURE(ExpectReadsBack(event, WriteJson(event)));
  }
}

TEST(RoundTrip, JsonStandsOnOneLine) {
  RandomEvents events(Seed());
  for (int i = 0; i < 200; ++i) {
    const std::string json = WriteJson(events.Next(/*macs=*/false));
    EXPECT_EQ(json.find('\n'), std::string::npos);
    EXPECT_EQ(json.front(), '{');
    EXPECT_EQ(json.back(), '}');
  }
}

}  // namespace
}  // namespace covenant::roundtrip_test
