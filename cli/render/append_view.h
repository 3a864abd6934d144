// What an append changed or would change, as text and as JSON. Pure.
#ifndef CLI_RENDER_APPEND_VIEW_H_
#define CLI_RENDER_APPEND_VIEW_H_

#include <string>

#include "cli/append.h"
#include "cli/render/terminal.h"

namespace covenant::cli {

std::string AppendText(const Terminal& terminal, const AppendAnswer& answer);
std::string AppendJson(const AppendAnswer& answer);

}  // namespace covenant::cli

#endif  // CLI_RENDER_APPEND_VIEW_H_
