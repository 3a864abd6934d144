// What an import did or would do, as text and as covenant.import.v1. Pure.
#ifndef CLI_RENDER_IMPORT_VIEW_H_
#define CLI_RENDER_IMPORT_VIEW_H_

#include <string>

#include "cli/import/import.h"
#include "cli/render/terminal.h"

namespace covenant::cli {

std::string ImportText(const Terminal& terminal, const ImportAnswer& answer);
std::string ImportJson(const ImportAnswer& answer);

}  // namespace covenant::cli

#endif  // CLI_RENDER_IMPORT_VIEW_H_
