#include "replay/money/loan_rates.h"

#include <algorithm>

namespace covenant {

Trace LoanRateOn(EvaluationContext&, const std::string&, const ClauseRuns&,
                 const LoanTerms& terms, Date) {
  return RateLeaf(*terms.state, "nominal_interest_rate", "rate for a year");
}

}  // namespace covenant
