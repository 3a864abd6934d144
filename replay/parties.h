// Parties over time: who takes whose place in a contract, by an assignment, a
// novation, an assumption or a succession, from which day, and what an assignment
// without the consent that it needs comes to (doc/decisions.md 67 to 70). Pure.
#ifndef REPLAY_PARTIES_H_
#define REPLAY_PARTIES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"
#include "ledger/value/date.h"
#include "replay/finding.h"

namespace covenant {

struct BoundInstrument;
struct Facts;
class Timeline;

// Another party in the place of one.
struct PartyChange {
  std::string how;  // assignment, novation, assumption, succession
  std::string id;   // of the event
  Transfer terms;   // who for whom, and what becomes of what
  std::vector<std::string> clauses;  // empty: all
  // The first day; absent: as if always.
  std::optional<Date> day;
  // The day on which its instrument bound; absent: it has none.
  std::optional<Date> bound = {};
  bool rights = false;  // it takes the place as creditor
  bool debts = false;   // it takes the place as debtor
  // The first day on which what is paid to or by the party before does not
  // count; absent: it always counts.
  std::optional<Date> paid_until;
  // On the day from which an assignment without consent was avoided, or for want
  // of which it is void: it counts on no day. Kept, so that it can be explained.
  bool void_of_effect = false;
  std::vector<EventRef> because;
  std::string place;

  bool Covers(std::string_view clause) const;
};

// A party that was debtor or creditor of a sum before.
struct FormerParty {
  bool as_debtor = false;
  std::string party;
  // The first day on which what it pays or is paid does not count on the sum;
  // absent: it always counts.
  std::optional<Date> until;
  // It left, and took with it what it had accrued and overpaid: of what it pays
  // or is paid only what is for a sum that was there on that day counts.
  bool left = false;
};

// How the parties of one sum came to be.
struct SumParties {
  std::vector<FormerParty> formers;
  std::vector<std::string> also_liable;  // beside the debtor
  std::vector<std::string> performers;   // who pay for the debtor, not liable
  std::vector<PartyChange> changes;      // in order
};

struct PartyChanges {
  // In the order in which they apply: by first day, then by record.
  std::vector<PartyChange> changes;
  std::vector<Finding> findings;
};

// As what a party is asked for that others have come in the place of.
enum class Standing {
  kRights,  // who has the rights of a clause: an assignment passes them
  kDebts,   // who is bound by it: an assumption passes it
  // Who can end or prolong the contract: not whoever has its claims alone, unless
  // the assignment names the clause.
  kContract,
};

// Who stands in the place of a party.
struct StandIn {
  std::string party;
  // Names of parties that it has succeeded: what is done under them counts.
  std::vector<std::string> formerly;

  bool Is(std::string_view name) const;
};

// Who stands in the place of the party, as to the clause, on the day: the last who
// has come in it first, then whoever is liable beside; the party itself where nobody
// has. `changes`: in the order in which they apply.
std::vector<StandIn> StandInsFor(const std::vector<PartyChange>& changes,
                                 std::string_view clause,
                                 const std::string& party, Standing as, Date day);
// The first of them.
std::string StandsNow(const std::vector<PartyChange>& changes,
                      std::string_view clause, const std::string& party,
                      Standing as, Date day);
// Whether what `who` does on the day is done by one of them, or by one who was
// so then: a change that reaches back does not undo what was done before it
// bound (doc/decisions.md 219).
bool ActsFor(const std::vector<PartyChange>& changes, std::string_view clause,
             const std::string& party, Standing as, Date day,
             const std::string& who);

// Whether what is paid by `who`, to whom the party's debts have come (kDebts),
// or to them as its rights have (kRights), counts as paid by or to the party on
// the day: also where only a part has come to them, and by or to one before for
// as long as that counts.
bool PaysAs(const std::vector<PartyChange>& changes, std::string_view clause,
            const std::string& party, Standing as, Date day,
            const std::string& who);

// The changes of the contract, for powers and duties: those that count by the day,
// or of all days where there is none.
std::vector<PartyChange> StandInsOf(
    const std::string& contract,
    const std::vector<BoundInstrument>& instruments, const Facts& facts,
    std::optional<Date> as_of);

// Those of the contract that bind, and the successions of its parties, as of the
// day.
PartyChanges PartyChangesOf(const std::string& contract,
                            const std::vector<BoundInstrument>& instruments,
                            const Timeline& timeline, const Facts& facts,
                            Date as_of);

// The party in whose place others have come, on the day: the last of them, by
// succession alone.
std::string SuccessorOn(const std::string& party, const Facts& facts, Date day);

// "assignment of nova's rights to zeta", for lists and trees.
std::string PartyChangeText(const PartyChange& change);

}  // namespace covenant

#endif  // REPLAY_PARTIES_H_
