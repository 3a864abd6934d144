// Internal: recomputes a whole log from its entries and compares: leaves, chains,
// order, index rows, tiles, sealed values. Entries are read in the order in which
// they lie, stream by stream, on all cores; what an entry says of itself is held
// in an array by sequence, and the rows that are sorted by sequence or by name
// are then read against it. A log that does not fit takes several passes over
// ranges of sequences.
//
// Refuses: what cannot be read at all (the status of the reading).
// Thread safety: one call of Run; it starts threads of its own.
#ifndef LEDGER_STORE_LOG_VERIFIER_H_
#define LEDGER_STORE_LOG_VERIFIER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/entry_reader.h"
#include "ledger/store/event_log.h"
#include "ledger/store/tree_rows.h"
#include "ledger/store/verify.h"

namespace covenant {

class LogVerifier {
 public:
  // All must outlive it. `limit`: the last sequence that is answered for.
  LogVerifier(const EntryReader& reader, const TreeReader& tree, uint64_t limit,
              const VerifyOptions& options);

  absl::StatusOr<VerifyReport> Run();

 private:
  // What the entry of a sequence says of itself.
  struct Slot {
    Hash hash;
    Timestamp recorded_at;
    uint64_t version = 0;  // 0: no entry has this sequence
    uint64_t batch_first = 0;
    uint64_t batch_last = 0;
    uint32_t stream = 0;  // in streams_
    uint32_t part = 0;
    uint32_t parts = 1;
    bool readable = false;  // what it claims is known
    bool indexed = false;   // the index of event ids leads to it
    uint16_t also = 0;      // streams in which it must be indexed
    std::string event_id;
  };
  struct Stream {
    std::string name;
    StreamPosition row;
  };
  // Versions from..end-1 of a stream; `tail`: also what lies behind them.
  struct Unit {
    uint32_t stream = 0;
    uint64_t from = 1;
    uint64_t end = 1;
    bool tail = false;
  };
  struct Head {
    uint64_t version = 0;
    Hash hash;
  };
  class UnitScan;

  // Runs task(i) for i below `count` on all threads; the first status that is
  // not OK.
  absl::Status Parallel(size_t count,
                        const std::function<absl::Status(size_t)>& task);
  void Find(VerifyFinding finding);
  void FindAt(uint64_t sequence, std::string why);
  // A stored row of no entry.
  void FindRow(std::string_view what, std::string_view why);
  // Scans a range; a failed reading becomes a finding.
  void ScanRows(Table table, const std::string& from, const std::string& end,
                std::string_view what, const RowVisitor& visit);

  void Describe(VerifyFinding& finding) const;

  void CheckFiles();
  void LoadStreams();
  void MakeUnits();
  absl::Status CheckPass(uint64_t first, uint64_t last);
  absl::Status CheckOrder(uint64_t first, uint64_t last);
  void CheckNeighbours(uint64_t sequence, const Slot& slot);
  // The rows of event ids with from <= key < end.
  void CheckEventIds(const std::string& from, const std::string& end);
  void CheckIndexed(uint64_t first, uint64_t last);
  void CheckCrossIndex(uint64_t first, uint64_t last);
  void CheckIdempotencyKeys(uint64_t first, uint64_t last);
  void SweepHeads(uint64_t first, uint64_t last);
  absl::Status CheckUpperTiles();
  void CompareTile(uint32_t level, uint64_t index, const std::string& hashes);
  void CheckSealed();
  void CheckErased();
  void CheckMetadata();

  Slot* At(uint64_t sequence) {
    return sequence < first_ || sequence > last_ ? nullptr
                                                 : &slots_[sequence - first_];
  }

  const EntryReader& reader_;
  const Rows& rows_;
  const TreeReader& tree_;
  const uint64_t limit_;
  const VerifyOptions& options_;
  const unsigned threads_;

  std::vector<Stream> streams_;  // sorted by name
  std::vector<Unit> units_;
  uint64_t first_ = 1;  // of the pass
  uint64_t last_ = 0;
  bool first_pass_ = true;
  std::vector<Slot> slots_;
  Slot before_;               // of the entry before the pass
  std::vector<Head> heads_;   // of each stream, up to where the sweep is
  std::vector<Hash> level1_;  // nodes of full tiles of leaves
  std::map<std::string, uint64_t, std::less<>> cross_rows_;  // by stream
  std::atomic<uint64_t> done_{0};
  std::atomic<uint64_t> entries_{0}, events_{0}, bytes_{0}, tiles_{0},
      index_rows_{0};
  // Whether every event could be read, and whether one of them ended backfill.
  std::atomic<bool> all_read_{true}, went_live_{false};
  uint64_t work_ = 0;  // readings of entries in all passes

  std::mutex mutex_;  // of what follows
  // By sequence, of the pass: HMACs of sealed texts, heads that are named. Few
  // events have either.
  std::map<uint64_t, std::vector<Hash>> macs_;
  std::map<uint64_t, std::pair<uint64_t, Hash>> named_heads_;
  VerifyReport report_;
  std::map<uint64_t, VerifyFinding> by_sequence_;
  std::vector<VerifyFinding> others_;
  std::set<std::pair<std::string, std::string>> erased_events_;  // stream, id
  std::map<uint64_t, std::pair<std::string, std::string>> gone_;  // by sequence
};

}  // namespace covenant

#endif  // LEDGER_STORE_LOG_VERIFIER_H_
