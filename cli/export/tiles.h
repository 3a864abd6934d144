// The ledger in the layout of c2sp.org/tlog-tiles, in a directory that a static
// file server can publish. Refuses a directory that holds another log (exit code
// 4). Thread-compatible.
#ifndef CLI_EXPORT_TILES_H_
#define CLI_EXPORT_TILES_H_

#include "cli/command.h"

namespace covenant::cli {

// Runs `export --format tiles DIR`. Files that are there already with the same
// bytes stay untouched; the checkpoint is written last, so that a reader finds
// all that it names.
Result<int> ExportTiles(Context& context);

}  // namespace covenant::cli

#endif  // CLI_EXPORT_TILES_H_
