// Shared: what all contracts of a ledger share, as known at a point: holiday
// calendars. It stands in reserved streams, `_calendar/NAME`; a contract names
// what it uses. Pure.
#ifndef REPLAY_SHARED_H_
#define REPLAY_SHARED_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/calendar.h"
#include "replay/finding.h"

namespace covenant {

struct KnownCalendar {
  Calendar calendar;
  std::vector<EventRef> refs;  // the events that published it
};

struct Shared {
  // By name; `weekends` is always there.
  std::map<std::string, KnownCalendar> calendars;
};

// `events` of any reserved streams, those of one stream in version order.
Shared SharedAt(const std::vector<Event>& events, std::uint64_t known);

// The streams of shared facts that the events of a contract name.
std::set<std::string> SharedStreamsOf(const std::vector<Event>& events);

}  // namespace covenant

#endif  // REPLAY_SHARED_H_
