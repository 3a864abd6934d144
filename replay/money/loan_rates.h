// Loan rates: the rate of a loan on a day: as stated, or following a published
// rate that is taken on the days of reset (doc/decisions.md, "Loans"). Pure.
#ifndef REPLAY_MONEY_LOAN_RATES_H_
#define REPLAY_MONEY_LOAN_RATES_H_

#include <map>
#include <utility>
#include <vector>

#include "replay/money/loan_terms.h"
#include "replay/shared.h"
#include "replay/trace.h"

namespace covenant {

class LoanRates {
 public:
  // `life` may still be filled; all must outlive it.
  LoanRates(const Shared& shared, const std::vector<LoanRun>& life, Date as_of)
      : shared_(shared), life_(life), as_of_(as_of) {}

  // The rate for a year on the day, by the terms of that day. One that is not
  // published is unknown: `missing-rate`.
  Trace On(const LoanTerms& terms, Date day);

 private:
  Trace AtReset(const LoanTerms& terms, Date reset);
  Trace WithinStep(const LoanTerms& terms, Date reset, Trace rate);

  const Shared& shared_;
  const std::vector<LoanRun>& life_;
  const Date as_of_;
  // Resets that are computed already: each may rest on the one before.
  std::map<std::pair<Date, const ClauseState*>, Trace> known_;
};

}  // namespace covenant

#endif  // REPLAY_MONEY_LOAN_RATES_H_
