// Rng: the random source of the property tests: the same numbers from the same
// seed on every machine (splitmix64). Not for secrets.
#ifndef TESTS_PROPERTY_RNG_H_
#define TESTS_PROPERTY_RNG_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace covenant::property {

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  // low..high, both inside.
  int Int(int low, int high) {
    return low + static_cast<int>(Next() %
                                  static_cast<std::uint64_t>(high - low + 1));
  }

  // True in so many of a hundred cases.
  bool Percent(int percent) { return Int(1, 100) <= percent; }

  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(Next() % from.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_RNG_H_
