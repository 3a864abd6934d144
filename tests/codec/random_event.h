// Random events that are valid, for property tests. For tests.
#ifndef TESTS_CODEC_RANDOM_EVENT_H_
#define TESTS_CODEC_RANDOM_EVENT_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ledger/event/event.h"

namespace covenant {

class RandomEvents {
 public:
  explicit RandomEvents(std::uint64_t seed) : random_(seed) {}

  // Of any type; its stream is set as the authoring reader sets it. Sealed
  // texts have words, and macs if `macs`.
  Event Next(bool macs);

 private:
  std::uint64_t Below(std::uint64_t bound) { return random_() % bound; }
  bool Maybe() { return Below(2) == 0; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(from.size())];
  }
  template <typename F>
  auto Several(F make) -> std::vector<decltype(make())> {
    std::vector<decltype(make())> result;
    const std::uint64_t size = 1 + Below(3);
    for (std::uint64_t i = 0; i < size; ++i) result.push_back(make());
    return result;
  }

  Date SomeDate();
  Decimal SomeNumber(bool negative);
  Amount SomeAmount(bool negative);
  Amount SomeMoney(const std::string& unit);
  Rate SomeRate();
  Duration SomeDuration();
  Duration SomeRegular();
  std::string Id();
  std::string Symbol();
  std::string Words();
  Text SomeText();
  Endpoint SomeEndpoint(bool disclosed, bool at_end);
  // Counted from days that a sum of the kind has.
  DueRule SomeDue(const std::vector<DueAnchor>& from, bool plain = false);
  PathSet SomePaths();
  Interval SomePeriod();
  Value SomeOf(const std::string& sort);
  Fields SomeScope(const std::string& prefix);
  Clause SomeClause(const std::string& id);
  Change SomeChange(const std::string& unique);
  std::vector<PartyRef> Parties();
  SigningRule SomeRule(int depth, int& parties);
  PublicKey SomeKey();
  Body SomeBody(const std::string& type);
  Instrument SomeInstrument(const std::string& type);
  void Envelope(Event& event, bool instrument);

  std::mt19937_64 random_;
  bool macs_ = false;
};

}  // namespace covenant

#endif  // TESTS_CODEC_RANDOM_EVENT_H_
