// `covenant verify`: recomputes the whole ledger from its entries.
#ifndef CLI_COMMANDS_VERIFY_H_
#define CLI_COMMANDS_VERIFY_H_

#include "cli/command.h"

namespace covenant::cli {

Command VerifyCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_VERIFY_H_
