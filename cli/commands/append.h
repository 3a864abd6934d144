// `covenant append`: records events, or shows what recording them would change.
#ifndef CLI_COMMANDS_APPEND_H_
#define CLI_COMMANDS_APPEND_H_

#include "cli/command.h"

namespace covenant::cli {

Command AppendCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_APPEND_H_
