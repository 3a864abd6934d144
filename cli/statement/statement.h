// Statement: the answer to a question as of a legal day and a known point, with
// all that is needed to check it without the ledger: the checkpoint, the
// entries that the answer rests on with their proofs, and proofs that each of
// these streams has no newer entry, and that streams which would count and are
// not there do not exist. Checking replays the entries and asks the question
// again.
//
// Refuses: questions that do not rest on streams alone, a known point behind
// the checkpoint (exit code 2); with exit code 5 whatever does not hold.
// Thread-compatible.
#ifndef CLI_STATEMENT_STATEMENT_H_
#define CLI_STATEMENT_STATEMENT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/error.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/note.h"
#include "ledger/store/heads.h"
#include "ledger/value/hash.h"

namespace covenant::cli {

// A line of the command `certify` without what says how to certify.
struct Question {
  std::string command;  // one of CertifiableCommands()
  std::vector<std::string> arguments;
  std::map<std::string, std::string, std::less<>> flags;

  friend bool operator==(const Question&, const Question&) = default;
};

// Questions whose answers are computed from the events of streams alone.
const std::vector<std::string>& CertifiableCommands();

// Exit code 2 for what is not one of these, or has flags that they do not take.
Outcome CheckQuestion(const Question& question);

// An entry and its audit path in the tree of the checkpoint.
struct ProvenEntry {
  std::uint64_t sequence = 0;
  std::string bytes;
  std::vector<Hash> path;
};

// That no stream has this name: the heads that would stand beside it. The one
// before is absent where it would be the first, the one after where the last.
struct ProvenAbsence {
  std::string stream;
  std::optional<HeadProof> before;
  std::optional<HeadProof> after;
};

struct Statement {
  std::string engine;  // the version of the program that computed it
  Question question;
  std::string answer;  // the answer of --json
  std::string text;    // and for people
  Hash state;          // StateDigest of the contracts that it rests on
  std::string checkpoint;
  std::uint64_t heads_sequence = 0;  // of the `heads` event, one of `entries`
  std::vector<HeadProof> streams;
  std::vector<ProvenAbsence> absent;
  // Instead of both, where the question is which streams there are: all heads.
  std::vector<HeadEntry> all_streams;
  std::vector<ProvenEntry> entries;  // by sequence
};

// Asks the question of the ledger and gathers its proofs. The checkpoint must
// be one of this ledger; the newest `heads` event in it says how far it speaks.
Result<Statement> Certify(std::shared_ptr<EventLog> log,
                          const Question& question, Date today,
                          const Checkpoint& checkpoint);

// What holds of a statement, besides its answer.
struct CheckedStatement {
  TreeHead head;
  std::vector<VerifiedSignature> signatures;
  std::uint64_t speaks_of = 0;  // entries before the `heads` event
  Timestamp recorded_at;        // of the `heads` event
};
// Checks everything: signatures, proofs, chains, that nothing is left out, and
// that the entries give the answer, its text and the digest.
Result<CheckedStatement> Check(const Statement& statement,
                               const std::vector<VerifierKey>& keys);

// The JSON of covenant.statement.v1, and back (exit code 3 if it is not one).
std::string StatementJson(const Statement& statement);
Result<Statement> ParseStatement(const std::string& name,
                                 const std::string& json);

// Whether both are JSON and say the same, in whatever order and layout.
bool SameJson(const std::string& one, const std::string& other);

}  // namespace covenant::cli

#endif  // CLI_STATEMENT_STATEMENT_H_
