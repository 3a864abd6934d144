// Import: the rows of a CSV file into the ledger. Every row is identified by
// its key: new rows are appended, rows that the ledger has are known, and rows
// that read otherwise than what is recorded become corrections where that was
// asked for. The file is streamed; a first pass checks every row, also against
// the ledger, and nothing is recorded if one is wrong. What fits one append is
// one atomic batch; a larger file is read again and recorded in batches, each
// of them all or nothing, and an import that was interrupted is resumed by
// running it again. Thread-compatible.
#ifndef CLI_IMPORT_IMPORT_H_
#define CLI_IMPORT_IMPORT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/import/rules.h"
#include "cli/session.h"

namespace covenant::cli {

struct ImportOptions {
  bool dry_run = false;
  bool confirm_changes = false;
  // Up to so many events are one atomic batch, of a larger file each has at
  // most `batch` events.
  std::size_t most_at_once = 100'000;
  std::size_t batch = 20'000;
};

struct ImportedRow {
  enum class What { kNew, kChanged };
  What what = What::kNew;
  std::uint32_t line = 0;  // of the file
  std::string stream;
  std::string id;             // of the row's event
  std::string correction;     // the id of the correction, of a changed row
  std::string before, after;  // what the events say
};

struct ImportAnswer {
  bool dry_run = false;
  std::string file;
  std::string sha256;
  std::uint64_t rows = 0, fresh = 0, known = 0, changed = 0;
  // The first of them, at most kMaxShownRows of each sort.
  std::vector<ImportedRow> shown;
  std::uint64_t batches = 0;
  std::uint64_t first_sequence = 0, last_sequence = 0;  // 0: nothing recorded
};

inline constexpr std::size_t kMaxShownRows = 100;

Result<ImportAnswer> Import(Session& session, const Rules& rules,
                            const std::string& file,
                            const ImportOptions& options);

}  // namespace covenant::cli

#endif  // CLI_IMPORT_IMPORT_H_
