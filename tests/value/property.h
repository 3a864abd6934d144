// What the property tests of this folder share: a random source whose seed is
// printed, and the number of cases. COVENANT_PROPERTY_SEED repeats a run,
// COVENANT_PROPERTY_CASES makes it longer or shorter. For one thread.
#ifndef TESTS_VALUE_PROPERTY_H_
#define TESTS_VALUE_PROPERTY_H_

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace covenant {

class Property {
 public:
  Property(const std::string& name, std::int64_t default_cases)
      : seed_(FromEnvironment("COVENANT_PROPERTY_SEED", 0)),
        cases_(static_cast<std::int64_t>(
            FromEnvironment("COVENANT_PROPERTY_CASES",
                            static_cast<std::uint64_t>(default_cases)))) {
    if (seed_ == 0) {
      std::random_device device;
      seed_ = (static_cast<std::uint64_t>(device()) << 32) | device();
    }
    random_.seed(seed_);
    std::cout << name << ": COVENANT_PROPERTY_SEED=" << seed_ << ", " << cases_
              << " cases\n";
  }

  std::int64_t cases() const { return cases_; }
  std::uint64_t seed() const { return seed_; }
  // Any 64 bits.
  std::uint64_t Bits() { return random_(); }
  // low..high, both inside.
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }

 private:
  static std::uint64_t FromEnvironment(const char* name,
                                       std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
  }

  std::uint64_t seed_;
  std::int64_t cases_;
  std::mt19937_64 random_;
};

}  // namespace covenant

#endif  // TESTS_VALUE_PROPERTY_H_
