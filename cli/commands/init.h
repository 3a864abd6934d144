// `covenant init`: makes an empty ledger.
#ifndef CLI_COMMANDS_INIT_H_
#define CLI_COMMANDS_INIT_H_

#include "cli/command.h"

namespace covenant::cli {

Command InitCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_INIT_H_
