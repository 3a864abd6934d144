// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
// U+10FFFF, no truncated sequence. Pure; safe from any thread.
#ifndef LEDGER_VALUE_UTF8_H_
#define LEDGER_VALUE_UTF8_H_

#include <string_view>

namespace covenant {

// True also of the empty text.
bool IsValidUtf8(std::string_view text);

}  // namespace covenant

#endif  // LEDGER_VALUE_UTF8_H_
