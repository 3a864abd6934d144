// Published: files that any log publishes in the formats of C2SP, read for the
// commands that check them: keys, notes, proofs. No ledger is opened. Refuses
// keys that are not of the form (exit code 2), files that cannot be read (6), and
// what does not verify or is malformed (5). Thread-compatible.
#ifndef CLI_PUBLISHED_H_
#define CLI_PUBLISHED_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/command.h"
#include "cli/error.h"
#include "cli/render/json.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/note.h"

namespace covenant::cli {

// Of --key: one key as `NAME+HASH+KEY`, or a file with one on each line.
Result<std::vector<VerifierKey>> KeysOf(const CommandLine& line);

// Of `text`, the value of the flag.
Result<std::vector<VerifierKey>> KeysIn(const std::string& text,
                                        std::string_view flag);

// The signatures of the checkpoint by the keys that are given, of which one is the
// log's own: its key has the name of the origin. A cosignature alone says that a
// witness saw it, not that the log stands by it.
absl::StatusOr<std::vector<VerifiedSignature>> VerifySigned(
    const Checkpoint& checkpoint, const std::vector<VerifierKey>& keys);
// That one of the signatures is the log's own.
absl::Status CheckSignedByLog(const std::string& origin,
                              const std::vector<VerifiedSignature>& signatures);

// The whole file, at most `most` bytes.
Result<std::string> PublishedFile(const std::string& name, std::size_t most);

// `what` and the reason, exit code 5; the status is not OK.
Error NotVerified(std::string_view what, const absl::Status& status);

// "signed by NAME+HASH" for each, with the time of a cosignature.
std::string SignaturesText(const std::vector<VerifiedSignature>& signatures);
void WriteSignatures(JsonWriter& json,
                     const std::vector<VerifiedSignature>& signatures);

}  // namespace covenant::cli

#endif  // CLI_PUBLISHED_H_
