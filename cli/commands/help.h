// `covenant help`: the commands, one command, or the meaning of a code.
#ifndef CLI_COMMANDS_HELP_H_
#define CLI_COMMANDS_HELP_H_

#include "cli/command.h"

namespace covenant::cli {

Command HelpCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_HELP_H_
