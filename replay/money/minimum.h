// Minimum: the least that a share comes to for a period or a year of the
// contract, and what lacks to it. Pure.
#ifndef REPLAY_MONEY_MINIMUM_H_
#define REPLAY_MONEY_MINIMUM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "replay/money/clause_runs.h"
#include "replay/money/evaluate.h"
#include "replay/money/pieces.h"

namespace covenant {

// Whether the clause has a minimum for each "period" or "year" on one of the
// days.
bool HasMinimum(const std::vector<Slice>& slices, const std::string& per);

// The minimum for `days` of `all` days in force, which `slices` cut; `change` is
// the rule for terms that change inside, `length` as PartOfPeriod takes it.
Trace MinimumOver(const ClauseState& state, const std::string& currency,
                  const std::string& change, const std::vector<Slice>& slices,
                  std::int32_t days, std::int32_t all,
                  const std::optional<Rational>& length = {});

// The minimum that is owed with the last period that ends in a year of the
// contract: that of the year and of those before it in which none ends.
struct YearMinimum {
  Date start;                 // of the year
  Interval days;              // from the first to behind the last in force
  std::vector<Slice> slices;  // of all these years
  Trace least;                // null: none
};

// The last days of the periods of a clause in order, at least of the years that
// begin by `as_of`; none where it has no minimum for each year.
std::vector<Date> EndsForYears(const ClauseRuns& runs, Date as_of);

// What is owed with the period that ends on `last`, whose terms are `state`;
// `ends` as above, `change` is the rule for terms that change inside.
YearMinimum YearMinimumOf(const ClauseState& state, const std::string& change,
                          const ClauseRuns& runs, const std::vector<Date>& ends,
                          Date last);

// Whether only what is paid or still to be paid counts towards it
// (doc/decisions.md 14).
bool MinimumCountsPaid(const ClauseState& state);

// The share, or the minimum where that is more; `not_paid` is what of the share
// is credited or waived.
Trace AtLeast(const ClauseState& state, std::vector<Trace> not_paid,
              Trace share, Trace least);

// What lacks to `least`, at least nothing.
Trace LackingTo(Trace least, const Trace& share);

// An amount of the terms, nothing where they have none.
Trace OrNothing(const ClauseState& state, const std::string& path,
                const std::string& label, const std::string& unit);

}  // namespace covenant

#endif  // REPLAY_MONEY_MINIMUM_H_
