// `covenant restore`: makes a ledger from a backup.
#ifndef CLI_COMMANDS_RESTORE_H_
#define CLI_COMMANDS_RESTORE_H_

#include "cli/command.h"

namespace covenant::cli {

Command RestoreCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_RESTORE_H_
