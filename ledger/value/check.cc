#include "ledger/value/check.h"

#undef NDEBUG
#include <cassert>

namespace covenant {

void CheckFailed(const char* condition, const char* file, unsigned line,
                 const char* function) {
  // What assert() calls: prints condition and place, then aborts.
  __assert_fail(condition, file, line, function);
}

}  // namespace covenant
