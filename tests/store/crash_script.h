// What the crashing process appends, known to the test as well.
#ifndef TESTS_STORE_CRASH_SCRIPT_H_
#define TESTS_STORE_CRASH_SCRIPT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "ledger/store/append.h"
#include "ledger/store/event_log.h"

namespace covenant {

struct Ack {
  uint64_t number;
  uint64_t first_sequence;
  uint64_t last_sequence;
};

// The append number n of a cycle; its idempotency key is CrashKey.
AppendRequest CrashRequest(const std::string& cycle, uint64_t n);
std::string CrashKey(const std::string& cycle, uint64_t n);

// Keeps what CheckWholeLog takes for a signed checkpoint of the first `size`
// entries: their root.
absl::Status KeepRoot(EventLog& log, uint64_t size);

}  // namespace covenant

#endif  // TESTS_STORE_CRASH_SCRIPT_H_
