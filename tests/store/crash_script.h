// What the crashing process appends, known to the test as well.
#ifndef TESTS_STORE_CRASH_SCRIPT_H_
#define TESTS_STORE_CRASH_SCRIPT_H_

#include <cstdint>
#include <string>

#include "ledger/store/append.h"

namespace covenant {

struct Ack {
  uint64_t number;
  uint64_t first_sequence;
  uint64_t last_sequence;
};

// The append number n of a cycle; its idempotency key is CrashKey.
AppendRequest CrashRequest(const std::string& cycle, uint64_t n);
std::string CrashKey(const std::string& cycle, uint64_t n);

}  // namespace covenant

#endif  // TESTS_STORE_CRASH_SCRIPT_H_
