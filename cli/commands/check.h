// `covenant check`: tells all errors of files and records nothing.
#ifndef CLI_COMMANDS_CHECK_H_
#define CLI_COMMANDS_CHECK_H_

#include "cli/command.h"

namespace covenant::cli {

Command CheckCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_CHECK_H_
