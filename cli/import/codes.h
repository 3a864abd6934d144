// What the codes of CSV files mean, for `covenant help E0601`; the rules
// themselves use those of authoring text. Frozen. Constant; safe from any
// thread.
#ifndef CLI_IMPORT_CODES_H_
#define CLI_IMPORT_CODES_H_

#include <vector>

#include "ledger/codec/error_codes.h"

namespace covenant::cli {

// E06xx, sorted.
const std::vector<ErrorCode>& ImportCodes();

}  // namespace covenant::cli

#endif  // CLI_IMPORT_CODES_H_
