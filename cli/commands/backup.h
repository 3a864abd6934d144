// `covenant backup`: brings a backup up to the ledger.
#ifndef CLI_COMMANDS_BACKUP_H_
#define CLI_COMMANDS_BACKUP_H_

#include "cli/command.h"

namespace covenant::cli {

Command BackupCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_BACKUP_H_
