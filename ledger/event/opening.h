// Opening: what closes the time before a day, and what is carried over from it
// (domain.md section 2, "Closing the past"). Plain structs. Pure.
#ifndef LEDGER_EVENT_OPENING_H_
#define LEDGER_EVENT_OPENING_H_

#include <optional>
#include <string>
#include <vector>

#include "ledger/value/amount.h"
#include "ledger/value/date.h"

namespace covenant {

struct OpeningBalance {
  std::string clause;
  std::string debtor;
  std::string creditor;
  Amount amount;
  std::optional<Date> due;
  friend bool operator==(const OpeningBalance&,
                         const OpeningBalance&) = default;
};

// What a clause counts over several periods.
enum class Counted {
  kAdvances,       // what is left of the advances that it lists
  kMakeUp,         // a credit of take or pay that can still be used
  kTierBase,       // what counts against the bounds of its tiers
  kTierCharge,     // what was charged for that
  kAccruedInYear,  // in the contract year that holds the last closed day
  kAccruedInAll,
};

// So much of it by the last day that is closed.
struct OpeningCount {
  std::string clause;
  Counted counted = Counted::kAdvances;
  Amount amount;
  std::optional<Date> expires;  // of make-up: the last day on which it counts
  friend bool operator==(const OpeningCount&, const OpeningCount&) = default;
};

struct Opening {
  Date through;
  std::vector<std::string> clauses;  // empty: all
  std::vector<OpeningBalance> balances;
  std::vector<OpeningCount> counts;
  bool agreed = false;
  friend bool operator==(const Opening&, const Opening&) = default;
};

}  // namespace covenant

#endif  // LEDGER_EVENT_OPENING_H_
