// Record: what the ledger says happened, as known at a point: the events of one
// stream after corrections and cancellations (domain.md section 2,
// "Corrections"). Pure.
#ifndef REPLAY_RECORD_H_
#define REPLAY_RECORD_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "ledger/event/event.h"
#include "replay/finding.h"

namespace covenant {

// One event that counts, as it now reads.
struct Recorded {
  // Place of the original; content of its last replacement in force.
  std::shared_ptr<const Event> event;
  // The original, then the corrections through which it reads as it does.
  std::vector<EventRef> refs;
};

EventRef RefOf(const Event& event);

// A known point after every event: all that the log holds.
inline constexpr std::uint64_t kLogEnd =
    std::numeric_limits<std::uint64_t>::max();

// How far `RecordAt` of the same arguments sees, what it leaves out as
// cancelled, and what answers events: cures of breaches, and exercises and
// notices about notices.
RecordSeen SeenAt(const std::vector<Event>& events, std::uint64_t known);
// Both at once.
std::pair<RecordSeen, std::vector<Recorded>> RecordWithSeen(
    const std::vector<Event>& events, std::uint64_t known);

// The events with 0 < sequence <= known that count, in the order of `events`
// (version order), without corrections, cancellations and what they cancelled.
// `events` must outlive the result.
std::vector<Recorded> RecordAt(const std::vector<Event>& events,
                               std::uint64_t known);

}  // namespace covenant

#endif  // REPLAY_RECORD_H_
