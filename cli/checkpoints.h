// Checkpoints of the own ledger: signed, kept, and compared with those that
// somebody kept outside. Whoever signs first appends a `heads` event, so that
// the last entry of a checkpoint names the newest entry of every stream.
//
// Refuses a ledger that contradicts a checkpoint signed or given earlier (exit
// code 5): its end was cut off, an old copy was put in its place, or its history
// was rewritten. Thread-compatible.
#ifndef CLI_CHECKPOINTS_H_
#define CLI_CHECKPOINTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/error.h"
#include "cli/session.h"
#include "ledger/event/event.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/note.h"

namespace covenant::cli {

// A checkpoint in a file. Signatures are not looked at.
Result<Checkpoint> ReadCheckpoint(const std::string& file);

// That the log has the tree of an older checkpoint as its beginning; `what`
// names the checkpoint.
Outcome CheckContains(const EventLog& log, const TreeHead& older,
                      const std::string& what);

// Every checkpoint that the ledger has kept, the smallest first, each checked to
// be one.
Result<std::vector<Checkpoint>> KeptCheckpoints(const EventLog& log);

// Appends a `heads` event unless the last entry is one; the head is then what a
// checkpoint speaks of.
Outcome AppendHeads(Session& session);
// The `heads` event that is the last of the first `size` entries.
Result<Event> HeadsOf(Session& session, std::uint64_t size);

// Signs the ledger's head, or gives the checkpoint again that was signed of it.
// `since`: a file with an older checkpoint that the ledger must continue, signed
// by the same key; empty: none. `cut_back`: the user says that the log was cut
// back, so what was signed of it before and it contradicts is disowned. The
// session must be open for writing.
Result<Checkpoint> SignCheckpoint(Session& session, const SignerKey& key,
                                  const std::string& since,
                                  bool cut_back = false);

// The checkpoint that an answer is to rest on: of --checkpoint FILE, freshly
// signed with --key FILE, or the newest one kept. It is checked to be of this
// ledger.
Result<Checkpoint> ChosenCheckpoint(const Context& context, Session& session);
// Opens the session in the mode that this takes.
Result<Session> OpenForCheckpoint(const Context& context);

}  // namespace covenant::cli

#endif  // CLI_CHECKPOINTS_H_
