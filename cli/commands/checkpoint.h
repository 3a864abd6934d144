// `covenant checkpoint`: signs the head of the ledger.
#ifndef CLI_COMMANDS_CHECKPOINT_H_
#define CLI_COMMANDS_CHECKPOINT_H_

#include "cli/command.h"

namespace covenant::cli {

Command CheckpointCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_CHECKPOINT_H_
