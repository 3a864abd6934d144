// `covenant schema`: the JSON Schema of authoring text.
#ifndef CLI_COMMANDS_SCHEMA_H_
#define CLI_COMMANDS_SCHEMA_H_

#include "cli/command.h"

namespace covenant::cli {

Command SchemaCommand();

}  // namespace covenant::cli

#endif  // CLI_COMMANDS_SCHEMA_H_
