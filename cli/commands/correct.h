// `covenant correct`: puts the record of one event right.
#ifndef CLI_COMMANDS_CORRECT_H_
#define CLI_COMMANDS_CORRECT_H_

#include "cli/command.h"

namespace covenant::cli {

Command CorrectCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_CORRECT_H_
