// Decide: whether new events may be appended to what is recorded. Pure. A
// refusal is a value with a frozen code and the path of the field it is about;
// the shell knows where that field stands in the user's text.
#ifndef REPLAY_DECIDE_H_
#define REPLAY_DECIDE_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"

namespace covenant {

struct Rejection {
  std::string code;       // one of RejectionCodes()
  std::size_t event = 0;  // index among the new events
  std::string path;       // field path in it, "changes[0].from"
  std::string message;
  std::string label;
  std::string help;

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

struct RejectionCode {
  std::string_view code;
  std::string_view title;
  std::string_view meaning;
};
const std::vector<RejectionCode>& RejectionCodes();

// `recorded`: the events of every stream that the new events belong to, by
// stream, in version order. `incoming`: in the order in which they will be
// recorded, with stream, recorded_at and sequence set as they will be. All
// reasons to refuse are given; none means that they may be appended. `shared`:
// the recorded events of the streams that SharedStreamsOf names; of them the
// successors of parties count.
std::vector<Rejection> Decide(
    const std::map<std::string, std::vector<Event>>& recorded,
    const std::vector<Event>& incoming, const std::vector<Event>& shared = {});
// The same of events that stand in different places.
std::vector<Rejection> Decide(
    const std::map<std::string, std::vector<Event>>& recorded,
    const std::vector<const Event*>& incoming,
    const std::vector<Event>& shared = {});

}  // namespace covenant

#endif  // REPLAY_DECIDE_H_
