// `covenant due`: what falls due between two days.
#ifndef CLI_COMMANDS_DUE_H_
#define CLI_COMMANDS_DUE_H_

#include "cli/command.h"

namespace covenant::cli {

Command DueCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_DUE_H_
