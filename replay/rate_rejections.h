// What is refused of published rates, and of changes to the terms that read
// them, that can only be seen in the whole stream. Pure.
#ifndef REPLAY_RATE_REJECTIONS_H_
#define REPLAY_RATE_REJECTIONS_H_

#include <cstddef>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide.h"

namespace covenant {

// Adds at most one rejection of `event`, the last of the stream's `events`;
// `index` is its place among the new ones.
// `parties`: events of the streams of parties, whose keys sign instruments.
void AddRateRejections(const Event& event, const std::vector<Event>& events,
                       const std::vector<Event>& parties, std::size_t index,
                       std::vector<Rejection>& rejections);

}  // namespace covenant

#endif  // REPLAY_RATE_REJECTIONS_H_
