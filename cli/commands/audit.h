// `covenant audit`: what is owed, by whom, to whom, since which events.
#ifndef CLI_COMMANDS_AUDIT_H_
#define CLI_COMMANDS_AUDIT_H_

#include "cli/command.h"

namespace covenant::cli {

Command AuditCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_AUDIT_H_
