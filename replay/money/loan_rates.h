// Loan rates: the rate of a loan on a day: as stated, or following a published
// rate that is taken on the days of reset. Pure.
#ifndef REPLAY_MONEY_LOAN_RATES_H_
#define REPLAY_MONEY_LOAN_RATES_H_

#include <string>

#include "replay/money/evaluate.h"
#include "replay/money/loan_terms.h"

namespace covenant {

// The rate for a year on the day, by the terms of that day; `runs` are those of
// the clause. A rate that is not published is unknown: `missing-rate`.
Trace LoanRateOn(EvaluationContext& context, const std::string& clause,
                 const ClauseRuns& runs, const LoanTerms& terms, Date day);

}  // namespace covenant

#endif  // REPLAY_MONEY_LOAN_RATES_H_
