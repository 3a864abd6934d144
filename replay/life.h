// Life: how long a contract and its clauses last: terms with their renewals, and
// terminations by the exercise of a power. They end on their day without an event
// (doc/decisions.md 71 and 72). Pure.
#ifndef REPLAY_LIFE_H_
#define REPLAY_LIFE_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/value/date.h"
#include "replay/day_range.h"
#include "replay/finding.h"
#include "replay/parties.h"
#include "replay/terms.h"

namespace covenant {

struct Facts;
struct Recorded;
struct ResolvedTerms;
class Timeline;

// Clauses that are not in force any more from a day on, but for what survives.
struct Ending {
  Date day;
  std::vector<std::string> clauses;  // empty: all
  std::string how;                   // expired, terminated
  std::string by;                    // the clause by which they end
  std::vector<EventRef> because;
  // By the end that was agreed, which no renewal could have moved.
  bool as_agreed = false;
  // False: whether they have ended from the day on is not known, because the day
  // is counted in business days that no calendar covers.
  bool certain = true;
};

// The day on which a notice counts, by the notice rule of the day on which it
// was given, whose terms these are; absent while it is not received. Without a
// rule it counts on the day on which it was received where that is on record,
// else on the day on which it was given.
std::optional<DayRange> NoticeDay(const ResolvedTerms& terms, const Facts& facts,
                                  Date given,
                                  const std::optional<Date>& received);
std::optional<DayRange> NoticeDay(const Timeline& timeline, const Facts& facts,
                                  Date given,
                                  const std::optional<Date>& received);
// How the clause read on the day; null where it was not among the terms, or was
// of another kind.
const ClauseState* TextOn(const Timeline& timeline, const ClauseState& clause,
                          Date day);
// The notice rule of the terms, or null.
const ClauseState* NoticeRuleOf(const ResolvedTerms& terms);

// What an exercise of a termination right, or an uncured breach, has come to.
struct TerminationAct {
  std::string clause;
  const Recorded* record = nullptr;  // the exercise; null: by itself
  const Recorded* breach = nullptr;  // for cause
  std::optional<DayRange> counts;    // the day on which notice counts
  std::optional<DayRange> ends;      // the contract; absent: not effective
  std::string why_not;               // with no `ends`
  bool perhaps = false;              // whether it is effective is not known
};
std::vector<TerminationAct> TerminationActsOf(const Timeline& timeline,
                                              const Facts& facts);

// The clauses that they end.
std::vector<Ending> TerminationsOf(const Timeline& timeline,
                                   const Facts& facts);

// The last day of the time for cure of the breach (TimeFrom); absent where it
// has none: the power is there on the day on which notice of the breach counts.
std::optional<DayRange> CureBy(const Timeline& timeline,
                               const ClauseState& right, const Facts& facts,
                               const Recorded& breach);
// Whether the power for cause looks to this breach.
bool LooksTo(const ClauseState& right, const Facts& facts,
             const Recorded& breach);
// Whether a power that ends or prolongs the contract is the party's on the day;
// one that names no holder is that of each party that has not been replaced.
bool HoldsPower(const ClauseState& power, const Facts& facts,
                const std::string& party, Date day);
// Who has what the field of the clause gives to a party, on the day: that party, or
// who has come in its place.
std::string NowOf(const ClauseState& clause, const Facts& facts,
                  const std::string& field, Standing as, Date day);
// The first cure of the breach, or null.
const Recorded* CureOf(const Facts& facts, const Recorded& breach);
// Whether the cure (null: none is on record) was in time.
InTime CuredBy(const std::optional<DayRange>& by, const Recorded* cure);

// What keeps all of the power or the duty of the clause from being used on the
// day: a waiver, a release or a suspension that is in force; null: nothing does.
// One that is limited, or that is for an act in words, keeps nothing from it.
const Attachment* LaidDown(const Timeline& timeline, const std::string& clause,
                           Date day);
// Whether it is one of these, and limited.
bool LaysDownInPart(const Attachment& one);
// "waived by W1", "released by R1", "suspended by S1".
std::string HowLaidDown(const Attachment& by);

// What made the clause, and what set its fields since.
std::vector<EventRef> MakersOf(const ClauseState& clause);

// Small readers of fields.
std::string WordOf(const ClauseState& clause, const std::string& path);
std::vector<std::string> NamesOf(const ClauseState& clause,
                                 const std::string& path);
// So long after the day, business days by the clause's calendar.
DayRange SpanAfter(const ClauseState& clause, const Facts& facts,
                   const DayRange& day, const Duration& span);

}  // namespace covenant

#endif  // REPLAY_LIFE_H_
