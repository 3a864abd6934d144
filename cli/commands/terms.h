// `covenant terms`: the clauses in force on a legal day.
#ifndef CLI_COMMANDS_TERMS_H_
#define CLI_COMMANDS_TERMS_H_

#include "cli/command.h"

namespace covenant::cli {

Command TermsCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_TERMS_H_
