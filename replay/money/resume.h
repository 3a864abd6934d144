// Resume: goes on with payments behind the cut of a settled past, from what had
// been paid by then. Pure.
#ifndef REPLAY_MONEY_RESUME_H_
#define REPLAY_MONEY_RESUME_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "replay/finding.h"
#include "replay/money/account.h"
#include "replay/money/facts.h"
#include "replay/settled_past.h"

namespace covenant {

// Takes out sums that are owed once and are settled behind the cut.
void LeaveOutSettled(const SettledPast& past, std::vector<Line>& lines);

// Counts on the accounts, which are in the order in which they are paid, what
// had been paid on them by the cut. False where they are not those that the
// past knows, or another one could have been reached by what was paid then.
bool ResumeFrom(const SettledPast& past, const Facts& facts,
                std::vector<Account>& accounts);

// Whether nothing was found of payments that may be about what was left out:
// one too many is shown at a sum that may be there no more, and so is one that
// names no sum.
bool StillFits(const std::vector<Finding>& findings);

// Aborted.
absl::Status PastDoesNotFit();

// The name of the period that the sum of a clause with periods belongs to: a
// later increase goes with what it increases.
std::string PeriodOf(const Occurrence& occurrence);

}  // namespace covenant

#endif  // REPLAY_MONEY_RESUME_H_
