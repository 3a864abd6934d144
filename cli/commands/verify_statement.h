// `covenant verify-statement`: checks what `certify` wrote, without a ledger.
#ifndef CLI_COMMANDS_VERIFY_STATEMENT_H_
#define CLI_COMMANDS_VERIFY_STATEMENT_H_

#include "cli/command.h"

namespace covenant::cli {

Command VerifyStatementCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_VERIFY_STATEMENT_H_
