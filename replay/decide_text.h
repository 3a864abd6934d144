// What refusals say: places in authoring text, days, and help. Pure.
#ifndef REPLAY_DECIDE_TEXT_H_
#define REPLAY_DECIDE_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "ledger/event/event.h"

namespace covenant {

// The known name that is close to the wrong one, else the advice and all names.
std::string Help(const std::string& wrong, const std::vector<std::string>& known,
                 const std::string& otherwise);

// Where change `index` of an instrument stands in its authoring text.
std::string ChangePath(const Instrument& body, std::size_t index);

// Where it names what it changes.
std::string TargetPath(const Instrument& body, std::size_t index);

// Where the fields of the clause that the change brings stand.
std::string ClausePath(const Instrument& body, std::size_t index);

// The legal day on which an event was recorded.
Date RecordedDay(const Event& event);

}  // namespace covenant

#endif  // REPLAY_DECIDE_TEXT_H_
