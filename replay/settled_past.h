// Settled past: what the replay of a plain contract needs of the events behind
// a cut, a legal day by which they are accounted for. A cache: from it and the
// events that it keeps, with those that came later, follows what is open as of
// the cut or any later day, exactly as from all events; where that is not
// certain there is no answer, and all events have to be replayed. Pure.
//
// Why that holds is in doc/decisions.md 275 and 276.
#ifndef REPLAY_SETTLED_PAST_H_
#define REPLAY_SETTLED_PAST_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/value/date.h"
#include "ledger/value/rational.h"
#include "replay/obligations.h"

namespace covenant {

// Settled obligations that are counted and not shown.
struct SettledSums {
  std::string clause;
  std::string debtor;
  std::string creditor;
  std::string unit;
  std::uint64_t count = 0;

  friend bool operator==(const SettledSums&, const SettledSums&) = default;
};

struct SettledPast {
  // Of one clause with periods. Those that end behind `next` are not there yet
  // at the cut, the others are all settled but for `open`.
  struct Periods {
    Date first;  // the first day of the first open one, or `next`
    Date next;   // the first day of the first that was not there
    std::set<std::string> open;  // by name

    friend bool operator==(const Periods&, const Periods&) = default;
  };
  // What of a payment was counted on a sum by the cut.
  struct Paid {
    std::uint64_t sequence = 0;  // of the payment
    Rational amount;

    friend bool operator==(const Paid&, const Paid&) = default;
  };
  // Clause and occurrence.
  using Key = std::pair<std::string, std::string>;

  std::uint64_t known = 0;  // the sequence up to which events were seen
  Date through;       // the cut: payments up to this day are accounted for
  Date last_due;      // the last due day of a sum that was paid, or the cut
  Date terms_from;    // changes of terms from this day on touch no such sum
  Date reports_from;  // reports from this day on speak of no settled period
  std::map<std::string, Periods> clauses;
  // The sums of open periods and open sums that are owed once, with what was
  // paid on them by the cut, in the order in which it was.
  std::map<Key, std::vector<Paid>> sums;
  std::set<Key> settled_once;   // sums that are owed once and are settled
  std::set<std::string> ahead;  // clauses of such that fall due later, unpaid
  std::vector<SettledSums> settled;  // by clause, debtor, creditor, unit
  // The events that are still needed, by sequence, ascending.
  std::vector<std::uint64_t> events;

  friend bool operator==(const SettledPast&, const SettledPast&) = default;
};

// What is owed without what is settled.
struct OpenObligations {
  // Totals are those of all; `seen` is not known.
  Obligations owed;
  std::vector<SettledSums> settled;  // by clause, debtor, creditor, unit
};

// The answer with settled obligations counted instead of listed; `before`: more
// of them that are counted already.
OpenObligations WithoutSettled(Obligations all,
                               const std::vector<SettledSums>& before = {});

// Whether two answers say the same in all that is shown, down to their traces.
bool SameAnswers(const OpenObligations& a, const OpenObligations& b);

}  // namespace covenant

#endif  // REPLAY_SETTLED_PAST_H_
