// `covenant version`.
#ifndef CLI_COMMANDS_VERSION_H_
#define CLI_COMMANDS_VERSION_H_

#include "cli/command.h"

namespace covenant::cli {

Command VersionCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_VERSION_H_
