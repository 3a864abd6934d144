// What an append changed or would change, as text and as JSON. Pure.
#ifndef CLI_RENDER_APPEND_VIEW_H_
#define CLI_RENDER_APPEND_VIEW_H_

#include <string>
#include <vector>

#include "cli/append.h"
#include "cli/render/terminal.h"
#include "ledger/store/backup_list.h"

namespace covenant::cli {

// `backups`: those that may still hold what an erasure among the events
// destroyed.
std::string AppendText(const Terminal& terminal, const AppendAnswer& answer,
                       const std::vector<ListedBackup>& backups);
std::string AppendJson(const AppendAnswer& answer,
                       const std::vector<ListedBackup>& backups);

}  // namespace covenant::cli

#endif  // CLI_RENDER_APPEND_VIEW_H_
