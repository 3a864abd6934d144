// How conflicts are shown: text in blocks, one for each act that a norm bears
// on, and the same as JSON. Pure.
#ifndef CLI_RENDER_CONFLICTS_VIEW_H_
#define CLI_RENDER_CONFLICTS_VIEW_H_

#include <string>
#include <vector>

#include "cli/render/json.h"
#include "cli/render/terminal.h"
#include "replay/rights/conflicts.h"

namespace covenant::cli {

std::string ConflictsText(const Terminal& terminal,
                          const std::vector<Conflict>& conflicts);

// "conflicts": [{...}, ...]
void WriteConflicts(JsonWriter& json, const std::vector<Conflict>& conflicts);

}  // namespace covenant::cli

#endif  // CLI_RENDER_CONFLICTS_VIEW_H_
