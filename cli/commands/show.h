// `covenant show`: one event as it was recorded.
#ifndef CLI_COMMANDS_SHOW_H_
#define CLI_COMMANDS_SHOW_H_

#include "cli/command.h"

namespace covenant::cli {

Command ShowCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_SHOW_H_
