// `covenant verify-note`: checks what any log publishes.
#ifndef CLI_COMMANDS_VERIFY_NOTE_H_
#define CLI_COMMANDS_VERIFY_NOTE_H_

#include "cli/command.h"

namespace covenant::cli {

Command VerifyNoteCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_VERIFY_NOTE_H_
