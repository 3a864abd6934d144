// Collar: a floor and a cap, or a minimum and a limit, that belong together.
// Pure.
#ifndef REPLAY_MONEY_COLLAR_H_
#define REPLAY_MONEY_COLLAR_H_

#include <string>

#include "replay/terms.h"

namespace covenant {

// Whether the clause has both as known rates, or as known amounts of one unit,
// and the floor is the higher one.
bool FloorAboveCap(const ClauseState& clause, const std::string& floor,
                   const std::string& cap);

}  // namespace covenant

#endif  // REPLAY_MONEY_COLLAR_H_
