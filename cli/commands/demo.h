// `covenant demo`: makes a ledger with the story that this program carries.
#ifndef CLI_COMMANDS_DEMO_H_
#define CLI_COMMANDS_DEMO_H_

#include "cli/command.h"

namespace covenant::cli {

Command DemoCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_DEMO_H_
