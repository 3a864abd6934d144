// Key files: the private key of a signer, one line PRIVATE+KEY+NAME+HASH+KEY as
// golang.org/x/mod's note has it, in a file that only its owner may read. A key
// lies beside no ledger and in no backup. Refuses to replace a file that exists,
// and to read a key that others could have read (exit code 7). Thread-compatible.
#ifndef CLI_KEY_FILE_H_
#define CLI_KEY_FILE_H_

#include <string>

#include "cli/error.h"
#include "ledger/proof/note.h"

namespace covenant::cli {

// Makes the file with mode 0600, whatever the umask, and syncs it.
Outcome WriteKeyFile(const std::string& name, const SignerKey& key);

// Exit code 3 for what is no signing key, 6 for what cannot be read, 7 where
// group or others have a permission for the file.
Result<SignerKey> ReadKeyFile(const std::string& name);

}  // namespace covenant::cli

#endif  // CLI_KEY_FILE_H_
