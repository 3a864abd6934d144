// The command `sign`: signatures of parties; see Command. Thread-compatible.
#ifndef CLI_COMMANDS_SIGN_H_
#define CLI_COMMANDS_SIGN_H_

#include "cli/command.h"

namespace covenant::cli {

Command SignCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_SIGN_H_
