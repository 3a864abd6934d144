#include "cli/command.h"
#include "cli/commands/append.h"
#include "cli/commands/audit.h"
#include "cli/commands/backup.h"
#include "cli/commands/blame.h"
#include "cli/commands/certify.h"
#include "cli/commands/check.h"
#include "cli/commands/checkpoint.h"
#include "cli/commands/conflicts.h"
#include "cli/commands/correct.h"
#include "cli/commands/cosign.h"
#include "cli/commands/demo.h"
#include "cli/commands/diff.h"
#include "cli/commands/due.h"
#include "cli/commands/erase.h"
#include "cli/commands/explain.h"
#include "cli/commands/export.h"
#include "cli/commands/help.h"
#include "cli/commands/import.h"
#include "cli/commands/init.h"
#include "cli/commands/keygen.h"
#include "cli/commands/log.h"
#include "cli/commands/prove.h"
#include "cli/commands/restore.h"
#include "cli/commands/schema.h"
#include "cli/commands/show.h"
#include "cli/commands/sign.h"
#include "cli/commands/snapshot.h"
#include "cli/commands/status.h"
#include "cli/commands/terms.h"
#include "cli/commands/verify.h"
#include "cli/commands/verify_note.h"
#include "cli/commands/verify_proof.h"
#include "cli/commands/verify_statement.h"
#include "cli/commands/verify_tiles.h"
#include "cli/commands/version.h"

namespace covenant::cli {

const std::vector<Command>& Commands() {
  static const auto* const commands =
      new std::vector<Command>{InitCommand(),
                               DemoCommand(),
                               HelpCommand(),
                               VersionCommand(),
                               AppendCommand(),
                               CorrectCommand(),
                               ImportCommand(),
                               CheckCommand(),
                               AuditCommand(),
                               TermsCommand(),
                               ExplainCommand(),
                               LogCommand(),
                               ShowCommand(),
                               DiffCommand(),
                               BlameCommand(),
                               StatusCommand(),
                               DueCommand(),
                               ConflictsCommand(),
                               SignCommand(),
                               EraseCommand(),
                               BackupCommand(),
                               RestoreCommand(),
                               KeygenCommand(),
                               CheckpointCommand(),
                               ProveCommand(),
                               CosignCommand(),
                               CertifyCommand(),
                               VerifyCommand(),
                               VerifyStatementCommand(),
                               VerifyNoteCommand(),
                               VerifyProofCommand(),
                               VerifyTilesCommand(),
                               SnapshotCommand(),
                               ExportCommand(),
                               SchemaCommand()};
  return *commands;
}

}  // namespace covenant::cli
