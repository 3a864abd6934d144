// Term life: how long the term of a contract lasts, with its renewals. What was
// done is judged by the text of its day: a notice by that of the day on which
// it was given, a renewal by that of the day on which it began
// (doc/decisions.md 71 and 218). Pure.
#ifndef REPLAY_TERM_LIFE_H_
#define REPLAY_TERM_LIFE_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/value/date.h"
#include "replay/finding.h"

namespace covenant {

struct Ending;
struct Facts;
struct Segment;

// One stretch of a term: the initial one or a renewal.
struct TermStretch {
  Date from;
  Date until;  // the first day after
  // Another can follow, by the text of the day on which that would begin.
  bool renewable = false;
  std::optional<Date> opens;  // notice can be given from this day on
  // The last day on which it can, or could, be given; absent: there is none.
  std::optional<Date> notice_by;
  std::optional<Date> noticed;  // notice in time: the day on which it counts
  // Whether the notice is in time is not known: the term goes on, or ends.
  bool perhaps = false;
  bool renews = false;            // another stretch follows
  std::vector<EventRef> because;  // the exercise
};

// The stretches of the `term` clause, those that begin on or before `through`
// and the next, as the text of the day has it: days before have their own
// texts, later ones that of the day. Empty where it is not among the terms of
// the day, or they do not say. `segments`: those of the timeline.
std::vector<TermStretch> StretchesOf(const std::vector<Segment>& segments,
                                     const std::string& clause,
                                     const Facts& facts, Date day,
                                     Date through);

// Where terms last of clauses of the segments end, one list for each segment:
// as the text of the segment has it.
std::vector<std::vector<Ending>> ExpiriesOf(
    const std::vector<Segment>& segments, const Facts& facts);

}  // namespace covenant

#endif  // REPLAY_TERM_LIFE_H_
