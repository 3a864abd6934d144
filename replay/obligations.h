// Obligations: what each party owes under one contract as of a legal day, as
// known at a point (domain.md section 5). Plain answers, built by Contract.
#ifndef REPLAY_OBLIGATIONS_H_
#define REPLAY_OBLIGATIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ledger/value/amount.h"
#include "ledger/value/basis.h"
#include "ledger/value/date.h"
#include "ledger/value/interval.h"
#include "ledger/value/range.h"
#include "replay/finding.h"
#include "replay/parties.h"
#include "replay/trace.h"

namespace covenant {

enum class ObligationState {
  kContingent,
  kAccrued,  // not yet due
  kDue,      // on the as-of day
  kOverdue,
  kSettled,
  kWaived,
  kSuspended,
  kDisputed,
  kDischarged,  // its condition has failed
  kUnknown,
};
std::string_view ObligationStateName(ObligationState state);

// One instance of a duty. All balances are in `unit`, rounded, none negative:
//   accrued + interest = waived + credited + paid + owed - overpaid
struct Obligation {
  std::string id;  // "contract/clause/occurrence"
  std::string contract;
  std::string clause;
  std::string occurrence;
  std::string debtor;
  std::string creditor;
  std::string kind;  // "payment", or "delivery" for a unit that is not money
  std::optional<Interval> period;  // accrual window, where there is one
  std::optional<Date> due;         // absent: not known, or still contingent
  // Where readings of the contract give several due days: the earliest of them.
  std::optional<Date> due_not_before;
  std::string unit;
  Amount accrued, interest, waived, credited, paid, disputed, contingent, owed,
      overpaid;
  // What of `owed` is late once its due day is over: not what rests, nor what is
  // in dispute where the contract lets it be withheld.
  RationalRange can_be_late;
  ObligationState state = ObligationState::kUnknown;
  Basis basis = Basis::kOfficial;
  std::vector<EventRef> because;             // sorted
  std::vector<std::string> unknown_because;  // finding codes, sorted
  std::optional<Date> locked;  // the day on which a statement became final
  // Who is liable beside the debtor, who performs for it, and who came into
  // whose place.
  std::vector<std::string> also_liable, performers;
  std::vector<PartyChange> party_changes;
  Trace trace;           // of `owed`, down to terms and facts
  Trace accrued_trace;   // of `accrued`, or of `contingent` while contingent
};

// What one party owes another in one unit.
struct Total {
  std::string debtor;
  std::string creditor;
  std::string unit;
  Amount owed;        // whatever its due date
  Amount due;         // due on or before the as-of day
  Amount overdue;     // due before it, and late
  Amount contingent;
  std::vector<std::string> unknown_because;
};

// What one party owes another in one unit, less what the other owes it: for
// information only, nothing is set off by it.
struct Net {
  std::string debtor;  // of the greater debt
  std::string creditor;
  std::string unit;
  Amount owed;
};

// A running balance of a clause: what is left under a cap, a ceiling.
struct ClauseBalance {
  std::string clause;  // "contract/clause"
  std::string name;    // "lifetime cap left", "ceiling", "commitment total"
  std::string debtor;
  std::string creditor;
  std::string unit;
  Amount amount;
  Basis basis = Basis::kOfficial;
  std::vector<EventRef> because;
  std::vector<std::string> unknown_because;
  Trace trace;
};

struct Obligations {
  Date as_of;
  std::uint64_t known = 0;
  RecordSeen seen;
  std::vector<Obligation> obligations;  // by due date, then id; undated last
  std::vector<Total> totals;            // by debtor, creditor, unit
  std::vector<ClauseBalance> balances;  // by clause, name
  std::vector<Finding> findings;        // sorted, those of the terms too
};

// Adds up obligations into totals. Which sums were added first makes no
// difference, so totals of many contracts can be put together from parts.
class TotalSums {
 public:
  void Add(const Obligation& obligation, Date as_of);
  void Add(const TotalSums& others);
  // Nothing, between parties of whom something is settled.
  void AddSettled(const std::string& debtor, const std::string& creditor,
                  const std::string& unit);
  std::vector<Total> Totals() const;  // by debtor, creditor, unit

 private:
  struct Sums {
    RationalRange owed, due, overdue, contingent;
    std::set<std::string> unknown_because;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sums> sums_;
};

// Totals of several contracts' obligations, as above.
std::vector<Total> TotalsOf(const std::vector<Obligation>& obligations,
                            Date as_of);

// The nets of parties that owe each other known amounts.
std::vector<Net> NetsOf(const std::vector<Total>& totals);

// The ceilings of a family added up by debtor, creditor and unit; named
// "ceiling of the family".
std::vector<ClauseBalance> FamilyCeilings(
    const std::vector<ClauseBalance>& balances);

}  // namespace covenant

#endif  // REPLAY_OBLIGATIONS_H_
