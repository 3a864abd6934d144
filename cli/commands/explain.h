// `covenant explain`: how one figure came about, down to events and documents.
#ifndef CLI_COMMANDS_EXPLAIN_H_
#define CLI_COMMANDS_EXPLAIN_H_

#include "cli/command.h"

namespace covenant::cli {

Command ExplainCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_EXPLAIN_H_
