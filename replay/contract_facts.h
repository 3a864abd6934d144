// Contract facts: the facts and instruments of one contract as of a day, with
// what its powers have reached, for all that replays it. Pure.
#ifndef REPLAY_CONTRACT_FACTS_H_
#define REPLAY_CONTRACT_FACTS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/value/date.h"
#include "replay/instruments.h"
#include "replay/money/facts.h"
#include "replay/obligations.h"
#include "replay/parties.h"
#include "replay/readings.h"
#include "replay/record.h"
#include "replay/timeline.h"

namespace covenant {

// Powers can reach milestones that others wait for: so often at most they are gone
// through again.
inline constexpr int kMostRounds = 8;

// Milestones that powers reach, by name: the day and the event.
using Derived = std::map<std::string, std::pair<Date, std::string>>;

// The facts with these milestones, of clauses read so.
Facts WithDerived(Facts facts, const std::vector<Recorded>& record,
                  const Derived& derived, const ReadAs& read_as);

// The milestones that make the own term of a clause void from its start.
std::set<std::string> VoidingOwnTerms(const std::vector<Recorded>& record);
// Whether one of these is reached after the day; the facts without those that
// are.
bool AnyReachedAfter(Date day, const std::set<std::string>& names,
                     const Facts& facts);
Facts WithoutReachedAfter(std::optional<Date> day,
                          const std::set<std::string>& names, Facts facts);

// The parties that the instruments of the record name, in order, and those who have
// come in their place by a succession up to the day, or on any if there is none.
std::vector<PartyRef> PartiesBy(std::optional<Date> day,
                                const std::vector<Recorded>& record,
                                const Facts& facts);

// Without the operations whose condition was met after the day, if there is
// one, and with those that are void by what comes after it.
Instruments MetBy(std::optional<Date> day, Instruments instruments);

// As what is owed has them on the day, if there is one: what begins or ends by a
// fact of a later day still waits for it.
Instruments ByFactsUntil(std::optional<Date> day, Instruments instruments);

// Without facts of days after the day, if there is one: payments, notices,
// milestones and the like. Instruments apply by their own dates; figures, openings
// and what is undated stay.
std::vector<Recorded> DoneBy(std::optional<Date> day,
                             std::vector<Recorded> record);

// Whether a fact of a later day uses a power, tells of one, does a duty or reaches a
// milestone.
bool AnyUseAfter(Date day, const std::vector<Recorded>& record);

// What asserts the readings by which the clause of a sum is read on its days.
std::vector<EventRef> ReadingRefs(const ReadAs& read_as, const Timeline& timeline,
                                  const Obligation& sum);

// Shows at the clause who has come in whose place under it by the day.
void AttachParties(const std::vector<PartyChange>& changes, Date as_of,
                   ClauseState& clause);

}  // namespace covenant

#endif  // REPLAY_CONTRACT_FACTS_H_
