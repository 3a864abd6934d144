// `covenant status`: one line for each contract.
#ifndef CLI_COMMANDS_STATUS_H_
#define CLI_COMMANDS_STATUS_H_

#include "cli/command.h"

namespace covenant::cli {

Command StatusCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_STATUS_H_
