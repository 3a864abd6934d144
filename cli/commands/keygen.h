// `covenant keygen`: makes a key that signs or cosigns checkpoints.
#ifndef CLI_COMMANDS_KEYGEN_H_
#define CLI_COMMANDS_KEYGEN_H_

#include "cli/command.h"

namespace covenant::cli {

Command KeygenCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_KEYGEN_H_
