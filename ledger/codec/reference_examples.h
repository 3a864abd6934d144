// The examples of the event reference: one for each event and kind of clause.
// A test reads every one of them. Constant; safe from any thread.
#ifndef LEDGER_CODEC_REFERENCE_EXAMPLES_H_
#define LEDGER_CODEC_REFERENCE_EXAMPLES_H_

#include <string_view>

namespace covenant {

// A whole document. Empty if there is none.
std::string_view EventExample(std::string_view type);
// One clause as it stands in `clauses:`, beginning with `- id:`.
std::string_view ClauseExample(std::string_view kind);

}  // namespace covenant

#endif  // LEDGER_CODEC_REFERENCE_EXAMPLES_H_
