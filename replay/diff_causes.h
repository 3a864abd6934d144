// Diff causes: which events explain a difference between two states. Pure.
#ifndef REPLAY_DIFF_CAUSES_H_
#define REPLAY_DIFF_CAUSES_H_

#include <vector>

#include "replay/finding.h"

namespace covenant {

// All of both, those of `a` first, each once.
std::vector<EventRef> Union(const std::vector<EventRef>& a,
                            const std::vector<EventRef>& b);

// The events that one side rests on and the other does not. Where both rest on
// the same events, nothing but the day differs.
std::vector<EventRef> DifferenceOf(const std::vector<EventRef>& a,
                                   const std::vector<EventRef>& b);

// What acts on the events, all of one stream, as one of the two states saw it
// and the other did not: what cancels, corrects or answers them, and the
// signatures by which they bind, with what cancels these.
std::vector<EventRef> ActsBetween(const std::vector<EventRef>& refs,
                                  const RecordSeen& a, const RecordSeen& b);

}  // namespace covenant

#endif  // REPLAY_DIFF_CAUSES_H_
