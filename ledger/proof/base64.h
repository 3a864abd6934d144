// Base 64 as in RFC 4648, section 4: the standard alphabet with padding. What
// decodes has one text only: no line breaks, no missing padding, no bits left
// over. Pure functions, safe from any thread.
#ifndef LEDGER_PROOF_BASE64_H_
#define LEDGER_PROOF_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace covenant {

std::string Base64(std::string_view bytes);

// Nothing unless Base64 gives exactly this text.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace covenant

#endif  // LEDGER_PROOF_BASE64_H_
