// `covenant blame`: the event that set each field.
#ifndef CLI_COMMANDS_BLAME_H_
#define CLI_COMMANDS_BLAME_H_

#include "cli/command.h"

namespace covenant::cli {

Command BlameCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_BLAME_H_
