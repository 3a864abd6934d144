// What `append`, `correct` and `erase` share: the flags and the answer.
#ifndef CLI_COMMANDS_APPEND_FLAGS_H_
#define CLI_COMMANDS_APPEND_FLAGS_H_

#include <string>
#include <vector>

#include "cli/append.h"
#include "cli/command.h"

namespace covenant::cli {

Result<AppendOptions> AppendFlags(const CommandLine& line, Session& session);

// The id of an event about `target`: that of --id, of the event that was
// recorded under --idempotency-key, or the first of "A2-c1", "A2-c2" ... for
// the suffix "-c" that the stream does not have.
Result<std::string> EventIdFor(Session& session, const CommandLine& line,
                               const Event& target, const std::string& suffix);

// Appends, closes the ledger and fills the answer.
Result<int> AppendAndShow(Context& context, Session& session, Authored authored,
                          const AppendOptions& options);

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_APPEND_FLAGS_H_
