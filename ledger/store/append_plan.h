// Internal: decides one group of appends against the log's state, each seeing
// the accepted ones before it, and produces the rows of one atomic write.
//
// Refuses: what EventLog::Append says; a refused request leaves the plan as it
// was.
// Thread safety: used by one thread, the leader of a group commit.
#ifndef LEDGER_STORE_APPEND_PLAN_H_
#define LEDGER_STORE_APPEND_PLAN_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/store/append.h"
#include "ledger/store/entry_reader.h"
#include "ledger/store/event_log.h"
#include "ledger/store/rows.h"
#include "ledger/store/tree_rows.h"

namespace covenant {

// What can be said of a request without knowing the log. InvalidArgument.
absl::Status CheckForm(const AppendRequest& request);

// Bytes of payloads and sealed values: the size of a request in a group.
size_t RequestBytes(const AppendRequest& request);

class GroupPlan {
 public:
  // `reader` must outlive the plan.
  GroupPlan(const EntryReader& reader, Clock clock, Position head,
            bool in_backfill, TreeTail tree);

  // Plans a request of good form. Fills `result` with what will be true once
  // the rows are written.
  absl::StatusOr<AppendResult> Add(const AppendRequest& request);

  // Whether anything was accepted that must be written.
  bool empty() const { return rows_.empty(); }
  // All rows, those of the tree with them.
  std::vector<Row> TakeRows();
  // What a request with the same idempotency key and content came to; nothing if
  // there was none. AlreadyExists if its content was another.
  absl::StatusOr<std::optional<AppendResult>> FindRepeat(
      const AppendRequest& request);
  // The state after the write.
  const Position& head() const { return head_; }
  bool in_backfill() const { return in_backfill_; }
  const TreeTail& tree() const { return tree_; }
  // Whether sealed values are destroyed: then the files must be purged.
  bool erases() const { return erases_; }

 private:
  struct Draft;  // one request on its way into the plan
  struct Repeat {
    IdempotencyRow row;
    AppendResult result;
  };

  absl::Status CheckExpectations(const AppendRequest& request);
  absl::Status CheckBackfill(const AppendRequest& request) const;
  absl::Status CheckEventIds(const AppendRequest& request);
  absl::StatusOr<StreamPosition> StreamHead(const std::string& stream);
  absl::Status SetTimes(const AppendRequest& request, Draft& draft) const;
  void SetBatches(const AppendRequest& request, Draft& draft) const;
  absl::Status EncodeEvent(const NewEvent& event, size_t index, Draft& draft);
  absl::Status IndexElsewhere(const NewEvent& event, uint64_t sequence,
                              Draft& draft);
  absl::Status ForgetRequests(Draft& draft) const;
  void Accept(const AppendRequest& request, Draft draft);

  const EntryReader& reader_;
  const Clock clock_;
  Position head_;
  bool in_backfill_;
  TreeTail tree_;
  bool erases_ = false;
  std::vector<Row> rows_;
  // Of streams that were asked for: what the rows say.
  std::map<std::string, StreamPosition> heads_;
  // What accepted requests have changed, over what the rows say.
  std::map<std::string, StreamPosition> streams_;
  std::map<std::string, uint64_t> cross_counts_;
  std::set<std::string> event_keys_;
  std::map<std::string, Repeat> repeats_;
};

}  // namespace covenant

#endif  // LEDGER_STORE_APPEND_PLAN_H_
