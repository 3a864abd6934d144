// Decide streams: the streams of a decision as they are while its new events are
// gone through: what is recorded, then the new events before the one at hand.
// Pure; not thread-safe.
#ifndef REPLAY_DECIDE_STREAMS_H_
#define REPLAY_DECIDE_STREAMS_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"
#include "replay/stream_names.h"

namespace covenant {

struct DecideStream {
  std::vector<Event> events;  // recorded, then new ones
  std::set<std::string> ids;
  StreamNames names;

  void Push(const Event& event);
};

class DecideStreams {
 public:
  // `recorded` must outlive it.
  explicit DecideStreams(
      const std::map<std::string, std::vector<Event>>& recorded)
      : recorded_(recorded) {}

  // Taken over from what is recorded when it is first asked for, because most of
  // that is never asked for. Stays where it is.
  DecideStream& Of(const std::string& name);
  // The events of a stream so far; null where neither what is recorded nor what
  // was asked for has the stream.
  const std::vector<Event>* Find(const std::string& name);
  // Contracts that have an event so far, sorted.
  std::vector<std::string> Contracts() const;
  // The events of all streams whose name begins so, by name.
  std::vector<Event> EventsOf(std::string_view prefix);

 private:
  std::set<std::string> Names() const;

  const std::map<std::string, std::vector<Event>>& recorded_;
  std::map<std::string, DecideStream> streams_;
};

}  // namespace covenant

#endif  // REPLAY_DECIDE_STREAMS_H_
