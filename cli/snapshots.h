// Snapshots: what is open under a contract as of (E, K), from the settled past
// that the ledger keeps of it and the events since, so that the answer costs
// what has changed and what it says, not the history of the contract. A cache:
// where none is kept, or it is damaged, of another engine, or may not be good
// for the question, everything is replayed. Thread-compatible.
#ifndef CLI_SNAPSHOTS_H_
#define CLI_SNAPSHOTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/session.h"
#include "cli/snapshot_row.h"
#include "replay/contract.h"
#include "replay/settled_past.h"

namespace covenant::cli {

// So many more entries of a contract make it worth to look for a new snapshot.
inline constexpr std::uint64_t kSnapshotEvery = 100;

// Writers look for none where they would read more entries at once, which are all
// in memory then: `covenant snapshot` does.
inline constexpr std::uint64_t kMostToRead = 100'000;

struct Open {
  // Of all events, or since a settled past: then of what is owed it knows what
  // is open (Contract::OpenAt).
  Contract contract;
  Obligations owed;  // all, or without those that are left out; totals of those
  std::vector<SettledSums> left_out;  // settled ones that are not in `owed`
  bool from_snapshot = false;
};

// What is open under the contract at the end of the legal day, as known at the
// sequence (kLatest: all). Errors are those of Session::Load and ObligationsAt.
Result<Open> OpenUnder(Session& session, const std::string& contract,
                       std::uint64_t known, Date as_of);

// Of a session that writes: looks for a new snapshot of the contract if it has
// grown enough since the last time, or whatever it has if `anyway`. Whether a
// snapshot is kept now.
Result<bool> RenewSnapshot(Session& session, const std::string& contract,
                           bool anyway = false);

// The same of every contract with an entry from the sequence on. What fails is
// left out: a snapshot is never needed.
void RenewSnapshotsSince(Session& session, std::uint64_t sequence);

// What `verify` finds of the snapshot of a contract.
struct SnapshotCheck {
  bool kept = false;  // there is one of this engine with a past
  std::string wrong;  // why it is not what the entries say; empty: it is
};
Result<SnapshotCheck> CheckSnapshot(Session& session,
                                    const std::string& contract);

}  // namespace covenant::cli

#endif  // CLI_SNAPSHOTS_H_
