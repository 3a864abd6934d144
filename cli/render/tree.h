// Trace trees as text and as JSON: each figure with its operation, its inputs
// below, and at the leaves the events and document places. A figure that stands
// in the tree twice is written once. Pure.
#ifndef CLI_RENDER_TREE_H_
#define CLI_RENDER_TREE_H_

#include <string>
#include <string_view>

#include "cli/render/json.h"
#include "cli/render/terminal.h"
#include "replay/trace.h"

namespace covenant::cli {

// `name`: what the figure at the root is: "owed". A tree that is too long to
// read is folded unless `all` of it is wanted.
std::string TreeText(const Terminal& terminal, std::string_view name,
                     const Trace& trace, bool all = false);

// One object.
void WriteTree(JsonWriter& json, const Trace& trace);

}  // namespace covenant::cli

#endif  // CLI_RENDER_TREE_H_
