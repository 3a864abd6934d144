// `covenant certify`: an answer that others can check without the ledger.
#ifndef CLI_COMMANDS_CERTIFY_H_
#define CLI_COMMANDS_CERTIFY_H_

#include "cli/command.h"

namespace covenant::cli {

Command CertifyCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_CERTIFY_H_
