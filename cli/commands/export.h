// `covenant export`: what is owed, by whom, to whom, since which events.
#ifndef CLI_COMMANDS_EXPORT_H_
#define CLI_COMMANDS_EXPORT_H_

#include "cli/command.h"

namespace covenant::cli {

Command ExportCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_EXPORT_H_
