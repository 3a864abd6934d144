// Explain norm: why a clause that is no sum, an act or an instrument that waits
// stands as it does on the day: in force, suspended, waived, lost, contested,
// ended, each with its events and document places; and what falls under it.
// Thread-compatible.
#ifndef CLI_COMMANDS_EXPLAIN_NORM_H_
#define CLI_COMMANDS_EXPLAIN_NORM_H_

#include "cli/command.h"
#include "cli/query.h"

namespace covenant::cli {

// Whether the path names a norm, an act or an instrument, not a sum or a power.
Result<bool> IsNorm(Query& query);

// The answer about a norm or an act; of other clauses, which have no figure and no
// steps on the day, how they stand.
Result<int> ExplainNorm(Context& context, Query& query);

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_EXPLAIN_NORM_H_
