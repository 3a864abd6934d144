// `covenant erase`: destroys the sealed texts of one event.
#ifndef CLI_COMMANDS_ERASE_H_
#define CLI_COMMANDS_ERASE_H_

#include "cli/command.h"

namespace covenant::cli {

Command EraseCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_ERASE_H_
