// covenant conflicts: which acts do what a clause forbids.
#ifndef CLI_COMMANDS_CONFLICTS_H_
#define CLI_COMMANDS_CONFLICTS_H_

#include "cli/command.h"

namespace covenant::cli {

Command ConflictsCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_CONFLICTS_H_
