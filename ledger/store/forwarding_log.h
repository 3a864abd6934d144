// A log that passes every call on to another: the base of those that change or
// watch a few of them.
//
// Refuses: what the other log refuses.
// Thread safety: as the other log.
#ifndef LEDGER_STORE_FORWARDING_LOG_H_
#define LEDGER_STORE_FORWARDING_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/store/event_log.h"
#include "ledger/store/verify.h"

namespace covenant {

class ForwardingLog : public EventLog {
 public:
  const std::string& origin() const override { return log_->origin(); }
  bool writable() const override { return log_->writable(); }
  bool in_backfill() const override { return log_->in_backfill(); }
  absl::StatusOr<AppendResult> Append(AppendRequest request) override {
    return log_->Append(std::move(request));
  }
  absl::StatusOr<Position> Head() const override { return log_->Head(); }
  absl::StatusOr<Position> At(uint64_t sequence) const override {
    return log_->At(sequence);
  }
  absl::StatusOr<uint64_t> SequenceAt(Timestamp end) const override {
    return log_->SequenceAt(end);
  }
  absl::StatusOr<StreamPosition> StreamHead(std::string_view stream,
                                            uint64_t up_to) const override {
    return log_->StreamHead(stream, up_to);
  }
  absl::StatusOr<std::vector<std::string>> Streams(
      std::string_view prefix, uint64_t up_to) const override {
    return log_->Streams(prefix, up_to);
  }
  absl::Status ReadStream(std::string_view stream, uint64_t up_to,
                          const EventVisitor& visit) const override {
    return log_->ReadStream(stream, up_to, visit);
  }
  absl::Status ReadStreamAfter(std::string_view stream,
                               const StreamPosition& after, uint64_t up_to,
                               const EventVisitor& visit) const override {
    return log_->ReadStreamAfter(stream, after, up_to, visit);
  }
  absl::Status ReadIndexed(std::string_view stream, uint64_t up_to,
                           const EventVisitor& visit) const override {
    return log_->ReadIndexed(stream, up_to, visit);
  }
  absl::Status ReadLog(uint64_t from_sequence, uint64_t limit,
                       const EventVisitor& visit) const override {
    return log_->ReadLog(from_sequence, limit, visit);
  }
  absl::Status ReadEntries(uint64_t from_sequence, uint64_t limit,
                           const EntryVisitor& visit) const override {
    return log_->ReadEntries(from_sequence, limit, visit);
  }
  absl::StatusOr<std::vector<Hash>> LeafHashes(uint64_t first,
                                               uint64_t last) const override {
    return log_->LeafHashes(first, last);
  }
  absl::StatusOr<std::string> TreeTile(uint32_t level, uint64_t index,
                                       uint32_t width) const override {
    return log_->TreeTile(level, index, width);
  }
  absl::Status KeepCheckpoint(const KeptCheckpoint& checkpoint) override {
    return log_->KeepCheckpoint(checkpoint);
  }
  absl::StatusOr<std::vector<KeptCheckpoint>> Checkpoints() const override {
    return log_->Checkpoints();
  }
  absl::StatusOr<std::optional<StoredEvent>> FindEvent(
      std::string_view stream, std::string_view event_id) const override {
    return log_->FindEvent(stream, event_id);
  }
  absl::StatusOr<std::optional<AppendResult>> FindIdempotencyKey(
      std::string_view key) const override {
    return log_->FindIdempotencyKey(key);
  }
  absl::StatusOr<std::optional<SealedValue>> Sealed(
      const Hash& mac) const override {
    return log_->Sealed(mac);
  }
  absl::Status PutCache(std::string_view key, std::string_view value) override {
    return log_->PutCache(key, value);
  }
  absl::StatusOr<std::optional<std::string>> GetCache(
      std::string_view key) const override {
    return log_->GetCache(key);
  }
  absl::StatusOr<VerifyReport> Verify(
      const VerifyOptions& options) const override {
    return log_->Verify(options);
  }
  absl::Status Flush() override { return log_->Flush(); }
  absl::Status Close() override { return log_->Close(); }

 protected:
  explicit ForwardingLog(std::shared_ptr<EventLog> log)
      : log_(std::move(log)) {}
  EventLog& log() const { return *log_; }

 private:
  const std::shared_ptr<EventLog> log_;
};

}  // namespace covenant

#endif  // LEDGER_STORE_FORWARDING_LOG_H_
