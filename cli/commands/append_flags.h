// What `append` and `correct` share: the flags and the answer.
#ifndef CLI_COMMANDS_APPEND_FLAGS_H_
#define CLI_COMMANDS_APPEND_FLAGS_H_

#include "cli/append.h"
#include "cli/command.h"

namespace covenant::cli {

Result<AppendOptions> AppendFlags(const CommandLine& line, Session& session);

// Appends, closes the ledger and fills the answer.
Result<int> AppendAndShow(Context& context, Session& session, Authored authored,
                          const AppendOptions& options);

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_APPEND_FLAGS_H_
