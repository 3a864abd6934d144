#include "cli/statement/witness_log.h"

#include <utility>

namespace covenant::cli {
namespace {

absl::Status ReadOnly() {
  return absl::FailedPreconditionError(
      "a statement is made and checked without writing");
}

}  // namespace

absl::StatusOr<AppendResult> WitnessLog::Append(AppendRequest) {
  return ReadOnly();
}
absl::Status WitnessLog::PutCache(std::string_view, std::string_view) {
  return ReadOnly();
}
absl::Status WitnessLog::KeepCheckpoint(const KeptCheckpoint&) {
  return ReadOnly();
}

absl::StatusOr<Position> WitnessLog::Head() const {
  auto head = log().Head();
  if (!head.ok() || head->sequence == 0) return head;
  return At(head->sequence);
}

absl::StatusOr<Position> WitnessLog::At(uint64_t sequence) const {
  auto position = log().At(sequence);
  if (!position.ok() || !partial_) return position;
  // What of the batch is not there belongs to streams that are not asked.
  uint64_t last = sequence;
  for (uint64_t next = last + 1; next <= position->batch_last; ++next) {
    if (log().At(next).ok()) last = next;
  }
  position->batch_last = last;
  return position;
}

absl::StatusOr<StreamPosition> WitnessLog::StreamHead(std::string_view stream,
                                                      uint64_t up_to) const {
  witness_->streams.emplace(stream);
  return log().StreamHead(stream, up_to);
}

absl::StatusOr<std::vector<std::string>> WitnessLog::Streams(
    std::string_view prefix, uint64_t up_to) const {
  witness_->all_streams = true;
  return log().Streams(prefix, up_to);
}

absl::Status WitnessLog::ReadStream(std::string_view stream, uint64_t up_to,
                                    const EventVisitor& visit) const {
  witness_->streams.emplace(stream);
  return log().ReadStream(stream, up_to, visit);
}

absl::Status WitnessLog::ReadStreamAfter(std::string_view stream,
                                         const StreamPosition& after,
                                         uint64_t up_to,
                                         const EventVisitor& visit) const {
  witness_->streams.emplace(stream);
  return log().ReadStreamAfter(stream, after, up_to, visit);
}

absl::Status WitnessLog::ReadIndexed(std::string_view, uint64_t,
                                     const EventVisitor&) const {
  return absl::FailedPreconditionError(
      "an answer that rests on events of other contracts' streams cannot be "
      "certified");
}

absl::Status WitnessLog::ReadLog(uint64_t, uint64_t,
                                 const EventVisitor&) const {
  return absl::FailedPreconditionError(
      "an answer that reads the whole log cannot be certified");
}

absl::StatusOr<std::optional<StoredEvent>> WitnessLog::FindEvent(
    std::string_view stream, std::string_view event_id) const {
  witness_->streams.emplace(stream);
  return log().FindEvent(stream, event_id);
}

}  // namespace covenant::cli
