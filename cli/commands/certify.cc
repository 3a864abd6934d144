#include "cli/commands/certify.h"

#include <memory>
#include <utility>

#include "cli/checkpoints.h"
#include "cli/statement/statement.h"

namespace covenant::cli {
namespace {

// What is said of how to certify, and not of the question.
bool IsOwnFlag(std::string_view flag) {
  for (const std::string_view own :
       {"key", "checkpoint", "since", "store", "output", "color", "no-pager",
        "quiet", "verbose", "json"}) {
    if (flag == own) return true;
  }
  return false;
}

Result<int> Run(Context& context) {
  Question question;
  question.command = context.line.arguments.front();
  if (question.command == "owed") question.command = "audit";
  question.arguments.assign(context.line.arguments.begin() + 1,
                            context.line.arguments.end());
  for (const auto& [flag, value] : context.line.flags) {
    if (!IsOwnFlag(flag)) question.flags.emplace(flag, value);
  }
  CLI_RETURN_IF_ERROR(CheckQuestion(question));
  CLI_ASSIGN(Session session, OpenForCheckpoint(context));
  CLI_ASSIGN(const Checkpoint checkpoint, ChosenCheckpoint(context, session));
  // The session outlives the statement's work.
  const std::shared_ptr<EventLog> log(&session.log(), [](EventLog*) {});
  CLI_ASSIGN(const Statement statement,
             Certify(log, question, session.today(), checkpoint));
  context.out = StatementJson(statement);
  context.notes = "certified with the checkpoint of " +
                  std::to_string(checkpoint.head.size) +
                  " entries; who has the ledger's verifier key checks it with "
                  "`covenant verify-statement`\n";
  return kDone;
}

}  // namespace

Command CertifyCommand() {
  return {.form = {.name = "certify",
                   .alias = "",
                   .flags = {"as-of", "known-at", "party", "family", "currency",
                             "all", "reading", "from", "until", "key",
                             "checkpoint", "since"},
                   .least_arguments = 1,
                   .most_arguments = 2,
                   .usage = "QUESTION [CONTRACT[/CLAUSE[/OCCURRENCE]]] "
                            "[--key FILE | --checkpoint FILE]"},
          .group = "trust",
          .summary = "an answer with all that is needed to check it",
          .about =
              "QUESTION is audit, terms, blame, explain, status, due or "
              "conflicts, with its flags. The statement, one JSON file, holds "
              "the answer, its text, a signed checkpoint, the entries that the "
              "answer rests on with their proofs, and proofs that these "
              "contracts had no other entries. `covenant verify-statement` "
              "checks it without the ledger. With --key the ledger's head is "
              "signed first; with --checkpoint a checkpoint is taken that was "
              "signed, and perhaps cosigned, before; without both the newest "
              "one that the ledger has signed. The statement shows every event "
              "of the contracts that the answer rests on, also later ones: "
              "give it to those who may see them. Sealed texts are never in "
              "it.",
          .run = Run};
}

}  // namespace covenant::cli
