// `covenant log`: the events in the order in which the ledger learnt them.
#ifndef CLI_COMMANDS_LOG_H_
#define CLI_COMMANDS_LOG_H_

#include "cli/command.h"

namespace covenant::cli {

Command LogCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_LOG_H_
