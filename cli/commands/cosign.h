// `covenant cosign`: confirms the largest head of a log that was seen.
#ifndef CLI_COMMANDS_COSIGN_H_
#define CLI_COMMANDS_COSIGN_H_

#include "cli/command.h"

namespace covenant::cli {

Command CosignCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_COSIGN_H_
