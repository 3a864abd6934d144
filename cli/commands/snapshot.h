// `covenant snapshot`: notes what is settled, for quick answers.
#ifndef CLI_COMMANDS_SNAPSHOT_H_
#define CLI_COMMANDS_SNAPSHOT_H_

#include "cli/command.h"

namespace covenant::cli {

Command SnapshotCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_SNAPSHOT_H_
