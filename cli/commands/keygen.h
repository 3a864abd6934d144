// The command `keygen`: a new signing key; see Command. Thread-compatible.
#ifndef CLI_COMMANDS_KEYGEN_H_
#define CLI_COMMANDS_KEYGEN_H_

#include "cli/command.h"

namespace covenant::cli {

Command KeygenCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_KEYGEN_H_
