// What is refused of statements and of waivers by amount, because by the whole
// record of the contract they could never have an effect. Pure.
#ifndef REPLAY_BALANCE_REJECTIONS_H_
#define REPLAY_BALANCE_REJECTIONS_H_

#include <cstddef>
#include <vector>

#include "ledger/event/event.h"
#include "replay/decide.h"

namespace covenant {

// Adds rejections of `event`, the last of the stream's `events`; `index` is its
// place among the new ones. Nothing where it was refused already.
void AddBalanceRejections(const Event& event, const std::vector<Event>& events,
                          std::size_t index,
                          std::vector<Rejection>& rejections);

}  // namespace covenant

#endif  // REPLAY_BALANCE_REJECTIONS_H_
