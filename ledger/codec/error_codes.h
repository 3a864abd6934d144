// Error codes: what each frozen code of a diagnostic means, for
// `covenant help E0217`. A code never changes its meaning and is never used
// again. E01xx: the file and its YAML; E02xx: values; E03xx: keys and what goes
// together. E04xx are rejections of the replay layer and stand there.
// Constant; safe from any thread.
#ifndef LEDGER_CODEC_ERROR_CODES_H_
#define LEDGER_CODEC_ERROR_CODES_H_

#include <string_view>
#include <vector>

namespace covenant {

struct ErrorCode {
  std::string_view code;         // "E0217"
  std::string_view title;        // "rate needs its unit"
  std::string_view explanation;  // one paragraph
};

// All codes of this layer, sorted.
const std::vector<ErrorCode>& ErrorCodes();

}  // namespace covenant

#endif  // LEDGER_CODEC_ERROR_CODES_H_
