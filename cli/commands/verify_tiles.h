// `covenant verify-tiles`: checks what any log publishes.
#ifndef CLI_COMMANDS_VERIFY_TILES_H_
#define CLI_COMMANDS_VERIFY_TILES_H_

#include "cli/command.h"

namespace covenant::cli {

Command VerifyTilesCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_VERIFY_TILES_H_
