// `covenant prove`: proofs out of the ledger, for whoever has none of it.
#ifndef CLI_COMMANDS_PROVE_H_
#define CLI_COMMANDS_PROVE_H_

#include "cli/command.h"

namespace covenant::cli {

Command ProveCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_PROVE_H_
