// What `append`, `correct` and `erase` share: the flags and the answer.
#ifndef CLI_COMMANDS_APPEND_FLAGS_H_
#define CLI_COMMANDS_APPEND_FLAGS_H_

#include <string>
#include <vector>

#include "cli/append.h"
#include "cli/command.h"

namespace covenant::cli {

Result<AppendOptions> AppendFlags(const CommandLine& line, Session& session);

// The first of "A2-c1", "A2-c2" ... for the suffix "-c" that the stream does not
// have.
std::string FreeEventId(const std::string& target, const std::string& suffix,
                        const std::vector<Event>& stream);

// Appends, closes the ledger and fills the answer.
Result<int> AppendAndShow(Context& context, Session& session, Authored authored,
                          const AppendOptions& options);

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_APPEND_FLAGS_H_
