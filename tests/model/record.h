// Record of the slow model: the events that count at a known point, with what
// corrections and cancellations make of them. Worked out from scratch for every
// known point, from the last event back to the first. Refuses nothing; pure.
#ifndef TESTS_MODEL_RECORD_H_
#define TESTS_MODEL_RECORD_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "ledger/event/event.h"
#include "replay/finding.h"

namespace covenant::model {

// One event that counts, as it is to be read at the known point.
struct Entry {
  std::shared_ptr<const Event> event;
  // The event as recorded, then the corrections that made it what it is: the
  // correction that won, and the correction of that one, and so on.
  std::vector<EventRef> chain;
  std::uint64_t place = 0;  // sequence of the event as recorded
};

// The events with sequence <= known, corrections applied and themselves left
// out, in the order of their places. domain.md section 2 (Corrections),
// decisions.md 10.
std::vector<Entry> EventsKnown(const std::vector<Event>& events,
                               std::uint64_t known);

EventRef RefOf(const Event& event);

}  // namespace covenant::model

#endif  // TESTS_MODEL_RECORD_H_
