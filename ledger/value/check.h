// COVENANT_CHECK(condition): aborts, with the condition and its place, when the
// program itself is wrong. Never for bad input: that is an absl::Status.
// Refuses nothing else; safe to use from any thread.
#ifndef LEDGER_VALUE_CHECK_H_
#define LEDGER_VALUE_CHECK_H_

namespace covenant {

// Aborts the process, naming what failed and where.
[[noreturn]] void CheckFailed(const char* condition, const char* file,
                              unsigned line, const char* function);

}  // namespace covenant

#define COVENANT_CHECK(condition) \
  ((condition)                    \
       ? static_cast<void>(0)     \
       : ::covenant::CheckFailed(#condition, __FILE__, __LINE__, __func__))

#endif  // LEDGER_VALUE_CHECK_H_
