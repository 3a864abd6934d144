// `covenant verify-proof`: checks what any log publishes.
#ifndef CLI_COMMANDS_VERIFY_PROOF_H_
#define CLI_COMMANDS_VERIFY_PROOF_H_

#include "cli/command.h"

namespace covenant::cli {

Command VerifyProofCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_VERIFY_PROOF_H_
