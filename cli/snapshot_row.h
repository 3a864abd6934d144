// The row of table `cache` that holds the settled past of one contract
// (doc/store-format.md): how it is written and read. Refuses bytes that are not
// whole, of another engine or of another contract. Pure.
#ifndef CLI_SNAPSHOT_ROW_H_
#define CLI_SNAPSHOT_ROW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/store/event_log.h"
#include "replay/settled_past.h"

namespace covenant::cli {

// Raised whenever the answers about a plain contract, or what a past is, can
// become others: rows of other rules are not read.
inline constexpr std::uint32_t kSnapshotRules = 1;

struct Snapshot {
  std::string contract;
  // The version of the contract's stream at which a past was last looked for.
  std::uint64_t tried = 0;
  // The last entry of the contract's stream that the past has seen.
  StreamPosition at;
  // Absent: none was found.
  std::optional<SettledPast> past;

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

std::string SnapshotKey(std::string_view contract);
std::string EncodeSnapshot(const Snapshot& snapshot);

enum class SnapshotFlaw {
  kNone,
  kDamaged,      // its bytes are not those that were written
  kOtherEngine,  // whole, and written by another version of the program
};

// Nothing unless the bytes are a whole row of this engine about the contract.
std::optional<Snapshot> DecodeSnapshot(std::string_view contract,
                                       std::string_view bytes,
                                       SnapshotFlaw* flaw = nullptr);

}  // namespace covenant::cli

#endif  // CLI_SNAPSHOT_ROW_H_
