// `covenant diff`: what differs between two states, and which events did it.
#ifndef CLI_COMMANDS_DIFF_H_
#define CLI_COMMANDS_DIFF_H_

#include "cli/command.h"

namespace covenant::cli {

Command DiffCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_DIFF_H_
