// WitnessLog: a log that takes note of what it is asked, so that a statement
// can show on which streams its answer rests; and, over the entries of a
// statement, that answers as the whole ledger would.
//
// Refuses: appends and everything else that writes; what the log below refuses.
// Sealed values are never given: no answer that is to be shown around may hold
// one.
// Thread-compatible.
#ifndef CLI_STATEMENT_WITNESS_LOG_H_
#define CLI_STATEMENT_WITNESS_LOG_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/store/forwarding_log.h"

namespace covenant::cli {

// What was asked.
struct Witness {
  std::set<std::string> streams;  // read, or looked for in vain
  bool all_streams = false;       // which streams there are
};

class WitnessLog final : public ForwardingLog {
 public:
  // `partial`: the log holds some entries only, all those of every stream that
  // is asked; then a batch ends with its last entry that is there.
  WitnessLog(std::shared_ptr<EventLog> log, std::shared_ptr<Witness> witness,
             bool partial)
      : ForwardingLog(std::move(log)),
        witness_(std::move(witness)),
        partial_(partial) {}

  bool writable() const override { return false; }
  absl::StatusOr<AppendResult> Append(AppendRequest request) override;
  absl::StatusOr<Position> Head() const override;
  absl::StatusOr<Position> At(uint64_t sequence) const override;
  absl::StatusOr<StreamPosition> StreamHead(std::string_view stream,
                                            uint64_t up_to) const override;
  absl::StatusOr<std::vector<std::string>> Streams(
      std::string_view prefix, uint64_t up_to) const override;
  absl::Status ReadStream(std::string_view stream, uint64_t up_to,
                          const EventVisitor& visit) const override;
  absl::Status ReadStreamAfter(std::string_view stream,
                               const StreamPosition& after, uint64_t up_to,
                               const EventVisitor& visit) const override;
  absl::Status ReadIndexed(std::string_view stream, uint64_t up_to,
                           const EventVisitor& visit) const override;
  absl::Status ReadLog(uint64_t from_sequence, uint64_t limit,
                       const EventVisitor& visit) const override;
  absl::StatusOr<std::optional<StoredEvent>> FindEvent(
      std::string_view stream, std::string_view event_id) const override;
  absl::StatusOr<std::optional<SealedValue>> Sealed(
      const Hash&) const override {
    return std::nullopt;
  }
  absl::Status PutCache(std::string_view, std::string_view) override;
  // A cache may hold more than is shown.
  absl::StatusOr<std::optional<std::string>> GetCache(
      std::string_view) const override {
    return std::nullopt;
  }
  absl::Status KeepCheckpoint(const KeptCheckpoint&) override;
  absl::Status Flush() override { return absl::OkStatus(); }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  const std::shared_ptr<Witness> witness_;
  const bool partial_;
};

}  // namespace covenant::cli

#endif  // CLI_STATEMENT_WITNESS_LOG_H_
