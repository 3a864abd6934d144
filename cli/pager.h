// A pager for answers that are longer than the screen: `less -FRX`, or what
// COVENANT_PAGER or PAGER name. Not thread-safe.
#ifndef CLI_PAGER_H_
#define CLI_PAGER_H_

#include <string>

#include "cli/render/terminal.h"

namespace covenant::cli {

// False where nothing was shown, because there is no pager.
bool Page(const Terminal& terminal, const std::string& text);

}  // namespace covenant::cli

#endif  // CLI_PAGER_H_
