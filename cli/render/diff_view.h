// Differences as text and as JSON: grouped by clause and obligation, each with
// the events that caused it. Pure.
#ifndef CLI_RENDER_DIFF_VIEW_H_
#define CLI_RENDER_DIFF_VIEW_H_

#include <string>

#include "cli/render/json.h"
#include "cli/render/terminal.h"
#include "replay/diff.h"

namespace covenant::cli {

std::string DiffText(const Terminal& terminal, const Diff& diff);

// "terms", "obligations", "findings_added", "findings_removed".
void WriteDiff(JsonWriter& json, const Diff& diff);

}  // namespace covenant::cli

#endif  // CLI_RENDER_DIFF_VIEW_H_
