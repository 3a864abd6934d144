// Plain contracts: those of which every sum depends on its own days alone, so
// that a settled past can be left out of a replay (settled_past.h). A list of
// what is known to be plain; whatever is not on it is not. Pure.
#ifndef REPLAY_PLAIN_H_
#define REPLAY_PLAIN_H_

#include <vector>

#include "replay/record.h"

namespace covenant {

class Timeline;
struct Facts;
struct Run;

// Whether the events are agreements and amendments with plain changes on plain
// days, reports, payments of known amounts, and erasures of texts.
bool PlainRecord(const std::vector<Recorded>& record);

// Whether nothing but reports and payments was found among them, and nothing of
// what contracts share counts.
bool PlainFacts(const Facts& facts);

// Whether all clauses of all days are recurring payments, shares, unit prices,
// sums owed once on a day, or mere texts, with no term that counts over several
// periods, and each has one kind and one rule for its periods.
bool PlainTerms(const Timeline& timeline);

}  // namespace covenant

#endif  // REPLAY_PLAIN_H_
