// `covenant import`: what is owed, by whom, to whom, since which events.
#ifndef CLI_COMMANDS_IMPORT_H_
#define CLI_COMMANDS_IMPORT_H_

#include "cli/command.h"

namespace covenant::cli {

Command ImportCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_IMPORT_H_
