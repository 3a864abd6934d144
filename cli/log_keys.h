// The files of the keys by which checkpoints are signed and cosigned: one line,
// a signer key of golang.org/x/mod's note format, readable by its owner alone,
// and outside the ledger's directory, so that no copy of the ledger carries it.
// Refuses a file that others may read (exit code 7) or that holds no such key
// (2), and never overwrites one. Safe from any thread.
#ifndef CLI_LOG_KEYS_H_
#define CLI_LOG_KEYS_H_

#include <string>

#include "cli/error.h"
#include "ledger/proof/note.h"

namespace covenant::cli {

// The key in the file; `store` is the ledger's directory, or empty where there
// is none.
Result<SignerKey> ReadLogKey(const std::string& file, KeyType type,
                             const std::string& store);

// A new random key in a new file of mode 0600.
Result<SignerKey> NewLogKey(const std::string& file, const std::string& name,
                            KeyType type, const std::string& store);

}  // namespace covenant::cli

#endif  // CLI_LOG_KEYS_H_
